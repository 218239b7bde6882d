"""What nobody has seen before: words and fields of a reply are listed, replies of no known shape
refused."""

import pytest

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.secret import MASK
from tests.inspection.further import FURTHER_CALLS
from tests.inspection.larger import LARGER_CALLS
from tests.inspection.samples import parsed, report_of

SHAPES = (None, {}, "", 7, True, [3], {"result": 3}, {"data": [3]}, {"data": None})


@pytest.mark.parametrize(
    ("exchange", "name", "unseen"),
    [
        ("binance", "new-right", ("enableVaultWithdraw = true", "enableStardust = false")),
        ("bybit", "new-group", ('permissions.Vault = ["VaultWithdraw"]',)),
        ("bybit", "new-entry", ('permissions.Wallet = ["Teleport"]',)),
        ("okx", "new-right", ("perm = asset_bridge",)),
        ("okx", "new-setting", ("fancyMode = on",)),
        ("kraken", "new-right", ("permissions = teleport",)),
        ("kucoin", "new-right", ("permission = Teleport",)),
        ("kucoin", "new-field", ("moonPhase = full",)),
        ("bitget", "unified-new-right", ("permissions = uta_teleport",)),
        ("bitget", "unified-new-field", ("moonPhase = full",)),
        ("bitget", "classic-new-right", ("authorities = withdraw-fast",)),
        ("gate", "new-group", ("perms = teleport",)),
        ("gate", "new-group-read-only", ("perms = teleport read-only",)),
        ("gate", "new-field", ("moonPhase = full",)),
        ("gate", "frozen", ("state = 3",)),
        ("htx", "new-right", ("permission = teleport",)),
        ("htx", "new-field", ("moonPhase = full",)),
        ("mexc", "new-right", ("permissions = SPOT_VAULT_WRITE",)),
        ("mexc", "new-field", ("moonPhase = full",)),
        ("mexc", "invalid", ("status = INVALID",)),
        ("bingx", "six", ("permissions = 6",)),
        ("bingx", "new-field", ("moonPhase = full",)),
        ("xt", "new-scope", ("roleScopes = VAULT", f"apiSecretHint = {MASK}")),
        ("xt", "locked", ("isLock = 1",)),
        ("coinsph", "disabled", ("status = NOT_ENABLE",)),
        ("woofipro", "removed", ("key_status = REMOVED",)),
        ("bitflyer", "new-path", ("path = /v1/me/sendcoin",)),
    ],
)
def test_what_nobody_has_seen_is_listed(exchange, name, unseen):
    assert report_of(exchange, name).unrecognised == unseen


def test_a_scope_that_nobody_has_seen_is_listed_with_what_it_may_do():
    assert "vault_view" in report_of("bitfinex", "new-scope").unrecognised[1]


@pytest.mark.parametrize("exchange", ["binance", "bybit", "okx", "kraken", *LARGER_CALLS])
def test_a_known_reply_has_nothing_unrecognised(exchange):
    assert report_of(exchange, "bot").unrecognised == ()


@pytest.mark.parametrize("exchange", sorted({*LARGER_CALLS, *FURTHER_CALLS} - {"toobit"}))
@pytest.mark.parametrize("body", SHAPES)
def test_a_reply_of_another_shape_is_refused(exchange, body):
    with pytest.raises(ExchangeError) as caught:
        parsed(exchange, body)
    assert caught.value.failure is FailureKind.BAD_REPLY
