"""The exchanges that ccxt knows, found without importing them."""

from __future__ import annotations

import difflib
import importlib.util
from functools import cache
from pathlib import Path

NEAREST = 3


@cache
def exchange_ids() -> tuple[str, ...]:
    """Every id, sorted: one module of `ccxt.async_support` each (ccxt 4.5.90)."""
    spec = importlib.util.find_spec("ccxt")
    folders = [] if spec is None else list(spec.submodule_search_locations or ())
    files = (file for folder in folders for file in (Path(folder) / "async_support").glob("*.py"))
    return tuple(sorted(file.stem for file in files if not file.stem.startswith("_")))


def nearest_exchanges(text: str) -> tuple[str, ...]:
    """Ids that a mistyped `text` may have meant, the likeliest first; may be empty."""
    wanted = "".join(character for character in text.lower() if character.isalnum())
    ids = exchange_ids()
    if wanted in ids:
        return (wanted,)
    starts = [name for name in ids if wanted and name.startswith(wanted)]
    close = difflib.get_close_matches(wanted, ids, n=NEAREST, cutoff=0.6)
    return tuple(dict.fromkeys([*close, *starts]))[:NEAREST]
