"""The whole vaults of the kit: those that open, and those that are wrong as a whole."""

from __future__ import annotations

import json

from tests.testkit import collision, reference
from tests.testkit.kitfile import KitFile
from tests.testkit.reference import KEYRING, PASSPHRASE, RECOVERY, Opener, padded, shake
from tests.vault.material import CANARY

WORDS = "corréct tapir anorak quill"
CODE = reference.recovery_code(shake("kit recovery", 20))
SECOND_CODE = reference.recovery_code(shake("kit second recovery", 20))
ATTACKER = Opener(RECOVERY, shake("attacker recovery", 20))
ATTACKERS_CODE = reference.recovery_code(ATTACKER.secret)

OPENERS = (
    Opener(PASSPHRASE, WORDS.encode()),
    Opener(RECOVERY, shake("kit recovery", 20)),
    Opener(KEYRING, shake("kit keyring", 32)),
)


def entry(name: str) -> dict[str, object]:
    return {
        "name": name,
        "exchange": "okx",
        "environment": "demo",
        "endpoint": None,
        "policy": "bot",
        "holders": ["self"],
        "tags": [],
        "credential": {"apiKey": f"id-of-{name}", "secret": f"{CANARY}-{name}"},
        "added_at": "2026-01-02T03:04:05+00:00",
    }


def document(*names: str) -> bytes:
    key = shake("kit fingerprint", 32).hex()
    table = {"entries": [entry(name) for name in names], "fingerprint_key": key, "schema": 1}
    return json.dumps(table, sort_keys=True, separators=(",", ":")).encode()


def wholes() -> dict[str, KitFile]:
    """The files with a body, by name."""
    plain, stranger = (reference.new_vault(label, *OPENERS) for label in ("plain", "stranger"))
    first = plain.sealed(padded(document("main")))
    newer = plain.sealed(padded(document("main", "second")), 2, first[-32:])
    attackers = reference.new_vault("attacker", Opener(PASSPHRASE, b"the attacker's own words"))
    files = {
        "plain": _opens("a vault with a passphrase, a recovery code and an OS keyring slot", first),
        "plain_code": KitFile(
            expect="OPENS",
            comment="the same vault by its recovery code",
            recovery_code=CODE,
            base="plain",
        ),
        "newer": _opens("the generation after plain", newer),
        "stranger": _opens(
            "another vault with the same secrets", stranger.sealed(padded(document("other")))
        ),
        "32_attackers_vault": KitFile(
            row=32,
            expect="E_AUTH",
            comment="a whole vault of an attacker in the victim's place",
            passphrase=WORDS,
            body=attackers.sealed(padded(document())),
        ),
        "37_fork": KitFile(
            row=37,
            expect="E_FORK",
            comment="another generation 2 than the one seen on this host",
            recovery_code=CODE,
            seen="newer",
            body=plain.sealed(padded(document("fork")), 2, first[-32:]),
        ),
    }
    return {**files, **_two_secrets(), **_malformed(plain)}


def _opens(comment: str, body: bytes) -> KitFile:
    return KitFile(expect="OPENS", comment=comment, passphrase=WORDS, body=body)


def _two_secrets() -> dict[str, KitFile]:
    """One slot whose wrapped key decrypts under two recovery codes, to two master keys."""
    openers = [Opener(RECOVERY, shake(f"kit {which}recovery", 20)) for which in ("", "second ")]
    vault_id, meta = shake("both vault", 16), reference.slot_meta(RECOVERY, "both")
    (key, commit), (other, _) = (reference.slot_keys(one, vault_id, meta) for one in openers)
    wrapped = collision.both_ways(key, other, reference.wrap_context(vault_id, meta))
    slots = (meta + wrapped + commit).ljust(224, b"\0")
    vault = reference.Vault(vault_id, collision.plaintext(key, wrapped), slots)
    body = vault.sealed(padded(document("main")))
    return {
        "two_secrets": KitFile(
            expect="OPENS",
            comment="a slot made to decrypt under two codes, with the code it commits to",
            recovery_code=CODE,
            body=body,
        ),
        "49_two_secrets": KitFile(
            row=49,
            expect="E_AUTH",
            comment="the same slot with the other code: its tag fits, its commitment does not",
            recovery_code=SECOND_CODE,
            base="two_secrets",
        ),
    }


def _malformed(vault: reference.Vault) -> dict[str, KitFile]:
    """Authentic vaults whose contents no JungleTUI wrote."""
    secret = CANARY.encode()
    text = b'{"entries":[],"schema":1,"x":"' + secret + b'"}'
    nested = b'{"entries":' + b"[" * 100_000 + b'"' + secret + b'"' + b"]" * 100_000 + b"}"
    number = text.replace(b":1,", b":" + b"1" * 10_000 + b",")
    good = padded(document("main"))
    payloads = {
        "46_duplicate_field": ("a field twice", padded(text.replace(b"x", b"schema"))),
        "46_nan": ("a number that is none", padded(text.replace(b":1,", b":NaN,"))),
        "46_bad_utf8": ("a byte that is no UTF-8", padded(text.replace(b'"}', b'\xff"}'))),
        "46_nesting": ("lists 100,000 deep", padded(nested)),
        "46_long_integer": ("a whole number of 10,000 digits", padded(number)),
        "46_no_json": ("a text that is no JSON", padded(secret)),
        "47_padding": ("a byte behind the contents", good[:-1] + b"\1"),
        "47_length": ("contents longer than the file", (16381).to_bytes(4, "big") + good[4:]),
    }
    return {
        name: KitFile(
            row=int(name[:2]),
            expect="E_SCHEMA",
            comment=f"authentic, with {comment}",
            recovery_code=CODE,
            body=vault.sealed(payload),
        )
        for name, (comment, payload) in payloads.items()
    }


def attackers_slot() -> bytes:
    """A slot for the plain vault that opens, to a master key of the attacker."""
    vault_id = reference.new_vault("plain").vault_id
    return reference.slot(ATTACKER, vault_id, shake("attacker master", 32), "attacker slot")
