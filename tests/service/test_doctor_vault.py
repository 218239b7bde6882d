"""What `doctor` says of an open vault: how it was opened is no warning, what is odd is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.service import diagnostics
from jungletui.service.files import find_files
from jungletui.service.state import State
from jungletui.vault.content import Content
from jungletui.vault.memory_vault import MemoryVault
from jungletui.vault.sources import PassphraseSources

FIRST_SEEN = "first seen on this host: generation 3"


@pytest.mark.parametrize(
    ("notices", "status", "detail"),
    [
        ((), "ok", "open"),
        (("opened with the OS keyring",), "ok", "opened with the OS keyring"),
        (("opened with the OS keyring", FIRST_SEEN), "warning", FIRST_SEEN),
    ],
)
def test_only_what_is_odd_about_a_vault_is_a_warning(
    tmp_path: Path, notices: tuple[str, ...], status: str, detail: str
) -> None:
    (tmp_path / "vault.cxv").touch()
    sources = PassphraseSources(None, None, None, {}, tty=False)
    state = State(find_files(tmp_path, {}), sources)
    state.vault = MemoryVault(Content(bytes(32), ()))
    state.vault.notices = notices
    row = diagnostics._vault(state)
    assert (row.status, row.detail) == (status, detail)
    assert bool(row.remedy) is (status == "warning")


def test_a_passphrase_file_beside_the_vault_is_a_warning(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    for folder, status in ((home, "warning"), (elsewhere, "ok")):
        row = diagnostics._passphrase_file(folder / "passphrase", home)
        assert (row.check, row.status) == ("passphrase file", status)
    link = tmp_path / "link"
    link.symlink_to(home)
    assert diagnostics._passphrase_file(link / "passphrase", home).status == "warning"
