"""The nine capabilities of every fixture, letter by letter."""

import pytest

from jungletui.domain.capabilities import Access, Capability, Grant, Source, access_of
from tests.inspection.expected import MORE
from tests.inspection.expected_further import FURTHER
from tests.inspection.samples import all_fixtures, grants, report_of

# read, spot, margin, derivatives, options, other, transfer, withdraw, admin
TABLE = [
    ("binance", "bot", "++---?--?", Access.TRADE),
    ("binance", "read-only", "+--------", Access.READ_ONLY),
    ("binance", "everything", "++++++++?", Access.WITHDRAW),
    ("binance", "margin", "+++--?+-?", Access.TRADE),
    ("binance", "loans-without-trading", "+----?+-?", Access.TRANSFER),
    ("binance", "portfolio-margin", "+--+-?--?", Access.TRADE),
    ("binance", "fix", "++---+--?", Access.TRADE),
    ("binance", "transfer", "++---?+-?", Access.TRANSFER),
    ("binance", "before-fix", "++---?--?", Access.TRADE),
    ("binance", "without-withdrawals-field", "++---?-??", Access.UNKNOWN),
    ("binance", "trading-ends", "++---?--?", Access.TRADE),
    ("binance", "new-right", "++---?-??", Access.UNKNOWN),
    ("bybit", "bot", "++++-----", Access.TRADE),
    ("bybit", "read-only", "+--------", Access.READ_ONLY),
    ("bybit", "withdraw", "+------++", Access.WITHDRAW),
    ("bybit", "master-transfer", "++++--+-+", Access.WITHDRAW),
    ("bybit", "sub-transfer", "++++--+-?", Access.TRANSFER),
    ("bybit", "sub-list", "++++--+--", Access.TRANSFER),
    ("bybit", "classic", "++?+-----", Access.TRADE),
    ("bybit", "options", "+--++----", Access.TRADE),
    ("bybit", "p2p", "+----+---", Access.TRADE),
    ("bybit", "pay", "+----+-?-", Access.UNKNOWN),
    ("bybit", "unbound-expiring", "++++-----", Access.TRADE),
    ("bybit", "unbound", "++++-----", Access.TRADE),
    ("bybit", "empty-ips", "++++-----", Access.TRADE),
    ("bybit", "without-wallet", "++++--???", Access.UNKNOWN),
    ("bybit", "without-read-only", "????-----", Access.UNKNOWN),
    ("bybit", "new-group", "++++---?-", Access.UNKNOWN),
    ("bybit", "new-entry", "++++--???", Access.UNKNOWN),
    ("okx", "bot", "+++++++--", Access.TRADE),
    ("okx", "main-bot", "+++++++-?", Access.TRADE),
    ("okx", "read-only", "+--------", Access.READ_ONLY),
    ("okx", "read-word", "+--------", Access.READ_ONLY),
    ("okx", "unbound", "+++++++--", Access.TRADE),
    ("okx", "withdraw", "++++++++?", Access.WITHDRAW),
    ("okx", "without-perm", "?????????", Access.UNKNOWN),
    ("okx", "empty-perm", "?????????", Access.UNKNOWN),
    ("okx", "without-ip", "+++++++-?", Access.TRADE),
    ("okx", "new-right", "+++++++??", Access.UNKNOWN),
    ("okx", "new-setting", "+--------", Access.READ_ONLY),
    ("kraken", "bot", "+++---?-?", Access.TRADE),
    ("kraken", "bot-snake-case", "+++---?-?", Access.TRADE),
    ("kraken", "open-snake-case", "+++---?-?", Access.TRADE),
    ("kraken", "open", "+++---?-?", Access.TRADE),
    ("kraken", "read-only", "+--------", Access.READ_ONLY),
    ("kraken", "withdraw", "+++---?+?", Access.WITHDRAW),
    ("kraken", "addresses", "+++---?+?", Access.WITHDRAW),
    ("kraken", "earn", "+----+?--", Access.TRADE),
    ("kraken", "cancel-only", "++----?--", Access.TRADE),
    ("kraken", "no-rights", "---------", Access.NONE),
    ("kraken", "expiring", "+++---?-?", Access.TRADE),
    ("kraken", "without-permissions", "?????????", Access.UNKNOWN),
    ("kraken", "without-ips", "+++---?-?", Access.TRADE),
    ("kraken", "new-right", "+++--????", Access.UNKNOWN),
]


@pytest.mark.parametrize(("exchange", "name", "letters", "access"), TABLE + MORE + FURTHER)
def test_nine_capabilities(exchange, name, letters, access):
    report = report_of(exchange, name)
    assert grants(report) == letters
    assert access_of(report.capabilities) is access


def test_every_fixture_is_in_the_table():
    assert (
        sorted((exchange, name) for exchange, name, *_ in TABLE + MORE + FURTHER) == all_fixtures()
    )


@pytest.mark.parametrize(("exchange", "name"), all_fixtures())
def test_every_capability_has_evidence_and_a_fitting_source(exchange, name):
    for grant in report_of(exchange, name).capabilities.values():
        assert grant.evidence
        if grant.grant is Grant.UNKNOWN:
            assert grant.source is Source.NONE
        else:
            assert grant.source in {Source.REPORTED, Source.PROBED}


def test_okx_transfer_is_part_of_trade():
    grant = report_of("okx", "bot").capabilities[Capability.TRANSFER_INTERNAL]
    assert grant.part_of is Capability.TRADE_SPOT


def test_binance_loans_bring_transfers_along():
    capabilities = report_of("binance", "margin").capabilities
    assert capabilities[Capability.TRANSFER_INTERNAL].part_of is Capability.TRADE_MARGIN
    alone = report_of("binance", "loans-without-trading").capabilities
    assert alone[Capability.TRANSFER_INTERNAL].part_of is None
