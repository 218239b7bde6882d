"""Checks of a key among others: copies, keys of the same account, and who holds them."""

from __future__ import annotations

from jungletui.domain.catalogue.check import Check
from jungletui.domain.findings import Severity

CHECKS = (
    Check(
        "JT-VT-001",
        Severity.LOW,
        failed="The vault holds this key more than once",
        passed="The vault holds this key once",
        unsure="Whether the vault holds this key more than once is not known",
        risk="One entry is mended or removed, and the other is forgotten.",
        remedy="Keep one entry with all holders and tags and take the others away with `jungletui "
        "keys remove NAME`. The key at {where} stays as it is.",
    ),
    Check(
        "JT-AC-001",
        Severity.INFO,
        failed="Several keys of this account are alive",
        passed="This is the only key of its account in the vault",
        unsure="Several keys of this account are alive",
        risk="One key for each bot is right; one that nobody needs any more is not.",
        remedy="{where}: delete the keys that nobody uses.",
    ),
    Check(
        "JT-AC-002",
        Severity.HIGH,
        failed="The account has keys that this vault does not hold",
        passed="The account has no key that this vault does not hold",
        unsure="Whether the account has other keys is not known",
        risk="Somebody else may have made them, and use them now.",
        remedy="{where}: delete every key that none of yours needs. Add the others here with "
        "`jungletui keys add`.",
    ),
    Check(
        "JT-HO-001",
        Severity.INFO,
        failed="Nobody is recorded as holder of this key",
        passed="It is recorded who holds this key",
        unsure="Nobody is recorded as holder of this key",
        risk="When a vendor leaks, nobody knows which keys to delete first.",
        remedy="`jungletui keys edit NAME --holder …` names who has a copy; `self` is you. Where "
        "nobody has one, delete the key at {where}.",
    ),
    Check(
        "JT-HO-002",
        Severity.LOW,
        failed="Several bots or vendors share this key",
        passed="No two bots or vendors share this key",
        unsure="Several bots or vendors share this key",
        risk="One leak stops all of them, and nobody can tell whose order it was.",
        remedy="{where}: create one key for each holder with {wanted} and {ip_box}.",
    ),
)
