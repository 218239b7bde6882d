"""Refusals as exchanges document them, with values of our own, and the kind that each is of."""

from __future__ import annotations

import json

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.codebooks import code_book
from jungletui.exchanges.failures import refusal
from jungletui.exchanges.redaction import Redactor
from jungletui.exchanges.replies import Reply, parse
from tests.exchanges.conftest import fixed_clock

EMPTY = Redactor({})


def binance(code, text="Nope."):
    return {"code": code, "msg": text}


def bybit(code, text="Nope."):
    return {"retCode": code, "retMsg": text, "result": {}, "retExtInfo": {}, "time": 1}


def okx(code, text="Nope."):
    return {"code": code, "data": [], "msg": text}


def kraken(*texts):
    return {"error": list(texts)}


def msg(code, text="Nope."):
    return {"code": code, "msg": text}


def label(name, text="Nope."):
    return {"label": name, "message": text}


def v2(code, text="Nope."):
    return {"code": code, "message": text}


def v1(text):
    return {"status": "error", "err-code": "api-signature-not-valid", "err-msg": text}


def word(text):
    return {"result": "error", "error": text}


CASES = [
    ("binance", 401, binance(-2014), "key-unknown"),
    ("binance", 401, binance(-2008), "key-unknown"),
    ("binance", 401, binance(-2015), "key-unknown"),
    ("binance", 400, binance(-2015, "Your api key has expired"), "expired"),
    ("binance", 400, binance(-1022), "signature"),
    ("binance", 400, binance(-1021), "clock"),
    ("binance", 400, binance(-1002), "permission"),
    ("binance", 429, binance(-1003), "rate-limited"),
    ("binance", 418, binance(-1003), "banned"),
    ("binance", 400, binance(-3003), "suspended"),
    ("binance", 400, binance(-1121), "not-supported"),
    ("binance", 503, binance(-1008), "maintenance"),
    ("binance", 451, binance(0, "a restricted location"), "geo-blocked"),
    ("bybit", 200, bybit(10003), "key-unknown"),
    ("bybit", 200, bybit(10004), "signature"),
    ("bybit", 200, bybit(10005), "permission"),
    ("bybit", 200, bybit(10010), "ip-not-allowed"),
    ("bybit", 200, bybit(10002), "clock"),
    ("bybit", 200, bybit(33004), "expired"),
    ("bybit", 200, bybit(10007), "key-unknown"),
    ("bybit", 200, bybit(10008), "suspended"),
    ("bybit", 200, bybit(10027), "suspended"),
    ("bybit", 200, bybit(10009), "geo-blocked"),
    ("bybit", 200, bybit(10024), "geo-blocked"),
    ("bybit", 200, bybit(10006), "rate-limited"),
    ("bybit", 200, bybit(10016), "maintenance"),
    ("okx", 401, okx("50111"), "key-unknown"),
    ("okx", 200, okx("50119"), "key-unknown"),
    ("okx", 401, okx("50101"), "wrong-environment"),
    ("okx", 401, okx("50105"), "passphrase"),
    ("okx", 401, okx("50113"), "signature"),
    ("okx", 401, okx("50110", "Your IP 192.0.2.1 is not included"), "ip-not-allowed"),
    ("okx", 200, okx("50121"), "geo-blocked"),
    ("okx", 200, okx("50120"), "permission"),
    ("okx", 200, okx("50030"), "permission"),
    ("okx", 403, okx("50035"), "permission"),
    ("okx", 401, okx("50102"), "clock"),
    ("okx", 400, okx("50100"), "expired"),
    ("okx", 200, okx("50007"), "suspended"),
    ("okx", 429, okx("50011"), "rate-limited"),
    ("okx", 200, okx("50001"), "maintenance"),
    ("kraken", 200, kraken("EAPI:Invalid key"), "key-unknown"),
    ("kraken", 200, kraken("EAPI:Invalid signature"), "signature"),
    ("kraken", 200, kraken("EAPI:Invalid nonce"), "clock"),
    ("kraken", 200, kraken("EGeneral:Permission denied"), "permission"),
    ("kraken", 200, kraken("EGeneral:Temporary lockout"), "banned"),
    ("kraken", 200, kraken("EAPI:Rate limit exceeded"), "rate-limited"),
    ("kraken", 200, kraken("EAuth:Account temporary disabled"), "suspended"),
    ("kraken", 200, kraken("WFoo:a warning", "EService:Unavailable"), "maintenance"),
    ("kucoin", 401, msg("400003"), "key-unknown"),
    ("kucoin", 401, msg("400004"), "passphrase"),
    ("kucoin", 401, msg("400005"), "signature"),
    ("kucoin", 401, msg("400006", "the current clientIp is:192.0.2.1"), "ip-not-allowed"),
    ("kucoin", 401, msg("400007"), "permission"),
    ("kucoin", 401, msg("400002"), "clock"),
    ("kucoin", 401, msg("400001"), "key-type"),
    ("kucoin", 200, msg("411100"), "suspended"),
    ("kucoin", 429, msg("429000"), "rate-limited"),
    ("kucoinfutures", 401, msg("400003"), "key-unknown"),
    ("bitget", 400, msg("40006"), "key-unknown"),
    ("bitget", 400, msg("40037"), "key-unknown"),
    ("bitget", 400, msg("40009"), "signature"),
    ("bitget", 400, msg("40012"), "passphrase"),
    ("bitget", 400, msg("40018"), "ip-not-allowed"),
    ("bitget", 400, msg("40038"), "ip-not-allowed"),
    ("bitget", 400, msg("40014", "need spot read permissions"), "permission"),
    ("bitget", 400, msg("40084"), "not-supported"),
    ("bitget", 400, msg("40085"), "not-supported"),
    ("bitget", 400, msg("40008"), "clock"),
    ("bitget", 400, msg("40024"), "suspended"),
    ("bitget", 429, msg("429"), "rate-limited"),
    ("gate", 401, label("INVALID_KEY"), "key-unknown"),
    ("gate", 401, label("INVALID_SIGNATURE"), "signature"),
    ("gate", 403, label("FORBIDDEN", "Request IP not in whitelist: 192.0.2.1"), "ip-not-allowed"),
    ("gate", 403, label("IP_FORBIDDEN", "Somewhere else"), "ip-not-allowed"),
    ("gate", 403, label("FORBIDDEN", "API key does not have spot permission"), "permission"),
    ("gate", 403, label("READ_ONLY"), "permission"),
    ("gate", 403, label("REQUEST_EXPIRED"), "clock"),
    ("gate", 403, label("ACCOUNT_LOCKED"), "suspended"),
    ("gate", 429, label("TOO_MANY_REQUESTS"), "rate-limited"),
    ("gate", 500, label("SERVER_ERROR"), "maintenance"),
    ("gateeu", 401, label("INVALID_KEY"), "key-unknown"),
    ("htx", 200, v2(1002, "forbidden"), "permission"),
    ("htx", 200, v2(1003, "invalid signature"), "signature"),
    ("htx", 200, v2(2000, "invalid ip"), "ip-not-allowed"),
    ("htx", 200, v2(1006), "rate-limited"),
    ("bittrade", 200, v1("Signature not valid: Incorrect Access key"), "key-unknown"),
    ("bittrade", 200, v1("Signature not valid: API key has no permission"), "permission"),
    ("bittrade", 200, v1("APIkey has expired"), "expired"),
    ("bittrade", 200, v1("Signature not valid: Verification failure"), "signature"),
    ("mexc", 400, msg(700001), "key-unknown"),
    ("mexc", 400, msg(10072), "key-unknown"),
    ("mexc", 400, msg(700002), "signature"),
    ("mexc", 400, msg(700006, "IP [192.0.2.1] not in the ip white list"), "ip-not-allowed"),
    ("mexc", 400, msg(700007), "permission"),
    ("mexc", 400, msg(700003), "clock"),
    ("mexc", 200, v2(402), "expired"),
    ("mexc", 200, v2(701), "permission"),
    ("mexc", 400, msg(60005), "suspended"),
    ("mexc", 429, msg(429), "rate-limited"),
    ("bingx", 200, msg(100413), "key-unknown"),
    ("bingx", 200, msg(100001), "signature"),
    ("bingx", 200, msg(100004, "this api need Spot Trading permission"), "permission"),
    ("bingx", 200, msg(100419), "ip-not-allowed"),
    ("bingx", 200, msg(100421, "Null timestamp or timestamp mismatch"), "clock"),
    ("bingx", 200, msg(100421, "This pair is restricted from API trading"), "not-supported"),
    ("bingx", 200, msg(100414), "suspended"),
    ("bingx", 200, msg(100410), "rate-limited"),
    ("krakenfutures", 200, word("authenticationError"), "key-unknown"),
    ("krakenfutures", 200, word("insufficientPrivileges"), "permission"),
    ("krakenfutures", 200, word("nonceBelowThreshold"), "clock"),
    ("krakenfutures", 200, word("accountInactive"), "suspended"),
    ("krakenfutures", 200, word("apiLimitExceeded"), "rate-limited"),
    ("binanceus", 401, msg(-2014), "key-unknown"),
    ("binanceus", 400, msg(-2015), "key-unknown"),
    ("binanceus", 400, msg(-1022), "signature"),
    ("binanceus", 400, msg(-1021), "clock"),
    ("binanceus", 429, msg(-1003), "rate-limited"),
    ("binanceus", 418, msg(-1003), "banned"),
]


def judged(exchange, status, body, headers=None):
    """What becomes of an answer; None where it is no refusal."""
    text = body if isinstance(body, str) else json.dumps(body)
    reply = Reply(status, "application/json", headers or {}, text)
    book = code_book(exchange)
    try:
        found = parse(reply, book)
    except ExchangeError as error:
        return error
    return refusal(reply, found, book, EMPTY, fixed_clock())
