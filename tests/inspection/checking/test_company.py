"""A key among others: copies, keys of its account, holders."""

import pytest

from jungletui.domain.keys import KeyProfile
from jungletui.domain.surroundings import AccountKey
from tests.inspection.checking.cases import ago, findings, outcome, report


def test_copies_in_the_vault():
    found = findings(same_key=("other",))
    assert outcome(found, "JT-VT-001") == ("fail", "low")
    assert "other" in found["JT-VT-001"].evidence
    assert outcome(findings(same_key=()), "JT-VT-001") == ("pass", "low")


def test_keys_of_the_same_account():
    assert outcome(findings(same_account=("b", "c")), "JT-AC-001") == ("manual", "info")
    alone = findings(report(account_id="7"), same_account=())
    assert outcome(alone, "JT-AC-001") == ("pass", "info")
    assert outcome(findings(same_account=()), "JT-AC-001") is None, "its account is not known"


def test_keys_that_the_vault_does_not_hold():
    stranger = AccountKey("abcd…wxyz", "\x1b[31mbot\u202e", ago(3), ago(1), "trade")
    found = findings(account_keys=(stranger,))
    assert outcome(found, "JT-AC-002") == ("fail", "high")
    evidence = found["JT-AC-002"].evidence
    assert "abcd…wxyz (bot, trade, created 2026-02-26, used 2026-02-28)" in evidence
    assert evidence.isprintable()
    assert outcome(findings(account_keys=()), "JT-AC-002") == ("pass", "high")
    assert outcome(findings(account_keys=None), "JT-AC-002") is None


def test_keys_that_nobody_compared_are_neither_strange_nor_fine():
    found = findings(account_keys=(), account_keys_more=5)
    assert outcome(found, "JT-AC-002") == ("unknown", "high")


def test_many_strangers_are_counted():
    strangers = tuple(AccountKey(f"k{n}", None, None, None, "") for n in range(9))
    evidence = findings(account_keys=strangers)["JT-AC-002"].evidence
    assert evidence.endswith("k4 and 4 more")


@pytest.mark.parametrize(
    ("holders", "recorded", "shared"),
    [
        ((), ("manual", "info"), None),
        (("self",), ("pass", "info"), ("pass", "low")),
        (("self", "dca-bot"), ("pass", "info"), ("pass", "low")),
        (("dca-bot", "vendor"), ("pass", "info"), ("fail", "low")),
        (("dca-bot", "dca-bot"), ("pass", "info"), ("pass", "low")),
    ],
)
def test_holders(holders, recorded, shared):
    found = findings(profile=KeyProfile("k", "okx", holders=holders), same_key=())
    assert outcome(found, "JT-HO-001") == recorded
    assert outcome(found, "JT-HO-002") == shared


def test_a_key_that_is_only_being_added_is_judged_by_itself():
    found = findings(profile=KeyProfile("k", "okx"))
    company = {"JT-VT-001", "JT-AC-001", "JT-AC-002", "JT-HO-001", "JT-HO-002", "JT-DR-004"}
    assert not company & set(found)
