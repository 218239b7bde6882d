"""What holds for every test: in CI a skipped proof is a failure, unless nothing can be done."""

from __future__ import annotations

import os
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
