"""The status line: one line where that is enough, more where a remedy would be cut off."""

from __future__ import annotations

import pytest

from jungletui.domain.failures import VaultError, VaultFault
from tests.tui.fake_service import FakeService
from tests.tui.harness import running, screen_text, settle, status

REMEDY = "Restore the backup: jungletui vault restore /home/somebody/data/vault.cxv.bak.1"
REFUSED = VaultError(VaultFault.TAMPER, "/home/somebody/data/vault.cxv: was changed", REMEDY)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_long_error_keeps_its_remedy_and_goes_without_a_trace(
    size: tuple[int, int],
) -> None:
    service = FakeService.sample()
    async with running(service, size) as pilot:
        before = screen_text(pilot).splitlines()[-4:]
        service.failures["keys_list"] = REFUSED
        await pilot.press("R")
        await settle(pilot)
        shown = " ".join(screen_text(pilot).split())
        assert "E_TAMPER" in shown
        assert REMEDY in shown
        del service.failures["keys_list"]
        await pilot.press("R")
        await settle(pilot)
        assert not status(pilot)
        assert screen_text(pilot).splitlines()[-4:] == before
