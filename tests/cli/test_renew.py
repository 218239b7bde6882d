"""`keys renew` end to end: program, service, sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import jungletui

pytestmark = pytest.mark.slow  # whole programs


def listed(home: Path) -> dict[str, Any]:
    rows = jungletui(home, "keys", "list", "--json").document["keys"]
    return {row["name"]: row for row in rows}


def test_a_credential_is_renewed_and_the_key_keeps_what_was_chosen(
    home: Path, samples: dict[str, dict[str, Any]]
) -> None:
    first, second = [key for key in samples.values() if key["exchange"] == "binance"][:2]
    add = ("keys", "add", "main", "--exchange", "binance", "--endpoint", first["endpoint"])
    chosen = ("--environment", first["environment"], "--tag", "tax", "--no-verify")
    assert jungletui(home, *add, *chosen, given=first["credential"]).code == 0
    before = listed(home)["main"]
    wrong = {**second["credential"], "secret": "Wrong0" * 10 + "Hash"}
    refused = jungletui(home, "keys", "renew", "main", "--json", given=wrong)
    assert refused.code == 6, refused.text + refused.err
    assert listed(home) == {"main": before}
    done = jungletui(home, "keys", "renew", "main", "--no-verify", given=second["credential"])
    assert done.code == 0, done.err
    assert "still works until you delete it" in done.err
    after = listed(home)
    assert list(after) == ["main"]
    assert after["main"]["fingerprint"] != before["fingerprint"]
    assert (after["main"]["tags"], after["main"]["policy"]) == (["tax"], "bot")
    said = [row["what"] for row in jungletui(home, "log", "--json").document["records"]]
    assert {"key-added", "key-removed", "key-edited"} <= set(said)
    for text in (done.text, done.err, refused.text, refused.err):
        assert second["credential"]["secret"] not in text
        assert wrong["secret"] not in text


def test_an_unknown_name_is_wrong_usage(home: Path) -> None:
    assert (
        jungletui(home, "keys", "renew", "nobody", given={"apiKey": "a", "secret": "b"}).code == 2
    )
