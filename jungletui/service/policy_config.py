"""Policies of one's own: the `[policies.NAME]` and `[tags.NAME]` tables of the configuration."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from jungletui.domain.capabilities import TRADES, Capability
from jungletui.domain.failures import UsageError
from jungletui.domain.policies import BUILT_IN, NEVER, Policy

TRADE = "trade"
"""Stands for every kind of trading: any of them where required, all where allowed or forbidden."""
FOREVER = "never"
LONGEST = 36_500
AGES = ("max_age", "attestation_age", "unused_age")
_RIGHTS = ("required", "allowed", "forbidden")
_NAMES = ("like", *_RIGHTS, "ip_required", *AGES, "symbols")
_WORDS = (TRADE, *(capability.value for capability in Capability))

Groups = tuple[tuple[Capability, ...], ...]


def read_policies(tables: Any) -> dict[str, Policy]:
    """The built-in policies and those of `[policies]`, which may replace them. UsageError that
    names the policy and the nearest word where one cannot be understood."""
    if not isinstance(tables, dict):
        raise _refused("policies is not a table", "Write [policies.NAME] with a policy below it.")
    policies = dict(BUILT_IN)
    for name, table in tables.items():
        policies[name] = _policy(name, table, policies)
    return policies


def read_tags(tables: Any, policies: Mapping[str, Policy]) -> dict[str, str]:
    """Tags to names of policies, in the order of the file. UsageError as above."""
    if not isinstance(tables, dict):
        raise _refused("tags is not a table", 'Write [tags.NAME] with policy = "…" below it.')
    found = {}
    for tag, table in tables.items():
        if not isinstance(table, dict) or set(table) != {"policy"}:
            raise _refused(f"tag {tag!r} has more or less than a policy", 'Write policy = "…".')
        found[tag] = _known(f"tag {tag!r}", table["policy"], tuple(policies), "policy")
    return found


def _policy(name: str, table: Any, known: Mapping[str, Policy]) -> Policy:
    where = f"policy {name!r}"
    if not isinstance(table, dict):
        raise _refused(f"{where} is not a table", f"Write [policies.{name}] and a policy below it.")
    for word in table:
        _known(where, word, _NAMES, "setting")
    like = None
    if "like" in table:
        like = known[_known(f"{where}: like", table["like"], tuple(known), "policy")]
    required, forbidden = _rights(where, table, like)
    ages = {age: _days(where, age, table[age]) for age in AGES if age in table}
    inherited = {age: getattr(like, age) for age in AGES} if like else {}
    return Policy(
        name=name,
        required=required,
        forbidden=forbidden,
        ip_required=_flag(where, table, like),
        symbols=_symbols(where, table, like),
        **{**inherited, **ages},
    )


def _rights(
    where: str, table: Mapping[str, Any], like: Policy | None
) -> tuple[Groups, tuple[Capability, ...]]:
    """What is required and what is forbidden. Where rights are allowed, all others are forbidden;
    where nothing is said, no key may withdraw, transfer or manage."""
    required = _groups(where, table["required"]) if "required" in table else ()
    if "required" not in table and like:
        required = like.required
    needed = {capability for group in required for capability in group}
    named = _capabilities(where, "forbidden", table["forbidden"]) if "forbidden" in table else ()
    if "allowed" in table:
        allowed = set(_capabilities(where, "allowed", table["allowed"]))
        both = [c.value for c in named if c in allowed]
        if both:
            raise _refused(f"{where} allows and forbids {', '.join(both)}", "Choose one of them.")
        forbidden = {*named, *(c for c in Capability if c not in allowed | needed)}
    elif "forbidden" in table:
        forbidden = set(named)
    elif like:
        forbidden = set(like.forbidden) - (needed if "required" in table else set())
    else:
        forbidden = set(NEVER) - needed
    for group in required:
        if forbidden.issuperset(group):
            words = ", ".join(c.value for c in group)
            raise _refused(f"{where} requires and forbids {words}", "Choose one of them.")
    return required, tuple(c for c in Capability if c in forbidden)


def _groups(where: str, value: Any) -> Groups:
    """`["read", ["trade.spot", "trade.margin"]]`: of each inner list one is enough."""
    entries = _list(f"{where}: required", value)
    groups = []
    for entry in entries:
        group = entry if isinstance(entry, list) else [entry]
        members = _capabilities(where, "required", group)
        if not members:
            raise _refused(f"{where}: required has an empty list", "Name a right in it.")
        groups.append(members)
    return tuple(groups)


def _capabilities(where: str, what: str, value: Any) -> tuple[Capability, ...]:
    found: list[Capability] = []
    for entry in _list(f"{where}: {what}", value):
        word = _known(f"{where}: {what}", entry, _WORDS, "right")
        found += TRADES if word == TRADE else (Capability(word),)
    return tuple(dict.fromkeys(found))


def _flag(where: str, table: Mapping[str, Any], like: Policy | None) -> bool:
    value = table.get("ip_required", like.ip_required if like else False)
    if not isinstance(value, bool):
        raise _refused(f"{where}: ip_required is {value!r}", "Write true or false.")
    return value


def _days(where: str, what: str, value: Any) -> int | None:
    if value == FOREVER:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST:
        raise _refused(
            f"{where}: {what} is {value!r}",
            f'Write a number of days from 1 to {LONGEST}, or "{FOREVER}".',
        )
    return value


def _symbols(where: str, table: Mapping[str, Any], like: Policy | None) -> tuple[str, ...] | None:
    if "symbols" not in table:
        return like.symbols if like else None
    entries = _list(f"{where}: symbols", table["symbols"])
    if not entries or not all(isinstance(entry, str) and entry.strip() for entry in entries):
        raise _refused(f"{where}: symbols names no markets", 'Write symbols = ["BTC/USDT"].')
    return tuple(entry.strip() for entry in entries)


def _list(where: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _refused(f"{where} is not a list", 'Write it as ["…", "…"].')
    return value


def _known(where: str, word: Any, known: Iterable[str], kind: str) -> str:
    """`word`, if it is one of `known`. UsageError with the nearest one else."""
    words = tuple(known)
    if isinstance(word, str) and word in words:
        return word
    nearest = difflib.get_close_matches(str(word), words, n=1)
    meant = f"Did you mean {nearest[0]!r}? " if nearest else ""
    raise _refused(f"{where}: there is no {kind} {word!r}", f"{meant}There are {', '.join(words)}.")


def _refused(reason: str, remedy: str) -> UsageError:
    return UsageError(reason, remedy)
