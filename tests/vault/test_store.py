"""Making, opening and changing a vault, as the service does it."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jungletui.domain.failures import ExitCode, LockedError, VaultError, VaultFault
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.vault import payload
from jungletui.vault.kdf import FLOOR, KdfParameters
from jungletui.vault.layout import parse, serialise
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slot_secrets import SlotSecret
from jungletui.vault.store import (
    Content,
    MemoryVault,
    Vault,
    VaultPaths,
    create_vault,
    open_vault,
    open_with_recovery_code,
)
from tests.vault.material import (
    ADDED,
    CANARY,
    PASSPHRASE,
    adding,
    cheap,
    content,
    names,
    put,
    shake,
)

NEW = b"walrus ember plinth cobalt"


def passphrase(text: bytes = PASSPHRASE) -> SlotSecret:
    return SlotSecret(SlotType.PASSPHRASE, bytearray(text))


def recovery(code: str) -> SlotSecret:
    return SlotSecret(SlotType.RECOVERY_CODE, bytearray(code.encode()))


def test_a_new_vault_opens_with_its_passphrase_and_its_recovery_code(paths: VaultPaths):
    given_words = bytearray(PASSPHRASE)
    vault, code = create_vault(paths, given_words, FLOOR)
    assert given_words == PASSPHRASE
    assert vault.content.keys == ()
    assert (vault.generation, vault.path, vault.notices) == (1, paths.vault, ())
    vault.change(adding("main"))
    vault.close()
    again = open_vault(paths, bytearray(PASSPHRASE))
    assert (names(again.content), again.generation, again.notices) == (["main"], 2, ())
    with_code = open_with_recovery_code(paths, bytearray(code.lower().replace("-", " ").encode()))
    assert with_code.content == again.content
    assert [slot.type for slot in again.slots] == ["passphrase", "recovery code"]


@pytest.mark.usefixtures("quick_kdf")
def test_everything_random_is_new_in_each_vault(paths: VaultPaths):
    first, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    other_paths = VaultPaths(paths.vault.with_name("other.cxv"), paths.seen)
    second, other_code = create_vault(other_paths, bytearray(PASSPHRASE), FLOOR)
    assert code != other_code
    assert first.content.fingerprint_key != second.content.fingerprint_key
    assert len(first.content.fingerprint_key) == 32
    one, other = (parse(file.read_bytes()).header for file in (paths.vault, other_paths.vault))
    assert one.vault_id != other.vault_id
    assert {slot.salt for slot in one.slots}.isdisjoint(slot.salt for slot in other.slots)


@pytest.mark.usefixtures("quick_kdf")
def test_randomness_can_be_given_and_then_decides_the_file(paths: VaultPaths):
    files = []
    for name in ("one.cxv", "two.cxv"):
        counter = iter(range(1000))
        place = VaultPaths(paths.vault.with_name(name), paths.seen)
        create_vault(
            place,
            bytearray(PASSPHRASE),
            FLOOR,
            randomness=lambda size, counter=counter: shake(f"draw {next(counter)}", size),
        )
        files.append(place.vault.read_bytes())
    assert files[0] == files[1]


@pytest.mark.usefixtures("quick_kdf")
def test_directories_are_made_private(paths: VaultPaths):
    deep = VaultPaths(
        paths.vault.parent / "a" / "b" / "vault.cxv", paths.vault.parent / "c" / "d" / "seen.toml"
    )
    before = os.umask(0)
    try:
        create_vault(deep, bytearray(PASSPHRASE), FLOOR)
    finally:
        os.umask(before)
    for folder in (deep.vault.parent, deep.vault.parent.parent, deep.seen.parent):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert deep.vault.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("quick_kdf")
def test_a_vault_that_exists_is_never_overwritten(paths: VaultPaths):
    create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    before = paths.vault.read_bytes()
    with pytest.raises(VaultError) as caught:
        create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    assert caught.value.fault is VaultFault.CONFLICT
    assert paths.vault.read_bytes() == before


@pytest.mark.parametrize("costs", [KdfParameters(8, 3, 1), KdfParameters(65536, 2, 1)])
def test_no_vault_is_made_below_the_floor(paths: VaultPaths, costs: KdfParameters):
    with pytest.raises(VaultError) as caught:
        create_vault(paths, bytearray(PASSPHRASE), costs)
    assert caught.value.fault is VaultFault.KDF_WEAK
    assert not paths.vault.exists()


@pytest.mark.parametrize("words", [b"", b"nul\0", b"line\n", b"\xff\xfe", b"x" * 1025])
def test_unusable_passphrases_lock_nothing_and_open_nothing(paths: VaultPaths, words: bytes):
    with pytest.raises(LockedError):
        create_vault(paths, bytearray(words), FLOOR)
    assert not paths.vault.exists()
    put(paths, serialise(cheap().image(content())))
    with pytest.raises((LockedError, VaultError)) as caught:
        open_vault(paths, bytearray(words))
    assert caught.value.exit_code is ExitCode.LOCKED


@pytest.mark.usefixtures("quick_kdf")
def test_a_closed_vault_gives_nothing(paths: VaultPaths):
    vault, _ = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    master = vault._master
    vault.close()
    vault.close()
    for use in (lambda: vault.content, lambda: vault.generation, lambda: vault.slots):
        with pytest.raises(LockedError):
            use()
    with pytest.raises(LockedError):
        vault.change(adding("late"))
    with pytest.raises(ValueError, match="wiped"):
        _ = master.view


@pytest.mark.usefixtures("quick_kdf")
def test_a_slot_can_be_added_and_opens(paths: VaultPaths):
    vault, _ = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    info = vault.add_slot(passphrase(NEW), FLOOR)
    assert info.type == "passphrase"
    for words in (PASSPHRASE, NEW):
        assert open_vault(paths, bytearray(words)).generation == 2
    with pytest.raises(VaultError, match="E_AUTH"):
        open_vault(paths, bytearray(b"neither of the two"))


@pytest.mark.usefixtures("quick_kdf")
def test_at_most_eight_slots(paths: VaultPaths):
    vault, _ = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    codes = [vault.add_recovery_code() for _ in range(6)]
    with pytest.raises(VaultError, match="eight"):
        vault.add_recovery_code()
    assert open_with_recovery_code(paths, bytearray(codes[-1].encode())).generation == 7


@pytest.mark.usefixtures("quick_kdf")
def test_removing_a_slot_renews_the_master_key(paths: VaultPaths):
    vault, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    vault.change(adding("main"))
    info = vault.add_slot(passphrase(NEW), FLOOR)
    before = parse(paths.vault.read_bytes()).header
    stolen = bytes(vault._master.view)
    lost = vault.remove_slot(vault.slots[0].slot_id, [passphrase(NEW), recovery(code)])
    assert lost == ()
    after = parse(paths.vault.read_bytes()).header
    assert (after.mk_epoch, after.generation) == (2, before.generation + 1)
    assert bytes(vault._master.view) != stolen
    assert {slot.salt for slot in after.slots}.isdisjoint(slot.salt for slot in before.slots)
    assert [slot.slot_id for slot in vault.slots if slot.type == "passphrase"] == [info.slot_id]
    with pytest.raises(VaultError, match="E_AUTH"):
        open_vault(paths, bytearray(PASSPHRASE))
    for again in (
        open_vault(paths, bytearray(NEW)),
        open_with_recovery_code(paths, bytearray(code.encode())),
    ):
        assert names(again.content) == ["main"]
        assert again.notices == ()
    vault.change(adding("after"))
    assert names(open_vault(paths, bytearray(NEW)).content) == ["main", "after"]


@pytest.mark.usefixtures("quick_kdf")
def test_slots_whose_secret_is_absent_are_lost_and_named(paths: VaultPaths):
    vault, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    added = vault.add_slot(passphrase(NEW), FLOOR)
    recovery_slot = vault.slots[1]
    assert vault.remove_slot(added.slot_id, [passphrase()]) == (recovery_slot,)
    with pytest.raises(VaultError, match="E_AUTH"):
        open_with_recovery_code(paths, bytearray(code.encode()))
    renewed = vault.add_recovery_code()
    assert open_with_recovery_code(paths, bytearray(renewed.encode())).generation == 4


@pytest.mark.usefixtures("quick_kdf")
def test_the_last_slot_cannot_be_removed(paths: VaultPaths):
    vault, _ = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    before = paths.vault.read_bytes()
    with pytest.raises(VaultError, match="no slot would be left"):
        vault.remove_slot(vault.slots[1].slot_id, [passphrase(NEW)])
    with pytest.raises(VaultError, match="no key slot has this id"):
        vault.remove_slot("00" * 16, [passphrase()])
    assert paths.vault.read_bytes() == before
    assert open_vault(paths, bytearray(PASSPHRASE)).generation == 1


@pytest.mark.usefixtures("quick_kdf")
def test_another_program_must_unlock_again_after_the_key_was_renewed(paths: VaultPaths):
    vault, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    other = open_vault(paths, bytearray(PASSPHRASE))
    vault.remove_slot(vault.slots[1].slot_id, [passphrase()])
    with pytest.raises(VaultError) as caught:
        other.change(adding("late"))
    assert caught.value.fault is VaultFault.CONFLICT
    assert "unlock again" in caught.value.remedy.lower()
    assert code


def test_a_memory_vault_behaves_alike_and_leaves_no_file(paths: VaultPaths):
    vault: Vault = MemoryVault(content("sample"))
    vault.change(adding("second"))
    vault.change(lambda now: now)
    assert (names(vault.content), vault.generation, vault.notices) == (["sample", "second"], 2, ())
    assert str(vault.path) == "demo"
    vault.close()
    with pytest.raises(LockedError):
        _ = vault.content
    assert list(paths.vault.parent.iterdir()) == []


def test_nothing_secret_is_in_the_representations(paths: VaultPaths):
    put(paths, serialise(cheap().image(content("main"))))
    vault = open_with_recovery_code(paths, bytearray(cheap().code.encode()))
    shown = f"{vault!r} {vault.content!r} {vault._master!r} {passphrase()!r}"
    assert CANARY not in shown
    assert PASSPHRASE.decode() not in shown
    assert cheap().master.hex() not in shown


def test_no_plaintext_in_any_file(paths: VaultPaths):
    put(paths, serialise(cheap().image(content("main"))))
    vault = open_with_recovery_code(paths, bytearray(cheap().code.encode()))
    for number in range(3):
        vault.change(adding(f"more-{number}"))
    for file in paths.vault.parent.rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes()
            assert cheap().master not in file.read_bytes()


texts = st.text(max_size=40)
secrets = st.dictionaries(st.text(min_size=1, max_size=12), texts.map(Secret), max_size=5)
keys = st.builds(
    Key,
    profile=st.builds(
        KeyProfile,
        name=st.text(min_size=1, max_size=20),
        exchange=texts,
        environment=st.sampled_from(Environment),
        endpoint=st.none() | texts,
        policy=texts,
        holders=st.lists(texts, max_size=3).map(tuple),
        tags=st.lists(texts, max_size=3).map(tuple),
    ),
    credential=secrets,
    added_at=st.just(ADDED),
)
contents = st.builds(
    Content,
    fingerprint_key=st.binary(min_size=32, max_size=32),
    keys=st.lists(keys, max_size=5, unique_by=lambda key: key.name).map(tuple),
)


@given(contents)
@settings(deadline=None)
def test_any_content_comes_back_from_its_json(now: Content):
    assert payload.decode(payload.encode(now), lambda: b"never asked") == now


@given(contents)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_content_comes_back_from_the_disk(paths: VaultPaths, now: Content):
    vault = cheap()
    put(paths, serialise(vault.image(content())))
    paths.seen.unlink(missing_ok=True)
    opened = open_with_recovery_code(paths, bytearray(vault.code.encode()))
    opened.change(lambda _: now)
    assert open_with_recovery_code(paths, bytearray(vault.code.encode())).content == now


def test_half_a_surrogate_pair_is_refused_before_it_is_written(paths: VaultPaths):
    broken = replace(content("main"), keys=(Key(KeyProfile("a\ud800", "x"), {}, ADDED),))
    with pytest.raises(VaultError) as caught:
        payload.encode(broken)
    assert caught.value.fault is VaultFault.SCHEMA
    assert "Nothing was written" in caught.value.remedy


def test_sixty_keys_are_no_larger_than_none_and_thousands_fit(paths: VaultPaths):
    vault = cheap()
    now = content(*(f"k{number}" for number in range(40)))
    assert len(serialise(vault.image(now))) == 18480 == len(serialise(vault.image(content())))
    many = content(*(f"k{number}" for number in range(5000)))
    put(paths, serialise(vault.image(many)))
    assert open_with_recovery_code(paths, bytearray(vault.code.encode())).content == many


@pytest.mark.usefixtures("quick_kdf")
def test_a_new_vault_whose_directory_cannot_be_synced_still_tells_its_recovery_code(
    paths: VaultPaths, monkeypatch: pytest.MonkeyPatch
):
    fsync = os.fsync

    def failing(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.EIO, "no")
        fsync(fd)

    monkeypatch.setattr(os, "fsync", failing)
    paths.seen.parent.mkdir(mode=0o700)
    vault, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    assert vault.notices[0].startswith("E_DURABILITY: ")
    assert open_with_recovery_code(paths, bytearray(code.encode())).generation == 1
