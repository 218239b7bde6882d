"""Our wrappers give what the RFCs say, and refuse what Project Wycheproof forged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jungletui.vault.primitives import (
    argon2id,
    decrypt_into,
    encrypt,
    hkdf_sha256,
    hmac_sha256,
    hmac_sha512,
)

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"

SUNSCREEN = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
    b"future, sunscreen would be it."
)
SEALED_SUNSCREEN = (
    "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92"
    "728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b"
    "4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"
)


def wycheproof(name: str) -> list[tuple[dict, dict]]:
    file = VECTORS / name
    if not file.exists():
        pytest.skip(f"the Wycheproof set {name} is not at hand")
    groups = json.loads(file.read_text())["testGroups"]
    return [(group, test) for group in groups for test in group["tests"]]


def test_rfc_8439_section_2_8_2():
    key, nonce = bytes(range(0x80, 0xA0)), bytes.fromhex("070000004041424344454647")
    context = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    assert encrypt(key, SUNSCREEN, context, nonce).hex() == SEALED_SUNSCREEN
    plaintext = bytearray(len(SUNSCREEN))
    assert decrypt_into(plaintext, key, bytes.fromhex(SEALED_SUNSCREEN), context, nonce)
    assert plaintext == SUNSCREEN


def test_a_forged_ciphertext_leaves_nothing_in_the_buffer():
    sealed = bytearray(encrypt(bytes(32), b"attack at dawn", b"context"))
    sealed[-1] ^= 1
    target = bytearray(b"x" * 14)
    assert not decrypt_into(target, bytes(32), sealed, b"context")
    assert target == bytes(14)


@pytest.mark.parametrize(
    ("secret", "salt", "info", "expected"),
    [
        (
            b"\x0b" * 22,
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            b"\x0b" * 22,
            b"",
            b"",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)
def test_rfc_5869_cases_1_and_3(secret: bytes, salt: bytes, info: bytes, expected: str):
    assert hkdf_sha256(secret, salt, info, 42).hex() == expected


@pytest.mark.parametrize(
    ("key", "message", "short", "long"),
    [
        (
            b"\x0b" * 20,
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
            "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
        ),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
            "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ),
    ],
)
def test_rfc_4231_cases_1_and_2(key: bytes, message: bytes, short: str, long: str):
    assert hmac_sha256(key, message[:5], message[5:]).hex() == short
    assert hmac_sha512(key, message[:5], message[5:]).hex() == long


def test_rfc_9106_section_5_3_by_the_library_that_we_wrap():
    # The RFC's vector uses the `secret` and `ad` inputs, which the format does without.
    kdf = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        secret=b"\x03" * 8,
        ad=b"\x04" * 12,
    )
    assert kdf.derive(b"\x01" * 32).hex() == (
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )


@pytest.mark.parametrize(
    ("memory", "lanes", "expected"),
    [
        (256, 1, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"),
        (256, 2, "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"),
        (65536, 1, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"),
    ],
)
def test_the_reference_implementations_vectors(memory: int, lanes: int, expected: str):
    # phc-winner-argon2, src/test.c, Argon2id version 0x13.
    assert argon2id(b"password", b"somesalt", memory, 2, lanes).hex() == expected


def test_what_the_library_lets_pass_is_refused():
    with pytest.raises(ValueError, match="secret"):
        argon2id(b"", bytes(32), 65536, 3, 1)
    with pytest.raises(ValueError, match="whole numbers"):
        argon2id(b"x", bytes(32), 65536, True, 1)


def test_wycheproof_chacha20_poly1305():
    counted = 0
    for _, test in wycheproof("chacha20_poly1305_test.json"):
        key, nonce, context, text = (bytes.fromhex(test[n]) for n in ("key", "iv", "aad", "msg"))
        sealed = bytes.fromhex(test["ct"] + test["tag"])
        target = bytearray(len(text))
        try:
            opened = decrypt_into(target, key, sealed, context, nonce)
        except ValueError:
            opened = False  # a nonce or key of an impossible length
        assert opened == (test["result"] == "valid"), test["tcId"]
        if opened:
            assert target == text
            assert encrypt(key, text, context, nonce) == sealed
        counted += 1
    assert counted > 300


def test_wycheproof_hkdf():
    counted = 0
    for _, test in wycheproof("hkdf_sha256_test.json"):
        secret, salt, info = (bytes.fromhex(test[n]) for n in ("ikm", "salt", "info"))
        try:
            derived = hkdf_sha256(secret, salt, info, test["size"])
        except ValueError:
            derived = b"too large"
        assert (derived == bytes.fromhex(test["okm"])) == (test["result"] == "valid"), test["tcId"]
        counted += 1
    assert counted > 80


@pytest.mark.parametrize("bits", [256, 512])
def test_wycheproof_hmac(bits: int):
    function = {256: hmac_sha256, 512: hmac_sha512}[bits]
    counted = 0
    for group, test in wycheproof(f"hmac_sha{bits}_test.json"):
        code = function(bytes.fromhex(test["key"]), bytes.fromhex(test["msg"]))
        matches = code[: group["tagSize"] // 8] == bytes.fromhex(test["tag"])
        assert matches == (test["result"] == "valid"), test["tcId"]
        counted += 1
    assert counted > 100
