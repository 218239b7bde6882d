"""Exchanges with few rights or long lists: times, own key, secrets, documented replies."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jungletui.domain.capabilities import Access, Capability, Grant, Source, access_of
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.exchanges.allowlists import allow_list, section_of
from jungletui.exchanges.building import build
from jungletui.exchanges.reading import implicit_call
from jungletui.inspection.inspector import inspect_key
from jungletui.inspection.registry import PARSERS
from tests.inspection.further import ACCOUNT, FURTHER_CALLS, FURTHER_SIBLINGS, PRIVATE_KEY, SIGNER
from tests.inspection.samples import grants, own_id, parsed, reply, report_of

SAMPLES = Path(__file__).parents[3] / "shared" / "permissions" / "samples"
WALLETS = {
    "aster": {"user": ACCOUNT},
    "derive": {"wallet": ACCOUNT},
    "hyperliquid": {"type": "userRole", "user": SIGNER},
}
LISTS = ("aster", "derive", "bithumb", "coinsph", "deribit", "upbit", "woo", "woofipro", "xt")


def test_times():
    assert report_of("bithumb", "bot").expires_at == datetime(2027, 2, 3, tzinfo=UTC)
    assert report_of("upbit", "bot").expires_at == datetime(2027, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert report_of("upbit", "trader").expires_at == datetime(2027, 6, 1, tzinfo=UTC)
    assert report_of("blofin", "bot").expires_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
    assert report_of("blofin", "end-is-start").expires_at is None
    assert report_of("lbank", "bot").created_at == datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)
    assert report_of("aster", "bot").expires_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
    assert report_of("derive", "bot").expires_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
    assert report_of("derive", "bot").created_at == datetime(2025, 6, 15, 15, 6, 40, tzinfo=UTC)
    assert "180 days" in report_of("hyperliquid", "bot").expires_note
    # Without a zone, or of an unclear event, a text is no time.
    assert report_of("xt", "bot").created_at is None
    assert report_of("deribit", "bot").created_at is None


@pytest.mark.parametrize("exchange", LISTS)
def test_a_key_that_is_not_listed_is_unknown(exchange):
    report = report_of(exchange, "not-listed")
    assert report.source is Source.NONE
    assert report.ip.restricted is None
    assert report.expires_at is None
    for grant in report.capabilities.values():
        assert grant.grant is Grant.UNKNOWN
        assert "not among" in grant.evidence


@pytest.mark.parametrize("exchange", ["aster", "derive"])
def test_the_wallets_own_key_can_do_everything(exchange):
    replies = {FURTHER_CALLS[exchange][0]: reply(exchange, "not-listed")}
    report = PARSERS[exchange].parse(replies, f"{SIGNER.upper().replace('X', 'x')} {SIGNER}")
    assert grants(report) == "+" * 9
    assert report.source is Source.PROBED
    assert report.ip.restricted is False


@pytest.mark.parametrize("exchange", sorted(WALLETS))
def test_without_an_address_nothing_is_claimed(exchange):
    inspector = PARSERS[exchange]
    identity = inspector.identity({"privateKey": Secret("no key of a wallet")})
    assert identity == " "
    asked = [request.method for request in inspector.requests(identity)]
    report = inspector.parse({call: reply(exchange, "not-listed") for call in asked}, identity)
    assert grants(report) == "?" * 9


def test_another_page_is_named():
    evidence = report_of("woo", "other-page").capabilities[Capability.WITHDRAW].evidence
    assert "the first 1 of 46" in evidence


def test_ids_are_compared_exactly():
    body = reply("coinsph", "bot")
    body[1]["apiKey"] = "Public-Id"
    assert grants(parsed("coinsph", body)) == "?" * 9
    body[1]["apiKey"] = " public-id"
    assert grants(parsed("coinsph", body)) == "?" * 9


def test_no_id_matches_no_key():
    body = [{"apiKey": "", "apiType": ["Read only"], "status": "ENABLE"}]
    report = PARSERS["coinsph"].parse({FURTHER_CALLS["coinsph"][0]: body}, "")
    assert grants(report) == "?" * 9


def test_hitbtc_tells_by_what_it_answers():
    report = report_of("hitbtc", "read-only")
    assert report.source is Source.PROBED
    for capability in (Capability.READ, Capability.TRADE_SPOT):
        assert report.capabilities[capability].source is Source.PROBED
    assert report.capabilities[Capability.WITHDRAW].grant is Grant.UNKNOWN


@pytest.mark.parametrize(
    ("exchange", "body"),
    [
        ("gemini", {"canWithdraw": True, "canTrade": True}),
        ("coinbase", {"canWithdraw": True, "allow_withdrawals": True}),
        ("lbank", {"canWithdraw": True}),
    ],
)
def test_account_flags_are_no_rights(exchange, body):
    with pytest.raises(ExchangeError):
        parsed(exchange, body)
    name = "documented" if exchange == "lbank" else "bot"
    report = parsed(exchange, reply(exchange, name) | body)
    assert report.capabilities[Capability.WITHDRAW].grant is not Grant.GRANTED


class Caller:
    """Answers from a fixture; a missing reply is a refusal for the right."""

    def __init__(self, exchange, name):
        body, self.calls = reply(exchange, name), []
        known = FURTHER_CALLS[exchange]
        self.replies = body if len(known) > 1 else {known[0]: body}

    async def __call__(self, method, params):
        self.calls.append((method, dict(params)))
        found = self.replies[method]
        if isinstance(found, dict) and "refused" in found:
            raise ExchangeError(FailureKind(found["refused"]), found["message"], "Look there.")
        return found


async def inspected(exchange, name):
    credential = {"apiKey": Secret(own_id(exchange)), "secret": Secret("hidden0123456789")}
    if exchange in WALLETS:
        credential = {"walletAddress": Secret(ACCOUNT), "privateKey": Secret(PRIVATE_KEY)}
    profile = KeyProfile("k", exchange)
    caller = Caller(exchange, name)
    report = await inspect_key(caller, Key(profile, credential, datetime(2026, 1, 1, tzinfo=UTC)))
    assert [method for method, _ in caller.calls] == list(FURTHER_CALLS[exchange])
    assert all(params == WALLETS.get(exchange, {}) for _, params in caller.calls)
    return report


@pytest.mark.parametrize("exchange", sorted(FURTHER_CALLS))
async def test_the_inspection_of_a_bots_key(exchange):
    report = await inspected(exchange, "bot")
    assert report.capabilities.keys() == set(Capability)
    assert report.capabilities == report_of(exchange, "bot").capabilities
    assert [raw.call for raw in report.raw] == list(FURTHER_CALLS[exchange])


@pytest.mark.parametrize("exchange", sorted({*FURTHER_CALLS, *FURTHER_SIBLINGS}))
def test_every_call_is_on_the_list_of_reads(exchange):
    made = build(exchange, Environment.LIVE, None, {})
    for call in FURTHER_CALLS[FURTHER_SIBLINGS.get(exchange, exchange)]:
        path, api, verb, _ = implicit_call(made, call)
        assert allow_list(exchange).allows(section_of(api), verb, path)


@pytest.mark.parametrize(
    ("exchange", "name", "hidden"),
    [
        ("xt", "bot", "made-up-secret-0000000000000000000000001"),
        ("deribit", "account-read-secrets", "made-up-secret-of-another-key-0001"),
        ("deribit", "account-read-secrets", "made-up-secret-of-this-key-0002"),
        ("zaif", "bot", "4321"),
        ("bullish", "bot", "made-up-token-of-the-login"),
        ("hyperliquid", "bot", ACCOUNT.lower()),
        ("aster", "bot", "0x00000000000000000000000000000000000dead1"),
        ("xt", "bot", "another-key-of-this-account"),
        ("woofipro", "bot", "ed25519:another-key-of-this-account"),
        ("coinsph", "bot", "another-key-of-this-account"),
    ],
)
async def test_secrets_balances_and_other_keys_stay_inside(exchange, name, hidden):
    assert hidden in json.dumps(reply(exchange, name)).lower()
    report = await inspected(exchange, name)
    assert hidden not in repr((report, report.raw)).lower()


@pytest.mark.parametrize(
    ("exchange", "name", "own", "letters", "access"),
    [
        ("coinbase", "key-permissions", "", "++?+??++?", Access.WITHDRAW),
        ("bitfinex", "permissions", "", "++++?+++-", Access.WITHDRAW),
        ("deribit", "list-api-keys", "TiA4AyLPq3", "++?++---+", Access.WITHDRAW),
        ("gemini", "roles", "", "++?+?+++?", Access.WITHDRAW),
        ("bithumb", "api_keys", "x", "?????????", Access.UNKNOWN),
        ("bitflyer", "getpermissions", "", "+--------", Access.READ_ONLY),
        ("blofin", "query-apikey", "", "+??+?????", Access.UNKNOWN),
        ("toobit", "checkApiKey", "", "?????????", Access.UNKNOWN),
        ("coinsph", "api-keys", "x", "?????????", Access.UNKNOWN),
        ("xt", "user-account-api-key", "b5e58714-2382-4e2f-8762-81b5ec9d363a", "++??-????", None),
        ("woo", "account-credentials", "+Pxxxxxxxxxxxxxxxxxxxx==", "++++-??+?", Access.WITHDRAW),
        (
            "woofipro",
            "client-key_info",
            "ed25519:B4yEc8xMjoqdUiKT5ZT1b2cUy5cggZrbMPvCrqyjkQhf",
            "+?-+-?--?",
            Access.TRADE,
        ),
        (
            "aster",
            "agent",
            f"{ACCOUNT} 0x2610d3935a008036af0ae12d014c8904b75fc5e9",
            "++?+???-?",
            Access.TRADE,
        ),
        ("hyperliquid", "userRole-agent", f"{ACCOUNT} {SIGNER}", "++?+???-?", Access.TRADE),
        ("hyperliquid", "userRole-vault", f"{ACCOUNT} {SIGNER}", "?????????", Access.UNKNOWN),
        ("derive", "session_keys-v2", f"{ACCOUNT} 0x{'2' * 40}", "+--------", Access.READ_ONLY),
        ("derive", "session_keys-v3", f"{ACCOUNT} 0x{'2' * 40}", "++-++----", Access.TRADE),
        ("bullish", "hmac-login", "", "++++???-?", Access.TRADE),
        ("lbank", "api_Restrictions", "", "++?????+?", Access.WITHDRAW),
        ("lbank", "api_Restrictions-enveloped", "", "++?????+?", Access.WITHDRAW),
        ("zaif", "get_info2", "", "++?????-?", Access.TRADE),
    ],
)
def test_documented_reply(exchange, name, own, letters, access):
    file = SAMPLES / exchange / f"{name}.json"
    if not file.exists():
        pytest.skip("the folder of documented samples is not beside this repository")
    body = json.loads(file.read_text(encoding="utf-8"))
    report = PARSERS[exchange].parse({FURTHER_CALLS[exchange][0]: body}, own)
    assert grants(report) == letters
    assert access_of(report.capabilities) is (access or Access.UNKNOWN)
    assert report.unrecognised == ()
