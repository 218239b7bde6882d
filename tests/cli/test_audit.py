"""`jungletui audit`: options, exit codes, and the whole way through program, agent and sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jungletui.cli import session
from jungletui.cli.app import run
from jungletui.cli.audit import _grave
from jungletui.cli.early import guess
from jungletui.domain.audit import Audit
from tests.cli.conftest import make_vault
from tests.cli.program import Done, jungletui
from tests.client.agents import agent, command

SEVERITIES = ("critical", "high", "medium", "low", "info")
NOWHERE = "http://127.0.0.1:9"


def counts(**found: str) -> dict[str, dict[str, int]]:
    """Counts with one finding of a severity for each status named."""
    statuses = ("fail", "pass", "manual", "unknown")
    return {s: {v: int(found.get(s) == v) for v in SEVERITIES} for s in statuses}


@pytest.mark.parametrize(
    ("found", "fail_on", "strict", "grave"),
    [
        ({}, "info", True, False),
        ({"fail": "high"}, "high", False, True),
        ({"fail": "critical"}, "high", False, True),
        ({"fail": "medium"}, "high", False, False),
        ({"fail": "medium"}, "medium", False, True),
        ({"fail": "info"}, "info", False, True),
        ({"fail": "critical"}, "never", True, False),
        ({"pass": "critical"}, "info", True, False),
        ({"unknown": "high"}, "high", False, False),
        ({"unknown": "high"}, "high", True, True),
        ({"manual": "high"}, "high", True, True),
        ({"manual": "low"}, "high", True, False),
    ],
)
def test_what_ends_with_1(found: dict[str, str], fail_on: str, strict: bool, grave: bool) -> None:
    assert _grave(counts(**found), fail_on, strict) is grave


def no_service(*_: object) -> None:
    raise AssertionError("a service was started")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, capfdbinary: Any) -> Callable[..., tuple[int, str, str]]:
    """Runs `audit` where no service can be started: exit code, stdout, stderr."""
    monkeypatch.setattr(session, "start_service", no_service)

    def ran(*words: str) -> tuple[int, str, str]:
        code = run(["audit", *words])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return ran


def test_the_checks_are_printed_without_a_service(alone: Any) -> None:
    code, out, _ = alone("--checks")
    assert code == 0
    assert out.splitlines()[1].split()[:2] == ["JT-WD-001", "critical"]
    assert guess(["audit", "--checks"]) is None
    assert guess(["audit"]) is not None


@pytest.mark.parametrize("words", [["--json"], ["--format", "json"]])
def test_the_checks_as_a_document(alone: Any, words: list[str]) -> None:
    code, out, _ = alone("--checks", *words)
    assert code == 0
    assert json.loads(out)["schema"] == "jungletui.checks/1"


def test_the_checks_are_the_page_of_the_documentation(alone: Any) -> None:
    page = Path(__file__).parents[2] / "docs" / "checks.md"
    assert alone("--checks", "--format", "markdown")[1] == page.read_text()


@pytest.mark.parametrize(
    "words",
    [
        ["--fail-on", "grave"],
        ["--format", "xml"],
        ["--json", "--format", "sarif"],
        ["--checks", "main"],
        ["--checks", "--format", "prometheus"],
        ["--fail-on"],
    ],
)
def test_wrong_usage(alone: Any, words: list[str]) -> None:
    assert alone(*words)[0] == 2


GOOD, BAD = "okx-trend", "kraken-old"
KEYS = (GOOD, BAD, "binance-coppervine", "binance-office")


def add(home: Path, sample: Mapping[str, Any], **changed: str) -> None:
    key = {**sample, **changed}
    done = jungletui(
        home,
        *("keys", "add", key["name"], "--exchange", key["exchange"]),
        *("--endpoint", key["endpoint"], "--policy", key["policy"], "--no-verify"),
        *(word for tag in key["tags"] for word in ("--tag", tag)),
        given=key["credential"],
    )
    assert done.code == 0, done.err


@pytest.fixture(scope="module")
def kept(
    tmp_path_factory: pytest.TempPathFactory, samples: Mapping[str, Mapping[str, Any]]
) -> Iterator[Path]:
    """A vault with a good key, two bad ones and one that is refused, open in an agent."""
    home = make_vault(tmp_path_factory.mktemp("audited") / "home")
    config = home / "config.toml"
    config.write_text('[tags.trend]\npolicy = "trend"\n[policies.trend]\nlike = "bot"\nmax_age = 9')
    config.chmod(0o600)
    for name in KEYS:
        add(home, samples[name])
    with agent(home):
        yield home


@pytest.mark.slow
class TestWholeProgram:
    """One vault, one agent, one sandbox."""

    def audited(self, home: Path, *words: str) -> Done:
        return command(home, "audit", *words)

    def test_a_good_key_ends_with_0(self, kept: Path) -> None:
        done = self.audited(kept, GOOD, "--json")
        assert done.code == 0, done.err + done.text
        audit = msgspec.json.decode(done.out, type=Audit)
        assert [(key.name, key.policy, key.rule) for key in audit.keys] == [
            (GOOD, "trend", "tag trend")
        ]
        assert done.err == "", "cron mails whatever is said"

    def test_findings_end_with_1_in_every_format_and_in_one_order(self, kept: Path) -> None:
        done = self.audited(kept, "--json")
        assert done.code == 1
        audit = msgspec.json.decode(done.out, type=Audit)
        assert audit.schema == "jungletui.audit/1"
        assert [error.key for error in audit.errors] == ["binance-office"]
        first = [(f.status, f.severity, f.key) for f in audit.findings[:2]]
        assert first == [("fail", "critical", "binance-coppervine"), ("fail", "critical", BAD)]
        again = self.audited(kept, "--format", "json", *reversed(KEYS)).document
        same = [(f["key"], f["id"], f["status"]) for f in again["findings"]]
        assert same == [(f.key, f.id, f.status) for f in audit.findings]
        for form, words in (
            ("table", ["SEVERITY", "JT-WD-001", "not read"]),
            ("markdown", ["# JungleTUI audit", f"`{BAD}`"]),
            ("prometheus", ["# TYPE jungletui_findings gauge", f'key="{BAD}"']),
            ("sarif", ['"version": "2.1.0"', f"kraken/live/{BAD}"]),
        ):
            shown = self.audited(kept, "--format", form)
            assert shown.code == 1
            assert all(word in shown.text for word in words), form
            assert "\x1b" not in shown.text
            assert shown.err == ""
        json.loads(shown.out)

    def test_the_severity_decides(self, kept: Path) -> None:
        assert self.audited(kept, BAD, "--fail-on", "critical").code == 1
        assert self.audited(kept, BAD, "--fail-on", "never").code == 0
        assert self.audited(kept, GOOD, "--fail-on", "info", "--strict").code == 1
        assert self.audited(kept, "binance-office", "--fail-on", "never").code == 1, "not read"

    def test_an_unknown_name_is_wrong_usage(self, kept: Path) -> None:
        done = self.audited(kept, "okx-tend", "--json")
        assert done.code == 2
        assert GOOD in done.document["error"]["remedy"]

    def test_without_a_passphrase_it_is_locked(self, kept: Path) -> None:
        assert self.audited(kept, "--no-agent").code == 3

    def test_no_secret_is_printed(
        self, kept: Path, samples: Mapping[str, Mapping[str, Any]]
    ) -> None:
        shown = "".join(self.audited(kept, "--format", form).text for form in ("json", "sarif"))
        for name in KEYS:
            for text in samples[name]["credential"].values():
                assert text not in shown

    def test_all_unreachable_ends_with_4(
        self, home: Path, samples: Mapping[str, Mapping[str, Any]]
    ) -> None:
        add(home, samples[GOOD], endpoint=NOWHERE)
        assert jungletui(home, "audit").code == 4
