"""Inspections of the further exchanges end to end: house, guard, ccxt, and the sandbox's door."""

from collections.abc import AsyncIterator

import pytest

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.reports import PermissionReport
from jungletui.domain.secret import Secret
from jungletui.domain.times import utc_now
from jungletui.exchanges.house import House
from jungletui.inspection.inspector import inspect_key
from jungletui.sandbox.faults import FaultKind
from jungletui.sandbox.run import Sandbox
from tests.sandbox.further import CASES, Case, staged


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    yield made
    await made.close()


async def inspected(house: House, sandbox: Sandbox, name: str) -> PermissionReport:
    sample = sandbox.key(name)
    credential = {part: Secret(text) for part, text in sample.credential.items()}
    profile = KeyProfile(sample.name, sample.exchange, endpoint=sample.endpoint)
    key = Key(profile, credential, utc_now())
    return await inspect_key((await house.session(key)).call, key)


def granted(report: PermissionReport) -> set[Capability]:
    return {c for c, found in report.capabilities.items() if found.grant is Grant.GRANTED}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_three_keys(house: House, case: Case) -> None:
    async with staged(case) as sandbox:
        good = await inspected(house, sandbox, f"{case.id}-bot")
        dangerous = await inspected(house, sandbox, f"{case.id}-vendor")
        with pytest.raises(ExchangeError) as caught:
            await inspected(house, sandbox, f"{case.id}-office")
        log = sandbox.log(case.id)
    assert granted(good) == case.granted
    assert good.unrecognised == ()
    assert granted(dangerous) == case.granted | case.dangerous
    if case.restricts:
        assert (good.ip.restricted, dangerous.ip.restricted) == (True, False)
    assert caught.value.kind == case.refused
    assert all("order" not in access.path for access in log)


BROKEN = {
    FaultKind.HTML: {FailureKind.BAD_REPLY},
    FaultKind.EMPTY: {FailureKind.BAD_REPLY},
    FaultKind.TRUNCATED: {FailureKind.BAD_REPLY, FailureKind.UNREACHABLE},
    FaultKind.DROPPED: {FailureKind.UNREACHABLE},
    FaultKind.UNAVAILABLE: {FailureKind.MAINTENANCE, FailureKind.UNREACHABLE},
}
"""What a broken answer is called; nothing is made of it."""


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_broken_answers_are_failures_and_no_reports(house: House, case: Case) -> None:
    async with staged(case) as sandbox:
        for fault, kinds in BROKEN.items():
            sandbox.faults(case.id).set(fault)
            with pytest.raises(ExchangeError) as caught:
                await inspected(house, sandbox, f"{case.id}-bot")
            assert caught.value.failure in kinds, fault
            assert caught.value.message.isprintable()
            sandbox.faults(case.id).clear()
