"""The pages read well beside a form and use the words of the facts."""

import re

import pytest

from jungletui.guides import guide_ids, read_guide
from jungletui.inspection.facts import fact_ids, facts_of

LONGEST_LINE = 72
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


@pytest.mark.parametrize("exchange", GUIDED)
def test_creating_storing_and_deleting_are_there(exchange):
    page = read_guide(exchange)
    for heading in ("## Create the key", "## Set the boxes", "## Bind the address",
                    "## Delete the key"):  # fmt: skip
        assert heading in page
    assert "not shown again" in page or "cannot show it again" in flowing(page)


@pytest.mark.parametrize("exchange", GUIDED)
def test_withdrawal_stands_under_leave_unticked(exchange):
    left = read_guide(exchange).split("Leave unticked:")[1].split("##")[0]
    boxes = facts_of(exchange).boxes.get("withdraw", ())
    assert all(f"**{word}**" in left for word in boxes[:1])
    assert boxes or "withdraw" in left
