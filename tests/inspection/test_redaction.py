"""Raw replies lose what is secret and keep what is not."""

import json

import pytest

from jungletui.domain.secret import MASK
from jungletui.inspection.quotes import quote
from jungletui.inspection.redaction import BODY_LIMIT, raw_reply, redacted

NAMES = [
    "secret",
    "secretKey",
    "SECRET_KEY",
    "client_secret",
    "apiSecret",
    "token",
    "access_token",
    "listenKey",
    "passphrase",
    "password",
    "privateKey",
    "private-key",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["hunter2hunter2", 12345, ["hunter2hunter2"], {"a": "hunter2"}])
def test_secret_fields_are_masked(name, value):
    body = raw_reply("call", {"list": [{name: value, "perm": "trade"}]}, {}).body
    assert json.loads(body) == {"list": [{name: MASK, "perm": "trade"}]}


def test_an_empty_secret_field_stays_visible():
    assert redacted({"secret": "", "token": None}) == {"secret": "", "token": None}


def test_ids_of_keys_are_shortened():
    assert redacted({"apiKey": "abcdefghijklmnop"}) == {"apiKey": "abcd…mnop"}


def test_own_texts_are_hidden_anywhere():
    hide = {"0123456789abcdef": "0123…cdef", "hunter2hunter2": MASK}
    reply = {"odd": "id=0123456789abcdef", "deep": ["hunter2hunter2"], "0123456789abcdef": 1}
    body = raw_reply("call", reply, hide).body
    assert json.loads(body) == {"odd": "id=0123…cdef", "deep": [MASK], "0123…cdef": 1}


def test_a_pem_is_masked_under_any_name():
    assert redacted({"note": "-----BEGIN PRIVATE KEY-----\nabc"}) == {"note": MASK}


def test_size_and_depth_are_bounded():
    deep = []
    for _ in range(10_000):
        deep = [deep]
    assert len(raw_reply("call", deep, {}).body) < 2_000
    wide = raw_reply("call", ["y" * 5_000] * 5_000, {}).body
    assert len(wide) < BODY_LIMIT + 100
    assert "cut" in wide


def test_a_quote_is_redacted_and_bounded():
    assert quote("enableWithdrawals", False) == "enableWithdrawals = false"
    assert quote("ip", "") == 'ip = ""'
    assert quote("perm", "read_only,trade") == "perm = read_only,trade"
    assert quote("newToken", "hunter2") == f"newToken = {MASK}"
    assert len(quote("x", ["y" * 500] * 500)) < 200
