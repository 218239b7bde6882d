"""Required and forbidden rights, and the markets of a policy."""

from dataclasses import replace

import pytest

from jungletui.domain.capabilities import TRADES, Capability, CapabilityGrant, Grant
from jungletui.domain.keys import Environment, KeyProfile
from jungletui.domain.policies import BOT, Policy
from tests.inspection.checking.cases import OPEN, C, findings, outcome, report

GRID = replace(BOT, name="grid", symbols=("BTC/USDT", "ETH/USDT:USDT"))


def test_groups_of_one_kind_are_one_check_and_the_worst_counts():
    policy = Policy("p", ((C.READ,), (C.TRADE_SPOT,), (C.TRADE_DERIVATIVES,)), (), False)
    assert outcome(findings(policy=policy), "JT-TD-001") == ("fail", "high")
    derivatives = report((C.READ, C.TRADE_SPOT), unknown=(C.TRADE_DERIVATIVES,))
    assert outcome(findings(derivatives, policy), "JT-TD-001") == ("unknown", "high")
    both = report((C.READ, C.TRADE_SPOT, C.TRADE_DERIVATIVES))
    assert outcome(findings(both, policy), "JT-TD-001") == ("pass", "high")


def test_another_required_right_has_a_check_of_its_own():
    policy = Policy("p", ((C.TRANSFER_INTERNAL, C.TRADE_SPOT), (C.ADMIN,)), (), False)
    found = findings(policy=policy)
    assert outcome(found, "JT-RQ-001") == ("fail", "high")
    assert "JT-TD-001" not in found


@pytest.mark.parametrize("capability", [C.WITHDRAW, C.ADMIN])
def test_only_a_transfer_is_excused_by_what_it_comes_along_with(capability):
    along = CapabilityGrant(Grant.GRANTED, "part of trade", part_of=C.TRADE_SPOT)
    of = report()
    held = replace(of, capabilities={**of.capabilities, capability: along})
    check = "JT-WD-001" if capability is C.WITHDRAW else "JT-AD-001"
    assert outcome(findings(held), check) == ("fail", "critical")
    moving = replace(of, capabilities={**of.capabilities, C.TRANSFER_INTERNAL: along})
    assert outcome(findings(moving), "JT-TR-001") == ("pass", "info")
    lonely = report((C.READ,))
    lonely = replace(lonely, capabilities={**lonely.capabilities, C.TRANSFER_INTERNAL: along})
    assert outcome(findings(lonely), "JT-TR-001") == ("fail", "high")


@pytest.mark.parametrize("trade", TRADES)
def test_a_trading_key_without_addresses_is_high_whatever_its_policy_says(trade):
    lenient = Policy("lenient", (), (), ip_required=False)
    assert outcome(findings(report((trade,), ip=OPEN), lenient), "JT-IP-001") == ("fail", "high")


def test_markets():
    assert outcome(findings(report(symbols=("BTC_USDT",)), GRID), "JT-SY-001") == ("pass", "medium")
    assert outcome(findings(report(symbols=("ETHUSDT",)), GRID), "JT-SY-001") == ("pass", "medium")
    found = findings(report(symbols=("BTC_USDT", "DOGE_USDT")), GRID)
    assert outcome(found, "JT-SY-001") == ("fail", "medium")
    assert "DOGE_USDT" in found["JT-SY-001"].evidence
    assert "BTC" not in found["JT-SY-001"].evidence
    assert outcome(findings(report(), GRID), "JT-SY-001") == ("unknown", "low")
    assert outcome(findings(report((C.READ,)), GRID), "JT-SY-001") is None
    assert outcome(findings(report(symbols=("DOGE",))), "JT-SY-001") is None


def test_markets_of_a_key_that_may_not_even_trade_are_not_failed():
    doubtful = report((C.READ,), unknown=(C.TRADE_SPOT,), symbols=("DOGE_USDT",))
    assert outcome(findings(doubtful, GRID), "JT-SY-001") == ("unknown", "low")


@pytest.mark.parametrize("environment", [Environment.TESTNET, Environment.DEMO])
def test_nothing_is_grave_where_no_real_funds_are_reached(environment):
    profile = KeyProfile("k", "binance", environment)
    found = findings(report(tuple(Capability), ip=OPEN), profile=profile)
    assert outcome(found, "JT-WD-001") == ("fail", "low")
    assert outcome(found, "JT-IP-001") == ("fail", "low")
    assert environment.value in found["JT-WD-001"].risk
