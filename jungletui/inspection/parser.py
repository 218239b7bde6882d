"""What the file of one exchange offers: the requests to make and how to read their replies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jungletui.domain.json import Json
from jungletui.domain.keys import Environment
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.replies import Replies


@dataclass(frozen=True, slots=True)
class Request:
    """One read-only call: ccxt's implicit method name and its parameters."""

    method: str
    params: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inspector:
    """One exchange. `requests` takes the key's public id (some endpoints want it as a parameter);
    `parse` is pure: replies by method name and the public id in, report out, ExchangeError
    (`bad-reply`) where a reply is not what the protocol says. `silent` maps the environments that
    have no such endpoint to a sentence that says so."""

    requests: Callable[[str], tuple[Request, ...]]
    parse: Callable[[Replies, str], PermissionReport]
    silent: Mapping[Environment, str] = field(default_factory=dict)
