"""`jungletui diagnose`: exit codes, the table, and the whole way through program and service."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jungletui.cli.diagnose import _text, exit_code
from jungletui.domain.diagnosis import DiagnosedKey, Diagnoses, DiagnosisStep, Outcome, Step
from jungletui.domain.failures import FailureKind
from tests.cli.conftest import make_vault
from tests.cli.program import jungletui


def row(cause: str | None, *candidates: str) -> dict[str, Any]:
    return {"cause": cause, "candidates": list(candidates)}


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ([], 0),
        ([row(None)], 0),
        ([row("signature")], 1),
        ([row(None, "key-unknown", "permission")], 1),
        ([row("unreachable")], 4),
        ([row("unreachable"), row("unreachable")], 4),
        ([row("unreachable"), row(None)], 1),
        ([row("unreachable"), row("clock")], 1),
    ],
)
def test_exit_codes(keys: list[dict[str, Any]], code: int) -> None:
    assert exit_code(keys) == code


def test_the_text_has_cause_evidence_remedy_and_steps() -> None:
    steps = (
        DiagnosisStep(Step.REACHABLE, Outcome.OK, "answered in 3 ms"),
        DiagnosisStep(Step.RIGHTS, Outcome.FAILED, "refused\x1b[31m"),
        DiagnosisStep(Step.BALANCES, Outcome.NOT_TRIED, "left out"),
    )
    kinds = (FailureKind.KEY_UNKNOWN, FailureKind.PERMISSION)
    several = DiagnosedKey("main", "binance", None, kinds, "it says -2015", "look there", steps)
    one = DiagnosedKey("desk", "okx", FailureKind.PASSPHRASE, (), "50105", "enter it", steps)
    fine = DiagnosedKey("good", "okx", None, (), "nothing was refused", "", steps)
    text = _text(Diagnoses((several, one, fine)))
    for words in ("key-unknown, permission", "cause: passphrase", "not refused", "do: enter it"):
        assert words in text
    for words in ("STEP", "reachable", "answered in 3 ms", "failed", "because: it says -2015"):
        assert words in text
    assert "\x1b" not in text
    assert "keys add" in _text(Diagnoses(()))


@pytest.mark.slow
def test_end_to_end(tmp_path: Path, samples: Mapping[str, Mapping[str, Any]]) -> None:
    home = make_vault(tmp_path / "home")
    for name in ("binance-office", "okx-trend"):
        key = samples[name]
        added = jungletui(
            home,
            *("keys", "add", name, "--exchange", key["exchange"], "--endpoint", key["endpoint"]),
            "--no-verify",
            given=key["credential"],
        )
        assert added.code == 0, added.err
    done = jungletui(home, "diagnose", "--json")
    assert done.code == 1, done.err
    found = msgspec.json.decode(done.out, type=Diagnoses)
    assert found.schema == "jungletui.diagnose/1"
    assert {key.name for key in found.keys} == {"binance-office", "okx-trend"}
    assert jungletui(home, "diagnose", "okx-trend", "--json").code == 0
    text = jungletui(home, "diagnose", "binance-office")
    assert text.code == 1
    assert "ip-not-allowed" in text.text
