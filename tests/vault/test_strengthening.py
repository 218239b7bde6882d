"""Weak passphrase slots become stronger with the next save, within bounds that fit every host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.failures import VaultFault
from jungletui.vault import kdf
from jungletui.vault.kdf import (
    CAP_ITERATIONS,
    FLOOR,
    FLOOR_MEMORY,
    FLOOR_WORK,
    MIB,
    KdfParameters,
    check_limits,
    stronger,
)
from jungletui.vault.layout import parse
from jungletui.vault.refusals import refuse
from jungletui.vault.slot_layout import Slot
from jungletui.vault.store import VaultPaths, create_vault, open_vault, open_with_recovery_code
from tests.vault.material import PASSPHRASE, adding, names
from tests.vault.opened_vaults import passphrase, recovery


def slots(paths: VaultPaths) -> tuple[Slot, ...]:
    return parse(paths.vault.read_bytes()).header.slots


def costs(slot: Slot) -> KdfParameters:
    return kdf.parameters_of(slot)


@pytest.mark.parametrize(
    ("before", "seconds", "after"),
    [
        (KdfParameters(64 * MIB, 3, 4), 0.3, KdfParameters(64 * MIB, 9, 4)),
        (KdfParameters(64 * MIB, 3, 1), 0.01, KdfParameters(64 * MIB, 10, 1)),
        (KdfParameters(128 * MIB, 3, 4), 0.01, KdfParameters(128 * MIB, 6, 4)),
        (KdfParameters(256 * MIB, 2, 4), 0.1, KdfParameters(256 * MIB, 3, 4)),
        (KdfParameters(256 * MIB, 3, 4), 0.1, None),
        (KdfParameters(64 * MIB, 3, 4), 0.6, None),
        (KdfParameters(64 * MIB, 3, 4), 5.0, None),
        (KdfParameters(64 * MIB, 10, 4), 0.1, None),
        (KdfParameters(1024 * MIB, 1, 4), 0.1, None),
    ],
)
def test_the_new_costs(before: KdfParameters, seconds: float, after: KdfParameters | None):
    assert stronger(before, seconds) == after


@given(
    st.builds(
        KdfParameters,
        memory_kib=st.integers(FLOOR_MEMORY, 1024 * MIB),
        iterations=st.integers(1, 10),
        lanes=st.integers(1, 4),
    ),
    st.floats(0, 3),
)
def test_never_weaker_never_more_memory_never_beyond_the_bounds(
    before: KdfParameters, seconds: float
):
    after = stronger(before, seconds)
    if after is None:
        return
    assert (after.memory_kib, after.lanes) == (before.memory_kib, before.lanes)
    assert before.iterations < after.iterations <= CAP_ITERATIONS
    assert after.memory_kib * after.iterations <= 4 * FLOOR_WORK
    if before.memory_kib * before.iterations >= FLOOR_WORK:
        check_limits(after)


@pytest.mark.usefixtures("quick_kdf")
def test_the_next_save_makes_the_slot_stronger(paths: VaultPaths):
    _, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    before = slots(paths)
    vault = open_vault(paths, bytearray(PASSPHRASE))
    vault.change(lambda now: now)
    assert slots(paths) == before
    vault.change(adding("main"))
    after = slots(paths)
    assert costs(after[0]) == KdfParameters(FLOOR_MEMORY, 10, 1)
    assert after[0].slot_id == before[0].slot_id
    assert after[0].salt != before[0].salt
    assert after[1] == before[1]
    assert vault._work is None
    for again in (
        open_vault(paths, bytearray(PASSPHRASE)),
        open_with_recovery_code(paths, bytearray(code.encode())),
    ):
        assert names(again.content) == ["main"]
    again = open_vault(paths, bytearray(PASSPHRASE))
    again.change(adding("second"))
    assert slots(paths) == after


def test_with_the_real_derivation(paths: VaultPaths, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kdf, "stronger", lambda *_: KdfParameters(FLOOR_MEMORY, 4, 2))
    create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    open_vault(paths, bytearray(PASSPHRASE)).change(adding("main"))
    assert costs(slots(paths)[0]) == KdfParameters(FLOOR_MEMORY, 4, 2)
    assert names(open_vault(paths, bytearray(PASSPHRASE)).content) == ["main"]


@pytest.mark.usefixtures("quick_kdf")
def test_only_the_slot_that_was_opened(paths: VaultPaths):
    vault, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    vault.add_slot(passphrase(b"walrus ember plinth cobalt"), FLOOR)
    open_vault(paths, bytearray(b"walrus ember plinth cobalt")).change(adding("main"))
    assert [costs(slot).iterations for slot in slots(paths)] == [3, 0, 10]
    open_with_recovery_code(paths, bytearray(code.encode())).change(adding("second"))
    assert [costs(slot).iterations for slot in slots(paths)] == [3, 0, 10]


@pytest.mark.usefixtures("quick_kdf")
def test_a_slot_that_was_replaced_meanwhile_is_left_alone(paths: VaultPaths):
    vault, _ = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    other = open_vault(paths, bytearray(PASSPHRASE))
    vault.replace_slot(vault.slots[0].slot_id, passphrase(b"walrus ember plinth cobalt"), FLOOR)
    replaced = slots(paths)
    other.change(adding("main"))
    assert slots(paths) == replaced


@pytest.mark.usefixtures("quick_kdf")
def test_a_renewal_of_the_master_key_does_not_mix_the_two(paths: VaultPaths):
    _, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    vault = open_vault(paths, bytearray(PASSPHRASE))
    vault.remove_slot(vault.slots[1].slot_id, [passphrase(PASSPHRASE)])
    assert costs(slots(paths)[0]) == FLOOR
    vault.change(adding("main"))
    assert names(open_vault(paths, bytearray(PASSPHRASE)).content) == ["main"]
    assert recovery(code)


@pytest.mark.usefixtures("quick_kdf")
def test_where_the_memory_does_not_suffice_the_save_goes_through(
    paths: VaultPaths, monkeypatch: pytest.MonkeyPatch
):
    create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    before = slots(paths)
    vault = open_vault(paths, bytearray(PASSPHRASE))

    def full(*_: object) -> bytes:
        raise refuse(VaultFault.KDF_LIMIT, "no memory")

    with monkeypatch.context() as patch:
        patch.setattr(kdf, "derive", full)
        vault.change(adding("main"))
    assert slots(paths) == before
    assert names(open_vault(paths, bytearray(PASSPHRASE)).content) == ["main"]


@pytest.mark.usefixtures("quick_kdf")
def test_the_prehash_does_not_outlive_the_vault(paths: VaultPaths):
    create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    for end in (lambda vault: vault.close(), lambda vault: vault.change(adding("main"))):
        vault = open_vault(paths, bytearray(PASSPHRASE))
        work = vault._work
        assert work is not None
        assert len(bytes(work.prehash.view)) == 64
        assert PASSPHRASE.decode() not in repr(work)
        end(vault)
        with pytest.raises(ValueError, match="wiped"):
            _ = work.prehash.view
