"""The rows of facts are complete and fit the program around them."""

import re

import pytest

from jungletui.domain.capabilities import Capability
from jungletui.domain.keys import Environment
from jungletui.guides import guide_ids
from jungletui.inspection.facts import fact_ids, facts_of, lifetime_note
from jungletui.inspection.registry import PARSERS

FIELDS = {
    "binance": ("apiKey", "secret"),
    "bybit": ("apiKey", "secret"),
    "okx": ("apiKey", "secret", "password"),
    "kraken": ("apiKey", "secret"),
}


def test_every_parser_has_facts_and_a_guide():
    assert set(PARSERS) == set(fact_ids()) == set(guide_ids()) - {"general"}


@pytest.mark.parametrize("exchange", fact_ids())
def test_a_row_is_complete(exchange):
    facts = facts_of(exchange)
    assert facts.id == exchange
    assert Environment.LIVE in facts.environments
    assert facts.page.startswith("https://")
    assert facts.source.startswith("https://")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", facts.verified_on)
    for capability in (Capability.READ, Capability.TRADE_SPOT, Capability.WITHDRAW):
        assert facts.boxes[capability]
    assert facts.menu
    assert facts.ip_box
    for field in facts.fields:
        assert field.label
        assert field.shape
        re.compile(field.pattern)
    for rule in facts.lifetimes:
        assert rule.applies in {"all", "unrestricted", "unrestricted-writing"}
        assert rule.source.startswith("https://")


@pytest.mark.parametrize("exchange", sorted(FIELDS))
def test_fields_have_the_names_that_ccxt_uses(exchange):
    fields = facts_of(exchange).credential_fields
    assert tuple(f.name for f in fields) == FIELDS[exchange]
    assert [f.secret for f in fields] == [f.name != "apiKey" for f in fields]


def test_other_exchanges_have_no_facts_yet():
    assert facts_of("zaif") is None
    assert facts_of("../okx") is None
    assert lifetime_note("zaif", "all") is None


def test_an_unverified_rule_says_so():
    note = lifetime_note("okx", "unrestricted-writing")
    assert "read on 2026-11-22" in note
    assert "unverified" not in note
