"""Pasted credentials: passed where they look right, warned about where odd, else refused."""

import pytest

from tests.inspection.pasted import (
    EC,
    ED25519,
    GOOD,
    KEY64,
    PHRASE,
    RSA,
    SECRET64,
    check,
    message,
    pem,
    verdicts,
)


@pytest.mark.parametrize("exchange", sorted(GOOD))
def test_good_credentials_pass(exchange):
    result, repaired = check(exchange, **GOOD[exchange])
    assert result.ok
    assert result.hint == ""
    assert {f.verdict for f in result.fields} == {"ok"}
    assert {name: s.reveal() for name, s in repaired.items()} == GOOD[exchange]
    assert [f.length for f in result.fields] == [len(t) for t in GOOD[exchange].values()]


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
