"""The collector of garbage is kept from what stays, and is as it was afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from jungletui.exchanges.collector import OLD, only_young, to_stay


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_nothing_old_is_looked_at_until_the_last_has_left() -> None:
    usual = gc.get_threshold()
    with only_young():
        with to_stay():
            assert gc.get_threshold()[2] > 1000 * OLD
        assert gc.get_threshold()[2] > 1000 * OLD
    assert gc.get_threshold() == usual


def test_what_was_loaded_is_left_out_of_later_collections() -> None:
    with to_stay():
        stays = [[number] for number in range(1000)]
    assert gc.get_freeze_count() >= len(stays)
    assert not any(found is stays for found in gc.get_objects(generation=2))


def test_a_failure_leaves_it_as_it_was() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), to_stay():
        _ = 1 / 0
    assert gc.get_threshold() == usual
