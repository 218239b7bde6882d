"""The catalogue of checks: stable ids, and remedies whose places can be filled."""

import re
from string import Formatter

import pytest

from jungletui.domain.catalogue import CATALOGUE

PLACES = {"where", "boxes", "ip_box", "wanted"}
# Ids are numbered from 001 in each family. One that was published keeps its meaning for ever: a
# number may grow, and none may be left out.
PUBLISHED = {
    "JT-WD": 1,
    "JT-AD": 1,
    "JT-TR": 1,
    "JT-TD": 2,
    "JT-RD": 2,
    "JT-RQ": 1,
    "JT-SY": 1,
    "JT-IP": 5,
    "JT-EX": 2,
    "JT-AG": 1,
    "JT-US": 2,
    "JT-DR": 4,
    "JT-UK": 1,
    "JT-NEW": 1,
    "JT-AT": 3,
    "JT-VT": 1,
    "JT-AC": 2,
    "JT-HO": 2,
}


def test_no_published_id_is_gone_or_new_in_silence():
    ids = [f"{family}-{n:03}" for family, last in PUBLISHED.items() for n in range(1, last + 1)]
    assert sorted(CATALOGUE) == sorted(ids)


@pytest.mark.parametrize("check", CATALOGUE.values(), ids=CATALOGUE)
def test_a_check_is_whole(check):
    assert re.fullmatch(r"JT-[A-Z]{2,3}-\d{3}", check.id)
    named = {name for _, name, _, _ in Formatter().parse(check.remedy) if name is not None}
    assert "where" in named, "a remedy names the exchange's page and menu"
    assert named <= PLACES
    for title in (check.failed, check.passed, check.unsure):
        assert title
        assert not title.endswith(".")
    assert check.risk.endswith(".")
    assert check.remedy.endswith(".")


def test_titles_tell_the_checks_apart():
    assert len({check.failed for check in CATALOGUE.values()}) == len(CATALOGUE)
