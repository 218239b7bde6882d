"""The rows of docs/vault-format.md section 9 as a person at the console meets them: at its start,
behind a lock, and under an open vault. The screen says what the command line says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.program import jungletui
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_ON, Terminal, terminal
from tests.testkit.at_home import (
    ON_A_DISK,
    PLAINTEXT,
    AtHome,
    at_home_in,
    at_home_with,
    secret_of,
)
from tests.testkit.kitfile import FOLDER, load
from tests.testkit.places import Place
from tests.testkit.scene import LOCKED, OPENS
from tests.vault.material import paths_in, put

pytestmark = pytest.mark.slow  # whole programs under a terminal

KIT = {path.stem: load(path.stem) for path in sorted(FOLDER.glob("*.cxvkit"))}
REFUSED = {
    name: file
    for name, file in KIT.items()
    if file.row and file.expect != OPENS and file.free_memory_kib is None
}
ONE_OF_A_ROW = tuple({(file.row, file.expect): name for name, file in REFUSED.items()}.values())
PLACES = tuple({(p.row, p.expect, p.row if p.row == 39 else p.name): p for p in ON_A_DISK}.values())
"""Every place; of the edits of the record one."""
SMALL = """
printf 'MemTotal: 1048576 kB\\nMemAvailable: 524288 kB\\n' > "$0"
mount --bind "$0" /proc/meminfo && exec "$@"
"""


def squeezed(text: str) -> str:
    """Without what a screen puts between the words, and where it breaks them."""
    return "".join(text.split())


def check_silence(console: Terminal) -> None:
    assert not [piece for piece in PLAINTEXT if piece.encode() in console.raw]
    assert b"Traceback" not in console.raw


def check_start(there: AtHome, folder: Path, error: dict[str, str], *before: str) -> None:
    """The console ends at once with the words and the exit code of the command."""
    with there.typed() as fd:
        argv = [*before, *JUNGLETUI, "--home", str(there.home), "--passphrase-fd", str(fd)]
        with terminal(argv, folder, columns=160) as console:
            code = console.exit_code(30)
            shown = squeezed(console.text())
    assert code == there.code, shown
    kind = "locked" if there.expect == LOCKED else there.expect
    message = error["message"].removeprefix(f"{kind}: ")
    assert squeezed(f"jungletui: {kind}: {message}{error['remedy']}") == shown
    assert ALT_SCREEN_ON not in console.raw, "no screen was drawn"
    check_silence(console)


@pytest.mark.parametrize("name", [*ONE_OF_A_ROW, "46_duplicate_field", "34_slot_commit"])
def test_the_console_does_not_start_on_a_file(tmp_path: Path, name: str) -> None:
    there = at_home_with(tmp_path, name)
    error = there.command("keys", "list").document["error"]
    assert error["kind"] == there.expect
    assert "vault.cxv" in error["message"]
    check_start(there, tmp_path, error)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.title)
def test_the_console_at_a_place(tmp_path: Path, place: Place) -> None:
    there = at_home_in(tmp_path, place)
    if there is None:
        return
    if there.expect != OPENS:
        error = there.command("keys", "list").document["error"]
        check_start(there, tmp_path, error)
        return
    with there.typed() as fd:
        argv = [*JUNGLETUI, "--home", str(there.home), "--passphrase-fd", str(fd)]
        with terminal(argv, tmp_path, columns=240) as console:
            console.wait_for("1 key")
            console.wait_for(there.says)
            console.send("q")
            assert console.exit_code() == 0


def small_machine(folder: Path) -> tuple[str, ...]:
    """What runs a program where 512 MiB are free, in a mount namespace of its own."""
    root = () if os.geteuid() == 0 else ("--map-root-user",)
    before = ("unshare", *root, "--mount", "sh", "-c", SMALL, str(folder / "meminfo"))
    try:
        done = subprocess.run([*before, "cat", "/proc/meminfo"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("a mount namespace is not at hand")
    if b"MemAvailable: 524288 kB" not in done.stdout:
        pytest.skip("a mount namespace is not at hand")
    return before


def test_18_a_gibibyte_on_a_small_machine(tmp_path: Path) -> None:
    """The real program, told by the real file of the kernel how little is free."""
    before = small_machine(tmp_path)
    there = at_home_with(tmp_path, "18_gibibyte")
    command = [sys.executable, "-m", "jungletui.cli", "--home", str(there.home), "keys", "list"]
    with there.typed() as fd:
        done = subprocess.run(
            [*before, *command, "--passphrase-fd", str(fd)],
            pass_fds=(fd,), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == there.code
    first, remedy = done.stderr.strip().split("\n")
    assert first.startswith("error: E_KDF_LIMIT: ")
    assert "1024 MiB" in first
    assert "2048 MiB" in remedy
    message = first.removeprefix("error: E_KDF_LIMIT: ")
    check_start(there, tmp_path, {"message": message, "remedy": remedy}, *before)


NEWER = KIT["newer"]
BEHIND_A_LOCK = (
    "02_cut_in_header",
    "10_major_2",
    "17_passes_0",
    "19_memory_8_kib",
    "34_mac",
    "34_slot_commit",
    "36_replay",
    "37_fork",
    "46_nan",
)


def opened(folder: Path, console: Terminal) -> None:
    console.wait_for("Passphrase:")
    console.send(secret_of(NEWER) + "\n")
    console.wait_for("2 keys")


def test_the_sample_behind_a_lock_has_every_class_of_a_file() -> None:
    expected = {KIT[name].expect for name in BEHIND_A_LOCK}
    assert expected == {file.expect for file in REFUSED.values()}


def test_a_locked_console_says_what_is_wrong_and_stays_locked(tmp_path: Path) -> None:
    """Row after row under one console: class, file and way out; then the whole vault."""
    there = at_home_with(tmp_path, "newer")
    vault = there.home / "vault.cxv"
    with terminal([*JUNGLETUI, "--home", str(there.home)], tmp_path, columns=200) as console:
        opened(tmp_path, console)
        console.send("L")
        console.wait_for("Enter (or r) to unlock")
        for name in BEHIND_A_LOCK:
            file = KIT[name]
            put(paths_in(there.home), file.vault())
            asked = console.raw.count(b"Passphrase:")
            console.send("\r")
            shown = until_refused(console, file.expect, asked, secret_of(file))
            asked_for = jungletui(there.home, "keys", "list", "--json", passphrase=secret_of(file))
            error = asked_for.document["error"]
            assert error["kind"] == file.expect, name
            message = error["message"].removeprefix(f"{file.expect}: ")
            assert squeezed(message) in shown, name
            assert squeezed(error["remedy"]) in shown, name
            assert vault.read_bytes() == file.vault(), name
        put(paths_in(there.home), NEWER.vault())
        console.send("\r")
        until(console, lambda: b"Passphrase:" in console.raw[-400:])
        console.send(secret_of(NEWER) + "\n")
        console.wait_for("2 keys")
        console.send("q")
        assert console.exit_code() == 0
        assert not [piece for piece in PLAINTEXT[:1] if piece.encode() in console.raw]


def until(console: Terminal, true: Callable[[], bool]) -> None:
    while not true():
        assert console.pump(10), console.text()


def until_refused(console: Terminal, kind: str, asked: int, words: str) -> str:
    """Type the secret wherever it is asked for; the screen, squeezed, once it names the class."""
    refused = f"Error: {kind}"
    while True:
        console.pump(0.1)
        if console.raw.count(b"Passphrase:") + console.raw.count(b"Once more:") > asked:
            asked += 1
            console.send(words + "\n")
        if refused in console.text():
            return squeezed(console.wait_for(refused))


def open_to_others(home: Path) -> None:
    (home / "vault.cxv").chmod(0o644)


def folder_of_others(home: Path) -> None:
    home.chmod(0o777)


def gone(home: Path) -> None:
    (home / "vault.cxv").unlink()


def linked(home: Path) -> None:
    (home / "vault.cxv").rename(home / "elsewhere")
    (home / "vault.cxv").symlink_to("elsewhere")


def replaced(name: str) -> Callable[[Path], None]:
    return lambda home: put(paths_in(home), KIT[name].vault())


UNDER_IT = {
    "mode 0644": ("E_FS", open_to_others),
    "folder 0777": ("E_FS", folder_of_others),
    "removed": ("E_FS", gone),
    "a link": ("E_FS", linked),
    "cut": ("E_FORMAT", replaced("02_cut_in_header")),
    "a newer format": ("E_VERSION", replaced("10_major_2")),
    "another vault": ("E_CONFLICT", replaced("stranger")),
    "an older generation": ("E_ROLLBACK", replaced("36_replay")),
    "a fork": ("E_FORK", replaced("37_fork")),
    "another MAC": ("E_TAMPER", replaced("30_old_mac")),
}


def test_a_save_from_the_screen_onto_what_became_of_the_file(tmp_path: Path) -> None:
    """What another program or an accident did to the vault of an open console: the save is refused
    on the screen, and what is there stays as it is."""
    there = at_home_with(tmp_path, "newer")
    vault = there.home / "vault.cxv"
    with terminal([*JUNGLETUI, "--home", str(there.home)], tmp_path, columns=240) as console:
        opened(tmp_path, console)
        for what, (kind, disturb) in UNDER_IT.items():
            disturb(there.home)
            before = vault.read_bytes() if vault.exists() else None
            console.send("d")
            console.wait_for("from the vault?")
            console.send("main\r")
            shown = squeezed(console.wait_for(f"Error: {kind}"))
            assert squeezed(str(there.home)) in shown, what
            assert "→" in shown, what
            assert (vault.read_bytes() if vault.exists() else None) == before, what
            mended(there.home)
            console.send("r")
            console.wait_until_gone("Error: ")
        console.send("d")
        console.wait_for("from the vault?")
        console.send("main\r")
        console.wait_for("1 key")
        console.send("q")
        assert console.exit_code() == 0
        assert not [piece for piece in PLAINTEXT[:1] if piece.encode() in console.raw]


def mended(home: Path) -> None:
    home.chmod(0o700)
    (home / "vault.cxv").unlink(missing_ok=True)
    put(paths_in(home), NEWER.vault())
