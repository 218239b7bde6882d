"""The rows of facts are complete and fit the program around them."""

import re

import pytest

from jungletui.domain.capabilities import TRADES, Capability
from jungletui.domain.keys import PUBLIC_FIELDS, SECRET_IDS, Environment
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.handed_over import wanted_credentials
from jungletui.exchanges.loader import load_exchange
from jungletui.guides import guide_ids
from jungletui.inspection.facts import fact_ids, facts_of, lifetime_note
from jungletui.inspection.registry import PARSERS

FIELDS = {
    "binance": ("apiKey", "secret"),
    "bybit": ("apiKey", "secret"),
    "okx": ("apiKey", "secret", "password"),
    "kraken": ("apiKey", "secret"),
    "bitget": ("apiKey", "secret", "password"),
    "gate": ("apiKey", "secret"),
    "htx": ("apiKey", "secret"),
    "bittrade": ("apiKey", "secret"),
    "mexc": ("apiKey", "secret"),
    "bingx": ("apiKey", "secret"),
    "krakenfutures": ("apiKey", "secret"),
    "binanceus": ("apiKey", "secret"),
    "kucoin": ("apiKey", "secret", "password"),
}

SILENT = sorted(set(fact_ids()) - set(PARSERS))


def test_every_exchange_of_ccxt_has_a_row_and_the_parsers_are_those_that_reveal():
    assert fact_ids() == exchange_ids()
    assert set(PARSERS) == {exchange for exchange in fact_ids() if facts_of(exchange).reveals}
    assert set(guide_ids()) - {"general"} <= set(fact_ids())


@pytest.mark.parametrize("exchange", fact_ids())
def test_a_row_has_sources_and_a_page_or_says_that_none_is_known(exchange):
    facts = facts_of(exchange)
    assert facts.id == exchange
    assert facts.name
    assert Environment.LIVE in facts.environments
    assert facts.page is None or facts.page.startswith("https://")
    assert facts.source.startswith("https://")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", facts.verified_on)
    assert all(words for words in facts.boxes.values())
    for field in facts.fields:
        assert field.label
        assert bool(field.shape) is bool(field.pattern or field.pem)
        re.compile(field.pattern)
    for rule in facts.lifetimes:
        assert rule.applies in {"all", "unrestricted", "unrestricted-writing"}
        assert rule.source.startswith("https://")


@pytest.mark.parametrize("exchange", sorted(PARSERS))
def test_a_row_beside_a_parser_is_complete(exchange):
    facts = facts_of(exchange)
    for capability in (Capability.READ, Capability.WITHDRAW):
        assert facts.boxes[capability]
    assert any(facts.boxes.get(capability) for capability in TRADES)
    assert facts.page
    assert facts.menu
    assert facts.ip_box
    assert all(field.pattern for field in facts.fields)


@pytest.mark.parametrize("exchange", SILENT)
def test_a_row_of_an_exchange_that_tells_nothing_names_what_is_not_known(exchange):
    facts = facts_of(exchange)
    doubts = " ".join(facts.unverified)
    assert facts.page or "page" in doubts
    assert facts.boxes or facts.full_access or "boxes" in doubts or "limited" in doubts or (
        "which rights can be chosen" in doubts
    )  # fmt: skip
    assert (facts.ip_list is None) == ("whether keys can be bound to addresses" in doubts)
    assert facts.ip_list or not facts.ip_box
    assert not (facts.full_access and facts.boxes)
    assert not any((facts.shows_ip, facts.shows_expiry, facts.shows_last_use))


@pytest.mark.parametrize("exchange", SILENT)
def test_required_fields_are_those_that_ccxt_requires(exchange):
    names = {field.name for field in facts_of(exchange).fields if field.required}
    required = wanted_credentials(load_exchange(exchange)())
    assert names == {name for name, needed in required.items() if needed}


@pytest.mark.parametrize("exchange", sorted(FIELDS))
def test_fields_have_the_names_that_ccxt_uses(exchange):
    fields = facts_of(exchange).credential_fields
    assert tuple(f.name for f in fields) == FIELDS[exchange]
    assert [f.secret for f in fields] == [f.name != "apiKey" for f in fields]


def test_what_is_no_exchange_has_no_facts():
    assert facts_of("nowhere") is None
    assert facts_of("../okx") is None
    assert lifetime_note("nowhere", "all") is None


def test_an_unverified_rule_says_so():
    note = lifetime_note("okx", "unrestricted-writing")
    assert "read on 2026-11-22" in note
    assert "unverified" not in note


def test_public_fields_that_are_the_secret_itself_are_the_rows_secret_ones():
    """What a row of facts calls secret is never shown, though other exchanges show that field."""
    secret = {
        (exchange, field.name)
        for exchange in fact_ids()
        for field in facts_of(exchange).fields
        if field.secret and field.name in PUBLIC_FIELDS
    }
    assert secret == SECRET_IDS
