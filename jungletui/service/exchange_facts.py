"""What can be known and read on each exchange; honest where that is not much."""

from __future__ import annotations

from jungletui.domain.credentials import CredentialField
from jungletui.domain.documents import ExchangeInfo, Exchanges
from jungletui.domain.failures import ExchangeError
from jungletui.domain.keys import PUBLIC_FIELDS, Environment
from jungletui.exchanges.plans import plan_of
from jungletui.guides import guide_ids
from jungletui.inspection.facts import facts_of
from jungletui.inspection.registry import PARSERS
from jungletui.service.keys import require_exchange

READS = ("balances", "orders", "fills")


def exchanges(exchange: str | None) -> Exchanges:
    """All exchanges of ccxt, or one. UsageError, with the nearest names, for an unknown one.
    Loads modules and files: for a thread."""
    from jungletui.exchanges.catalogue import exchange_ids  # noqa: PLC0415

    if exchange is None:
        return Exchanges(tuple(_info(name, ()) for name in exchange_ids()))
    require_exchange(exchange)
    fields = _asked_of_ccxt(exchange) if facts_of(exchange) is None else ()
    return Exchanges((_info(exchange, fields),))


def _info(exchange: str, fields: tuple[CredentialField, ...]) -> ExchangeInfo:
    facts = facts_of(exchange)
    has_guide = exchange in guide_ids()
    if facts is not None:
        return ExchangeInfo(
            id=exchange,
            name=facts.name,
            environments=facts.environments,
            inspects=exchange in PARSERS,
            reads=reads_of(exchange),
            fields=facts.credential_fields,
            shows_ip=facts.shows_ip,
            shows_expiry=facts.shows_expiry,
            shows_last_use=facts.shows_last_use,
            fact_source=facts.source,
            verified_on=facts.verified_on,
            page=facts.page,
            has_guide=has_guide,
        )
    return ExchangeInfo(
        id=exchange,
        name=exchange,
        environments=(Environment.LIVE,),
        inspects=exchange in PARSERS,
        reads=reads_of(exchange),
        fields=fields,
        shows_ip=False,
        shows_expiry=False,
        shows_last_use=False,
        fact_source="",
        verified_on="",
        page=None,
        has_guide=has_guide,
    )


def reads_of(exchange: str) -> tuple[str, ...]:
    """What JungleTUI reads there: only where somebody described how."""
    plan = plan_of(exchange)
    reads = {part.of for part in plan.slices} | ({"balances"} if plan.wallets else set())
    return tuple(name for name in READS if name in reads)


def _asked_of_ccxt(exchange: str) -> tuple[CredentialField, ...]:
    """The fields by ccxt's own names, where nobody has gathered the exchange's words."""
    from jungletui.exchanges.catalogue import required_credentials  # noqa: PLC0415

    try:
        names = required_credentials(exchange)
    except ExchangeError:
        names = ()
    return tuple(
        CredentialField(name, name, secret=name not in PUBLIC_FIELDS, required=True, shape="")
        for name in names
    )
