"""The part of the service in memory that audits, attests, accepts, edits and reads holdings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from jungletui.domain.audit import Audit
from jungletui.domain.documents import Edited, InspectedKey
from jungletui.domain.keys import KeySummary, ProfileChanges
from jungletui.domain.reading_documents import Executions, Movements, Positions
from jungletui.domain.statements import Accepted, AcceptedKey, AttestationForm, Attested, Statement
from jungletui.domain.surroundings import Attestation, Baseline
from tests.tui.audit_samples import audited, sample_form
from tests.tui.frozen import NOW
from tests.tui.holding_samples import sample_executions, sample_movements, sample_positions

Told = TypeVar("Told", Positions, Movements, Executions)


def _about(document: Told, names: tuple[str, ...]) -> Told:
    """Only what is about these keys; all of it without names."""
    return replace(
        document,
        rows=tuple(r for r in document.rows if not names or r.key in names),
        errors=tuple(e for e in document.errors if not names or e.key in names),
        not_read=tuple(n for n in document.not_read if not names or n.key in names),
    )


@dataclass(kw_only=True)
class KeyAnswers:
    """What `FakeService` answers from besides its keys; `_answer` and `_key` are its own."""

    keys: tuple[KeySummary, ...] = ()
    reports: tuple[InspectedKey, ...] = ()
    form: AttestationForm = field(default_factory=sample_form)
    position_document: Positions = field(default_factory=sample_positions)
    movement_document: Movements = field(default_factory=sample_movements)
    execution_document: Executions = field(default_factory=sample_executions)
    edits: list[ProfileChanges] = field(default_factory=list)
    statements: list[Statement | None] = field(default_factory=list)

    async def audit(self, names: tuple[str, ...]) -> Audit:
        await self._answer("audit", ",".join(names))
        return audited(tuple(r for r in self.reports if not names or r.name in names))

    async def keys_edit(self, name: str, changes: ProfileChanges) -> Edited:
        await self._answer("keys_edit", name)
        self.edits.append(changes)
        row = replace(self._key(name), name=changes.name or name)
        self.keys = tuple(row if k.name == name else k for k in self.keys)
        self.reports = tuple(
            replace(r, name=row.name) if r.name == name else r for r in self.reports
        )
        return Edited(row, ("name",) if changes.name else ("policy",))

    async def keys_attest_form(self, name: str) -> AttestationForm:
        await self._answer("keys_attest_form", name)
        return replace(self.form, name=name)

    async def keys_attest(self, name: str, statement: Statement | None) -> Attested:
        await self._answer("keys_attest", name)
        self.statements.append(statement)
        stated = None
        if statement is not None:
            stated = Attestation(NOW, "ada", statement.grants, statement.ip_restricted)
        self.reports = tuple(
            replace(r, attested=stated) if r.name == name else r for r in self.reports
        )
        return Attested(name, self._key(name).fingerprint, stated, None)

    async def keys_accept(self, names: tuple[str, ...], at: datetime) -> Accepted:
        await self._answer("keys_accept", f"{','.join(names)},{at:%H:%M:%S}")
        self.reports = tuple(
            replace(r, baseline_at=NOW, drift=()) if r.name in names else r for r in self.reports
        )
        base = Baseline(NOW, "ada", {}, None, None)
        return Accepted(NOW, tuple(AcceptedKey(n, self._key(n).fingerprint, base) for n in names))

    async def positions(self, names: tuple[str, ...]) -> Positions:
        await self._answer("positions", ",".join(names))
        return _about(self.position_document, names)

    async def movements(
        self, names: tuple[str, ...], kind: str, asset: str | None, since: datetime | None
    ) -> Movements:
        await self._answer("movements", ",".join(names))
        return _about(self.movement_document, names)

    async def executions(
        self, names: tuple[str, ...], symbol: str | None, since: datetime | None, slippage: bool
    ) -> Executions:
        await self._answer("executions", ",".join(names) + (",slippage" if slippage else ""))
        document = _about(self.execution_document, names)
        return replace(
            document,
            rows=tuple(
                r if slippage else replace(r, mid=None, slippage=None) for r in document.rows
            ),
            doubts=tuple(d for d in document.doubts if not names or d.key in names),
            prefixes=tuple(p for p in document.prefixes if not names or p.key in names),
        )
