"""keys attest and inspect --accept, whole: program, service, vault on disk, log, terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jungletui.domain.documents import Inspection
from jungletui.domain.statements import Accepted, Attested
from tests.cli.program import jungletui
from tests.cli.prompts import PROGRAM, unlock, until
from tests.cli.test_reading_commands import NOWHERE, add
from tests.e2e.terminal import terminal

pytestmark = pytest.mark.slow

SILENT = {"apiKey": "CanaryId" * 4, "secret": "CanaryXy" * 4, "uid": "12345"}
"""Nothing tells what a key of Bitstamp can do."""


@pytest.fixture
def untold(home: Path) -> Path:
    added = jungletui(
        home,
        *("keys", "add", "tax", "--exchange", "bitstamp", "--no-verify", "--endpoint", NOWHERE),
        given=SILENT,
    )
    assert added.code == 0, added.err
    return home


def inspected(home: Path, *more: str) -> Any:
    done = jungletui(home, "inspect", "tax", "--json", *more)
    return msgspec.json.decode(done.out, type=Inspection).keys[0]


def log_of(home: Path) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = jungletui(home, "log", "--json").document["records"]
    return records


def test_a_statement_is_kept_shown_logged_and_taken_back(untold: Path) -> None:
    assert inspected(untold).access == "unknown"
    done = jungletui(
        untold,
        *("keys", "attest", "tax", "--withdraw", "no", "--transfer", "no", "--trade", "no"),
        *("--read", "yes", "--admin", "no", "--ip", "yes", "--note", "website", "--json"),
    )
    assert done.code == 0, done.err
    document = msgspec.json.decode(done.out, type=Attested)
    assert document.attestation is not None
    assert len(document.attestation.grants) == 9
    assert done.document["schema"] == "jungletui.keys.attest/1"
    key = inspected(untold)
    assert (key.access, key.source, key.ip.restricted) == ("read-only", "attested", True)
    text = jungletui(untold, "inspect", "tax").text
    assert "stated: by" in text
    assert "website" in text
    last = [record for record in log_of(untold) if record["what"] == "key-attested"][-1]
    assert last["key"] == "tax"
    assert "withdraw denied" in last["detail"]
    removed = jungletui(untold, "keys", "attest", "tax", "--remove")
    assert removed.code == 0, removed.err
    assert inspected(untold).access == "unknown"


@pytest.mark.parametrize(
    "arguments",
    [
        ("tax",),
        ("tax", "--note", "nothing else"),
        ("tax", "--remove", "--withdraw", "no"),
        ("tax", "--withdraw", "no", "--grant", "withdraw"),
        ("tax", "--grant", "admin", "--deny", "admin"),
        ("tax", "--withdraw", "perhaps"),
        ("nobody", "--withdraw", "no"),
        ("tax", "--withdraw", "no", "--note", "a\x1b[2Jb"),
    ],
)
def test_wrong_usage_changes_nothing(untold: Path, arguments: tuple[str, ...]) -> None:
    done = jungletui(untold, "keys", "attest", *arguments)
    assert done.code == 2
    assert "\x1b" not in done.err
    assert inspected(untold).attested is None


def test_the_form_says_where_to_look_and_asks(untold: Path, tmp_path: Path) -> None:
    command = [*PROGRAM, "--home", str(untold), "keys", "attest", "tax"]
    with terminal(command, tmp_path) as console:
        unlock(console)
        asked = 0
        while b"A note" not in console.raw:
            if console.raw.count(b"[y/n]") > asked:
                asked += 1
                console.send("perhaps\r" if asked == 1 else "n\r")
            else:
                assert console.pump(20.0), console.text()
        console.send("all boxes looked at\r")
        until(console, "It settles only")
        assert console.exit_code() == 0
        shown = console.text()
    assert "Where: " in shown
    assert "y, n, or Enter." in shown
    key = inspected(untold)
    assert {grant.grant for grant in key.capabilities.values()} == {"denied"}
    assert key.attested.note == "all boxes looked at"


def test_rights_are_accepted_once_they_were_shown(
    home: Path, samples: Mapping[str, Mapping[str, Any]]
) -> None:
    sample = {**samples["binance-freqtrade"], "name": "tax"}
    assert add(home, sample, "--no-verify").code == 0
    assert inspected(home).baseline_at is None
    assert jungletui(home, "inspect", "tax", "--accept").code == 2
    assert jungletui(home, "inspect", "--accept", "--yes").code == 2
    done = jungletui(home, "inspect", "tax", "--accept", "--yes", "--json")
    assert done.code == 0, done.err
    (accepted,) = msgspec.json.decode(done.out, type=Accepted).keys
    assert accepted.baseline.grants["read"] == "granted"
    again = inspected(home)
    assert (again.baseline_at, again.drift) == (accepted.baseline.accepted_at, ())
    assert "as accepted" in jungletui(home, "inspect", "tax").text
    assert [r["key"] for r in log_of(home) if r["what"] == "rights-accepted"] == ["tax"]


def test_signs_of_use_are_looked_for_when_asked(
    home: Path, samples: Mapping[str, Mapping[str, Any]]
) -> None:
    sample = {**samples["okx-trend"], "name": "tax"}
    assert add(home, sample, "--no-verify").code == 0
    assert inspected(home).last_use is None
    use = inspected(home, "--use").last_use
    assert use is not None
    assert use.source in {"account", "activity"}
