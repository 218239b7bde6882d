"""What is known around a key: copies, the same account, strangers on its list, signs of use."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from jungletui.domain.accounts import FillRow, NotRead
from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.documents import InspectedKey, Inspection
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Environment, Key
from jungletui.domain.surroundings import Attestation, UseSource
from jungletui.inspection import binance, bybit, deribit, gate, kraken
from jungletui.service import last_use
from jungletui.service.inspecting import inspect, inspect_one
from jungletui.service.last_use import REMEMBERED
from jungletui.service.state import State
from tests.service.fake_house import ADDED, NOW, UNREAD, FakeAccount, key_of, state_of

BYBIT_READS = {
    "readOnly": 0, "permissions": {"ContractTrade": ["Order"], "Spot": [], "Wallet": [],
    "Options": [], "Derivatives": []}, "ips": ["203.0.113.7"], "uta": 1, "isMaster": False,
}  # fmt: skip


def bybit_key(user: str = "77") -> FakeAccount:
    return FakeAccount({bybit.CALL: {"result": {**BYBIT_READS, "userID": user}}})


def fill(at_days_ago: int) -> FillRow:
    at = NOW - timedelta(days=at_days_ago)
    one = Decimal(1)
    return FillRow("", "bybit", "1", None, "BTC/USDT", "buy", one, one, one, None, None, None, at)


async def rows(state: State, *, deep: bool = False) -> dict[str, InspectedKey]:
    return {key.name: key for key in (await inspect(state, (), deep=deep)).keys}


async def test_copies_and_keys_of_one_account(tmp_path: Path) -> None:
    keys = (
        key_of("a", "bybit", "id-1"), key_of("copy", "bybit", "id-1"), key_of("b", "bybit", "id-2"),
        key_of("other", "bybit", "id-3"),
        replace(key_of("test", "bybit", "id-4"),
                profile=replace(key_of("test", "bybit").profile, environment=Environment.TESTNET)),
    )  # fmt: skip
    accounts = {key.name: bybit_key("78" if key.name == "other" else "77") for key in keys}
    found = await rows(state_of(tmp_path, keys, accounts))
    assert found["a"].same_key == ("copy",)
    assert found["copy"].same_key == ("a",)
    assert found["a"].same_account == ("b",)
    assert set(found["b"].same_account) == {"a", "copy"}
    assert found["other"].same_account == found["test"].same_account == ()
    assert "JT-VT-001" in {f.id for f in found["a"].findings if f.status == "fail"}


async def test_an_account_is_remembered_from_an_earlier_inspection(tmp_path: Path) -> None:
    keys = (key_of("a", "bybit"), key_of("b", "bybit"))
    state = state_of(tmp_path, keys, {"a": bybit_key(), "b": bybit_key()})
    (first,) = (await inspect(state, ("a",))).keys
    assert first.same_account == ()
    (second,) = (await inspect(state, ("b",))).keys
    assert second.same_account == ("a",)


async def test_an_account_that_the_report_does_not_name_is_asked_for(tmp_path: Path) -> None:
    reads = {"enableReading": True, "ipRestrict": True, "enableSpotAndMarginTrading": False}
    names = {"a": "77", "b": "77", "c": None}
    accounts = {
        n: FakeAccount({binance.CALL: reads}, account=account) for n, account in names.items()
    }
    state = state_of(tmp_path, tuple(key_of(name, "binance") for name in names), accounts)
    assert all(not key.same_account for key in (await rows(state)).values())
    found = await rows(state, deep=True)
    assert [found[name].same_account for name in names] == [("b",), ("a",), ()]


async def test_keys_of_the_list_that_the_vault_does_not_hold(tmp_path: Path) -> None:
    listed = [
        {"client_id": name, "name": f"bot {name}", "max_scope": "trade:read_write"}
        for name in ("mine-0001", "mine-0002", "stranger-0003")
    ]
    keys = (key_of("a", "deribit", "mine-0001"), key_of("b", "deribit", "mine-0002"))
    account = FakeAccount({deribit.CALL: {"result": listed}})
    found = await rows(state_of(tmp_path, keys, {"a": account, "b": account}))
    for name in ("a", "b"):
        (stranger,) = found[name].account_keys or ()
        assert stranger.public_id == "stra…0003"
        assert stranger.label == "bot stranger-0003"
        assert "max_scope = trade:read_write" in stranger.rights
        assert "JT-AC-002" in {f.id for f in found[name].findings if f.status == "fail"}


async def test_a_key_that_is_listed_with_stars_is_held(tmp_path: Path) -> None:
    entry = {"perms": [{"name": "spot", "read_only": True}], "ip_whitelist": []}
    listed = [
        {**entry, "key": "aaaabbbbcccc*****"},
        {**entry, "key": "ddddeeeeffff*****"},
        {**entry, "key": "000011112222*****"},
    ]
    replies = {gate.KEYS: listed, gate.DETAIL: {"user_id": "7"}}
    keys = (
        key_of("a", "gate", "aaaabbbbccccdddd1111"), key_of("b", "gate", "ddddeeeeffff00002222")
    )  # fmt: skip
    found = await rows(state_of(tmp_path, keys, {"a": FakeAccount(replies)} | {
        "b": FakeAccount(replies)}))  # fmt: skip
    assert [key.public_id for key in found["a"].account_keys or ()] == ["0000…****"]


async def test_no_list_and_an_empty_one_differ(tmp_path: Path) -> None:
    alone = [{"client_id": "a", "max_scope": "trade:read"}]
    keys = (key_of("a", "deribit"), key_of("b", "bybit"))
    accounts = {"a": FakeAccount({deribit.CALL: {"result": alone}}), "b": bybit_key()}
    found = await rows(state_of(tmp_path, keys, accounts))
    assert found["a"].account_keys == ()
    assert found["b"].account_keys is None


KRAKEN = {
    "permissions": ["query-funds", "modify-trades"], "ipAllowlist": [], "createdTime": "1760000000"
}  # fmt: skip


async def test_the_exchange_tells_the_last_use(tmp_path: Path) -> None:
    used = {"result": {**KRAKEN, "lastUsed": "1770000000"}}
    never = {"result": {**KRAKEN, "lastUsed": None}}
    keys = (key_of("used", "kraken"), key_of("never", "kraken"), key_of("silent", "kraken"))
    accounts = {
        "used": FakeAccount({kraken.CALL: used}),
        "never": FakeAccount({kraken.CALL: never}),
        "silent": FakeAccount({kraken.CALL: {"result": KRAKEN}}),
    }
    found = await rows(state_of(tmp_path, keys, accounts))
    use = found["used"].last_use
    assert use is not None
    assert (use.source, use.at) == (UseSource.EXCHANGE, found["used"].last_used_at)
    use = found["never"].last_use
    assert use is not None
    assert (use.at, use.since) == (None, None)
    assert "never used" in use.evidence
    assert "JT-US-002" in {f.id for f in found["never"].findings}
    assert found["silent"].last_use is None
    assert all(not account.looked for account in accounts.values())


async def test_a_quick_inspection_asks_no_account(tmp_path: Path) -> None:
    account = bybit_key()
    state = state_of(tmp_path, (key_of("a", "bybit"),), {"a": account})
    assert (await rows(state))["a"].last_use is None
    assert account.looked == []


async def test_the_account_shows_use(tmp_path: Path) -> None:
    accounts = {"a": bybit_key(), "b": bybit_key(), "other": bybit_key("78")}
    accounts["a"].fills = (fill(9), fill(3), fill(5))
    keys = tuple(key_of(name, "bybit") for name in accounts)
    found = await rows(state_of(tmp_path, keys, accounts), deep=True)
    for name in ("a", "b"):
        use = found[name].last_use
        assert use is not None
        assert (use.at, use.source) == (NOW - timedelta(days=3), UseSource.ACCOUNT)
        assert "of the account, perhaps by another key" in use.evidence
    # One account is asked once, as far back as the policy's 30 days and one more.
    assert len(accounts["a"].looked) + len(accounts["b"].looked) == 1
    assert accounts["other"].looked == [NOW - timedelta(days=31)]
    quiet = found["other"].last_use
    assert quiet is not None
    assert (quiet.at, quiet.since) == (None, NOW - timedelta(days=31))
    unused = {f.id: f for f in found["other"].findings}["JT-US-001"]
    assert unused.status == "fail"


async def test_the_ledger_is_asked_where_orders_and_fills_show_nothing(tmp_path: Path) -> None:
    moved, quiet, untold = bybit_key("1"), bybit_key("2"), bybit_key("3")
    moved.act, quiet.act = (NOW - timedelta(days=2), "transfer"), None
    accounts = {"moved": moved, "quiet": quiet, "untold": untold}
    keys = tuple(key_of(name, "bybit") for name in accounts)
    uses = {
        name: row.last_use
        for name, row in (await rows(state_of(tmp_path, keys, accounts), deep=True)).items()
    }
    found = uses["moved"]
    assert found is not None
    assert (found.at, found.source) == (NOW - timedelta(days=2), UseSource.ACCOUNT)
    assert "entry of the ledger of the account, perhaps by another key: transfer" in found.evidence
    for name, told in (("quiet", True), ("untold", False)):
        use = uses[name]
        assert use is not None
        assert use.at is None
        assert ("in the ledger" in use.evidence) is told


async def test_an_account_is_not_looked_at_again_at_once(tmp_path: Path) -> None:
    account = bybit_key()
    state = state_of(tmp_path, (key_of("a", "bybit"),), {"a": account})
    first = (await rows(state, deep=True))["a"].last_use
    account.fills = (fill(1),)
    assert (await rows(state, deep=True))["a"].last_use == first
    assert len(account.looked) == 1
    state.clock = lambda: NOW + REMEMBERED
    later = (await rows(state, deep=True))["a"].last_use
    assert later is not None
    assert later.at == NOW - timedelta(days=1)


async def test_an_account_that_takes_too_long_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_use, "PATIENCE", 0.01)
    account = bybit_key()
    account.hangs = True
    state = state_of(tmp_path, (key_of("a", "bybit"),), {"a": account})
    found = (await rows(state, deep=True))["a"]
    assert (found.last_use, found.error) == (None, None)


async def test_an_account_that_was_not_read_whole_proves_no_disuse(tmp_path: Path) -> None:
    partly, refused = bybit_key("1"), bybit_key("2")
    partly.gaps = (NotRead("a", "spot: other symbols", "symbol by symbol"),)
    refused.fails = ExchangeError(FailureKind.RATE_LIMITED, "slow down", "Wait.")
    keys = (key_of("a", "bybit"), key_of("b", "bybit"))
    found = await rows(state_of(tmp_path, keys, {"a": partly, "b": refused}), deep=True)
    for key in found.values():
        assert key.error is None
        assert key.last_use is None
        assert {f.id: f for f in key.findings}["JT-US-001"].status == "unknown"


async def test_an_account_says_nothing_of_a_key_that_cannot_trade_or_read(tmp_path: Path) -> None:
    reads = FakeAccount({bybit.CALL: {"result": {**BYBIT_READS, "readOnly": 1}}})
    blind = {"enableReading": False, "enableSpotAndMarginTrading": True, "ipRestrict": True}
    blinded = FakeAccount({binance.CALL: blind})
    keys = (key_of("a", "bybit"), key_of("b", "binance"))
    await rows(state_of(tmp_path, keys, {"a": reads, "b": blinded}), deep=True)
    assert reads.looked == blinded.looked == []


async def test_a_statement_settles_what_is_unknown_and_nothing_else(tmp_path: Path) -> None:
    stated = Attestation(
        NOW - timedelta(days=1), "ada",
        {Capability.WITHDRAW: Grant.DENIED, Capability.READ: Grant.DENIED}, True, "website",
    )  # fmt: skip
    untold = replace(key_of("a", "bitstamp"), attested=stated)
    told = replace(key_of("b", "bybit"), attested=stated)
    found = await rows(state_of(tmp_path, (untold, told), {"b": bybit_key()}))
    assert found["a"].capabilities[Capability.WITHDRAW].grant is Grant.DENIED
    assert found["a"].source == "attested"
    assert found["a"].ip.restricted is True
    assert found["b"].capabilities[Capability.READ].grant is Grant.GRANTED
    assert "JT-AT-003" in {f.id for f in found["b"].findings if f.status == "fail"}
    assert found["b"].attested == stated


async def test_what_was_looked_up_is_known_also_while_the_exchange_is_away(tmp_path: Path) -> None:
    stated = Attestation(NOW, "ada", {Capability.WITHDRAW: Grant.DENIED})
    plain = key_of("plain", "bitstamp")
    attested = replace(key_of("attested", "bitstamp"), attested=stated)
    deleted = replace(key_of("deleted", "bitstamp"), attested=stated)
    away = ExchangeError(FailureKind.UNREACHABLE, "no route \x1b[2J", "Try again.")
    gone = ExchangeError(FailureKind.KEY_UNKNOWN, "no such key", "Look there.")
    accounts = {
        "plain": FakeAccount(fails=away), "attested": FakeAccount(fails=away),
        "deleted": FakeAccount(fails=gone),
    }  # fmt: skip
    found = await rows(state_of(tmp_path, (plain, attested, deleted), accounts))
    assert (found["plain"].error or UNREAD.info).kind == "unreachable"
    assert (found["deleted"].error or UNREAD.info).kind == "key-unknown"
    assert found["attested"].error is None
    assert found["attested"].capabilities[Capability.WITHDRAW].grant is Grant.DENIED
    reading = found["attested"].capabilities[Capability.READ]
    assert reading.grant is Grant.UNKNOWN
    assert reading.evidence.endswith("no read could be tried: no route")


async def test_a_key_that_is_being_added_is_compared_with_those_that_are(tmp_path: Path) -> None:
    held = key_of("a", "bybit", "id-1")
    state = state_of(tmp_path, (held,), {"a": bybit_key(), "new": bybit_key()})
    await inspect(state, ())
    row = await inspect_one(state, Key(key_of("new", "bybit").profile, held.credential, ADDED))
    assert row.same_key == ("a",)
    assert row.error is None


async def test_the_document_goes_over_the_pipe(tmp_path: Path) -> None:
    listed = [{"client_id": name, "max_scope": "trade:read"} for name in ("a", "stranger-key")]
    account = FakeAccount({deribit.CALL: {"result": listed}})
    state = state_of(tmp_path, (key_of("a", "deribit"),), {"a": account})
    document = await inspect(state, (), deep=True)
    assert msgspec.json.decode(msgspec.json.encode(document), type=Inspection) == document
