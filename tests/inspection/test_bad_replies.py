"""Every parser and replies that are empty, of another shape, full of nulls, huge, or hostile."""

import json
import threading
from pathlib import Path

import pytest

from jungletui.domain.capabilities import Capability, Grant, Source
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.domain.times import utc_now
from jungletui.inspection import inspector as inspecting
from jungletui.inspection.inspector import inspect_key
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.registry import PARSERS
from tests.inspection.samples import CALLS, own_id, replies_in, reply
from tests.inspection.test_further_mutations import ENTRIES

SAMPLES = Path(__file__).parents[3] / "shared" / "permissions" / "samples"
ASKED = sorted(name for name, calls in CALLS.items() if calls)
WRONG = [
    None, "", "<!DOCTYPE html><title>Just a moment...</title>", 7, True, 1.5, [], {}, [None], [[]],
    [{}], {"result": None}, {"result": []}, {"result": {}}, {"result": "x"}, {"data": None},
    {"data": []}, {"data": {}}, {"data": [None]}, {"data": {"rows": None}}, {"return": None},
    {"error": {"code": 1}}, {"success": False}, {"status": "error"}, {"code": "0", "msg": None},
]  # fmt: skip
HOSTILE = "\x1b]0;x\x07\x1b[2J\x1b[31m\u202eevil\u2066\u200b\x00\r\n\t\x9b1m"
LONG = "A" * 1_000_000
HUGE = "A" * 10_000_000
LONGEST_TEXT = 3_000
KEYS = 100_000
GRAVE = (Capability.WITHDRAW, Capability.TRANSFER_INTERNAL, Capability.ADMIN)


def read(exchange, replies):
    """The report, or None for replies that were refused as bad ones."""
    try:
        return PARSERS[exchange].parse(replies, own_id(exchange))
    except ExchangeError as error:
        failure = error
    assert failure.failure is FailureKind.BAD_REPLY
    assert is_harmless(failure.message)
    return None


def is_harmless(text):
    return text.isprintable() and "\u202e" not in text and len(text) <= LONGEST_TEXT


def texts_of(report):
    """Every text of a report; none where the replies were refused."""
    if report is None:
        return
    yield from (grant.evidence for grant in report.capabilities.values())
    yield from report.unrecognised
    yield from (report.ip.evidence, report.label or "", report.account_id or "")
    yield from (report.expires_note or "", *(report.ip.allowed or ()))


def unproven(exchange, report):
    """What is claimed though nothing proves it: only an answered read may prove anything, and never
    anything grave."""
    found = {} if report is None else dict(report.capabilities)
    if exchange == "gemini" and found:
        assert "the key's name begins with" in found.pop(Capability.ADMIN).evidence  # no reply does
    return [
        (capability, grant)
        for capability, grant in found.items()
        if grant.grant is not Grant.UNKNOWN
        and (grant.source is not Source.PROBED or capability in GRAVE)
    ]


@pytest.mark.parametrize("exchange", ASKED)
def test_a_reply_of_another_shape_proves_no_right(exchange):
    for body in WRONG:
        report = read(exchange, replies_in(exchange, body))
        assert not unproven(exchange, report), body


def changed(value, leaf):
    """`value` with `leaf` of everything that is no list and no object."""
    if isinstance(value, dict):
        return {name: changed(inner, leaf) for name, inner in value.items()}
    if isinstance(value, list):
        return [changed(inner, leaf) for inner in value]
    return leaf(value)


def bodies(exchange):
    """The replies of the fixture of a bot's key, one by one."""
    return {
        call: body
        for call, body in replies_in(exchange, reply(exchange, "bot")).items()
        if not isinstance(body, ExchangeError)
    }


@pytest.mark.parametrize("exchange", ASKED)
def test_nulls_prove_no_right(exchange):
    replies = {call: changed(body, lambda _: None) for call, body in bodies(exchange).items()}
    assert not unproven(exchange, read(exchange, replies))


def kept_id(exchange, hostile):
    """Every text made hostile but those by which the own key is found."""
    kept = {part for part in own_id(exchange).split(" ") if part}
    return lambda leaf: leaf if not isinstance(leaf, str) or leaf in kept else leaf + hostile


@pytest.mark.parametrize("exchange", ASKED)
@pytest.mark.parametrize("hostile", [HOSTILE, LONG], ids=["control", "long"])
def test_hostile_texts_come_out_harmless(exchange, hostile):
    leaf = kept_id(exchange, hostile)
    replies = {call: changed(body, leaf) for call, body in bodies(exchange).items()}
    replies = {call: named(body, hostile) for call, body in replies.items()}
    assert all(map(is_harmless, texts_of(read(exchange, replies))))


def named(body, hostile):
    """With a field more, of a hostile name, where there are fields."""
    return {**body, f"withdraw{hostile}": hostile} if isinstance(body, dict) else body


@pytest.mark.parametrize("exchange", sorted(ENTRIES))
async def test_a_hundred_thousand_keys(exchange, monkeypatch):
    name, own, wrapped = ENTRIES[exchange]
    body = wrapped({name: own})
    rows = next(rows for rows in lists_in(body) if {name: own} in rows)
    rows[:0] = [{name: f"other-{number}", "label": "x"} for number in range(KEYS)]
    threads = []
    real = inspecting._report
    monkeypatch.setattr(
        inspecting,
        "_report",
        lambda *words: threads.append(threading.get_ident()) or real(*words),
    )

    async def call(method, params):
        return body

    key = Key(KeyProfile("k", exchange), credential(exchange), utc_now())
    report = await inspect_key(call, key)
    assert "not among" not in report.capabilities[Capability.WITHDRAW].evidence
    assert all(len(raw.body) < 30_000 for raw in report.raw)
    assert threads != [threading.get_ident()], "read on the loop"


@pytest.mark.parametrize(
    ("exchange", "field"),
    [("kraken", "apiKeyName"), ("bybit", "note"), ("okx", "label"), ("mexc", "note")],
)
async def test_a_label_of_ten_megabytes(exchange, field):
    def long_label(value):
        if isinstance(value, dict):
            return {n: HOSTILE + HUGE if n == field else long_label(v) for n, v in value.items()}
        return [long_label(item) for item in value] if isinstance(value, list) else value

    async def call(method, params):
        return long_label(bodies(exchange)[method])

    key = Key(KeyProfile("k", exchange), credential(exchange), utc_now())
    report = await inspect_key(call, key)
    assert report.label
    assert all(map(is_harmless, texts_of(report)))
    assert all(len(raw.body) < 30_000 for raw in report.raw)
    assert "\x1b" not in "".join(raw.body for raw in report.raw)


def lists_in(value):
    if isinstance(value, list):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        yield from lists_in(item)


def credential(exchange):
    if exchange in ("aster", "derive"):
        fields = {"walletAddress": own_id(exchange).split(" ")[0], "privateKey": f"{1:064x}"}
    else:
        fields = {"apiKey": own_id(exchange), "secret": "hidden-hidden-hidden"}
    return {name: Secret(text) for name, text in fields.items()}


async def test_a_small_reply_is_read_at_once(monkeypatch):
    used = []

    def parse(replies, _public_id):
        used.append(threading.get_ident())
        return PARSERS["bithumb"].parse({"privateGetV1ApiKeys": replies["any"]}, "id")

    monkeypatch.setattr(
        inspecting, "PARSERS", {"bithumb": Inspector(lambda _: (Request("any"),), parse)}
    )

    async def call(method, params):
        return [{"access_key": "id"}]

    await inspect_key(call, Key(KeyProfile("k", "bithumb"), credential("bithumb"), utc_now()))
    assert used == [threading.get_ident()]


@pytest.mark.parametrize("exchange", ASKED)
def test_every_documented_reply_is_read_or_refused(exchange):
    """Errors and replies of other calls among them: whatever an exchange sends is no surprise."""
    files = sorted((SAMPLES / exchange).glob("*.json"))
    if not files:
        pytest.skip("the folder of documented samples is not beside this repository")
    for file in files:
        body = json.loads(file.read_text(encoding="utf-8"))
        for found in (body, *(body if file.stem == "errors" else ())):
            report = read(exchange, replies_in(exchange, found))
            assert all(map(is_harmless, texts_of(report))), file.name
