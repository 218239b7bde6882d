"""Changing a passphrase, removing slots, several passphrases: who can open what afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.domain.failures import LockedError, UsageError, VaultError, VaultFault
from jungletui.vault.enrolment import OLD_BACKUPS, withdraw
from jungletui.vault.kdf import FLOOR, KdfParameters
from jungletui.vault.layout import parse
from jungletui.vault.opened import OpenVault
from jungletui.vault.opening import open_with
from jungletui.vault.passphrase_slots import OLD_COPIES, add_passphrase, change_passphrase
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.store import VaultPaths, create_vault, open_vault
from tests.vault.material import PASSPHRASE, adding, names
from tests.vault.opened_vaults import passphrase, recovery

pytestmark = pytest.mark.usefixtures("quick_kdf")
NEW = b"walrus ember plinth cobalt"


@pytest.fixture
def made(paths: VaultPaths) -> tuple[OpenVault, str]:
    vault, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    vault.change(adding("main"))
    return vault, code


def opens(paths: VaultPaths, secret: SlotSecret) -> bool:
    try:
        return names(open_with(paths, secret).content) == ["main"]
    except VaultError as error:
        if error.fault is not VaultFault.AUTH:
            raise
        return False


def test_a_new_passphrase_takes_the_place_of_the_old_one(paths: VaultPaths, made):
    vault, code = made
    before = parse(paths.vault.read_bytes()).header
    assert vault.replace_slot(vault.slots[0].slot_id, passphrase(NEW), FLOOR) == ()
    after = parse(paths.vault.read_bytes()).header
    assert [opens(paths, one) for one in (passphrase(PASSPHRASE), passphrase(NEW))] == [False, True]
    assert opens(paths, recovery(code))
    assert (after.mk_epoch, after.slots[1]) == (1, before.slots[1])
    assert after.slots[0].slot_id != before.slots[0].slot_id
    assert after.slots[0].salt != before.slots[0].salt
    vault.change(adding("second"))


def test_with_a_new_master_key_an_old_copy_is_of_no_use(paths: VaultPaths, made):
    vault, code = made
    before = bytes(vault._master.view)
    lost = vault.replace_slot(
        vault.slots[0].slot_id, passphrase(NEW), FLOOR, present=[recovery(code)]
    )
    assert lost == ()
    assert parse(paths.vault.read_bytes()).header.mk_epoch == 2
    assert bytes(vault._master.view) != before
    assert [slot.type for slot in vault.slots] == ["passphrase", "recovery code"]
    assert opens(paths, passphrase(NEW))
    assert opens(paths, recovery(code))
    assert not opens(paths, passphrase(PASSPHRASE))
    backup = VaultPaths(paths.vault.with_name("vault.cxv.bak.1"), paths.seen.with_name("other"))
    assert opens(backup, passphrase(PASSPHRASE))


def test_a_renewal_names_the_slots_that_are_lost(paths: VaultPaths, made):
    vault, code = made
    recovery_slot = vault.slots[1]
    lost = vault.replace_slot(vault.slots[0].slot_id, passphrase(NEW), FLOOR, present=[])
    assert lost == (recovery_slot,)
    assert not opens(paths, recovery(code))
    assert opens(paths, passphrase(NEW))


@pytest.mark.parametrize("renew", [False, True])
def test_the_order_of_the_slots_stays(paths: VaultPaths, made, renew: bool):
    vault, code = made
    words = [b"first other passphrase", b"second other passphrase"]
    for one in words:
        vault.add_slot(passphrase(one), FLOOR)
    before = vault.slots
    present = [recovery(code), passphrase(PASSPHRASE), *map(passphrase, words)]
    vault.replace_slot(
        before[2].slot_id, passphrase(NEW), FLOOR, present=present if renew else None
    )
    assert [*vault.slots[:2], vault.slots[3]] == [*before[:2], before[3]]
    assert opens(paths, passphrase(NEW))
    assert not opens(paths, passphrase(words[0]))
    assert opens(paths, passphrase(words[1]))


def test_several_passphrases_open_it_and_each_can_go(paths: VaultPaths, made):
    vault, code = made
    for one in (NEW, b"kelp lantern brisk otter"):
        vault.add_slot(passphrase(one), FLOOR)
    others = [passphrase(NEW), passphrase(PASSPHRASE)]
    gone = withdraw(vault, vault.slots[3].slot_id, [*others, recovery(code)])
    assert gone.lost == ()
    assert gone.notices == (OLD_BACKUPS,)
    assert all(opens(paths, one) for one in others)
    assert not opens(paths, passphrase(b"kelp lantern brisk otter"))


def test_nothing_is_changed_where_it_cannot_be(paths: VaultPaths, made):
    vault, code = made
    before = paths.vault.read_bytes()
    first = vault.slots[0].slot_id
    master = bytes(vault._master.view)
    for change in (
        lambda: vault.replace_slot("00" * 16, passphrase(NEW), FLOOR),
        lambda: vault.replace_slot("00" * 16, passphrase(NEW), FLOOR, present=[recovery(code)]),
        lambda: vault.replace_slot(first, passphrase(b""), FLOOR, present=[recovery(code)]),
        lambda: vault.replace_slot(first, passphrase(NEW), KdfParameters(8, 1, 1)),
        lambda: vault.replace_slot(first, SlotSecret(SlotType.KEY_FILE, bytearray(31))),
        lambda: vault.remove_slot(first, []),
        lambda: vault.remove_slot("00" * 16, [recovery(code)]),
        lambda: vault.replace_slot(
            first, SlotSecret(SlotType.OS_KEYRING, bytearray(32)), present=[]
        ),
    ):
        with pytest.raises((VaultError, LockedError, UsageError)):
            change()
        assert paths.vault.read_bytes() == before
        assert bytes(vault._master.view) == master
    assert opens(paths, passphrase(PASSPHRASE))
    vault.change(adding("still"))


def test_a_fresh_proof_says_which_slot(paths: VaultPaths, made):
    vault, code = made
    assert vault.slot_opened_by(passphrase(PASSPHRASE)) == vault.slots[0]
    assert vault.slot_opened_by(recovery(code)) == vault.slots[1]
    with pytest.raises(VaultError, match="E_AUTH") as caught:
        vault.slot_opened_by(passphrase(NEW))
    assert str(paths.vault) in caught.value.message
    assert names(vault.content) == ["main"]


def test_the_listing_tells_the_costs(paths: VaultPaths, made):
    vault, _ = made
    assert [slot.note for slot in vault.slots] == ["Argon2id, 64 MiB, 3 passes, 1 lanes", ""]


def test_a_passphrase_changed_elsewhere_is_seen_by_others(paths: VaultPaths, made):
    vault, _ = made
    other = open_vault(paths, bytearray(PASSPHRASE))
    vault.replace_slot(vault.slots[0].slot_id, passphrase(NEW), FLOOR)
    other.change(adding("by another program"))
    assert names(open_vault(paths, bytearray(NEW)).content) == ["main", "by another program"]


def test_the_old_passphrase_must_be_known_to_change_it(paths: VaultPaths, made):
    vault, code = made
    with pytest.raises(VaultError, match="E_AUTH"):
        change_passphrase(vault, passphrase(NEW), bytearray(NEW), kdf=FLOOR)
    with pytest.raises(UsageError, match="too weak"):
        change_passphrase(vault, passphrase(PASSPHRASE), bytearray(b"short"), kdf=FLOOR)
    assert opens(paths, passphrase(PASSPHRASE))
    changed = change_passphrase(vault, passphrase(PASSPHRASE), bytearray(NEW), kdf=FLOOR)
    assert (changed.lost, changed.notices) == ((), (OLD_COPIES,))
    assert not opens(paths, passphrase(PASSPHRASE))
    changed = change_passphrase(
        vault, passphrase(NEW), bytearray(PASSPHRASE), present=[recovery(code)], kdf=FLOOR
    )
    assert (changed.lost, changed.notices) == ((), (OLD_BACKUPS,))
    assert opens(paths, passphrase(PASSPHRASE))
    assert opens(paths, recovery(code))


def test_a_passphrase_is_added_with_measured_costs(paths: VaultPaths, made, tmp_path: Path):
    vault, _ = made
    words = bytearray(NEW)
    added = add_passphrase(vault, words)
    assert words == NEW
    assert added.slot.note.startswith("Argon2id, ")
    assert opens(paths, passphrase(NEW))
    with pytest.raises(UsageError, match="too weak"):
        add_passphrase(vault, bytearray(b"passwordpassword"), kdf=FLOOR)
    with pytest.raises(UsageError, match="beside"):
        add_passphrase(vault, bytearray(NEW), key_file=paths.vault.with_name("key"), kdf=FLOOR)
    tmp_path.chmod(0o700)
    key_file = tmp_path / "key"
    add_passphrase(vault, bytearray(b"kelp lantern brisk otter"), key_file=key_file, kdf=FLOOR)
    words_alone = passphrase(b"kelp lantern brisk otter")
    assert not opens(paths, words_alone)
    both = SlotSecret(words_alone.type, words_alone.value, bytearray(key_file.read_bytes()))
    assert opens(paths, both)


def test_no_slot_is_lost_that_was_not_given_up(paths: VaultPaths, made):
    vault, _ = made
    vault.add_slot(passphrase(NEW), FLOOR)
    first, code, second = (slot.slot_id for slot in vault.slots)
    before = paths.vault.read_bytes()
    for act in (
        lambda: vault.remove_slot(second, [passphrase(PASSPHRASE)], ()),
        lambda: vault.remove_slot(second, [passphrase(PASSPHRASE)], {first, second}),
        lambda: vault.replace_slot(
            second, passphrase(NEW), FLOOR, present=[passphrase(PASSPHRASE)], give_up=()
        ),
    ):
        with pytest.raises(UsageError) as caught:
            act()
        assert f"recovery code {code[:8]}" in caught.value.message
        assert first[:8] not in caught.value.message
        assert "--yes" in caught.value.remedy
        assert paths.vault.read_bytes() == before
    with pytest.raises(VaultError) as refused:
        vault.remove_slot(second, [], ())
    assert refused.value.fault is VaultFault.CONFLICT, "that none would be left comes first"
    lost = vault.remove_slot(second, [passphrase(PASSPHRASE)], {code})
    assert [slot.slot_id for slot in lost] == [code]
    assert opens(paths, passphrase(PASSPHRASE))
