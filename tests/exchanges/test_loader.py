"""One exchange is loaded without the others, and ccxt behaves as ever afterwards."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.loader import load_exchange

LOAD = "from jungletui.exchanges.loader import load_exchange, is_fast, ccxt_version; import sys\n"


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOAD + code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_fast_way_is_taken_and_loads_few_modules():
    out = run(
        "load_exchange('binance')\n"
        "print(is_fast(), len([m for m in sys.modules if m.startswith('ccxt')]))"
    )
    fast, count = out.split()
    assert fast == "True", "ccxt has changed: the loader fell back to importing all of it"
    assert int(count) < 40


def test_the_class_describes_itself_as_after_an_ordinary_import():
    code = "print(json.dumps(%s().describe(), default=str, sort_keys=True))"
    fast = run("import json\n" + code % "load_exchange('kraken')")
    full = run("import json, ccxt.async_support\n" + code % "ccxt.async_support.kraken")
    assert len(fast) > 1000
    assert fast == full


def test_a_class_that_extends_another_is_loaded():
    assert run("print(load_exchange('binanceusdm').__mro__[1].__name__, is_fast())") == (
        "binance True"
    )


def test_other_code_may_import_ccxt_afterwards():
    out = run(
        "mine = load_exchange('okx')\n"
        "import ccxt, ccxt.async_support as a\n"
        "print(a.okx is mine, a.binance().id, ccxt.kraken().id, len(ccxt.exchanges) > 90)\n"
        "print(issubclass(mine, a.Exchange), is_fast(), load_exchange('bybit') is a.bybit)"
    )
    assert out.split("\n") == ["True binance kraken True", "True False True"]


def test_names_that_need_no_other_exchange_do_not_load_them():
    out = run(
        "load_exchange('okx')\nimport ccxt\n"
        "print(ccxt.__version__ == ccxt_version(), ccxt.NetworkError.__name__, is_fast())"
    )
    assert out == "True NetworkError True"


def test_ccxt_imported_first_is_used_as_it_is():
    assert run("import ccxt.async_support as a\nprint(load_exchange('okx') is a.okx)") == "True"


def test_the_ordinary_import_is_the_fallback():
    out = run(
        "import jungletui.exchanges.loader as l\n"
        "def broken(*_): raise ImportError\n"
        "l._show_classes = broken\n"
        "print(load_exchange('okx').__name__, is_fast())"
    )
    assert out == "okx False"


def test_a_streaming_class_is_loaded_alone_and_so_is_one_that_extends_another():
    out = run(
        "from jungletui.exchanges.loader import load_streaming\n"
        "names = [load_streaming(n).__module__ for n in ('okx', 'binanceusdm', 'gateeu')]\n"
        "count = len([m for m in sys.modules if m.startswith('ccxt.pro.')])\n"
        "print(*names, is_fast(), count)"
    )
    assert out == "ccxt.pro.okx ccxt.pro.binanceusdm ccxt.pro.gateeu True 5"


@pytest.mark.slow
def test_every_streaming_class_can_be_loaded_so():
    out = run(
        "import pkgutil\n"
        "from jungletui.exchanges.loader import load_streaming, streams\n"
        "load_exchange('okx')\n"
        "import ccxt.pro\n"
        "names = [m.name for m in pkgutil.iter_modules(ccxt.pro.__path__) if not m.ispkg]\n"
        "print(all(load_streaming(n).__name__ == n and streams(n) for n in names), is_fast(),\n"
        "  len(names) > 60, streams('btcbox'))"
    )
    assert out == "True True True False"


@pytest.mark.parametrize("name", ["binanse", "", "__init__", "os.path", "base", "../okx"])
def test_an_unknown_exchange_is_a_failure_and_no_import(name):
    with pytest.raises(ExchangeError) as caught:
        load_exchange(name)
    assert caught.value.kind == "not-supported"


@pytest.mark.slow
def test_every_exchange_can_be_loaded():
    out = run(
        "from jungletui.exchanges.catalogue import exchange_ids\n"
        "made = [load_exchange(name)().id for name in exchange_ids()]\n"
        "print(made == list(exchange_ids()), len(made), is_fast())"
    )
    assert out == "True 104 True"


def test_what_ccxt_and_aiohttp_load_for_others_is_left_out():
    out = run(
        "load_exchange('binance')\n"
        "from aiohttp import connector\n"
        "print('requests' in sys.modules, 'urllib3' in sys.modules)\n"
        "made = connector._SSL_CONTEXT_VERIFIED\n"
        "print(made.verify_mode, made.cert_store_stats())\n"
        "import ssl; print(ssl.SSLContext.load_default_certs.__module__)"
    )
    assert out.split("\n") == [
        "False False",
        "2 {'x509': 0, 'crl': 0, 'x509_ca': 0}",
        "ssl",
    ]


@pytest.mark.parametrize("way", ["ccxt.kraken().session", "ccxt.base.exchange.Session()"])
def test_whoever_waits_for_answers_with_ccxt_has_requests(way):
    out = run(
        "load_exchange('binance')\n"
        "import ccxt, ccxt.base.exchange as base\n"
        f"print(type({way}).__module__)\n"
        "import requests\n"
        "print(base.Timeout is requests.exceptions.Timeout)\n"
        "print(base.requestsConnectionError is requests.exceptions.ConnectionError)"
    )
    assert out.split("\n") == ["requests.sessions", "True", "True"]
