"""A minute of everything that can go wrong, on every exchange of the sandbox."""

from __future__ import annotations

import os

import pytest

from jungletui.exchanges.streams import stream
from jungletui.service import live_key
from tests import soak

SECONDS = float(os.environ.get("JUNGLETUI_SOAK_SECONDS", "60"))


@pytest.mark.slow
async def test_no_wrong_figure_and_none_stale_without_a_mark(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in soak.QUICK:
        monkeypatch.setattr(live_key, name, getattr(live_key, name))
    monkeypatch.setattr(stream, "SILENCE", stream.SILENCE)
    run = await soak.soak(SECONDS, seed=7)
    assert run.wrong == []
    assert run.counts["keys"] > 20
    assert run.counts["figures by ws"]
    assert run.counts["live"]
    assert run.counts["stale"]
