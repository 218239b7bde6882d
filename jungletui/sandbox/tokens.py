"""What a key gets by REST to open a stream with: listen keys and websocket tokens."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from jungletui.sandbox.fakes import fake_text
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Token:
    """One of them; it opens what `purpose` names."""

    text: str
    key: SandboxKey
    purpose: str
    until: datetime


@dataclass(slots=True)
class Tokens:
    """All of one exchange; `alive` by their texts, `ended` are texts that were."""

    world: World
    alive: dict[str, Token] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    _issued: int = 0

    def issue(self, key: SandboxKey, purpose: str, life: timedelta, length: int = 64) -> Token:
        """A new one for `key`."""
        self._issued += 1
        text = fake_text(f"{self.world.seed}/{key.id}/{purpose}/{self._issued}", length)
        token = Token(text, key, purpose, self.world.wall() + life)
        self.alive[text] = token
        return token

    def renew(self, token: Token, life: timedelta) -> None:
        """Let it live so long from now."""
        self.alive[token.text] = replace(token, until=self.world.wall() + life)

    def find(self, text: str, purpose: str) -> Token | None:
        """The one of that text, where it is alive and made for `purpose`."""
        token = self.alive.get(text)
        if token is None or token.purpose != purpose:
            return None
        if token.until <= self.world.wall():
            self.end(text)
            return None
        return token

    def of(self, key: SandboxKey, purpose: str) -> Token | None:
        """The one that `key` has for `purpose`."""
        mine = [token.text for token in self.alive.values() if token.key is key]
        return next((token for text in mine if (token := self.find(text, purpose))), None)

    def end(self, text: str) -> None:
        """Its life is over."""
        self.alive.pop(text, None)
        self.ended.add(text)

    def end_all(self) -> None:
        """The life of each is over."""
        for text in list(self.alive):
            self.end(text)
