"""The ssh-agent slot: an ed25519 key signs a text of the slot's own, and the signature opens it.

The text is an SSHSIG blob with a namespace of ours, so that the signature is of no use to log in
anywhere, nor for git or a file. ed25519 only: its signatures are the same each time. ECDSA's are
not, a hardware key's count up, and RSA's would be a second scheme to check.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jungletui.domain.failures import LockedError, UsageError
from jungletui.vault import ssh_agent
from jungletui.vault.keyschedule import agent_key_mark
from jungletui.vault.memory import wipe
from jungletui.vault.primitives import ed25519_fits, sha256, sha512
from jungletui.vault.slot_layout import Slot, SlotType
from jungletui.vault.ssh_agent import AgentKey, string, take_string

NAMESPACE = b"cxv1-unlock"
ALGORITHM = b"ssh-ed25519"
PUBLIC_SIZE, SIGNATURE_SIZE = 32, 64

FORWARDED = (
    "the ssh-agent is forwarded from the machine that you logged in from: root on this machine "
    "can ask it for the same signature while you are logged in, and so open the vault"
)

# Where sshd puts the sockets of forwarded agents: OpenSSH up to 10.0, and from 10.1 on.
_OF_SSHD = (re.compile(r"/ssh-[^/]+/agent\.\d+$"), re.compile(r"/\.ssh/agent/s\.[^/]*\.sshd\."))


@dataclass(frozen=True, slots=True)
class AgentIdentity:
    """What opens an ssh-agent slot: an agent, and the one of its keys that is to sign."""

    agent: Path
    key: AgentKey

    @property
    def type(self) -> SlotType:
        """The type of slot that it opens."""
        return SlotType.SSH_AGENT

    @property
    def fingerprint(self) -> str:
        """The key's name as `ssh-add -l` prints it."""
        return "SHA256:" + base64.b64encode(sha256(self.key.blob)).decode().rstrip("=")


def identities(environ: Mapping[str, str]) -> tuple[AgentIdentity, ...]:
    """The agent's ed25519 keys. Raises LockedError without an agent or such a key."""
    agent = ssh_agent.agent_socket(environ)
    keys = ssh_agent.list_keys(agent)
    found = tuple(AgentIdentity(agent, key) for key in keys if _public_key(key.blob))
    if not found:
        raise LockedError(
            f"none of the ssh-agent's {len(keys)} keys is an ed25519 key",
            "Only ed25519 signs alike each time: ssh-keygen -t ed25519, then ssh-add.",
        )
    return found


def choose(environ: Mapping[str, str], wanted: str | None) -> AgentIdentity:
    """The key to enrol: the one whose comment or fingerprint is `wanted`, or the only one.

    Raises UsageError where that is none or several, LockedError as `identities` does.
    """
    found = identities(environ)
    fitting = [
        one for one in found if wanted is None or wanted in (one.key.comment, one.fingerprint)
    ]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(f"{one.fingerprint} ({one.key.comment})" for one in found)
    raise UsageError(
        "there is no such key in the ssh-agent" if wanted else "the ssh-agent has several keys",
        f"Name one by its fingerprint: {listed}",
    )


def mark(identity: AgentIdentity, vault_id: bytes, slot_id: bytes) -> bytes:
    """The 64 bytes by which a slot knows its key again."""
    return agent_key_mark(vault_id, slot_id, identity.key.blob).ljust(64, b"\0")


def signature(identity: AgentIdentity, vault_id: bytes, slot: Slot, twice: bool) -> bytearray:
    """The keying material of `slot`, verified against the public key; the caller wipes it.

    `twice`, for a new slot: a key that signs differently each time would never open it again.
    Raises LockedError where the agent refuses, or its signature is not one of the key.
    """
    text = signed_text(vault_id, slot)
    first = _verified(identity, text)
    if twice:
        second = _verified(identity, text)
        same = first == second
        wipe(second)
        if not same:
            wipe(first)
            raise LockedError(
                "the ssh-agent signs differently each time: such a slot would never open",
                "Use an ed25519 key of OpenSSH, or another kind of slot.",
            )
    return first


def signed_text(vault_id: bytes, slot: Slot) -> bytes:
    """The SSHSIG blob of a slot (PROTOCOL.sshsig of OpenSSH, section 3)."""
    digest = sha512(vault_id + slot.slot_id + slot.salt)
    return b"SSHSIG" + string(NAMESPACE) + string(b"") + string(b"sha512") + string(digest)


def is_forwarded(environ: Mapping[str, str], agent: Path) -> bool:
    """Whether the agent lives on another machine: this is an SSH session, the socket is where
    sshd puts them, and it is not known to be another program's."""
    if not environ.get("SSH_CONNECTION"):
        return False
    if not any(pattern.search(str(agent)) for pattern in _OF_SSHD):
        return False
    peer = ssh_agent.peer_name(agent)
    return peer is None or peer.startswith("sshd")


def _verified(identity: AgentIdentity, text: bytes) -> bytearray:
    answer = ssh_agent.sign(identity.agent, identity.key.blob, text)
    algorithm, rest = take_string(answer)
    raw, rest = take_string(rest)
    public = _public_key(identity.key.blob) or b""
    fits = algorithm == ALGORITHM and len(raw) == SIGNATURE_SIZE and not rest
    if not fits or not ed25519_fits(public, raw, text):
        raise LockedError(
            "the ssh-agent's signature is not one of the key",
            "Look what listens on the socket of $SSH_AUTH_SOCK.",
        )
    return bytearray(raw)


def _public_key(blob: bytes) -> bytes | None:
    """The 32 bytes of a plain ed25519 key; None for other types, certificates, hardware keys."""
    head = string(ALGORITHM) + PUBLIC_SIZE.to_bytes(4)
    if blob.startswith(head) and len(blob) == len(head) + PUBLIC_SIZE:
        return blob[len(head) :]
    return None
