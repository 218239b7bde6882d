"""Sessions and tokens that are handed over with the key, where ccxt would make one by itself.

ccxt 4.5.90 takes a wallet's own private key at these exchanges, and before the first private read
it registers a session that can trade (Polymarket), makes an API key and runs a native library
(Lighter), or grants a builder a fee and names a referrer (GRVT, Aster, Hyperliquid). None of that
is on an allow-list, and here it is not even tried. What the exchange gives out for reading is taken
instead, and it can do less: Polymarket's session secret and Lighter's read-only token sign no
order. Without one, the private reads are refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from jungletui.domain.failures import ExchangeError, FailureKind

LIGHTER_TOKEN = re.compile(r"ro:(\d{1,15}):(?:single|all):(\d{1,12}):[0-9A-Za-z]+")
"""Account, scope, end in seconds, chance: https://apidocs.lighter.xyz/docs/api-keys."""
LIGHTER_SLOT = "254"
"""The number of a key that ccxt takes where none is named; a read-only token has none."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """`give` tells a ccxt object that has its credential what was handed over. `methods` stand in
    front of ccxt's. `wanted` are the fields that it cannot do without, where they are others."""

    give: Callable[[Any], None]
    methods: Mapping[str, object] = field(default_factory=dict)
    wanted: tuple[str, ...] | None = None


def hand_over(made: Any) -> None:
    """Give an object that has its credential what was handed over; mostly nothing."""
    found = HANDED_OVER.get(made.id)
    if found is not None:
        found.give(made)


def wanted_credentials(made: Any) -> Mapping[str, bool]:
    """ccxt's credential fields, and whether one is needed."""
    found = HANDED_OVER.get(made.id)
    fields: dict[str, bool] = made.requiredCredentials
    wanted = None if found is None else found.wanted
    return fields if wanted is None else {name: name in wanted for name in fields}


def _polymarket(made: Any) -> None:
    """The session's address and secret, as https://docs.polymarket.com/api-reference/create-proxy
    answers with them; without `expires` ccxt makes no other."""
    if made.apiKey and made.secret:
        made.options["proxyCredentials"] = {"proxy": made.apiKey, "secret": made.secret}


def _no_session(_made: Any, *_: object) -> NoReturn:
    raise ExchangeError(
        FailureKind.NOT_SUPPORTED,
        "refused: Polymarket tells an account to a session only, and ccxt would register a new one "
        "that can trade",
        "Store the address and the secret of a session that you made: they read and sign nothing.",
    )


def _lighter(made: Any) -> None:
    """A read-only token: it names its account. Any other text signs nothing, see `_no_token`."""
    found = LIGHTER_TOKEN.fullmatch(made.token or "")
    if found is None:
        return
    account, end = found[1], int(found[2])
    token = {"signer": {"reads": True}, "deadline": end, "token": made.token}
    made.options["auths"] = {account: {LIGHTER_SLOT: token}}
    made.options["accountIndex"], made.options["apiKeyIndex"] = account, LIGHTER_SLOT
    if made.walletAddress:
        made.options["address"] = made.walletAddress  # deposits are told by it
    made.privateKey = None


def _no_token(_made: Any, *_: object) -> NoReturn:
    raise ExchangeError(
        FailureKind.NOT_SUPPORTED,
        "refused: Lighter tells orders and fills to a token only, and ccxt would make an API key "
        "and run a native library for one",
        "Make a read-only token at Lighter and store it with the key: it begins with ro: and signs "
        "nothing.",
    )


def _token_is_over(_made: Any, *_: object) -> NoReturn:
    raise ExchangeError(
        FailureKind.EXPIRED,
        "Lighter: the read-only token is over",
        "Make a new read-only token at Lighter and edit the key.",
    )


def _no_builder(made: Any) -> None:
    """ccxt takes the builder for approved and the referrer for named, and asks for neither
    (`initialize_client` of aster.py and hyperliquid.py)."""
    made.options["approvedBuilderFee"] = made.options["refSet"] = True


def _grvt(made: Any) -> None:
    """No fee for a builder is asked about, and the trading account where it is named."""
    made.options["builderFee"] = False
    if made.accountId:
        made.options["accountId"] = made.accountId


async def _sign_in_to_grvt(made: Any, _params: object = None) -> bool:
    """A cookie for a day, by an API key (https://api-docs.grvt.io/#authentication) or by the
    wallet's; ccxt has the first call and does not make it."""
    if made.apiKey:
        await made.sign_in_with_api_key()
    elif made.privateKey:
        await made.sign_in_with_private_key()
    else:
        raise ExchangeError(
            FailureKind.KEY_TYPE,
            "the key has neither an API key nor a private key, one of which GRVT wants",
            "Add the API key.",
        )
    if made.options.get("accountId") is None:
        await _find_account(made)
    return True


def _judge_grvt(made: Any, code: int, reason: str, url: str, *rest: Any) -> object:
    """ccxt takes a login without a cookie for a wrong key; one that was refused has come here by
    its status before."""
    headers = rest[1] if len(rest) > 1 and isinstance(rest[1], dict) else {}
    if url.endswith("/login") and not {"Set-Cookie", "X-Grvt-Account-Id"} <= headers.keys():
        raise ExchangeError(
            FailureKind.BAD_REPLY,
            "GRVT sent a login without its cookie",
            "Try again; if it stays so, check the key's endpoint.",
        )
    judge: Callable[..., object] = getattr(super(type(made), made), "handle_errors")  # noqa: B009
    return judge(code, reason, url, *rest)


async def _find_account(made: Any) -> None:
    """The trading account, where there is one only."""
    reply = await made.privateTradingPostFullV1GetSubAccounts()
    accounts = reply.get("sub_account_ids") if isinstance(reply, dict) else None
    if not isinstance(accounts, list) or len(accounts) != 1:
        raise ExchangeError(
            FailureKind.KEY_TYPE,
            "GRVT names no trading account of this key, or several",
            "Store the number of the trading account with the key (API keys page).",
        )
    made.options["accountId"] = str(accounts[0])


HANDED_OVER: Mapping[str, HandOver] = {
    "aster": HandOver(_no_builder),
    "grvt": HandOver(_grvt, {"sign_in": _sign_in_to_grvt, "handle_errors": _judge_grvt}, wanted=()),
    "hyperliquid": HandOver(_no_builder),
    "lighter": HandOver(
        _lighter,
        {"load_lighter_library": _no_token, "lighter_create_auth_token": _token_is_over},
        wanted=(),
    ),
    "polymarket": HandOver(_polymarket, {"create_proxy_credentials": _no_session}, wanted=()),
}
