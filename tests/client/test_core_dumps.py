"""A service that is killed as a crash kills leaves no core, however large one may be here."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

from jungletui.client.blocking import BlockingClient
from jungletui.client.launch import ServiceOptions, start_service


def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    try:
        process = start_service(ServiceOptions(home=str(tmp_path), agent=False))
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    BlockingClient(process).call("vault_state")
    os.kill(process.pid, signal.SIGSEGV)
    _, status = os.waitpid(process.pid, 0)
    assert os.WTERMSIG(status) == signal.SIGSEGV
    assert not os.WCOREDUMP(status)
    process.stop()
