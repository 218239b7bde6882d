"""A made-up activity log and made-up key slots."""

from __future__ import annotations

from datetime import timedelta

from jungletui.domain.activity import Activity, ActivityLog, ActivityRecord
from jungletui.domain.activity import Origin as Asker
from jungletui.domain.slot_documents import SlotKind, SlotRow, VaultSlots
from tests.tui.frozen import frozen_clock


def sample_log() -> ActivityLog:
    """Four records of two people, one of them over SSH."""
    here, away = Asker(1000, "/dev/pts/3"), Asker(1001, None, "203.0.113.7 51000 198.51.100.2 22")
    at = frozen_clock()
    rows = (
        (26, Activity.LOG_BEGUN, here, None, ""),
        (25, Activity.UNLOCK_FAILED, away, None, "E_AUTH"),
        (2, Activity.KEY_REVEALED, away, "main", "secret"),
        (1, Activity.LOCKED, here, None, "Nothing was asked of it for 10 min."),
    )
    records = tuple(
        ActivityRecord(
            at - timedelta(hours=hours),
            what,
            who,
            name,
            "0123456789ab" if name else None,
            detail,
            n,
        )
        for n, (hours, what, who, name, detail) in enumerate(rows, 1)
    )
    return ActivityLog(at, "activity.log", True, records, ())


def sample_slots() -> VaultSlots:
    """Three slots, opened by an agent of another machine."""
    costs = "Argon2id, 256 MiB, 3 passes, 4 lanes"
    rows = (
        SlotRow("1a2b3c4d" + "00" * 12, SlotKind.PASSPHRASE, costs),
        SlotRow("5e6f7a8b" + "00" * 12, SlotKind.RECOVERY_CODE, ""),
        SlotRow("9c0d1e2f" + "00" * 12, SlotKind.SSH_AGENT, ""),
    )
    opened = "the ssh-agent (key SHA256:Zm9vYmFyYmF6cXV4)"
    warning = "the ssh-agent is forwarded: root of this machine can use it, too"
    return VaultSlots("vault.cxv", 3, rows, opened, (warning,))
