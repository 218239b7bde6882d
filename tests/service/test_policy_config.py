"""Policies of one's own: what may be written, what follows from it, and what is refused how."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jungletui.domain.capabilities import TRADES, Capability
from jungletui.domain.failures import UsageError
from jungletui.domain.keys import KeyProfile
from jungletui.domain.policies import BOT, NEVER, Policy
from jungletui.service.config import Config, read_config
from jungletui.service.policy_choice import chosen_policy

C = Capability


def read(folder: Path, text: str) -> Config:
    file = folder / "config.toml"
    file.write_text(text)
    file.chmod(0o600)
    return read_config(file)


def policy(folder: Path, *lines: str) -> Policy:
    return read(folder, "\n".join(("[policies.own]", *lines))).policies["own"]


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    own = policy(
        tmp_path,
        'required = ["read", ["trade.spot", "trade.margin"]]',
        'allowed = ["trade.other"]',
        "ip_required = true",
        "max_age = 90",
        'attestation_age = "never"',
        "unused_age = 7",
        'symbols = ["BTC/USDT", " ETH/USDT "]',
    )
    assert own == Policy(
        "own",
        required=((C.READ,), (C.TRADE_SPOT, C.TRADE_MARGIN)),
        forbidden=(C.TRADE_DERIVATIVES, C.TRADE_OPTIONS, *_in_order(NEVER)),
        ip_required=True,
        max_age=90,
        attestation_age=None,
        unused_age=7,
        symbols=("BTC/USDT", "ETH/USDT"),
    )


def _in_order(capabilities: tuple[Capability, ...]) -> tuple[Capability, ...]:
    return tuple(c for c in Capability if c in capabilities)


def test_what_is_neither_allowed_nor_required_is_forbidden(tmp_path: Path) -> None:
    own = policy(tmp_path, 'required = ["read"]', "allowed = []")
    assert set(own.forbidden) == set(Capability) - {C.READ}


def test_where_nothing_is_said_no_key_may_move_funds(tmp_path: Path) -> None:
    assert policy(tmp_path).forbidden == _in_order(NEVER)
    collector = policy(tmp_path, 'required = ["read", "transfer.internal"]')
    assert collector.forbidden == (C.WITHDRAW, C.ADMIN)


def test_trade_stands_for_every_kind_of_it(tmp_path: Path) -> None:
    own = policy(tmp_path, 'required = [["trade"]]', 'forbidden = ["withdraw"]')
    assert own.required == (TRADES,)
    assert set(policy(tmp_path, 'forbidden = ["trade"]').forbidden) == set(TRADES)


def test_a_policy_like_another(tmp_path: Path) -> None:
    text = '[policies.a]\nlike = "bot"\nmax_age = 90\n[policies.b]\nlike = "a"\nunused_age = 5'
    policies = read(tmp_path, text).policies
    assert policies["a"].required == BOT.required
    assert set(policies["a"].forbidden) == set(BOT.forbidden)
    assert (policies["a"].ip_required, policies["a"].max_age) == (True, 90)
    assert (policies["b"].max_age, policies["b"].unused_age) == (90, 5)


def test_a_built_in_policy_can_be_replaced(tmp_path: Path) -> None:
    config = read(tmp_path, '[policies.bot]\nlike = "bot"\nmax_age = "never"')
    assert config.policies["bot"].max_age is None
    assert config.policies["bot"].forbidden == _in_order(BOT.forbidden)


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ('required = ["trade.spto"]', "'own': required: there is no right 'trade.spto'",
         "'trade.spot'"),
        ('allowed = ["withdrawal"]', "allowed: there is no right 'withdrawal'", "'withdraw'"),
        ("forbidden = [5]", "forbidden: there is no right 5", "trade.spot"),
        ('forbiden = ["withdraw"]', "'own': there is no setting 'forbiden'", "'forbidden'"),
        ('like = "bott"', "like: there is no policy 'bott'", "'bot'"),
        ('like = "own"', "there is no policy 'own'", "read-only"),
        ('required = "read"', "required is not a list", "[\"…\""),
        ("required = [[]]", "required has an empty list", "right"),
        ('required = ["withdraw"]\nforbidden = ["withdraw"]', "requires and forbids withdraw",
         "one of them"),
        ('allowed = ["admin"]\nforbidden = ["admin"]', "allows and forbids admin", "one of them"),
        ("ip_required = 1", "ip_required is 1", "true or false"),
        ("max_age = 0", "max_age is 0", "never"),
        ("max_age = true", "max_age is True", "never"),
        ('max_age = "90d"', "max_age is '90d'", "number of days"),
        ("unused_age = 99999999999", "unused_age is 99999999999", "36500"),
        ("symbols = []", "symbols names no markets", "BTC/USDT"),
        ("symbols = [5]", "symbols names no markets", "BTC/USDT"),
    ],
)  # fmt: skip
def test_what_is_refused_names_file_policy_and_nearest_word(
    tmp_path: Path, text: str, said: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as refused:
        policy(tmp_path, text)
    assert f"{tmp_path / 'config.toml'}: policy 'own'" in refused.value.message
    assert said in refused.value.message
    assert remedy in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("policies = 5", "policies is not a table"),
        ("[policies]\nown = 5", "policy 'own' is not a table"),
        ("tags = 5", "tags is not a table"),
        ('[tags]\ntax = "bot"', "tag 'tax' has more or less than a policy"),
        ('[tags.tax]\npolicy = "bot"\nx = 1', "tag 'tax' has more or less"),
        ('[tags.tax]\npolicy = "red-only"', "tag 'tax': there is no policy 'red-only'"),
        ("[tags.tax]\npolicy = []", "there is no policy []"),
    ],
)
def test_tables_that_are_none(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=r"config\.toml") as refused:
        read(tmp_path, text)
    assert said in refused.value.message


TAGGED = (
    '[tags.grid]\npolicy = "own"\n[tags.tax]\npolicy = "read-only"\n[policies.own]\nmax_age = 9'
)


@pytest.mark.parametrize(
    ("chosen", "tags", "name", "rule"),
    [
        ("bot", (), "bot", "default"),
        ("bot", ("spot",), "bot", "default"),
        ("bot", ("tax",), "read-only", "tag tax"),
        ("bot", ("tax", "grid"), "own", "tag grid"),
        ("read-only", ("grid",), "read-only", "key"),
        ("own", ("tax",), "own", "key"),
    ],
)
def test_which_policy_judges_a_key(
    tmp_path: Path, chosen: str, tags: tuple[str, ...], name: str, rule: str
) -> None:
    config = read(tmp_path, TAGGED)
    profile = KeyProfile("k", "binance", policy=chosen, tags=tags)
    found = chosen_policy(profile, config.policies, config.tag_policies)
    assert (found.policy.name, found.rule) == (name, rule)


def test_a_policy_that_is_gone(tmp_path: Path) -> None:
    config = read(tmp_path, TAGGED)
    profile = KeyProfile("k", "binance", policy="grd")
    with pytest.raises(UsageError, match="no policy named 'grd'") as refused:
        chosen_policy(profile, {**config.policies, "grid": BOT}, {})
    assert "'grid'" in refused.value.remedy


def test_the_documented_example_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text()
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    config = read(tmp_path, example)
    assert set(config.policies) == {"bot", "read-only", "grid", "young-bot"}
    assert config.policies["young-bot"].max_age == 30
    assert config.tag_policies == {"tax": "read-only"}
