"""Takes what is secret out of a text that an exchange or ccxt wrote, and makes it printable."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jungletui.domain.keys import Credential, is_public, shortened
from jungletui.domain.secret import MASK

LONGEST = 240
SHORTEST_SECRET = 4
SIGNATURE = re.compile(
    r"(?i)\b(signature|sign|sig|api_?sign|token|secret)\b(\"?\s*[=:]\s*\"?)[^\s&\",}]+"
)
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")


class Redactor:
    """Knows the texts of one credential and replaces them wherever they occur."""

    def __init__(self, credential: Credential, exchange: str = "") -> None:
        self._exchange = exchange
        self._credential = credential

    def clean(self, text: str, also: Iterable[str] = ()) -> str:
        """`text` on one line without secrets, signatures and the texts in `also`, cut short."""
        for name, secret in self._credential.items():
            plain = secret.reveal()
            for shown in {plain, plain.strip(), plain.replace("\n", "\\n")}:
                if len(shown) >= SHORTEST_SECRET:
                    mask = shortened(shown) if is_public(self._exchange, name, shown) else MASK
                    text = text.replace(shown, mask)
        for value in also:
            if len(value) >= SHORTEST_SECRET:
                text = text.replace(value, MASK)
        text = SIGNATURE.sub(rf"\1\2{MASK}", text)
        text = UNPRINTABLE.sub(" ", text).strip()
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
