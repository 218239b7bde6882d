"""Checks of what a key can do."""

from __future__ import annotations

from jungletui.domain.catalogue.check import Check
from jungletui.domain.findings import Severity

CHECKS = (
    Check(
        "JT-WD-001",
        Severity.CRITICAL,
        failed="This key can withdraw",
        passed="This key cannot withdraw",
        unsure="Whether this key can withdraw is not known",
        risk="Whoever gets a copy of the key can send the funds away; nobody can call them back.",
        remedy="{where}: untick {boxes}. If it cannot be unticked, delete the key and create one "
        "without it. Withdraw by hand on the website.",
    ),
    Check(
        "JT-AD-001",
        Severity.CRITICAL,
        failed="This key can manage keys or accounts",
        passed="This key cannot manage keys or accounts",
        unsure="Whether this key can manage keys or sub-accounts is not known",
        risk="Such a key can give itself, or a new key, rights that nobody ticked.",
        remedy="{where}: leave {boxes} unticked. Where a trading key of a main account brings this "
        "right along, use a key of a sub-account for the bot.",
    ),
    Check(
        "JT-TR-001",
        Severity.HIGH,
        failed="This key can move funds between wallets or sub-accounts",
        passed="This key has no transfer right of its own",
        unsure="Whether this key can move funds between wallets is not known",
        risk="Funds can be moved to a wallet or sub-account where other keys or products reach "
        "them.",
        remedy="{where}: untick {boxes}, unless trading needs it there. Funds can be moved by "
        "hand on the website.",
    ),
    Check(
        "JT-TD-001",
        Severity.HIGH,
        failed="This key cannot trade",
        passed="This key can trade",
        unsure="Whether this key can trade is not known",
        risk="A bot finds out with its first order, or leaves positions without a stop.",
        remedy="{where}: tick {boxes}, as far as the bot needs them.",
    ),
    Check(
        "JT-TD-002",
        Severity.HIGH,
        failed="This key can trade, though its policy says it must not",
        passed="This key cannot trade",
        unsure="Whether this key can trade is not known",
        risk="A copy of the key can lose the balance by trading in thin markets.",
        remedy="{where}: untick {boxes}, or give the key another policy.",
    ),
    Check(
        "JT-RD-001",
        Severity.HIGH,
        failed="This key cannot read",
        passed="This key can read",
        unsure="Whether this key can read is not known",
        risk="Balances, orders and fills stay invisible, for a bot as for this console.",
        remedy="{where}: tick {boxes}.",
    ),
    Check(
        "JT-RD-002",
        Severity.LOW,
        failed="This key can read, though its policy says it must not",
        passed="This key cannot read",
        unsure="Whether this key can read is not known",
        risk="Balances and orders can be seen.",
        remedy="{where}: untick {boxes}, or give the key another policy.",
    ),
    Check(
        "JT-RQ-001",
        Severity.HIGH,
        failed="This key lacks a right that its policy requires",
        passed="This key has every further right that its policy requires",
        unsure="Whether this key has a right that its policy requires is not known",
        risk="What the key was made for fails, often at night.",
        remedy="{where}: tick {boxes}, or give the key another policy.",
    ),
    Check(
        "JT-SY-001",
        Severity.MEDIUM,
        failed="This key can trade other markets than its policy names",
        passed="This key can trade the markets of its policy only",
        unsure="Which markets this key can trade is not known",
        risk="A copy of the key can lose the balance in a thin market that nobody watches.",
        remedy="{where}: limit the key to the markets of its policy, where the exchange can do "
        "that. Otherwise keep on its account only what these markets need.",
    ),
)
