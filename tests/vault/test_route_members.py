"""A key's proxy and family in the vault: there only where they were chosen, and read strictly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jungletui.domain.failures import VaultError
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.routes import Family
from jungletui.domain.secret import Secret
from jungletui.vault.content import Content
from jungletui.vault.payload import decode, encode

PROXY = "socks5://made-up-user:made-up-word@proxy.example:1080"
FINGERPRINT_KEY = b"f" * 32


def content(**chosen):
    profile = replace(KeyProfile("main", "okx"), **chosen)
    added = datetime(2026, 1, 1, tzinfo=UTC)
    return Content(FINGERPRINT_KEY, (Key(profile, {"apiKey": Secret("made-up")}, added),))


def read(plaintext):
    return decode(bytearray(plaintext), bytes)


@pytest.mark.parametrize("chosen", [{}, {"proxy": PROXY}, {"family": Family.V4}])
def test_what_was_chosen_comes_back(chosen):
    before = content(**chosen)
    written = encode(before)
    assert read(written) == before
    (entry,) = json.loads(written)["entries"]
    assert {"proxy", "family"} & set(entry) == set(chosen)


def test_a_key_without_them_is_written_as_before_there_were_any():
    (entry,) = json.loads(encode(content()))["entries"]
    assert sorted(entry) == [
        *("added_at", "credential", "endpoint", "environment", "exchange", "holders", "name"),
        *("policy", "tags"),
    ]


@pytest.mark.parametrize(
    "members",
    [
        {"proxy": "no proxy"},
        {"proxy": None},
        {"proxy": 5},
        {"family": "v5"},
        {"family": None},
        {"family": ["v4"]},
        {"proxy": PROXY, "family": "v4"},
    ],
)
def test_what_is_no_route_is_refused_without_a_byte_of_it(members):
    document = json.loads(encode(content()))
    document["entries"][0].update(members)
    with pytest.raises(VaultError) as caught:
        read(json.dumps(document).encode())
    assert caught.value.kind == "E_SCHEMA"
    assert "made-up" not in caught.value.message


@pytest.mark.parametrize("chosen", [{"proxy": "no proxy"}, {"proxy": PROXY, "family": Family.V6}])
def test_what_could_not_be_read_back_is_not_written(chosen):
    with pytest.raises(VaultError) as caught:
        encode(content(**chosen))
    assert caught.value.kind == "E_SCHEMA"
