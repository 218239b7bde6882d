"""`python -m tests.screenshots` writes the README's pictures from the real program.

The sandbox, the service and the console run in this one process on a stopped clock, so that the
same code draws the same pictures; `--check` only compares.
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

from textual import events

from jungletui.domain.interface import Service
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
    sample key's text from the clipboard), and which exchange is down."""

    name: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (120, 40)
    down: str = ""


STREAMS = ("watch",)
"""Work that never ends."""
SMALL = (80, 24)
REPORT = ("/", *"coppervine", "enter", "enter")
PARTLY = ("3", "/", *"partly", "enter")
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
    Picture("balances-partial", ("2", "e"), down="kraken"),
    Picture("orders", PARTLY),
    Picture("orders-80x24", ("3",), SMALL),
    Picture("add", (*FORM, *"old-bot", "tab")),
    Picture("verdict", DANGEROUS),
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


async def draw(picture: Picture) -> str:
    """The SVG of one picture."""
    async with _demo_service() as (service, sandbox):
        if picture.down:
            sandbox.faults(picture.down).set(FaultKind.UNAVAILABLE)
        app = JungleApp(service, clock=lambda: NOW, theme="jungle-dark", demo=True)
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
        if getattr(app.screen, "drawing", False):
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
