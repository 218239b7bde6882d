"""What a person stated and accepted about a key: in the vault with it, and gone with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.failures import VaultError, VaultFault
from jungletui.domain.keys import Key
from jungletui.domain.secret import Secret
from jungletui.domain.surroundings import Attestation, Baseline
from jungletui.vault import payload
from jungletui.vault.layout import serialise
from jungletui.vault.store import (
    Content,
    MemoryVault,
    Vault,
    VaultPaths,
    open_with_recovery_code,
)
from tests.vault.material import ADDED, CANARY, cheap, content, key, put

ATTESTED = Attestation(
    at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    by="ada",
    grants={Capability.WITHDRAW: Grant.DENIED, Capability.READ: Grant.GRANTED},
    ip_restricted=True,
    note="looked up on the website",
)
BASELINE = Baseline(
    accepted_at=datetime(2026, 3, 5, tzinfo=UTC),
    by="ada",
    grants=dict.fromkeys(Capability, Grant.DENIED),
    ip_restricted=True,
    ip_allowed=("203.0.113.7", "2001:db8::/32"),
)


def known(name: str = "main") -> Key:
    return replace(key(name), attested=ATTESTED, baseline=BASELINE)


def never() -> bytes:
    pytest.fail("this vault names its fingerprint key")


@pytest.mark.parametrize(
    "one",
    [
        known(),
        replace(key("main"), attested=ATTESTED),
        replace(key("main"), attested=replace(ATTESTED, ip_restricted=None, grants={})),
        replace(key("main"), baseline=BASELINE),
        replace(key("main"), baseline=replace(BASELINE, ip_allowed=None, ip_restricted=False)),
    ],
)
def test_they_come_back_as_they_were(one: Key):
    now = replace(content("other"), keys=(key("other"), one))
    assert payload.decode(payload.encode(now), never) == now
    assert payload.read(payload.encode(now), never).get() == now


def test_a_key_without_them_is_written_as_before():
    entry = json.loads(payload.encode(content("main")))["entries"][0]
    assert set(entry) == {
        *("name", "exchange", "environment", "endpoint", "policy", "holders", "tags"),
        *("credential", "added_at"),
    }


def entry_of(one: Key) -> dict[str, object]:
    document = json.loads(payload.encode(Content(b"f" * 32, (one,))))
    entry: dict[str, object] = document["entries"][0]
    return entry


STATED = {"at": "2026-03-04T05:06:07+00:00", "by": "ada", "ip_restricted": None, "note": CANARY}
ACCEPTED = {
    "accepted_at": "2026-03-04T05:06:07+00:00", "by": "ada", "ip_restricted": None,
    "ip_allowed": None,
}  # fmt: skip
BROKEN = {
    "no table": ("attested", [CANARY]),
    "a field too many": ("attested", {**STATED, "grants": {}, "more": CANARY}),
    "a field too few": ("attested", {**STATED}),
    "a right of another version": ("attested", {**STATED, "grants": {CANARY: "denied"}}),
    "a word of another version": ("attested", {**STATED, "grants": {"withdraw": CANARY}}),
    "a list for a word": ("attested", {**STATED, "grants": {"withdraw": [CANARY]}}),
    "grants that are a list": ("attested", {**STATED, "grants": [CANARY]}),
    "no time": ("attested", {**STATED, "grants": {}, "at": CANARY}),
    "addresses that are a text": ("attested", {**STATED, "grants": {}, "ip_restricted": CANARY}),
    "null": ("attested", None),
    "a baseline of another shape": ("baseline", {**STATED, "grants": {}}),
    "addresses that are no texts": ("baseline", {**ACCEPTED, "grants": {}, "ip_allowed": [1]}),
    "another member": ("noted", CANARY),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_read_is_refused(case: str):
    member, value = BROKEN[case]
    document = {
        "entries": [{**entry_of(key("main")), member: value}],
        "fingerprint_key": "00" * 32,
        "schema": 1,
    }
    plain = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(VaultError):
        payload.read(bytearray(plain), never)
    with pytest.raises(VaultError) as caught:
        payload.decode(bytearray(plain), never)
    assert caught.value.fault is VaultFault.SCHEMA
    assert CANARY not in caught.value.message
    assert caught.value.__context__ is None


@pytest.fixture(params=["disk", "memory"])
def vault(request: pytest.FixtureRequest, paths: VaultPaths) -> Vault:
    now = replace(content("other"), keys=(key("other"), known()))
    if request.param == "memory":
        return MemoryVault(now)
    made = cheap()
    put(paths, serialise(made.image(now)))
    return open_with_recovery_code(paths, bytearray(made.code.encode()))


def swapped(vault: Vault, new: Key) -> Key:
    """The key that the vault holds after `new` took the place of the known one."""
    vault.change(lambda now: replace(now, keys=(now.keys[0], _from(now, new))))
    return vault.content.keys[1]


def _from(now: Content, new: Key) -> Key:
    """`new` with the statements that the vault holds, as an edit makes it."""
    old = now.keys[1]
    return replace(new, attested=old.attested, baseline=old.baseline)


def test_they_follow_another_name(vault: Vault):
    renamed = replace(known(), profile=replace(known().profile, name="new", policy="read-only"))
    found = swapped(vault, renamed)
    assert (found.name, found.attested, found.baseline) == ("new", ATTESTED, BASELINE)


def test_another_credential_has_none(vault: Vault):
    credential = {**known().credential, "apiKey": Secret("another-id")}
    found = swapped(vault, Key(known().profile, credential, ADDED))
    assert found.credential["apiKey"].reveal() == "another-id"
    assert (found.attested, found.baseline) == (None, None)


def test_the_same_credential_of_another_exchange_has_none(vault: Vault):
    profile = replace(known().profile, exchange="okx")
    found = swapped(vault, Key(profile, known().credential, ADDED))
    assert (found.attested, found.baseline) == (None, None)


def test_a_new_statement_about_a_new_credential_stays(vault: Vault):
    credential = {**known().credential, "secret": Secret("another-secret")}
    fresh = replace(ATTESTED, note="looked up again")
    new = Key(known().profile, credential, ADDED, fresh)
    vault.change(lambda now: replace(now, keys=(now.keys[0], new)))
    assert vault.content.keys[1].attested == fresh


def test_they_are_gone_with_the_key(vault: Vault):
    vault.change(lambda now: replace(now, keys=now.keys[:1]))
    assert b"looked up" not in payload.encode(vault.content)


def test_a_change_of_another_key_leaves_them_alone(vault: Vault):
    vault.change(lambda now: replace(now, keys=(key("third"), now.keys[1])))
    assert vault.content.keys[1] == known()
