"""The account of keys whose report does not name it: asked of the exchange, where it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.keys import Key
from jungletui.domain.reports import PermissionReport
from jungletui.service.side_by_side import ask_all
from jungletui.service.state import State

Reports = list[tuple[Key, PermissionReport]]


async def with_accounts(state: State, inspected: Sequence[tuple[Key, PermissionReport]]) -> Reports:
    """The reports, in their order, with the account where it could be learnt. A key that cannot
    read is not tried; whatever fails leaves its report as it was."""
    silent = [
        key
        for key, report in inspected
        if report.account_id is None and report.capabilities[Capability.READ].grant is Grant.GRANTED
    ]

    async def ask(key: Key) -> str | None:
        return (await (await state.session(key)).ask_account()).id

    answers = await ask_all(silent, ask, state.debug, "asked for their account")
    accounts = {key.name: answer for key, answer in answers if isinstance(answer, str)}
    return [
        (key, replace(report, account_id=report.account_id or accounts.get(key.name)))
        for key, report in inspected
    ]
