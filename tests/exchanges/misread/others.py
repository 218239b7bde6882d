"""Positions, movements and balances."""

from __future__ import annotations

from tests.exchanges.misread import Misread

POSITIONS = [
    Misread(
        "bitfinex", "position",
        {"result": ["BTC/USDT", "ACTIVE", "-0.25", "50000.5", 0, 0, "-3.5", "-0.01", "61000",
                    "3.2", None, 301, 1760000000000, 1760000000001, None, 1, None, "700", "300",
                    {"trade_price": "50000.5", "trade_amount": "-0.25"}]},
        {"contracts": (None, "0.25"), "contractSize": (None, "1"), "side": ("short", "short")},
    ),
    Misread(
        "hitbtc", "position",
        {"symbol": "BTC/USDT", "type": "isolated", "leverage": "10.00",
         "created_at": "2025-10-09T08:53:20.1Z", "updated_at": "2025-10-09T08:53:20.2Z",
         "currencies": [{"code": "USDT", "margin_balance": "7.5", "reserved_orders": "0",
                         "reserved_positions": "0.3"}],
         "positions": [{"id": 311, "symbol": "BTC/USDT", "quantity": "-0.004",
                        "price_entry": "50000", "price_margin_call": "0", "pnl": "0",
                        "price_liquidation": "56000"}]},
        {"side": (None, "short"), "contracts": ("-0.004", "0.004")},
    ),
    Misread(
        "kraken", "position",
        {"pair": "BTC/USDT", "positions": "1", "type": "buy", "leverage": "2.00000",
         "cost": "28.49800", "fee": "0.07979", "vol": "0.02000000", "vol_closed": "0.00000000",
         "margin": "14.24900", "net": "+1.5000"},
        {"contracts": ("0.02000000", "0.02000000"), "contractSize": (None, "1")},
    ),
    Misread(
        "kraken", "position",
        {"pair": "BTC/USDT", "positions": "1", "type": "sell", "leverage": "2.00000",
         "cost": "28.49800", "fee": "0.07979", "vol": "0.02000000", "vol_closed": "0.01500000",
         "margin": "14.24900", "net": "-1.5000"},
        {"contracts": ("0.02000000", "0.00500000"), "contractSize": (None, "1")},
    ),
    Misread(
        "lighter", "position",
        {"market_id": "BTC/USDT", "symbol": "BTC", "initial_margin_fraction": "2.50",
         "open_order_count": 0, "sign": -1, "position": "0.4", "avg_entry_price": "50000",
         "position_value": "20000", "unrealized_pnl": "1.5", "realized_pnl": "0",
         "liquidation_price": "60000", "margin_mode": 0, "allocated_margin": "0"},
        {"leverage": (50.0, "40")},
    ),
    Misread(
        "whitebit", "position",
        {"positionId": 321, "market": "BTC/USDT", "openDate": "1760000000.5",
         "modifyDate": "1760000000.5", "amount": "-0.02", "basePrice": "50000",
         "liquidationPrice": "70000", "pnl": "1.5", "pnlPercent": "0.1", "margin": "4.2",
         "freeMargin": "9.9", "funding": "0", "unrealizedFunding": "0", "tpsl": None},
        {"contracts": (None, "0.02"), "side": (None, "short"), "contractSize": (None, "1")},
    ),
]  # fmt: skip
MOVEMENTS = [
    Misread(
        "bithumb", "movement",
        {"type": "withdraw", "uuid": "401", "currency": "BTC", "net_type": "BTC", "txid": "x1",
         "state": "DONE", "created_at": "2025-10-09T17:53:20+09:00",
         "done_at": "2025-10-09T17:53:20+09:00", "amount": "0.5", "fee": "0.001"},
        {"type": ("withdraw", "withdrawal")},
    ),
    Misread(
        "indodax", "movement",
        {"withdraw_id": "411", "status": "approved", "withdraw_currency": "btc",
         "withdraw_address": "x2", "withdraw_amount": "0.5", "fee": "0.001",
         "amount_after_fee": "0.499", "submit_time": "1760000000", "withdraw_memo": ""},
        {"type": ("withdraw", "withdrawal")},
    ),
    Misread(
        "xt", "movement",
        {"id": 421, "currency": "btc", "chain": "Bitcoin", "address": "x3", "memo": "",
         "status": "SUCCESS", "amount": "0.5", "fee": "0.001", "confirmations": 6,
         "transactionId": "x4", "createdTime": 1760000000000},
        {"type": ("withdraw", "withdrawal")},
    ),
    Misread(
        "coinbase", "movement",
        {"id": "441", "type": "send", "status": "completed", "resource": "transaction",
         "amount": {"amount": "-14.50", "currency": "USDC"},
         "created_at": "2025-10-09T08:53:20Z", "updated_at": "2025-10-09T08:53:20Z",
         "network": {"status": "confirmed", "hash": "x7",
                     "transaction_fee": {"amount": "4.50", "currency": "USDC"},
                     "transaction_amount": {"amount": "10.00", "currency": "USDC"}}},
        {"type": ("deposit", "withdrawal"), "amount": ("10", "10.00")},
    ),
    Misread(
        "coinbase", "movement",
        {"id": "442", "type": "advanced_trade_fill", "status": "completed",
         "resource": "transaction", "amount": {"amount": "0.5", "currency": "BTC"},
         "created_at": "2025-10-09T08:53:20Z", "updated_at": "2025-10-09T08:53:20Z"},
        {"type": ("deposit", "other")},
    ),
    Misread(
        "bigone", "movement",
        {"id": 425, "customer_id": 426, "amount": "21.9", "txid": "", "is_internal": False,
         "kind": "on_chain", "state": "PENDING", "inserted_at": "2025-10-09T08:53:20+00:00",
         "updated_at": "2025-10-09T08:53:20+00:00", "memo": "", "target_address": "x4b",
         "fee": "0.10", "asset_symbol": "BTC"},
        {"fee": (None, {"cost": "0.10", "currency": "BTC"})},
    ),
    Misread(
        "bitopro", "movement",
        {"serial": "431", "timestamp": "1760000000000", "address": "x5", "amount": "7.5",
         "fee": "2.5", "total": "10", "status": "COMPLETE", "txid": "x6", "protocol": "TRX",
         "id": "432"},
        {"amount": ("10", "7.5"), "fee.cost": ("2.5", "2.5")},
    ),
    Misread(
        "coinbaseexchange", "movement",
        {"id": "441", "type": "withdraw", "created_at": "2025-10-09 08:53:20.000000+00",
         "completed_at": "2025-10-09 08:53:21.000000+00", "canceled_at": None,
         "processed_at": "2025-10-09 08:53:21.000000+00", "amount": "0.50000001",
         "currency": "BTC",
         "details": {"fee": "0.00000010", "sent_to_address": "x7",
                     "crypto_transaction_hash": "x8"}},
        {"amount": (None, "0.49999991"), "fee.cost": (None, "0.00000010")},
        ends_in=TypeError,
    ),
    Misread(
        "tokocrypto", "movement",
        {"id": 451, "clientId": "452", "asset": "BTC", "network": "BTC", "address": "x9",
         "addressTag": "", "amount": "0.5", "fee": "0.001", "txId": "x10", "transferType": 1,
         "status": 10, "createTime": 1760000000000},
        {"currency": (None, "BTC"), "fee.cost": (None, "0.001"), "fee.currency": (None, "BTC")},
    ),
]  # fmt: skip
BALANCES = [
    Misread(
        "lbank", "balance",
        {"result": "true", "error_code": 0, "ts": 1760000000000,
         "data": [{"usableAmt": "0.30", "assetAmt": "0.50", "freezeAmt": "0.20", "coin": "btc",
                   "networkList": [{"isDefault": True, "name": "btc", "coin": "btc"}]}]},
        {"BTC": (None, {"free": "0.30", "used": "0.20", "total": "0.50"})},
    ),
    Misread(
        "grvt", "balance",
        {"event_time": "1760000000000000000", "sub_account_id": "7", "settle_currency": "USDT",
         "available_balance": "12.5", "spot_balances": [
             {"currency": "USDT", "balance": "20.0", "index_price": "1.0"},
             {"currency": "BTC", "balance": "0.5", "index_price": "50000"}]},
        {"BTC.free": ("12.5", None), "USDT.free": ("12.5", None), "BTC.total": ("0.5", "0.5")},
    ),
]  # fmt: skip
