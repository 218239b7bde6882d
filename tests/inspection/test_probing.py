"""Keys diagnosed against exchanges on this machine: wrong keys, wrong clocks, broken exchanges."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from jungletui.domain.diagnosis import Outcome, Step
from jungletui.domain.failures import FailureKind, UsageError
from jungletui.domain.keys import Environment
from jungletui.domain.times import utc_now
from jungletui.exchanges.siblings import Sibling
from jungletui.inspection.lines import Probes
from jungletui.inspection.probing import diagnose_key
from jungletui.sandbox.faults import Fault, FaultKind
from tests.exchanges.conftest import make_key
from tests.exchanges.sandboxed import key_of
from tests.exchanges.server import Answer, playing
from tests.inspection.probing import FOUR, changed, healthy, other_text, private_calls, step, told

K = FailureKind
UNKNOWN = {
    "binance": (K.KEY_UNKNOWN, K.IP_NOT_ALLOWED, K.PERMISSION),
    "bybit": K.KEY_UNKNOWN,
    "okx": K.KEY_UNKNOWN,
    "kraken": (K.KEY_UNKNOWN, K.IP_NOT_ALLOWED, K.EXPIRED, K.SIGNATURE),
}
REFUSED = {"binance-office": UNKNOWN["binance"], "kraken-expired": UNKNOWN["kraken"]}
"""The demo's keys that are refused; all others work."""


async def test_every_demo_key_has_its_cause_or_none(sandbox, house):
    for sample in sandbox.keys:
        found = await diagnose_key(key_of(sample), Probes(house.session))
        if sample.name in REFUSED:
            assert told(found) == REFUSED[sample.name]
        else:
            assert not found.refused, (sample.name, found)
            assert step(found, Step.BALANCES).outcome is Outcome.OK


@pytest.mark.parametrize("exchange", FOUR)
async def test_a_key_that_the_exchange_does_not_know(sandbox, house, exchange):
    key = healthy(sandbox, exchange)
    stranger = changed(key, apiKey=other_text(key.public_id))
    if exchange == "okx":
        stranger = changed(key, apiKey="0" * 8 + key.public_id[8:])
    assert told(await diagnose_key(stranger, Probes(house.session))) == UNKNOWN[exchange]


@pytest.mark.parametrize("exchange", FOUR)
async def test_a_secret_that_does_not_fit(sandbox, house, exchange):
    key = healthy(sandbox, exchange)
    secret = other_text(key.credential["secret"].reveal())
    found = await diagnose_key(changed(key, secret=secret), Probes(house.session))
    assert told(found) is K.SIGNATURE
    assert secret not in repr(found)


async def test_a_wrong_and_a_missing_passphrase(sandbox, house):
    key = healthy(sandbox, "okx")
    wrong = changed(key, password="Another-Phrase-2!")
    assert told(await diagnose_key(wrong, Probes(house.session))) is K.PASSPHRASE
    credential = {name: text for name, text in key.credential.items() if name != "password"}
    missing = replace(key, credential=credential)
    assert told(await diagnose_key(missing, Probes(house.session))) is K.PASSPHRASE


@pytest.mark.parametrize("exchange", ["okx", "bybit", "kraken"])
async def test_key_and_secret_the_other_way_round_are_not_sent(sandbox, house, exchange):
    key = healthy(sandbox, exchange)
    texts = {name: secret.reveal() for name, secret in key.credential.items()}
    swapped = changed(key, apiKey=texts["secret"], secret=texts["apiKey"])
    found = await diagnose_key(swapped, Probes(house.session))
    assert told(found) is K.KEY_TYPE
    assert "swapped" in found.evidence
    assert not private_calls(sandbox, exchange)
    assert texts["secret"] not in repr(found)


async def test_an_address_that_is_not_on_the_list(sandbox, house):
    for exchange in ("bybit", "okx"):
        key = healthy(sandbox, exchange)
        sandbox.books(exchange).keys[key.public_id].allowed_ips = ("203.0.113.7",)
        found = await diagnose_key(key, Probes(house.session))
        assert told(found) is K.IP_NOT_ALLOWED


async def test_an_expired_key(sandbox, house):
    key = healthy(sandbox, "bybit")
    known = sandbox.books("bybit").keys[key.public_id]
    known.expires_at = utc_now() - timedelta(days=1)
    assert told(await diagnose_key(key, Probes(house.session))) is K.EXPIRED


async def test_a_key_without_the_right_to_read(sandbox, house):
    key = healthy(sandbox, "kraken")
    sandbox.books("kraken").keys[key.public_id].rights = frozenset({"modify-trades"})
    found = await diagnose_key(key, Probes(house.session))
    assert told(found) is K.PERMISSION
    assert step(found, Step.RIGHTS).outcome is Outcome.OK


async def test_a_demo_key_on_live(sandbox, house):
    key = healthy(sandbox, "okx")
    sandbox.books("okx").keys[key.public_id].environment = "demo"
    found = await diagnose_key(key, Probes(house.session))
    assert told(found) is K.WRONG_ENVIRONMENT


@pytest.mark.parametrize("off", [90, -90])
async def test_a_clock_that_is_off_is_told_though_reads_are_corrected(sandbox, house, ahead, off):
    ahead[0] = timedelta(seconds=off)
    for exchange in ("binance", "bybit", "okx"):
        found = await diagnose_key(healthy(sandbox, exchange), Probes(house.session))
        assert told(found) is K.CLOCK
        assert f"{'ahead of' if off > 0 else 'behind'} the exchange" in found.evidence
        assert step(found, Step.BALANCES).outcome is Outcome.OK
    assert not (await diagnose_key(healthy(sandbox, "kraken"), Probes(house.session))).refused


async def test_this_hosts_addresses_against_the_keys_list(sandbox, house):
    key = healthy(sandbox, "okx")
    fits = await diagnose_key(key, Probes(house.session, egress=("127.0.0.1",)))
    assert not fits.refused
    both = await diagnose_key(key, Probes(house.session, egress=("127.0.0.1", "2001:db8::7")))
    assert told(both) is K.IP_NOT_ALLOWED
    assert "address-family" in both.evidence


# Broken exchanges


FAULTS = {
    FaultKind.BANNED: K.BANNED,
    FaultKind.RATE_LIMITED: K.RATE_LIMITED,
    FaultKind.UNAVAILABLE: K.MAINTENANCE,
    FaultKind.HTML: K.BAD_REPLY,
    FaultKind.EMPTY: K.BAD_REPLY,
    FaultKind.TRUNCATED: K.BAD_REPLY,
    FaultKind.DROPPED: K.UNREACHABLE,
    FaultKind.HANG: K.UNREACHABLE,
}
PATIENCE = timedelta(seconds=0.3)


@pytest.mark.parametrize("exchange", ["binance", "kraken"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_broken_exchange(sandbox, house, exchange, fault):
    key = healthy(sandbox, exchange)
    sandbox.faults(exchange).set(Fault(fault, retry_after=40))
    found = await diagnose_key(key, Probes(house.session, patience=PATIENCE))
    assert told(found) is FAULTS[fault]
    if fault is FaultKind.BANNED:
        assert " until " in found.evidence


@pytest.mark.parametrize("fault", [FaultKind.BANNED, FaultKind.RATE_LIMITED])
async def test_after_a_ban_nothing_more_is_sent(sandbox, house, fault):
    key = healthy(sandbox, "kraken")
    elsewhere = Sibling("elsewhere", "kraken", Environment.LIVE, "privatePostGetApiKeyInfo")
    probes = Probes(house.session, (elsewhere,))
    sandbox.faults("kraken").set(Fault(fault, path="/0/private", retry_after=40))
    assert told(await diagnose_key(key, probes)) is FAULTS[fault]
    assert len(private_calls(sandbox, "kraken")) == 1
    assert told(await diagnose_key(key, probes)) is FAULTS[fault]
    assert len(private_calls(sandbox, "kraken")) == 1


async def test_a_lock_out_is_not_made_longer(sandbox, house):
    key = healthy(sandbox, "kraken")
    locked = json.dumps({"error": ["EGeneral:Temporary lockout"]})
    sandbox.faults("kraken").set(Fault(FaultKind.BODY, path="/0/private", body=locked))
    found = await diagnose_key(key, Probes(house.session))
    assert told(found) is K.BANNED
    assert "15 minutes" in found.evidence
    assert len(private_calls(sandbox, "kraken")) == 1


async def test_an_invalid_key_is_sent_to_kraken_once(sandbox, house):
    key = healthy(sandbox, "kraken")
    await diagnose_key(changed(key, apiKey=other_text(key.public_id)), Probes(house.session))
    assert len(private_calls(sandbox, "kraken")) == 1


async def test_a_location_that_is_not_served(house):
    answer = Answer('{"code": 0, "msg": "restricted location"}', 451)
    async with playing({"*": answer}) as server:
        key = make_key("binance", server.endpoint)
        found = await diagnose_key(key, Probes(house.session))
    assert told(found) is K.GEO_BLOCKED
    assert len(server.log) == 1


async def test_nobody_there(house):
    async with playing() as server:
        gone = server.endpoint
    found = await diagnose_key(make_key("okx", gone), Probes(house.session, patience=PATIENCE))
    assert told(found) is K.UNREACHABLE


async def test_what_cannot_be_opened(house):
    async def refuse(_key):
        raise UsageError("not an endpoint", "An endpoint is scheme, host and port.")

    found = await diagnose_key(make_key("binance"), Probes(refuse))
    assert told(found) is K.UNREACHABLE
    nowhere = make_key("kraken", environment=Environment.TESTNET)
    assert told(await diagnose_key(nowhere, Probes(house.session))) is K.WRONG_ENVIRONMENT
    unknown = await diagnose_key(make_key("nowhere"), Probes(house.session))
    assert told(unknown) is K.NOT_SUPPORTED


# Other sites
