"""Whether a recovery code was written down: which of its groups are asked for, and if one fits."""

from __future__ import annotations

import secrets

TRIES = 3
ASKED = 2
LOOK_ALIKES = str.maketrans("ILO", "110")


def asked_groups(code: str) -> list[tuple[int, str]]:
    """Two groups of a code by their numbers from 1, in the order of the paper."""
    groups = code.split("-")
    chosen = sorted(secrets.SystemRandom().sample(range(len(groups)), ASKED))
    return [(number + 1, groups[number]) for number in chosen]


def fits(typed: str, group: str) -> bool:
    """Whether this was meant: case, spaces and look-alikes do not matter."""
    return typed.strip().upper().translate(LOOK_ALIKES) == group
