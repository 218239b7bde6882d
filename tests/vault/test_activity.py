"""The activity log: what is cut, reordered, edited or put back is noticed, and going on does not
cover it up."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from jungletui.vault import activity_file, payload
from jungletui.vault.activity_file import FRONT_LENGTH, HEADING_LENGTH, Owner, append
from jungletui.vault.activity_reading import Reading, read
from jungletui.vault.activity_records import END_MARK_LENGTH
from jungletui.vault.content import Anchor
from tests.vault.material import content, shake

OWNER = Owner(shake("activity vault", 16), shake("activity secret", 32))
APPENDER = """
import sys
from pathlib import Path
from tests.vault.test_activity import OWNER, remark
from jungletui.vault.activity_file import append
for number in range(int(sys.argv[3])):
    append(Path(sys.argv[1]), OWNER, [f"{sys.argv[2]}-{number}".encode()], remark)
"""


def remark(wrong: bool, reason: str) -> bytes:
    return f"{'WRONG' if wrong else 'begun'}: {reason}".encode()


def written(path: Path, *texts: str, owner: Owner = OWNER) -> Anchor:
    """Append each text by itself; what a vault would remember of the log afterwards."""
    for text in texts:
        log_id, last = append(path, owner, [text.encode()], remark)
    return Anchor("here", log_id, last.position, last.mac)


def texts(found: Reading) -> list[str]:
    return [record.text.decode() for record in found.records]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "activity.log"


@pytest.fixture
def log(path: Path) -> Path:
    written(path, "unlocked", "key-added okx-tax", "key-revealed okx-tax", "locked")
    return path


def lines(path: Path) -> list[bytes]:
    return path.read_bytes()[FRONT_LENGTH:].splitlines(keepends=True)


def put(path: Path, records: list[bytes]) -> None:
    path.write_bytes(path.read_bytes()[:FRONT_LENGTH] + b"".join(records))


def test_what_was_written_is_read_and_nothing_of_it_is_on_the_disk(log: Path) -> None:
    found = read(log, OWNER)
    assert found.problems == ()
    begun, *rest = texts(found)
    assert begun.startswith("begun")
    assert rest == ["unlocked", "key-added okx-tax", "key-revealed okx-tax", "locked"]
    assert [record.link.position for record in found.records] == [1, 2, 3, 4, 5]
    assert b"okx" not in log.read_bytes()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_records_of_any_kind_are_of_one_length(log: Path) -> None:
    assert len({len(line) for line in lines(log)}) == 1


def test_every_changed_byte_is_noticed(log: Path) -> None:
    data = log.read_bytes()
    unnoticed = []
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        log.write_bytes(changed)
        if not read(log, OWNER).problems:
            unnoticed.append(place)
    # One end mark may be torn by a crash; the older one is never relied upon.
    older = range(HEADING_LENGTH, HEADING_LENGTH + END_MARK_LENGTH + 1)
    newer = range(older.stop, FRONT_LENGTH)
    assert set(unnoticed) <= set(older) or set(unnoticed) <= set(newer), unnoticed


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_a_cut_at_the_end_is_noticed(log: Path, count: int) -> None:
    put(log, lines(log)[:-count])
    (problem,) = read(log, OWNER).problems
    assert problem == f"it ends at record {5 - count}, and had 5"


def test_a_cut_in_the_middle_names_what_is_missing(log: Path) -> None:
    records = lines(log)
    put(log, [*records[:1], *records[3:]])
    found = read(log, OWNER)
    assert "records 2 to 3 are missing" in found.problems
    assert texts(found)[1:] == ["key-revealed okx-tax", "locked"]


def test_an_edited_record_is_named_and_the_others_are_read(log: Path) -> None:
    records = lines(log)
    records[2] = records[2].replace(records[2][40:44], b"AAAA")
    put(log, records)
    found = read(log, OWNER)
    assert found.problems == ("line 3 is no record of this log, or was changed",)
    assert len(found.records) == 4


@pytest.mark.parametrize(
    "order", [(0, 2, 1, 3, 4), (0, 1, 2, 3, 4, 4), (0, 1, 1, 2, 3, 4), (4, 3, 2, 1, 0)]
)
def test_reordered_and_repeated_records_are_noticed(log: Path, order: tuple[int, ...]) -> None:
    records = lines(log)
    put(log, [records[number] for number in order])
    assert read(log, OWNER).problems


def test_a_record_of_another_log_of_this_vault_does_not_fit(log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "activity.log"
    written(other, "unlocked", "something harmless", "locked", "unlocked")
    records = lines(log)
    records[3] = lines(other)[3]
    put(log, records)
    assert read(log, OWNER).problems == ("line 4 is no record of this log, or was changed",)


def test_another_secret_reads_nothing(log: Path) -> None:
    found = read(log, replace(OWNER, secret=shake("other", 32)))
    assert found.records == ()
    assert len(found.problems) == 6


def _cut_last(path: Path) -> None:
    put(path, lines(path)[:-1])


def _cut_middle_of_line(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _rub_out_marks(path: Path) -> None:
    _cut_last(path)
    data = bytearray(path.read_bytes())
    data[HEADING_LENGTH : FRONT_LENGTH - 1] = b"A" * (FRONT_LENGTH - 1 - HEADING_LENGTH)
    path.write_bytes(data)


def _rub_out_newer_mark(path: Path) -> None:
    """The older mark fits a log without its last record."""
    _cut_last(path)
    data = bytearray(path.read_bytes())
    newer = HEADING_LENGTH + (END_MARK_LENGTH + 1) * (5 % 2 == 0)
    data[newer : newer + END_MARK_LENGTH] = b"A" * END_MARK_LENGTH
    path.write_bytes(data)


def _copy_older_mark(path: Path) -> None:
    _cut_last(path)
    data = bytearray(path.read_bytes())
    step = END_MARK_LENGTH + 1
    first, second = (data[HEADING_LENGTH + i * step :][:step] for i in (0, 1))
    data[HEADING_LENGTH:FRONT_LENGTH] = first + first
    path.write_bytes(data)
    if not read(path, OWNER).problems:
        data[HEADING_LENGTH:FRONT_LENGTH] = second + second
        path.write_bytes(data)


def _garble_heading(path: Path) -> None:
    path.write_bytes(b"x" + path.read_bytes()[1:])


@pytest.mark.parametrize(
    "attack",
    [
        _cut_last,
        _cut_middle_of_line,
        _rub_out_marks,
        _rub_out_newer_mark,
        _copy_older_mark,
        _garble_heading,
    ],
)
def test_an_attack_on_the_end_stays_on_record_after_the_next_append(
    log: Path, attack: Callable[[Path], None]
) -> None:
    attack(log)
    assert read(log, OWNER).problems
    written(log, "unlocked", "locked")
    assert any(text.startswith("WRONG") for text in texts(read(log, OWNER)))


def test_a_torn_write_is_no_attack_and_the_log_goes_on(log: Path) -> None:
    whole = log.read_bytes()
    written(log, "key-removed okx-tax")
    after = log.read_bytes()
    added = len(after) - len(whole)
    for torn in (whole + after[len(whole) : len(whole) + added // 2], whole + after[-added:]):
        log.write_bytes(torn)  # a record half written; one that no end mark counts yet
        written(log, "unlocked")
        found = read(log, OWNER)
        assert found.problems == ()
        assert texts(found)[-1] == "unlocked"
        assert not any(text.startswith("WRONG") for text in texts(found))


def test_a_torn_end_mark_is_no_attack(log: Path) -> None:
    whole = log.read_bytes()
    written(log, "key-removed okx-tax")
    after = bytearray(log.read_bytes())
    place = next(i for i in range(HEADING_LENGTH, FRONT_LENGTH) if whole[i] != after[i])
    start = HEADING_LENGTH + (place - HEADING_LENGTH) // (END_MARK_LENGTH + 1) * (
        END_MARK_LENGTH + 1
    )
    after[start : start + 60] = b"\0" * 60
    log.write_bytes(after)
    assert read(log, OWNER).problems == ()
    written(log, "unlocked")
    found = read(log, OWNER)
    assert found.problems == ()
    assert texts(found)[-2:] == ["key-removed okx-tax", "unlocked"]


def test_an_older_copy_of_the_whole_log_is_noticed_by_what_the_vault_remembers(log: Path) -> None:
    older = log.read_bytes()
    anchor = written(log, "key-removed okx-tax")
    log.write_bytes(older)
    assert read(log, OWNER).problems == (), "without the vault's memory it cannot be noticed"
    knowing = replace(OWNER, anchor=anchor)
    assert read(log, knowing).problems == ("the vault knows another record 6",)
    written(log, "unlocked", owner=knowing)
    assert any("an older copy" in text for text in texts(read(log, OWNER)))


def test_a_log_that_is_gone_or_was_begun_anew_is_noticed(log: Path) -> None:
    knowing = replace(OWNER, anchor=written(log, "unlocked"))
    log.unlink()
    assert read(log, knowing).problems == ("the log of 6 records is gone",)
    written(log, "unlocked")
    assert read(log, knowing).problems == ("the vault knows another log here, of 6 records",)


def test_the_log_of_another_vault_is_put_aside_not_overwritten(log: Path) -> None:
    before = log.read_bytes()
    other = Owner(shake("other vault", 16), shake("other secret", 32))
    written(log, "vault-created", owner=other)
    assert read(log, other).problems == ()
    (aside,) = [p for p in log.parent.iterdir() if p.name not in (log.name, f"{log.name}.lock")]
    assert aside.read_bytes() == before


def test_a_full_disk_leaves_the_log_as_it_was(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = log.read_bytes()
    pwrite = os.pwrite

    def full(fd: int, data: memoryview, offset: int) -> int:
        if len(data) > 100:
            return pwrite(fd, data[:100], offset)
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(activity_file.os, "pwrite", full)
    with pytest.raises(VaultError, match="No space left") as caught:
        written(log, "key-removed okx-tax")
    assert caught.value.fault is VaultFault.FS
    assert log.read_bytes() == before


def test_a_symbolic_link_and_an_open_mode_are_refused(log: Path, tmp_path: Path) -> None:
    log.chmod(0o644)
    with pytest.raises(VaultError, match="other users have access") as caught:
        written(log, "unlocked")
    assert caught.value.remedy.startswith("chmod 600")
    log.rename(tmp_path / "elsewhere")
    log.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(VaultError, match="E_FS"):
        written(log, "unlocked")


def test_two_processes_lose_nothing(path: Path) -> None:
    command = [sys.executable, "-c", APPENDER, str(path)]
    running = [subprocess.Popen([*command, name, "25"]) for name in "abc"]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    found = read(path, OWNER)
    assert found.problems == ()
    assert sorted(texts(found)[1:]) == sorted(f"{name}-{n}" for name in "abc" for n in range(25))


def test_the_vault_remembers_its_logs() -> None:
    anchor = Anchor("host:/state/activity.log", shake("log", 16), 12, shake("mac", 32))
    now = replace(content("main"), activity=(anchor,))
    assert payload.decode(payload.encode(now), lambda: b"").activity == (anchor,)


@pytest.mark.parametrize(
    "rows",
    [
        b"7",
        b"[7]",
        b'[{"place":"a"}]',
        b'[{"place":"a","log":"00","position":1,"mac":"00"}]',
        b'[{"place":"a","log":"' + b"0" * 32 + b'","position":true,"mac":"' + b"0" * 64 + b'"}]',
        b'[{"place":"a","log":"' + b"0" * 32 + b'","position":0,"mac":"' + b"0" * 64 + b'"}]',
    ],
)
def test_a_vault_that_remembers_nonsense_is_refused(rows: bytes) -> None:
    text = bytes(payload.encode(content("main"))).replace(
        b'{"entries"', b'{"activity":%b,"entries"' % rows, 1
    )
    with pytest.raises(VaultError) as caught:
        payload.decode(bytearray(text), lambda: b"")
    assert caught.value.fault is VaultFault.SCHEMA


def test_a_derived_key_is_for_one_purpose_and_outlasts_a_new_master_key(tmp_path: Path) -> None:
    from jungletui.vault import store
    from jungletui.vault.kdf import FLOOR
    from jungletui.vault.slot_layout import SlotType
    from jungletui.vault.slot_secrets import SlotSecret

    paths = store.VaultPaths(tmp_path / "v" / "vault.cxv", tmp_path / "v" / "seen.toml")
    vault, code = store.create_vault(paths, bytearray(b"tapir anorak quill"), FLOOR)
    first = vault.derived_key("activity log")
    assert first != vault.derived_key("another purpose")
    passphrase, recovery = vault.slots
    typed = SlotSecret(SlotType.RECOVERY_CODE, bytearray(code.encode()))
    vault.remove_slot(passphrase.slot_id, [typed])
    assert vault.derived_key("activity log") == first
    assert len(first) == 32
    assert recovery in vault.slots
    vault.close()
