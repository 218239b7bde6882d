"""Routes: what is a proxy, and that its login is never shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jungletui.domain.failures import UsageError
from jungletui.domain.keys import Key, KeyProfile, ProfileChanges, summary_of
from jungletui.domain.routes import Family, Route, checked_route, password_in, shown_proxy
from jungletui.domain.secret import Secret

LOGIN = "socks5://made-up-user:made%20up%40word@[2001:db8::1]:1080"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("https://127.0.0.1:443/", "https://127.0.0.1:443"),
        ("socks5h://who@proxy.example:1080", "socks5h://•••@proxy.example:1080"),
        (LOGIN, "socks5://•••@[2001:db8::1]:1080"),
    ],
)
def test_proxies_are_shown_without_their_login(url, shown):
    assert shown_proxy(checked_route(url, Family.ANY).proxy) == shown
    assert shown in Route(url).shown


@pytest.mark.parametrize(
    "url",
    [
        "",
        "proxy.example:3128",
        "http://proxy.example",
        "http://:3128",
        "ftp://proxy.example:21",
        "socks4://proxy.example:1080",
        "http://proxy.example:99999",
        "http://proxy.example:0",
        "http://proxy.example:3128/path",
        "http://proxy.example:3128?x=1",
        "http://proxy.example:3128#x",
        "http://pro xy.example:3128",
        "http://proxy.example:3128\r\nX-Evil: 1",
        "http://[::1:3128",
    ],
)
def test_what_is_no_proxy_is_refused_without_repeating_it(url):
    with pytest.raises(UsageError) as caught:
        checked_route(url, Family.ANY)
    assert not url or url not in f"{caught.value.message} {caught.value.remedy}"
    assert caught.value.__cause__ is None


def test_behind_a_proxy_no_family_is_pinned():
    with pytest.raises(UsageError, match="family"):
        checked_route("http://proxy.example:3128", Family.V4)
    assert checked_route(None, Family.V6).shown == "by IPv6 only"


def test_passwords_are_found():
    assert password_in(LOGIN) == "made up@word"
    assert password_in("socks5://who@proxy.example:1080") == ""


def test_nothing_that_is_shown_has_the_password():
    profile = KeyProfile("k", "okx", proxy=LOGIN)
    key = Key(profile, {"apiKey": Secret("made-up-id")}, datetime(2026, 1, 1, tzinfo=UTC))
    summary = summary_of(key, b"k" * 32)
    shown = repr((profile, key, summary, Route(LOGIN), ProfileChanges(proxy=LOGIN)))
    assert "made%20up" not in shown
    assert "made-up-user" not in shown
    assert summary.proxy == "socks5://•••@[2001:db8::1]:1080"
    direct = replace(profile, proxy=None, family=Family.V4)
    plain = summary_of(replace(key, profile=direct), b"k" * 32)
    assert (plain.proxy, plain.family) == (None, Family.V4)
