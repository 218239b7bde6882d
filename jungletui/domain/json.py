"""What a JSON text can hold, for replies that are passed on as they came."""

from __future__ import annotations

from typing import TypeAlias

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
"""Replies of exchanges hold no `float`: a number with a fraction or an exponent is the text of its
digits, as the exchange wrote them."""
