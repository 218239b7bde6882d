"""Writes the allow-lists of every exchange from what ccxt's reading methods send.

    python -m tools.trace_reads            write them (stops at what nobody has decided)
    python -m tools.trace_reads --check    say what would change, and end with 1 where it would
    python -m tools.trace_reads binance    only this one

See docs/read-only.md. Nothing is sent to anybody.
"""

from __future__ import annotations

import argparse
import sys
import tomllib

from tools.tracing.listing import FOLDER, above, text_of, trace
from tools.tracing.source import exchange_ids


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 something differs or is undecided."""
    parser = argparse.ArgumentParser(description=__doc__, add_help=True)
    parser.add_argument("exchange", nargs="*", help="ids; without any, all")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    wanted = options.exchange or exchange_ids()
    texts, undecided = {}, []
    for exchange in sorted(wanted, key=lambda name: (_is_sibling(name), name)):
        traced = trace(exchange)
        undecided += list(traced.undecided)
        texts[exchange] = new_text(exchange, traced)
        if not options.check and not traced.undecided:
            (FOLDER / f"{exchange}.toml").write_text(texts[exchange], encoding="utf-8")
    for line in undecided:
        print(f"undecided: {line}")  # noqa: T201
    changed = [name for name, text in texts.items() if options.check and text != _old(name)]
    for name in changed:
        print(f"differs: {name}")  # noqa: T201
    return 1 if undecided or changed else 0


def new_text(exchange: str, traced: object) -> str:
    """The whole file: what is kept by hand, and what was traced."""
    old = _old(exchange) or _first(exchange)
    kept = above(old)
    return kept + "\n" + text_of(traced, tomllib.loads(kept))  # type: ignore[arg-type]


def _old(exchange: str) -> str:
    file = FOLDER / f"{exchange}.toml"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _first(exchange: str) -> str:
    return (
        f"# {exchange}: what may be sent. Nothing is listed by hand; what ccxt reads is below.\n\n"
        "public = []\n"
    )


def _is_sibling(exchange: str) -> bool:
    return _old(exchange).startswith("same_as")


if __name__ == "__main__":
    sys.exit(main())
