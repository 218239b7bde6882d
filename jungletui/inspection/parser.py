"""What the file of one exchange offers: the requests to make and how to read their replies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jungletui.domain.failures import FailureKind
from jungletui.domain.json import Json
from jungletui.domain.keys import Credential, Environment, public_id_of
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.replies import Replies


@dataclass(frozen=True, slots=True)
class Request:
    """One read-only call: ccxt's implicit method name and its parameters. A refusal of a kind in
    `answers` is an answer too: it stands among the replies and does not end the inspection."""

    method: str
    params: Mapping[str, Json] = field(default_factory=dict)
    answers: frozenset[FailureKind] = frozenset()


def nothing_more(_replies: Replies, _public_id: str) -> tuple[Request, ...]:
    """The next step of an exchange that tells everything at once."""
    return ()


@dataclass(frozen=True, slots=True)
class Inspector:
    """One exchange. `requests` takes the key's public id (some endpoints want it as a parameter);
    `then` takes the replies so far too and names the requests that depend on them, until it names
    none that is new. `parse` is pure: replies by method name and the public id in, report out,
    ExchangeError (`bad-reply`) where a reply is not what the protocol says. `silent` maps the
    environments that have no such endpoint to a sentence that says so. `identity` is what stands
    for the public id where an exchange knows a key by something else; nothing secret is in it."""

    requests: Callable[[str], tuple[Request, ...]]
    parse: Callable[[Replies, str], PermissionReport]
    silent: Mapping[Environment, str] = field(default_factory=dict)
    then: Callable[[Replies, str], tuple[Request, ...]] = nothing_more
    identity: Callable[[Credential], str] = public_id_of
