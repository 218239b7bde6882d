"""Lists that come as one text with commas, in no fixed order."""

from __future__ import annotations

from jungletui.domain.reports import IpRestriction
from jungletui.inspection.quotes import quote
from jungletui.inspection.replies import Fields


def comma_list(fields: Fields, name: str) -> tuple[str, ...] | None:
    """The parts of the text in the field `name`, empty ones left out; None where it is missing or
    null. Raises ExchangeError (`bad-reply`) where it is no text."""
    text = fields.text(name)
    return None if text is None else tuple(p.strip() for p in text.split(",") if p.strip())


def comma_addresses(fields: Fields, name: str, *, doubt: str = "") -> IpRestriction:
    """The restriction by such a list, where an empty text means open to all; `doubt` says what
    stands against that. A missing text means nothing."""
    addresses = comma_list(fields, name)
    if addresses is None:
        return IpRestriction(None, None, f"{name} is missing")
    evidence = quote(name, fields.raw(name))
    if "*" in addresses:
        return IpRestriction(None, None, f"{evidence}: not a documented answer")
    if not addresses and doubt:
        evidence = f"{evidence}: {doubt}"
    return IpRestriction(bool(addresses), addresses, evidence)
