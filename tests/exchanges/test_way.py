"""Certificates, redirections, the clock and the nonce: what goes wrong between here and there."""

from __future__ import annotations

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges import network
from jungletui.exchanges.network import Request, open_http, send
from tests.exchanges.certificates import answering, believing, make_certificate
from tests.exchanges.conftest import make_key
from tests.exchanges.replies import PUBLIC, kraken_public, reply
from tests.exchanges.server import Answer, playing


async def over_tls(certificate, host="localhost"):
    async with answering(certificate) as port:
        http = open_http()
        try:
            return await send(http, Request(f"https://{host}:{port}/", "GET", {}, None), "Someone")
        finally:
            await http.close()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({}, "self-signed certificate"),
        ({"over": True}, "certificate has expired"),
        ({"host": "other.example"}, ""),
    ],
)
async def test_a_certificate_that_is_not_the_hosts(tmp_path, monkeypatch, made, words):
    certificate = make_certificate(tmp_path, **made)
    if made:
        monkeypatch.setattr(network, "_trust", lambda: believing(certificate))
    with pytest.raises(ExchangeError) as caught:
        await over_tls(certificate)
    assert caught.value.kind == "unreachable"
    assert "localhost): its certificate is not accepted" in caught.value.message
    assert words in caught.value.message


async def test_a_certificate_that_is(tmp_path, monkeypatch):
    certificate = make_certificate(tmp_path)
    monkeypatch.setattr(network, "_trust", lambda: believing(certificate))
    assert (await over_tls(certificate)).text == "{}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirection_is_not_followed(house, status):
    async with playing({"*": Answer('{"balances": []}')}) as elsewhere:
        away = Answer("", status=status, headers={"Location": f"{elsewhere.endpoint}/api/v3/x"})
        script = PUBLIC["binance"]() | {"GET /api/v3/account": away}
        async with playing(script) as played:
            session = await house.session(make_key("binance", played.endpoint))
            with pytest.raises(ExchangeError) as caught:
                await session.call("privateGetAccount")
    assert caught.value.kind == "bad-reply"
    assert "never followed" in caught.value.message
    assert elsewhere.log == []


async def test_a_stale_nonce_of_kraken_is_explained(house):
    nonces = []

    def stale(arrived):
        fields = dict(part.split("=") for part in arrived.body.split("&"))
        nonces.append(int(fields["nonce"]))
        return reply({"error": ["EAPI:Invalid nonce"]})

    script = kraken_public() | {"POST /0/private/GetApiKeyInfo": stale}
    async with playing(script) as played:
        session = await house.session(make_key("kraken", played.endpoint))
        with pytest.raises(ExchangeError) as caught:
            await session.call("privatePostGetApiKeyInfo")
    assert caught.value.kind == "clock"
    assert "Give this console a key of its own" in caught.value.remedy
    assert len(nonces) == 2, "once more with a larger number, and no further"
    assert nonces[0] < nonces[1]
