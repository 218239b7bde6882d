"""A sandbox exchange that tells balances at random moments, each with the time it was told as the
amount: run by `test_streams.py` in a process of its own.

Prints its keys; for every line `RATE SECONDS KEYS` on its stdin it tells so many messages a second,
spread over the first KEYS accounts as they come in life, not in step; then prints how many.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time

from jungletui.domain.times import utc_now
from jungletui.sandbox.__main__ import document_of
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.sandbox.samples import more_samples

EXCHANGE = "bybit"
BILLION = 10**9


async def _tell(sandbox: Sandbox, rate: float, seconds: float, keys: int) -> int:
    lines = [ln for ln in sandbox.streams(EXCHANGE).lines if "wallet" in ln.subscriptions]
    lines = sorted(lines, key=lambda line: line.number)[:keys]
    rng, told, due = random.Random(7), 0, time.monotonic()
    end = due + seconds
    while due < end:
        due += rng.expovariate(rate)
        if (rest := due - time.monotonic()) > 0:
            await asyncio.sleep(rest)
        now = time.monotonic_ns()
        amount = f"{now // BILLION}.{now % BILLION:09}"
        coin = {"coin": "USDT", "walletBalance": amount, "locked": "0"}
        line = rng.choice(lines)
        rows = [{"accountType": "UNIFIED", "coin": [coin]}] if told % 2 else [_order(amount)]
        topic = "wallet" if told % 2 else "order"
        line.say({"id": f"bench{told}", "topic": topic, "creationTime": now // 10**6, "data": rows})
        told += 1
    return told


def _order(price: str) -> dict[str, str]:
    """https://bybit-exchange.github.io/docs/v5/websocket/private/order, as far as it is read."""
    return {
        "category": "spot",
        "symbol": "BTCUSDT",
        "orderId": "1900000000000000001",
        "orderLinkId": "bench",
        "side": "Buy",
        "orderType": "Limit",
        "orderStatus": "New",
        "price": price,
        "qty": "1",
        "leavesQty": "1",
        "cumExecQty": "0",
        "cumExecValue": "0",
        "avgPrice": "",
        "createdTime": "1767225600000",
        "updatedTime": "1767225600000",
    }


async def _serve(count: int) -> None:
    extra = tuple(s for s in more_samples(count, 7, utc_now()) if s.key.exchange == EXCHANGE)
    options = SandboxOptions(moving=False, markets=50, exchanges=(EXCHANGE,), extra=extra)
    async with running(options) as sandbox:
        sandbox.budget(EXCHANGE).limit = 10**9
        document = document_of(sandbox)
        names = {sample.key.name for sample in extra}
        document["keys"] = [key for key in document["keys"] if key["name"] in names]
        print(json.dumps(document), flush=True)
        while order := await asyncio.to_thread(sys.stdin.readline):
            rate, seconds, keys = order.split()
            print(await _tell(sandbox, float(rate), float(seconds), int(keys)), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
