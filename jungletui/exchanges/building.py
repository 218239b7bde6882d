"""Makes the ccxt object of one key: guarded, exact, silent, on the right host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import cast

import jungletui
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Credential, Environment
from jungletui.exchanges.additions import add_urls, added_methods, added_options, extended
from jungletui.exchanges.corrections.finding import corrections_of
from jungletui.exchanges.digits import Exact
from jungletui.exchanges.endpoints import checked_endpoint, moved, texts
from jungletui.exchanges.guard import ReadOnly, origin
from jungletui.exchanges.handed_over import hand_over, wanted_credentials
from jungletui.exchanges.line import Line, Origin
from jungletui.exchanges.loader import ccxt_error, load_exchange
from jungletui.exchanges.merging import Merging
from jungletui.exchanges.namesakes import Apart
from jungletui.exchanges.protocol import Ccxt

USER_AGENT = f"jungletui/{jungletui.__version__}"
PRACTICE = {"okx", "myokx", "okxus"}
"""Exchanges whose practice environment ccxt calls the sandbox and they call demo trading: a header
on the live host (ccxt 4.5.90 okx.py `set_sandbox_mode`)."""


ONLY_READ = frozenset(
    (
        "api", "exceptions", "httpExceptions", "features", "ecdsaCurves",
        "ecdsaPrehashedAlgorithms", "requiredCredentials", "timeframes", "commonCurrencies",
    )
)  # fmt: skip
"""Tables of an object that nothing in ccxt 4.5.90 writes to once it is made."""


@cache
def guarded_class(exchange: str) -> type[object]:
    """The ccxt class with the guard before it, and what keeps its figures exact."""
    original = extended(exchange, load_exchange(exchange))
    return type(
        f"ReadOnly_{exchange}", (ReadOnly, Apart, Exact, Merging, original), added_methods(exchange)
    )


def build(
    exchange: str,
    environment: Environment,
    endpoint: str | None,
    options: Mapping[str, object],
    class_of: Callable[[str], type[object]] = guarded_class,
) -> Ccxt:
    """A ccxt object without credential and not yet connected (see `connect`), of the class that
    `class_of` has for the exchange.

    Raises ExchangeError: not-supported for an unknown exchange, wrong-environment where it has no
    such environment; UsageError for a malformed endpoint.
    """
    config = {
        "enableRateLimit": False,  # the guard paces: objects of one exchange share a limit
        "enableLastHttpResponse": False,
        "enableLastResponseHeaders": False,
        "verbose": False,
        "number": str,  # ccxt's `safe_string` drops a Decimal without a word, a text it keeps
        "userAgent": USER_AGENT,
        "options": {"timeDifference": 0, "adjustForTimeDifference": False, **options}
        | dict(added_options(exchange))
        | dict(corrections_of(exchange).options),
    }
    made = cast("Ccxt", class_of(exchange)(config))  # type: ignore[call-arg]
    _enter(made, exchange, environment)
    add_urls(made, environment)
    if endpoint is not None:
        made.urls["api"] = moved(made.urls["api"], checked_endpoint(endpoint))
    return made


def twin(pattern: Ccxt) -> Ccxt:
    """Another object as `build` made `pattern`, at a fraction of the time and memory: what ccxt
    only reads is shared, all else is its own. `pattern` must not have been used."""
    made = object.__new__(type(pattern))
    for name, value in vars(pattern).items():
        setattr(made, name, value if name in ONLY_READ else _copied(value))
    made.origin = pattern.uuid()  # type: ignore[attr-defined]
    return made


def _copied(value: object) -> object:
    if type(value) is dict:
        return {name: _copied(part) for name, part in value.items()}
    if type(value) is list:
        return [_copied(part) for part in value]
    return value


def connect(made: Ccxt, line: Line) -> None:
    """Give the object its line; without one it cannot send."""
    cast("ReadOnly", made).line = line


def sign_in(made: Ccxt, credential: Credential) -> None:
    """Give the object its credential. Raises ExchangeError: passphrase or key-type where a field
    is missing."""
    made.requiredCredentials = dict(wanted_credentials(made))
    for name, needed in made.requiredCredentials.items():
        secret = credential.get(name)
        if secret:
            setattr(made, name, secret.reveal())
        elif needed:
            raise _missing(made.id, name)
    hand_over(made)


def origins_of(made: Ccxt) -> frozenset[Origin]:
    """Every host that this object's REST calls may go to."""
    host = made.hostname or ""
    urls = (text.replace("{hostname}", host) for text in texts(made.urls["api"]))
    return frozenset(origin(url) for url in urls if "://" in url)


def _enter(made: Ccxt, exchange: str, environment: Environment) -> None:
    """Switch to the environment."""
    if environment is Environment.LIVE:
        return
    demo = getattr(made, "enable_demo_trading", None)
    try:
        if environment is Environment.TESTNET or exchange in PRACTICE:
            if made.urls.get("test") is None:
                raise _no_environment(exchange, environment)
            made.set_sandbox_mode(True)
        elif demo is None:
            raise _no_environment(exchange, environment)
        else:
            demo(True)
    except (ccxt_error(), KeyError):  # e.g. no `demo` among its URLs
        raise _no_environment(exchange, environment) from None


def _no_environment(exchange: str, environment: Environment) -> ExchangeError:
    return ExchangeError(
        FailureKind.WRONG_ENVIRONMENT,
        f"{exchange} has no environment named {environment.value}",
        "Set the key's environment to live, or to one that the exchange has.",
    )


def _missing(exchange: str, field: str) -> ExchangeError:
    kind = FailureKind.PASSPHRASE if field == "password" else FailureKind.KEY_TYPE
    word = "passphrase" if field == "password" else field
    return ExchangeError(kind, f"the key has no {word}, which {exchange} wants", f"Add the {word}.")
