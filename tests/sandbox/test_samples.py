"""The demo's keys: documented shapes, obviously fake, telling differences."""

import base64
import re

from jungletui.domain.keys import KeyProfile
from jungletui.sandbox.keys import KeyType
from jungletui.sandbox.markets import build_markets
from jungletui.sandbox.populate import PLANS
from jungletui.sandbox.registry import EXCHANGES
from jungletui.sandbox.samples import demo_samples, more_samples
from tests.sandbox.conftest import START

SAMPLES = demo_samples(7, START)
SHAPES = {
    "binance": (r"[A-Za-z0-9]{64}", r"[A-Za-z0-9]{64}|-----BEGIN PRIVATE KEY-----[^-]+-----END.+"),
    "kraken": (r"[A-Za-z0-9+/]{56}", r"[A-Za-z0-9+/]{86}=="),
    "bybit": (r"[A-Za-z0-9]{18}", r"[A-Za-z0-9]{36}"),
    "okx": (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"[0-9A-F]{32}"),
}


def test_credentials_look_as_documented_and_fake() -> None:
    for sample in SAMPLES:
        credential = sample.key.credential
        key_shape, secret_shape = SHAPES[sample.key.exchange]
        assert re.fullmatch(key_shape, credential["apiKey"]), sample.key.name
        assert re.fullmatch(secret_shape, credential["secret"].strip(), re.DOTALL)
        assert credential["apiKey"].upper().startswith(("DEMO", "DE30"))


def test_kraken_secrets_are_64_bytes() -> None:
    secrets = [s.key.credential["secret"] for s in SAMPLES if s.key.exchange == "kraken"]
    assert {len(base64.b64decode(secret, validate=True)) for secret in secrets} == {64}


def test_keys_differ_and_stay_the_same() -> None:
    ids = [sample.credential.id for sample in SAMPLES]
    assert len(set(ids)) == len(ids) == 15
    assert ids == [sample.credential.id for sample in demo_samples(7, START)]
    assert ids != [sample.credential.id for sample in demo_samples(8, START)]


def test_the_differences_that_a_demo_must_show() -> None:
    by_name = {sample.key.name: sample.credential for sample in SAMPLES}
    assert any(not key.allowed_ips for key in by_name.values())
    assert by_name["binance-office"].allowed_ips == ("203.0.113.7",)
    assert "enableWithdrawals" in by_name["binance-coppervine"].rights
    assert by_name["binance-tracker"].rights == {"enableReading"}
    assert by_name["binance-ed25519"].key_type is KeyType.ED25519
    expires = by_name["bybit-grid"].expires_at
    assert expires is not None
    assert (expires - START).days == 6
    gone = by_name["kraken-expired"].expires_at
    assert gone is not None
    assert gone < START
    used = by_name["kraken-old"].last_used_at
    assert used is not None
    assert (START - used).days == 200
    healthy = {sample.key.exchange for sample in SAMPLES if "healthy" in sample.key.tags}
    assert healthy == {"binance", "kraken", "bybit", "okx"}
    assert {sample.key.environment for sample in SAMPLES} == {"live", "testnet"}


def test_every_key_has_its_account_and_a_valid_profile() -> None:
    for sample in SAMPLES:
        key = sample.key
        assert sample.credential.account in {plan.name for plan in PLANS[key.exchange]}
        KeyProfile(key.name, key.exchange, key.environment, None, key.policy, key.holders, key.tags)


def test_every_story_has_a_market() -> None:
    for exchange, plans in PLANS.items():
        markets = build_markets(EXCHANGES[exchange].universe, 300)
        for plan in plans:
            assert {story.symbol for story in plan.stories} <= markets.keys(), exchange


def test_secrets_are_not_in_a_repr() -> None:
    for sample in SAMPLES:
        assert sample.key.credential["secret"] not in repr(sample)


def test_more_keys_are_all_different() -> None:
    keys = [sample.key for sample in (*SAMPLES, *more_samples(5, 7, START))]
    assert len(keys) == len(SAMPLES) + 4 * 5
    assert len({key.credential["apiKey"] for key in keys}) == len(keys)
    assert len({key.name for key in keys}) == len(keys)
