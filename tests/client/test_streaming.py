"""The asyncio proxy: typed answers, errors with their classes, cancellation, streams, deaths."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from jungletui.client.launch import ServiceProcess
from jungletui.client.streaming import connect
from jungletui.domain.documents import AccountEvent, Guide
from jungletui.domain.failures import ServiceError, UsageError
from jungletui.domain.interface import Service
from jungletui.domain.keys import KeyProfile
from jungletui.domain.progress import HEARER, Progress
from jungletui.domain.secret import Secret
from jungletui.service.server import serve
from tests.service.fake_service import FakeService, Line


async def over(ours: socket.socket) -> Service:
    return await connect(cast("ServiceProcess", SimpleNamespace(socket=ours, exit_code=int)))


@pytest.fixture
async def fake() -> FakeService:
    return FakeService()


@pytest.fixture
async def service(fake: FakeService) -> AsyncIterator[Service]:
    ours, theirs = socket.socketpair()
    serving = asyncio.create_task(serve(theirs, cast("Any", fake)))
    service = await over(ours)
    yield service
    cast("Any", service).close()
    await asyncio.wait_for(serving, 20)


async def test_an_answer_is_a_document(service: Service) -> None:
    assert await service.guide("okx") == Guide("okx", "xko")
    assert await service.guide(exchange="okx") == Guide("okx", "xko")


async def test_an_error_has_its_class_again(service: Service) -> None:
    with pytest.raises(UsageError) as caught:
        await service.guide("usage")
    assert caught.value.info.remedy == "ask rightly"


async def test_parameters_are_checked_before_anything_is_sent(service: Service) -> None:
    with pytest.raises(TypeError):
        await cast("Any", service).guide()
    with pytest.raises(TypeError):
        await cast("Any", service).guide("okx", "more")


async def test_many_calls_at_once_get_their_own_answers(service: Service) -> None:
    names = [f"n{number}" for number in range(200)]
    guides = await asyncio.gather(*(service.guide(name) for name in names))
    assert [guide.markdown for guide in guides] == [name[::-1] for name in names]


async def test_cancelling_the_task_cancels_the_request(service: Service, fake: FakeService) -> None:
    waiting = asyncio.ensure_future(service.guide("slow"))
    await service.guide("okx")
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await service.guide("okx")
    assert fake.cancelled == ["guide"]


async def test_a_stream_yields_documents_until_its_end(service: Service) -> None:
    events = [event async for event in service.watch(("a", "b"), "2")]
    assert [type(event) for event in events] == [AccountEvent, AccountEvent]
    assert [event.key for event in events] == ["a", "b"]


async def test_leaving_a_stream_cancels_it(service: Service, fake: FakeService) -> None:
    stream = service.watch(("endless",), "1")
    assert (await anext(stream)).key == "endless"
    await cast("Any", stream).aclose()
    await service.guide("okx")
    assert fake.cancelled == ["watch"]


async def test_megabytes_arrive(service: Service) -> None:
    assert len((await service.guide("3000000")).markdown) == 3_000_000


async def test_a_dead_service_fails_every_call_with_a_clear_error() -> None:
    ours, theirs = socket.socketpair()
    service = await over(ours)
    waiting = asyncio.ensure_future(service.guide("okx"))
    stream = asyncio.ensure_future(anext(service.watch(("a",), "1")))
    await asyncio.sleep(0)
    theirs.close()
    for one in (waiting, stream):
        with pytest.raises(ServiceError, match="has ended"):
            await one
    with pytest.raises(ServiceError, match="has ended"):
        await service.guide("okx")


async def test_who_listens_hears_of_the_end_once_though_nothing_is_asked() -> None:
    ours, theirs = socket.socketpair()
    service, heard = cast("Any", await over(ours)), []
    ended = asyncio.Event()
    service.on_end(lambda error: (heard.append(error), ended.set()))
    theirs.sendall(
        b'{"jsonrpc":"2.0","method":"$/locked","params":{"why":"It was open for 8 h."}}\n'
    )
    theirs.close()
    await asyncio.wait_for(ended.wait(), 20)
    service.close()
    (error,) = heard
    assert error.kind == "locked"
    assert "It was open for 8 h." in error.message


async def test_who_closes_hears_nothing() -> None:
    ours, theirs = socket.socketpair()
    service, heard = cast("Any", await over(ours)), []
    service.on_end(heard.append)
    service.close()
    await asyncio.sleep(0)
    theirs.close()
    assert not heard


async def test_a_garbled_answer_fails_its_call_only() -> None:
    line = Line()
    await line.open()
    service = await over(line.theirs)
    first = asyncio.ensure_future(service.guide("one"))
    second = asyncio.ensure_future(service.guide("two"))
    one, two = await line.next(), await line.next()
    line.send(f'{{"jsonrpc":"2.0","id":{one["id"]},"result":{{"exch')
    with pytest.raises(ServiceError, match="cannot be read"):
        await first
    assert not second.done()
    result = {"exchange": "two", "markdown": "", "schema": "jungletui.guide/1"}
    line.send({"id": two["id"], "result": result})
    assert (await second).exchange == "two"
    wrong = asyncio.ensure_future(service.guide("three"))
    three = await line.next()
    line.send({"id": three["id"], "result": {"exchange": 3}})
    with pytest.raises(ServiceError, match="cannot be read"):
        await wrong
    cast("Any", service).close()
    line.writer.close()


async def test_secrets_and_profiles_go_to_the_service() -> None:
    line = Line()
    await line.open()
    service = await over(line.theirs)
    profile = KeyProfile("main", "okx", tags=("a",))
    waiting = asyncio.ensure_future(service.keys_add(profile, {"secret": Secret("s")}, True))
    request = await line.next()
    assert request["params"]["credential"] == {"secret": "s"}
    assert request["params"]["profile"]["tags"] == ["a"]
    waiting.cancel()
    cast("Any", service).close()
    line.writer.close()


async def test_how_far_a_request_is_is_told_to_who_wants_to_hear_it(
    service: Service, fake: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Progress] = []
    arrived = asyncio.Event()

    def hear(told: Progress) -> None:
        heard.append(told)
        arrived.set()

    async def guide(exchange: str) -> Guide:
        hearer = HEARER.get()
        if hearer is not None:
            hearer(Progress("inspected", 1, 2, ("b",)))
            await asyncio.wait_for(arrived.wait(), 20)
        return Guide(exchange, "")

    async def ask() -> Guide:
        HEARER.set(hear)
        return await service.guide("okx")

    monkeypatch.setattr(fake, "guide", guide)
    assert await asyncio.create_task(ask()) == Guide("okx", "")
    assert heard == [Progress("inspected", 1, 2, ("b",))]
    await service.guide("okx")
    assert len(heard) == 1, "nobody else's request is heard"
