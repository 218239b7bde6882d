"""Checks of how old a key is, when it ends, and whether anybody uses it."""

from __future__ import annotations

from jungletui.domain.catalogue.check import Check
from jungletui.domain.findings import Severity

CHECKS = (
    Check(
        "JT-EX-001",
        Severity.HIGH,
        failed="This key, or its trading right, has expired",
        passed="This key has not expired",
        unsure="When this key expires is not known",
        risk="The bot is cut off, with whatever orders and positions are open.",
        remedy="{where}: create a new key with {wanted} and {ip_box}, hand it to the bot, then "
        "delete this one.",
    ),
    Check(
        "JT-EX-002",
        Severity.LOW,
        failed="This key, or its trading right, expires soon",
        passed="This key does not expire soon",
        unsure="This key may end by a rule of the exchange",
        risk="A bot that loses its key at night leaves its positions alone.",
        remedy="{where}: extend the key, or create its successor with {wanted} in time. Where "
        "the limit is one for keys that work from anywhere, set {ip_box}.",
    ),
    Check(
        "JT-AG-001",
        Severity.MEDIUM,
        failed="This key is older than its policy allows",
        passed="This key is young enough",
        unsure="How old this key is is not known",
        risk="Every year adds backups, machines and vendors that may hold a copy.",
        remedy="{where}: create a new key with {wanted} and {ip_box}, hand it to whoever uses "
        "this one, then delete this one.",
    ),
    Check(
        "JT-US-001",
        Severity.MEDIUM,
        failed="This key has not been used for long",
        passed="This key is in use",
        unsure="When this key was last used is not known",
        risk="Nobody would notice that a forgotten key was copied, and nobody would miss it.",
        remedy="{where}: delete the key if nobody needs it, then `jungletui keys remove NAME`.",
    ),
    Check(
        "JT-US-002",
        Severity.LOW,
        failed="This key has never been used",
        passed="This key has been used",
        unsure="Whether this key was ever used is not known",
        risk="A key that nobody uses can only be misused.",
        remedy="{where}: delete the key if nobody needs it, then `jungletui keys remove NAME`.",
    ),
)
