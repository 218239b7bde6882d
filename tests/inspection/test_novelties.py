"""A right that nobody knows casts doubt on denials, and on nothing else."""

import pytest

from jungletui.domain.capabilities import TRADES, Capability, Grant
from jungletui.inspection.clues import denied, granted
from jungletui.inspection.novelties import Novelty, concerned_by, doubted


@pytest.mark.parametrize(
    ("name", "concerned"),
    [
        ("enableVaultWithdraw", {Capability.WITHDRAW}),
        ("enableFuturesTransfer", {Capability.TRANSFER_INTERNAL, Capability.TRADE_DERIVATIVES}),
        ("query-positions", {Capability.READ}),
        ("trade", set(TRADES)),
        ("enableSpotTrading", {Capability.TRADE_SPOT}),
        (
            "teleport",
            {
                Capability.WITHDRAW,
                Capability.ADMIN,
                Capability.TRANSFER_INTERNAL,
                Capability.TRADE_OTHER,
            },
        ),
    ],
)
def test_what_a_name_may_be_about(name, concerned):
    assert set(concerned_by(name)) == concerned


def test_only_denials_are_doubted():
    before = dict.fromkeys(Capability, denied("field = false"))
    before[Capability.READ] = granted("field = true")
    after = doubted(before, [Novelty("new = 1", (Capability.READ, Capability.WITHDRAW))])
    assert after[Capability.READ] == before[Capability.READ]
    assert after[Capability.WITHDRAW].grant is Grant.UNKNOWN
    assert "field = false" in after[Capability.WITHDRAW].evidence
    assert "new = 1" in after[Capability.WITHDRAW].evidence
    assert after[Capability.ADMIN] == before[Capability.ADMIN]
