"""The one way round E_KDF_WEAK: what it opens, what it mends at once, and what it never relaxes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from jungletui.domain.failures import UsageError, VaultError, VaultFault
from jungletui.vault.kdf import FLOOR, MIB, KdfParameters, check_limits, parameters_of
from jungletui.vault.layout import parse, serialise
from jungletui.vault.opened import OpenVault
from jungletui.vault.opening import open_with, read_header
from jungletui.vault.slot_layout import Slot
from jungletui.vault.slot_secrets import AnySecret, SlotSecret
from jungletui.vault.store import VaultPaths, open_vault, open_with_recovery_code
from jungletui.vault.weak_backups import weak_backups
from jungletui.vault.weak_slots import weak_among
from tests.vault.hostile import at, check_words, flip
from tests.vault.material import PASSPHRASE, Cheap, adding, cheap, content, names, put
from tests.vault.opened_vaults import passphrase, recovery
from tests.vault.weak import weak

pytestmark = pytest.mark.usefixtures("quick_kdf")
OTHER = b"walrus ember plinth cobalt"
COSTS = KdfParameters(128 * MIB, 3, 4)


def allowing(secret: SlotSecret) -> SlotSecret:
    return replace(secret, allow_weak=True)


def lay_down(paths: VaultPaths, vault: Cheap) -> bytes:
    data = serialise(vault.image(content("main")))
    put(paths, data)
    return data


def slots(paths: VaultPaths) -> tuple[Slot, ...]:
    return parse(paths.vault.read_bytes()).header.slots


def migrated(paths: VaultPaths, secret: SlotSecret) -> OpenVault:
    return open_with(paths, allowing(secret), allow_weak=True)


def refused(act: Callable[[], object], paths: VaultPaths) -> VaultError:
    before = paths.vault.read_bytes()
    with pytest.raises(VaultError) as caught:
        act()
    check_words(caught.value, paths)
    assert paths.vault.read_bytes() == before
    return caught.value


@pytest.mark.parametrize(
    "costs", [KdfParameters(8, 1, 1), KdfParameters(64 * MIB, 2, 4), KdfParameters(32, 10, 4)]
)
def test_it_is_refused_everywhere_else_and_the_refusal_names_the_way(
    paths: VaultPaths, costs: KdfParameters
):
    lay_down(paths, weak(costs=costs))
    code = bytearray(cheap().code.encode())
    for act in (
        lambda: open_vault(paths, bytearray(PASSPHRASE)),
        lambda: open_with_recovery_code(paths, code),
        lambda: read_header(paths),
        lambda: open_with(paths, allowing(passphrase(PASSPHRASE))),
    ):
        error = refused(act, paths)
        assert error.fault is VaultFault.KDF_WEAK
        assert "`jungletui vault strengthen --allow-weak-kdf`" in error.remedy


def test_the_leave_of_the_opening_alone_derives_no_weak_key(paths: VaultPaths):
    lay_down(paths, weak())
    error = refused(lambda: open_with(paths, passphrase(PASSPHRASE), allow_weak=True), paths)
    assert error.fault is VaultFault.KDF_WEAK


def test_the_slot_has_costs_of_today_on_the_disk_at_once(paths: VaultPaths):
    lay_down(paths, weak())
    before = slots(paths)
    vault = migrated(paths, passphrase(PASSPHRASE))
    assert vault.strengthen([allowing(passphrase(PASSPHRASE))], COSTS) == ()
    after = slots(paths)
    check_limits(parameters_of(after[0]))
    assert parameters_of(after[0]) == COSTS
    assert after[0].slot_id == before[0].slot_id
    assert after[0].salt != before[0].salt
    assert after[1] == before[1]
    assert vault.generation == 2
    for again in (
        open_vault(paths, bytearray(PASSPHRASE)),
        open_with_recovery_code(paths, bytearray(cheap().code.encode())),
    ):
        assert names(again.content) == ["main"]
    backup = paths.vault.with_name("vault.cxv.bak.1")
    assert weak_backups(paths.vault) == (backup,)
    vault.change(adding("second"))
    assert names(open_vault(paths, bytearray(PASSPHRASE)).content) == ["main", "second"]


def test_costs_that_somebody_lowered_in_the_file_open_nothing(paths: VaultPaths):
    """The slot's keys are bound to its costs: a downgrade is no weak vault, but a wrong one."""
    sound = weak(costs=FLOOR)
    data = lay_down(paths, sound)
    assert not weak_among(slots(paths))
    put(paths, at(256 + 4, (8).to_bytes(4))(data))
    error = refused(lambda: migrated(paths, passphrase(PASSPHRASE)), paths)
    assert error.fault is VaultFault.AUTH


@pytest.mark.parametrize(
    "piece",
    [
        (3, b"\x04"),
        (3, b"\x00"),
        (4, (7).to_bytes(4)),
        (4, bytes(4)),
        (4, (2**32 - 1).to_bytes(4)),
        (8, bytes(4)),
        (8, (2**32 - 1).to_bytes(4)),
    ],
    ids=str,
)
def test_absurd_costs_stay_refused(paths: VaultPaths, piece: tuple[int, bytes]):
    data = lay_down(paths, weak())
    put(paths, at(256 + piece[0], piece[1])(data))
    error = refused(lambda: migrated(paths, passphrase(PASSPHRASE)), paths)
    assert error.fault is VaultFault.KDF_LIMIT
    assert "--allow-weak-kdf" not in error.remedy


def truncated(data: bytes) -> bytes:
    return data[:-1]


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (flip(2100), VaultFault.TAMPER),
        (flip(-1), VaultFault.TAMPER),
        (flip(128), VaultFault.TAMPER),
        (flip(256 + 176), VaultFault.AUTH),
        (flip(256 + 130), VaultFault.TAMPER),
        (at(16, b"\x01"), VaultFault.VERSION),
        (truncated, VaultFault.FORMAT),
    ],
)
def test_nothing_else_is_relaxed(
    paths: VaultPaths, damage: Callable[[bytes], bytes], fault: VaultFault
):
    put(paths, damage(lay_down(paths, weak())))
    error = refused(lambda: migrated(paths, passphrase(PASSPHRASE)), paths)
    assert error.fault is fault


def test_nor_are_modes_and_older_generations(paths: VaultPaths):
    old = lay_down(paths, weak())
    put(paths, serialise(weak().image(content("main"), 2)))
    migrated(paths, passphrase(PASSPHRASE)).close()
    put(paths, old)
    error = refused(lambda: migrated(paths, passphrase(PASSPHRASE)), paths)
    assert error.fault is VaultFault.ROLLBACK
    paths.vault.chmod(0o644)
    error = refused(lambda: migrated(paths, passphrase(PASSPHRASE)), paths)
    assert error.fault is VaultFault.FS


def test_another_weak_slot_is_not_lost_unasked(paths: VaultPaths):
    lay_down(paths, weak(PASSPHRASE, OTHER))
    vault = migrated(paths, passphrase(PASSPHRASE))
    second = vault.slots[1].slot_id
    before = paths.vault.read_bytes()
    with pytest.raises(UsageError) as caught:
        vault.strengthen([allowing(passphrase(PASSPHRASE))], COSTS)
    assert second[:8] in caught.value.message
    assert "--yes" in caught.value.remedy
    assert paths.vault.read_bytes() == before
    lost = vault.strengthen([allowing(passphrase(PASSPHRASE))], COSTS, {second})
    assert [slot.slot_id for slot in lost] == [second]
    assert names(open_vault(paths, bytearray(PASSPHRASE)).content) == ["main"]
    with pytest.raises(VaultError):
        open_vault(paths, bytearray(OTHER))


def test_several_weak_slots_become_strong_in_one_save(paths: VaultPaths):
    lay_down(paths, weak(PASSPHRASE, OTHER))
    vault = migrated(paths, recovery())
    present: list[AnySecret] = [allowing(passphrase(one)) for one in (PASSPHRASE, OTHER)]
    assert vault.strengthen(present, COSTS) == ()
    assert vault.generation == 2
    assert [parameters_of(slot) for slot in slots(paths)[:2]] == [COSTS, COSTS]
    for one in (PASSPHRASE, OTHER):
        open_vault(paths, bytearray(one)).close()


def test_the_last_slot_cannot_be_given_up(paths: VaultPaths):
    lay_down(paths, weak(code=False))
    vault = migrated(paths, passphrase(PASSPHRASE))
    before = paths.vault.read_bytes()
    with pytest.raises(VaultError) as caught:
        vault.strengthen([], COSTS, {slot.slot_id for slot in vault.slots})
    assert caught.value.fault is VaultFault.CONFLICT
    assert paths.vault.read_bytes() == before


def test_costs_below_the_floor_are_never_saved(paths: VaultPaths):
    lay_down(paths, weak())
    vault = migrated(paths, passphrase(PASSPHRASE))
    before = paths.vault.read_bytes()
    with pytest.raises(VaultError) as caught:
        vault.strengthen([allowing(passphrase(PASSPHRASE))], KdfParameters(64, 3, 1))
    assert caught.value.fault is VaultFault.KDF_WEAK
    assert paths.vault.read_bytes() == before


def test_a_disk_that_refuses_leaves_the_old_vault(
    paths: VaultPaths, monkeypatch: pytest.MonkeyPatch
):
    before = lay_down(paths, weak())
    vault = migrated(paths, passphrase(PASSPHRASE))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(VaultError) as caught:
        vault.strengthen([allowing(passphrase(PASSPHRASE))], COSTS)
    assert caught.value.fault is VaultFault.FS
    assert paths.vault.read_bytes() == before


def test_without_weak_slots_nothing_is_saved(paths: VaultPaths):
    before = lay_down(paths, weak(costs=FLOOR))
    vault = open_vault(paths, bytearray(PASSPHRASE))
    assert vault.strengthen([], COSTS) == ()
    assert paths.vault.read_bytes() == before
