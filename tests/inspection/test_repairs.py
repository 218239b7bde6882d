"""Pasted credentials repaired where that is certain, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.secret import Secret
from jungletui.inspection.repairs import repaired_text
from jungletui.inspection.shapes import check_credential
from tests.inspection.pasted import EC, ED25519, GOOD, KEY64, RSA, SECRET64, check
from tests.inspection.samples import STEADY


@pytest.mark.parametrize(
    "wrap",
    [
        "  {}  ",
        "{}\r\n",
        '"{}"',
        "'{}'",
        "“{}”",
        '"{}",',
        "\ufeff{}\u200b",
        "\u00a0{}",
        "BINANCE_API_KEY={}",
        "export SECRET='{}'",
        '"secretKey": "{}",',
        "API Key: {}",
        'set TOKEN = "{}";',
    ],
)
def test_what_is_around_is_taken_away(wrap):
    for exchange in ("binance", "kraken", "okx"):
        good = {n: t for n, t in GOOD[exchange].items() if n != "password"}
        pasted = {name: wrap.format(text) for name, text in good.items()}
        result, repaired = check(exchange, **pasted)
        assert {n: s.reveal() for n, s in repaired.items()} == good
        assert {f.verdict for f in result.fields if f.name in good} == {"repaired"}


def test_a_broken_line_is_joined():
    broken = SECRET64[:30] + "\n  " + SECRET64[30:]
    assert check("binance", apiKey=KEY64, secret=broken)[1]["secret"].reveal() == SECRET64


def test_a_passphrase_keeps_what_is_inside():
    phrase = '"my key=Value 1"'
    assert repaired_text(f"  {phrase}\n", chosen_by_person=True) == phrase


def test_base64_padding_is_no_assignment():
    text = "key" + "A" * 83 + "=="
    assert repaired_text(text, chosen_by_person=False) == text


def test_only_names_of_credentials_are_taken_away():
    text = "region=" + "A" * 40
    assert repaired_text(text, chosen_by_person=False) == text


@pytest.mark.parametrize(
    "mangle",
    [
        lambda text: text.replace("\n", "\\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", " "),
        lambda text: f'PRIVATE_KEY="{text}"',
        lambda text: "\u200b" + text.strip(),
    ],
)
@pytest.mark.parametrize("whole", [ED25519, RSA], ids=["Ed25519", "RSA"])
def test_a_pem_is_made_whole(whole, mangle):
    result, repaired = check("binance", apiKey=KEY64, secret=mangle(whole))
    assert repaired["secret"].reveal() == whole
    assert result.fields[1].verdict == "repaired"


def test_ccxt_can_tell_a_repaired_ed25519_key():
    # ccxt 4.5.90 binance.py takes a PEM of more than 120 characters for RSA.
    repaired = check("binance", apiKey=KEY64, secret=ED25519.replace("\n", "\r\n"))[1]
    assert len(repaired["secret"]) <= 120


PASTED = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="aB1=\"'` \n\r\t:,;-\\n\u200bKEYsecret", max_size=60),
    st.sampled_from([ED25519, RSA, EC]).flatmap(
        lambda whole: st.tuples(st.text(max_size=8), st.text(max_size=8)).map(
            lambda ends: ends[0] + whole.replace("\n", "\\n") + ends[1]
        )
    ),
)


@STEADY
@given(PASTED, st.booleans())
def test_repairing_twice_is_repairing_once(text, chosen):
    once = repaired_text(text, chosen_by_person=chosen)
    assert repaired_text(once, chosen_by_person=chosen) == once


@STEADY
@given(st.sampled_from(sorted(GOOD)), PASTED, PASTED)
def test_messages_never_repeat_the_text(exchange, key, secret):
    result, repaired = check(exchange, apiKey=key, secret=secret)
    said = " ".join((result.hint, *(f.message for f in result.fields)))
    silent = check(exchange)[0]
    known = " ".join((silent.hint, *(f.message for f in silent.fields), said))
    for name in ("apiKey", "secret"):
        text = repaired[name].reveal()
        if len(text) >= 20:
            assert text not in known


@STEADY
@given(st.sampled_from(sorted(GOOD)), PASTED, PASTED)
def test_a_repaired_credential_checks_the_same_again(exchange, key, secret):
    first, repaired = check_credential(exchange, {"apiKey": Secret(key), "secret": Secret(secret)})
    second, again = check_credential(exchange, repaired)
    assert {n: s.reveal() for n, s in again.items()} == {n: s.reveal() for n, s in repaired.items()}
    assert first.ok == second.ok
