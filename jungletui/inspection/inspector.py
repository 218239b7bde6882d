"""One inspection of one key: ask, parse, attach the redacted replies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from jungletui.domain.capabilities import Source, unknown_capabilities
from jungletui.domain.failures import ExchangeError
from jungletui.domain.json import Json
from jungletui.domain.keys import PUBLIC_FIELDS, Key, shortened
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.domain.secret import MASK
from jungletui.inspection.facts import facts_of
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.redaction import raw_reply
from jungletui.inspection.registry import PARSERS
from jungletui.inspection.untold import untold_report

Call = Callable[[str, Mapping[str, Json]], Awaitable[Json]]
"""Sends one read: ccxt's implicit method name and parameters in, reply out, or ExchangeError."""

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
    report = inspector.parse(replies, identity)
    hide = _hidden(key)
    raw = tuple(raw_reply(method, _shown(reply), hide) for method, reply in replies.items())
    return replace(_without(report, hide), raw=raw)


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
        text: shortened(text) if name in PUBLIC_FIELDS else MASK
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

    return replace(
        report,
        capabilities={
            capability: replace(grant, evidence=safe(grant.evidence))
            for capability, grant in report.capabilities.items()
        },
        label=None if report.label is None else safe(report.label),
        unrecognised=tuple(safe(text) for text in report.unrecognised),
    )


def _silent(evidence: str) -> PermissionReport:
    return PermissionReport(
        capabilities=unknown_capabilities(evidence),
        ip=IpRestriction(None, None, evidence),
        source=Source.NONE,
    )
