"""The larger exchanges: times, rules, own key among many, steps and refusals."""

import copy
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.capabilities import Capability, Grant, Source
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import MASK, Secret
from jungletui.inspection import bingx, bitget, gate, htx
from jungletui.inspection.facts import facts_of
from jungletui.inspection.inspector import inspect_key
from jungletui.inspection.registry import PARSERS
from tests.inspection.larger import LARGER_CALLS, LARGER_SIBLINGS
from tests.inspection.samples import STEADY, own_id, parsed, reply, report_of

C = Capability


def test_an_estimate_says_that_it_is_one():
    assert "does not document it" in report_of("bitget", "unified-open").ip.evidence
    for grant in report_of("bittrade", "bot").capabilities.values():
        assert "BitTrade does not document this call" in grant.evidence


def test_an_inseparable_transfer_does_not_raise_the_class():
    grant = report_of("htx", "bot").capabilities[C.TRANSFER_INTERNAL]
    assert grant.part_of is C.TRADE_SPOT


def test_an_evidently_harmless_read_is_no_report_of_the_exchange():
    for exchange, name in (("gate", "without-account"), ("htx", "sub-account"),
                           ("bittrade", "silent"), ("krakenfutures", "untold"),
                           ("krakenfutures", "refused"), ("binanceus", "bot")):  # fmt: skip
        report = report_of(exchange, name)
        assert report.source is Source.PROBED
        assert report.capabilities[C.READ].source is Source.PROBED


@pytest.mark.parametrize(
    ("exchange", "name", "created", "used"),
    [
        ("kucoin", "bot", datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC), None),
        ("bitget", "bot", None, None),
        ("gate", "bot", datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC),
         datetime(2026, 2, 2, 2, 40, 1, tzinfo=UTC)),
        ("htx", "bot", datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC), None),
        ("mexc", "bot", datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC), None),
        ("mexc", "without-ips", datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC), None),
        ("bingx", "bot", datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC), None),
        ("bingx", "older-page-gone", None, None),
    ],
)  # fmt: skip
def test_times(exchange, name, created, used):
    report = report_of(exchange, name)
    assert (report.created_at, report.last_used_at) == (created, used)
    assert report.expires_at is None


@pytest.mark.parametrize(
    ("exchange", "name", "words"),
    [
        ("kucoin", "bot", None),
        ("kucoin", "unbound", "30 days without use"),
        ("kucoin", "sub-read-only", None),
        ("bitget", "unified-open", None),
        ("gate", "bot", None),
        ("gate", "unbound", "unverified, read on"),
        ("htx", "bot", None),
        ("htx", "unbound", "90 days without use"),
        ("htx", "read-only", None),
        ("htx", "withdraw", "validDays = 7"),
        ("htx", "expired", "status = expired"),
        ("mexc", "bot", None),
        ("mexc", "unbound", "90 days"),
        ("mexc", "read-only", "remainingValidity = 82"),
        ("bingx", "unbound", "14 days without use"),
        ("bingx", "read-only", None),
    ],
)
def test_lifetime_rules(exchange, name, words):
    note = report_of(exchange, name).expires_note
    assert note is None if words is None else words in note


def test_ends_that_are_counted_down_or_follow_from_a_rule():
    assert report_of("mexc", "read-only").days_left == 82
    assert report_of("htx", "withdraw").days_left == 7
    assert report_of("htx", "unbound").days_left is None
    unbound = report_of("gate", "unbound")
    assert unbound.ends_by_rule == unbound.created_at + timedelta(days=90)
    assert report_of("gate", "bot").ends_by_rule is None
    assert report_of("mexc", "bot").days_left is None


def test_names_accounts_and_pairs():
    for exchange in ("kucoin", "gate", "htx", "mexc", "bingx"):
        assert report_of(exchange, "bot").label == "grid bot"
    accounts = {e: report_of(e, "bot").account_id for e in ("kucoin", "bitget", "gate", "htx")}
    assert accounts == {"kucoin": "61000002", "bitget": "71000001",
                        "gate": "81000001", "htx": "91000001"}  # fmt: skip
    assert report_of("bitget", "unified-user-id").account_id == "71000001"
    assert report_of("gate", "pairs").symbols == ("BTC_USDT", "ETH_USDT")
    assert report_of("gate", "bot").symbols is None


@pytest.mark.parametrize(
    ("exchange", "path", "capability"),
    [
        ("kucoin", ("data", "permission"), C.WITHDRAW),
        ("bitget", (bitget.UNIFIED, "data", "permissions"), C.WITHDRAW),
        ("gate", (gate.KEYS, 1, "perms", 0, "read_only"), C.TRADE_SPOT),
        ("htx", (htx.KEYS, "data", 1, "permission"), C.WITHDRAW),
        ("mexc", ("permissions",), C.WITHDRAW),
        ("bingx", (bingx.PERMISSIONS, "data", "permissions"), C.WITHDRAW),
    ],
)
@pytest.mark.parametrize("emptied", [False, True])
def test_missing_and_null_are_unknown(exchange, path, capability, emptied):
    body = copy.deepcopy(reply(exchange, "bot"))
    *parents, last = path
    holder = body
    for step in parents:
        holder = holder[step]
    if emptied:
        holder[last] = None
    else:
        del holder[last]
    assert parsed(exchange, body).capabilities[capability].grant is Grant.UNKNOWN


def test_account_flags_are_no_rights():
    account = {"canTrade": True, "canWithdraw": True, "permissions": ["SPOT"], "balances": []}
    with pytest.raises(ExchangeError):
        parsed("mexc", account)
    report = parsed("binanceus", account)
    assert report.capabilities[C.WITHDRAW].grant is Grant.UNKNOWN
    assert report.capabilities[C.TRADE_SPOT].grant is Grant.UNKNOWN


VOCABULARIES = {
    "kucoin": (("General", "Spot", "Margin", "InnerTransfer", "Earn"), "Transfer"),
    "mexc": (("SPOT_DEAL_READ", "SPOT_DEAL_WRITE", "SPOT_TRANSFER_WRITE"), "SPOT_WITHDRAW_WRITE"),
    "htx": (("readOnly", "trade"), "withdraw"),
    "bitget": (("stor", "stow", "wtow", "chow", "coow"), "wwow"),
    "bingx": (("1", "2", "3", "4", "7"), "5"),
}


def worded(exchange, words):
    """The exchange's bot, with these words for its rights."""
    text, body = ",".join(words), copy.deepcopy(reply(exchange, "bot"))
    if exchange == "kucoin":
        body["data"]["permission"] = text
    elif exchange == "mexc":
        body["permissions"] = text
    elif exchange == "htx":
        body[htx.KEYS]["data"][1]["permission"] = text
    elif exchange == "bingx":
        body[bingx.PERMISSIONS]["data"]["permissions"] = words
    else:
        body = copy.deepcopy(reply("bitget", "classic-bot"))
        body[bitget.CLASSIC]["data"]["authorities"] = words
    return parsed(exchange, body)


@pytest.mark.parametrize("exchange", sorted(VOCABULARIES))
@STEADY
@given(data=st.data())
def test_withdrawing_follows_its_word_and_no_other(exchange, data):
    others, withdraw = VOCABULARIES[exchange]
    choices = st.sampled_from([*others, withdraw, "teleport", withdraw.swapcase() + "x"])
    words = data.draw(st.lists(choices, max_size=5))
    grant = worded(exchange, words).capabilities[C.WITHDRAW].grant
    if withdraw in words:
        assert grant is Grant.GRANTED
    elif not words or set(words) - {*others, withdraw}:
        assert grant is Grant.UNKNOWN
    else:
        assert grant is Grant.DENIED


class Scripted:
    """Answers by method; an ExchangeError is raised."""

    def __init__(self, answers):
        self.answers, self.calls = answers, []

    async def __call__(self, method, params):
        self.calls.append((method, dict(params)))
        answer = self.answers[method]
        if isinstance(answer, ExchangeError):
            raise answer
        return answer


def refused(kind):
    return ExchangeError(kind, f"refused: {kind.value}", "Look there.")


def key_on(exchange, secret="hidden0123456789"):
    credential = {"apiKey": Secret(own_id(exchange)), "secret": Secret(secret)}
    return Key(KeyProfile("k", exchange), credential, datetime(2026, 1, 1, tzinfo=UTC))


async def test_htx_asks_for_the_uid_first_and_then_for_all_keys():
    call = Scripted(reply("htx", "bot"))
    await inspect_key(call, key_on("htx"))
    assert call.calls == [(htx.UID, {}), (htx.KEYS, {"uid": "91000001"})]


async def test_mexc_asks_for_the_key_itself():
    call = Scripted({"spotPrivateGetApiKeyInfo": reply("mexc", "bot")})
    report = await inspect_key(call, key_on("mexc"))
    assert call.calls == [("spotPrivateGetApiKeyInfo", {"accessKey": own_id("mexc")})]
    assert own_id("mexc") not in report.raw[0].body


async def test_bitget_asks_classic_accounts_second_and_only_then():
    call = Scripted(reply("bitget", "bot"))
    await inspect_key(call, key_on("bitget"))
    assert [method for method, _ in call.calls] == [bitget.UNIFIED]
    answers = reply("bitget", "classic-bot") | {bitget.UNIFIED: refused(FailureKind.NOT_SUPPORTED)}
    call = Scripted(answers)
    report = await inspect_key(call, key_on("bitget"))
    assert [method for method, _ in call.calls] == [bitget.UNIFIED, bitget.CLASSIC]
    assert [raw.call for raw in report.raw] == [bitget.UNIFIED, bitget.CLASSIC]
    assert '"refused": "not-supported"' in report.raw[0].body


@pytest.mark.parametrize(
    "kind", [FailureKind.KEY_UNKNOWN, FailureKind.SIGNATURE, FailureKind.PASSPHRASE,
             FailureKind.IP_NOT_ALLOWED, FailureKind.CLOCK, FailureKind.RATE_LIMITED,
             FailureKind.UNREACHABLE]
)  # fmt: skip
@pytest.mark.parametrize("exchange", ["bitget", "gate", "htx", "bingx"])
async def test_other_refusals_end_the_inspection(exchange, kind):
    call = Scripted(dict.fromkeys(LARGER_CALLS[exchange], refused(kind)))
    with pytest.raises(ExchangeError) as caught:
        await inspect_key(call, key_on(exchange))
    assert caught.value.failure is kind
    first = PARSERS[exchange].requests(own_id(exchange))
    assert {method for method, _ in call.calls} <= {request.method for request in first}


async def test_the_second_refusal_of_bitget_is_the_failure():
    call = Scripted({bitget.UNIFIED: refused(FailureKind.NOT_SUPPORTED),
                     bitget.CLASSIC: refused(FailureKind.PERMISSION)})  # fmt: skip
    with pytest.raises(ExchangeError) as caught:
        await inspect_key(call, key_on("bitget"))
    assert caught.value.failure is FailureKind.PERMISSION


async def test_ids_of_other_keys_and_secrets_are_not_shown():
    body = reply("htx", "bot")
    body[htx.KEYS]["data"][0]["secretKey"] = "someone-elses-secret"
    body[htx.KEYS]["data"][1]["note"] = "mine: hidden0123456789"
    report = await inspect_key(Scripted(body), key_on("htx"))
    shown = repr(report) + "".join(raw.body for raw in report.raw)
    assert "someone-elses-secret" not in shown
    assert "hidden0123456789" not in shown
    assert "ffffffff-eeeeeeee" not in shown
    assert own_id("htx") not in shown
    assert MASK in shown


@pytest.mark.parametrize(("sibling", "exchange"), sorted(LARGER_SIBLINGS.items()))
def test_siblings_share_boxes_and_fields(sibling, exchange):
    one, other = facts_of(sibling), facts_of(exchange)
    assert (one.id, other.id) == (sibling, exchange)
    assert one.name != other.name
    assert (one.boxes, one.fields, one.ip_box) == (other.boxes, other.fields, other.ip_box)
