"""The access class of a key: the highest right that holds, never better than what is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.capabilities import (
    TRADES,
    Access,
    Capability,
    CapabilityGrant,
    Grant,
    Source,
    access_of,
    unknown_capabilities,
)

READ, SPOT = Capability.READ, Capability.TRADE_SPOT
MOVE, WITHDRAW, ADMIN = Capability.TRANSFER_INTERNAL, Capability.WITHDRAW, Capability.ADMIN


def capabilities(*granted, unknown=(), part_of=None):
    def grant(capability):
        if capability in granted:
            inseparable = part_of if capability is MOVE else None
            return CapabilityGrant(Grant.GRANTED, "on", part_of=inseparable)
        return CapabilityGrant(Grant.UNKNOWN if capability in unknown else Grant.DENIED, "off")

    return {capability: grant(capability) for capability in Capability}


@pytest.mark.parametrize(
    ("held", "access"),
    [
        (capabilities(), Access.NONE),
        (capabilities(READ), Access.READ_ONLY),
        *((capabilities(READ, trade), Access.TRADE) for trade in TRADES),
        (capabilities(SPOT), Access.TRADE),
        (capabilities(READ, SPOT, MOVE), Access.TRANSFER),
        (capabilities(READ, SPOT, MOVE, part_of=SPOT), Access.TRADE),
        (capabilities(READ, WITHDRAW), Access.WITHDRAW),
        (capabilities(READ, ADMIN), Access.WITHDRAW),
        (capabilities(READ, ADMIN, unknown=[WITHDRAW]), Access.WITHDRAW),
        (capabilities(READ, SPOT, MOVE, unknown=[WITHDRAW]), Access.UNKNOWN),
        (capabilities(READ, unknown=[ADMIN]), Access.READ_ONLY),
        (capabilities(unknown=[READ]), Access.UNKNOWN),
    ],
)
def test_access(held, access):
    assert access_of(held) is access


def test_a_transfer_that_comes_along_with_nothing_is_one_of_its_own():
    held = {**capabilities(READ, MOVE, part_of=SPOT)}
    assert held[SPOT].grant is Grant.DENIED
    assert access_of(held) is Access.TRANSFER


@pytest.mark.parametrize("capability", [WITHDRAW, ADMIN])
def test_what_can_take_funds_out_does_so_whatever_it_comes_along_with(capability):
    along = CapabilityGrant(Grant.GRANTED, "part of trade", part_of=SPOT)
    assert access_of({**capabilities(READ, SPOT), capability: along}) is Access.WITHDRAW


def test_nothing_learnt():
    held = unknown_capabilities("the exchange does not say")
    assert set(held) == set(Capability)
    assert access_of(held) is Access.UNKNOWN
    assert {grant.source for grant in held.values()} == {Source.NONE}


@given(st.fixed_dictionaries({c: st.sampled_from(Grant) for c in Capability}))
def test_withdraw_decides_first(states):
    held = {c: CapabilityGrant(g, "said") for c, g in states.items()}
    access = access_of(held)
    if Grant.GRANTED in (states[WITHDRAW], states[ADMIN]):
        assert access is Access.WITHDRAW
    elif states[WITHDRAW] is Grant.UNKNOWN:
        assert access is Access.UNKNOWN
    else:
        assert access is not Access.WITHDRAW
