"""The pages read well beside a form and use the words of the facts."""

import re
from pathlib import Path

import pytest

from jungletui import guides
from jungletui.guides import guide_ids, read_guide
from jungletui.inspection.facts import fact_ids, facts_of

LONGEST_LINE = 72
OWN_PAGES = [page.stem for page in Path(guides.__file__).parent.glob("*.md")]
GUIDED = [exchange for exchange in fact_ids() if exchange in guide_ids()]


def flowing(markdown):
    """The text without emphasis and line ends, as a reader sees it."""
    return re.sub(r"\s+", " ", markdown.replace("**", ""))


def test_pages():
    assert {"binance", "bybit", "general", "kraken", "okx"} <= set(guide_ids())
    assert read_guide("kucoinfutures") == read_guide("kucoin")
    assert read_guide("zaif") is None
    assert read_guide("../domain/keys") is None


@pytest.mark.parametrize("name", guide_ids())
def test_form(name):
    page = read_guide(name)
    assert page.startswith("# ")
    assert "\n## Sources\n" in page
    assert "https://" in page.split("## Sources")[1]
    assert [line for line in page.splitlines() if len(line) > LONGEST_LINE] == []
    assert all(character.isprintable() or character == "\n" for character in page)


def test_at_least_25_exchanges_with_rights_to_choose_have_a_page_of_their_own():
    chosen = {exchange for exchange in GUIDED if len(facts_of(exchange).boxes) > 1}
    assert len({read_guide(exchange) for exchange in chosen}) >= 25


@pytest.mark.parametrize("exchange", GUIDED)
def test_every_box_of_the_facts_is_mentioned(exchange):
    facts = facts_of(exchange)
    text = flowing(read_guide(exchange))
    words = {word for boxes in facts.boxes.values() for word in boxes}
    assert {word for word in (*words, facts.ip_box) if word not in text} == set()
    assert facts.ip_open.lower() in text.lower()


@pytest.mark.parametrize("exchange", GUIDED)
def test_page_and_menu_are_those_of_the_facts(exchange):
    facts = facts_of(exchange)
    text = flowing(read_guide(exchange))
    assert facts.page in text
    for step in facts.menu.split(" → "):
        assert step in text


TO_TICK = re.compile(r"\b(Tick|Choose|Turn on|There are none|There is one box)\b")
PARTS = (
    "Create the key", "Set the boxes", "Bind the address", "The kind of key", "Store it",
    "Delete the key", "Sources",
)  # fmt: skip


def part(page, name):
    """The text below a heading; a heading may say more in brackets."""
    _, *parts = re.split(r"^## ", page, flags=re.MULTILINE)
    [found] = [text for text in parts if text.partition("\n")[0].partition(" (")[0] == name]
    return flowing(found.partition("\n")[2]).strip()


@pytest.mark.parametrize("exchange", GUIDED)
def test_every_page_has_all_parts(exchange):
    page = read_guide(exchange)
    assert all(len(part(page, name)) > 20 for name in PARTS)
    create = part(page, "Create the key")
    assert re.search(r"\b(Log in|Sign in|Connect your wallet)\b", create), "how to log in"
    assert page.split("\n")[2].startswith("Page: https://"), "where the page is"
    boxes = part(page, "Set the boxes")
    assert "Leave unticked:" in boxes
    assert TO_TICK.search(boxes)
    kind = part(page, "The kind of key")
    assert re.search(r"HMAC|Ed25519|RSA|ECDSA|secp256k1|nothing is signed", kind)
    assert "not shown again" in page or "cannot show it again" in flowing(page)


@pytest.mark.parametrize("exchange", sorted(set(GUIDED) & set(OWN_PAGES)))
def test_storing_names_the_command_and_the_fields_of_the_form(exchange):
    stored = part(read_guide(exchange), "Store it")
    assert f"`jungletui keys add NAME --exchange {exchange}`" in stored
    labels = [field.label for field in facts_of(exchange).fields if field.required]
    assert [label for label in labels if label not in stored] == []


def test_the_general_page_says_what_a_key_is_how_to_keep_it_and_what_to_do_after_a_leak():
    page = read_guide("general")
    kinds = ("- read:", "- trade:", "- move funds:")
    assert all(kind in part(page, "What an API key is") for kind in kinds)
    assert "vault" in part(page, "Keep it")
    first = part(page, "When a vendor or a bot leaks")
    assert first.startswith("1. Delete the key at the exchange")


@pytest.mark.parametrize("exchange", GUIDED)
def test_withdrawal_stands_under_leave_unticked(exchange):
    left = read_guide(exchange).split("Leave unticked:")[1].split("##")[0]
    boxes = facts_of(exchange).boxes.get("withdraw", ())
    assert all(f"**{word}**" in left for word in boxes[:1])
    assert boxes or "withdraw" in left
