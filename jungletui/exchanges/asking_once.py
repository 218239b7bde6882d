"""One request for all who want the same answer at the same time.

ccxt 4.5.90 asks before many a read what kind of account it reads (bybit, bitget, gate, kucoin):
wallets that are read side by side would each ask anew, at a second's weight apiece.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.hearing import Heard, hear, hearing


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one who waited is told."""

    found: object
    heard: list[Heard]


@dataclass(slots=True)
class _Question:
    """One request under way, and who else waits for its answer: each for one of its own. None is
    what they are told where nobody answers."""

    waiting: list[asyncio.Future[_Answer | None]] = field(default_factory=list)

    def tell(self, found: object, heard: list[Heard]) -> None:
        for waiter in self._left():
            waiter.set_result(_Answer(copy.deepcopy(found), heard))

    def fail(self, failure: ExchangeError) -> None:
        for waiter in self._left():
            waiter.set_exception(failure)

    def give_up(self) -> None:
        for waiter in self._left():
            waiter.set_result(None)

    def _left(self) -> list[asyncio.Future[_Answer | None]]:
        left = [waiter for waiter in self.waiting if not waiter.done()]
        self.waiting.clear()
        return left


class AskingOnce:
    """The requests of one key that are under way."""

    def __init__(self) -> None:
        self._questions: dict[str, _Question] = {}

    async def ask(self, name: str, work: Callable[[], Awaitable[object]]) -> object:
        """The answer to the request `name`, which `work` sends unless it is under way. Raises what
        the work raises: an ExchangeError to all who wait. Where who sends gives up, the next one
        sends anew."""
        while (question := self._questions.get(name)) is not None:
            waiter: asyncio.Future[_Answer | None] = asyncio.get_running_loop().create_future()
            question.waiting.append(waiter)
            answer = await waiter
            if answer is not None:
                for one in answer.heard:
                    hear(one.endpoint, one.text)
                return answer.found
        return await self._send(name, work)

    async def _send(self, name: str, work: Callable[[], Awaitable[object]]) -> object:
        question = self._questions[name] = _Question()
        try:
            with hearing() as heard:
                found = await work()
        except ExchangeError as failure:
            question.fail(failure)
            raise
        else:
            question.tell(found, heard)
            return found
        finally:
            del self._questions[name]  # whoever asks from now on wants to know anew
            question.give_up()


def name_of(section: str, path: str, params: Mapping[str, object]) -> str:
    """A name that only requests for the same have."""
    return repr((section, path, sorted((key, repr(value)) for key, value in params.items())))
