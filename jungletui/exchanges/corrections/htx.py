"""HTX: the fee of a fill on linear contracts has the wrong sign, and no movement can be read.

Older calls send what was paid as a negative number (https://github.com/ccxt/ccxt/pull/21540), and
ccxt 4.5.90 htx.py `parse_trade` turns it; the call that it uses now (GET /v5/trade/order/details)
sends it as a positive one: 0.06 % of a taker's turnover in the reply recorded in that function.
HTX's own page of this call was not read; that it sends what is earned with a sign is not verified.
Only the newer rows name the coin `fee_currency`.

Deposits and withdrawals end in a KeyError on every object that did not load the currencies itself:
ccxt 4.5.90 htx.py `network_id_to_code` wants two tables that only `fetch_currencies` makes, and
that are shared with the markets only where the option `marketHelperProps` names them.
"""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, Table


def trade(parsed: Table, raw: Mapping[str, object]) -> Table:
    """The fee as it was sent."""
    fee, sent = parsed.get("fee"), raw.get("trade_fee")
    if not isinstance(fee, Mapping) or not isinstance(sent, str) or "fee_currency" not in raw:
        return parsed
    right = {**fee, "cost": sent}
    return {**parsed, "fee": right, "fees": [right]}


SHARED = {"marketHelperProps": ["networkNamesByChainIds", "networkChainIdsByNames"]}

CORRECTIONS = Corrections(trade=trade, options=SHARED)
