"""The recovery code: 160 random bits on paper, in groups that a person can copy."""

from __future__ import annotations

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.memory import wipe
from jungletui.vault.primitives import sha256
from jungletui.vault.refusals import refuse

ALPHABET = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that no two characters look alike."""

SECRET_LENGTH = 20
SECRET_CHARACTERS = 32
CHECK_CHARACTERS = 4
CODE_CHARACTERS = SECRET_CHARACTERS + CHECK_CHARACTERS
GROUP = 4

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_VALUES |= {ord(chr(c).lower()): v for c, v in list(_VALUES.items())}
_VALUES |= {ord(c): 1 for c in "IiLl"} | {ord(c): 0 for c in "Oo"}
_IGNORED = frozenset(b" -\t\r\n._")


def encode_code(secret: bytes | bytearray) -> str:
    """20 random bytes as nine groups of four characters; the last group is a checksum."""
    number = (int.from_bytes(secret) << 20) | _check(secret)
    characters = [chr(ALPHABET[number >> (5 * at) & 31]) for at in reversed(range(CODE_CHARACTERS))]
    groups = ["".join(characters[at : at + GROUP]) for at in range(0, CODE_CHARACTERS, GROUP)]
    return "-".join(groups)


def decode_code(code: bytearray) -> bytearray:
    """The 20 bytes behind a typed code; the caller wipes them.

    Case, spaces, dashes and look-alikes (O for 0, I and L for 1) do not matter. Raises E_AUTH
    for a code of the wrong length or with a typing mistake.
    """
    values = bytearray()
    number = 0
    try:
        for character in code:
            if character in _IGNORED:
                continue
            if character not in _VALUES:
                raise _mistyped("it has a character that no recovery code has")
            values.append(_VALUES[character])
        if len(values) != CODE_CHARACTERS:
            raise _mistyped(f"it has {len(values)} characters instead of {CODE_CHARACTERS}")
        for value in values:
            number = (number << 5) | value
    finally:
        wipe(values)
    secret = bytearray((number >> 20).to_bytes(SECRET_LENGTH))
    if number & 0xFFFFF != _check(secret):
        wipe(secret)
        raise _mistyped("its checksum does not fit")
    return secret


def is_code(text: bytearray) -> bool:
    """Whether a text is a whole recovery code, its checksum included: it may then be tried as
    one where a passphrase was asked for."""
    try:
        wipe(decode_code(text))
    except VaultError:
        return False
    return True


def _check(secret: bytes | bytearray) -> int:
    return int.from_bytes(sha256(b"cxv1/recovery" + secret)[:3]) >> 4


def _mistyped(what: str) -> VaultError:
    return refuse(
        VaultFault.AUTH,
        f"the recovery code was mistyped: {what}",
        "Compare it with the paper, group by group.",
    )
