"""The documented replies, where the folder with them is at hand."""

import json
from pathlib import Path

import pytest

from jungletui.domain.capabilities import Access, access_of
from tests.inspection.samples import grants, parsed

SAMPLES = Path(__file__).parents[3] / "shared" / "permissions" / "samples"


@pytest.mark.parametrize(
    ("exchange", "name", "letters", "access", "restricted"),
    [
        ("binance", "api-restrictions", "+--+-?+-?", Access.TRANSFER, False),
        ("binance", "api-restrictions-2023", "+--+-?--?", Access.TRADE, False),
        ("bybit", "query-api", "+--------", Access.READ_ONLY, True),
        ("bybit", "query-api-no-ip-expiring", "++?++-+-+", Access.WITHDRAW, False),
        ("okx", "account-config", "++++++++-", Access.WITHDRAW, False),
        ("krakenfutures", "api-keys-v3-check", "?????????", Access.UNKNOWN, None),
        ("coinbaseinternational", "public-auth", "++???????", Access.UNKNOWN, None),
        ("kraken", "get-api-key-info", "+++---?+?", Access.WITHDRAW, False),
        ("kraken", "get-api-key-info-snake-case", "+++---?+?", Access.WITHDRAW, False),
    ],
)
def test_documented_reply(exchange, name, letters, access, restricted):
    file = SAMPLES / exchange / f"{name}.json"
    if not file.exists():
        pytest.skip("the folder of documented samples is not beside this repository")
    report = parsed(exchange, json.loads(file.read_text(encoding="utf-8")))
    assert grants(report) == letters
    assert access_of(report.capabilities) is access
    assert report.ip.restricted is restricted
    assert report.unrecognised == ()
