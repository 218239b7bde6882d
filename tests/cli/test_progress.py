"""What is said while one waits: nothing at first, then who is waited for, now and then."""

from __future__ import annotations

import pytest

from jungletui.cli import progress
from jungletui.cli.progress import NEWS, PATIENCE, Progress, words


def test_quick_answers_are_not_announced_and_slow_ones_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moment = [100.0]
    monkeypatch.setattr(progress, "monotonic", lambda: moment[0])
    told = {"doing": "inspected", "done": 1, "total": 2, "waiting": ["b"]}
    heard = Progress()

    def said() -> str:
        return capsys.readouterr().err

    heard.passed()
    heard.heard(told)
    assert said() == ""
    moment[0] += PATIENCE
    heard.passed()
    assert said() == "1 of 2 keys inspected; waiting for b\n"
    heard.heard(told)
    moment[0] += NEWS - 0.1
    heard.passed()
    assert said() == ""
    moment[0] += 0.1
    heard.passed()
    assert said() == "1 of 2 keys inspected; waiting for b\n"
    moment[0] += NEWS
    heard.heard({**told, "done": 2, "waiting": []})
    assert said() == ""


def test_only_a_few_are_named() -> None:
    names = [f"k{number}" for number in range(9)]
    assert words("read", 1, 10, names) == (
        "1 of 10 keys read; waiting for k0, k1, k2, k3, k4 and 4 more"
    )
