"""What the key can do against what its policy requires and forbids."""

from __future__ import annotations

from collections.abc import Iterator

from jungletui.domain.capabilities import TRADES, Capability, CapabilityGrant, Grant
from jungletui.domain.findings import Severity, Status
from jungletui.inspection.checking.case import Case, Outcome, evidence_of, named

FORBIDDEN = (
    ("JT-WD-001", (Capability.WITHDRAW,)),
    ("JT-AD-001", (Capability.ADMIN,)),
    ("JT-TR-001", (Capability.TRANSFER_INTERNAL,)),
    ("JT-TD-002", TRADES),
    ("JT-RD-002", (Capability.READ,)),
)
_WORST_FIRST = (
    (Grant.DENIED, Status.FAIL),
    (Grant.UNKNOWN, Status.UNKNOWN),
    (Grant.GRANTED, Status.PASS),
)
_PUNCTUATION = str.maketrans("", "", "/-_: ")


def required_rights(case: Case) -> Iterator[Outcome]:
    """At least one of each group must be granted; groups of one kind are one check."""
    kinds: dict[str, list[tuple[Capability, ...]]] = {}
    for group in case.policy.required:
        kinds.setdefault(_check_of(group), []).append(group)
    for check, groups in kinds.items():
        found = [(group, _best(case, group)) for group in groups]
        for grant, status in _WORST_FIRST:
            concerned = [group for group, best in found if best is grant]
            if concerned:
                members = tuple(dict.fromkeys(c for group in concerned for c in group))
                held = case.are(grant, members)
                grants = [case.report.capabilities[c] for c in held]
                yield Outcome(check, status, evidence_of(grants), members)
                break


def _check_of(group: tuple[Capability, ...]) -> str:
    if set(group) == {Capability.READ}:
        return "JT-RD-001"
    return "JT-TD-001" if set(group) <= set(TRADES) else "JT-RQ-001"


def _best(case: Case, group: tuple[Capability, ...]) -> Grant:
    """What is known of the group: granted where any is, denied where all are."""
    for grant in (Grant.GRANTED, Grant.UNKNOWN):
        if case.are(grant, group):
            return grant
    return Grant.DENIED


def forbidden_rights(case: Case) -> Iterator[Outcome]:
    """None may be granted, except a transfer that comes inseparably with a right that the policy
    allows."""
    for check, capabilities in FORBIDDEN:
        concerned = tuple(c for c in capabilities if c in case.policy.forbidden)
        if not concerned:
            continue
        held = {c: case.report.capabilities[c] for c in concerned}
        granted = {c: g for c, g in held.items() if g.grant is Grant.GRANTED}
        broken = {c: g for c, g in granted.items() if not _tolerated(c, g, case)}
        unknown = {c: g for c, g in held.items() if g.grant is Grant.UNKNOWN}
        if broken:
            yield Outcome(check, Status.FAIL, evidence_of(broken.values()), tuple(broken))
        elif unknown:
            doubt = Severity.HIGH if Capability.WITHDRAW in unknown else Severity.LOW
            evidence = evidence_of(unknown.values())
            yield Outcome(check, Status.UNKNOWN, evidence, tuple(unknown), doubt)
        else:
            severity = Severity.INFO if granted else None
            yield Outcome(check, Status.PASS, evidence_of(held.values()), concerned, severity)


def _tolerated(capability: Capability, grant: CapabilityGrant, case: Case) -> bool:
    """A transfer that comes along with a right that is granted and allowed. A withdrawal or an
    administration is a danger whatever it comes along with."""
    along = grant.part_of
    if capability is not Capability.TRANSFER_INTERNAL or along is None:
        return False
    return bool(case.are(Grant.GRANTED, (along,))) and along not in case.policy.forbidden


def markets(case: Case) -> Iterator[Outcome]:
    """Where the policy names symbols, the key may trade no others."""
    wanted = case.policy.symbols
    possible = (*case.trades, *case.are(Grant.UNKNOWN, TRADES))
    if wanted is None or not possible:
        return
    told = case.report.symbols
    if told is None or not case.trades:
        evidence = f"the exchange names no markets of this key; its policy has {named(wanted)}"
        yield Outcome("JT-SY-001", Status.UNKNOWN, evidence, possible, Severity.LOW)
        return
    plain = {_plain(symbol) for symbol in wanted}
    others = tuple(symbol for symbol in told if _plain(symbol) not in plain)
    if others:
        evidence = f"not in the policy: {named(others)}"
        yield Outcome("JT-SY-001", Status.FAIL, evidence, case.trades)
    else:
        yield Outcome("JT-SY-001", Status.PASS, f"limited to {named(told)}", case.trades)


def _plain(symbol: str) -> str:
    """A market without the exchange's punctuation: BTC/USDT, BTC_USDT and BTCUSDT are one. What
    follows a colon is only the currency that it settles in."""
    return symbol.partition(":")[0].translate(_PUNCTUATION).casefold()
