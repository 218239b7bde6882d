"""The service with a vault in memory, whose keys come on stdin: run by `test_streams.py`."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.domain.times import utc_now
from jungletui.exchanges import world
from jungletui.exchanges.plans import plan_of
from jungletui.service.files import find_files
from jungletui.service.local import LocalService
from jungletui.service.server import serve
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault


def main() -> None:
    """Serve on the descriptor that is named. Requests are not paced: this measures streams, and a
    hundred keys take a minute to be read for the first time at the pace of a real exchange."""
    world.plan_of = lambda exchange: replace(plan_of(exchange), share=1000.0)
    keys = tuple(
        Key(
            KeyProfile(
                row["name"], row["exchange"], Environment(row["environment"]), row["endpoint"]
            ),
            {name: Secret(text) for name, text in row["credential"].items()},
            utc_now(),
        )
        for row in json.loads(sys.stdin.readline())
    )
    with tempfile.TemporaryDirectory() as home:
        sources = PassphraseSources(None, None, None, {}, tty=False)
        state = State(
            find_files(Path(home), {}), sources, vault=MemoryVault(Content(b"f" * 32, keys))
        )
        connection = socket.socket(fileno=int(sys.argv[1]))
        asyncio.run(serve(connection, LocalService(state)))


if __name__ == "__main__":
    main()
