"""What a report says beside the rights: addresses, times, names; and replies that are refused."""

from datetime import UTC, datetime

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from tests.inspection.samples import parsed, reply, report_of


@pytest.mark.parametrize(
    ("exchange", "name", "restricted", "allowed"),
    [
        ("binance", "bot", True, None),
        ("binance", "read-only", False, None),
        ("bybit", "bot", True, ("203.0.113.7",)),
        ("bybit", "unbound", False, ()),
        ("bybit", "empty-ips", None, None),
        ("okx", "bot", True, ("203.0.113.7", "2001:db8::7")),
        ("okx", "unbound", False, ()),
        ("okx", "without-ip", None, None),
        ("kraken", "bot", True, ("203.0.113.0/24",)),
        ("kraken", "open", False, ()),
        ("kraken", "open-snake-case", False, ()),
        ("kraken", "without-ips", None, None),
    ],
)
def test_addresses(exchange, name, restricted, allowed):
    ip = report_of(exchange, name).ip
    assert (ip.restricted, ip.allowed) == (restricted, allowed)
    assert ip.evidence


def test_binance_without_ip_field_is_not_knowable():
    body = reply("binance", "bot")
    del body["ipRestrict"]
    assert parsed("binance", body).ip.restricted is None


def test_times_of_every_exchange():
    assert report_of("binance", "bot").created_at == datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)
    assert report_of("bybit", "bot").created_at == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert report_of("okx", "bot").created_at is None
    kraken = report_of("kraken", "bot-snake-case")
    assert kraken.created_at == datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)
    assert kraken.last_used_at == datetime(2026, 2, 2, 2, 40, 1, tzinfo=UTC)
    assert report_of("kraken", "open").last_used_at is None


def test_numbers_may_come_as_texts():
    body = reply("binance", "bot") | {"createTime": "1750000000000"}
    assert parsed("binance", body).created_at == report_of("binance", "bot").created_at
    body = reply("bybit", "read-only")
    body["result"]["readOnly"] = "1"
    assert parsed("bybit", body).capabilities == report_of("bybit", "read-only").capabilities


def test_expiry():
    assert report_of("bybit", "bot").expires_at is None
    expiring = report_of("bybit", "unbound-expiring")
    assert expiring.expires_at == datetime(2026, 5, 4, 4, 5, 6, tzinfo=UTC)
    assert expiring.expires_note is None
    assert report_of("kraken", "bot").expires_at is None
    assert report_of("kraken", "expiring").expires_at == datetime(
        2026, 5, 28, 20, 26, 40, tzinfo=UTC
    )
    ending = report_of("binance", "trading-ends")
    assert ending.expires_at == datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)
    assert "the trading right ends" in ending.expires_note


@pytest.mark.parametrize(
    ("exchange", "name", "words"),
    [
        ("binance", "bot", None),
        ("binance", "read-only", None),
        ("binance", "everything", "30 days"),
        ("bybit", "bot", None),
        ("bybit", "unbound", "90 days"),
        ("okx", "bot", None),
        ("okx", "read-only", None),
        ("okx", "unbound", "14 days"),
        ("kraken", "bot", "several months"),
        ("kraken", "expiring", None),
    ],
)
def test_lifetime_rules_where_the_exchange_reports_none(exchange, name, words):
    note = report_of(exchange, name).expires_note
    assert note is None if words is None else (words in note and "2026-11-22" in note)


def test_names_and_accounts():
    assert report_of("okx", "bot").account_id == "51000002"
    assert report_of("bybit", "bot").account_id == "41000001"
    assert {report_of(e, "bot").label for e in ("bybit", "okx", "kraken")} == {"grid bot"}
    assert report_of("binance", "bot").label is None


def test_hostile_label_is_made_harmless():
    body = reply("okx", "bot")
    body["data"][0]["label"] = "\x1b[31mred\u202e\u200d\ufe0f\nline" + "x" * 900
    label = parsed("okx", body).label
    assert label.startswith("red line")
    assert len(label) == 200


def test_account_flags_are_no_rights():
    account = {"canTrade": True, "canWithdraw": True, "permissions": ["SPOT"], "uid": 1}
    with pytest.raises(ExchangeError) as caught:
        parsed("binance", account)
    assert caught.value.failure is FailureKind.BAD_REPLY
    withdraw = parsed("binance", reply("binance", "bot") | account).capabilities["withdraw"]
    assert withdraw.grant != "granted"


@pytest.mark.parametrize("exchange", ["binance", "bybit", "okx", "kraken"])
@pytest.mark.parametrize(
    "body", [None, [], {}, "", 7, True, {"result": []}, {"data": []}, {"data": [3]}]
)
def test_a_reply_of_another_shape_is_refused(exchange, body):
    with pytest.raises(ExchangeError) as caught:
        parsed(exchange, body)
    assert caught.value.failure is FailureKind.BAD_REPLY


def test_the_path_is_named():
    body = reply("kraken", "bot")
    body["result"]["permissions"] = ["query-funds", 3]
    with pytest.raises(ExchangeError, match=r"GetApiKeyInfo\.result\.permissions\[1\]"):
        parsed("kraken", body)
