"""What holds for every test: in CI a skipped proof is a failure, unless nothing can be done."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator

import pytest

BEYOND_CI = (
    "not beside this repository",
    "are not here",
    "are not at hand",
    "is not at hand",
    "not part of the program",
    "no such environment",
    "ccxt does not have it",
    "this kernel has no",
    "measure some signs anew",
    "it has limit orders only",
    "it counts nonces instead",
)
"""Reasons that no package can mend: documents that are not part of the repository, what an exchange
or a kernel does not have, pictures that are compared on one Python only."""


for number in (signal.SIGINT, signal.SIGHUP):
    # A runner in the background ignores them, and would pass that on to the programs under test.
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(
            number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true, turn a skip for a missing tool into a failure."""
    report = yield
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(allowed in reason for allowed in BEYOND_CI):
            report.outcome = "failed"
            report.longrepr = f"skipped in CI: {reason}"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Compare pictures on the Python that they were drawn with."""
    if sys.version_info[:2] == (3, 11):
        return
    reason = "the pictures are drawn with Python 3.11; other versions measure some signs anew"
    for item in items:
        if "snap_compare" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason=reason))
