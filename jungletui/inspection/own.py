"""Lists of all keys of an account: one's own by exact match."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jungletui.domain.capabilities import Capability, Source, unknown_capabilities
from jungletui.domain.json import Json
from jungletui.domain.reports import IpRestriction, PermissionReport
from jungletui.inspection.account_keys import Columns, with_others
from jungletui.inspection.clues import proved
from jungletui.inspection.replies import Fields, bad_reply, fields_of


def own_entry(
    entries: Sequence[Json], path: str, name: str, public_id: str, *, any_case: bool = False
) -> Fields | None:
    """The entry whose field `name` is exactly `public_id`; None where there is none. `any_case` is
    for addresses in hexadecimal, which come in either case. Raises ExchangeError (`bad-reply`)
    where an entry is no object."""
    wanted = public_id.lower() if any_case else public_id
    for index, entry in enumerate(entries):
        fields = fields_of(entry, f"{path}[{index}]")
        held = fields.raw(name)
        if isinstance(held, str) and wanted and (held.lower() if any_case else held) == wanted:
            return fields
    return None


def report_among(
    entries: Sequence[Json],
    path: str,
    columns: Columns,
    public_id: str,
    read: Callable[[Fields], PermissionReport],
) -> PermissionReport:
    """What `read` makes of one's own entry, with the others of the list; nothing is known where it
    is not in it. Raises ExchangeError (`bad-reply`) as `own_entry` and `read` do."""
    own = own_entry(entries, path, columns.id, public_id)
    if own is None:
        return not_listed(len(entries))
    return with_others(read(own), entries, columns, public_id.__eq__)


def report_in(
    reply: Json,
    path: str,
    columns: Columns,
    public_id: str,
    read: Callable[[Fields], PermissionReport],
) -> PermissionReport:
    """The same of a reply that should be such a list. Raises ExchangeError (`bad-reply`) where it
    is none."""
    if not isinstance(reply, list):
        raise bad_reply(path, "a list of keys", reply)
    return report_among(reply, path, columns, public_id, read)


def same_address(own: str) -> Callable[[str], bool]:
    """Whether another address in hexadecimal is `own`: they come in either case."""
    return lambda other: other.lower() == own.lower()


def not_listed(count: int, what: str = "keys") -> PermissionReport:
    """The report where the own key is not in the list: nothing is known, nothing is denied."""
    return nothing_told(f"this key is not among the {count} {what} that the exchange listed")


def nothing_told(evidence: str) -> PermissionReport:
    """The report of an exchange that answered and told no right; `evidence` says why."""
    return PermissionReport(
        capabilities=unknown_capabilities(evidence),
        ip=IpRestriction(None, None, evidence),
        source=Source.NONE,
    )


def wallet_itself(evidence: str) -> PermissionReport:
    """The report of a private key that is the account: it can do whatever the exchange offers, from
    anywhere. `evidence` says by what it was recognised."""
    everything = proved(f"{evidence}: the key of the wallet itself can do everything")
    return PermissionReport(
        capabilities=dict.fromkeys(Capability, everything),
        ip=IpRestriction(False, (), f"{evidence}: the key of a wallet is bound to no address"),
        source=Source.PROBED,
    )
