"""Where each exchange tells the id of the account that a key belongs to, with the source.

Only what is documented as the id of the very account whose balances the key reads: where a
sub-account could answer with the id of the main one, two accounts would be taken for one. The call
names are those of ccxt 4.5.90. The fields were read in the documents on 22 November 2026, as pages
or as copies of them; MEXC's page says "account uid" and nothing about sub-accounts.
An exchange that is not here does not tell, as far as is known:
Gemini's `counterparty_id` is left out, as it is not documented whose id it is for a sub-account.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jungletui.exchanges.accounts import AccountCall

BINANCE = AccountCall("privateGetAccount", (("uid",),), wallet="spot")
BYBIT = AccountCall("privateGetV5UserQueryApi", (("result", "userID"),))
GATE = AccountCall("privateAccountGetDetail", (("user_id",),))
OKX = AccountCall("privateGetAccountConfig", (("data", 0, "uid"),))

ACCOUNT_CALLS: Mapping[str, AccountCall] = MappingProxyType(
    {
        # https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints
        "binance": BINANCE,
        # BingX's FAQ, "What is UID?": of each user, also a sub-user (read in a copy:
        # github:rektibus/exchange-docs bingx.md)
        "bingx": AccountCall("accountV1PrivateGetUid", (("data", "uid"),)),
        # https://docs.bitfinex.com/reference/rest-auth-info-user: the first field is the id
        "bitfinex": AccountCall("privatePostAuthRInfoUser", ((0,),)),
        # https://www.bitget.com/api-doc/spot/account/Get-Account-Info
        "bitget": AccountCall("privateSpotGetV2SpotAccountInfo", (("data", "userId"),)),
        # https://bybit-exchange.github.io/docs/v5/user/apikey-info; a sub-account has its own,
        # the main one's is `parentUid`
        "bybit": BYBIT,
        "bybiteu": BYBIT,
        "bybitid": BYBIT,
        # https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/data-api/get-api-key-permissions:
        # a key belongs to one portfolio, and reads that one
        "coinbase": AccountCall("v3PrivateGetBrokerageKeyPermissions", (("portfolio_uuid",),)),
        # https://www.gate.com/docs/developers/apiv4/en/#retrieve-user-account-information
        "gate": GATE,
        "gateeu": GATE,
        # https://huobiapi.github.io/docs/spot/v1/en/#get-uid: of the user or sub-user
        "htx": AccountCall("v2PrivateGetUserUid", (("data",),)),
        # https://docs.kraken.com/api-reference/account-data/get-api-key-info: the IIBAN, an
        # account's public id
        "kraken": AccountCall("privatePostGetApiKeyInfo", (("result", "iban"),)),
        # https://www.kucoin.com/docs-new/rest/account-info/account-funding/get-apikey-info: a
        # sub-account is told apart by its name as well
        "kucoin": AccountCall("privateGetUserApiKey", (("data", "uid"), ("data", "subName"))),
        # https://www.mexc.com/api-docs/spot-v3/spot-account-trade#query-uid
        "mexc": AccountCall("spotPrivateGetUid", (("uid",),)),
        # https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-account-configuration: a
        # sub-account has its own, the main one's is `mainUid`
        "okx": OKX,
        "myokx": OKX,
        "okxus": OKX,
    }
)
"""By ccxt id."""
