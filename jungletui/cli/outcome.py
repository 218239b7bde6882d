"""Exit codes of commands that ask several keys: all read, some not, none reachable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jungletui.cli.session import Session

DONE, SOME_FAILED, UNREACHABLE = 0, 1, 4


def exit_code(session: Session, names: Sequence[str], errors: Sequence[Mapping[str, Any]]) -> int:
    """0 without errors; 4 where every key that was asked was unreachable; else 1."""
    if not errors:
        return DONE
    if any(error["kind"] != "unreachable" for error in errors):
        return SOME_FAILED
    asked = len(set(names)) or len(session.read(session.ask("keys_list"))["keys"])
    return UNREACHABLE if len(errors) >= asked else SOME_FAILED
