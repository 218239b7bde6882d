"""Credentials as they are pasted, and what is said of them."""

import base64

from jungletui.domain.secret import Secret
from jungletui.inspection.shapes import check_credential

KEY64, SECRET64 = "k1" * 32, "S2" * 32
UUID, HEX32, PHRASE = "0a1b2c3d-1111-2222-3333-444455556666", "0A" * 16, "Jungle-7-Tui"
GOOD = {
    "binance": {"apiKey": KEY64, "secret": SECRET64},
    "bybit": {"apiKey": "b" * 18, "secret": "s" * 36},
    "okx": {"apiKey": UUID, "secret": HEX32, "password": PHRASE},
    "kraken": {"apiKey": "Ab1/" * 14, "secret": "Cd2+" * 21 + "Cd=="},
}


def pem(label, identifier, length=48):
    body = base64.b64encode(bytes.fromhex(identifier) + b"\x01" * length).decode()
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))


# The beginnings of PKCS#8 keys (RFC 8410, 8017, 5480) with filler where the key would be.
ED25519 = pem("PRIVATE KEY", "302e020100300506032b6570", 36)
RSA = pem("PRIVATE KEY", "308204be020100300d06092a864886f70d0101010500", 1200)
EC = pem("PRIVATE KEY", "308187020100301306072a8648ce3d020106082a8648ce3d030107", 100)


def check(exchange, **fields):
    return check_credential(exchange, {name: Secret(text) for name, text in fields.items()})


def verdicts(exchange, **fields):
    return {f.name: f.verdict for f in check(exchange, **fields)[0].fields}


def message(exchange, name, **fields):
    return next(f.message for f in check(exchange, **fields)[0].fields if f.name == name)
