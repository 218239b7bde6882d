"""`jungletui diagnose`: why is this key refused?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jungletui.cli.options import NAMES, Command
from jungletui.cli.session import Session, pass_session

if TYPE_CHECKING:
    from jungletui.domain.diagnosis import DiagnosedKey, Diagnoses

SIGNS = {"ok": "ok", "failed": "failed", "not-tried": "-"}
DONE, REFUSED, UNREACHABLE = 0, 1, 4


@click.command("diagnose", cls=Command, params=[NAMES])
@pass_session
def diagnose_command(session: Session, names: tuple[str, ...]) -> int:
    """Why a key is refused: cause, evidence, remedy. Without NAME: all keys.

    Exit code 0 where no key is refused, 1 where one is, 4 where no exchange could be reached.
    """
    answer = session.ask("diagnose", names=names)
    session.show(answer, _text)
    return exit_code(session.read(answer)["keys"])


def exit_code(keys: list[dict[str, Any]]) -> int:
    """The command's exit code for these diagnoses."""
    refused = [key for key in keys if key["cause"] or key["candidates"]]
    if not refused:
        return DONE
    unreachable = len(refused) == len(keys) and all(k["cause"] == "unreachable" for k in refused)
    return UNREACHABLE if unreachable else REFUSED


def _text(document: Diagnoses) -> str:
    if not document.keys:
        return "No keys yet: `jungletui keys add NAME --exchange ID` adds one.\n"
    return "\n".join(_key_text(key) for key in document.keys)


def _key_text(key: DiagnosedKey) -> str:
    from jungletui.cli.tables import DIM, GREEN, RED, clean, table  # noqa: PLC0415

    if key.cause is not None:
        verdict = f"cause: {key.cause.value}"
    elif key.candidates:
        verdict = f"cannot be told apart: {', '.join(kind.value for kind in key.candidates)}"
    else:
        verdict = "not refused"
    lines = [f"{key.name}  {key.exchange}", verdict, f"because: {key.evidence}"]
    if key.remedy:
        lines.append(f"do: {key.remedy}")
    steps = table(
        ("STEP", "OUTCOME", "DETAIL"),
        [(row.step.value, SIGNS[row.outcome.value], row.detail) for row in key.steps],
        colours={"ok": GREEN, "failed": RED, "-": DIM},
    )
    return "".join(f"{clean(line)}\n" for line in lines) + steps
