"""Checks of what has changed since a person accepted a key as it was."""

from __future__ import annotations

from jungletui.domain.catalogue.check import Check
from jungletui.domain.findings import Severity

CHECKS = (
    Check(
        "JT-DR-001",
        Severity.HIGH,
        failed="This key has gained a right",
        passed="This key has gained no right",
        unsure="Whether this key has gained a right is not known",
        risk="Whoever ticked the box has the login to the account, or the key changed itself.",
        remedy="{where}: untick {boxes} unless you ticked it yourself; then `jungletui inspect "
        "NAME --accept`. If nobody did, change the login's password and delete the key.",
    ),
    Check(
        "JT-DR-002",
        Severity.MEDIUM,
        failed="This key has lost a right",
        passed="This key has lost no right",
        unsure="Whether this key has lost a right is not known",
        risk="Whoever uses the key fails with the next call that needs the right.",
        remedy="{where}: tick {boxes} again, or create a new key where the exchange takes rights "
        "away for good; then `jungletui inspect NAME --accept`.",
    ),
    Check(
        "JT-DR-003",
        Severity.MEDIUM,
        failed="The addresses that this key works from have changed",
        passed="The addresses that this key works from are as accepted",
        unsure="Whether the addresses that this key works from have changed is not known",
        risk="An address that nobody of yours added is where somebody else uses the key.",
        remedy="{where}: compare {ip_box} with your machines, take out what is none of yours; "
        "then `jungletui inspect NAME --accept`.",
    ),
    Check(
        "JT-DR-004",
        Severity.INFO,
        failed="Nobody has accepted this key as it is",
        passed="Somebody has accepted this key as it was",
        unsure="Nobody has accepted this key as it is",
        risk="Without it a right that appears, or an address that vanishes, is no news.",
        remedy="Compare the report with {where}, then `jungletui inspect NAME --accept`.",
    ),
)
