"""Keys and replies of the further exchanges look as documented; the demo stays as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from jungletui.domain.secret import Secret
from jungletui.inspection.shapes import check_credential
from jungletui.sandbox.further_samples import BOT_RIGHTS, DANGEROUS_RIGHTS, further_samples
from jungletui.sandbox.registry import DEMO, EXCHANGES
from jungletui.sandbox.run import SandboxOptions, running
from tests.sandbox.client import connected
from tests.sandbox.conftest import START
from tests.sandbox.further import CASES, staged
from tests.sandbox.test_documented_shapes import shape

SAMPLES = Path(__file__).parents[3] / "shared" / "permissions" / "samples"
AROUND = {"ok", "id", "usIn", "usOut", "usDiff", "testnet", "ip_whitelist"}
FURTHER = [name for name in EXCHANGES if name not in DEMO]
REPLIES = {
    "kucoin": ("user-api-key.json", "privateGetUserApiKey"),
    "bitget": ("v2-spot-account-info.json", "privateSpotGetV2SpotAccountInfo"),
    "gate": ("account-main-keys.json", "privateAccountGetMainKeys"),
    "mexc": ("api-key-info.json", "spotPrivateGetApiKeyInfo"),
    "bingx": ("api-restrictions.json", "accountV1PrivateGetAccountApiRestrictions"),
    "htx": ("user-api-key.json", "v2PrivateGetUserApiKey"),
    "gemini": ("roles.json", "privatePostV1Roles"),
    "bitfinex": ("permissions.json", "privatePostAuthRPermissions"),
    "deribit": ("list-api-keys.json", "privateGetListApiKeys"),
    "upbit": ("api_keys.json", "privateGetApiKeys"),
    "bitflyer": ("getpermissions.json", "privateGetGetpermissions"),
    "coinbase": ("key-permissions.json", "v3PrivateGetBrokerageKeyPermissions"),
}


@pytest.mark.parametrize("exchange", FURTHER)
def test_credentials_look_as_documented_and_fake(exchange: str) -> None:
    for sample in further_samples([exchange], 7, START):
        credential = {name: Secret(text) for name, text in sample.key.credential.items()}
        check, _ = check_credential(exchange, credential)
        assert {field.verdict for field in check.fields} == {"ok"}, check
        assert "de" in sample.credential.id.lower()
        assert sample.key.credential["secret"] not in repr(sample)


def test_every_further_exchange_has_keys_a_case_and_both_kinds_of_rights() -> None:
    assert set(FURTHER) == set(BOT_RIGHTS) == set(DANGEROUS_RIGHTS) == {case.id for case in CASES}
    for exchange in FURTHER:
        assert not BOT_RIGHTS[exchange] & DANGEROUS_RIGHTS[exchange]


async def test_the_demo_serves_four_exchanges_and_fifteen_keys() -> None:
    async with running(SandboxOptions(markets=20)) as sandbox:
        assert tuple(sandbox.endpoints) == DEMO
        assert len(sandbox.keys) == 15


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_the_reply_about_a_key_has_the_documented_fields(case: Any) -> None:
    name, call = REPLIES[case.id]
    path = SAMPLES / case.id / name
    if not path.exists():
        pytest.skip("the documented samples are not here")
    async with staged(case) as sandbox, connected(sandbox, f"{case.id}-bot") as exchange:
        params = {"accessKey": exchange.apiKey} if case.id == "mexc" else {}
        if case.id == "htx":
            params = {"uid": sandbox.books("htx").accounts["main"].uid}
        reply = await getattr(exchange, call)(params)
    assert fields(shape(reply)) == fields(shape(json.loads(path.read_text())))


def fields(told: Any) -> Any:
    """Names only; bookkeeping around the reply and the types of identifiers left out."""
    if isinstance(told, dict):
        return {name: fields(inner) for name, inner in told.items() if name not in AROUND}
    if isinstance(told, list):
        return [fields(inner) for inner in told if isinstance(inner, dict)]
    return ""
