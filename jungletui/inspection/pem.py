"""Private keys as PEM text: made whole again after pasting, and told apart by kind.

Only the outside is looked at (RFC 7468 labels and, for PKCS#8, the algorithm's object identifier);
nothing is decrypted or computed.
"""

from __future__ import annotations

import base64
import binascii
import re
import textwrap
from enum import StrEnum

_LINE = 64  # RFC 7468, section 2
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END ([A-Z0-9 ]+)-----", re.DOTALL)
_SPELLED_BREAKS = re.compile(r"\\r\\n|\\n|\\r")
_WHITESPACE = re.compile(r"\s+")

# Object identifiers as they stand in the first bytes of a PKCS#8 key (RFC 8410, 8017, 5480).
_ED25519 = bytes.fromhex("06032b6570")
_RSA = bytes.fromhex("06092a864886f70d010101")
_EC = bytes.fromhex("06072a8648ce3d0201")
_HEAD = 40


class PemKind(StrEnum):
    """What a PEM text turned out to be."""

    ED25519 = "Ed25519"
    RSA = "RSA"
    EC = "EC"
    ENCRYPTED = "encrypted"
    PUBLIC = "public"
    OPENSSH = "OpenSSH"
    CUT_OFF = "cut off"
    OTHER = "other"


def looks_like_pem(text: str) -> bool:
    """Whether the text means to be a PEM."""
    return "-----BEGIN" in text or "-----END" in text


def repaired_pem(text: str) -> str:
    """The PEM with real line breaks, 64 characters a line, one line break at the end. A text that
    is not whole comes back unchanged. ccxt 4.5.90 takes a longer text than 120 characters for RSA,
    so CR LF line ends would turn an Ed25519 key into a wrong kind."""
    block = _BLOCK.search(_SPELLED_BREAKS.sub("\n", text))
    if block is None or block[1] != block[3]:
        return text
    if ":" in block[2]:
        return text  # headers (an encrypted key of the old form) are not to be joined
    body = textwrap.wrap(_WHITESPACE.sub("", block[2]), _LINE, break_on_hyphens=False)
    return "\n".join((f"-----BEGIN {block[1]}-----", *body, f"-----END {block[1]}-----", ""))


def pem_kind(text: str) -> PemKind:
    """The kind of a (repaired) PEM text."""
    block = _BLOCK.search(text)
    if block is None or block[1] != block[3]:
        return PemKind.CUT_OFF
    label, body = block[1], block[2]
    if "ENCRYPTED" in label or "ENCRYPTED" in body:
        return PemKind.ENCRYPTED
    if label.endswith("PUBLIC KEY"):
        return PemKind.PUBLIC
    kinds = {
        "RSA PRIVATE KEY": PemKind.RSA,
        "EC PRIVATE KEY": PemKind.EC,
        "OPENSSH PRIVATE KEY": PemKind.OPENSSH,
        "PRIVATE KEY": _pkcs8_kind(body),
    }
    return kinds.get(label, PemKind.OTHER)


def _pkcs8_kind(body: str) -> PemKind:
    try:
        head = base64.b64decode(_WHITESPACE.sub("", body), validate=True)[:_HEAD]
    except (binascii.Error, ValueError):
        return PemKind.CUT_OFF
    for identifier, kind in (
        (_ED25519, PemKind.ED25519),
        (_RSA, PemKind.RSA),
        (_EC, PemKind.EC),
    ):
        if identifier in head:
            return kind
    return PemKind.OTHER
