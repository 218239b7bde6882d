"""Fingerprints, shortened ids, and what of a key may leave the service."""

import re
from datetime import UTC, datetime

import pytest

from jungletui.domain.keys import (
    Key,
    KeyProfile,
    fingerprint,
    fingerprint_of,
    public_id_of,
    shortened,
    summary_of,
)
from jungletui.domain.secret import Secret

VAULT_KEY = bytes(range(32))


def key():
    credential = {"apiKey": Secret("PUBLIC0123456789"), "secret": Secret("hidden-hidden")}
    return Key(KeyProfile("main", "okx"), credential, datetime(2026, 1, 1, tzinfo=UTC))


def test_fingerprint_is_keyed_and_stable():
    one = fingerprint(VAULT_KEY, "okx", "id")
    assert re.fullmatch(r"[0-9a-f]{12}", one)
    assert fingerprint(VAULT_KEY, "okx", "id") == one
    others = {
        fingerprint(bytes(32), "okx", "id"),
        fingerprint(VAULT_KEY, "bybit", "id"),
        fingerprint(VAULT_KEY, "okx", "di"),
        fingerprint(VAULT_KEY, "okxi", "d"),
    }
    assert one not in others
    assert len(others) == 4


@pytest.mark.parametrize(
    ("public_id", "shown"),
    [
        ("", ""),
        ("abc", "ab…"),
        ("abcdefgh", "ab…"),
        ("abcdefghi", "abcd…fghi"),
        ("0x" + "1" * 38 + "ab", "0x11…11ab"),
    ],
)
def test_shortened(public_id, shown):
    assert shortened(public_id) == shown


def test_public_id_is_the_first_public_field():
    assert public_id_of({"secret": Secret("s"), "walletAddress": Secret("0xab")}) == "0xab"
    assert public_id_of({"apiKey": Secret(""), "uid": Secret("7")}) == "7"
    assert public_id_of({"secret": Secret("s")}) == ""


def token(text, exchange="onetrading", **fields):
    credential = {name: Secret(value) for name, value in {"apiKey": text, **fields}.items()}
    return Key(KeyProfile("main", exchange), credential, datetime(2026, 1, 1, tzinfo=UTC))


def test_nothing_of_a_key_that_is_its_own_secret_is_shown():
    whole = token("eyJhbGciOi-made-up-token-0123456789")
    assert whole.public_id == ""
    assert summary_of(whole, VAULT_KEY).public_id == ""
    other = token("eyJhbGciOi-another-token-0123456789")
    assert fingerprint_of(whole, VAULT_KEY) != fingerprint_of(other, VAULT_KEY)


def test_nothing_of_a_private_key_in_the_place_of_an_address_is_shown():
    pasted = token("", "hyperliquid", walletAddress="0x" + "ab" * 32, privateKey="0x" + "ab" * 32)
    assert summary_of(pasted, VAULT_KEY).public_id == ""
    right = token("", "hyperliquid", walletAddress="0x" + "ab" * 20, privateKey="0x" + "ab" * 32)
    assert summary_of(right, VAULT_KEY).public_id == "0xab…abab"


def test_keys_without_a_public_id_are_not_one_key():
    one, two = (token("", "polymarket", privateKey=f"0x{n:064x}") for n in (1, 2))
    assert fingerprint_of(one, VAULT_KEY) != fingerprint_of(two, VAULT_KEY)


def test_a_key_and_its_summary_show_nothing_secret():
    whole = key()
    assert "hidden" not in repr(whole)
    assert "PUBLIC0123456789" not in repr(whole)
    summary = summary_of(whole, VAULT_KEY)
    assert summary.public_id == "PUBL…6789"
    assert summary.fingerprint == fingerprint(VAULT_KEY, "okx", "PUBLIC0123456789")
    assert "hidden" not in repr(summary)
    assert "PUBLIC0123456789" not in repr(summary)
