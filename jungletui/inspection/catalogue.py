"""The checks by their stable ids: how grave, what to say, what to do.

`{where}` becomes the exchange's page and menu, `{boxes}` its own words for the check boxes
concerned, `{ip_box}` those for the IP restriction, `{wanted}` the boxes that the policy asks for.
"""

from __future__ import annotations

from dataclasses import dataclass

from jungletui.domain.findings import Severity


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `failed`, `passed` and `unsure` are its titles for the three outcomes."""

    id: str
    severity: Severity
    failed: str
    passed: str
    unsure: str
    risk: str
    remedy: str


_CHECKS = (
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
        "JT-IP-001",
        Severity.HIGH,
        failed="This key works from every address",
        passed="This key works from listed addresses only",
        unsure="Whether this key is bound to addresses is not known",
        risk="A copy of the key is enough to use it, from anywhere.",
        remedy="{where}: choose {ip_box} and enter the address of the machine that uses the key.",
    ),
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
        "JT-UK-001",
        Severity.LOW,
        failed="Some rights of this key could not be read",
        passed="All rights that the policy is about could be read",
        unsure="Some rights of this key could not be read",
        risk="What is not known may be a right that nobody meant to give.",
        remedy="{where}: compare the ticked boxes with what the key needs, above all {boxes}.",
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
)
CATALOGUE = {check.id: check for check in _CHECKS}
"""Every check by its id; an id never changes its meaning."""
