"""A key of an exchange that tells nothing: all unknown, and everything says where to look."""

from datetime import UTC, datetime

import pytest

from jungletui.domain.capabilities import TRADES, Access, Capability, Grant, Source, access_of
from jungletui.domain.findings import Status
from jungletui.domain.keys import KeyProfile
from jungletui.domain.policies import BOT, BUILT_IN, NEVER
from jungletui.domain.secret import Secret
from jungletui.inspection.checks import check_report
from jungletui.inspection.facts import fact_ids, facts_of
from jungletui.inspection.registry import PARSERS
from jungletui.inspection.shapes import check_credential
from jungletui.inspection.untold import untold_report

SILENT = sorted(set(fact_ids()) - set(PARSERS))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def findings(exchange, policy=BOT):
    report = untold_report(facts_of(exchange))
    return {f.id: f for f in check_report(report, policy, KeyProfile("k", exchange), NOW)}


@pytest.mark.parametrize("exchange", SILENT)
def test_everything_is_unknown_and_the_evidence_is_the_row(exchange):
    facts = facts_of(exchange)
    report = untold_report(facts)
    assert access_of(report.capabilities) is Access.UNKNOWN
    assert report.source is Source.NONE
    assert report.ip.restricted is None
    for capability in Capability:
        grant = report.capabilities[capability]
        assert grant.grant is Grant.UNKNOWN
        assert grant.source is Source.NONE
        assert f"no endpoint of {facts.name}" in grant.evidence
        assert facts.remark in grant.evidence
        assert (facts.place or "is not known") in grant.evidence
        assert all(word in grant.evidence for words in facts.boxes.values() for word in words)
    assert all(rule.source in report.expires_note for rule in facts.lifetimes)
    assert bool(report.expires_note) is bool(facts.lifetimes)


@pytest.mark.parametrize("exchange", SILENT)
@pytest.mark.parametrize("policy", BUILT_IN.values(), ids=BUILT_IN)
def test_no_finding_claims_anything_and_remedies_name_the_page(exchange, policy):
    facts = facts_of(exchange)
    found = findings(exchange, policy)
    assert found["JT-UK-001"].status is Status.MANUAL
    assert found["JT-IP-001"].status is Status.MANUAL
    claims = {f.id for f in found.values() if f.status in {Status.PASS, Status.FAIL}}
    assert claims <= {"JT-NEW-001"}
    for finding in found.values():
        assert finding.remedy.startswith(f"{facts.name}, {facts.place or 'API keys'}")
        assert "{" not in finding.remedy


@pytest.mark.parametrize("exchange", SILENT)
def test_nobody_is_told_to_tick_what_withdraws(exchange):
    boxes = facts_of(exchange).boxes
    wanted = {word for c in (Capability.READ, *TRADES) for word in boxes.get(c, ())}
    unwanted = {word for c in NEVER for word in boxes.get(c, ())} - wanted
    for check in ("JT-RD-001", "JT-TD-001"):
        remedy = findings(exchange)[check].remedy
        assert not any(f"“{word}”" in remedy for word in unwanted)


def test_one_reason_for_many_rights_is_said_once():
    evidence = findings("phemex")["JT-UK-001"].evidence
    assert evidence.count("no endpoint of Phemex") == 1
    assert evidence.startswith("read, ")
    assert "withdraw" in evidence.split(": no endpoint")[0]


def test_words_of_the_exchange_and_plain_words_where_none_are_known():
    assert "“Withdraw digital assets”" in findings("bitvavo")["JT-WD-001"].remedy
    assert "“IP Whitelist”" in findings("bitvavo")["JT-IP-001"].remedy
    assert "untick the box for withdrawals" in findings("bit2c")["JT-WD-001"].remedy
    remedy = findings("bitso")["JT-UK-001"].remedy
    assert "“Place orders”, the box for withdrawals." in remedy
    assert "choose the IP restriction" in findings("bit2c")["JT-IP-001"].remedy


def test_keys_that_can_all_do_everything():
    report = untold_report(facts_of("alpaca"))
    assert "every key has all of them" in report.capabilities[Capability.WITHDRAW].evidence
    assert "there are no boxes" in findings("alpaca")["JT-UK-001"].remedy


def test_addresses():
    assert "“IP whitelist”" in untold_report(facts_of("weex")).ip.evidence
    assert "is not known" in untold_report(facts_of("bit2c")).ip.evidence
    assert "cannot be bound" in untold_report(facts_of("lighter")).ip.evidence


def test_nobody_is_sent_to_bind_a_key_that_cannot_be_bound():
    assert "cannot be bound" in findings("lighter")["JT-IP-001"].remedy
    assert "choose" not in findings("lighter")["JT-IP-001"].remedy


def test_a_rule_that_may_end_the_key_is_shown_with_its_condition():
    finding = findings("deepcoin")["JT-EX-002"]
    assert finding.status is Status.MANUAL
    assert "not bound to an address is deleted after 30 days" in finding.evidence
    assert "JT-EX-002" not in findings("phemex")


def check(exchange, **fields):
    result, _ = check_credential(exchange, {name: Secret(text) for name, text in fields.items()})
    return {field.name: (field.verdict, field.message) for field in result.fields}


def test_a_field_of_unknown_form_is_doubted_only_where_something_speaks_against_it():
    whole = "k3Jd82nsL0qpZmW7"
    assert check("paymium", apiKey=whole, secret=f"{whole}x")["apiKey"] == ("ok", "")
    assert check("paymium", apiKey=whole, secret="abcd****wxyz")["secret"][0] == "doubtful"
    assert check("paymium", apiKey=whole, secret="ключ-от-биржи")["secret"][0] == "doubtful"
    assert "is missing" in check("paymium", apiKey=whole, secret="")["secret"][1]


def test_a_hint_without_a_known_page():
    result, _ = check_credential("paymium", {"apiKey": Secret("x")})
    assert result.hint == "Paymium shows API key, Secret when a key is created."
