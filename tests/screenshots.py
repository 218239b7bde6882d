"""`python -m tests.screenshots` writes the README's pictures from the real program.

The sandbox, the service and the console run in this one process on a stopped clock, so that the
same code draws the same pictures; `--check` only compares. What is followed stands still, too: when
a stream opens is a matter of the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from textual import events

from jungletui.domain.documents import AccountEvent, Feed, FeedState
from jungletui.domain.interface import Service
from jungletui.domain.slot_documents import SlotKind, SlotRow, VaultSlots
from jungletui.sandbox.__main__ import document_of
from jungletui.sandbox.faults import FaultKind
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from jungletui.service.demo import demo_vault
from jungletui.service.files import find_files
from jungletui.service.local import LocalService
from jungletui.service.state import State
from jungletui.tui.app import JungleApp
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault

FOLDER = Path(__file__).parent.parent / "screenshots"
NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
PORT_BASE = 18431
"""Endpoints are drawn on some screens: they must not change from run to run."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: how large the terminal is, which keys lead to the screen (`paste NAME FIELD` is a
    sample key's text from the clipboard), and which exchange is down. `own_slots`: the slots
    are those of a made-up vault, as the demo has none."""

    name: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (120, 40)
    down: str = ""
    own_slots: bool = False


STREAMS = ("watch",)
"""Work that never ends."""
SMALL = (80, 24)
REPORT = ("/", *"coppervine", "enter", "enter")
REFUSED = ("/", *"office", "enter", "enter")
PARTLY = ("3", "/", *"partly", "enter")
ATTEST = ("/", *"testnet", "enter", "enter", "a", "y", "n")
CHECK = ("3", "/", *"grid", "enter", "x")
FORM = ("a", "/", *"binance", "enter", "enter")
DANGEROUS = (
    *FORM,
    *"old-bot",
    "tab",
    "paste binance-coppervine apiKey",
    "tab",
    "paste binance-coppervine secret",
    "ctrl+s",
)
PICTURES = (
    Picture("keys"),
    Picture("keys-80x24", size=SMALL),
    Picture("inspection", REPORT),
    Picture("inspection-80x24", REPORT, SMALL),
    Picture("balances", ("2",)),
    Picture("balances-80x24", ("2",), SMALL),
    Picture("totals", ("2", "t")),
    Picture("balances-partial", ("2", "e"), down="kraken"),
    Picture("orders", PARTLY),
    Picture("orders-80x24", ("3",), SMALL),
    Picture("fills-80x24", (*PARTLY, "enter"), SMALL),
    Picture("diagnosis", (*REFUSED, "x")),
    Picture("diagnosis-80x24", (*REFUSED, "x"), SMALL),
    Picture("exchanges", ("a",)),
    Picture("add", (*FORM, *"old-bot", "tab")),
    Picture("add-80x24", (*FORM, *"old-bot", "tab"), SMALL),
    Picture("guide-80x24", (*FORM, "ctrl+g"), SMALL),
    Picture("verdict", DANGEROUS),
    Picture("audit", ("6",)),
    Picture("audit-80x24", ("6",), SMALL),
    Picture("finding", ("6", "enter")),
    Picture("attest", ATTEST),
    Picture("attest-80x24", ATTEST, SMALL),
    Picture("accept-80x24", (*REPORT, "c"), SMALL),
    Picture("positions", ("7",)),
    Picture("positions-80x24", ("7",), SMALL),
    Picture("movements", ("8",)),
    Picture("movements-80x24", ("8",), SMALL),
    Picture("executions", CHECK),
    Picture("executions-80x24", CHECK, SMALL),
    Picture("exchange-list", ("9",)),
    Picture("exchange-list-80x24", ("9",), SMALL),
    Picture("edit-80x24", ("e",), SMALL),
    Picture("slots", ("4",), own_slots=True),
    Picture("help", ("question_mark",)),
    Picture("locked", ("L",)),
)


@asynccontextmanager
async def _demo_service() -> AsyncIterator[tuple[Service, Sandbox]]:
    """The demo's service on a stopped clock. The sandbox announces itself over a pipe, as it does
    to the real service; only the key of the fingerprints is not drawn at random."""
    options = SandboxOptions(clock=lambda: NOW, wall=lambda: NOW, moving=False, port_base=PORT_BASE)
    with tempfile.TemporaryDirectory() as home:
        async with running(options) as sandbox:
            read, written = os.pipe()
            with os.fdopen(written, "w") as pipe:
                pipe.write(json.dumps(document_of(sandbox)) + "\n")
            vault, endpoints = demo_vault(read, lambda: NOW)
            state = State(
                files=find_files(Path(home), {}),
                sources=PassphraseSources(None, None, None, {}, tty=False),
                vault=MemoryVault(Content(bytes(32), vault.content.keys), path=Path("demo")),
                demo_fd=read,
                demo_endpoints=endpoints,
                clock=lambda: NOW,
            )
            try:
                yield LocalService(state), sandbox
            finally:
                await state.close()


REFUSED_KEYS = ("binance-office", "kraken-expired")
STALE = Feed(FeedState.STALE, NOW, None, "its exchange refuses it")
SLOTS = VaultSlots(
    path="~/.local/share/jungletui/vault.cxv",
    generation=12,
    slots=(
        SlotRow("0f3ad1c27b9e4455", SlotKind.PASSPHRASE, "made on 2026-01-04"),
        SlotRow("5b20e7a99c1d4f02", SlotKind.RECOVERY_CODE, "on paper"),
        SlotRow("a94c11de07f3b868", SlotKind.SSH_AGENT, "SHA256:Zm9vYmFyYmF6cXV4, desk@home"),
    ),
    opened_with="the ssh-agent (key SHA256:Zm9vYmFyYmF6cXV4)",
    warnings=(),
)


class Still:
    """The demo's service, where every key is followed already and nothing changes; a vault with
    slots, where they are wanted."""

    def __init__(self, service: Service, *, own_slots: bool) -> None:
        self._service = service
        self._own_slots = own_slots

    def __getattr__(self, name: str) -> object:
        return getattr(self._service, name)

    async def vault_slots(self) -> VaultSlots:
        """Three slots, or those of the demo."""
        return SLOTS if self._own_slots else await self._service.vault_slots()

    async def watch(self, names: tuple[str, ...], quote: str) -> AsyncIterator[AccountEvent]:
        """How each key is followed."""
        async for event in self._followed(names, Feed(FeedState.LIVE, NOW, NOW)):
            yield event

    async def watch_positions(self, names: tuple[str, ...]) -> AsyncIterator[AccountEvent]:
        """The same of positions, which no stream tells."""
        async for event in self._followed(names, Feed(FeedState.POLLED, NOW, NOW)):
            yield event

    async def _followed(self, names: tuple[str, ...], feed: Feed) -> AsyncIterator[AccountEvent]:
        for key in (await self._service.keys_list()).keys:
            if not names or key.name in names:
                stale = key.name in REFUSED_KEYS
                yield AccountEvent(key.name, NOW, feed=STALE if stale else feed)
        await asyncio.Event().wait()


async def draw(picture: Picture) -> str:
    """The SVG of one picture."""
    async with _demo_service() as (service, sandbox):
        if picture.down:
            sandbox.faults(picture.down).set(FaultKind.UNAVAILABLE)
        told = Still(service, own_slots=picture.own_slots)
        app = JungleApp(cast("Service", told), clock=lambda: NOW, theme="jungle-dark", demo=True)
        async with app.run_test(size=picture.size) as pilot:
            await _settle(app)
            for key in picture.keys:
                if key.startswith("paste "):
                    app.post_message(events.Paste(_credential(sandbox, key)))
                else:
                    await pilot.press(key)
                await _settle(app)
            return _stable(app.export_screenshot(title="JungleTUI"))


def _credential(sandbox: Sandbox, key: str) -> str:
    """The text that `paste NAME FIELD` means."""
    _, name, field = key.split()
    return next(sample for sample in sandbox.keys if sample.name == name).credential[field]


async def _settle(app: JungleApp) -> None:
    """Wait until nothing is being read and the same picture was drawn twice."""
    drawn = ""
    while True:
        await asyncio.sleep(0.05)
        if any(worker.group not in STREAMS for worker in app.workers if not worker.is_finished):
            continue
        if getattr(getattr(app.screen, "gathering", None), "waits", False):
            continue
        now = _stable(app.export_screenshot())
        if now == drawn:
            return
        drawn = now


def _stable(svg: str) -> str:
    """The same SVG without what Rich draws at random: the number in its class names."""
    return re.sub(r"terminal-\d+", "terminal", svg)


async def _main(*, check: bool) -> int:
    stale = []
    for picture in PICTURES:
        path = FOLDER / f"{picture.name}.svg"
        svg = await draw(picture)
        if path.is_file() and path.read_text() == svg:
            continue
        stale.append(path.name)
        if not check:
            path.write_text(svg)
    if check and stale:
        sys.stderr.write(f"no longer as the program draws them: {', '.join(stale)}\n")
        return 1
    sys.stdout.write(f"{len(PICTURES)} pictures, {len(stale)} of them new\n")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pictures, or with `--check` say which ones no longer match (exit 1)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    return asyncio.run(_main(check=parser.parse_args(arguments).check))


if __name__ == "__main__":
    sys.exit(main())
