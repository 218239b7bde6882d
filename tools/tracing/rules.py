"""What is decided about an endpoint: by a rule that holds for all exchanges, or by name.

The order: what is decided by name in `decisions.toml` stands. Then the rules: a deposit address is
never asked for; nor a quote that can be accepted; a GET whose path has no word of change in it
reads. Everything else is undecided, and the tool that writes the lists stops until somebody has
decided by name. Nothing undecided is ever listed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.tracing.source import Endpoint

DECISIONS = Path(__file__).with_name("decisions.toml")
ADDRESSES = re.compile(r"deposit_address")
QUOTES = frozenset({"fetch_convert_quote"})
_CHANGE = """
accept acquire activate add address addresses adjust agent allocate allowance amend apply
approve auth authenticate authorize bind borrow burn cancel change claim close confirm convert
create delete deposit disable edit enable execute export extend fork heartbeat invite issue key
keys leave listen listenkey loan lock login logout merge mint modify move new onboarding pay
place post purchase put quoted recharge redeem reduce refresh register remove renew repay
request reset revoke rfq send set sign signup stake sub subaccount subscribe switch token
transfer unlock unstake unsubscribe update upgrade verify whitelist withdraw withdrawal
"""
CHANGE = frozenset(_CHANGE.split())
_RECORD = """
bill bills fills hisrec history info ledger ledgers limits list query quotas rate record records
status trades transactions
"""
RECORD = frozenset(_RECORD.split())
"""Beside a word of change, one of these says that the path tells what was, not what shall be."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reads` is True for the list, False for a refusal, None while nobody has decided."""

    reads: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """`decisions.toml`: (exchange, "VERB section path") to the reason."""

    reads: Mapping[tuple[str, str], str]
    refused: Mapping[tuple[str, str], str]
    streaming: Mapping[tuple[str, str], str]


def call_text(endpoint: Endpoint) -> str:
    """`GET private orders`, as the files name an endpoint."""
    section, verb, path = endpoint
    return f"{verb} {section} {path}".rstrip(" ") if path else f"{verb} {section} /"


def words(path: str) -> frozenset[str]:
    """The words of a path in lower case, without what is filled in: `v1/openOrders/{id}` has v1,
    open, orders."""
    bare = re.sub(r"\{[^}]*\}", " ", path)
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", bare)
    found = (word.lower() for word in re.split(r"[^A-Za-z0-9]+", split) if word)
    return frozenset(part for word in found for part in (word, re.sub(r"\d.*", "", word)) if part)


def judged(family: Sequence[str], endpoint: Endpoint, methods: Collection[str]) -> Verdict:
    """The verdict on an endpoint that only `methods` may reach, of the exchange that `family`
    starts with; the others there are those that it is derived from."""
    decisions = read_decisions()
    for exchange in family:
        name = (exchange, call_text(endpoint))
        if name in decisions.refused:
            return Verdict(False, decisions.refused[name])
        if name in decisions.reads:
            return Verdict(True, decisions.reads[name])
    if methods and all(ADDRESSES.search(method) for method in methods):
        return Verdict(False, "asking for a deposit address may create one")
    if methods and set(methods) <= QUOTES:
        return Verdict(False, "a quote is an offer that can be accepted")
    if endpoint[1] == "GET" and not smells(endpoint[2]):
        return Verdict(True, "a GET without a word of change")
    return Verdict(None, "undecided")


def streams(family: Sequence[str], endpoint: Endpoint) -> Verdict:
    """The verdict on an endpoint that only streams reach: there are no rules, only names."""
    table = read_decisions().streaming
    for exchange in family:
        if (exchange, call_text(endpoint)) in table:
            return Verdict(True, table[exchange, call_text(endpoint)])
    return Verdict(None, "undecided")


def smells(path: str) -> bool:
    """Whether a path has a word of change, and none beside it that says it only tells."""
    found = words(path)
    return bool(found & CHANGE) and not found & RECORD


@cache
def read_decisions() -> Decisions:
    """`decisions.toml`, each reason with the calls that it is the reason for."""
    table = tomllib.loads(DECISIONS.read_text(encoding="utf-8"))
    return Decisions(**{kind: _flat(table[kind]) for kind in Decisions.__slots__})


def _flat(rows: list[dict[str, object]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        calls, names = row["calls"], row["exchange"]
        for exchange in names if isinstance(names, list) else [names]:
            for call in calls if isinstance(calls, list) else []:
                found[str(exchange), str(call)] = str(row["because"])
    return found
