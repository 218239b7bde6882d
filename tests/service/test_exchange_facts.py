"""The list of exchanges: every one that ccxt knows, with its fields, its page and its source."""

import pytest

from jungletui.domain.failures import UsageError
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.service.exchange_facts import exchanges


def test_every_exchange_of_ccxt_is_there_with_a_source_and_the_fields_of_its_form():
    listed = exchanges(None).exchanges
    assert tuple(info.id for info in listed) == exchange_ids()
    for info in listed:
        assert info.name
        assert info.fact_source.startswith("https://")
        assert info.verified_on
        assert info.fields
        assert info.page is None or info.page.startswith("https://")


def test_an_exchange_that_tells_nothing():
    (luno,) = exchanges("luno").exchanges
    assert not luno.inspects
    assert luno.has_guide
    assert [field.label for field in luno.fields] == ["Key ID", "Key secret"]
    (bit2c,) = exchanges("bit2c").exchanges
    assert bit2c.page is None
    assert not bit2c.has_guide


def test_what_can_be_chosen_there_and_by_which_rules_keys_end():
    (bitvavo,) = exchanges("bitvavo").exchanges
    assert bitvavo.rights == ("View access", "Trade digital assets", "Withdraw digital assets")
    assert (bitvavo.ip_list, bitvavo.remark) == (True, "withdrawals by API skip 2FA")
    (okx,) = exchanges("okx").exchanges
    assert "14 days" in okx.lifetimes[0]
    assert "read on 2026-" in okx.lifetimes[0]
    (alpaca,) = exchanges("alpaca").exchanges
    assert alpaca.full_access
    assert not alpaca.rights


def test_what_is_read_there():
    (kraken,) = exchanges("kraken").exchanges
    assert kraken.reads == ("balances", "orders", "fills", "positions", "movements")
    (coinspot,) = exchanges("coinspot").exchanges
    assert coinspot.reads == ("balances", "fills")
    assert all("balances" in info.reads for info in exchanges(None).exchanges[:10])


def test_the_site_of_a_known_exchange_is_inspected_like_it():
    (indonesia,) = exchanges("bybitid").exchanges
    assert indonesia.inspects
    assert indonesia.has_guide


def test_an_unknown_name():
    with pytest.raises(UsageError):
        exchanges("nowhere")
