"""A save where there is no room for it, in a process of its own: what it says, and what it left.

Arguments: the folder for the vault, and the largest file that may be written (0: any). Prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from jungletui.domain.failures import VaultError
from tests.vault.material import adding, names, paths_under
from tests.vault.opened_vaults import with_a_key


def main(folder: str, largest: str) -> None:
    paths = paths_under(Path(folder))
    vault = with_a_key(paths)
    before = paths.vault.read_bytes()
    if int(largest):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
    error = None
    try:
        vault.change(adding("second"))
    except VaultError as refused:
        error = [refused.fault.value, refused.message, refused.remedy]
    left = sorted(entry.name for entry in paths.vault.parent.iterdir() if entry.is_file())
    same = paths.vault.read_bytes() == before
    told = {"error": error, "left": left, "same": same, "names": names(vault.content)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
