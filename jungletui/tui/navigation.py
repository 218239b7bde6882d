"""The screens by name: where each is found, and in which order digits reach them.

A new screen is one file in `screens/` and one row here. A screen is made with the names of the keys
it is about: an empty tuple means all keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jungletui.tui.screens.base import JungleScreen


@dataclass(frozen=True, slots=True)
class Entry:
    """One screen. `target` is `module:Class`, imported when it is first opened."""

    title: str
    target: str
    digit: str = ""


SCREENS: dict[str, Entry] = {
    "keys": Entry("Keys", "jungletui.tui.screens.keys:KeysScreen", "1"),
    "balances": Entry("Balances", "jungletui.tui.screens.balances:BalancesScreen", "2"),
    "orders": Entry("Orders", "jungletui.tui.screens.orders:OrdersScreen", "3"),
    "add": Entry("Add a key", "jungletui.tui.screens.add_key:AddKeyScreen"),
    "diagnosis": Entry("Why?", "jungletui.tui.screens.diagnosis:DiagnosisScreen"),
    "slots": Entry("Slots", "jungletui.tui.screens.slots:SlotsScreen", "4"),
    "log": Entry("Activity log", "jungletui.tui.screens.log:LogScreen", "5"),
    "audit": Entry("Audit", "jungletui.tui.screens.audit:AuditScreen", "6"),
    "positions": Entry("Positions", "jungletui.tui.screens.positions:PositionsScreen", "7"),
    "movements": Entry(
        "Deposits and withdrawals", "jungletui.tui.screens.movements:MovementsScreen", "8"
    ),
    "exchanges": Entry("Exchanges", "jungletui.tui.screens.exchanges:ExchangesScreen", "9"),
    "executions": Entry("Execution check", "jungletui.tui.screens.executions:ExecutionsScreen"),
    "inspection": Entry("Inspection", "jungletui.tui.screens.inspection:InspectionScreen"),
}


@dataclass(frozen=True, slots=True)
class Destination:
    """A screen and the keys it is about."""

    screen: str
    names: tuple[str, ...] = ()


def make_screen(destination: Destination) -> JungleScreen:
    """The screen itself. Raises KeyError for a name that is not registered."""
    module, _, name = SCREENS[destination.screen].target.partition(":")
    screen: JungleScreen = getattr(import_module(module), name)(destination.names)
    return screen
