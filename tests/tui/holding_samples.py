"""Made-up positions, movements and executions of the sample keys."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from jungletui.domain.accounts import KeyFailure, MovementRow, NotRead, Origin, PositionRow
from jungletui.domain.executions import Doubt, DoubtKind, ExecutionRow, Fee, Outcome, PrefixRow
from jungletui.domain.reading_documents import Executions, Movements, Positions
from tests.tui.frozen import NOW

NO_READ = KeyFailure("old-vps", "not-supported", "Kraken has no such read.", "Nothing to do.")


def position(
    key: str, symbol: str, side: str, size: str, end: str | None, won: str, exchange: str = "bybit"
) -> PositionRow:
    """One open position at a mark price of 3500."""
    return PositionRow(
        key=key,
        exchange=exchange,
        symbol=symbol,
        side=side,
        contracts=Decimal(size),
        size=Decimal(size),
        entry_price=Decimal("3400.5"),
        mark_price=Decimal(3500),
        liquidation_price=None if end is None else Decimal(end),
        leverage=Decimal(5),
        margin_mode="cross",
        unrealised_pnl=Decimal(won),
        source=Origin.REST,
        at=NOW,
        derived=("size",) if exchange == "binance" else (),
    )


def sample_positions() -> Positions:
    """Two positions of one key, one near its liquidation; one of another key; one key without."""
    rows = (
        position("grid-2", "ETH/USDT:USDT", "long", "1.500", "3290", "149.25"),
        position("grid-2", "SOL/USDT:USDT", "short", "40", None, "-12.5"),
        position("main", "BTC/USD:BTC", "long", "6000", "1750", "0.00168238", "binance"),
    )
    return Positions(NOW, rows, (NO_READ,), (NotRead("tax", "options", "no read for it"),))


def movement(number: int, key: str, kind: str, asset: str, amount: str, status: str) -> MovementRow:
    """One movement, `number` days ago."""
    return MovementRow(
        key=key,
        exchange="binance",
        kind=kind,
        id=f"80{number}",
        asset=asset,
        amount=Decimal(amount),
        fee=Decimal("0.0005") if kind == "withdrawal" else None,
        fee_asset=asset if kind == "withdrawal" else None,
        status=status,
        network="BTC" if asset == "BTC" else "ETH",
        address="bc1qma…0000",
        txid=f"f00dbabe{number:04}",
        created_at=NOW - timedelta(days=number),
        updated_at=None,
        source=Origin.REST,
        at=NOW,
    )


def sample_movements() -> Movements:
    """Two deposits, two withdrawals; one key whose exchange tells none."""
    rows = (
        movement(1, "main", "withdrawal", "BTC", "0.10000000", "pending"),
        movement(3, "main", "deposit", "BTC", "0.25000000", "ok"),
        movement(9, "tax", "deposit", "ETH", "3.2", "ok"),
        movement(40, "main", "withdrawal", "ETH", "1", "failed"),
    )
    return Movements(NOW, rows, (NO_READ,), ())


def execution(number: int, outcome: Outcome, key: str = "main", **more: object) -> ExecutionRow:
    """One order of an hour ago and `number` minutes."""
    filled = {Outcome.FILLED: "0.5", Outcome.PARTLY: "0.2"}.get(outcome)
    made = NOW - timedelta(minutes=60 + number)
    told: dict[str, object] = {
        "key": key,
        "exchange": "binance",
        "order_id": f"7000{number}",
        "client_id": f"grid-{number}",
        "symbol": "BTC/USDT",
        "side": "buy",
        "type": "limit",
        "outcome": outcome,
        "reason": None,
        "amount": Decimal("0.5"),
        "filled": Decimal(filled or "0"),
        "share": Decimal(filled or "0") / Decimal("0.5"),
        "limit": Decimal(65000),
        "average": Decimal(64990) if filled else None,
        "better": Decimal(10) if filled else None,
        "fees": (Fee("USDT", Decimal("3.25")),) if filled else (),
        "fills": 2 if filled else 0,
        "mid": Decimal(64980) if filled else None,
        "slippage": Decimal("0.00015389") if filled else None,
        "created_at": made,
        "first_fill_at": made + timedelta(seconds=2) if filled else None,
        "last_fill_at": made + timedelta(seconds=42) if filled else None,
        "seconds": Decimal("42.123") if filled else None,
    }
    return ExecutionRow(**(told | more))  # type: ignore[arg-type]


def sample_executions() -> Executions:
    """Orders of every outcome, one figure that does not add up, one stranger."""
    rows = (
        execution(1, Outcome.FILLED),
        execution(2, Outcome.PARTLY, average=Decimal(65010), better=Decimal(-10)),
        execution(3, Outcome.OPEN),
        execution(4, Outcome.REJECTED, reason="insufficient balance"),
        execution(5, Outcome.NOT_FILLED, client_id="zz9"),
        execution(6, Outcome.FILLED, "tax"),
    )
    doubt = Doubt(
        "main",
        "binance",
        DoubtKind.FILLED_DIFFERS,
        "BTC/USDT",
        "70002",
        None,
        Decimal("0.2"),
        Decimal("0.15"),
        "the order says more than its fills",
    )
    at = (NOW - timedelta(days=1), NOW)
    prefixes = (
        PrefixRow("main", "binance", "grid-", "freqtrade", True, 4, *at),
        PrefixRow("main", "binance", "zz", None, False, 1, *at),
        PrefixRow("tax", "okx", "", None, None, 1, *at),
    )
    return Executions(NOW, rows, (doubt,), prefixes, (), ())
