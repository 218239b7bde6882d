"""Checks of the addresses that a key works from."""

from __future__ import annotations

from jungletui.domain.catalogue.check import Check
from jungletui.domain.findings import Severity

CHECKS = (
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
        "JT-IP-002",
        Severity.MEDIUM,
        failed="The list of addresses lets in more than one site",
        passed="The list of addresses is narrow",
        unsure="How many addresses the list lets in is not known",
        risk="A copy of the key also works for strangers in the same network.",
        remedy="{where}: put single addresses into {ip_box} in place of the wide network.",
    ),
    Check(
        "JT-IP-003",
        Severity.MEDIUM,
        failed="The list holds addresses that no exchange ever sees",
        passed="Every address of the list can be seen by an exchange",
        unsure="Whether every address of the list can be seen by an exchange is not known",
        risk="Private addresses end at the router. Whoever entered one believes that a machine is "
        "let in that is not.",
        remedy="{where}: put the public address by which the machine leaves into {ip_box}, and "
        "take the private one out.",
    ),
    Check(
        "JT-IP-004",
        Severity.MEDIUM,
        failed="The address of this host is not on the list",
        passed="The address of this host is on the list",
        unsure="Whether the address of this host is on the list is not known",
        risk="Whatever uses the key from here is refused, perhaps only after the next restart.",
        remedy="{where}: add the address to {ip_box} if the key is used from this host.",
    ),
    Check(
        "JT-IP-005",
        Severity.MEDIUM,
        failed="This host can leave by a family of addresses that the list does not have",
        passed="The list has every family of addresses that this host leaves by",
        unsure="Which families of addresses this host leaves by is not known",
        risk="A host with IPv4 and IPv6 takes either: the same bot works today and is refused "
        "tomorrow.",
        remedy="{where}: add the address of the other family to {ip_box} where that is possible, "
        "or make the bot leave by the family of the list.",
    ),
)
