"""The ssh-agent slot: real agents, and some that hang, lie or sign differently each time."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError, UsageError, VaultError
from jungletui.vault import ssh_agent as protocol
from jungletui.vault import ssh_slot
from jungletui.vault.enrolment import add_ssh_agent
from jungletui.vault.layout import parse
from jungletui.vault.opening import open_with
from jungletui.vault.ssh_agent import string
from jungletui.vault.store import VaultPaths
from tests.vault.agents import add_key, impostor, needs_ssh, remove_keys, ssh_agent
from tests.vault.material import adding, names
from tests.vault.opened_vaults import recovery, with_a_key

BLOB = string(b"ssh-ed25519") + string(bytes(range(32)))
LISTED = bytes([12]) + (1).to_bytes(4) + string(BLOB) + string(b"made up")


@needs_ssh
def test_a_key_of_the_agent_opens_the_vault(paths: VaultPaths, tmp_path: Path):
    vault = with_a_key(paths)
    with ssh_agent(tmp_path, "ed25519") as environ:
        enrolled = add_ssh_agent(vault, environ)
        vault.change(adding("second"))
        again = open_with(paths, ssh_slot.identities(environ)[0])
    assert enrolled.slot.type == "ssh-agent"
    assert "SHA256:" in enrolled.notices[0]
    assert len(enrolled.notices) == 2
    assert "ssh-add -c" in enrolled.notices[1]
    assert names(again.content) == ["main", "second"]


@needs_ssh
def test_the_fingerprint_is_the_one_that_ssh_add_prints(tmp_path: Path):
    with ssh_agent(tmp_path, "ed25519") as environ:
        listed = subprocess.run(
            ("ssh-add", "-l"), env=environ, capture_output=True, text=True, check=True
        ).stdout
        assert ssh_slot.identities(environ)[0].fingerprint in listed


@needs_ssh
def test_the_file_does_not_say_which_key_it_is(paths: VaultPaths, tmp_path: Path):
    vault = with_a_key(paths)
    with ssh_agent(tmp_path, "ed25519") as environ:
        first = add_ssh_agent(vault, environ)
        second = add_ssh_agent(vault, environ)
        blob = ssh_slot.identities(environ)[0].key.blob
    data = paths.vault.read_bytes()
    assert blob not in data
    assert blob[-32:] not in data
    marks = {slot.ext for slot in parse(data).header.slots[1:]}
    assert len(marks) == 2
    assert first.slot != second.slot


@needs_ssh
def test_the_signature_is_that_of_ssh_keygen_for_the_same_text(paths: VaultPaths, tmp_path: Path):
    """OpenSSH's own SSHSIG over the same message and namespace holds the very same signature."""
    vault = with_a_key(paths)
    with ssh_agent(tmp_path, "ed25519") as environ:
        add_ssh_agent(vault, environ)
        header = parse(paths.vault.read_bytes()).header
        slot = header.slots[1]
        mine = ssh_slot.signature(
            ssh_slot.identities(environ)[0], header.vault_id, slot, twice=False
        )
        armoured = subprocess.run(
            ("ssh-keygen", "-Y", "sign", "-n", "cxv1-unlock", "-f", str(tmp_path / "key-0")),
            input=header.vault_id + slot.slot_id + slot.salt,
            capture_output=True,
            check=True,
        ).stdout
    body = b"".join(line for line in armoured.splitlines() if not line.startswith(b"-----"))
    assert base64.b64decode(body).endswith(string(bytes(mine)))


@needs_ssh
def test_an_agent_with_other_kinds_of_keys_only(paths: VaultPaths, tmp_path: Path):
    vault = with_a_key(paths)
    before = paths.vault.read_bytes()
    with (
        ssh_agent(tmp_path, "ecdsa", "rsa") as environ,
        pytest.raises(LockedError, match="none of the ssh-agent's 2 keys is an ed25519 key"),
    ):
        add_ssh_agent(vault, environ)
    assert paths.vault.read_bytes() == before


@needs_ssh
def test_several_keys_must_be_told_apart(paths: VaultPaths, tmp_path: Path):
    vault = with_a_key(paths)
    with ssh_agent(tmp_path, "ed25519", "ecdsa", "ed25519") as environ:
        with pytest.raises(UsageError, match="several keys") as caught:
            add_ssh_agent(vault, environ)
        first, second = ssh_slot.identities(environ)
        assert first.fingerprint in caught.value.remedy
        assert second.fingerprint in caught.value.remedy
        with pytest.raises(UsageError, match="no such key"):
            add_ssh_agent(vault, environ, "key-7")
        for key in ("key-2", second.fingerprint):
            assert second.fingerprint in add_ssh_agent(vault, environ, key).notices[0]
        with pytest.raises(VaultError, match="E_AUTH"):
            open_with(paths, first)
        assert open_with(paths, second).generation == 3


@needs_ssh
def test_a_new_master_key_gets_a_new_signature(paths: VaultPaths, tmp_path: Path):
    vault = with_a_key(paths)
    code = vault.add_recovery_code()
    with ssh_agent(tmp_path, "ed25519") as environ:
        added = add_ssh_agent(vault, environ)
        identity = ssh_slot.identities(environ)[0]
        before = parse(paths.vault.read_bytes()).header.slots[2]
        assert vault.remove_slot(vault.slots[0].slot_id, [identity, recovery(code)]) == ()
        assert vault.slots[1] == added.slot
        after = parse(paths.vault.read_bytes()).header.slots[1]
        assert before.salt != after.salt
        assert names(open_with(paths, identity).content) == ["main"]
        remove_keys(environ)
        header = paths.vault.read_bytes()
        with pytest.raises(LockedError):
            vault.remove_slot(vault.slots[0].slot_id, [identity])
        assert paths.vault.read_bytes() == header


@needs_ssh
def test_a_key_that_must_be_confirmed_and_is_not(paths: VaultPaths, tmp_path: Path):
    """`ssh-add -c` asks through a program that is not there: the agent refuses."""
    vault = with_a_key(paths)
    with ssh_agent(tmp_path) as environ:
        add_key(tmp_path / "key", "ed25519", environ, "-c")
        with pytest.raises(LockedError, match="refused"):
            add_ssh_agent(vault, environ)


def answering(signatures: list[bytes]):
    def answer(request: bytes) -> bytes:
        if request[0] == 11:
            return string(LISTED)
        return string(bytes([14]) + string(signatures.pop(0)))

    return answer


@pytest.mark.parametrize(
    "signature",
    [
        string(b"ssh-ed25519") + string(bytes(64)),
        string(b"ssh-ed25519") + string(bytes(63)),
        string(b"ssh-rsa") + string(bytes(64)),
        string(b"ssh-ed25519") + string(bytes(64)) + b"x",
        b"",
    ],
)
def test_a_signature_that_is_not_the_keys(paths: VaultPaths, tmp_path: Path, signature: bytes):
    vault = with_a_key(paths)
    before = paths.vault.read_bytes()
    with (
        impostor(tmp_path, answering([signature] * 2)) as environ,
        pytest.raises(LockedError),
    ):
        add_ssh_agent(vault, environ)
    assert paths.vault.read_bytes() == before


def test_a_key_that_signs_differently_each_time(
    paths: VaultPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ssh_slot, "ed25519_fits", lambda *_: True)
    vault = with_a_key(paths)
    signatures = [string(b"ssh-ed25519") + string(bytes([n]) * 64) for n in (1, 2)]
    with (
        impostor(tmp_path, answering(signatures)) as environ,
        pytest.raises(LockedError, match="differently each time"),
    ):
        add_ssh_agent(vault, environ)
    assert signatures == []


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"\0\0",
        (0).to_bytes(4),
        (1 << 31).to_bytes(4) + b"x",
        (9).to_bytes(4) + b"x",
        string(bytes([99])),
        string(bytes([12])),
        string(bytes([12]) + (1 << 30).to_bytes(4)),
        string(bytes([12]) + (1).to_bytes(4) + (1 << 20).to_bytes(4)),
        string(bytes([5])),
        string(bytes([12]) + (0).to_bytes(4)),
    ],
)
def test_an_agent_that_talks_nonsense(tmp_path: Path, reply: bytes):
    with impostor(tmp_path, lambda _: reply) as environ, pytest.raises(LockedError):
        ssh_slot.identities(environ)


def test_an_agent_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(protocol, "LIST_SECONDS", 0.05)
    with (
        impostor(tmp_path, lambda _: None) as environ,
        pytest.raises(LockedError, match="no answer within"),
    ):
        ssh_slot.identities(environ)


@pytest.mark.parametrize("value", [None, "", "relative/agent", "/nowhere/agent", "/" + "a" * 200])
def test_no_agent_at_all(value: str | None):
    with pytest.raises(LockedError):
        ssh_slot.identities({} if value is None else {"SSH_AUTH_SOCK": value})


def test_hardware_keys_and_certificates_are_left_out(tmp_path: Path):
    others = [
        string(b"sk-ssh-ed25519@openssh.com") + string(bytes(32)) + string(b"ssh:"),
        string(b"ssh-ed25519-cert-v01@openssh.com") + string(bytes(32)),
        string(b"ssh-ed25519") + string(bytes(31)),
        string(b"ssh-ed25519") + string(bytes(32)) + b"x",
    ]
    listed = b"".join(string(blob) + string(b"") for blob in [*others, BLOB])
    reply = string(bytes([12]) + (5).to_bytes(4) + listed)
    with impostor(tmp_path, lambda _: reply) as environ:
        assert [one.key.blob for one in ssh_slot.identities(environ)] == [BLOB]


SESSION = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}


@pytest.mark.parametrize(
    ("environ", "path", "peer", "forwarded"),
    [
        (SESSION, "/tmp/ssh-AbCdEfGhIj/agent.4711", "sshd", True),
        (SESSION, "/tmp/ssh-AbCdEfGhIj/agent.4711", "sshd-session", True),
        (SESSION, "/tmp/ssh-AbCdEfGhIj/agent.4711", None, True),
        (SESSION, "/home/kim/.ssh/agent/s.abc.sshd.def", None, True),
        (SESSION, "/tmp/ssh-AbCdEfGhIj/agent.4711", "ssh-agent", False),
        (SESSION, "/home/kim/.ssh/agent/s.abc.agent.def", None, False),
        (SESSION, "/run/user/1000/ssh-agent.socket", None, False),
        ({}, "/tmp/ssh-AbCdEfGhIj/agent.4711", "sshd", False),
    ],
)
def test_whether_an_agent_is_forwarded(
    environ: dict[str, str],
    path: str,
    peer: str | None,
    forwarded: bool,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(protocol, "peer_name", lambda _: peer)
    assert ssh_slot.is_forwarded(environ, Path(path)) is forwarded


@needs_ssh
def test_enrolling_a_forwarded_agent_warns(
    paths: VaultPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(protocol, "peer_name", lambda _: "sshd")
    vault = with_a_key(paths)
    folder = tmp_path / "ssh-AbCdEfGhIj"
    folder.mkdir()
    with ssh_agent(folder, "ed25519") as environ:
        link = folder / "agent.4711"
        link.symlink_to(environ["SSH_AUTH_SOCK"])
        notices = add_ssh_agent(vault, {**SESSION, "SSH_AUTH_SOCK": str(link)}).notices
    assert notices[2] == ssh_slot.FORWARDED


@needs_ssh
@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="this system has no /proc")
def test_the_program_behind_a_socket(tmp_path: Path):
    with ssh_agent(tmp_path) as environ:
        assert protocol.peer_name(Path(environ["SSH_AUTH_SOCK"])) == "ssh-agent"
    assert protocol.peer_name(tmp_path / "nobody") is None
