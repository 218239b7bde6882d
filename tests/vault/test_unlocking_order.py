"""What opens a vault when several things could: the order, what is passed over, what is said."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError, VaultError, VaultFault
from jungletui.vault import os_keyring, ssh_agent
from jungletui.vault.enrolment import (
    add_key_file,
    add_os_keyring,
    add_ssh_agent,
    add_systemd_credential,
)
from jungletui.vault.host_offers import gathered
from jungletui.vault.kdf import FLOOR
from jungletui.vault.opening import read_header
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import VaultPaths
from jungletui.vault.unlocking_order import AGAIN, PROMPT, open_by_any
from tests.vault import agents
from tests.vault.agents import impostor, needs_ssh
from tests.vault.hostile import flip
from tests.vault.material import PASSPHRASE, cheap, names
from tests.vault.opened_vaults import passphrase, recovery, with_a_key
from tests.vault.test_os_keyring import KEEPING, script
from tests.vault.test_sources import NONE, pipe_with, printing, private_file

pytestmark = pytest.mark.usefixtures("quick_kdf")
LINE = PASSPHRASE + b"\n"


@pytest.fixture
def words(paths: VaultPaths) -> VaultPaths:
    """A vault that a passphrase and a recovery code open."""
    with_a_key(paths).add_slot(passphrase(PASSPHRASE), FLOOR)
    return paths


def never(prompt: str) -> bytearray:
    pytest.fail("a person was asked")


def told(vault) -> tuple[str, ...]:
    assert names(vault.content) == ["main"]
    return vault.notices


def opened_with(paths: VaultPaths, sources: PassphraseSources) -> tuple[str, ...]:
    return told(open_by_any(paths, sources, ask=never))


def test_what_was_handed_over(words: VaultPaths, tmp_path: Path):
    file = private_file(tmp_path / "words", LINE)
    folder = tmp_path / "credentials"
    folder.mkdir()
    private_file(folder / "jungletui.passphrase", LINE, 0o400)
    environ = {"CREDENTIALS_DIRECTORY": str(folder)}
    assert opened_with(words, replace(NONE, fd=pipe_with(LINE))) == (
        "opened with the passphrase of --passphrase-fd",
    )
    assert opened_with(words, replace(NONE, file=file)) == (
        f"opened with the passphrase of the file {file}",
    )
    assert opened_with(words, replace(NONE, environ=environ)) == (
        "opened with the passphrase of the systemd credential jungletui.passphrase",
    )


def test_what_is_configured(words: VaultPaths, caplog: pytest.LogCaptureFixture):
    command = printing(LINE.decode())
    assert opened_with(words, replace(NONE, command=command)) == (
        "opened with the passphrase of passphrase_command",
    )
    assert caplog.text == ""
    environ = {"JUNGLETUI_PASSPHRASE": PASSPHRASE.decode()}
    assert opened_with(words, replace(NONE, environ=environ)) == (
        "opened with the passphrase of JUNGLETUI_PASSPHRASE",
    )
    assert "JUNGLETUI_PASSPHRASE" in caplog.text
    assert environ == {}


def test_a_person_comes_last_and_is_told_nothing_that_they_know(words: VaultPaths):
    asked = []

    def ask(prompt: str) -> bytearray:
        asked.append(prompt)
        return bytearray(PASSPHRASE)

    assert told(open_by_any(words, replace(NONE, tty=True), ask=ask)) == ()
    assert asked == [PROMPT]


def test_a_person_may_correct_it_twice(words: VaultPaths):
    asked = []

    def ask(prompt: str) -> bytearray:
        asked.append(prompt)
        return bytearray(PASSPHRASE if len(asked) == 3 else b"a slip of the thumb")

    open_by_any(words, replace(NONE, tty=True), ask=ask)
    assert asked == [PROMPT, AGAIN, AGAIN]
    asked[:] = ["", "", "", ""]
    with pytest.raises(VaultError) as caught:
        open_by_any(words, replace(NONE, tty=True), ask=ask)
    assert caught.value.fault is VaultFault.AUTH
    assert len(asked) == 7


def test_a_person_is_not_asked_again_for_a_file_that_was_tampered_with(words: VaultPaths):
    words.vault.write_bytes(flip(-1)(words.vault.read_bytes()))
    asked = []

    def ask(prompt: str) -> bytearray:
        asked.append(prompt)
        return bytearray(PASSPHRASE)

    with pytest.raises(VaultError) as caught:
        open_by_any(words, replace(NONE, tty=True), ask=ask)
    assert caught.value.fault is VaultFault.TAMPER
    assert asked == [PROMPT]


def test_a_slot_of_the_host_does_not_hide_a_tampered_file(paths: VaultPaths, tmp_path: Path):
    key_file = tmp_path / "key"
    add_key_file(with_a_key(paths), key_file)
    paths.vault.write_bytes(flip(-1)(paths.vault.read_bytes()))
    with pytest.raises(VaultError) as caught:
        open_by_any(paths, replace(NONE, key_file=key_file, tty=True), ask=never)
    assert caught.value.fault is VaultFault.TAMPER


@pytest.mark.parametrize("spelling", [str.upper, str.lower, lambda code: code.replace("-", " ")])
def test_a_recovery_code_is_taken_wherever_a_passphrase_is(words: VaultPaths, spelling):
    code = spelling(cheap().code).encode()
    assert opened_with(words, replace(NONE, fd=pipe_with(code + b"\n")))
    typed = replace(NONE, tty=True)
    assert told(open_by_any(words, typed, ask=lambda _: bytearray(code))) == ()


def test_a_passphrase_that_looks_like_a_recovery_code(words: VaultPaths):
    from jungletui.vault.recovery import encode_code

    text = encode_code(b"another twenty bytes").encode()
    with pytest.raises(VaultError, match="the passphrase does not open"):
        opened_with(words, replace(NONE, fd=pipe_with(text)))


@pytest.mark.parametrize("source", ["fd", "file", "credential", "command", "variable"])
def test_a_wrong_passphrase_is_never_passed_over(
    words: VaultPaths, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Everything behind it would open the vault."""
    wrong = b"not the passphrase\n"
    private_file(tmp_path / "jungletui.passphrase", wrong, 0o400)
    environ = {"JUNGLETUI_PASSPHRASE": PASSPHRASE.decode()}
    right = replace(NONE, tty=True, environ=environ)
    sources = {
        "fd": replace(right, fd=pipe_with(wrong), file=private_file(tmp_path / "right", LINE)),
        "file": replace(right, file=private_file(tmp_path / "wrong", wrong)),
        "credential": replace(right, environ={**environ, "CREDENTIALS_DIRECTORY": str(tmp_path)}),
        "command": replace(right, command=printing(wrong.decode())),
        "variable": replace(right, environ={"JUNGLETUI_PASSPHRASE": wrong.decode().strip()}),
    }[source]
    with pytest.raises(VaultError) as caught:
        open_by_any(words, sources, ask=never)
    assert caught.value.fault is VaultFault.AUTH
    assert "JUNGLETUI_PASSPHRASE" not in sources.environ


def test_nothing_is_asked_for_a_file_that_is_refused(words: VaultPaths):
    words.vault.write_bytes(words.vault.read_bytes()[:-1])
    fd = pipe_with(LINE)
    with pytest.raises(VaultError) as caught:
        open_by_any(words, replace(NONE, fd=fd, tty=True), ask=never)
    assert caught.value.fault is VaultFault.FORMAT
    os.close(fd)


def test_nothing_at_all(words: VaultPaths):
    with pytest.raises(LockedError, match="no passphrase was given"):
        open_by_any(words, NONE, ask=never)


@pytest.fixture
def everything(paths: VaultPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A vault with a slot of every kind, and a host that has something for each."""
    vault = with_a_key(paths)
    vault.add_slot(passphrase(PASSPHRASE), FLOOR)
    folder = tmp_path / "credentials"
    folder.mkdir()
    private_file(folder / "jungletui.key", bytes(range(32)), 0o400)
    environ = script(tmp_path, monkeypatch, KEEPING.replace("CHANGE", ""))
    environ["CREDENTIALS_DIRECTORY"] = str(folder)
    key_file = tmp_path / "key-file"
    with agents.ssh_agent(tmp_path, "ed25519") as agent:
        environ |= agent
        add_key_file(vault, key_file)
        add_ssh_agent(vault, environ)
        add_os_keyring(vault, environ)
        add_systemd_credential(vault, environ)
        yield paths, replace(NONE, environ=environ, key_file=key_file)


@needs_ssh
def test_the_order_of_the_hosts_own_slots(everything, monkeypatch: pytest.MonkeyPatch):
    paths, sources = everything
    later = replace(sources, command=printing("wrong"), tty=True)
    environ = dict(sources.environ)

    def opened(**changes: str | None) -> tuple[str, ...]:
        environ.update(changes)
        kept = {name: value for name, value in environ.items() if value is not None}
        return opened_with(paths, replace(later, environ=kept))

    assert opened() == ("opened with the systemd credential",)
    no_systemd = "passed over: systemd credential: this process was given no credential"
    notices = opened(CREDENTIALS_DIRECTORY=None)
    assert notices[0].startswith(no_systemd)
    assert notices[1:] == ("opened with the OS keyring",)
    monkeypatch.setattr(
        os_keyring, "COMMAND", (sys.executable, "-I", "-m", "jungletui.vault.keyring_child")
    )
    notices = opened()
    assert "passed over: OS keyring: " in notices[1]
    assert notices[2].startswith("opened with the ssh-agent (key SHA256:")
    notices = opened(SSH_AUTH_SOCK=None)
    assert notices[2].startswith("passed over: ssh-agent: there is no ssh-agent")
    assert notices[3:] == ("opened with the key file",)
    with pytest.raises(VaultError, match="the passphrase does not open"):
        open_by_any(paths, replace(later, environ={}, key_file=None), ask=never)
    with pytest.raises(LockedError) as caught:
        open_by_any(paths, replace(NONE, environ={}), ask=never)
    for name in ("systemd credential", "OS keyring", "ssh-agent", "key file"):
        assert name in caught.value.message
    asked = replace(NONE, environ={}, tty=True)
    assert len(told(open_by_any(paths, asked, ask=lambda _: bytearray(PASSPHRASE)))) == 4


@needs_ssh
def test_a_new_master_key_keeps_every_slot_that_this_host_opens(everything):
    paths, sources = everything
    vault = open_by_any(paths, sources)
    passed: list[str] = []
    present = gathered(read_header(paths), sources, passed)
    assert passed == []
    before = vault.slots
    lost = vault.remove_slot(before[0].slot_id, [*present, passphrase(PASSPHRASE)])
    assert lost == ()
    assert vault.slots == before[1:]
    assert told(open_by_any(paths, sources)) == ("opened with the systemd credential",)


@needs_ssh
def test_without_the_passphrase_its_slot_is_named_as_lost(everything):
    paths, sources = everything
    vault = open_by_any(paths, sources)
    present = gathered(read_header(paths), sources, [])
    lost = vault.remove_slot(vault.slots[0].slot_id, present)
    assert [slot.type for slot in lost] == ["passphrase"]


def test_a_secret_of_another_time_is_passed_over(paths: VaultPaths, tmp_path: Path):
    vault = with_a_key(paths)
    vault.add_slot(passphrase(PASSPHRASE), FLOOR)
    key_file = tmp_path / "key"
    add_key_file(vault, key_file)
    key_file.write_bytes(bytes(32))
    notices = opened_with(paths, replace(NONE, key_file=key_file, command=printing(LINE.decode())))
    assert "the key file does not open it" in notices[0]
    assert "passphrase_command" in notices[1]


def test_a_passphrase_that_wants_the_key_file(paths: VaultPaths, tmp_path: Path):
    vault = with_a_key(paths)
    key_file = private_file(tmp_path / "key", bytes(range(32)))
    vault.add_slot(
        SlotSecret(SlotType.PASSPHRASE, bytearray(PASSPHRASE), bytearray(range(32))), FLOOR
    )
    assert opened_with(paths, replace(NONE, fd=pipe_with(LINE), key_file=key_file))
    for file in (None, tmp_path / "absent"):
        with pytest.raises(VaultError, match="also wants a key file"):
            opened_with(paths, replace(NONE, fd=pipe_with(LINE), key_file=file))


@needs_ssh
def test_an_agent_and_a_keyring_that_hang_hold_nothing_up(
    everything, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    paths, sources = everything
    monkeypatch.setattr(ssh_agent, "LIST_SECONDS", 0.1)
    monkeypatch.setattr(os_keyring, "SECONDS", 0.2)
    hanging = script(tmp_path, monkeypatch, "import time; time.sleep(600)")
    with impostor(tmp_path, lambda _: None) as agent:
        environ = hanging | agent
        notices = opened_with(paths, replace(sources, environ=environ))
    assert "OS keyring" in notices[1]
    assert "no answer within" in notices[1]
    assert "no answer within" in notices[2]
    assert notices[3] == "opened with the key file"


@needs_ssh
def test_an_agent_with_other_keys_only(everything, tmp_path: Path):
    paths, sources = everything
    folder = tmp_path / "other"
    folder.mkdir()
    for types, reason in (
        (("ecdsa",), "none of the ssh-agent's 1 keys is an ed25519 key"),
        (("ed25519",), "does not have the key"),
        ((), "none of the ssh-agent's 0 keys"),
    ):
        for leftover in folder.iterdir():
            leftover.unlink()
        with agents.ssh_agent(folder, *types) as agent:
            environ = {"HOME": "/nowhere", **agent}
            notices = opened_with(paths, replace(sources, environ=environ))
        assert reason in notices[2]
        assert notices[3] == "opened with the key file"


def test_the_prompt_of_the_terminal_is_the_default(words: VaultPaths):
    program = (
        "import sys; from pathlib import Path\n"
        "from jungletui.vault.paths import VaultPaths\n"
        "from jungletui.vault.sources import PassphraseSources\n"
        "from jungletui.vault.unlocking_order import open_by_any\n"
        "open_by_any(VaultPaths(*map(Path, sys.argv[1:])), "
        "PassphraseSources(None, None, None, {}, True))\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", program, str(words.vault), str(words.seen)),
        start_new_session=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "there is no terminal" in done.stderr


def test_a_recovery_code_that_is_gone(words: VaultPaths):
    vault = open_by_any(words, replace(NONE, fd=pipe_with(LINE)))
    new_code = vault.add_recovery_code()
    vault.remove_slot(vault.slots[0].slot_id, [passphrase(PASSPHRASE), recovery(new_code)])
    with pytest.raises(VaultError, match="E_AUTH"):
        opened_with(words, replace(NONE, fd=pipe_with(cheap().code.encode())))
    assert opened_with(words, replace(NONE, fd=pipe_with(new_code.encode())))
