"""The guess at the options that starts the service before the command line is understood."""

from __future__ import annotations

import pytest

from jungletui.cli.early import guess
from jungletui.client.launch import ServiceOptions


@pytest.mark.parametrize(
    "words",
    [[], ["demo"], ["keys", "list", "--help"], ["--version"], ["keys", "--passphrase-fd", "x"]],
)
def test_no_service_is_started_where_none_is_needed(words: list[str]) -> None:
    assert guess(words) is None


def test_options_are_found_before_and_after_the_command() -> None:
    wanted = ServiceOptions(home="/h", passphrase_fd=5, debug=True)
    assert guess(["--home", "/h", "keys", "list", "--passphrase-fd=5", "--debug"]) == wanted
    assert guess(["--home=/h", "--debug", "keys", "--passphrase-fd", "5", "list"]) == wanted


def test_a_leave_to_write_without_locks_is_guessed_as_well() -> None:
    assert guess(["--home", "/h", "keys", "list", "--no-lock"]) == ServiceOptions(
        home="/h", no_lock=True
    )
