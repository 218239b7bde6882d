"""Adds keys to a vault one by one, as one of several programs at once.

Arguments: vault, seen record, recovery code, own name, how many.
"""

from __future__ import annotations

import sys
from pathlib import Path

from jungletui.vault.store import VaultPaths, open_with_recovery_code
from tests.vault.material import adding

paths = VaultPaths(Path(sys.argv[1]), Path(sys.argv[2]))
vault = open_with_recovery_code(paths, bytearray(sys.argv[3].encode()))
for number in range(int(sys.argv[5])):
    vault.change(adding(f"{sys.argv[4]}-{number}"))
