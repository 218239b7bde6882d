"""Exchanges on this machine, their keys, and keys that they do not know."""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.secret import Secret
from jungletui.sandbox.run import SandboxOptions, running
from tests.exchanges.sandboxed import key_of

FOUR = ("binance", "bybit", "okx", "kraken")
HEALTHY = {
    "binance": "binance-freqtrade",
    "bybit": "bybit-spot",
    "okx": "okx-trend",
    "kraken": "kraken-dca",
}


def sandbox_of(*exchanges, seed=7):
    return running(SandboxOptions(seed=seed, moving=False, markets=20, exchanges=exchanges))


def healthy(sandbox, exchange):
    return key_of(sandbox.key(HEALTHY[exchange]))


def changed(key, **fields):
    """The key with other texts in its credential."""
    secrets = {name: Secret(text) for name, text in fields.items()}
    return replace(key, credential={**key.credential, **secrets})


def other_text(text):
    """A text of the same shape: its first letters in another order."""
    return text[4:20] + text[:4] + text[20:]


def private_calls(sandbox, exchange):
    time = ("/time", "/Time")
    return [entry for entry in sandbox.log(exchange) if not entry.path.endswith(time)]


def step(diagnosis, wanted):
    return next(row for row in diagnosis.steps if row.step is wanted)


def told(diagnosis):
    """The one cause, or all that fit; with evidence and a remedy."""
    assert diagnosis.evidence
    assert diagnosis.remedy
    assert (diagnosis.cause is None) == bool(diagnosis.candidates)
    return diagnosis.cause or diagnosis.candidates
