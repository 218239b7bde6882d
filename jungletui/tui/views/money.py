"""Amounts and values as texts: an amount keeps every digit that the exchange sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext

from jungletui.domain.reckoned import LEGEND, MARK, Figures, is_any_marked, mark_of

NOT_TOLD = "–"
PLACES = 8
"""Decimals up to which amounts are aligned; hardly any asset has more."""
LARGEST = 60
"""An aligned column does not grow beyond this; without alignment its texts are shorter."""

_COIN_QUOTES = frozenset({"BTC", "ETH", "BNB", "SOL"})


def amount_text(amount: Decimal | None) -> str:
    """All digits of `amount`, trailing zeros too, written out; a dash for None.

    Only an amount of absurd size keeps its power of ten: written out it would fill the screen.
    """
    if amount is None:
        return NOT_TOLD
    return str(amount) if _absurd(amount) else format(amount, "f")


def figure_text(row: Figures, name: str) -> str:
    """One figure of a row as `amount_text`, marked where the exchange did not tell it."""
    return mark_of(row, name) + amount_text(getattr(row, name))


def legend(title: str, rows: Sequence[Figures], names: Sequence[str]) -> str:
    """A title that says what the mark means, where one of these figures bears it."""
    return f"{title} · {LEGEND}" if is_any_marked(rows, names) else title


def value_text(value: Decimal | None, quote: str) -> str:
    """A value in `quote` for reading: thousands grouped, rounded to the quote's usual places.

    A value that would round to nothing is shown as less than the smallest step, not as zero.
    """
    if value is None:
        return NOT_TOLD
    if _absurd(value):
        return str(value)
    step = Decimal(1).scaleb(-places_of(quote))
    if value and abs(value) < step:
        return f"{'>-' if value < 0 else '<'}{step:f}"
    with localcontext() as context:
        context.prec = max(28, value.adjusted() + 20)
        return format(value.quantize(step, ROUND_HALF_EVEN), ",f")


def places_of(quote: str) -> int:
    """How many decimals a value in `quote` is shown with."""
    return 8 if quote.upper() in _COIN_QUOTES else 2


def percent_text(share: Decimal) -> str:
    """A share of one as whole per cent, cut off and not rounded: 99.9 % is not done."""
    return f"{int(share * 100)} %"


def reckonable(amount: Decimal | None) -> Decimal | None:
    """A figure to reckon with; None for `NaN` and its like, which are shown and no more."""
    return amount if amount is not None and amount.is_finite() else None


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """The sum without rounding, whatever precision the surrounding context has; `NaN` where there
    is none."""
    addends = tuple(amounts)
    if any(map(_absurd, addends)):
        with localcontext() as context:
            context.traps[InvalidOperation] = False
            return sum(addends, Decimal(0))
    top = max((addend.adjusted() for addend in addends), default=0)
    low = min((int(addend.as_tuple().exponent) for addend in addends), default=0)
    with localcontext() as context:
        context.prec = max(28, top - low + len(addends) + 2)
        return sum(addends, Decimal(0))


def aligned(texts: Sequence[str], places: int = PLACES) -> tuple[str, ...]:
    """The texts padded on the right so that their decimal points stand below each other, for a
    column that is set flush right. A text with more than `places` decimals does not push the
    others apart: it stands flush right by itself."""
    tails = [_tail(text) for text in texts]
    longest = max((tail for tail in tails if tail <= places + 1), default=0)
    return tuple(
        text + " " * max(0, longest - tail) for text, tail in zip(texts, tails, strict=True)
    )


def _tail(text: str) -> int:
    """How many characters stand from the decimal point on; 0 without one."""
    head, point, tail = text.partition(".")
    return len(point) + len(tail) if head.lstrip(f"{MARK}<>-").replace(",", "").isdigit() else 0


def _absurd(amount: Decimal) -> bool:
    """Not a number, or beyond what an account can hold."""
    if not amount.is_finite():
        return True
    return amount.adjusted() > LARGEST or int(amount.as_tuple().exponent) < -LARGEST
