"""What can be known and read on each exchange; honest where that is not much."""

from __future__ import annotations

from jungletui.domain.documents import ExchangeInfo, Exchanges
from jungletui.exchanges.plans import plan_of
from jungletui.guides import guide_ids
from jungletui.inspection.facts import ExchangeFacts, facts_of
from jungletui.inspection.registry import PARSERS
from jungletui.service.keys import require_exchange

READS = ("balances", "orders", "fills", "positions", "movements")
LISTS = {"open": "orders", "closed": "orders", "deposits": "movements", "withdrawals": "movements"}


def exchanges(exchange: str | None) -> Exchanges:
    """All exchanges of ccxt, or one. UsageError, with the nearest names, for an unknown one.
    Loads modules and files: for a thread."""
    from jungletui.exchanges.catalogue import exchange_ids  # noqa: PLC0415

    if exchange is not None:
        require_exchange(exchange)
    rows = (facts_of(name) for name in ((exchange,) if exchange else exchange_ids()))
    return Exchanges(tuple(_info(facts) for facts in rows if facts))


def _info(facts: ExchangeFacts) -> ExchangeInfo:
    return ExchangeInfo(
        id=facts.id,
        name=facts.name,
        environments=facts.environments,
        inspects=facts.id in PARSERS,
        reads=reads_of(facts.id),
        fields=facts.credential_fields,
        shows_ip=facts.shows_ip,
        shows_expiry=facts.shows_expiry,
        shows_last_use=facts.shows_last_use,
        fact_source=facts.source,
        verified_on=facts.verified_on,
        page=facts.page,
        has_guide=facts.id in guide_ids(),
        rights=tuple(dict.fromkeys(word for words in facts.boxes.values() for word in words)),
        full_access=facts.full_access,
        ip_list=True if facts.shows_ip else facts.ip_list,
        lifetimes=tuple(rule.sentence for rule in facts.lifetimes),
        remark=facts.remark,
    )


def reads_of(exchange: str) -> tuple[str, ...]:
    """What JungleTUI reads there: by the exchange's documents, or as ccxt was traced."""
    plan = plan_of(exchange)
    reads = {LISTS.get(part.of, part.of) for part in plan.slices}
    reads |= {"balances"} if plan.wallets else set()
    return tuple(name for name in READS if name in reads)
