"""Lists of addresses: which answer means bound, which means open, and which means nothing."""

from __future__ import annotations

from jungletui.domain.reports import IpRestriction
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields


def listed_addresses(fields: Fields, name: str, *, empty_is_open: bool) -> IpRestriction:
    """The restriction by the list in the field `name`. An empty list means open only where the
    exchange documents it (`empty_is_open`); a missing one never does."""
    addresses = fields.texts(name)
    if addresses is None:
        return IpRestriction(None, None, f"{name} is missing")
    evidence = quote(name, list(addresses))
    allowed = tuple(address for address in addresses if address)
    if allowed and "*" not in allowed:
        return IpRestriction(True, allowed, evidence)
    if not allowed and empty_is_open:
        return IpRestriction(False, (), evidence)
    return IpRestriction(None, None, f"{evidence}: what this means is not documented")
