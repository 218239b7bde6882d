"""When keys were last used: by the exchange, else by the account's fills, orders and ledger, else
by the own activity log."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jungletui.domain.activity import Activity, ActivityRecord
from jungletui.domain.capabilities import TRADES, Capability, Grant
from jungletui.domain.failures import ErrorInfo, ExchangeError, JungleError
from jungletui.domain.keys import Key, fingerprint_of
from jungletui.domain.reports import PermissionReport
from jungletui.domain.surroundings import LastUse, UseSource
from jungletui.service import activity
from jungletui.service.policy_choice import chosen_policy
from jungletui.service.seen import Place, place_of
from jungletui.service.side_by_side import ask_all
from jungletui.service.state import State, opened

if TYPE_CHECKING:
    from jungletui.exchanges.session import Session

DAYS = 30
"""How far back the account is looked at where the key's policy does not say."""
SIGNS = frozenset(
    {
        Activity.KEY_ADDED,
        Activity.KEYS_IMPORTED,
        Activity.KEY_REVEALED,
        Activity.KEY_INJECTED,
    }
)
OF_THE_ACCOUNT = "of the account, perhaps by another key"
LONGEST_GAPS = 300
PATIENCE = 20.0
"""Seconds that one account may take."""
REMEMBERED = timedelta(minutes=15)
"""How long what an account showed is not asked again: audits of an agent may follow at once."""

Inspected = Sequence[tuple[Key, PermissionReport]]


def told(report: PermissionReport) -> LastUse | None:
    """What the exchange itself says; None where it says nothing."""
    if report.last_used_at is not None:
        moment = report.last_used_at.isoformat(timespec="seconds")
        evidence = f"last used at {moment}, says the exchange; JungleTUI's own requests count, too"
        return LastUse(report.last_used_at, UseSource.EXCHANGE, evidence)
    if report.never_used is not None:
        return LastUse(None, UseSource.EXCHANGE, f"{report.never_used}: never used")
    return None


async def last_uses(state: State, inspected: Inspected) -> dict[str, LastUse]:
    """By name, the newest sign of use of each key of which there is one. Asks the exchanges that
    do not tell: once for each account, as far back as the policy calls a key unused. Whatever fails
    is no sign; nothing is raised but LockedError."""
    found = {key.name: use for key, report in inspected if (use := told(report)) is not None}
    silent = [(key, report) for key, report in inspected if key.name not in found]
    if not silent:
        return found
    logged = await asyncio.to_thread(_logged, state)
    accounts = await _accounts(state, silent)
    for key, _ in silent:
        own = logged.get(fingerprint_of(key, opened(state).content.fingerprint_key))
        use = _newest(accounts.get(key.name), own)
        if use is not None:
            found[key.name] = use
    return found


def _newest(account: LastUse | str | None, own: LastUse | None) -> LastUse | None:
    """The newer sign; the log's with what is to be said about the account, where that is no sign
    but a text."""
    if isinstance(account, LastUse):
        latest = account.at or account.since
        return own if own and own.at and latest and own.at > latest else account
    if own is not None and account:
        return LastUse(own.at, own.source, f"{own.evidence}; {account}")
    return own


async def _accounts(state: State, silent: Inspected) -> dict[str, LastUse | str]:
    """By name, what the accounts of these keys show. A key that cannot read is not used to look,
    and what an account shows says nothing of a key that cannot trade."""
    groups: dict[tuple[Place, str], list[Key]] = {}
    for key, report in silent:
        grants = report.capabilities
        trades = any(grants[trade].grant is not Grant.DENIED for trade in TRADES)
        if grants[Capability.READ].grant is Grant.GRANTED and trades:
            account = report.account_id or f"of {key.name}"
            groups.setdefault((place_of(key), account), []).append(key)
    members = {group[0].name: group for group in groups.values()}

    async def look(key: Key) -> LastUse | str:
        days = max(_unused_age(state, one) for one in members[key.name])
        place = places[key.name], days
        before = state.looked.get(place)
        if before is not None and state.clock() - before[0] < REMEMBERED:
            return before[1]
        found = await _in_time(_account(state, key, state.clock() - timedelta(days=days + 1)))
        state.looked[place] = state.clock(), found
        return found

    places = {group[0].name: place for place, group in groups.items()}
    firsts = [group[0] for group in groups.values()]
    answers = await ask_all(firsts, look, state.debug, "looked through for use")
    return {
        key.name: f"the account was not read: {use.message}" if isinstance(use, ErrorInfo) else use
        for first, use in answers
        for key in members[first.name]
    }


def _unused_age(state: State, key: Key) -> int:
    config = state.config
    age = chosen_policy(key.profile, config.policies, config.tag_policies).policy.unused_age
    return DAYS if age is None else age


async def _account(state: State, key: Key, since: datetime) -> LastUse | str:
    """The newest fill since then, else order, else entry of the ledger; a text where there was none
    and not all was read. Each is asked for only where the one before shows nothing."""
    session = await state.session(key)
    fills, fill_gaps = await session.fills(None, since)
    filled = [(row.at, row.symbol) for row in fills if row.at]
    if filled:  # then orders need not be asked for
        return _sign("fill", *max(filled))
    orders, order_gaps = await session.orders("all", None, since)
    ordered = [(at, row.symbol) for row in orders if (at := row.updated_at or row.created_at)]
    if ordered:
        return _sign("order", *max(ordered))
    act, ledger = await _act(session, since)
    if act is not None:
        return _sign("entry of the ledger", act[0], act[1])
    start = since.isoformat(timespec="minutes")
    gaps = "; ".join(
        dict.fromkeys(f"{gap.what}: {gap.reason}" for gap in (*order_gaps, *fill_gaps))
    )
    none = f"no order and no fill{ledger} of the account since {start}"
    if gaps:
        return f"{none} was seen, but not read: {gaps[:LONGEST_GAPS]}"
    return LastUse(None, UseSource.ACCOUNT, f"{none}, by any key", since)


async def _act(session: Session, since: datetime) -> tuple[tuple[datetime, str] | None, str]:
    """The ledger's newest entry, if any, and the words for there being none. That it cannot be read
    is no gap: what a key does are orders, and these were read."""
    try:
        return await session.newest_act(since), ", and no trade or transfer in the ledger,"
    except ExchangeError:
        return None, ""


def _sign(what: str, at: datetime, symbol: str) -> LastUse:
    moment = at.isoformat(timespec="seconds")
    evidence = f"newest {what} {OF_THE_ACCOUNT}: {symbol} at {moment}"
    return LastUse(at, UseSource.ACCOUNT, evidence)


async def _in_time(looking: Coroutine[None, None, LastUse | str]) -> LastUse | str:
    """What was found, or that it took too long: the limits of an exchange hold up for minutes."""
    try:
        return await asyncio.wait_for(looking, PATIENCE)
    except TimeoutError:
        return f"the account was not read within {PATIENCE:g} s"


def _logged(state: State) -> dict[str, LastUse]:
    """By fingerprint, the newest record of the own log that a key was used or handed out."""
    try:
        records = activity.activity_log(state).records
    except JungleError:
        return {}
    newest: dict[str, ActivityRecord] = {}
    for record in records:
        if record.what in SIGNS and record.fingerprint:
            before = newest.get(record.fingerprint)
            if before is None or record.at >= before.at:
                newest[record.fingerprint] = record
    return {
        mark: LastUse(
            record.at,
            UseSource.ACTIVITY,
            f"{record.what.value} at {record.at.isoformat(timespec='seconds')} in JungleTUI's own "
            "log, which does not see the use by others",
        )
        for mark, record in newest.items()
    }
