"""A pasted credential looked at before anything is sent: repaired, swapped, incomplete, or odd.

No message repeats what was pasted. Shapes are advisory: an unusual one is `doubtful`, not refused;
only what is certainly secret in a field that is sent and shown openly is `wrong`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from jungletui.domain.credentials import CredentialCheck, FieldCheck
from jungletui.domain.keys import PUBLIC_FIELDS, Credential, is_public
from jungletui.domain.secret import Secret
from jungletui.inspection.facts import ExchangeFacts, FieldFact, facts_of
from jungletui.inspection.pem import PemKind, looks_like_pem, pem_kind
from jungletui.inspection.repairs import repaired_text

CHOSEN_BY_PERSON = frozenset({"password", "login", "twofa"})
LONGEST_LOGIN_PASSWORD = 24
LONGEST = 16_384
"""Characters: the PEM of an RSA key of 16,384 bits has fewer."""
_TOKEN = re.compile(r"[A-Za-z0-9+/=_.:@-]+")
_WALLET_KEY = re.compile(r"(0x)?[0-9a-fA-F]{64}")
_SOLANA_KEY = re.compile(r"[1-9A-HJ-NP-Za-km-z]{86,88}")
_SEED_WORDS = re.compile(r"[a-z]{3,8}( [a-z]{3,8}){11,23}")

_BAD_PEM = {
    PemKind.ENCRYPTED: "the private key is encrypted with a passphrase of its own; nothing here "
    "can ask for it, so store it decrypted (openssl pkcs8 -topk8 -nocrypt): the vault encrypts it",
    PemKind.PUBLIC: "this is the public key; the field wants the private one",
    PemKind.OPENSSH: "this is an OpenSSH key; convert it (ssh-keygen -p -m PKCS8)",
    PemKind.CUT_OFF: "the PEM is not whole; paste it from -----BEGIN to -----END",
    PemKind.OTHER: "this PEM holds no private key of a known kind",
}
_SHOWN = (
    "this looks like a private key or its words: the field is sent and shown openly; "
    "put the address or the public id here"
)
_SWAPPED = "key and secret look swapped: this has the shape of the other field"
_SWAPPED_HINT = "Put the two texts the other way round."


def check_credential(
    exchange: str, credential: Credential
) -> tuple[CredentialCheck, dict[str, Secret]]:
    """What is wrong with the pasted fields (ccxt's names), and a repaired copy of them. Nothing is
    swapped or guessed; of an exchange without facts only the repairs are known."""
    facts = facts_of(exchange)
    wanted = {field.name: field for field in facts.fields} if facts else {}
    pasted = {name: secret.reveal() for name, secret in credential.items()}
    texts = {
        name: repaired_text(text, chosen_by_person=name in CHOSEN_BY_PERSON)
        for name, text in pasted.items()
    }
    swapped = _swapped(wanted, texts)
    names = (*wanted, *(name for name in texts if name not in wanted))
    checks = []
    for name in names:
        if name in swapped:
            verdict, message = "wrong", _SWAPPED
        else:
            verdict, message = _judged(name, wanted.get(name), texts, facts)
        if verdict == "ok" and texts.get(name) != pasted.get(name):
            verdict, message = "repaired", "what was around the text has been taken away"
        checks.append(FieldCheck(name, verdict, len(texts.get(name, "")), message))
    return (
        CredentialCheck(
            ok=all(check.verdict != "wrong" for check in checks),
            fields=tuple(checks),
            hint=_hint(facts, checks, swapped=bool(swapped)),
        ),
        {name: Secret(text) for name, text in texts.items()},
    )


def _judged(
    name: str, field: FieldFact | None, texts: Mapping[str, str], facts: ExchangeFacts | None
) -> tuple[str, str]:
    """Verdict and message for one repaired field, swapping aside."""
    text = texts.get(name, "")
    if len(text) > LONGEST:
        return "wrong", f"{len(text)} characters: no key is that long, so something else was pasted"
    if is_public(facts.id if facts else "", name) and _is_wallet_key(name, text, field):
        return "wrong", _SHOWN
    if field is None:
        if facts and text:
            return "doubtful", f"{facts.name} does not ask for this field"
        return ("ok", "") if text else ("wrong", "nothing was pasted")
    if not text:
        return ("wrong", f"{field.label} is missing") if field.required else ("ok", "")
    if any(other == text for at, other in texts.items() if at != name):
        return "wrong", "the same text stands in two fields"
    if looks_like_pem(text):
        return _judged_pem(field, text)
    if re.fullmatch(field.pattern, text) or (not field.pattern and _plain(text)):
        return "ok", ""
    return "doubtful", _doubt(field, text)


def _judged_pem(field: FieldFact, text: str) -> tuple[str, str]:
    kind = pem_kind(text)
    if not field.pem and not field.pattern:
        return "ok", ""
    if not field.pem:
        return "wrong", f"{field.label} is no PEM here, but {field.shape}"
    if kind in _BAD_PEM:
        return "wrong", _BAD_PEM[kind]
    if kind.value not in field.pem:
        return "wrong", f"this is an {kind.value} key, where {' or '.join(field.pem)} is expected"
    return "ok", ""


def _doubt(field: FieldFact, text: str) -> str:
    """Why a text does not look right, without a word of it."""
    expected = f"expected: {field.shape}" if field.shape else "its form is not known"
    if _hides(text):
        return f"stars or dots stand for what a page hides, copy the whole text; {expected}"
    if not text.isascii():
        return f"letters that no key has: was the page translated by the browser? {expected}"
    if field.name in PUBLIC_FIELDS and "@" in text:
        return f"this looks like an e-mail address; {expected}"
    if field.name in CHOSEN_BY_PERSON:
        return f"an unusual passphrase; {expected}"
    if field.secret and (len(text) <= LONGEST_LOGIN_PASSWORD or not _TOKEN.fullmatch(text)):
        return f"this looks like a login password rather than a secret; {expected}"
    return f"an unusual shape ({len(text)} characters); {expected}"


def _is_wallet_key(name: str, text: str, field: FieldFact | None) -> bool:
    """Whether a text is a wallet's private key, or its words, where the field wants nothing such.
    Ids of 64 hex digits exist too (Orderly's accounts, Bitvavo's keys), so that an `apiKey` whose
    form is not known for certain is let through."""
    shape = field.pattern if field else ""
    if shape and re.fullmatch(shape, text):
        return False
    if _SEED_WORDS.fullmatch(text):
        return True
    if name == "apiKey":
        return bool(shape and field and field.verified and _WALLET_KEY.fullmatch(text))
    solana = name == "walletAddress" and _SOLANA_KEY.fullmatch(text)
    return bool(_WALLET_KEY.fullmatch(text) or solana)


def _hides(text: str) -> bool:
    return "*" in text or "…" in text


def _plain(text: str) -> bool:
    """Whether nothing speaks against a text of which the form is not known."""
    return text.isascii() and not _hides(text)


def _swapped(wanted: Mapping[str, FieldFact], texts: Mapping[str, str]) -> frozenset[str]:
    """Key and secret, where each has the other's shape and not its own: nothing else is certain."""
    key, secret = wanted.get("apiKey"), wanted.get("secret")
    if key is None or secret is None:
        return frozenset()
    in_key, in_secret = texts.get("apiKey", ""), texts.get("secret", "")
    crossed = _fits(secret, in_key) and _fits(key, in_secret)
    straight = _fits(key, in_key) or (_fits(secret, in_secret) and not looks_like_pem(in_key))
    return frozenset({"apiKey", "secret"}) if crossed and not straight else frozenset()


def _fits(field: FieldFact, text: str) -> bool:
    if looks_like_pem(text):
        return bool(field.pem)
    return re.fullmatch(field.pattern, text) is not None


def _hint(facts: ExchangeFacts | None, checks: list[FieldCheck], *, swapped: bool) -> str:
    if swapped:
        return _SWAPPED_HINT
    if facts is None or all(check.verdict in {"ok", "repaired"} for check in checks):
        return ""
    words = ", ".join(field.label for field in facts.fields)
    where = f": {facts.place}" if facts.place else ""
    return f"{facts.name} shows {words} when a key is created{where}."
