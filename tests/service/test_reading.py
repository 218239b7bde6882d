"""The total of many keys: an account counts once, and where that is not known it is said."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from jungletui.domain.documents import Balances
from jungletui.domain.worth import doubts
from jungletui.sandbox.__main__ import document_of
from jungletui.sandbox.run import SandboxOptions, running
from jungletui.service.demo import demo_vault
from jungletui.service.files import find_files
from jungletui.service.reading import balances, balances_of
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
ONE_EACH = ("binance-coppervine", "binance-hummingbot", "binance-testnet", "bybit-desk",
            "kraken-dca", "okx-trend")  # fmt: skip
"""A key of each account, the one that reads all of its wallets."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[State]:
    options = SandboxOptions(clock=lambda: NOW, wall=lambda: NOW, moving=False, markets=40)
    async with running(options) as sandbox:
        read, written = os.pipe()
        with os.fdopen(written, "w") as pipe:
            pipe.write(json.dumps(document_of(sandbox)) + "\n")
        vault, endpoints = demo_vault(read, lambda: NOW)
        state = State(
            files=find_files(Path(tmp_path_factory.mktemp("home")), {}),
            sources=PassphraseSources(None, None, None, {}, tty=False),
            vault=MemoryVault(Content(bytes(32), vault.content.keys), path=Path("demo")),
            demo_fd=read,
            demo_endpoints=endpoints,
            clock=lambda: NOW,
        )
        yield state
        await state.close()


def sum_of(document: Balances, *keys: str) -> Decimal:
    values = (row.value for row in document.rows if row.key in keys)
    return sum((value for value in values if value is not None), Decimal(0))


@pytest.mark.asyncio(loop_scope="module")
async def test_the_total_counts_each_account_once(demo: State) -> None:
    document = await balances(demo, (), "USDT")
    assert document.total == sum_of(document, *ONE_EACH)
    assert document.total < sum_of(document, *{row.key for row in document.rows}) / 2
    groups = {one.keys for one in document.accounts}
    assert groups == {
        ("binance-coppervine", "binance-ed25519", "binance-freqtrade", "binance-tracker"),
        ("binance-hummingbot",),
        ("binance-testnet",),
        ("bybit-desk", "bybit-grid", "bybit-spot"),
        ("kraken-dca", "kraken-old"),
        ("okx-trend", "okx-watch"),
    }
    assert doubts(document.accounts) == ()


@pytest.mark.asyncio(loop_scope="module")
async def test_every_key_keeps_its_rows_and_no_account_id_leaves_the_service(demo: State) -> None:
    document = await balances(demo, ("okx-trend", "okx-watch"), "USDT")
    assert sum_of(document, "okx-trend") == sum_of(document, "okx-watch") == document.total
    (account,) = document.accounts
    assert len(account.account or "") == 12
    assert account.account != "60000001"


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_not_told_is_counted_and_said(
    demo: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("kraken-dca", "kraken-old")
    keys = [key for key in demo.vault.content.keys if key.name in names]
    accounts = (await demo.session(keys[0])).world.accounts
    monkeypatch.setattr(accounts, "call", None)
    monkeypatch.setattr(accounts, "_told", {})
    document = await balances(demo, names, "USDT")
    once = sum_of(document, "kraken-dca")
    assert once > 0
    assert document.total == 2 * once
    assert doubts(document.accounts) == (
        "kraken does not tell which account a key belongs to: "
        "2 keys added up as 2 accounts (kraken-dca, kraken-old)",
    )


@pytest.mark.asyncio(loop_scope="module")
async def test_the_same_id_elsewhere_is_another_account(demo: State) -> None:
    """Ids are an exchange's own: those of another endpoint or environment say nothing here."""
    (key,) = (k for k in demo.vault.content.keys if k.name == "okx-watch")
    endpoint = key.profile.endpoint or demo.demo_endpoints["okx"]
    elsewhere = endpoint.replace("127.0.0.1", "localhost")
    other = replace(key, profile=replace(key.profile, name="mirror", endpoint=elsewhere))
    document = await balances_of(demo, (key, other), "USDT")
    assert not document.errors
    assert len(document.accounts) == 2
