"""The other keys of an account's list: all exchanges that have one, and hostile lists."""

import copy

import pytest

from jungletui.domain.reports import MOST_LISTED
from jungletui.inspection import gate, htx
from tests.inspection.samples import own_id, parsed, reply

OTHERS = {
    "aster": "bot",
    "bithumb": "bot",
    "coinsph": "bot",
    "deribit": "bot",
    "derive": "bot",
    "gate": "bot",
    "htx": "bot",
    "upbit": "bot",
    "woo": "bot",
    "woofipro": "bot",
    "xt": "bot",
}
"""Exchanges whose fixture of this name lists more than the own key."""
HOSTILE = "\x1b[2J\x1b]0;owned\x07evil\u202e\u200b\n"


@pytest.mark.parametrize("exchange", OTHERS)
def test_the_others_of_the_list_are_told(exchange):
    report = parsed(exchange, reply(exchange, OTHERS[exchange]))
    assert report.account_keys
    assert report.account_keys_more == 0
    for one in report.account_keys:
        assert one.public_id
        assert own_id(exchange).split()[-1].lower() != one.public_id.lower()


@pytest.mark.parametrize("exchange", sorted(set(OTHERS) - {"gate"}))
def test_a_list_without_the_own_key_is_no_list_of_this_account(exchange):
    assert parsed(exchange, reply(exchange, "not-listed")).account_keys is None


@pytest.mark.parametrize("exchange", ["binance", "bybit", "okx", "kraken"])
def test_an_exchange_without_a_list_tells_none(exchange):
    assert parsed(exchange, reply(exchange, "bot")).account_keys is None


def htx_list(entries):
    body = copy.deepcopy(reply("htx", "bot"))
    body[htx.KEYS]["data"] = entries
    return body


OWN = {"accessKey": own_id("htx"), "permission": "readOnly", "ipAddresses": ""}


def test_what_an_exchange_says_of_another_key():
    report = parsed("htx", reply("htx", "bot"))
    (other,) = report.account_keys
    assert other.public_id == "ffffffff-eeeeeeee-dddddddd-ccccc"
    assert other.label == "other"
    assert other.created_at.year == 2025
    assert other.rights == "permission = readOnly,withdraw, status = normal"


def test_hostile_texts_are_cleaned():
    entry = {"accessKey": f"id{HOSTILE}", "note": HOSTILE * 100_000, "permission": HOSTILE}
    (other,) = parsed("htx", htx_list([OWN, entry])).account_keys
    for text in (other.public_id, other.label, other.rights):
        assert text.isprintable()
        assert len(text) <= 200
    assert other.label.startswith("evil")


@pytest.mark.parametrize(
    "entry",
    [
        {"accessKey": 7}, {"accessKey": None}, {"accessKey": ""}, {"note": "x"}, {"": "x"},
    ],
)  # fmt: skip
def test_an_entry_without_an_id_is_no_key(entry):
    assert parsed("htx", htx_list([OWN, entry])).account_keys == ()


def test_fields_of_another_shape_tell_nothing():
    entry = {"accessKey": "x", "note": 7, "permission": {"a": [1]}, "createTime": "soon"}
    (other,) = parsed("htx", htx_list([OWN, entry])).account_keys
    assert (other.label, other.created_at) == (None, None)
    assert other.rights == 'permission = {"a": [1]}'


def test_a_long_list_is_cut_and_counted():
    entries = [{"accessKey": f"id-{number}"} for number in range(20_000)]
    report = parsed("htx", htx_list([*entries, OWN]))
    assert len(report.account_keys) == MOST_LISTED
    assert report.account_keys_more == 20_000 - MOST_LISTED
    assert "id-0" not in repr(report)


def test_a_key_that_is_listed_with_stars_is_recognised_by_its_beginning():
    own, body = own_id("gate"), copy.deepcopy(reply("gate", "bot"))
    listed = body[gate.KEYS]
    entries = listed if isinstance(listed, list) else [listed]
    mine = next(e for e in entries if own.startswith(e["key"].rstrip("*")))
    other = {**mine, "key": "f0f0f0f0f0f0****", "name": "other", "last_access": 1760000000}
    body[gate.KEYS] = [mine, other]
    (found,) = parsed("gate", body).account_keys
    assert (found.public_id, found.label) == ("f0f0f0f0f0f0****", "other")
    assert found.last_used_at.year == 2025


def test_secrets_of_other_keys_are_not_taken():
    body = reply("deribit", "account-read-secrets")
    report = parsed("deribit", body)
    secrets = [row["client_secret"] for row in body["result"] if row.get("client_secret")]
    assert secrets
    assert not any(secret in str(report.account_keys) for secret in secrets)
    assert report.account_keys[0].rights.startswith("max_scope = ")


def test_kraken_alone_states_that_a_key_was_never_used():
    body = copy.deepcopy(reply("kraken", "bot"))
    name = next(n for n in body["result"] if n.replace("_", "").lower() == "lastused")
    body["result"][name] = None
    assert parsed("kraken", body).never_used == f"{name} = null"
    del body["result"][name]
    assert parsed("kraken", body).never_used is None
