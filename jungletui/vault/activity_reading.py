"""Reading the activity log back: every record that can be vouched for, and all that is wrong."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jungletui.vault.activity_file import (
    FRONT_LENGTH,
    HEADING_LENGTH,
    Owner,
    end_mark,
    log_of,
    read_log,
)
from jungletui.vault.activity_records import START, Chain, Link, Record, open_record
from jungletui.vault.content import Anchor


@dataclass(frozen=True, slots=True)
class Reading:
    """The records in the order of the file, and what does not verify (empty: all does)."""

    records: tuple[Record, ...]
    problems: tuple[str, ...]


def read(path: Path, owner: Owner, *, lockless: bool = False) -> Reading:
    """Read and verify the log; `lockless` also where the file system has no locks. What is wrong
    with it is an answer; VaultError E_FS is raised where it cannot be read at all."""
    data = read_log(path, lockless=lockless)
    anchor = owner.anchor
    if not data:
        known = f"the log of {anchor.position} records is gone" if anchor is not None else ""
        return Reading((), (known,) if known else ())
    log = log_of(data[:HEADING_LENGTH])
    if log is None or log[0] != owner.vault_id:
        return Reading((), ("the file is no activity log of this vault",))
    chain = Chain(owner.vault_id, log[1], owner.secret)
    *lines, _unfinished = data[FRONT_LENGTH:].split(b"\n")
    records, problems = _chained(chain, lines)
    return Reading(records, (*problems, *_end_problems(chain, data, records, anchor)))


def _chained(chain: Chain, lines: Sequence[bytes]) -> tuple[tuple[Record, ...], list[str]]:
    records: list[Record] = []
    problems: list[str] = []
    last = START
    known = True  # whether the MAC of the record before is
    for number, line in enumerate(lines, 1):
        record = open_record(chain, line)
        if record is None:
            problems.append(f"line {number} is no record of this log, or was changed")
            last, known = Link(last.position + 1, last.mac), False
            continue
        problem = _gap(last, record) or (_break(last, record) if known else "")
        if problem:
            problems.append(problem)
        records.append(record)
        last, known = record.link, True
    return tuple(records), problems


def _gap(last: Link, record: Record) -> str:
    position = record.link.position
    if position == last.position + 2:
        return f"record {last.position + 1} is missing"
    if position > last.position + 1:
        return f"records {last.position + 1} to {position - 1} are missing"
    if position <= last.position:
        return f"record {position} stands after record {last.position}"
    return ""


def _break(last: Link, record: Record) -> str:
    if hmac.compare_digest(record.previous, last.mac):
        return ""
    return f"record {record.link.position} does not follow from record {last.position}"


def _end_problems(
    chain: Chain, data: bytes, records: Sequence[Record], anchor: Anchor | None
) -> list[str]:
    problems = []
    count = max((record.link.position for record in records), default=0)
    mark = end_mark(chain, data[:FRONT_LENGTH], len(data))
    if mark is None:
        problems.append("its end marks were changed")
    elif mark.last.position > count:
        problems.append(f"it ends at record {count}, and had {mark.last.position}")
    elif not _holds(records, mark.last):
        problems.append(f"record {mark.last.position} is another one than was written")
    if anchor is None:
        return problems
    if anchor.log_id != chain.log_id:
        problems.append(f"the vault knows another log here, of {anchor.position} records")
    elif not _holds(records, Link(anchor.position, anchor.mac)):
        problems.append(f"the vault knows another record {anchor.position}")
    return problems


def _holds(records: Sequence[Record], link: Link) -> bool:
    if link == START:
        return True
    return any(
        record.link.position == link.position and hmac.compare_digest(record.link.mac, link.mac)
        for record in records
    )
