"""The proof that nothing but reads can be sent, over all of ccxt: every implicit endpoint of every
exchange, every unified method that writes, and every one that reads.

The fast half judges lists and source. The slow half runs every method of every exchange behind the
guard, one process each, with a recorder where ccxt would sign and send.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.additions import ADDITIONS
from jungletui.exchanges.allowlists import AllowList, allow_list
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.guard import ReadOnly, check, check_host, check_parameters
from jungletui.exchanges.loader import ccxt_version
from tools.trace_reads import main as trace_reads
from tools.tracing import rules
from tools.tracing.listing import FOLDER, MARK
from tools.tracing.source import ccxt_folder, source_of

ROOT = Path(__file__).parents[2]
HOW = "a newer ccxt? run `python -m tools.trace_reads` and read docs/read-only.md"
MOST = 15_000
"""ccxt 4.5.90 has 15,584 implicit endpoints in its 104 exchanges."""
WRITING = re.compile(r"create|edit|cancel|withdraw|transfer|set|add|reduce|borrow|repay|close")
ENTRY = re.compile(r"Entry\[.*?\]\('([^']*)', (\[[^\]]*\]|'[^']*'), '([A-Z]+)'")


@cache
def family(exchange: str) -> tuple[str, ...]:
    """The exchange, and those that its class is derived from, read off the first lines."""
    text = (ccxt_folder() / "async_support" / f"{exchange}.py").read_text(encoding="utf-8")
    parent = re.search(rf"^class {exchange}\((\w+)", text, re.MULTILINE)
    assert parent, exchange
    return (exchange,) if parent[1] == "Exchange" else (exchange, *family(parent[1]))


@cache
def endpoints(exchange: str) -> frozenset[tuple[str, str, str]]:
    """Every implicit endpoint of one exchange, from ccxt's generated table."""
    found = set()
    for name in family(exchange):
        text = (ccxt_folder() / "abstract" / f"{name}.py").read_text(encoding="utf-8")
        for path, api, verb in ENTRY.findall(text):
            found.add((" ".join(re.findall(r"'([^']*)'", api)), verb, path))
    return frozenset(found)


def singles(allowed: AllowList) -> frozenset[tuple[str, str, str]]:
    return allowed.private | allowed.traced | allowed.unsigned


# The lists


def test_every_exchange_has_a_list_of_this_ccxt():
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(exchange_ids())
    for exchange in exchange_ids():
        text = (FOLDER / f"{exchange}.toml").read_text(encoding="utf-8")
        assert f"{MARK}{ccxt_version()};" in text, f"{exchange}: {HOW}"


def test_every_endpoint_of_ccxt_is_listed_or_refused():
    count = refused = 0
    for exchange in exchange_ids():
        allowed = allow_list(exchange)
        for section, verb, path in endpoints(exchange):
            count += 1
            public = section in allowed.public and verb == "GET"
            if public or (section, verb, path) in singles(allowed):
                check(allowed, section, verb, path)
                continue
            refused += 1
            with pytest.raises(ExchangeError, match="refused: not a read"):
                check(allowed, section, verb, path)
    assert count > MOST
    assert refused > 10_000


@pytest.mark.parametrize("exchange", exchange_ids())
def test_a_list_names_what_ccxt_has_and_each_once(exchange):
    allowed = allow_list(exchange)
    added = ADDITIONS.get(exchange)
    extra = {(added.section, "GET", path) for _, path in added.calls} if added else set()
    everything = {e for name in exchange_ids() if name == exchange for e in endpoints(name)} | extra
    same = re.match(r'same_as = "(\w+)"', (FOLDER / f"{exchange}.toml").read_text("utf-8"))
    if same:
        everything |= endpoints(same[1])
    assert singles(allowed) | allowed.streaming | set(allowed.refused) <= everything
    assert not singles(allowed) & set(allowed.refused)
    assert not {c for c in allowed.refused if c[0] in allowed.public and c[1] == "GET"}
    assert not allowed.traced & allowed.unsigned
    assert not singles(allowed) & allowed.streaming


@pytest.mark.parametrize("exchange", exchange_ids())
def test_whatever_is_traced_was_decided_by_rule_or_by_name(exchange):
    allowed, parents = allow_list(exchange), family(exchange)
    same = re.match(r'same_as = "(\w+)"', (FOLDER / f"{exchange}.toml").read_text("utf-8"))
    parents = parents if not same else (*parents, same[1])
    for endpoint in allowed.traced | allowed.unsigned:
        verdict = rules.judged(parents, endpoint, ("fetch_something",))
        assert verdict.reads, f"{endpoint}: {verdict.reason}; {HOW}"
    for endpoint in allowed.streaming:
        assert rules.streams(parents, endpoint).reads, endpoint


def test_no_line_of_the_decisions_is_left_over():
    decisions = rules.read_decisions()
    for table in (decisions.reads, decisions.refused, decisions.streaming):
        for (exchange, call), because in table.items():
            known = {rules.call_text(endpoint) for endpoint in endpoints(exchange)}
            assert call in known, f"{exchange}: {call} is gone"
            assert len(because) > 10


CHANGES = {
    "POST": re.compile(
        r"creat|cancel|withdraw/|/withdraw$|transfer$|new|edit(?!L)|amend|delete|remove"
    ),
    "GET": re.compile(
        r"creat|/cancel|delete|buy$|sell$|logout|(?:^|/)set_|enable|disable|(?:^|/)change_"
    ),
}
TELLS = {
    ("coinbase", "v2 public", "prices/{symbol}/buy"),
    ("coinbase", "v2 public", "prices/{symbol}/sell"),
    ("bitbns", "v2", "getordersnew"),
}
"""Prices at which one could buy; a list that is new in that it replaced an older one."""


@pytest.mark.parametrize("exchange", exchange_ids())
def test_a_second_look_at_the_paths_finds_no_change(exchange):
    """Another list of words than the rules', so that one slip does not pass both."""
    allowed = allow_list(exchange)
    assert {verb for _, verb, _ in singles(allowed)} <= {"GET", "POST"}
    for section, verb, path in singles(allowed):
        assert not CHANGES[verb].search(path) or (exchange, section, path) in TELLS, path


# What is decided by name


BY_ITSELF = [
    ("aster", "fapiPrivate", "POST", "v3/approveBuilder"),
    ("hyperliquid", "private", "POST", "exchange"),
    ("grvt", "privateTrading", "POST", "full/v1/authorize_builder"),
    ("lighter", "public", "POST", "sendTx"),
    ("polymarket", "trade", "POST", "account/proxy"),
    ("ndax", "public", "GET", "Authenticate"),
    ("kraken", "private", "POST", "DepositAddresses"),
    ("blockchaincom", "private", "POST", "deposits/{currency}"),
    ("bit2c", "private", "POST", "Funds/AddCoinFundsRequest"),
    ("alpaca", "trader private", "GET", "v2/wallets"),
]
"""What reading methods of ccxt 4.5.90 would make, register or approve on the way."""


@pytest.mark.parametrize(("exchange", "section", "verb", "path"), BY_ITSELF)
def test_what_ccxt_would_do_by_itself_is_refused_with_a_reason(exchange, section, verb, path):
    allowed = allow_list(exchange)
    assert allowed.refused[section, verb, path]
    for some in (allowed, allowed.for_streaming()):
        with pytest.raises(ExchangeError, match="refused: not a read"):
            check(some, section, verb, path)


NEVER = [
    ("paradex", "private", "POST", "onboarding"),
    ("derive", "private", "POST", "set_session_key"),
    ("dydx", "nodeRpc", "GET", "broadcast_tx_sync"),
    ("pacifica", "private", "POST", "account/api_keys/create"),
    ("binance", "public", "DELETE", "userDataStream"),
    ("deribit", "private", "GET", "submit_transfer_to_user"),
    ("deribit", "private", "GET", "enable_api_key"),
    ("deribit", "public", "GET", "fork_token"),
]


@pytest.mark.parametrize(("exchange", "section", "verb", "path"), NEVER)
def test_what_no_read_needs_is_refused_too(exchange, section, verb, path):
    assert (section, verb, path) in endpoints(exchange)
    with pytest.raises(ExchangeError, match="refused: not a read"):
        check(allow_list(exchange).for_streaming(), section, verb, path)


def test_a_get_of_deribit_may_trade_and_is_refused_by_default():
    gets = {path for section, verb, path in endpoints("deribit") if section == "private"}
    allowed = {path for section, _, path in singles(allow_list("deribit")) if section == "private"}
    acting = {"buy", "sell", "edit", "cancel", "cancel_all", "withdraw", "submit_transfer_to_user"}
    assert acting <= gets
    assert not acting & allowed
    assert all(path.startswith(("get_", "list_")) for path in allowed)


@pytest.mark.parametrize("exchange", ["kraken", "bitfinex", "gemini", "whitebit", "cex", "grvt"])
def test_where_reads_are_posts_each_is_decided_by_name(exchange):
    named = {call for name, call in rules.read_decisions().reads if name == exchange}
    posts = {e for e in allow_list(exchange).traced if e[1] == "POST"}
    assert len(posts) > 5
    assert {rules.call_text(endpoint) for endpoint in posts} <= named


def test_what_opens_a_stream_is_allowed_to_streams_alone():
    count = 0
    for exchange in exchange_ids():
        allowed = allow_list(exchange)
        for call in allowed.streaming:
            count += 1
            check(allowed.for_streaming(), *call)
            with pytest.raises(ExchangeError, match="refused"):
                check(allowed, *call)
            assert call[1] != "DELETE"
    assert count > 40


# What could turn one call into another


@pytest.mark.parametrize("exchange", ["indodax", "zaif", "mercado", "cryptocom"])
def test_a_parameter_cannot_rename_the_call_in_the_body(exchange):
    allowed = allow_list(exchange)
    [name] = allowed.body_names
    with pytest.raises(ExchangeError, match="refused: not a read"):
        check_parameters(allowed, "POST", "getInfo", {name: "trade"})
    check_parameters(allowed, "POST", "getInfo", {"pair": "btc_idr"})


@pytest.mark.parametrize("value", ["1/cancel", "..", "1?x=1", "1#", "%2e%2e", "a\\b", "1 ", "a\nb"])
def test_what_fills_a_hole_in_a_path_stays_in_it(value):
    allowed = allow_list("gate")
    with pytest.raises(ExchangeError, match="refused: not a read"):
        check_parameters(allowed, "GET", "{settle}/orders/{order_id}", {"settle": value})
    good = {"settle": "usdt", "order_id": "1:BTC_USDT-2.5"}
    check_parameters(allowed, "GET", "{settle}/orders/{order_id}", good)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.binance.com.example.org/api/v3/account",
        "https://example.org/https://api.binance.com",
        "http://api.binance.com/api/v3/account",
        "https://api.binance.com:8443/api/v3/account",
        "https://api.binance.com@example.org/",
        "file:///etc/hosts",
        "//api.binance.com/",
    ],
)
def test_another_origin_is_refused(url):
    line = SimpleNamespace(exchange="binance", origins={("https", "api.binance.com", 443)})
    with pytest.raises(ExchangeError, match="is not a host of binance"):
        check_host(line, url)
    check_host(line, "https://api.binance.com/api/v3/account")


def test_no_native_library_is_loaded():
    guard = ReadOnly()
    guard.line = SimpleNamespace(exchange="lighter")
    with pytest.raises(ExchangeError, match="native code"):
        guard.load_lighter_library("/lib/libc.so", 304, "0x0", 1, 1, True)


# Everything, run


@pytest.mark.slow
def test_the_lists_are_what_ccxts_source_says(capsys):
    assert trace_reads(["--check"]) == 0, f"{capsys.readouterr().out}{HOW}"


@pytest.mark.slow
@pytest.mark.parametrize("exchange", exchange_ids())
def test_what_only_writing_methods_reach_is_not_listed(exchange):
    source = source_of(exchange)
    reads = set(source.reads())
    writes = {
        endpoint
        for name in source.methods(tuple(WRITING.pattern.split("|")))
        for endpoint in source.reached(name)
    }
    assert not (writes - reads) & singles(allow_list(exchange))


def ran(exchange):
    """What happened when every method of an exchange ran."""
    at = exchange_ids().index(exchange)
    return ran_together(exchange_ids()[at - at % TOGETHER :][:TOGETHER])[exchange]


@cache
def ran_together(exchanges):
    """A process for some at a time: fewer imports than one each, less memory than one for all."""
    command = [sys.executable, "-W", "ignore", "-m", "tools.tracing.running", *exchanges]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return {found["exchange"]: found for found in map(json.loads, done.stdout.splitlines())}


def claims(found, prefix):
    """ccxt's `has`, as names of coroutine methods: `fetchOHLCV` is `fetch_ohlcv`."""
    names = {name.replace("_", ""): name for name in {**found["reads"], **found["writes"]}}
    wanted = [c.lower() for c in found["claimed"] if re.match(prefix, c)]
    return [names[claim] for claim in wanted if claim in names]


TOGETHER = 13
DO_NOT_PASS = tomllib.loads((Path(__file__).parent / "reads_that_do_not_pass.toml").read_text())
BEFORE = (
    "load_markets", "load_accounts", "sign_in", "fetch_markets", "fetch_currencies", "fetch_time",
    "fetch_accounts", "load_time_difference", "load_migration_status", "is_unified_enabled",
)  # fmt: skip
"""What ccxt may ask before it reads: passing that alone is not yet to read."""
DENIALS = {"NotSupported", "BadRequest", "ArgumentsRequired"}
ANOTHER_WAY = {
    ("indodax", "fetch_closed_orders"),  # reads the newer list, which replaces the older
    ("mexc", "fetch_balance"),  # its accounts are asked for by other reads as well
}


def why_not(exchange, name, row):
    """Why a read does not pass, as a heading of the list; None where it passes."""
    if row["refused"]:
        return "quotes" if name in rules.QUOTES else "addresses"
    if not row["past"]:
        return "silent" if row["raised"] == ["answered"] else "unsupported"
    source = source_of(exchange)
    before = {end for one in BEFORE if one != name for end in source.reached(one)}
    allowed = allow_list(exchange)
    ends = {end for end in source.reached(name) - before if allowed.allows(*end)}
    own = {rules.call_text(end) for end in ends}
    past = {call if call.strip() == call else f"{call}/" for call in row["past"]}
    is_read = not own or own & past or (exchange, name) in ANOTHER_WAY
    return None if is_read else f"only what comes before it passes: {past}"


def listed(heading, exchange):
    return {name for name, ids in DO_NOT_PASS[heading].items() if exchange in ids}


@pytest.mark.slow
@pytest.mark.parametrize("exchange", exchange_ids())
def test_every_method_of_the_exchange_behind_the_guard(exchange):
    found, allowed = ran(exchange), allow_list(exchange)
    known = {f"{verb} {section} {path}" for section, verb, path in allowed.refused}
    # every implicit endpoint: past the guard, or refused to be sent and to be signed
    every = found["endpoints"]
    assert every["count"] >= len(endpoints(exchange)) >= 2
    assert every["refused"] + len(every["past"]) == every["count"]
    assert all(allowed.allows(*call) for call in every["past"])
    # every reading method passes, but for those on the list, each for its reason
    reads = claims(found, "fetch")
    assert len(reads) > 4
    outcome = {name: why_not(exchange, name, found["reads"][name]) for name in reads}
    for heading in ("addresses", "quotes", "unsupported", "silent"):
        assert {n for n in reads if outcome[n] == heading} == listed(heading, exchange), HOW
    assert not {n: why for n, why in outcome.items() if why and why not in DO_NOT_PASS}, HOW
    others = [found["reads"][name] for name in reads if not rules.ADDRESSES.search(name)]
    assert {call for row in others for call in row["refused"]} <= known, HOW
    for name in listed("unsupported", exchange):
        assert set(found["reads"][name]["raised"]) <= DENIALS
    has = {c.lower() for c in found["claimed"] if c.startswith("fetch")}
    there = {name.replace("_", "") for name in found["reads"]}
    missing = {name.lower() for name in listed("missing", exchange)}
    assert has - there == missing | {"fetchcurrenciesws"}, HOW
    # a writing method sends nothing that a read would not send
    read = {call for row in found["reads"].values() for call in row["past"]}
    for name in claims(found, WRITING.pattern):
        row = found["writes"][name]
        more = {c for c in row["past"] if not c.startswith("GET ")} - read
        assert not more or more <= {rules.call_text(e) for e in source_of(exchange).reads()}, name


@pytest.mark.slow
def test_most_reads_were_really_run_and_most_writes_really_refused():
    rows = [ran(exchange) for exchange in exchange_ids()]
    reads = [row["reads"][name] for row in rows for name in claims(row, "fetch")]
    past = [read for read in reads if read["past"] and not read["refused"]]
    writes = [row["writes"][name] for row in rows for name in claims(row, WRITING.pattern)]
    assert len(reads) > 2_900
    assert len(past) > 0.95 * len(reads)
    assert sum(bool(row["refused"]) for row in writes) > 0.75 * len(writes) > 1_000
    assert sum(row["endpoints"]["count"] for row in rows) > MOST
