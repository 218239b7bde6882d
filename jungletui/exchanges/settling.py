"""One answer for several causes, settled by what else the exchange answers to the same key.

Binance says the same (-2015) of a key that it does not know, of an address that is not allowed and
of a right that is missing; where another read of the key was answered, the key is there:
https://github.com/binance/binance-spot-api-docs/blob/master/errors.md
"""

from __future__ import annotations

from jungletui.domain.failures import ExchangeError, FailureKind

SAYS = " It says: "
ANSWERED = (
    "the key lacks the right for this, or this host has another address there: other reads of the "
    "key are answered."
)


def is_open(failure: ExchangeError) -> bool:
    """Whether a missing right is one of several causes that the answer fits."""
    return FailureKind.PERMISSION in failure.also


def settled(failure: ExchangeError) -> ExchangeError:
    """What is left of the causes once another read of the same key was answered; any other failure
    as it is."""
    if not is_open(failure):
        return failure
    _, found, said = failure.message.partition(SAYS)
    message = f"{ANSWERED}{SAYS}{said}" if found else ANSWERED
    return ExchangeError(FailureKind.PERMISSION, message, failure.remedy)
