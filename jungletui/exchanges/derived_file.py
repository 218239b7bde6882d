"""What tracing found of one exchange, and the file that says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from jungletui.exchanges.loader import ccxt_version


@dataclass(slots=True)
class Derived:
    """What was found of one exchange: lines of a plan's tables."""

    needs_time: bool
    wallets: list[dict[str, object]] = field(default_factory=list)
    slices: list[dict[str, object]] = field(default_factory=list)
    unread: list[dict[str, object]] = field(default_factory=list)


def as_toml(exchange: str, found: Derived) -> str:
    """The plan as a file."""
    lines = [
        f"# What ccxt {ccxt_version()} reads of {exchange}, traced by `deriving.py`; not yet",
        "# compared with the exchange's documents. The allow-list decides what of it is sent.",
        "",
        f"needs_time = {_value(found.needs_time)}",
    ]
    tables = (("wallet", found.wallets), ("unread", found.unread), ("slice", found.slices))
    for table, rows in tables:
        for row in rows:
            lines += ["", f"[[{table}]]", *(f"{n} = {_value(value)}" for n, value in row.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        inside = ", ".join(f"{name} = {_value(inner)}" for name, inner in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(inner) for inner in value)}]"
    return f'"{value}"'
