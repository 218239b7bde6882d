"""One check as it is told of: how grave, what to say, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from jungletui.domain.findings import Severity


@dataclass(frozen=True, slots=True)
class Check:
    """`failed`, `passed` and `unsure` are the titles of the outcomes. `severity` is the usual one:
    a check may find that a case is graver, or less grave.

    In `remedy`, `{where}` becomes the exchange's page and menu, `{boxes}` its own words for the
    check boxes concerned, `{ip_box}` those for the IP restriction, `{wanted}` the boxes that the
    policy asks for.
    """

    id: str
    severity: Severity
    failed: str
    passed: str
    unsure: str
    risk: str
    remedy: str
