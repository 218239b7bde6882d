"""Single steps of a diagnosis that need nothing but what is at hand. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from jungletui.domain.diagnosis import Outcome, Step
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.exchanges.siblings import Sibling
from jungletui.exchanges.timesync import ClockReading
from jungletui.inspection.address_lists import (
    Match,
    addresses_in,
    compare,
    never_matches,
    read_address,
    too_wide,
)
from jungletui.inspection.checking.addresses import in_private_network
from jungletui.inspection.clock_limits import clock_limit
from jungletui.inspection.observations import Observation, not_tried, ok, refused
from jungletui.inspection.shapes import check_credential


def shape_step(key: Key) -> Observation:
    """Whether the stored fields look like a credential of this exchange; nothing is repeated."""
    check, _ = check_credential(key.profile.exchange, key.credential)
    wrong = [field for field in check.fields if field.verdict == "wrong"]
    if wrong:
        passphrase = all(field.name == "password" for field in wrong)
        detail = "; ".join(f"{field.name}: {field.message}" for field in wrong)
        return Observation(
            Step.SHAPE,
            Outcome.FAILED,
            detail,
            FailureKind.PASSPHRASE if passphrase else FailureKind.KEY_TYPE,
            remedy=check.hint or "Remove the key and add it again: paste every field anew.",
        )
    odd = [f"{field.name}: {field.message}" for field in check.fields if field.verdict != "ok"]
    return ok(Step.SHAPE, "; ".join(odd) or "every field looks as it does on this exchange")


def clock_step(exchange: str, reading: ClockReading, *, corrected: bool) -> Observation:
    """Whether this host's clock is good enough for the exchange. Half the round trip is not known,
    so that much is forgiven."""
    limit = clock_limit(exchange)
    off = abs(reading.difference)
    side = "behind" if reading.difference > timedelta(0) else "ahead of"
    said = f"this host's clock is {off.total_seconds():.1f} s {side} the exchange's"
    if limit is None:
        return ok(Step.CLOCK, f"{said}, which compares no clocks")
    if off - reading.round_trip / 2 <= limit:
        return ok(Step.CLOCK, f"{said}; {limit.total_seconds():.0f} s are allowed")
    note = "; JungleTUI corrects for it, other programs here are refused" if corrected else ""
    return Observation(
        Step.CLOCK,
        Outcome.FAILED,
        f"{said}, of which {limit.total_seconds():.0f} s are allowed{note}",
        FailureKind.CLOCK,
        remedy="Set the clock: `timedatectl set-ntp true`.",
        corrected=corrected,
    )


def expiry_step(report: PermissionReport, now: datetime) -> Observation | None:
    """The key's life is over by the exchange's own statement; None where it is not."""
    if report.expires_at is None or report.expires_at > now:
        return None
    return Observation(
        Step.RIGHTS,
        Outcome.FAILED,
        f"the exchange says that this key ended at {report.expires_at.isoformat()}",
        FailureKind.EXPIRED,
    )


def address_step(
    ip: IpRestriction, egress: tuple[str, ...], endpoint: str | None = None
) -> Observation:
    """The key's list against the addresses by which this host leaves. Some call got through, so
    one that is not on the list is a refusal that comes and goes. An endpoint of the key's own in a
    private network sees private addresses."""
    if ip.restricted is False:
        return ok(Step.ADDRESS, "the key works from every address")
    if ip.allowed is None:
        return not_tried(Step.ADDRESS, f"the exchange does not list the addresses ({ip.evidence})")
    private = () if in_private_network(endpoint) else filter(never_matches, ip.allowed)
    remarks = [f"{entry} can never match: no exchange sees it" for entry in private]
    remarks += [f"{e} lets in more than one site" for e in ip.allowed if too_wide(e)]
    listed = f"the list holds {', '.join(ip.allowed)}"
    if not egress:
        unknown = (
            "the address of this host is unknown (`egress` in the configuration names it, or lets "
            "the exchange be asked for it)"
        )
        return not_tried(Step.ADDRESS, "; ".join([listed, *remarks, unknown]))
    matches = {address: compare(ip.allowed, address) for address in egress}
    out = [a for a, match in matches.items() if match in (Match.NOT_ALLOWED, Match.OTHER_FAMILY)]
    if out:
        family = [a for a in out if matches[a] is Match.OTHER_FAMILY]
        hint = f"; address-family: {_family_words(family)}" if family else ""
        return Observation(
            Step.ADDRESS,
            Outcome.FAILED,
            f"{', '.join(out)}, by which this host leaves, is not on the list; "
            + "; ".join([listed, *remarks])
            + hint,
            FailureKind.IP_NOT_ALLOWED,
        )
    unsure = [a for a, match in matches.items() if match is Match.UNKNOWN]
    words = f"whether {', '.join(unsure)} is on it cannot be told" if unsure else "this host fits"
    return ok(Step.ADDRESS, "; ".join([listed, *remarks, words]))


def _family_words(addresses: list[str]) -> str:
    found = read_address(addresses[0])
    own, other = ("IPv6", "IPv4") if found and found.version == 6 else ("IPv4", "IPv6")
    return f"this host leaves by {own}, the list has {other} addresses only"


def refused_step(step: Step, error: ExchangeError) -> Observation:
    """A refused read; of an address, with the family that the exchange saw."""
    seen = refused(step, error)
    if error.failure is not FailureKind.IP_NOT_ALLOWED:
        return seen
    saw = [address for text in addresses_in(error.message) if (address := read_address(text))]
    if not saw:
        return seen
    family = f"it came by IPv{saw[0].version}"
    if saw[0].version == 6:
        family += "; address-family: a list of IPv4 addresses does not let that in"
    return Observation(
        step, Outcome.FAILED, f"{error.message.rstrip('.')} ({family})", seen.kind,
        seen.also, seen.remedy,
    )  # fmt: skip


def owner_step(key: Key, site: Sibling, how: str) -> Observation:
    """Another site knows the key: which one, and what to change."""
    moved = key.profile.environment is not site.environment
    kind = FailureKind.WRONG_ENVIRONMENT if moved else FailureKind.WRONG_HOST
    change = [f"exchange {site.exchange}"] if site.exchange != key.profile.exchange else []
    if moved:
        change.append(f"environment {site.environment.value}")
    if site.endpoint is not None:
        change.append(f"endpoint {site.endpoint}")
    return Observation(
        Step.SITE,
        Outcome.OK,
        f"{site.name} knows this key ({how})",
        kind,
        remedy=f"Change the key: {', '.join(change)}. Or use a key that was made on this site.",
    )
