"""The checks by their stable ids: what findings, `audit --checks` and the documentation tell of."""

from __future__ import annotations

from jungletui.domain.catalogue import addresses, company, drift, knowledge, lifetimes, rights
from jungletui.domain.catalogue.check import Check

__all__ = ["CATALOGUE", "Check"]

_PARTS = (rights, addresses, lifetimes, drift, knowledge, company)
CATALOGUE = {check.id: check for part in _PARTS for check in part.CHECKS}
"""Every check by its id; an id never changes its meaning."""
