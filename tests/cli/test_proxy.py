"""`--proxy`: kept with the key, shown without its login, never a password as an argument."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click
import pytest

from jungletui.cli.proxy import given_proxy
from tests.cli.program import BINANCE, jungletui

PROXY = "socks5://made-up-user:made-up-word@127.0.0.1:1080"


def test_a_password_is_never_an_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(click.UsageError, match="never an argument") as caught:
        given_proxy(PROXY)
    assert "made-up" not in str(caught.value)
    assert given_proxy("http://127.0.0.1:3128") == "http://127.0.0.1:3128"
    assert (given_proxy(None), given_proxy("")) == (None, "")
    with pytest.raises(click.UsageError, match="no proxy"):
        given_proxy("127.0.0.1")


def test_it_is_read_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PROXY}\nmore\n"))
    assert given_proxy("-") == PROXY
    with pytest.raises(click.UsageError, match="stdin holds the credential"):
        given_proxy("-", stdin_taken=True)


@pytest.mark.slow
def test_a_key_with_a_proxy(home: Path) -> None:
    add = ("keys", "add", "main", "--exchange", "binance", "--no-verify", "--json")
    assert jungletui(home, *add, given={**BINANCE, "proxy": PROXY}).code == 0
    listed = jungletui(home, "keys", "list", "--json")
    (key,) = listed.document["keys"]
    assert (key["proxy"], key["family"]) == ("socks5://•••@127.0.0.1:1080", "any")
    shown = jungletui(home, "keys", "show", "main")
    assert "socks5://•••@127.0.0.1:1080" in shown.text
    edited = jungletui(home, "keys", "edit", "main", "--proxy", "", "--family", "v4", "--json")
    assert edited.document["changed"] == ["proxy", "family"]
    assert edited.document["key"]["proxy"] is None
    refused = jungletui(home, "keys", "edit", "main", "--proxy", "http://127.0.0.1:3128")
    assert refused.code == 2
    assert "family" in refused.err
    for done in (listed, shown, edited, refused):
        assert "made-up" not in done.text + done.err
