"""Made-up exchanges: what each wants of a key, and a guide."""

from __future__ import annotations

from dataclasses import replace

from jungletui.domain.credentials import CredentialField
from jungletui.domain.documents import ExchangeInfo
from jungletui.domain.keys import Environment

FIELDS = (
    CredentialField("apiKey", "API Key", False, True, "64 letters and digits"),
    CredentialField("secret", "Secret Key", True, True, "64 letters and digits"),
)

PASSPHRASE_FIELD = CredentialField("password", "Passphrase", True, True, "")


def exchange_info(id: str, name: str, fields: tuple[CredentialField, ...] = FIELDS) -> ExchangeInfo:
    """What can be known on one exchange."""
    return ExchangeInfo(
        id=id,
        name=name,
        environments=(Environment.LIVE, Environment.TESTNET),
        inspects=True,
        reads=("balances", "orders", "fills"),
        fields=fields,
        shows_ip=True,
        shows_expiry=False,
        shows_last_use=False,
        fact_source="the exchange's documentation",
        verified_on="2026-03-01",
        page=f"https://{id}.example/api-management",
        has_guide=True,
    )


def sample_exchanges() -> tuple[ExchangeInfo, ...]:
    """Three exchanges, one of which wants a passphrase."""
    return (
        exchange_info("binance", "Binance"),
        exchange_info("bybit", "Bybit"),
        exchange_info("okx", "OKX", (*FIELDS, PASSPHRASE_FIELD)),
    )


GUIDE = """# Binance: a key for a bot

The page is [API Management](https://binance.example/api-management).

## Create it

1. Open **API Management** and choose *Create API*.
2. Choose `System generated`. Name it after the bot that will hold it, so that you know
   later whose it is.
3. Under *API restrictions* tick **Enable Reading** and **Enable Spot & Margin Trading**.
   Leave **Enable Withdrawals** empty.

## Restrict it

- Choose *Restrict access to trusted IPs only* and enter the address of this server.
- A key without a list of addresses loses its trading right after 90 days.

## Delete it

- The bin beside the key. It stops working at once.
"""

PEM = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIMadeUp0000\n-----END EC PRIVATE KEY-----\n"

COINBASE_FIELDS = (
    CredentialField("apiKey", "Key name", False, True, "organizations/…/apiKeys/…"),
    CredentialField("secret", "Private key", True, True, "PEM, from BEGIN to END"),
)


def many_exchanges() -> tuple[ExchangeInfo, ...]:
    """Exchanges of every kind: with a passphrase, with PEM, without rights, without anything."""
    binance, oldmart = exchange_info("binance", "Binance"), exchange_info("oldmart", "Oldmart")
    return (
        binance,
        exchange_info("coinbase", "Coinbase Advanced", COINBASE_FIELDS),
        exchange_info(
            "okx",
            "OKX",
            (*binance.fields, CredentialField("password", "Passphrase", True, True, "")),
        ),
        replace(exchange_info("bitexample", "Bitexample"), inspects=False, has_guide=False),
        replace(oldmart, inspects=False, reads=(), has_guide=False, page=None),
    )
