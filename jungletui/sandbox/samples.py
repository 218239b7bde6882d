"""The demo's keys: one for each telling mistake; obviously fake, always the same."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jungletui.domain.keys import Environment
from jungletui.sandbox.fakes import fake_text
from jungletui.sandbox.further_credentials import FURTHER_CREDENTIALS
from jungletui.sandbox.keys import KeyType, SandboxKey

HEALTHY = "healthy"
"""The tag of one good key of each exchange."""
HERE = ("127.0.0.1",)
ELSEWHERE = ("203.0.113.7",)
"""An address of the range that is kept for documentation (RFC 5737)."""

BINANCE_BOT = frozenset({"enableReading", "enableSpotAndMarginTrading"})
KRAKEN_READ = frozenset(
    {"query-funds", "query-open-trades", "query-closed-trades", "query-ledger", "create-ws-token"}
)
KRAKEN_BOT = KRAKEN_READ | {"modify-trades", "close-trades"}
BYBIT_BOT = frozenset({"ContractTrade:Order", "ContractTrade:Position", "Spot:SpotTrade"})
BYBIT_DESK = BYBIT_BOT | {"Wallet:AccountTransfer", "Wallet:SubMemberTransfer"}


@dataclass(frozen=True, slots=True)
class SampleKey:
    """A key as a person would enter it: profile, and ccxt's credential fields as text."""

    name: str
    exchange: str
    policy: str
    holders: tuple[str, ...]
    tags: tuple[str, ...]
    credential: Mapping[str, str] = field(repr=False)
    environment: Environment = Environment.LIVE
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """The two sides of one key: the person's and the exchange's."""

    key: SampleKey
    credential: SandboxKey


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table below. Ages are in days; `expires_in` and `used_ago` too."""

    name: str
    exchange: str
    account: str
    rights: frozenset[str]
    holders: tuple[str, ...]
    tags: tuple[str, ...] = ()
    policy: str = "bot"
    allowed_ips: tuple[str, ...] = HERE
    age: int = 120
    expires_in: float | None = None
    used_ago: float | None = 0.01
    key_type: KeyType = KeyType.HMAC
    environment: Environment = Environment.LIVE


ROWS = (
    Row("binance-freqtrade", "binance", "main", BINANCE_BOT, ("freqtrade",),
        ("healthy", "spot")),
    Row("binance-hummingbot", "binance", "lab", BINANCE_BOT | {"enableFutures"}, ("hummingbot",),
        ("futures",), allowed_ips=(), age=41),
    Row("binance-coppervine", "binance", "main",
        BINANCE_BOT | {"enableFutures", "enableWithdrawals", "permitsUniversalTransfer",
                       "enableInternalTransfer"},
        ("CopperVine Signals",), ("vendor",), age=700),
    Row("binance-ed25519", "binance", "main", BINANCE_BOT | {"enableFixApiTrade"}, ("self",),
        ("fast",), key_type=KeyType.ED25519, age=12),
    Row("binance-tracker", "binance", "main", frozenset({"enableReading"}), ("LedgerLeaf",),
        ("tax",), policy="read-only", allowed_ips=(), age=300),
    Row("binance-office", "binance", "main", BINANCE_BOT, ("self",), ("office",),
        allowed_ips=ELSEWHERE),
    Row("binance-testnet", "binance", "testnet", BINANCE_BOT, ("self",), ("practice",),
        allowed_ips=(), age=20, environment=Environment.TESTNET),
    Row("kraken-dca", "kraken", "main", KRAKEN_BOT, ("self", "dca-bot"), ("healthy", "savings"),
        expires_in=300),
    Row("kraken-old", "kraken", "main", KRAKEN_BOT | {"withdraw-funds", "add-funds"},
        ("CopperVine Signals",), ("forgotten",), allowed_ips=(), age=1500, used_ago=200),
    Row("kraken-expired", "kraken", "main", KRAKEN_READ, ("LedgerLeaf",), ("tax",),
        policy="read-only", allowed_ips=(), age=400, expires_in=-3, used_ago=4),
    Row("bybit-grid", "bybit", "main", BYBIT_BOT, ("CopperVine Signals",), ("grid", "vendor"),
        allowed_ips=(), age=84, expires_in=6),
    Row("bybit-spot", "bybit", "main", BYBIT_BOT, ("freqtrade",), ("healthy", "spot")),
    Row("bybit-desk", "bybit", "main", BYBIT_DESK, ("self",), ("desk",)),
    Row("okx-trend", "okx", "main", frozenset({"read_only", "trade"}), ("hummingbot",),
        ("healthy", "trend")),
    Row("okx-watch", "okx", "main", frozenset({"read_only"}), ("LedgerLeaf",), ("tax",),
        policy="read-only", allowed_ips=()),
)  # fmt: skip


def demo_samples(seed: int, now: datetime) -> tuple[Sample, ...]:
    """The demo's keys at `now`; the same for the same seed."""
    return tuple(sample_of(row, seed, now) for row in ROWS)


def more_samples(count: int, seed: int, now: datetime) -> tuple[Sample, ...]:
    """`count` more good keys of every exchange, for whoever needs many."""
    return tuple(
        sample_of(replace(row, name=f"{row.exchange}-{number:03}"), seed, now)
        for row in ROWS
        if HEALTHY in row.tags
        for number in range(1, count + 1)
    )


def sample_of(row: Row, seed: int, now: datetime) -> Sample:
    """Both sides of one row."""
    text = f"{seed}/{row.exchange}/{row.name}"
    credential, verifier = CREDENTIALS[row.exchange](text, row.key_type)
    key = SampleKey(
        row.name, row.exchange, row.policy, row.holders, row.tags, credential, row.environment
    )
    return Sample(
        key,
        SandboxKey(
            credential["apiKey"], verifier, row.account, row.rights,
            created_at=now - timedelta(days=row.age),
            key_type=row.key_type,
            passphrase=credential.get("password"),
            allowed_ips=row.allowed_ips,
            expires_at=None if row.expires_in is None else now + timedelta(days=row.expires_in),
            last_used_at=None if row.used_ago is None else now - timedelta(days=row.used_ago),
            label=row.name,
            environment=row.environment.value,
        ),
    )  # fmt: skip


def ed25519_pair(text: str) -> tuple[str, str]:
    """A private and a public key in PEM that follow from `text`."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"DEMO/{text}".encode()).digest())
    return pem_pair(private)


def pem_pair(private: Ed25519PrivateKey) -> tuple[str, str]:
    """PKCS#8 and SubjectPublicKeyInfo texts."""
    return (
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
        private.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    )


def _binance(text: str, kind: KeyType) -> tuple[dict[str, str], str]:
    """64 letters and digits each; a self-generated key has a PEM as its secret."""
    key = fake_text(text + "/id", 64)
    if kind is KeyType.ED25519:
        private, public = ed25519_pair(text)
        return {"apiKey": key, "secret": private}, public
    secret = fake_text(text + "/secret", 64)
    return {"apiKey": key, "secret": secret}, secret


def _kraken(text: str, _kind: KeyType) -> tuple[dict[str, str], str]:
    """56 and 88 base64 characters; the latter are 64 bytes."""
    raw = b"DEMO" + hashlib.shake_256(f"{text}/secret".encode()).digest(60)
    secret = "DEMO" + base64.b64encode(raw).decode()[4:]
    return {"apiKey": fake_text(text + "/id", 56), "secret": secret}, secret


def _bybit(text: str, _kind: KeyType) -> tuple[dict[str, str], str]:
    """18 and 36 letters and digits."""
    secret = fake_text(text + "/secret", 36)
    return {"apiKey": fake_text(text + "/id", 18), "secret": secret}, secret


def _okx(text: str, _kind: KeyType) -> tuple[dict[str, str], str]:
    """A UUID, 32 hex digits in capitals, and a passphrase of one's own."""
    digits = "de" + "30" + hashlib.sha256(text.encode()).hexdigest()[:28]
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    secret = "DE30" + hashlib.sha256(f"{text}/secret".encode()).hexdigest()[:28].upper()
    return {"apiKey": "-".join(parts), "secret": secret, "password": "Demo-Phrase-1!"}, secret


CREDENTIALS: Mapping[str, Callable[[str, KeyType], tuple[dict[str, str], str]]] = {
    "binance": _binance,
    "kraken": _kraken,
    "bybit": _bybit,
    "okx": _okx,
    **FURTHER_CREDENTIALS,
}
"""How credentials look there, for every exchange of the sandbox."""
