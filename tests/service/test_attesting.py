"""A person's statement about a key: kept, dated, replaced, taken back; and the form for it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from jungletui.domain.capabilities import TRADES, Capability, Grant
from jungletui.domain.failures import UsageError
from jungletui.domain.keys import ProfileChanges
from jungletui.domain.statements import Statement
from jungletui.inspection import bybit
from jungletui.service.attest_form import keys_attest_form
from jungletui.service.attesting import LONGEST_NOTE, keys_attest
from jungletui.service.editing import keys_edit
from jungletui.service.keys import keys_remove
from jungletui.service.state import State, opened
from tests.service.fake_house import NOW, FakeAccount, key_of, state_of

NO_WITHDRAWAL = Statement({Capability.WITHDRAW: Grant.DENIED}, note="looked up")
TOLD = {
    "readOnly": 0, "permissions": {"ContractTrade": [], "Spot": ["SpotTrade"], "Wallet": [],
    "Options": [], "Derivatives": [], "Exchange": [], "Earn": [], "FiatP2P": [], "BlockTrade": []},
    "ips": ["203.0.113.7"], "uta": 1, "isMaster": False,
}  # fmt: skip


@pytest.fixture
def state(tmp_path: Path) -> State:
    keys = (key_of("untold", "bitstamp"), key_of("told", "bybit"), key_of("down", "okx"))
    accounts = {"told": FakeAccount({bybit.CALL: {"result": TOLD}}), "down": FakeAccount()}
    return state_of(tmp_path, keys, accounts)


def test_it_is_kept_with_its_day_and_its_person(state: State) -> None:
    done = keys_attest(state, "untold", NO_WITHDRAWAL)
    held = opened(state).content.keys[0].attested
    assert held == done.attestation
    assert held is not None
    assert (held.at, held.note) == (NOW, "looked up")
    assert held.by
    assert held.grants == {Capability.WITHDRAW: Grant.DENIED}
    assert done.page


def test_a_newer_one_replaces_it_whole(state: State) -> None:
    keys_attest(state, "untold", NO_WITHDRAWAL)
    state.clock = lambda: NOW + timedelta(days=1)
    done = keys_attest(state, "untold", Statement({Capability.READ: Grant.GRANTED}))
    assert done.attestation is not None
    assert done.attestation.grants == {Capability.READ: Grant.GRANTED}
    assert done.attestation.at == NOW + timedelta(days=1)


def test_it_is_taken_back_and_gone_with_the_key(state: State) -> None:
    keys_attest(state, "untold", NO_WITHDRAWAL)
    assert keys_attest(state, "untold", None).attestation is None
    assert opened(state).content.keys[0].attested is None
    keys_attest(state, "untold", NO_WITHDRAWAL)
    keys_remove(state, "untold")
    assert all(key.attested is None for key in opened(state).content.keys)


def test_it_survives_an_edit_under_another_name(state: State) -> None:
    keys_attest(state, "untold", NO_WITHDRAWAL)
    keys_edit(state, "untold", ProfileChanges(name="renamed", policy="read-only"))
    (key,) = (key for key in opened(state).content.keys if key.name == "renamed")
    assert key.attested is not None


def test_trading_as_a_whole_is_what_there_are_boxes_for(state: State) -> None:
    done = keys_attest(state, "untold", Statement({}, trade=Grant.DENIED))
    assert done.attestation is not None
    assert done.attestation.grants == dict.fromkeys(TRADES, Grant.DENIED)
    one = {Capability.TRADE_OPTIONS: Grant.DENIED}
    done = keys_attest(state, "untold", Statement(one, trade=Grant.GRANTED))
    assert done.attestation is not None
    granted = {c for c, g in done.attestation.grants.items() if g is Grant.GRANTED}
    assert granted
    assert granted <= set(TRADES)
    assert done.attestation.grants[Capability.TRADE_OPTIONS] is Grant.DENIED


@pytest.mark.parametrize(
    "statement",
    [
        Statement({}),
        Statement({Capability.READ: Grant.UNKNOWN}, note="x"),
        Statement({Capability.READ: Grant.DENIED}, note="x" * (LONGEST_NOTE + 1)),
        Statement({Capability.READ: Grant.DENIED}, note="two\nlines"),
        Statement({Capability.READ: Grant.DENIED}, note="\x1b[2J"),
        Statement({Capability.READ: Grant.DENIED}, note="\u202eright to left"),
    ],
)
def test_what_is_no_statement_is_refused(state: State, statement: Statement) -> None:
    with pytest.raises(UsageError):
        keys_attest(state, "untold", statement)
    assert opened(state).content.keys[0].attested is None


def test_an_unknown_name_is_refused(state: State) -> None:
    with pytest.raises(UsageError, match="nobody"):
        keys_attest(state, "nobody", NO_WITHDRAWAL)


async def test_the_form_asks_only_for_what_is_unknown(state: State) -> None:
    form = await keys_attest_form(state, "told")
    asked = {c for question in form.questions for c in question.capabilities} | set(form.rest)
    assert Capability.WITHDRAW not in asked
    assert Capability.READ not in asked
    assert not form.asks_ip
    assert form.exchange == "Bybit"
    assert form.place


async def test_the_form_asks_everything_where_nothing_is_told(state: State) -> None:
    for name in ("untold", "down"):
        form = await keys_attest_form(state, name)
        asked = [c for question in form.questions for c in question.capabilities]
        assert len(asked) == len(set(asked))
        assert {*asked, *form.rest} == set(Capability)
        assert not set(asked) & set(form.rest)
        assert form.asks_ip
    assert form.error is not None
    assert form.error.kind == "unreachable"


async def test_the_form_asks_again_for_what_was_only_stated(state: State) -> None:
    keys_attest(state, "untold", NO_WITHDRAWAL)
    form = await keys_attest_form(state, "untold")
    asked = {c for question in form.questions for c in question.capabilities}
    assert Capability.WITHDRAW in asked
    assert form.attestation is not None
