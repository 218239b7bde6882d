"""Figures that no exchange should send: every view shows them as they are, sorts them, and reckons
nothing with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from jungletui.cli import executions as cli_executions
from jungletui.cli import fills as cli_fills
from jungletui.cli import movements as cli_movements
from jungletui.cli import orders as cli_orders
from jungletui.cli import positions as cli_positions
from jungletui.tui.glyphs import UNICODE
from jungletui.tui.views import balances, executions, fills, movements, orders, positions
from jungletui.tui.widgets.table_rows import Order, arrange
from tests.tui.balance_samples import full_balances
from tests.tui.frozen import NOW
from tests.tui.holding_samples import sample_executions, sample_movements, sample_positions
from tests.tui.money_samples import sample_fills, sample_orders

ODD = [Decimal(text) for text in ("NaN", "-0.000", "1e-18", "-Infinity", "0." + "7" * 30, "1e60")]
ODD.append(Decimal(0))
Sample = Callable[[], Any]


def odd_rows(rows: Sequence[Any]) -> Iterator[Any]:
    """Each row with one figure that is odd, with all of them odd, and with none told."""
    for row in rows:
        names = [f.name for f in fields(row) if isinstance(getattr(row, f.name), Decimal)]
        names = [name for name in names if name != "seconds"]  # from two times, never sent
        for odd in (*ODD, None):
            yield replace(row, **dict.fromkeys(names, odd))
            for name in names:
                yield replace(row, **{name: odd})


def shown(table: Sequence[Any]) -> str:
    return "\n".join(cell.text for row in table for cell in row.cells)


def sorts(table: Sequence[Any], columns: Sequence[Any]) -> None:
    for column in columns:
        for descending in (False, True):
            order = Order(column.id, descending=descending)
            assert len(arrange(table, columns, order, ())) == len(table)


TABLES = {
    "positions": (sample_positions, positions.position_rows, positions.position_columns),
    "orders": (sample_orders, orders.order_rows, orders.order_columns),
    "movements": (sample_movements, movements.movement_rows, movements.movement_columns),
    "executions": (
        sample_executions,
        partial(executions.execution_rows, glyphs=UNICODE),
        executions.execution_columns,
    ),
}


@pytest.mark.parametrize("of", TABLES)
def test_every_table_shows_and_sorts_them(of: str) -> None:
    sample, rows_of, columns_of = TABLES[of]
    table = rows_of(tuple(odd_rows(sample().rows)), NOW, one_key=False)
    assert "NaN" in shown(table)
    sorts(table, columns_of(one_key=False))


def test_so_does_the_table_of_balances() -> None:
    document = full_balances()
    told = replace(document, rows=tuple(odd_rows(document.rows)))
    table = balances.balance_rows(told, (), NOW, one_key=False)
    assert "NaN" in shown(table)
    sorts(table, balances.balance_columns(one_key=False))


@pytest.mark.parametrize(
    ("sample", "lines"),
    [
        (sample_positions, lambda row: positions.position_lines(row, UNICODE)),
        (sample_movements, lambda row: movements.movement_lines(row, UNICODE)),
        (sample_executions, lambda row: executions.execution_lines(row, NOW, UNICODE)),
    ],
)
def test_every_row_is_told_in_full(sample: Sample, lines: Callable[[Any], Any]) -> None:
    for row in odd_rows(sample().rows):
        assert lines(row)


def test_fills() -> None:
    told = tuple(odd_rows(sample_fills().rows))
    assert "NaN" in shown(fills.fill_rows(told, NOW))
    order = sample_orders().rows[0]
    for odd in odd_rows([order]):
        assert fills.fills_summary(odd, told[:3])
    for row in told:
        assert fills.fills_summary(order, [row])


@pytest.mark.parametrize(
    ("command", "document"),
    [
        (cli_orders, sample_orders),
        (cli_fills, sample_fills),
        (cli_positions, sample_positions),
        (cli_movements, sample_movements),
        (cli_executions, sample_executions),
    ],
)
def test_commands(command: Any, document: Any) -> None:
    made = document()
    _, rows, _ = command._table(replace(made, rows=tuple(odd_rows(made.rows))))
    assert any("NaN" in cell for row in rows for cell in row)
