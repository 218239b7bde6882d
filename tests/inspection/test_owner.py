"""Exchanges at which the wallet signs: the account's own key is recognised by its address."""

import pytest

from jungletui.domain.capabilities import Source
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.domain.times import utc_now
from jungletui.inspection.inspector import inspect_key
from jungletui.inspection.solana import ALPHABET, solana_address
from tests.inspection.further import PRIVATE_KEY, SIGNER
from tests.inspection.samples import grants


def base58(raw):
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


PUBLIC = bytes([0, 0, *range(1, 31)])
PAIR, ADDRESS = base58(bytes(32) + PUBLIC), base58(PUBLIC)
OTHER = base58(bytes(range(32)))


async def never(method, params):
    raise AssertionError(f"nothing may be sent: {method}")


async def inspected(exchange, **fields):
    credential = {name: Secret(text) for name, text in fields.items() if text}
    return await inspect_key(never, Key(KeyProfile("w", exchange), credential, utc_now()))


@pytest.mark.parametrize(
    ("exchange", "wallet", "private"),
    [
        ("paradex", SIGNER, PRIVATE_KEY),
        ("paradex", "0x" + SIGNER[2:].upper(), PRIVATE_KEY),
        ("polymarket", SIGNER, PRIVATE_KEY[2:]),
        ("pacifica", ADDRESS, PAIR),
    ],
)
async def test_the_wallets_own_key_can_do_everything(exchange, wallet, private):
    report = await inspected(exchange, walletAddress=wallet, privateKey=private)
    assert grants(report) == "+" * 9
    assert report.source is Source.PROBED
    assert private not in repr(report)


@pytest.mark.parametrize(
    ("exchange", "wallet", "private", "words"),
    [
        ("paradex", "0x" + "ab" * 20, PRIVATE_KEY, "not that of the stored account"),
        ("polymarket", "", PRIVATE_KEY, "is not stored with the key"),
        ("polymarket", PRIVATE_KEY, PRIVATE_KEY, "is not stored with the key"),
        ("pacifica", OTHER, PAIR, "not that of the stored account"),
        ("pacifica", ADDRESS, PRIVATE_KEY, "not one of a wallet"),
        ("paradex", SIGNER, "no key", "not one of a wallet"),
    ],
)
async def test_otherwise_nothing_is_claimed(exchange, wallet, private, words):
    report = await inspected(exchange, walletAddress=wallet, privateKey=private)
    assert grants(report) == "?" * 9
    assert report.source is Source.NONE
    assert words in report.ip.evidence
    assert private not in repr(report)


@pytest.mark.parametrize("text", ["", "0", "l" * 88, "z" * 90, "1" * 63, "é" * 88])
def test_what_is_no_key_pair_has_no_address(text):
    assert solana_address(text) == ""
