"""The recovery code survives paper, voice and thumbs; a mistake in it is told as one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.recovery import ALPHABET, decode_code, encode_code
from tests.vault.material import shake

SECRET = shake("paper", 20)
CODE = encode_code(SECRET)


def test_the_code_is_nine_groups_of_four():
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}", CODE)


@given(st.binary(min_size=20, max_size=20))
def test_every_secret_comes_back(secret: bytes):
    assert decode_code(bytearray(encode_code(secret).encode())) == secret


@pytest.mark.parametrize(
    "spoken",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE}\r\n",
        CODE.replace("-", "\n"),
        CODE.replace("0", "O").replace("1", "I"),
        CODE.replace("0", "o").replace("1", "l"),
    ],
)
def test_ways_of_writing_it_down(spoken: str):
    assert decode_code(bytearray(spoken.encode())) == SECRET


def test_look_alikes_are_in_the_code_under_test():
    zeros_and_ones = encode_code(bytes(20))
    assert "0" in zeros_and_ones
    assert decode_code(bytearray(zeros_and_ones.replace("0", "O").encode())) == bytes(20)


def test_every_single_wrong_character_and_swap_is_noticed():
    plain = CODE.replace("-", "")
    for at, right in enumerate(plain):
        for wrong in ALPHABET.decode():
            if wrong != right:
                assert refusal(plain[:at] + wrong + plain[at + 1 :]) is VaultFault.AUTH
    for at in range(len(plain) - 1):
        if plain[at] != plain[at + 1]:
            swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
            assert refusal(swapped) is VaultFault.AUTH


@pytest.mark.parametrize(
    "typed", ["", "0000", CODE[:-1], CODE + "0", CODE[:-1] + "U", CODE[:-1] + "é"]
)
def test_what_is_no_code(typed: str):
    assert refusal(typed) is VaultFault.AUTH


def refusal(typed: str) -> VaultFault:
    """The fault that is told, as a mistake in typing and without what was typed."""
    with pytest.raises(VaultError) as caught:
        decode_code(bytearray(typed.encode()))
    assert "mistyped" in caught.value.message
    assert not typed or typed not in caught.value.message
    return caught.value.fault
