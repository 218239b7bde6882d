"""The texts of adding a key: the guide without Markdown, the verdict, the exchanges' limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant
from jungletui.domain.credentials import CredentialCheck, FieldCheck
from jungletui.domain.documents import Verdict
from jungletui.domain.findings import Severity, Status
from jungletui.tui.glyphs import ASCII
from jungletui.tui.views.exchanges import EXCHANGE_COLUMNS, exchange_rows, limits_text
from jungletui.tui.views.guide_text import guide_lines
from jungletui.tui.views.lines import Line, wrapped
from jungletui.tui.views.verdict import shape_line, verdict_lines
from tests.tui.exchange_samples import GUIDE, many_exchanges
from tests.tui.key_samples import (
    CAN_WITHDRAW,
    NO_IP,
    OPEN_IP,
    REFUSED,
    finding,
    grants,
    inspected,
    key,
)

FINE = CredentialCheck(True, (), "")
LABELS = {"apiKey": "API Key", "secret": "Secret Key"}


def test_a_guide_is_plain_lines() -> None:
    lines = guide_lines(GUIDE)
    texts = [line.text for line in lines]
    assert texts[0] == "Binance: a key for a bot"
    assert lines[0].tone == "strong"
    assert "The page is API Management <https://binance.example/api-management>." in texts
    assert not any(mark in text for text in texts for mark in ("**", "`", "#", "]("))
    assert any(text.startswith("3. Under API restrictions tick Enable Reading") for text in texts)
    assert any(text.startswith("• Choose Restrict access") for text in texts)
    assert "" not in (texts[0], texts[-1])


def test_a_wrapped_item_is_one_line_until_the_terminal_wraps_it() -> None:
    lines = guide_lines("1. one\n   two\n2. three\n\npara\nmore\n")
    assert [line.text for line in lines] == ["1. one two", "2. three", "", "para more"]


def test_code_blocks_and_rules_and_underscores() -> None:
    lines = guide_lines("a\n\n---\n\n```\nexport KEY=*x*\n```\nsnake_case_name and 2 * 3 * 4\n")
    assert [line.text for line in lines] == [
        "a",
        "",
        "  export KEY=*x*",
        "snake_case_name and 2 * 3 * 4",
    ]


def test_wrapping_hangs_and_drops_what_moves_the_cursor() -> None:
    lines = wrapped((Line("• one two\x1b[31m three", indent=2),), 12)
    assert [line.text for line in lines] == ["• one two", "  [31m three"]
    assert wrapped((Line("x"),), 0) == ()


def test_a_good_verdict() -> None:
    report = inspected(key("my-bot", "binance"), expires_in=timedelta(days=9))
    texts = [line.text for line in verdict_lines(Verdict(report, FINE, True, (), False), "bot", {})]
    assert texts[0] == "✓ This key works and fits the policy bot."
    assert any(text.startswith("  ● granted  trade spot") for text in texts)
    assert any(text.startswith("  ○ denied   withdraw funds") for text in texts)
    assert sum(text.startswith(("  ● ", "  ○ ", "  ? ")) for text in texts) == len(Capability)
    assert any(text.startswith("Expires 2026-03-23") for text in texts)


def test_a_verdict_against_the_policy_shows_reasons_and_findings_gravest_first() -> None:
    can = grants(read="yes", trade_spot="yes", withdraw="yes")
    passed = finding("JT-X-1", Severity.LOW, "fine", Status.PASS)
    report = inspected(
        key("my-bot", "binance"), can, ip=OPEN_IP, findings=(NO_IP, CAN_WITHDRAW, passed)
    )
    verdict = Verdict(report, FINE, False, ("It can withdraw.",), False)
    texts = [line.text for line in verdict_lines(verdict, "bot", LABELS)]
    assert texts[:2] == ["✗ This key breaks the policy bot.", "  - It can withdraw."]
    grave = [text for text in texts if text.startswith("! ")]
    assert grave[0].startswith("! critical The key can withdraw")
    assert grave[1].startswith("! high     The key works from every address")
    assert "IP      ! works from any address" in texts
    assert texts[-1] == "✓ 1 check passed"


def test_a_refused_key_shows_kind_message_and_remedy_and_claims_nothing() -> None:
    report = inspected(key("my-bot", "binance"), error=REFUSED)
    verdict = Verdict(report, FINE, False, ("The exchange refused it.",), False)
    texts = [line.text for line in verdict_lines(verdict, "bot", LABELS)]
    assert texts[0] == "✗ This key could not be verified."
    assert f"! ip-not-allowed: {REFUSED.message}" in texts
    assert f"  What to do: {REFUSED.remedy}" in texts
    assert not any("granted" in text or "denied" in text for text in texts)
    same = replace(verdict, reasons=(REFUSED.message,))
    again = [line.text for line in verdict_lines(same, "bot", LABELS)]
    assert sum(REFUSED.message in text for text in again) == 2


def test_repairs_and_doubts_carry_the_exchanges_own_words() -> None:
    check = CredentialCheck(
        True,
        (
            FieldCheck("apiKey", "repaired", 64, "blanks removed"),
            FieldCheck("secret", "doubtful", 64, "looks like the API key"),
        ),
        "The two fields look swapped.",
    )
    report = inspected(key("my-bot", "binance"))
    texts = [
        line.text for line in verdict_lines(Verdict(report, check, True, (), False), "bot", LABELS)
    ]
    assert "API Key: ✓ repaired: blanks removed" in texts
    assert "Secret Key: ? doubtful: looks like the API key" in texts
    assert "The two fields look swapped." in texts


def test_a_right_that_comes_with_another_says_so() -> None:
    report = inspected(key("a", "b"))
    part = CapabilityGrant(Grant.GRANTED, "spot", part_of=Capability.TRADE_SPOT)
    report = replace(report, capabilities={**report.capabilities, Capability.TRADE_MARGIN: part})
    texts = [line.text for line in verdict_lines(Verdict(report, FINE, True, (), False), "bot", {})]
    assert any(text.endswith("spot (part of trade.spot)") for text in texts)


def test_what_was_not_recognised_is_shown() -> None:
    report = replace(inspected(key("a", "b")), unrecognised=("permissions.Moon = true",))
    texts = [line.text for line in verdict_lines(Verdict(report, FINE, True, (), False), "bot", {})]
    assert "  permissions.Moon = true" in texts


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (None, "64 letters"),
        (FieldCheck("secret", "ok", 64, "looks right"), "64 letters"),
        (FieldCheck("secret", "wrong", 3, "too short"), "too short"),
    ],
)
def test_below_a_field_stands_its_shape_or_what_is_wrong(
    field: FieldCheck | None, text: str
) -> None:
    assert [line.text for line in shape_line("64 letters", field)] == [text]
    assert shape_line("", None) == ()


def test_exchanges_that_tell_rights_come_first_and_limits_are_said() -> None:
    rows = exchange_rows(many_exchanges())
    assert [row.key for row in rows] == ["binance", "coinbase", "okx", "bitexample", "oldmart"]
    rights = [c.id for c in EXCHANGE_COLUMNS].index("rights")
    assert rows[0].cells[rights].text == "✓ told by it"
    assert rows[3].cells[rights].text == "? it does not tell"
    assert rows[4].cells[rights].text == "! not supported"
    assert exchange_rows(many_exchanges(), ASCII)[0].cells[rights].text == "* told by it"
    by_id = {e.id: e for e in many_exchanges()}
    assert limits_text(by_id["binance"]) == ""
    assert "rights stay unknown" in limits_text(by_id["bitexample"])
    assert "not supported" in limits_text(by_id["oldmart"])
    assert "nothing can be read" in limits_text(replace(by_id["oldmart"], inspects=True))
