"""Every format of an audit: what it holds, and that hostile texts do nothing in it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from jungletui.cli.formats.checks import checks_json, checks_markdown, checks_text
from jungletui.cli.formats.markdown import as_markdown, code, plain
from jungletui.cli.formats.prometheus import as_prometheus
from jungletui.cli.formats.sarif import as_sarif
from jungletui.cli.formats.text import as_text
from jungletui.domain.audit import Audit
from jungletui.domain.catalogue import CATALOGUE
from jungletui.domain.findings import Severity, Status
from tests.cli.formats.audits import ALL, CLEAN, EMPTY, HOSTILE, NASTY, PLAIN

FORMATS = (as_text, as_markdown, as_prometheus, as_sarif)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("audit", ALL)
def test_nothing_that_a_terminal_obeys_is_printed(form: Any, audit: Audit) -> None:
    text = form(audit)
    assert text.endswith("\n")
    assert all(c == "\n" or c.isprintable() for c in text)
    assert form(audit) == text


def test_text_has_what_failed_what_to_do_and_what_is_open() -> None:
    lines = as_text(PLAIN).splitlines()
    assert lines[0].split() == ["SEVERITY", "STATUS", "KEY", "EXCHANGE", "CHECK", "FINDING"]
    assert lines[1].split()[:5] == ["critical", "failed", "ann", "okx", "JT-WD-001"]
    assert lines.count("  ann: seen of ann") == 2
    assert sum(line.startswith("  do: OKX, profile icon") for line in lines) == 2, "each once"
    (look,) = [line for line in lines if "JT-UK-001" in line]
    assert look.split()[:3] == ["low", "look", "JT-UK-001"]
    assert look.endswith("ann, bob")
    assert "failed: ann: unreachable: no route" in lines
    assert lines[-1] == (
        "2 keys: 3 failed (2 critical, 1 high), 1 unknown, 2 to look at, 1 passed, 1 not read"
    )
    assert "JT-RD-001" not in as_text(PLAIN)


def test_text_without_failures_and_without_keys() -> None:
    assert as_text(CLEAN) == "1 key: 0 failed, 0 unknown, 0 to look at, 1 passed\n"
    assert "keys add" in as_text(EMPTY)


def test_markdown_has_tables_and_remedies() -> None:
    text = as_markdown(PLAIN)
    assert "| critical | `ann` | `okx` | JT-WD-001 | This key can withdraw |" in text
    assert "| low | look | JT-UK-001 |" in text
    assert "- `bob`: `seen of bob`" in text
    assert "then `jungletui keys remove NAME`." in text
    assert "- `ann` (`unreachable`): `no route` Look." in text


def outside_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", text)


def test_markdown_of_hostile_texts_draws_and_mentions_nothing() -> None:
    text = as_markdown(NASTY)
    assert "alert(1)" in text
    rest = outside_code(text)
    for word in ("<img", "@all", "](http", "#1", "alert", "heading"):
        assert word not in rest
    for line in text.splitlines():
        if line.startswith("|"):
            columns = len(re.findall(r"(?<!\\)\|", line)) - 1
            assert columns == 5, line


@pytest.mark.parametrize("text", ["`", "``x``", "a`b", "", " ", HOSTILE])
def test_code_cannot_be_left(text: str) -> None:
    shown = code(text)
    assert shown[0] == shown[-1] == "`"
    assert "`" not in shown[1:-1]
    assert shown[1:-1].strip()


def test_plain_text_is_escaped_but_for_our_own_code() -> None:
    assert plain("a <b> `c <d>` *e*") == r"a \<b\> `c <d>` \*e\*"
    assert plain("a ` b") == r"a \` b"


SAMPLE = re.compile(
    r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\\\|\\"|\\n)*",?)*)\})? (-?\d+(?:\.\d+)?(?:e\+?\d+)?)'
)


@pytest.mark.parametrize("audit", ALL)
def test_prometheus_is_well_formed(audit: Audit) -> None:
    family, seen = "", set()
    for line in as_prometheus(audit).splitlines():
        if line.startswith("# HELP "):
            family = line.split()[2]
            assert family not in seen, "a family is in one piece"
            seen.add(family)
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {family} gauge"
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            assert sample[1] == family
    samples = [line for line in as_prometheus(audit).splitlines() if not line.startswith("#")]
    names = [line.rpartition(" ")[0] for line in samples]
    if audit is not NASTY:  # its two keys have one name, which a vault refuses
        assert len(set(names)) == len(names), "no series twice"


def test_prometheus_counts_and_escapes() -> None:
    text = as_prometheus(PLAIN)
    assert 'jungletui_findings{status="fail",severity="critical"} 2\n' in text
    assert 'jungletui_findings{status="fail",severity="medium"} 0\n' in text
    assert 'check="JT-IP-001",severity="high",status="fail"} 1\n' in text
    assert "JT-RD-001" not in text, "what passed is counted only"
    expiry = 'jungletui_key_expires_timestamp_seconds{key="ann",exchange="okx"} 1775001600\n'
    assert expiry in text
    assert r"\"q\" \\ " in as_prometheus(NASTY)


def sarif(audit: Audit) -> Any:
    document = json.loads(as_sarif(audit))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = document["runs"]
    return run


@pytest.mark.parametrize("audit", ALL)
def test_sarif_has_the_shape_of_2_1_0(audit: Audit) -> None:
    run = sarif(audit)
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "JungleTUI"
    assert [rule["id"] for rule in rules] == list(CATALOGUE)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert len(run["results"]) == len(audit.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["kind"] in ("fail", "pass", "open", "review")
        assert (result["level"] == "none") is (result["kind"] != "fail")
        assert result["message"]["text"]
        (location,) = result["locations"]
        (place,) = location["logicalLocations"]
        assert place["name"]
        assert place["fullyQualifiedName"].startswith("okx/live/")
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is (not audit.errors)
    assert len(invocation["toolExecutionNotifications"]) == len(audit.errors)
    for notification in invocation["toolExecutionNotifications"]:
        assert notification["message"]["text"]
        assert notification["descriptor"]["id"] == "unreachable"


def test_sarif_levels() -> None:
    levels = [(r["ruleId"], r["level"], r["kind"]) for r in sarif(PLAIN)["results"]]
    assert levels == [
        ("JT-WD-001", "error", "fail"),
        ("JT-WD-001", "error", "fail"),
        ("JT-IP-001", "error", "fail"),
        ("JT-UK-001", "none", "review"),
        ("JT-UK-001", "none", "review"),
        ("JT-AD-001", "none", "open"),
        ("JT-RD-001", "none", "pass"),
    ]


def test_the_catalogue_in_every_format() -> None:
    document = json.loads(checks_json())
    assert document["schema"] == "jungletui.checks/1"
    assert [check["id"] for check in document["checks"]] == list(CATALOGUE)
    assert set(document["checks"][0]) >= {"id", "severity", "risk", "remedy"}
    for text in (checks_text(), checks_markdown()):
        assert all(check.id in text and check.failed in text for check in CATALOGUE.values())
    assert "{" not in checks_markdown()


def test_every_status_and_severity_has_its_words() -> None:
    from jungletui.cli.formats import sarif, text

    assert set(text.STATUS_WORDS) == set(sarif.KINDS) == set(Status)
    assert set(text.COLOURS) == {severity.value for severity in Severity}
    assert set(sarif.LEVELS) == set(Severity)
