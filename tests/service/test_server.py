"""The wire: garbled lines, unknown methods, cancellation, streams, megabytes, slow readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from jungletui.domain.documents import Guide
from jungletui.service.server import serve
from jungletui.service.side_by_side import ask_all
from tests.service.fake_house import key_of
from tests.service.fake_service import FakeService, Line


@pytest.fixture
async def service() -> FakeService:
    return FakeService()


@pytest.fixture
async def line(service: FakeService) -> AsyncIterator[Line]:
    line = Line()
    await line.open()
    serving = asyncio.create_task(serve(line.theirs, cast("Any", service)))
    yield line
    line.writer.close()
    await asyncio.wait_for(serving, 20)


async def test_an_answer_has_exactly_the_agreed_form(line: Line) -> None:
    line.ask(7, "guide", exchange="okx")
    assert await line.raw() == (
        b'{"jsonrpc":"2.0","id":7,"result":'
        b'{"exchange":"okx","markdown":"xko","schema":"jungletui.guide/1"}}\n'
    )


@pytest.mark.parametrize("garbled", ["no json", "[]", "{}", '{"method":5}', "\x00", '{"id":1}'])
async def test_a_garbled_line_is_answered_and_the_next_one_works(line: Line, garbled: str) -> None:
    line.send(garbled)
    answer = await line.next()
    assert answer["error"]["code"] == -32700
    assert answer["id"] is None
    line.ask(2, "guide", exchange="okx")
    assert (await line.next())["id"] == 2


@pytest.mark.parametrize(
    ("method", "parameters", "code"),
    [
        ("withdraw", {}, -32601),
        ("__init__", {}, -32601),
        ("guide", {}, -32602),
        ("guide", {"exchange": 5}, -32602),
        ("guide", {"exchange": "okx", "more": 1}, -32602),
        ("keys_check", {"exchange": "okx", "credential": {"secret": ["CanarySecret"]}}, -32602),
    ],
)
async def test_what_cannot_be_called_has_its_code(
    line: Line, method: str, parameters: dict[str, Any], code: int
) -> None:
    line.ask(3, method, **parameters)
    answer = await line.raw()
    assert b'"code":%d' % code in answer
    assert b"Canary" not in answer


async def test_our_errors_come_with_kind_and_remedy(line: Line) -> None:
    line.ask(1, "guide", exchange="usage")
    error = (await line.next())["error"]
    assert error == {
        "code": -32000,
        "message": "wrongly asked",
        "data": {"kind": "usage", "message": "wrongly asked", "remedy": "ask rightly"},
    }


async def test_an_unexpected_error_says_nothing_of_itself(line: Line) -> None:
    line.ask(1, "guide", exchange="mistake")
    answer = await line.raw()
    assert b'"kind":"internal"' in answer
    assert b"Canary" not in answer


async def test_requests_run_side_by_side(line: Line, service: FakeService) -> None:
    line.ask(1, "guide", exchange="slow")
    line.ask(2, "guide", exchange="okx")
    assert (await line.next())["id"] == 2
    service.released.set()
    assert (await line.next())["id"] == 1


async def test_a_cancelled_request_ends_and_says_so(line: Line, service: FakeService) -> None:
    line.ask(1, "guide", exchange="slow")
    line.ask(2, "guide", exchange="okx")
    await line.next()
    line.send({"method": "$/cancel", "params": {"id": 1}})
    answer = await line.next()
    assert (answer["id"], answer["error"]["code"]) == (1, -32800)
    assert service.cancelled == ["guide"]


@pytest.mark.parametrize("params", [{}, {"id": "x"}, {"id": 99}])
async def test_a_senseless_cancellation_does_nothing(line: Line, params: dict[str, Any]) -> None:
    line.send({"method": "$/cancel", "params": params})
    line.ask(2, "guide", exchange="okx")
    assert (await line.next())["id"] == 2


async def test_a_stream_sends_items_and_then_null(line: Line) -> None:
    line.ask(4, "watch", names=["a", "b", "c"], quote="3")
    items = [await line.next() for _ in range(3)]
    assert [item["params"]["item"]["key"] for item in items] == ["a", "b", "c"]
    assert {item["method"] for item in items} == {"$/item"}
    assert {item["params"]["id"] for item in items} == {4}
    assert await line.raw() == b'{"jsonrpc":"2.0","id":4,"result":null}\n'


async def test_a_cancelled_stream_ends_with_null(line: Line, service: FakeService) -> None:
    line.ask(4, "watch", names=["endless"], quote="1")
    await line.next()
    line.send({"method": "$/cancel", "params": {"id": 4}})
    assert await line.next() == {"jsonrpc": "2.0", "id": 4, "result": None}
    assert service.cancelled == ["watch"]


async def test_megabytes_go_both_ways(line: Line) -> None:
    long = "x" * 5_000_000 + "y"
    line.ask(1, "guide", exchange=long)
    assert (await line.next())["result"]["markdown"] == long[::-1]
    line.ask(2, "guide", exchange="4000000")
    assert len((await line.next())["result"]["markdown"]) == 4_000_000


async def test_a_reader_that_stands_still_gets_the_newest_only(
    line: Line, service: FakeService
) -> None:
    many = 50_000
    line.reader._transport.pause_reading()  # type: ignore[attr-defined]
    line.ask(1, "watch", names=["endless", "b"], quote=str(many))
    line.ask(2, "guide", exchange="slow")
    await asyncio.wait_for(service.produced.wait(), 60)
    service.released.set()
    line.reader._transport.resume_reading()  # type: ignore[attr-defined]
    newest: dict[str, int] = {}
    received = 0
    for _ in range(many + 2):
        message = await line.next()
        if "result" in message:
            if message["id"] == 1:
                break
            continue
        received += 1
        item = message["params"]["item"]
        assert newest.get(item["key"], -1) < int(item["balances"]["quote"])
        newest[item["key"]] = int(item["balances"]["quote"])
    assert newest == {"endless": many - 2, "b": many - 1}
    assert received < many / 2


async def test_who_asked_for_it_hears_how_far_an_answer_is(
    line: Line, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def guide(exchange: str) -> Guide:
        keys = [key_of(name, exchange) for name in ("a", "b")]
        await ask_all(keys, lambda _: asyncio.sleep(0), debug=False, doing="inspected")
        return Guide(exchange, "")

    monkeypatch.setattr(service, "guide", guide)
    line.send({"id": 1, "method": "guide", "params": {"exchange": "okx"}, "progress": True})
    told = await line.next()
    assert told["method"] == "$/progress"
    assert told["params"]["id"] == 1
    assert told["params"]["progress"].keys() == {"doing", "done", "total", "waiting"}
    while "result" not in told:
        told = await line.next()
    line.ask(2, "guide", exchange="okx")
    assert (await line.next())["id"] == 2, "who did not ask for it hears nothing"
