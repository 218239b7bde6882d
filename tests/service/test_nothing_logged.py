"""Every library logs all it has to say, and says no secret."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jungletui.domain.failures import JungleError
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.service import unlocking
from jungletui.service.files import find_files
from jungletui.service.local import LocalService
from jungletui.service.state import State
from jungletui.vault import store
from jungletui.vault.kdf import FLOOR
from jungletui.vault.sources import PassphraseSources
from tests.e2e.canaries import found_in
from tests.e2e.hostile_exchange import echoing

pytestmark = pytest.mark.slow

PASSPHRASE = "Vq7xKanarie-31 orchidee fagott"


class Collected(logging.Handler):
    """Every record as text, with its arguments and the locals of its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.args!r}")


@pytest.fixture
def collected() -> Iterator[Collected]:
    handler = Collected()
    root = logging.getLogger()
    before = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in before:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(logging.WARNING)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def sandbox() -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "jungletui.sandbox", "--frozen"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        yield msgspec.json.decode(process.stdout.readline())
        process.terminate()


def _state(home: Path) -> State:
    files = find_files(home, {})
    home.mkdir(mode=0o700)
    paths = store.VaultPaths(files.vault, files.seen)
    vault, _ = store.create_vault(paths, bytearray(PASSPHRASE.encode()), FLOOR)
    vault.close()
    environ = {"JUNGLETUI_PASSPHRASE": PASSPHRASE}
    sources = PassphraseSources(fd=None, file=None, command=None, environ=environ, tty=False)
    return State(files=files, sources=sources, debug=True)


async def _session(service: LocalService, credential: dict[str, Secret], endpoints: list[str]):
    """Everything that a key goes through, where it works and where the request is echoed."""
    for number, endpoint in enumerate(endpoints):
        name = f"key-{number}"
        profile = KeyProfile(name, "okx", endpoint=endpoint, policy="bot")
        asked = [
            service.keys_check("okx", credential),
            service.keys_verify(profile, credential),
            service.keys_add(profile, credential, verify=False),
            service.inspect((name,)),
            service.balances((name,), "USD"),
            service.orders((name,), "all", None, None),
            service.fills((name,), None, None),
            service.keys_show(name),
            service.doctor(),
        ]
        for waiting in asked:
            try:
                logging.getLogger("answers").debug("%r", await waiting)
            except JungleError as error:
                logging.getLogger("answers").debug("%r %s", error, error.remedy)
    key = Key(KeyProfile("x", "okx"), credential, datetime(2026, 1, 1, tzinfo=UTC))
    logging.getLogger("careless").debug("%s %r %s %s", key, key, credential, [*credential.values()])
    await service.lock()


def test_nothing_that_is_logged_holds_a_secret(
    tmp_path: Path,
    sandbox: dict[str, Any],
    collected: Collected,
    capfd: pytest.CaptureFixture[str],
) -> None:
    sample = next(k for k in sandbox["keys"] if k["exchange"] == "okx" and "healthy" in k["tags"])
    texts: dict[str, str] = sample["credential"]
    state = _state(tmp_path / "home")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unlocking.unlock(state)
    credential = {name: Secret(text) for name, text in texts.items()}
    with echoing() as exchange:
        endpoints = [sample["endpoint"], exchange.endpoint]
        asyncio.run(_session(LocalService(state), credential, endpoints), debug=True)
        assert any(texts["password"] in headers for headers in exchange.echoed)
    logged = "\n".join(collected.lines)
    assert "answers DEBUG InspectedKey" in logged or "Inspection(" in logged
    assert "granted" in logged, "the sandbox knows this key"
    out, err = capfd.readouterr()
    secrets = {"vault passphrase": PASSPHRASE, **texts}
    assert not found_in("\n".join((logged, out, err)).encode(), secrets)
    assert texts["secret"] not in repr(state)
