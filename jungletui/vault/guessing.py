"""How soon a new passphrase would be guessed: what its cheapest spelling costs in leaked passwords,
runs of neighbouring keys, repeats, years and single characters.

An upper bound that a program finds at once, as zxcvbn's is; what only a person would guess, it does
not know. All copies of the passphrase are wiped: none of it becomes a `str` or `bytes`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from math import inf, log2

from jungletui.vault.memory import wipe

OWN_WORDS = """
    jungletui jungle passphrase passwort changeit default administrator topsecret tothemoon hodl
    correcthorsebatterystaple opensesame trading trader bitcoin ethereum solana tether crypto wallet
    satoshi lambo account vault apikey secret withdraw exchange
    binance bybit okx okex kraken coinbase kucoin bitget gate mexc huobi htx deribit bitfinex bitmex
    bitstamp gemini poloniex upbit bithumb hyperliquid phemex bingx cryptocom bitvavo lbank woo
    luno hitbtc probit coinex bitmart backpack freqtrade hummingbot tradingview
""".split()  # noqa: SIM905
"""What whoever finds a vault of this program tries first: its words, and those of its world."""

OWN_PRICE = 6.0
SHORTEST_WORD = 3
EASY, SEPARATOR, DIGIT, LETTER, OTHER, YEAR = 1.0, 2.0, 3.3, 4.7, 5.0, 7.0
"""In bits: a key that touches the one before or follows it, a gap between words, one digit, one
letter, any other character, a year of the last or this century."""

LOOK_ALIKES = bytes.maketrans(b"013457@$", b"oleastas")
SEPARATORS = b" -_.,"
COMMONEST = b"0123456789!"
"""What most people put before or behind a word."""
CENTURIES = (b"19", b"20")
ROWS = (b"1234567890", b"qwertyuiop", b"asdfghjkl", b"zxcvbnm")

Index = Mapping[int, list[tuple[bytes, float]]]


def bits(passphrase: bytearray) -> float:
    """The binary logarithm of the tries that find it, if they are made in the best order. Loads the
    list of leaked passwords, which takes a tenth of a second."""
    index = leaked()
    folded = passphrase.lower()
    joined = bytearray(len(folded))
    length = _without_gaps(folded, joined)
    gaps = EASY * (len(folded) - length)
    try:
        return min(_both_ways(index, folded, len(folded)), gaps + _both_ways(index, joined, length))
    finally:
        wipe(folded)
        wipe(joined)


def repeats(passphrase: bytearray) -> int:
    """The length of the pattern that it is a repetition of; its own length where it is none."""
    length = len(passphrase)
    for period in range(1, (length + 1) // 2 + 1):
        if all(passphrase[at] == passphrase[at - period] for at in range(period, length)):
            return period
    return length


def _without_gaps(text: bytearray, joined: bytearray) -> int:
    """Fill `joined` with all but the separators of `text`; how many characters that is."""
    length = 0
    for character in text:
        if character not in SEPARATORS:
            joined[length] = character
            length += 1
    return length


def _both_ways(index: Index, text: bytearray, length: int) -> float:
    """The price of its cheapest spelling, forwards or backwards."""
    mirrored = bytearray(length)
    for at in range(length):
        mirrored[at] = text[length - 1 - at]
    try:
        return min(_cheapest(index, text, length), EASY + _cheapest(index, mirrored, length))
    finally:
        wipe(mirrored)


def _cheapest(index: Index, text: bytearray, length: int) -> float:
    """The price of the cheapest spelling of the first `length` characters."""
    read = text.translate(LOOK_ALIKES)
    price = [0.0] + [inf] * length
    try:
        for at in range(length):
            _lower(price, at + 1, price[at] + _single(text, at))
            if text.startswith(CENTURIES, at) and at + 4 <= length and _digits(text, at + 2):
                _lower(price, at + 4, price[at] + YEAR)
            for spelling, extra in ((text, 0.0), (read, EASY)):
                for word, cost in index.get(_key(spelling, at), ()):
                    if at + len(word) <= length and spelling.startswith(word, at):
                        _lower(price, at + len(word), price[at] + cost + extra)
        return price[length]
    finally:
        wipe(read)


def _lower(price: list[float], at: int, found: float) -> None:
    price[at] = min(price[at], found)


def _single(text: bytearray, at: int) -> float:
    character = text[at]
    if at and (text[at - 1], character) in _neighbours():
        return EASY
    if character in SEPARATORS:
        return SEPARATOR
    if character in COMMONEST:
        return DIGIT
    return LETTER if 0x61 <= character <= 0x7A else OTHER


def _digits(text: bytearray, at: int) -> bool:
    return all(0x30 <= text[place] <= 0x39 for place in (at, at + 1))


def _key(text: bytes | bytearray, at: int) -> int:
    """The first three characters of a word as a number; 0 where there are no three."""
    if at + SHORTEST_WORD > len(text):
        return 0
    return text[at] << 16 | text[at + 1] << 8 | text[at + 2]


@cache
def leaked() -> Index:
    """The 30,000 passwords found most often in leaks, and our own words, by their beginning; each
    with what it costs to try all before it."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415  for a new passphrase only

    prices = {word: log2(rank) + 1 for rank, word in enumerate(FREQUENCY_LISTS["passwords"], 1)}
    for own in OWN_WORDS:
        prices[own] = min(OWN_PRICE, prices.get(own, inf))
    index: dict[int, list[tuple[bytes, float]]] = defaultdict(list)
    for text, price in prices.items():
        word = text.encode()
        if len(word) >= SHORTEST_WORD:
            index[_key(word, 0)].append((word, price))
    return dict(index)


@cache
def _neighbours() -> frozenset[tuple[int, int]]:
    """Pairs of characters of which one leads to the other: the same one, keys that touch, and what
    follows in the alphabet or in counting."""
    keys = b"".join(ROWS)
    pairs = {(key, key) for key in range(0x21, 0x7F)}
    pairs |= {(one, one + step) for one in keys for step in (1, -1) if one + step in keys}
    for number, row in enumerate(ROWS):
        below = ROWS[number + 1] if number + 1 < len(ROWS) else b""
        for place, key in enumerate(row):
            touched = row[place + 1 : place + 2] + below[max(place - 1, 0) : place + 1]
            pairs |= {pair for other in touched for pair in ((key, other), (other, key))}
    return frozenset(pairs)
