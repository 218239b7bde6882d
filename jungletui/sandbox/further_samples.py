"""Keys of the further exchanges: a good one each, and one that can take the funds away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from jungletui.sandbox.samples import HEALTHY, Row, Sample, sample_of

BITFLYER_READ = frozenset(
    f"/v1/me/{name}" for name in ("getpermissions", "getbalance", "getchildorders", "getexecutions")
)
UPBIT_READ = frozenset({"view_account", "view_orders", "view_deposits", "view_withdrawals"})
BOT_RIGHTS = {
    "kucoin": frozenset({"General", "Spot"}),
    "bitget": frozenset({"stor", "stow"}),
    "gate": frozenset({"account read-only", "wallet read-only", "spot"}),
    "mexc": frozenset({"SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "SPOT_DEAL_WRITE"}),
    "bingx": frozenset({"1", "2"}),
    "htx": frozenset({"readOnly", "trade"}),
    "gemini": frozenset({"Trader"}),
    "coinbase": frozenset({"can_view", "can_trade"}),
    "bitfinex": frozenset(
        {"account read", "history read", "orders read", "wallets read", "orders write"}
    ),
    "deribit": frozenset({"account:read", "trade:read_write", "wallet:read"}),
    "upbit": UPBIT_READ | {"make_orders"},
    "bitflyer": BITFLYER_READ | {"/v1/me/sendchildorder", "/v1/me/cancelchildorder"},
}
"""What a trading bot needs, in each exchange's own words."""
DANGEROUS_RIGHTS = {
    "kucoin": frozenset({"Transfer", "InnerTransfer"}),
    "bitget": frozenset({"wtow", "wwow"}),
    "gate": frozenset({"withdrawal"}),
    "mexc": frozenset({"SPOT_TRANSFER_WRITE", "SPOT_WITHDRAW_WRITE"}),
    "bingx": frozenset({"4", "5"}),
    "htx": frozenset({"withdraw"}),
    "gemini": frozenset({"FundManager"}),
    "coinbase": frozenset({"can_transfer"}),
    "bitfinex": frozenset({"wallets write", "withdraw write"}),
    "deribit": frozenset({"wallet:read_write"}),
    "upbit": frozenset({"withdraw", "transfer", "manage_pockets"}),
    "bitflyer": frozenset({"/v1/me/withdraw"}),
}
"""What takes funds out, beside the former."""


def rows_of(exchange: str) -> tuple[Row, ...]:
    """The two keys of one exchange."""
    bot = BOT_RIGHTS[exchange]
    return (
        Row(f"{exchange}-bot", exchange, "main", bot, ("freqtrade",), (HEALTHY, "spot")),
        Row(f"{exchange}-vendor", exchange, "main", bot | DANGEROUS_RIGHTS[exchange],
            ("CopperVine Signals",), ("vendor",), allowed_ips=(), age=80),
    )  # fmt: skip


def further_samples(exchanges: Collection[str], seed: int, now: datetime) -> tuple[Sample, ...]:
    """The keys of those of `exchanges` that the demo does not have."""
    return tuple(
        sample_of(row, seed, now)
        for exchange in BOT_RIGHTS
        if exchange in exchanges
        for row in rows_of(exchange)
    )


def more_further_samples(
    exchanges: Collection[str], count: int, seed: int, now: datetime
) -> tuple[Sample, ...]:
    """`count` more good keys of each of these exchanges that the demo does not have."""
    return tuple(
        sample_of(replace(rows_of(exchange)[0], name=f"{exchange}-{number:03}"), seed, now)
        for exchange in BOT_RIGHTS
        if exchange in exchanges
        for number in range(1, count + 1)
    )
