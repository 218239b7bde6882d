"""One request for all who want the same answer at the same time.

ccxt 4.5.90 asks before many a read what kind of account it reads (bybit, bitget, gate, kucoin):
wallets that are read side by side would each ask anew, at a second's weight apiece.
"""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from jungletui.exchanges.flight import Flight
from jungletui.exchanges.hearing import Heard, hear, hearing


@dataclass(slots=True)
class _Question:
    """One request under way; `answers` has one for each who waits, none of them shared."""

    flight: Flight
    waiting: int = 0
    answers: list[object] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)


class AskingOnce:
    """The requests of one key that are under way."""

    def __init__(self) -> None:
        self._questions: dict[str, _Question] = {}

    async def ask(self, name: str, work: Callable[[], Awaitable[object]]) -> object:
        """The answer to the request `name`, which `work` sends unless it is under way. Raises what
        the work raises, to all who wait."""
        question = self._questions.get(name)
        first = question is None
        if question is None:
            question = self._start(name, work)
        question.waiting += 1
        try:
            await question.flight.join()
        finally:
            question.waiting -= 1
            if self._questions.get(name) is question:
                del self._questions[name]
            if question.waiting == 0:
                del question.flight  # it knows `send`, and that the question, with all its answers
        if not first:
            for one in question.heard:
                hear(one.endpoint, one.text)
        return question.answers.pop()

    def _start(self, name: str, work: Callable[[], Awaitable[object]]) -> _Question:
        async def send() -> None:
            with hearing() as heard:
                answer = await work()
            if self._questions.get(name) is question:
                del self._questions[name]  # whoever asks from now on wants to know anew
            question.heard = heard
            others = range(question.waiting - 1)
            question.answers = [answer, *(copy.deepcopy(answer) for _ in others)]

        question = _Question(Flight(send))
        self._questions[name] = question
        return question


def name_of(section: str, path: str, params: Mapping[str, object]) -> str:
    """A name that only requests for the same have."""
    return repr((section, path, sorted((key, repr(value)) for key, value in params.items())))
