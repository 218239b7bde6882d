"""A figure of a reply as a number to reckon with."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation, localcontext

DIGITS = 200


def number(sent: object) -> Decimal | None:
    """The number that was sent; None where it is none, or of a hostile size."""
    if not isinstance(sent, str | int) or isinstance(sent, bool):
        return None
    try:
        found = Decimal(sent)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < DIGITS // 3 else None


def difference(whole: object, part: object) -> str | None:
    """`whole` less `part`, exactly; None where one of them is no number."""
    first, second = number(whole), number(part)
    if first is None or second is None:
        return None
    with localcontext(prec=DIGITS):
        return format(first - second, "f")


def unsigned(figure: object) -> object:
    """The same digits without a sign."""
    return figure.removeprefix("-") if isinstance(figure, str) else figure
