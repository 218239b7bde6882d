"""One inspection of one key: ask, parse, attach the redacted replies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from jungletui.domain.capabilities import Source, unknown_capabilities
from jungletui.domain.failures import ExchangeError
from jungletui.domain.json import Json
from jungletui.domain.keys import Key, is_public, shortened
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.domain.secret import MASK
from jungletui.inspection.facts import facts_of
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.redaction import raw_reply
from jungletui.inspection.registry import PARSERS
from jungletui.inspection.replies import Replies
from jungletui.inspection.untold import untold_report

Call = Callable[[str, Mapping[str, Json]], Awaitable[Json]]
"""Sends one read: ccxt's implicit method name and parameters in, reply out, or ExchangeError."""

LARGE = 5_000
"""Things in a reply: fewer are read in a millisecond or so."""
MOST_NOVELTIES = 100
SHORTEST_HIDDEN = 6  # anything shorter would blot out harmless text


async def inspect_key(call: Call, key: Key) -> PermissionReport:
    """What `key` can do, as its exchange tells it. Where the exchange or the environment tells
    nothing, all is unknown and nothing is sent. Raises ExchangeError (of `call`, or `bad-reply`).
    """
    exchange, environment = key.profile.exchange, key.profile.environment
    inspector = PARSERS.get(exchange)
    if inspector is None:
        facts = facts_of(exchange)
        return untold_report(facts) if facts else _silent(f"{exchange} is no exchange of ccxt")
    if environment in inspector.silent:
        return _silent(inspector.silent[environment])
    identity = inspector.identity(key.credential)
    replies = await _replies(call, inspector, identity)
    if _is_large(replies):
        return await asyncio.to_thread(_report, inspector, replies, identity, key)
    return _report(inspector, replies, identity, key)


def _report(inspector: Inspector, replies: Replies, identity: str, key: Key) -> PermissionReport:
    """What the replies say, with the replies themselves; nothing of the key's own texts in it."""
    report = inspector.parse(replies, identity)
    hide = _hidden(key)
    raw = tuple(raw_reply(method, _shown(reply), hide) for method, reply in replies.items())
    return replace(_without(report, hide), raw=raw)


def _is_large(replies: Replies) -> bool:
    """Whether a reply holds so many things, or so long a text, that reading it would hold up
    everything else."""
    waiting: list[object] = list(replies.values())
    left = LARGE
    while waiting and left > 0:
        item = waiting.pop()
        if isinstance(item, str):
            left -= len(item) // 100
        elif isinstance(item, list | dict):
            left -= len(item)
            waiting.extend(islice(item.values() if isinstance(item, dict) else item, LARGE))
    return left <= 0


async def _replies(
    call: Call, inspector: Inspector, public_id: str
) -> dict[str, Json | ExchangeError]:
    """Step after step until nothing new is wanted; no call is made twice."""
    replies: dict[str, Json | ExchangeError] = {}
    wanted = inspector.requests(public_id)
    while wanted:
        found = await _side_by_side(call, wanted)
        replies.update(zip((request.method for request in wanted), found, strict=True))
        following = inspector.then(replies, public_id)
        wanted = tuple(request for request in following if request.method not in replies)
    return replies


async def _side_by_side(call: Call, requests: Sequence[Request]) -> list[Json | ExchangeError]:
    """All replies in order; the first failure that is no answer ends the others and is raised."""
    tasks = [asyncio.ensure_future(_answer(call, request)) for request in requests]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _answer(call: Call, request: Request) -> Json | ExchangeError:
    try:
        return await call(request.method, request.params)
    except ExchangeError as refusal:
        if refusal.failure not in request.answers:
            raise
        return refusal


def _shown(reply: Json | ExchangeError) -> Json:
    """A refusal in the place of a reply, as its kind and message."""
    if isinstance(reply, ExchangeError):
        return {"refused": reply.kind, "message": reply.message}
    return reply


def _hidden(key: Key) -> dict[str, str]:
    """The key's own texts, longest first, to what stands for them in a redacted reply."""
    hidden = {
        text: shortened(text) if is_public(key.profile.exchange, name, text) else MASK
        for name, secret in key.credential.items()
        if len(secret) >= SHORTEST_HIDDEN
        for text in (secret.reveal(), secret.reveal().lower())  # addresses come in either case
    }
    return dict(sorted(hidden.items(), key=lambda pair: -len(pair[0])))


def _without(report: PermissionReport, hide: Mapping[str, str]) -> PermissionReport:
    """The report with the key's own texts replaced wherever an exchange echoed them."""

    def safe(text: str) -> str:
        for hidden, shown in hide.items():
            text = text.replace(hidden, shown)
        return text

    listed = report.account_keys
    return replace(
        report,
        capabilities={
            capability: replace(grant, evidence=safe(grant.evidence))
            for capability, grant in report.capabilities.items()
        },
        label=None if report.label is None else safe(report.label),
        unrecognised=_some(report.unrecognised, safe),
        account_keys=None if listed is None else tuple(
            replace(one, label=one.label and safe(one.label), rights=safe(one.rights))
            for one in listed
        ),
    )  # fmt: skip


def _some(texts: tuple[str, ...], safe: Callable[[str], str]) -> tuple[str, ...]:
    """The first of what is not recognised, and how many more there are: a reply may hold a lot."""
    shown = tuple(safe(text) for text in texts[:MOST_NOVELTIES])
    more = len(texts) - len(shown)
    return (*shown, f"and {more} more") if more else shown


def _silent(evidence: str) -> PermissionReport:
    return PermissionReport(
        capabilities=unknown_capabilities(evidence),
        ip=IpRestriction(None, None, evidence),
        source=Source.NONE,
    )
