"""The key among others: copies in the vault, keys of the same account, holders."""

from __future__ import annotations

from collections.abc import Iterator

from jungletui.domain.findings import Status
from jungletui.domain.surroundings import AccountKey
from jungletui.inspection.checking.case import Case, Outcome, day, named

SELF = "self"


def company(case: Case) -> Iterator[Outcome]:
    """Copies in the vault, and other keys of the account; of a key that the vault holds."""
    if not case.in_vault:
        return
    around = case.around
    if around.same_key:
        evidence = f"the same key: {named(around.same_key)}"
        yield Outcome("JT-VT-001", Status.FAIL, evidence)
    else:
        yield Outcome("JT-VT-001", Status.PASS, "no other key has its fingerprint")
    if around.same_account:
        evidence = f"of the same account: {named(around.same_account)}"
        yield Outcome("JT-AC-001", Status.MANUAL, evidence)
    elif case.report.account_id:
        yield Outcome("JT-AC-001", Status.PASS, "no other key has its account")
    if around.account_keys is not None:
        yield _strangers(around.account_keys, around.account_keys_more)


def _strangers(keys: tuple[AccountKey, ...], more: int) -> Outcome:
    """Keys of the account's own list that the vault does not hold; `more` were not compared."""
    if more and not keys:
        evidence = f"the exchange lists {more} further keys that nobody compared"
        return Outcome("JT-AC-002", Status.UNKNOWN, evidence)
    if not keys:
        evidence = "the vault holds every key that the exchange lists"
        return Outcome("JT-AC-002", Status.PASS, evidence)
    evidence = f"the exchange lists {named([_shown(key) for key in keys])}"
    if more:
        evidence = f"{evidence}; {more} further ones were not compared"
    return Outcome("JT-AC-002", Status.FAIL, evidence)


def _shown(key: AccountKey) -> str:
    parts = [key.label or "", key.rights]
    if key.created_at is not None:
        parts.append(f"created {day(key.created_at)}")
    if key.last_used_at is not None:
        parts.append(f"used {day(key.last_used_at)}")
    said = ", ".join(part for part in parts if part)
    return f"{key.public_id} ({said})" if said else key.public_id


def holders(case: Case) -> Iterator[Outcome]:
    """Who has a copy; more than one stranger is one leak for all of them."""
    if not case.in_vault:
        return
    held = case.key.holders
    if not held:
        yield Outcome("JT-HO-001", Status.MANUAL, "no holder is recorded")
        return
    yield Outcome("JT-HO-001", Status.PASS, f"held by {named(held)}")
    others = tuple(holder for holder in dict.fromkeys(held) if holder != SELF)
    status = Status.FAIL if len(others) > 1 else Status.PASS
    yield Outcome("JT-HO-002", status, f"held by {named(held)}")
