"""Addresses of private keys: published values, and what is no key."""

import pytest

from jungletui.domain.secret import Secret
from jungletui.inspection.wallets import (
    account_and_signer,
    account_in,
    address_of,
    keccak_256,
    signer_in,
)

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_published_digests(data, digest):
    assert keccak_256(data).hex() == digest


@pytest.mark.parametrize("length", [135, 136, 137, 272])
def test_every_length_around_a_block_has_a_digest_of_its_own(length):
    digests = {keccak_256(b"a" * other) for other in range(length - 2, length + 3)}
    assert len(digests) == 5


# The first is in many books; the second is of EIP-155, the third of ethereumjs-util's tests.
@pytest.mark.parametrize(
    ("private", "address"),
    [
        ("0" * 63 + "1", "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"),
        ("46" * 32, "0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"),
        (
            "ea54bdc52d163f88c93ab0615782cf718a2efb9e51a7989aab1b08067e9c1c5f",
            "0x2f015c60e0be116b1f0cd534704db9c92118fb6a",
        ),
    ],
)
@pytest.mark.parametrize("prefix", ["", "0x"])
def test_published_addresses(private, address, prefix):
    assert address_of(prefix + private) == address
    assert address_of(prefix + private.upper()) == address


@pytest.mark.parametrize(
    "text", ["", "0x", "1", "0" * 64, f"{ORDER:064x}", "f" * 64, "g" * 64, "1" * 63, "1" * 65]
)
def test_what_is_no_key_has_no_address(text):
    assert address_of(text) == ""


def test_the_two_addresses_of_a_credential():
    account = "0xAbCdEf0123456789AbCdEf0123456789AbCdEf01"
    both = {"walletAddress": Secret(account), "privateKey": Secret("46" * 32)}
    identity = account_and_signer(both)
    assert account_in(identity) == account
    assert signer_in(identity) == "0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"
    assert "4646" not in identity
    assert account_and_signer({}) == " "


@pytest.mark.parametrize("pasted", ["0x" + "46" * 32, "46" * 32, "me@example.com", "0xAbc"])
def test_what_is_no_address_is_left_out(pasted):
    assert account_and_signer({"walletAddress": Secret(pasted)}) == " "
