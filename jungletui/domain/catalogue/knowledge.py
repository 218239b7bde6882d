"""Checks of what is known, and on whose word."""

from __future__ import annotations

from jungletui.domain.catalogue.check import Check
from jungletui.domain.findings import Severity

CHECKS = (
    Check(
        "JT-UK-001",
        Severity.LOW,
        failed="Some rights of this key could not be read",
        passed="All rights that the policy is about could be read",
        unsure="Some rights of this key could not be read",
        risk="What is not known may be a right that nobody meant to give.",
        remedy="{where}: compare the ticked boxes with what the key needs, above all {boxes}. "
        "`jungletui keys attest NAME` records what you saw.",
    ),
    Check(
        "JT-NEW-001",
        Severity.LOW,
        failed="The exchange told something that JungleTUI does not know",
        passed="Everything that the exchange told is understood",
        unsure="The exchange told something that JungleTUI does not know",
        risk="It may be a new right; until then nothing is claimed about what it may concern.",
        remedy="{where}: look for a box besides {wanted} that is ticked. A newer JungleTUI may "
        "know it.",
    ),
    Check(
        "JT-AT-001",
        Severity.MEDIUM,
        failed="The statement about this key is too old",
        passed="The statement about this key is recent enough",
        unsure="The statement about this key is too old",
        risk="Somebody may have ticked another box since; what was stated counts no longer.",
        remedy="{where}: look again at {boxes}, then `jungletui keys attest NAME`.",
    ),
    Check(
        "JT-AT-002",
        Severity.INFO,
        failed="That this key lacks a forbidden right is known from a statement alone",
        passed="That this key lacks every forbidden right is known from the exchange",
        unsure="That this key lacks a forbidden right is known from a statement alone",
        risk="The exchange does not confirm it, and nothing would tell of a change.",
        remedy="{where}: look at {boxes} now and then, and state it anew with `jungletui keys "
        "attest NAME`.",
    ),
    Check(
        "JT-AT-003",
        Severity.MEDIUM,
        failed="A statement about this key is contradicted by the exchange",
        passed="No statement about this key is contradicted by the exchange",
        unsure="Whether the statement about this key still holds is not known",
        risk="Somebody looked at another key, or the key was changed since.",
        remedy="{where}: look at {boxes}, then state what is so with `jungletui keys attest NAME`.",
    ),
)
