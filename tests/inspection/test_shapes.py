"""Pasted credentials: repaired where certain, warned about where odd, refused where hopeless."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.secret import Secret
from jungletui.inspection.repairs import repaired_text
from jungletui.inspection.shapes import check_credential
from tests.inspection.samples import STEADY

KEY64, SECRET64 = "k1" * 32, "S2" * 32
UUID, HEX32, PHRASE = "0a1b2c3d-1111-2222-3333-444455556666", "0A" * 16, "Jungle-7-Tui"
GOOD = {
    "binance": {"apiKey": KEY64, "secret": SECRET64},
    "bybit": {"apiKey": "b" * 18, "secret": "s" * 36},
    "okx": {"apiKey": UUID, "secret": HEX32, "password": PHRASE},
    "kraken": {"apiKey": "Ab1/" * 14, "secret": "Cd2+" * 21 + "Cd=="},
}


def pem(label, identifier, length=48):
    body = base64.b64encode(bytes.fromhex(identifier) + b"\x01" * length).decode()
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))


# The beginnings of PKCS#8 keys (RFC 8410, 8017, 5480) with filler where the key would be.
ED25519 = pem("PRIVATE KEY", "302e020100300506032b6570", 36)
RSA = pem("PRIVATE KEY", "308204be020100300d06092a864886f70d0101010500", 1200)
EC = pem("PRIVATE KEY", "308187020100301306072a8648ce3d020106082a8648ce3d030107", 100)


def check(exchange, **fields):
    return check_credential(exchange, {name: Secret(text) for name, text in fields.items()})


def verdicts(exchange, **fields):
    return {f.name: f.verdict for f in check(exchange, **fields)[0].fields}


def message(exchange, name, **fields):
    return next(f.message for f in check(exchange, **fields)[0].fields if f.name == name)


@pytest.mark.parametrize("exchange", sorted(GOOD))
def test_good_credentials_pass(exchange):
    result, repaired = check(exchange, **GOOD[exchange])
    assert result.ok
    assert result.hint == ""
    assert {f.verdict for f in result.fields} == {"ok"}
    assert {name: s.reveal() for name, s in repaired.items()} == GOOD[exchange]
    assert [f.length for f in result.fields] == [len(t) for t in GOOD[exchange].values()]


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


@pytest.mark.parametrize(
    ("exchange", "text", "words"),
    [
        ("binance", EC, "EC key"),
        ("bybit", EC, "EC key"),
        ("bybit", ED25519, "Ed25519 key, where RSA"),
        ("binance", pem("ENCRYPTED PRIVATE KEY", "30", 90), "encrypted"),
        (
            "binance",
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"
            "-----END RSA PRIVATE KEY-----",
            "encrypted",
        ),
        ("binance", pem("PUBLIC KEY", "30"), "public key"),
        ("binance", pem("OPENSSH PRIVATE KEY", "30"), "OpenSSH"),
        ("binance", ED25519[:60], "not whole"),
        ("binance", pem("PRIVATE KEY", "3000"), "no private key of a known kind"),
        ("kraken", RSA, "no PEM here"),
    ],
)
def test_a_pem_that_cannot_work_is_refused(exchange, text, words):
    fields = GOOD[exchange] | {"secret": text}
    result, _ = check(exchange, **fields)
    assert not result.ok
    assert words in message(exchange, "secret", **fields)


def test_rsa_is_taken_by_bybit():
    assert verdicts("bybit", apiKey="b" * 18, secret=RSA)["secret"] == "ok"


@pytest.mark.parametrize("exchange", ["bybit", "okx", "kraken"])
def test_swapped_is_certain_where_the_shapes_differ(exchange):
    good = GOOD[exchange]
    swapped = good | {"apiKey": good["secret"], "secret": good["apiKey"]}
    result, repaired = check(exchange, **swapped)
    assert not result.ok
    assert "other way round" in result.hint
    assert [f.verdict for f in result.fields][:2] == ["wrong", "wrong"]
    assert repaired["apiKey"].reveal() == good["secret"]  # offered, not done


def test_swapped_is_not_claimed_where_the_shapes_are_the_same():
    assert check("binance", apiKey=SECRET64, secret=KEY64)[0].ok


def test_a_pem_in_the_field_for_the_key_is_swapped():
    result, _ = check("binance", apiKey=ED25519, secret=KEY64)
    assert "other way round" in result.hint


def test_missing_and_empty_are_refused():
    fields = {n: t for n, t in GOOD["okx"].items() if n != "password"}
    result, _ = check("okx", **fields)
    assert not result.ok
    assert message("okx", "password", **fields) == "Passphrase is missing"
    assert "Passphrase" in result.hint
    assert verdicts("binance", apiKey=" \u200b ", secret="") == {
        "apiKey": "wrong",
        "secret": "wrong",
    }


def test_the_same_text_twice_is_refused():
    assert not check("binance", apiKey=KEY64, secret=KEY64)[0].ok


@pytest.mark.parametrize(
    ("exchange", "name", "text", "words"),
    [
        ("binance", "secret", "hunter2!", "login password"),
        ("binance", "secret", "correct horse battery staple and more words", "login password"),
        ("binance", "apiKey", "someone@example.org", "e-mail"),
        ("binance", "apiKey", "abcd****wxyz", "stars"),
        ("binance", "apiKey", "ключ" * 16, "translated"),
        ("binance", "apiKey", "k" * 63, "63 characters"),
        ("okx", "password", "password", "unusual passphrase"),
    ],
)
def test_odd_shapes_warn_and_do_not_refuse(exchange, name, text, words):
    fields = GOOD[exchange] | {name: text}
    result, _ = check(exchange, **fields)
    assert result.ok
    assert verdicts(exchange, **fields)[name] == "doubtful"
    assert words in message(exchange, name, **fields)


def test_a_field_that_nobody_asks_for():
    assert verdicts("kraken", **GOOD["kraken"], password="x1")["password"] == "doubtful"


def test_an_exchange_without_facts_gets_repairs_only():
    result, repaired = check("nowhere", apiKey=" abc ", secret="def")
    assert result.ok
    assert repaired["apiKey"].reveal() == "abc"
    assert not check("nowhere", apiKey="", secret="def")[0].ok


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


ADDRESS, WALLET_KEY = "0x" + "ab" * 20, "ab" * 32
WORDS = " ".join(["jungle"] * 12)


@pytest.mark.parametrize("pasted", [WALLET_KEY, f"0x{WALLET_KEY}", WORDS, "5" * 88])
@pytest.mark.parametrize("exchange", ["hyperliquid", "derive", "dydx", "nowhere"])
def test_a_private_key_is_no_address(exchange, pasted):
    fields = {"walletAddress": pasted, "privateKey": f"0x{'cd' * 32}"}
    result, _ = check(exchange, **fields)
    assert not result.ok
    assert verdicts(exchange, **fields)["walletAddress"] == "wrong"
    told = message(exchange, "walletAddress", **fields)
    assert "sent and shown openly" in told
    assert pasted not in told


@pytest.mark.parametrize(
    ("exchange", "name", "text", "verdict"),
    [
        ("hyperliquid", "walletAddress", ADDRESS, "ok"),
        ("woofipro", "accountId", f"0x{WALLET_KEY}", "ok"),
        ("woofipro", "accountId", WALLET_KEY, "wrong"),
        ("bitvavo", "apiKey", WALLET_KEY, "ok"),
        ("binance", "apiKey", WALLET_KEY, "ok"),
        ("binance", "apiKey", f"0x{WALLET_KEY}", "wrong"),
        ("okx", "apiKey", WALLET_KEY, "doubtful"),
        ("p2b", "apiKey", WALLET_KEY, "ok"),
        ("p2b", "apiKey", WORDS, "wrong"),
        ("onetrading", "apiKey", WALLET_KEY, "doubtful"),
    ],
)
def test_ids_of_64_hex_digits_where_they_exist(exchange, name, text, verdict):
    assert verdicts(exchange, **{name: text})[name] == verdict


@pytest.mark.parametrize("exchange", ["binance", "okx", "no such exchange"])
def test_a_whole_file_is_no_key_and_is_not_sent(exchange):
    checked, _ = check(exchange, apiKey="a" * 100_000, secret=SECRET64, password=PHRASE)
    found = {field.name: field for field in checked.fields}
    assert not checked.ok
    assert found["apiKey"].verdict == "wrong"
    assert "100000 characters" in found["apiKey"].message
