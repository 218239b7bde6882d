"""Which account a key belongs to, as far as its exchange tells: asked once, then remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.json import Json

PATIENCE = 2.0
"""Seconds that balances which are there wait for the account's id."""
FINAL = frozenset({FailureKind.PERMISSION, FailureKind.NOT_SUPPORTED, FailureKind.KEY_TYPE})
"""Refusals that another try does not change."""


@dataclass(frozen=True, slots=True)
class AccountCall:
    """Where an exchange tells the id of the account that a key belongs to: the reply of ccxt's
    implicit method `call`, at the first of `paths`; what stands at the others, where there is
    something, tells accounts of one id apart. Where `wallet` is named, reading that wallet sends
    the same call, so that nothing more has to be asked."""

    call: str
    paths: tuple[tuple[str | int, ...], ...]
    wallet: str = ""

    def found_in(self, reply: object) -> str | None:
        """The id in a reply; None where there is none."""
        first, *others = (_text_at(reply, path) for path in self.paths)
        return None if first is None else "/".join((first, *filter(None, others)))


def _text_at(reply: object, path: tuple[str | int, ...]) -> str | None:
    for step in path:
        if isinstance(step, str) and isinstance(reply, Mapping):
            reply = reply.get(step)
        elif isinstance(step, int) and isinstance(reply, list) and len(reply) > step:
            reply = reply[step]
        else:
            return None
    if isinstance(reply, bool) or not isinstance(reply, str | int):
        return None
    return str(reply).strip() or None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one key's account: its id, or why there is none."""

    id: str | None
    reason: str = ""


class Accounts:
    """The accounts of the keys of one place, by public key id. A key never changes its account, so
    an id is kept for as long as the place."""

    def __init__(self, exchange: str, call: AccountCall | None) -> None:
        self.call = call
        self._exchange = exchange
        self._told: dict[str, Told] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    def of(self, public_id: str) -> Told:
        """What is known now."""
        return self._told.get(public_id) or self._untold()

    def heard(self, public_id: str, reply: object) -> None:
        """A reply that may hold the id came for another purpose."""
        found = self.call.found_in(reply) if self.call else None
        if found is not None:
            self._told[public_id] = Told(found)

    def ask(self, public_id: str, send: Callable[[str], Awaitable[Json]]) -> None:
        """Begin to ask, where that was not done yet. Nothing is raised, now or later."""
        if self.call is None or public_id in self._told or public_id in self._asking:
            return
        task = asyncio.create_task(self._learn(public_id, self.call, send))
        self._asking[public_id] = task
        task.add_done_callback(lambda _: self._asking.pop(public_id, None))

    async def settled(self, public_id: str) -> None:
        """Wait until the question is answered, but not long: it goes on without us."""
        if (task := self._asking.get(public_id)) is not None:
            await asyncio.wait({task}, timeout=PATIENCE)

    async def close(self) -> None:
        """Ask no more."""
        tasks = tuple(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _learn(
        self, public_id: str, call: AccountCall, send: Callable[[str], Awaitable[Json]]
    ) -> None:
        try:
            self.heard(public_id, await send(call.call))
        except ExchangeError as error:
            if error.failure in FINAL:
                self._told[public_id] = Told(
                    None, f"{self._exchange} did not tell this key its account: {error.message}"
                )
        else:
            self._told.setdefault(public_id, self._untold())

    def _untold(self) -> Told:
        verb = "does" if self.call is None else "did"
        return Told(None, f"{self._exchange} {verb} not tell which account a key belongs to")
