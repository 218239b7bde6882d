"""Own entries with arbitrary fields, and fields taken away: nothing is claimed without evidence."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.failures import ExchangeError, FailureKind
from tests.inspection.further import SIGNER
from tests.inspection.samples import STEADY, grants, parsed, reply, report_of
from tests.inspection.test_mutations import JSON, faults_of

# How the own entry of a list is wrapped, and where it names the key.
ENTRIES = {
    "aster": ("agentAddress", SIGNER, lambda row: [row]),
    "bithumb": ("access_key", "public-id", lambda row: [row]),
    "coinsph": ("apiKey", "public-id", lambda row: [row]),
    "deribit": ("client_id", "public-id", lambda row: {"result": [row]}),
    "derive": (
        "public_session_key",
        SIGNER,
        lambda row: {"result": {"public_session_keys": [row]}},
    ),
    "woo": ("apiKey", "public-id", lambda row: {"data": {"rows": [row]}}),
    "woofipro": ("orderly_key", "public-id", lambda row: {"data": {"rows": [row]}}),
    "xt": ("accessKey", "public-id", lambda row: {"result": [row]}),
}
NAMES = st.sampled_from([
    *("apiType", "permissions", "roleScopes", "scope", "max_scope", "protocol_scopes"),
    *("offchain_scopes", "canRead", "canSpotTrade", "canWithdraw", "expired", "ipWhitelist"),
    *("ip_whitelist", "allowedIPs", "bindIps", "ip_restriction_status", "ip_restriction_list"),
    *("createTime", "expire_at", "expiration", "expiry_sec", "name", "label", "status"),
])  # fmt: skip


@pytest.mark.parametrize("exchange", sorted(ENTRIES))
@STEADY
@given(fields=st.dictionaries(NAMES | st.text(max_size=8), JSON, max_size=6))
def test_an_own_entry_of_anything(exchange, fields):
    name, own, wrapped = ENTRIES[exchange]
    assert faults_of(exchange, wrapped(fields | {name: own})) == []


@pytest.mark.parametrize("exchange", sorted(ENTRIES))
def test_an_own_entry_without_fields_grants_and_denies_nothing(exchange):
    name, own, wrapped = ENTRIES[exchange]
    assert grants(parsed(exchange, wrapped({name: own}))) == "?" * 9


@STEADY
@given(st.lists(JSON, max_size=5))
def test_any_list_for_bitfinex_and_bitflyer(body):
    for exchange in ("bitfinex", "bitflyer"):
        assert faults_of(exchange, body) == []
        assert faults_of(exchange, [[row, 1, 0] for row in body]) == []


@pytest.mark.parametrize(
    ("exchange", "path", "capability"),
    [
        ("aster", (1, "canWithdraw"), Capability.WITHDRAW),
        ("aster", (1, "canSpotTrade"), Capability.TRADE_SPOT),
        ("bitfinex", (7,), Capability.WITHDRAW),
        ("bitfinex", (6,), Capability.TRANSFER_INTERNAL),
        ("coinbase", ("can_transfer",), Capability.WITHDRAW),
        ("coinsph", (1, "apiType"), Capability.WITHDRAW),
        ("deribit", ("result", 1, "max_scope"), Capability.WITHDRAW),
        ("derive", ("result", "public_session_keys", 1, "protocol_scopes"), Capability.WITHDRAW),
        ("gemini", ("isFundManager",), Capability.TRANSFER_INTERNAL),
        ("lbank", ("data", "enableWithdrawals"), Capability.WITHDRAW),
        ("lbank", ("data", "enableTransfer"), Capability.TRANSFER_INTERNAL),
        ("woo", ("data", "rows", 1, "permissions"), Capability.WITHDRAW),
        ("woofipro", ("data", "rows", 1, "scope"), Capability.WITHDRAW),
        ("xt", ("result", 1, "roleScopes"), Capability.WITHDRAW),
        ("zaif", ("return", "rights", "withdraw"), Capability.WITHDRAW),
    ],
)
def test_a_missing_field_makes_its_capability_unknown(exchange, path, capability):
    name = "perp-only" if capability is Capability.TRADE_SPOT else "bot"
    body = copy.deepcopy(reply(exchange, name))
    if name == "perp-only":
        path = (0, *path[1:])
    assert parsed(exchange, body).capabilities[capability].grant is Grant.DENIED
    *parents, last = path
    holder = body
    for step in parents:
        holder = holder[step]
    del holder[last]
    assert parsed(exchange, body).capabilities[capability].grant is Grant.UNKNOWN


@pytest.mark.parametrize("kind", list(FailureKind))
def test_a_refusal_is_never_a_right(kind):
    refusal = {"refused": kind.value, "message": "refused"}
    for exchange in ("deribit", "upbit", "hitbtc"):
        report = checked_refusal(exchange, refusal, kind)
        if report is not None:
            assert Grant.GRANTED not in {g.grant for g in report.capabilities.values()}


def checked_refusal(exchange, refusal, kind):
    try:
        return parsed(exchange, refusal)
    except ExchangeError as caught:
        found = caught
    assert found.failure in {kind, FailureKind.BAD_REPLY}
    return None


def test_only_a_refusal_for_the_right_disproves():
    assert grants(report_of("hitbtc", "no-rights")) == "----?????"
