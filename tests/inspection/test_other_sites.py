"""Keys diagnosed where another site of the same exchange knows them, and the sites as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jungletui.domain.diagnosis import Outcome, Step
from jungletui.domain.failures import FailureKind
from jungletui.domain.keys import Environment, KeyProfile
from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.building import build, origins_of
from jungletui.exchanges.reading import implicit_call
from jungletui.exchanges.siblings import Sibling, family_of, siblings_of
from jungletui.inspection.lines import Probes
from jungletui.inspection.probing import diagnose_key
from tests.exchanges.sandboxed import key_of
from tests.inspection.probing import (
    changed,
    healthy,
    other_text,
    private_calls,
    sandbox_of,
    step,
    told,
)

K = FailureKind
PROBES = {
    "binance": "privateGetAccount",
    "bybit": "privateGetV5UserQueryApi",
    "okx": "privateGetAccountConfig",
}


def site(exchange, sandbox, environment=Environment.LIVE, name="the other site"):
    endpoint = sandbox.endpoints[exchange]
    return Sibling(name, exchange, environment, PROBES[exchange], endpoint)


@pytest.mark.parametrize("exchange", PROBES)
async def test_another_site_owns_the_key(sandbox, house, exchange):
    async with sandbox_of(exchange, seed=8) as other, sandbox_of(exchange, seed=9) as third:
        key = healthy(other, exchange)
        here = replace(key, profile=healthy(sandbox, exchange).profile)
        sites = (site(exchange, other), site(exchange, third, name="the third"))
        found = await diagnose_key(here, Probes(house.session, sites))
        assert told(found) is K.WRONG_HOST
        assert "the other site knows this key" in found.evidence
        assert other.endpoints[exchange] in found.remedy
        assert not private_calls(third, exchange)
        assert len(private_calls(other, exchange)) == 1


async def test_a_testnet_key_on_live(sandbox, house):
    async with sandbox_of("binance", seed=8) as testnet:
        key = key_of(testnet.key("binance-testnet"))
        profile = replace(healthy(sandbox, "binance").profile, environment=Environment.LIVE)
        sites = (site("binance", testnet, Environment.TESTNET),)
        found = await diagnose_key(replace(key, profile=profile), Probes(house.session, sites))
    assert told(found) is K.WRONG_ENVIRONMENT
    assert "environment testnet" in found.remedy


async def test_a_site_that_refuses_the_secret_knows_the_key(sandbox, house):
    async with sandbox_of("bybit", seed=8) as other:
        key = healthy(other, "bybit")
        key = changed(key, secret=other_text(key.credential["secret"].reveal()))
        here = replace(key, profile=healthy(sandbox, "bybit").profile)
        found = await diagnose_key(here, Probes(house.session, (site("bybit", other),)))
    assert told(found) is K.WRONG_HOST


async def test_sites_that_do_not_know_the_key_change_nothing(sandbox, house):
    key = healthy(sandbox, "bybit")
    stranger = changed(key, apiKey=other_text(key.public_id))
    async with sandbox_of("bybit", seed=8) as other:
        found = await diagnose_key(stranger, Probes(house.session, (site("bybit", other),)))
    assert told(found) is K.KEY_UNKNOWN
    assert step(found, Step.SITE).outcome is Outcome.FAILED


async def test_a_key_that_works_is_shown_to_no_other_site(sandbox, house):
    async with sandbox_of("okx", seed=8) as other:
        found = await diagnose_key(
            healthy(sandbox, "okx"), Probes(house.session, (site("okx", other),))
        )
        assert not found.refused
        assert not other.log("okx")


# The sites as data


@pytest.mark.parametrize("exchange", ["binance", "bybit", "okx", "deribit"])
def test_every_site_can_be_asked_and_the_guard_allows_it(exchange):
    for place in family_of(exchange).sites:
        made = build(place.exchange, place.environment, place.endpoint, {})
        path, api, verb, _ = implicit_call(made, place.probe)
        assert allow_list(place.exchange).allows(" ".join(api), verb, path), place
        hosts = {host for _, host, _ in origins_of(made)}
        assert place.endpoint is None or {f"https://{host}" for host in hosts} == {place.endpoint}


def test_siblings_are_of_the_same_family_and_never_the_key_itself():
    found = siblings_of(KeyProfile("main", "okx"))
    assert [(s.exchange, s.environment.value) for s in found] == [
        ("okx", "demo"),
        ("myokx", "live"),
        ("okxus", "live"),
    ]
    assert siblings_of(KeyProfile("main", "kraken")) == ()
    assert siblings_of(KeyProfile("main", "okx", endpoint="https://proxy.example")) == ()
    hosts = {s.endpoint for s in siblings_of(KeyProfile("main", "bybit")) if s.endpoint}
    assert {"https://api.bybit.nl", "https://api.bybit.kz", "https://api.bybit-tr.com"} <= hosts
