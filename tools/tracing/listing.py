"""The part of an allow-list that is written from ccxt's source, below the part kept by hand."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.tracing.rules import Verdict, call_text, judged, streams
from tools.tracing.signing import unsigned
from tools.tracing.source import (
    Endpoint,
    body_names,
    ccxt_folder,
    pro_ids,
    pro_source_of,
    source_of,
)

FOLDER = Path(__file__).parents[2] / "jungletui" / "exchanges" / "allowlist"
MARK = "# ---- Below: written by tools/trace_reads.py from ccxt "
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Traced:
    """What one exchange's methods may send, judged. `undecided` must be empty to be written."""

    exchange: str
    reads: Mapping[Endpoint, frozenset[str]]
    unsigned: Mapping[Endpoint, frozenset[str]]
    streaming: Mapping[Endpoint, str]
    refused: Mapping[Endpoint, str]
    undecided: tuple[str, ...]
    body_names: tuple[str, ...]


def trace(exchange: str) -> Traced:
    """Read ccxt's source of `exchange` and judge every endpoint that its reads may reach."""
    source = source_of(exchange)
    reached = source.reads()
    verdicts = {e: judged(source.family, e, names) for e, names in reached.items()}
    streaming, undecided = _streaming(exchange, reached)
    undecided += [_line(exchange, e, reached[e]) for e, v in verdicts.items() if v.reads is None]
    passed = {e: names for e, names in reached.items() if verdicts[e].reads}
    bare = unsigned(exchange, {e for e in passed if "rivate" not in e[0]})
    return Traced(
        exchange=exchange,
        reads={e: names for e, names in passed.items() if e not in bare},
        unsigned={e: names for e, names in passed.items() if e in bare},
        streaming=streaming,
        refused={e: v.reason for e, v in verdicts.items() if v.reads is False},
        undecided=tuple(sorted(undecided)),
        body_names=body_names(exchange),
    )


def _streaming(
    exchange: str, reached: Collection[Endpoint]
) -> tuple[dict[Endpoint, str], list[str]]:
    if exchange not in pro_ids():
        return {}, []
    source = pro_source_of(exchange)
    found: dict[Endpoint, str] = {}
    undecided = []
    for endpoint, names in source.streams().items():
        if endpoint in reached:
            continue
        verdict: Verdict = streams(source.family, endpoint)
        if verdict.reads:
            found[endpoint] = verdict.reason
        elif not (judged(source.family, endpoint, names).reads and endpoint[1] == "GET"):
            undecided.append(_line(exchange, endpoint, names) + " (a stream)")
    return found, undecided


def _line(exchange: str, endpoint: Endpoint, names: Collection[str]) -> str:
    return f"{exchange}: {call_text(endpoint)}  <- {_few(names)}"


def text_of(traced: Traced, kept: Mapping[str, object]) -> str:
    """The part below the mark; what `kept`, the part above, or its `same_as` says is not said
    again."""
    told = told_by(kept)
    parts = [f"{MARK}{_version()}; change tools/tracing/decisions.toml, not this. ----\n"]
    reads = {e: n for e, n in traced.reads.items() if not _in(e, told, "reads")}
    bare = {e: n for e, n in traced.unsigned.items() if not _in(e, told, "unsigned")}
    parts += _with_methods("reads", reads)
    parts += _with_methods("unsigned", bare)
    parts += _with_reasons("streaming", traced.streaming, told)
    parts += _with_reasons("refused", traced.refused, told)
    names = [name for name in traced.body_names if name not in told.get("body_names", ())]
    if names:
        parts.append("\n[body]\nnames = " + json.dumps(names) + " # name the call: no parameter\n")
    return "".join(parts)


def told_by(kept: Mapping[str, object]) -> dict[str, Collection[str]]:
    """What the list that `kept` is `same_as` holds already, by table; and its public sections."""
    other = kept.get("same_as")
    if not isinstance(other, str):
        return {"public": [str(name) for name in _listed(kept.get("public"))]}
    table = tomllib.loads((FOLDER / f"{other}.toml").read_text(encoding="utf-8"))
    return {
        "public": table["public"],
        "reads": [*_flat(table.get("reads", {})), *_flat(table.get("private", {}))],
        "unsigned": _flat(table.get("unsigned", {})),
        "streaming": [c for calls in table.get("streaming", {}).values() for c in _flat(calls)],
        "refused": [c for calls in table.get("refused", {}).values() for c in _flat(calls)],
        "body_names": table.get("body", {}).get("names", []),
    }


def above(text: str) -> str:
    """The part that is kept by hand."""
    return text.split(MARK, maxsplit=1)[0].rstrip("\n") + "\n"


def _in(endpoint: Endpoint, told: Mapping[str, Collection[str]], table: str) -> bool:
    section, verb, _ = endpoint
    in_public = verb == "GET" and section in told.get("public", ())
    return in_public or call_text(endpoint) in told.get(table, ())


def _with_methods(table: str, found: Mapping[Endpoint, Collection[str]]) -> Iterator[str]:
    if not found:
        return
    yield f"\n[{table}]\n"
    heads = sorted({(section, verb) for section, verb, _ in found})
    for section, verb in heads:
        yield f'"{verb} {section}" = [\n'
        for endpoint in sorted(e for e in found if e[:2] == (section, verb)):
            yield f"  {json.dumps(endpoint[2])}, # {_few(found[endpoint])}\n"
        yield "]\n"


def _with_reasons(
    table: str, found: Mapping[Endpoint, str], told: Mapping[str, Collection[str]]
) -> Iterator[str]:
    rows = {e: r for e, r in found.items() if call_text(e) not in told.get(table, ())}
    if not rows:
        return
    for reason in sorted(set(rows.values())):
        yield f"\n[{table}.{json.dumps(reason, ensure_ascii=False)}]\n"
        calls = sorted(e for e, r in rows.items() if r == reason)
        for section, verb in sorted({e[:2] for e in calls}):
            paths = ", ".join(json.dumps(e[2]) for e in calls if e[:2] == (section, verb))
            yield f'"{verb} {section}" = [{paths}]\n'


def _few(names: Collection[str]) -> str:
    ordered = sorted(names)
    more = f" and {len(ordered) - MOST_NAMES} more" if len(ordered) > MOST_NAMES else ""
    return ", ".join(ordered[:MOST_NAMES]) + more


def _flat(table: object) -> list[str]:
    rows = table.items() if isinstance(table, dict) else ()
    return [f"{head} {path}" if path else f"{head} /" for head, paths in rows for path in paths]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _version() -> str:
    text = (ccxt_folder() / "__init__.py").read_text(encoding="utf-8")
    return text.split("__version__ = '")[1].split("'")[0]
