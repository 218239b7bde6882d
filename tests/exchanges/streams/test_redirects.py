"""A websocket is opened where it was asked for, or not at all."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web

from jungletui.exchanges.network import open_http


async def test_a_redirect_is_not_followed() -> None:
    reached: list[str] = []

    async def elsewhere(request: web.Request) -> web.StreamResponse:
        reached.append(request.path)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        return socket

    async def moved(_: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/elsewhere")

    app = web.Application()
    app.router.add_get("/ws", moved)
    app.router.add_get("/elsewhere", elsewhere)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"ws://127.0.0.1:{runner.addresses[0][1]}/ws"
    http = open_http(sockets=True)
    try:
        with pytest.raises(aiohttp.TooManyRedirects):
            await http.ws_connect(url)
        assert reached == []
    finally:
        await http.close()
        await runner.cleanup()
