"""ccxt's merging of tables, as it is and in half the time: every market is made by it."""

from __future__ import annotations

from typing import Any


class Merging:
    """Mixed in before a ccxt class, whose own (4.5.90 base/exchange.py `deep_extend`) looks up what
    was there before for every value, and not only for those that are merged."""

    @staticmethod
    def deep_extend(*tables: Any) -> Any:
        """All tables in one, tables in them too; later ones go first. What is no table replaces all
        before it."""
        merged: Any = None
        for table in tables:
            if isinstance(table, dict):
                merged = merged if isinstance(merged, dict) else {}
                _merge(merged, table)
            else:
                merged = table
        return merged


def _merge(merged: dict[Any, Any], table: dict[Any, Any]) -> None:
    """Put `table` into `merged`; the tables that were in either are left as they are."""
    for name, value in table.items():
        if isinstance(value, dict):
            before = merged.get(name)
            if isinstance(before, dict):
                joined = dict(before)
                _merge(joined, value)
                merged[name] = joined
                continue
        merged[name] = value
