"""The fields of a credential as one exchange names them, and what was pasted into them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One field of an exchange's form. `name` is ccxt's; `label` is the exchange's own word;
    `shape` says in words what the text looks like there (empty where that is not known)."""

    name: str
    label: str
    secret: bool
    required: bool
    shape: str


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """What was found in one pasted field. `verdict` is `ok`, `repaired`, `doubtful` or `wrong`;
    `length` is that of the text after repair; the text itself is not repeated."""

    name: str
    verdict: str
    length: int
    message: str


@dataclass(frozen=True, slots=True)
class CredentialCheck:
    """The outcome for all pasted fields: `ok` is false where saving cannot work."""

    ok: bool
    fields: tuple[FieldCheck, ...]
    hint: str
