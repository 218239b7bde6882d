"""An error survives the pipe: class, kind, texts and exit code."""

import pytest

from jungletui.domain.failures import (
    ErrorInfo,
    ExchangeError,
    ExitCode,
    FailureKind,
    JungleError,
    LockedError,
    PolicyError,
    ServiceError,
    UsageError,
    VaultError,
    VaultFault,
    error_of,
)

ERRORS = [
    *(ExchangeError(kind, "message", "remedy") for kind in FailureKind),
    *(VaultError(fault, "message", "remedy") for fault in VaultFault),
    UsageError("message", "remedy"),
    LockedError("message", "remedy"),
    PolicyError("message", "remedy"),
    ServiceError("message", "remedy"),
    JungleError("odd", "message", "remedy"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.kind)
def test_round_trip(error):
    again = error_of(error.info)
    assert type(again) is type(error)
    assert again.info == error.info
    assert again.exit_code == error.exit_code


def test_exit_codes():
    assert error_of(ErrorInfo("E_AUTH", "wrong", "again")).exit_code is ExitCode.LOCKED
    assert error_of(ErrorInfo("E_TAMPER", "changed", "restore")).exit_code is ExitCode.VAULT
    assert error_of(ErrorInfo("policy", "no", "edit")).exit_code is ExitCode.POLICY
    assert error_of(ErrorInfo("clock", "off", "ntp")).exit_code is ExitCode.FINDINGS


def test_a_vault_error_names_its_class_first():
    assert str(VaultError(VaultFault.TAMPER, "changed", "restore")) == "E_TAMPER: changed"


def test_an_exchange_error_knows_its_kind():
    assert ExchangeError(FailureKind.CLOCK, "off", "ntp").failure is FailureKind.CLOCK
