"""The documented replies of the larger exchanges, where the folder with them is at hand."""

import json

import pytest

from jungletui.domain.capabilities import Access, access_of
from jungletui.inspection import binanceus, bingx, bitget, gate, htx, kucoin, mexc
from jungletui.inspection.registry import PARSERS
from tests.inspection.samples import answer, grants
from tests.inspection.test_documented_samples import SAMPLES

GONE = {"refused": "not-supported"}
CASES = [
    ("kucoin", {kucoin.CALL: "user-api-key"}, "", "++++-+++?", Access.WITHDRAW, True),
    ("kucoin", {kucoin.CALL: "ua-user-api-key-no-ip"}, "", "++++?++-?", Access.TRANSFER, False),
    ("kucoinfutures", {kucoin.CALL: "user-api-key"}, "", "++++-+++?", Access.WITHDRAW, True),
    ("bitget", {bitget.UNIFIED: "v3-account-info-docs"}, "", "++++-++++", Access.WITHDRAW, True),
    ("bitget", {bitget.UNIFIED: "v3-account-info"}, "", "++++-++++", Access.WITHDRAW, True),
    ("bitget", {bitget.UNIFIED: GONE, bitget.CLASSIC: "v2-spot-account-info"}, "", "+????????",
     Access.UNKNOWN, True),
    ("gate", {gate.KEYS: "account-main-keys", gate.DETAIL: "account-detail"},
     "c5dcfbf1f3a7" + "0" * 20, "+++----??", Access.UNKNOWN, False),
    ("gate", {gate.KEYS: "account-main-keys", gate.DETAIL: "account-detail"}, "0" * 32,
     "+????????", Access.UNKNOWN, True),
    ("htx", {htx.UID: "user-uid", htx.KEYS: "user-api-key"},
     "4ba5cdf2-4a92c5da-718ba144-dbuqg6hkte", "++++-?+-?", Access.TRADE, True),
    ("htx", {htx.UID: "user-uid", htx.KEYS: "user-api-key-two"},
     "5000d371-edXXXXf5tf-40XXXX8b-ab8e5", "++++-?++?", Access.WITHDRAW, False),
    ("mexc", {mexc.CALL: "api-key-info"}, "mx0npKfh57kEEVmyLa", "++------?", Access.TRADE, False),
    ("bingx", {bingx.PERMISSIONS: "api-permissions", bingx.RESTRICTIONS: GONE}, "", "++-------",
     Access.TRADE, False),
    ("bingx", {bingx.PERMISSIONS: "api-permissions", bingx.RESTRICTIONS: "api-restrictions"}, "",
     "++-------", Access.TRADE, False),
    ("binanceus", {binanceus.CALL: "spot-account"}, "", "+????????", Access.UNKNOWN, None),
    ("binanceusdm", {"sapiGetAccountApiRestrictions": "api-restrictions"}, "", "+--+-?+-?",
     Access.TRANSFER, False),
]  # fmt: skip


@pytest.mark.parametrize(("exchange", "named", "own", "letters", "access", "restricted"), CASES)
def test_documented_reply(exchange, named, own, letters, access, restricted):
    folder = SAMPLES / exchange
    if not folder.is_dir():
        pytest.skip("the folder of documented samples is not beside this repository")
    replies = {
        call: answer(
            json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            if isinstance(name, str)
            else name
        )
        for call, name in named.items()
    }
    report = PARSERS[exchange].parse(replies, own)
    assert grants(report) == letters
    assert access_of(report.capabilities) is access
    assert report.ip.restricted is restricted
    assert report.unrecognised == ()
