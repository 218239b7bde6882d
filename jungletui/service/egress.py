"""By which addresses the requests of a key leave: stated in the configuration, or asked where a
person switched that on. Nobody is asked otherwise."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import datetime

from jungletui.domain.failures import JungleError
from jungletui.domain.keys import Key
from jungletui.domain.surroundings import Egress
from jungletui.service.network_config import OFF
from jungletui.service.state import State

STATED = "configuration"


async def egress_of(state: State, key: Key) -> Egress | None:
    """The addresses of `key`'s route; None where nobody stated them and nobody may be asked, and
    where the key cannot be used at all. Nothing is raised."""
    direct = state.route(key.profile).proxy is None
    if state.config.egress and direct:
        return stated_egress(state.config.egress, state.clock())
    if state.demo or state.config.lookup == OFF:
        return None
    try:
        return await (await state.house()).egress(key, state.config.lookup)
    except JungleError:
        return None


def addresses_of(egress: Egress | None) -> tuple[str, ...]:
    """The addresses that are known."""
    return () if egress is None else tuple(a for a in (egress.v4, egress.v6) if a)


def stated_egress(addresses: Sequence[str], at: datetime) -> Egress:
    """What the configuration states. Of several addresses of one family none is told: which of them
    is used is not known."""
    v4 = [text for text in addresses if ipaddress.ip_address(text).version == 4]
    v6 = [text for text in addresses if ipaddress.ip_address(text).version == 6]
    return Egress(
        v4=v4[0] if len(v4) == 1 else None,
        v6=v6[0] if len(v6) == 1 else None,
        source=STATED,
        at=at,
        evidence=f"the configuration states {', '.join(addresses)}",
    )
