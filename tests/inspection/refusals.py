"""Refusals as the exchanges document them, with the failures that each may mean.

Ids, addresses and times in the bodies are made up.
"""

from __future__ import annotations

from jungletui.domain.failures import FailureKind

K = FailureKind
BINANCE_2015 = {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}


def bybit(code, text):
    return 200, {"retCode": code, "retMsg": text, "result": {}, "time": 1767225600000}


def okx(status, code, text):
    return status, {"code": code, "data": [], "msg": text}


def kraken(text):
    return 200, {"error": [text]}


def kucoin(code, text, status=401):
    return status, {"code": code, "msg": text}


def bitget(code, text):
    return 400, {"code": code, "msg": text, "requestTime": 1767225600000, "data": None}


def gate(status, label, text):
    return status, {"label": label, "message": text}


def htx(text):
    word = "api-signature-not-valid"
    return 200, {"status": "error", "err-code": word, "err-msg": text, "data": None}


DOCUMENTED = [
    ("binance", (401, BINANCE_2015), (K.KEY_UNKNOWN, K.IP_NOT_ALLOWED, K.PERMISSION)),
    ("binance", (401, {"code": -2014, "msg": "API-key format invalid."}), K.KEY_UNKNOWN),
    ("binance", (401, {"code": -2008, "msg": "Invalid Api-Key ID."}), K.KEY_UNKNOWN),
    (
        "binance",
        (400, {"code": -1022, "msg": "Signature for this request is not valid."}),
        K.SIGNATURE,
    ),
    (
        "binance",
        (400, {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}),
        K.CLOCK,
    ),
    ("binance", (429, {"code": -1003, "msg": "Too many requests queued."}), K.RATE_LIMITED),
    ("binance", (418, {"code": -1003, "msg": "IP banned until 1767225900000."}), K.BANNED),
    (
        "binance",
        (451, {"code": 0, "msg": "Service unavailable from a restricted location"}),
        K.GEO_BLOCKED,
    ),
    ("binance", (403, "<html>403</html>"), (K.RATE_LIMITED, K.GEO_BLOCKED)),
    ("binance", (503, {"code": -1008, "msg": "Server is busy"}), K.MAINTENANCE),
    ("binanceus", (401, BINANCE_2015), (K.KEY_UNKNOWN, K.IP_NOT_ALLOWED, K.PERMISSION)),
    ("bybit", bybit(10003, "API key is invalid."), K.KEY_UNKNOWN),
    ("bybit", bybit(10004, "Error sign, please check your signature."), K.SIGNATURE),
    ("bybit", bybit(10005, "Permission denied, please check your rights."), K.PERMISSION),
    ("bybit", bybit(10010, "Unmatched IP, please check bound IP addresses."), K.IP_NOT_ALLOWED),
    ("bybit", bybit(10002, "The request time exceeds the time window range."), K.CLOCK),
    ("bybit", bybit(33004, "Your api key has expired"), K.EXPIRED),
    ("bybit", bybit(10008, "Common banned"), K.SUSPENDED),
    ("bybit", bybit(10009, "Service Restricted: unavailable for your region."), K.GEO_BLOCKED),
    ("bybit", bybit(10006, "Too many visits."), K.RATE_LIMITED),
    ("bybit", (403, ""), (K.RATE_LIMITED, K.GEO_BLOCKED)),
    ("okx", okx(401, "50111", "Invalid OK-ACCESS-KEY."), K.KEY_UNKNOWN),
    ("okx", okx(200, "50119", "API key doesn't exist"), K.KEY_UNKNOWN),
    ("okx", okx(401, "50101", "APIKey does not match current environment."), K.WRONG_ENVIRONMENT),
    ("okx", okx(401, "50105", 'Request header "OK-ACCESS-PASSPHRASE" incorrect.'), K.PASSPHRASE),
    ("okx", okx(401, "50113", "Invalid signature."), K.SIGNATURE),
    (
        "okx",
        okx(401, "50110", "Your IP 203.0.113.9 is not included in your API key's IP whitelist."),
        K.IP_NOT_ALLOWED,
    ),
    ("okx", okx(200, "50121", "You can't access our services through the IP"), K.GEO_BLOCKED),
    ("okx", okx(200, "50120", "This API key doesn't have permission"), K.PERMISSION),
    ("okx", okx(401, "50102", "Timestamp request expired."), K.CLOCK),
    ("okx", okx(400, "50100", "API frozen, please contact customer service."), K.EXPIRED),
    ("okx", okx(200, "50007", "User blocked."), K.SUSPENDED),
    ("okx", okx(429, "50011", "Rate limit reached."), K.RATE_LIMITED),
    ("okx", okx(503, "50001", "Service temporarily unavailable"), K.MAINTENANCE),
    (
        "kraken",
        kraken("EAPI:Invalid key"),
        (K.KEY_UNKNOWN, K.IP_NOT_ALLOWED, K.EXPIRED, K.SIGNATURE),
    ),
    ("kraken", kraken("EAPI:Invalid signature"), K.SIGNATURE),
    ("kraken", kraken("EAPI:Invalid nonce"), K.CLOCK),
    ("kraken", kraken("EGeneral:Permission denied"), K.PERMISSION),
    ("kraken", kraken("EGeneral:Temporary lockout"), K.BANNED),
    ("kraken", kraken("EAPI:Rate limit exceeded"), K.RATE_LIMITED),
    ("kraken", kraken("EAuth:Account temporary disabled"), K.SUSPENDED),
    ("kraken", kraken("EService:Unavailable"), K.MAINTENANCE),
    ("kucoin", kucoin("400003", "KC-API-KEY not exists"), K.KEY_UNKNOWN),
    ("kucoin", kucoin("400004", "KC-API-PASSPHRASE error"), K.PASSPHRASE),
    ("kucoin", kucoin("400005", "Signature error"), K.SIGNATURE),
    (
        "kucoin",
        kucoin("400006", "Invalid request ip, the current clientIp is:2001:db8::7"),
        K.IP_NOT_ALLOWED,
    ),
    ("kucoin", kucoin("400007", "Access denied, require more permission"), K.PERMISSION),
    ("kucoin", kucoin("400002", "KC-API-TIMESTAMP Invalid"), K.CLOCK),
    ("kucoin", kucoin("411100", "User is frozen", 200), K.SUSPENDED),
    ("kucoin", kucoin("429000", "Too Many Requests", 429), K.RATE_LIMITED),
    ("bitget", bitget("40006", "Invalid ACCESS_KEY"), K.KEY_UNKNOWN),
    ("bitget", bitget("40037", "Apikey does not exist"), K.KEY_UNKNOWN),
    ("bitget", bitget("40009", "sign signature error"), K.SIGNATURE),
    ("bitget", bitget("40036", "passphrase is error"), K.PASSPHRASE),
    ("bitget", bitget("40018", "Invalid IP"), K.IP_NOT_ALLOWED),
    ("bitget", bitget("40014", "Incorrect permissions, need {0} permissions"), K.PERMISSION),
    ("bitget", bitget("40008", "Request timestamp expired"), K.CLOCK),
    ("bitget", bitget("40024", "Account has been frozen"), K.SUSPENDED),
    ("gate", gate(401, "INVALID_KEY", "Invalid key provided"), K.KEY_UNKNOWN),
    ("gate", gate(401, "INVALID_SIGNATURE", "Signature mismatch"), K.SIGNATURE),
    ("gate", gate(403, "FORBIDDEN", "Request IP not in whitelist: 203.0.113.9"), K.IP_NOT_ALLOWED),
    (
        "gate",
        gate(403, "FORBIDDEN", "Request API key does not have account permission"),
        K.PERMISSION,
    ),
    ("gate", gate(403, "REQUEST_EXPIRED", "Request `Timestamp` is far off"), K.CLOCK),
    ("gate", gate(429, "TOO_MANY_REQUESTS", "slow down"), K.RATE_LIMITED),
    (
        "coinbase",
        (401, "Unauthorized\n"),
        (K.KEY_UNKNOWN, K.SIGNATURE, K.CLOCK, K.IP_NOT_ALLOWED),
    ),
    (
        "coinbase",
        (403, {"error": "PERMISSION_DENIED", "message": "Missing required scopes"}),
        K.PERMISSION,
    ),
    ("htx", (200, {"code": 1003, "message": "invalid signature"}), (K.SIGNATURE, K.KEY_UNKNOWN)),
    ("htx", htx("Signature not valid: Incorrect Access key [Access key错误]"), K.KEY_UNKNOWN),
    ("htx", htx("Signature not valid: Verification failure [校验失败]"), (K.SIGNATURE, K.CLOCK)),
    ("htx", htx("APIkey has expired"), K.EXPIRED),
    (
        "htx",
        (200, {"status": "error", "err_code": 12005, "err_msg": "IP address not allowed"}),
        K.IP_NOT_ALLOWED,
    ),
    ("okx", (200, "<html>Just a moment</html>"), K.BAD_REPLY),
    ("bybit", (200, '{"retCode": 0, "res'), K.BAD_REPLY),
]
