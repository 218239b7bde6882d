"""What ccxt misreads is put right; and ccxt alone still misreads it, else the correction may go."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from jungletui.domain.keys import Environment
from jungletui.exchanges.building import build
from jungletui.exchanges.corrections.finding import ALL, corrections_of
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.rows import fill_row, movement_row, order_row, position_row
from jungletui.exchanges.saying import SAID, Said
from jungletui.exchanges.tracing import _markets
from jungletui.exchanges.vouching import Witness
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.misread import Misread
from tests.exchanges.misread.fills import FILLS
from tests.exchanges.misread.orders import ORDERS
from tests.exchanges.misread.others import BALANCES, MOVEMENTS, POSITIONS
from tests.exchanges.test_emptiness import asked

__all__ = ["asked"]

CASES = [*ORDERS, *FILLS, *POSITIONS, *MOVEMENTS, *BALANCES]
NAMES = [f"{case.exchange} {case.kind} {number}" for number, case in enumerate(CASES)]
PARSERS = {"movement": "parse_transaction"}
SAME = {
    "fmfwio": "hitbtc",
    "gateeu": "gate",
    "kucoinfutures": "kucoin",
    "myokx": "okx",
    "okxus": "okx",
}
"""Exchanges that share the parser of another, with its mistakes."""
STREAMED = {"kucoin", "okx"}
"""What is misread there comes only over a websocket: see `streams/`."""
CHAINS = {"networkNamesByChainIds": {"usdtchain": "TRC20"}, "networkChainIdsByNames": {}}


def corrected(exchange: str) -> Any:
    return build(exchange, Environment.LIVE, None, plan_of(exchange).options)


def alone(exchange: str) -> Any:
    return cast("Any", load_exchange(exchange))({"number": str})


def parsed(made: Any, kind: str, raw: dict[str, Any]) -> Any:
    """What `made` makes of a row."""
    made.set_markets(_markets(made))
    parse = getattr(made, PARSERS.get(kind, f"parse_{kind}"))
    if kind == "balance":
        return parse(dict(raw))
    return parse(dict(raw), None if kind == "movement" else made.market("BTC/USDT"))


def field_of(found: Any, path: str) -> object:
    for name in path.split("."):
        found = found.get(name)
    return cast("object", found)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_what_is_misread_is_put_right(case: Misread) -> None:
    found = parsed(corrected(case.exchange), case.kind, case.raw)
    right = {path: field_of(found, path) for path in case.fields}
    assert right == {path: true for path, (_, true) in case.fields.items()}
    assert found["info"] == case.raw or case.exchange in ("bitfinex", "grvt", "lbank")


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_ccxt_alone_still_misreads_it(case: Misread) -> None:
    if case.ends_in is not None:
        with pytest.raises(case.ends_in):
            parsed(alone(case.exchange), case.kind, case.raw)
        return
    found = parsed(alone(case.exchange), case.kind, case.raw)
    wrong = {path: field_of(found, path) for path in case.fields}
    hint = "ccxt reads this right now: drop the correction"
    assert wrong == {path: told for path, (told, _) in case.fields.items()}, hint
    assert any(told != true for told, true in case.fields.values())


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_what_is_put_right_is_vouched_for_by_what_was_sent(case: Misread) -> None:
    if case.kind == "balance":
        return
    made, key, at = corrected(case.exchange), make_key("binance").profile, fixed_clock()
    found = parsed(made, case.kind, case.raw) | {SAID: Said([json.dumps([case.raw])])}
    if found.get("contractSize") is not None:
        found["contractSize"] = str(
            found["contractSize"]
        )  # those of the made-up markets are binary
    for market in made.markets.values():
        market["contractSize"] = "1" if market["contract"] else None
    witness = Witness(made, "main", "rows")
    row: Any = {
        "order": lambda: witness.orders(order_row(found, key, at), found),
        "trade": lambda: witness.fills(fill_row(found, key), found),
        "position": lambda: witness.positions(position_row(found, key, at), found),
        "movement": lambda: witness.movements(movement_row(found, key, "deposit", at), found),
    }[case.kind]
    assert row()
    assert witness.gaps() == ()


def test_a_fee_that_was_earned_stays_one() -> None:
    raw = FILLS[0].raw | {"feeDetail": {"deduction": "no", "feeCoin": "USDT", "totalFee": "0.01"}}
    assert parsed(corrected("bitget"), "trade", raw)["fee"]["cost"] == "-0.01"


@pytest.mark.parametrize("sent", ["0.0171", "-0.0171"])
def test_a_deducted_fee_was_paid_whatever_its_sign(sent: str) -> None:
    """As spot sends it, and as the example for contracts has it."""
    raw = FILLS[0].raw | {"feeDetail": {"deduction": "yes", "feeCoin": "BGB", "totalFee": sent}}
    assert parsed(corrected("bitget"), "trade", raw)["fee"]["cost"] == "0.0171"


def test_a_fee_in_the_coin_stays_where_nothing_else_was_paid() -> None:
    raw = next(case.raw for case in FILLS if case.exchange == "gate")
    told = parsed(corrected("gate"), "trade", raw | {"fee": "0.00001", "gt_fee": "0"})["fee"]
    assert (told["cost"], told["currency"]) == ("0.00001", "BTC")


@pytest.mark.parametrize("kind", ["ioc", "mkt"])
def test_the_bound_of_a_market_order_is_no_limit(kind: str) -> None:
    raw = next(case.raw for case in ORDERS if case.exchange == "krakenfutures")
    assert parsed(corrected("krakenfutures"), "order", raw | {"orderType": kind})["price"] is None


def test_an_amount_in_contracts_has_its_filled_part_in_contracts() -> None:
    """Coinbase International counts the amount so for credentials of its other kind."""
    right = corrections_of("coinbaseinternational").order
    raw = {"amount": "30", "filled_amount": "10"}
    told = right({"amount": "3"}, raw)
    assert (told["filled"], told["remaining"]) == ("1", "2")


def test_a_position_without_a_margin_fraction_has_no_leverage() -> None:
    raw = next(case.raw for case in POSITIONS if case.exchange == "lighter")
    for odd in ("0", "", "NaN"):
        told = parsed(corrected("lighter"), "position", raw | {"initial_margin_fraction": odd})
        assert told["leverage"] is None


def test_a_position_that_is_named_by_its_side() -> None:
    raw = next(case.raw for case in POSITIONS if case.exchange == "whitebit")
    sided = raw | {"amount": "0.02", "positionSide": "SHORT"}
    assert parsed(corrected("whitebit"), "position", sided)["side"] == "short"


def test_movements_can_be_read_with_the_markets_of_another_object() -> None:
    """HTX: what names the networks goes from the object that loaded it to the others."""
    raw = {
        "id": 1, "type": "deposit", "sub-type": "NORMAL", "currency": "btc", "chain": "usdtchain",
        "tx-hash": "x", "amount": "0.5", "address": "y", "address-tag": "", "fee": 0,
        "state": "safe", "created-at": 1760000000000, "updated-at": 1760000000001,
    }  # fmt: skip
    for make, readable in ((corrected, True), (alone, False)):
        loaded, other = make("htx"), make("htx")
        loaded.set_markets(_markets(loaded))
        loaded.options.update(CHAINS)
        other.set_markets_from_exchange(loaded)
        if readable:
            assert other.parse_transaction(dict(raw))["amount"] == "0.5"
        else:
            with pytest.raises(KeyError):
                other.parse_transaction(dict(raw))


async def test_a_session_tells_what_is_put_right(asked) -> None:
    """LBank: from the answer to the row, past the question whether anything was told at all."""
    [case] = [case for case in BALANCES if case.exchange == "lbank"]
    session, answer = await asked("lbank")
    answer[:] = json.dumps(case.raw), "application/json"
    [row], _ = await session.balances()
    assert (row.asset, str(row.free), str(row.used), str(row.total)) == (
        "BTC", "0.30", "0.20", "0.50"
    )  # fmt: skip
    answer[:] = json.dumps(case.raw | {"data": []}), "application/json"
    assert (await session.balances())[0] == ()


def test_every_correction_has_a_case() -> None:
    assert set(ALL) - set(SAME) - STREAMED == {case.exchange for case in CASES}
    for name, other in SAME.items():
        assert corrections_of(name) is corrections_of(other)
        shared = [load_exchange(one) for one in (other, name)]
        assert issubclass(shared[1], shared[0])
