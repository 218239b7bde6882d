"""A file has one reading: everything that is not byte for byte what we wrote is refused."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault.generations import verified
from jungletui.vault.layout import (
    ALLOWED_SIZES,
    BUCKETS,
    HEADER_SIZE,
    Header,
    bucket_for,
    parse,
    parse_header,
    serialise,
    serialise_header,
)
from jungletui.vault.slot_layout import Slot, SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.slots import check_all, unlock
from tests.vault.material import CANARY, Cheap, cheap, content


def opened(vault: Cheap, data: bytes):
    """The whole reader after the file system, as `open_vault` runs it."""
    image = parse(data)
    check_all(image.header.slots)
    secret = SlotSecret(SlotType.RECOVERY_CODE, bytearray(vault.code.encode()))
    master = unlock(image.header.slots, secret, image.header.vault_id).master
    return verified(image, master)


@pytest.fixture(scope="module")
def vault() -> Cheap:
    return cheap()


@pytest.fixture(scope="module")
def file(vault: Cheap) -> bytes:
    return serialise(vault.image(content("main")))


def test_the_untouched_file_opens(vault: Cheap, file: bytes):
    assert opened(vault, file).content == content("main")
    assert serialise(parse(file)) == file


def test_sizes_are_eleven_and_the_contents_choose_the_smallest():
    assert len(ALLOWED_SIZES) == 11
    assert (min(ALLOWED_SIZES), max(ALLOWED_SIZES)) == (18480, 16779312)
    assert [bucket_for(bucket - 4) for bucket in BUCKETS] == list(BUCKETS)
    assert bucket_for(BUCKETS[0] - 3) == BUCKETS[1]
    with pytest.raises(VaultError, match="full"):
        bucket_for(BUCKETS[-1] - 3)


def test_every_truncation_is_refused_before_any_key(vault: Cheap, file: bytes):
    for length in range(len(file)):
        with pytest.raises(VaultError) as caught:
            parse(file[:length])
        assert caught.value.fault is VaultFault.FORMAT


def opens_flipped(vault: Cheap, file: bytes, bit: int) -> bool:
    """Whether the vault opens though one bit of it is another."""
    changed = bytearray(file)
    changed[bit // 8] ^= 1 << (bit % 8)
    try:
        opened(vault, bytes(changed))
    except VaultError as error:
        told = str(error) + error.remedy
    else:
        return True
    assert CANARY not in told
    return False


def test_every_bit_of_the_header_in_use_and_a_sample_of_the_rest(vault: Cheap, file: bytes):
    used = list(range((256 + 224) * 8))
    rest = random.Random(7).sample(range(len(used), len(file) * 8), 3000)
    assert not [bit for bit in used + rest if opens_flipped(vault, file, bit)]


@pytest.mark.slow
def test_every_single_bit(vault: Cheap, file: bytes):
    assert not [bit for bit in range(len(file) * 8) if opens_flipped(vault, file, bit)]


def chunks(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    kind = draw(st.sampled_from(SlotType))
    stretched = kind is SlotType.PASSPHRASE
    cost = st.integers(0, 2**32 - 1) if stretched else st.just(0)
    return Slot(
        kind,
        draw(st.integers(0, 1)) if stretched else 0,
        draw(st.integers(0, 255)) if stretched else 0,
        draw(cost),
        draw(cost),
        draw(chunks(16)),
        draw(chunks(32)),
        draw(chunks(32)) + bytes(32) if kind is SlotType.SSH_AGENT else bytes(64),
        draw(chunks(48)),
        draw(chunks(32)),
    )


headers = st.builds(
    Header,
    vault_id=chunks(16).filter(any),
    generation=st.integers(1, 2**63 - 1),
    payload_len=st.sampled_from(BUCKETS).map(lambda bucket: bucket + 16),
    save_salt=chunks(32),
    prev_mac=chunks(32),
    mk_commit=chunks(32),
    mk_epoch=st.integers(1, 2**63 - 1),
    slots=st.lists(
        slots(),
        min_size=1,
        max_size=8,
        unique_by=(lambda slot: slot.slot_id, lambda slot: slot.salt),
    ).map(tuple),
)


@given(headers)
@settings(max_examples=100, deadline=None)
def test_every_header_comes_back_as_it_was_written(header: Header):
    raw = serialise_header(header)
    assert len(raw) == HEADER_SIZE
    assert parse_header(raw) == header


@given(data=st.data(), header=headers)
@settings(max_examples=200, deadline=None)
def test_a_changed_header_is_refused_or_written_back_unchanged(data: st.DataObject, header: Header):
    raw = bytearray(serialise_header(header))
    at = data.draw(st.integers(0, HEADER_SIZE - 1))
    raw[at] = data.draw(st.integers(0, 255))
    try:
        again = parse_header(bytes(raw))
    except VaultError:
        return
    assert serialise_header(again) == raw


@given(st.binary(max_size=300) | st.integers(0, 20000).map(bytes))
@settings(deadline=None)
def test_any_bytes_are_refused_as_format(data: bytes):
    with pytest.raises(VaultError) as caught:
        parse(data)
    assert caught.value.fault is VaultFault.FORMAT


def test_the_same_content_is_sealed_differently_each_time(vault: Cheap):
    first = vault.image(content("main"))
    second = replace(vault).image(content("main"), generation=2)
    assert first.ciphertext != second.ciphertext
    assert first.header.save_salt != second.header.save_salt
