"""Age and last use: with the exchange's word, with less, and with none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jungletui.domain.policies import BOT
from jungletui.domain.surroundings import LastUse, UseSource
from jungletui.inspection.lifetimes import estimated_end
from tests.inspection.checking.cases import NOW, ago, findings, outcome, report


@pytest.mark.parametrize(
    ("created", "added", "expected"),
    [
        (181, 1, ("fail", "medium")),
        (180, 300, ("pass", "medium")),
        (-1, 1, ("pass", "medium")),
        (None, 181, ("fail", "medium")),
        (None, 180, ("unknown", "info")),
    ],
)
def test_age(created, added, expected):
    of = report(created_at=None if created is None else ago(created))
    found = findings(of, added_at=ago(added))
    assert outcome(found, "JT-AG-001") == expected
    if created is None:
        assert f"in this vault for {added} days" in found["JT-AG-001"].evidence


def test_no_age_without_a_limit_and_none_of_a_key_that_is_being_added():
    forever = replace(BOT, max_age=None)
    assert outcome(findings(report(created_at=ago(999)), forever), "JT-AG-001") is None
    assert outcome(findings(), "JT-AG-001") is None


def sign(at=None, since=None, source=UseSource.ACCOUNT):
    moments = [None if days is None else ago(days) for days in (at, since)]
    return LastUse(moments[0], source, "newest order", moments[1])


@pytest.mark.parametrize(
    ("last_use", "told", "unused", "never"),
    [
        (None, None, ("unknown", "info"), None),
        (None, 31, ("fail", "medium"), None),
        (None, 30, ("pass", "medium"), None),
        (sign(at=40), 31, ("fail", "medium"), None),
        (sign(at=3), 31, ("pass", "medium"), None),
        (sign(at=40), 3, ("pass", "medium"), None),
        (sign(at=40), None, ("fail", "medium"), None),
        (sign(since=31), None, ("fail", "medium"), None),
        (sign(since=30), None, ("unknown", "info"), None),
        (sign(), None, None, ("fail", "low")),
    ],
)
def test_last_use(last_use, told, unused, never):
    of = report(last_used_at=None if told is None else ago(told), created_at=ago(100))
    found = findings(of, last_use=last_use)
    assert outcome(found, "JT-US-001") == unused
    assert outcome(found, "JT-US-002") == never


def test_a_new_key_may_well_be_unused():
    assert outcome(findings(report(created_at=ago(5)), last_use=sign()), "JT-US-002") is None
    assert outcome(findings(added_at=ago(5), last_use=sign()), "JT-US-002") is None
    assert outcome(findings(added_at=ago(50), last_use=sign()), "JT-US-002") == ("fail", "low")


def test_the_exchange_says_that_the_key_was_never_used():
    of = report(never_used="last_used = 0", created_at=ago(60))
    found = findings(of, added_at=ago(1))
    assert "last_used = 0" in found["JT-US-002"].evidence


def test_no_use_without_a_limit():
    lenient = replace(BOT, unused_age=None)
    assert outcome(findings(report(last_used_at=ago(900)), lenient), "JT-US-001") is None


def test_evidence_says_where_it_is_from():
    evidence = findings(last_use=sign(at=40))["JT-US-001"].evidence
    assert evidence == f"last used on {ago(40).date()}, 40 days ago: newest order"


@pytest.mark.parametrize("days", [30, 14, 7, 1])
def test_the_countdown_names_its_day(days):
    of = report(expires_at=NOW + timedelta(days=days))
    words = "within 1 day" if days == 1 else f"within {days} days"
    assert findings(of)["JT-EX-002"].evidence.endswith(words)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (31, ("pass", "low")),
        (30, ("fail", "low")),
        (14, ("fail", "medium")),
        (7, ("fail", "high")),
        (0, ("fail", "high")),
        (10**9, ("manual", "info")),
    ],
)
def test_days_that_the_exchange_counts_down_are_a_countdown(left, expected):
    found = findings(report(days_left=left, expires_note=f"validDays = {left}"))
    assert outcome(found, "JT-EX-002") == expected
    assert found["JT-EX-002"].evidence.startswith(f"validDays = {left}")
    assert "JT-EX-001" not in found  # nobody stated that it has ended


@pytest.mark.parametrize(
    ("left", "expected", "words"),
    [
        (31, ("manual", "low"), "estimated end"),
        (14, ("manual", "medium"), "within 14 days"),
        (1, ("manual", "high"), "within 1 day"),
        (0, ("manual", "medium"), "should have ended"),
        (-40, ("manual", "medium"), "still answers"),
    ],
)
def test_an_end_that_follows_from_a_rule_is_an_estimate_with_its_rule(left, expected, words):
    end = NOW + timedelta(days=left)
    found = findings(report(ends_by_rule=end, expires_note="90 days (read on 2026-01-01)"))
    assert outcome(found, "JT-EX-002") == expected
    evidence = found["JT-EX-002"].evidence
    assert evidence.startswith("90 days (read on 2026-01-01); ")
    assert words in evidence
    assert end.date().isoformat() in evidence


def test_a_date_that_the_exchange_tells_goes_before_every_estimate():
    date = NOW + timedelta(days=200)
    of = report(expires_at=date, days_left=1, ends_by_rule=NOW)
    assert outcome(findings(of), "JT-EX-002") == ("pass", "low")
    assert estimated_end(of, NOW) is None
