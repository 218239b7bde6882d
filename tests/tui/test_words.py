"""Nothing is told by colour alone, and every action is in help, palette and the README's table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jungletui.domain.capabilities import Access, Grant
from jungletui.domain.failures import ErrorInfo, FailureKind
from jungletui.domain.findings import Severity, Status
from jungletui.domain.reports import IpRestriction
from jungletui.tui.bindings import ACTIONS, actions_of, bindings_of, hints_of, key_table
from jungletui.tui.commands import palette_commands
from jungletui.tui.glyphs import ASCII, UNICODE
from jungletui.tui.notices import error_line, failed
from jungletui.tui.views.inspection import times_of
from jungletui.tui.views.keys import key_row, summary_text
from jungletui.tui.words import (
    access_text,
    ago,
    failure_text,
    grant_text,
    ip_text,
    open_findings,
    until,
)
from tests.tui.frozen import NOW
from tests.tui.key_samples import finding, inspected, key, sample_keys

GLYPHS = (UNICODE, ASCII)
AWAY = {"escape", "minus", "f1"}
"""Keys that a form may take for its own way out and its own help."""
SCOPES = sorted({action.scope for action in ACTIONS})


@pytest.mark.parametrize("glyphs", GLYPHS)
def test_every_access_and_grant_has_a_word_of_its_own(glyphs):
    for words, members in ((access_text, Access), (grant_text, Grant)):
        texts = {words(member, glyphs) for member in members}
        assert len(texts) == len(members)
        assert all(member.value in words(member, glyphs) for member in members)


def test_signs_are_one_cell_wide_and_of_the_basic_plane():
    from rich.cells import cell_len

    for glyphs in GLYPHS:
        signs = [getattr(glyphs, name) for name in glyphs.__slots__ if name != "plain"]
        assert all(cell_len(sign) == len(sign) == 1 and ord(sign) < 0x10000 for sign in signs)
    assert all(getattr(ASCII, n).isascii() for n in ASCII.__slots__ if n != "plain")


def test_an_outage_is_not_called_a_refusal():
    assert "not read" in failure_text(FailureKind.UNREACHABLE, UNICODE)
    assert "not read" in failure_text(FailureKind.MAINTENANCE, UNICODE)
    assert "refused" in failure_text(FailureKind.KEY_UNKNOWN, UNICODE)


@pytest.mark.parametrize(
    ("ip", "words"),
    [
        (IpRestriction(None, None, ""), "not known"),
        (IpRestriction(False, None, ""), "any address"),
        (IpRestriction(True, None, ""), "restricted"),
        (IpRestriction(True, ("203.0.113.7",), ""), "203.0.113.7"),
        (IpRestriction(True, ("203.0.113.7", "203.0.113.8"), ""), "2 addresses"),
    ],
)
def test_the_address_rule_in_words(ip, words):
    assert ip_text(ip) == words


def test_ages_and_ends():
    assert ago(NOW - timedelta(seconds=59), NOW) == "<1 min ago"
    assert ago(NOW - timedelta(minutes=3), NOW) == "3 min ago"
    assert ago(None, NOW) == ""
    assert until(NOW + timedelta(days=9), NOW) == "in 9 d"
    assert until(NOW - timedelta(days=2), NOW) == "expired 2 d ago"


def test_findings_are_gravest_first_and_passed_ones_are_left_out():
    some = (
        finding("C", Severity.LOW, "c"),
        finding("B", Severity.HIGH, "b", Status.MANUAL),
        finding("A", Severity.HIGH, "a"),
        finding("P", Severity.CRITICAL, "p", Status.PASS),
    )
    assert [f.id for f in open_findings(some)] == ["A", "B", "C"]


def test_the_summary_of_one_quiet_key():
    one = key("main", "binance")
    assert summary_text((one,), {"main": inspected(one)}, 0, UNICODE) == "1 key · nothing found"
    assert summary_text((one,), {"main": None}, 1, UNICODE) == "1 key · 0 of 1 inspected"


def test_a_key_that_was_not_inspected_is_not_called_fine():
    one = sample_keys()[0][0]
    texts = [cell.text for cell in key_row(one, None, NOW, UNICODE, waiting=False).cells]
    assert "not inspected" in texts
    assert not any("ok" in text for text in texts)


def test_an_error_is_kind_message_and_remedy_once_each():
    error = ErrorInfo("E_AUTH", "E_AUTH: it does not open", "Type it again.")
    assert error_line(error) == "Error: E_AUTH · it does not open → Type it again."
    assert failed(error).lines[0] == "it does not open"


# The registry of actions


def test_action_ids_are_unique_and_no_key_means_two_things_in_one_place():
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    for scope in SCOPES:
        keys = [k for action in actions_of(scope) for k in action.keys]
        assert len(keys) == len(set(keys)), scope
        if scope not in ("app", "table"):
            everywhere = {k for action in actions_of("app") for k in action.keys}
            assert not everywhere & set(keys) - AWAY, scope


def test_no_key_that_terminals_or_tmux_take_for_themselves():
    taken = {f"ctrl+{letter}" for letter in "abhijmqz"}
    others = [action for action in ACTIONS if action.id != "app.stop"]  # what ^z means anywhere
    assert not taken & {k for action in others for k in action.keys}


@pytest.mark.parametrize("scope", SCOPES)
def test_footers_are_short_and_always_offer_help(scope):
    hints = hints_of(scope, "table", "app")
    assert len(hints) <= 7
    assert hints[-1] == ("?", "help")


@pytest.mark.parametrize("scope", [s for s in SCOPES if s not in ("app", "table")])
def test_every_action_of_a_screen_is_in_the_palette_and_bound_to_its_method(scope):
    words = {command.words for command in palette_commands(scope)}
    assert {action.words for action in actions_of(scope) if action.keys} <= words
    assert {binding.id for binding in bindings_of(scope)} == {
        action.id for action in actions_of(scope) if action.keys
    }


def test_the_key_table_has_every_action():
    table = key_table()
    assert all(action.words in table for action in ACTIONS if action.keys)


def test_an_estimated_end_is_marked_as_one():
    one = key("rule", "gate")
    told = replace(inspected(one), expires_at=None, expires_note="30 days by rule")
    soon = replace(told, expires_estimate=NOW + timedelta(days=9))
    past = replace(told, expires_estimate=NOW - timedelta(days=1))
    row = key_row(one, soon, NOW, UNICODE, waiting=False)
    assert "~ in 9 d" in [cell.text for cell in row.cells]
    assert any("~ in 9 d" in part and "estimate" in part for part in times_of(soon, NOW))
    assert any("~ due" in part for part in times_of(past, NOW))
    assert not any("expired" in part for part in times_of(past, NOW))
