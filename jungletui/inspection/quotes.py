"""Evidence: an exchange's own field and value, as `field = value`."""

from __future__ import annotations

import json

from jungletui.domain.json import Json
from jungletui.inspection.cleaning import CUT, clean
from jungletui.inspection.redaction import redacted_field

VALUE_LIMIT = 160


def quote(name: str, value: Json) -> str:
    """`name = value`, cleaned, redacted and cut; texts without quotation marks unless empty."""
    shown = redacted_field(name, value)
    text = shown if isinstance(shown, str) and shown else json.dumps(shown, ensure_ascii=False)
    text = text if len(text) <= VALUE_LIMIT else text[: VALUE_LIMIT - 1] + CUT
    return f"{clean(name)} = {text}"
