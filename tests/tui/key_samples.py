"""Made-up keys, and what inspections of them found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from jungletui.domain.capabilities import (
    Access,
    Capability,
    CapabilityGrant,
    Grant,
    Source,
    access_of,
    unknown_capabilities,
)
from jungletui.domain.documents import InspectedKey
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.findings import Finding, Severity, Status
from jungletui.domain.keys import Environment, KeySummary
from jungletui.domain.reports import UNKNOWN_IP, IpRestriction, RawReply
from tests.tui.frozen import NOW


def key(
    name: str,
    exchange: str,
    environment: Environment = Environment.LIVE,
    *,
    holders: tuple[str, ...] = ("self",),
    tags: tuple[str, ...] = (),
    policy: str = "bot",
) -> KeySummary:
    """A key as the service lists it."""
    return KeySummary(
        name=name,
        exchange=exchange,
        environment=environment,
        endpoint=None,
        fingerprint=(name.encode().hex() + "0" * 12)[:12],
        public_id="AbCd…wXyZ",
        policy=policy,
        holders=holders,
        tags=tags,
        added_at=NOW - timedelta(days=40),
    )


def grants(**granted: str) -> dict[Capability, CapabilityGrant]:
    """All nine from short words: `read="yes"`, `withdraw="?"`; what is not named is denied."""
    words = {"yes": Grant.GRANTED, "no": Grant.DENIED, "?": Grant.UNKNOWN}
    table = {}
    for capability in Capability:
        word = granted.get(capability.value.replace(".", "_"), "no")
        evidence = {
            "yes": f"{capability.value}: true in the exchange's reply",
            "no": f"{capability.value}: false in the exchange's reply",
            "?": "the exchange has no endpoint that says so",
        }[word]
        source = Source.NONE if word == "?" else Source.REPORTED
        table[capability] = CapabilityGrant(words[word], evidence, source)
    return table


def finding(id: str, severity: Severity, title: str, status: Status = Status.FAIL) -> Finding:
    """A finding with texts of a realistic length."""
    return Finding(
        id=id,
        severity=severity,
        status=status,
        title=title,
        evidence="ipRestrict = false",
        risk="Whoever copies this key can use it from any machine in the world.",
        remedy="API Management › Edit restrictions › tick “Restrict access to trusted IPs only”.",
    )


NO_IP = finding("JT-IP-001", Severity.HIGH, "The key works from every address")

CAN_WITHDRAW = finding("JT-CAP-001", Severity.CRITICAL, "The key can withdraw funds")

EXPIRES_SOON = finding("JT-EXP-001", Severity.MEDIUM, "The key expires in 9 days")

LISTED_IP = IpRestriction(True, ("203.0.113.7", "203.0.113.8"), "ipRestrict = true")

OPEN_IP = IpRestriction(False, None, "ipRestrict = false")


def inspected(
    summary: KeySummary,
    capabilities: Mapping[Capability, CapabilityGrant] | None = None,
    *,
    ip: IpRestriction = LISTED_IP,
    findings: tuple[Finding, ...] = (),
    expires_in: timedelta | None = None,
    error: ErrorInfo | None = None,
) -> InspectedKey:
    """The report of one key."""
    told = capabilities or grants(read="yes", trade_spot="yes")
    if error is not None:
        told, ip = unknown_capabilities(error.message), UNKNOWN_IP
    return InspectedKey(
        name=summary.name,
        exchange=summary.exchange,
        environment=summary.environment,
        fingerprint=summary.fingerprint,
        access=Access.UNKNOWN if error else access_of(told),
        capabilities=told,
        ip=ip,
        created_at=None if error else NOW - timedelta(days=200),
        expires_at=NOW + expires_in if expires_in else None,
        expires_note=None,
        last_used_at=None if error else NOW - timedelta(minutes=3),
        label=None if error else f"{summary.name}-bot",
        source=Source.NONE if error else Source.REPORTED,
        inspected_at=NOW - timedelta(seconds=12),
        findings=findings,
        unrecognised=(),
        raw=()
        if error
        else (
            RawReply(
                "GET /sapi/v1/account/apiRestrictions",
                '{"ipRestrict": false, "enableReading": true, "enableWithdrawals": false}',
            ),
        ),
        error=error,
    )


REFUSED = ErrorInfo(
    "ip-not-allowed",
    "The exchange refuses the address 198.51.100.4: it is not on the key's list.",
    "Add 198.51.100.4 under API Management › Edit restrictions, or use the listed host.",
)


def sample_keys() -> tuple[tuple[KeySummary, ...], tuple[InspectedKey, ...]]:
    """Six keys, one of every kind that the screens must tell apart."""
    keys = (
        key("main", "binance", holders=("self", "freqtrade"), tags=("prod",)),
        key("grid-2", "bybit", holders=("3commas",)),
        key("tax", "okx", policy="read-only"),
        key("hot", "kucoin", holders=("hummingbot", "vps-fra")),
        key("paper", "binance", Environment.TESTNET),
        key("old-vps", "kraken"),
    )
    reports = (
        inspected(keys[0], ip=OPEN_IP, findings=(NO_IP,)),
        inspected(
            keys[1],
            grants(read="yes", trade_spot="yes", trade_derivatives="yes"),
            findings=(EXPIRES_SOON,),
            expires_in=timedelta(days=9),
        ),
        inspected(keys[2], grants(read="yes")),
        inspected(
            keys[3],
            grants(read="yes", trade_spot="yes", transfer_internal="yes", withdraw="yes"),
            ip=OPEN_IP,
            findings=(NO_IP, CAN_WITHDRAW),
        ),
        inspected(keys[4], grants(read="yes", trade_spot="yes", withdraw="?")),
        inspected(keys[5], error=REFUSED),
    )
    return keys, reports
