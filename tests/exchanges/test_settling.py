"""An answer that fits several causes is settled by what else the key is answered."""

from __future__ import annotations

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.history import split
from tests.exchanges.conftest import make_key
from tests.exchanges.replies import binance_account, binance_public
from tests.exchanges.server import Answer, playing

REFUSED = Answer('{"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}', 401)
SPOT = {**binance_public(), "GET /api/v3/account": binance_account("1.5")}


def test_beside_an_answered_part_the_key_is_known():
    both = (FailureKind.IP_NOT_ALLOWED, FailureKind.PERMISSION)
    failure = ExchangeError(FailureKind.KEY_UNKNOWN, "three. It says: no", "look", both)
    [row], [gap] = split("main", ("spot", "usdm"), (1, failure))
    assert row == 1
    assert gap.reason.startswith("the key lacks the right for this, or this host has another")
    assert gap.reason.endswith("It says: no")
    sure = ExchangeError(FailureKind.KEY_UNKNOWN, "not there", "look")
    assert split("main", ("spot", "usdm"), (1, sure))[1][0].reason == "not there"
    with pytest.raises(ExchangeError, match="three"):
        split("main", ("spot", "usdm"), (failure, failure))


async def test_positions_of_a_key_without_the_right_are_not_read_and_it_is_no_failure(house):
    async with playing({**SPOT, "*": REFUSED}) as played:
        session = await house.session(make_key("binance", played.endpoint))
        rows, missed = await session.positions()
        assert rows == ()
        [gap] = [gap for gap in missed if gap.what == "positions"]
        assert "lacks the right for this" in gap.reason
        assert "Enable Futures" in gap.remedy


async def test_positions_of_a_key_that_is_refused_everywhere_fail(house):
    script = {**SPOT, "*": REFUSED, "GET /api/v3/account": REFUSED}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        with pytest.raises(ExchangeError) as told:
            await session.positions()
        assert told.value.failure is FailureKind.KEY_UNKNOWN
