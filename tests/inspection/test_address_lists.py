"""A key's list against an address, in every form that exchanges list them."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jungletui.domain.diagnosis import Outcome
from jungletui.domain.failures import FailureKind
from jungletui.domain.reports import UNKNOWN_IP, IpRestriction
from jungletui.inspection.address_lists import (
    Match,
    addresses_in,
    compare,
    never_matches,
    read_address,
    too_wide,
)
from jungletui.inspection.steps import address_step

V4, V6 = "203.0.113.7", "2001:db8::7"


@pytest.mark.parametrize(
    ("allowed", "address", "expected"),
    [
        (["203.0.113.7"], V4, Match.ALLOWED),
        (["203.0.113.8"], V4, Match.NOT_ALLOWED),
        (["198.51.100.0/24", "203.0.113.0/29"], V4, Match.ALLOWED),
        (["203.0.113.8/29"], V4, Match.NOT_ALLOWED),
        (["203.0.113.1-203.0.113.9"], V4, Match.ALLOWED),
        (["203.0.113.8 - 203.0.113.9"], V4, Match.NOT_ALLOWED),
        (["203.0.113.7"], V6, Match.OTHER_FAMILY),
        (["2001:db8::/64"], V4, Match.OTHER_FAMILY),
        (["2001:db8::/64"], V6, Match.ALLOWED),
        (["2001:0DB8:0:0:0:0:0:7"], V6, Match.ALLOWED),
        (["203.0.113.7", "2001:db8::1"], V6, Match.NOT_ALLOWED),
        (["2001:db8::1-2001:db8::9"], V6, Match.ALLOWED),
        (["2001:db8::8-2001:db8::9"], V6, Match.NOT_ALLOWED),
        (["203.0.113.1-203.0.113.9"], V6, Match.OTHER_FAMILY),
        (["2001:db8:1::/48", "198.51.100.0/24"], V6, Match.NOT_ALLOWED),
        (["0.0.0.0/0"], V6, Match.OTHER_FAMILY),
        (["::/0"], V6, Match.ALLOWED),
        (["::ffff:203.0.113.7"], V4, Match.ALLOWED),
        (["203.0.113.7"], "::ffff:203.0.113.7", Match.ALLOWED),
        (["203.**.7"], V4, Match.UNKNOWN),
        (["203.**.154"], V4, Match.NOT_ALLOWED),
        (["203.**.154"], V6, Match.NOT_ALLOWED),
        (["somewhere.example"], V4, Match.UNKNOWN),
        (["203.0.113.9-203.0.113.1"], V4, Match.UNKNOWN),
        ([], V4, Match.UNKNOWN),
        (["203.0.113.7"], "no address", Match.UNKNOWN),
    ],
)
def test_lists(allowed, address, expected):
    assert compare(allowed, address) is expected


@pytest.mark.parametrize(
    "entry", ["10.0.0.5", "192.168.0.0/24", "172.16.0.1-172.16.0.9", "fd00::1"]
)
def test_private_addresses_never_match(entry):
    assert never_matches(entry)


@pytest.mark.parametrize("entry", [V4, V6, "0.0.0.0/0", "172.15.0.0-172.16.0.9", "nonsense"])
def test_other_addresses_may(entry):
    assert not never_matches(entry)


@pytest.mark.parametrize(
    ("entry", "wide"),
    [
        ("0.0.0.0/0", True),
        ("203.0.0.0/16", True),
        ("203.0.113.0/24", False),
        ("203.0.113.0-203.0.114.0", True),
        ("2001:db8::/32", True),
        ("2001:db8::/48", False),
        (V4, False),
        ("nonsense", False),
    ],
)
def test_wide_entries(entry, wide):
    assert too_wide(entry) is wide


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your IP 203.0.113.7 is not included in your API key's IP whitelist.", (V4,)),
        ("Request IP not in whitelist: 203.0.113.7.", (V4,)),
        ("the current clientIp is:2001:db8:0:0:0:0:0:7", (V6,)),
        ("action, request ip: 203.0.113.7", (V4,)),
        ("Invalid IP (40018)", ()),
        ("at 12:30:45 nothing", ()),
    ],
)
def test_addresses_in_a_sentence(text, found):
    assert addresses_in(text) == found


@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=40))
def test_any_text_gets_an_answer(entries, text):
    assert compare(entries, text) in Match
    assert compare(entries, V4) in Match
    for entry in entries:
        never_matches(entry)
        too_wide(entry)
    addresses_in(text)


def restriction(*allowed):
    return IpRestriction(True, allowed, "ips")


def test_a_dual_stack_host_with_a_list_of_one_family():
    found = address_step(restriction(V4), (V4, V6))
    assert found.kind is FailureKind.IP_NOT_ALLOWED
    assert "address-family" in found.detail
    assert V6 in found.detail


def test_a_host_on_the_list_fits():
    assert address_step(restriction("203.0.113.0/29"), (V4,)).outcome is Outcome.OK


def test_what_is_not_known_is_not_tried():
    assert address_step(restriction(V4), ()).outcome is Outcome.NOT_TRIED
    assert address_step(UNKNOWN_IP, (V4,)).outcome is Outcome.NOT_TRIED
    assert address_step(IpRestriction(False, (), "open"), (V4,)).outcome is Outcome.OK


def test_entries_that_make_no_sense_are_remarked():
    detail = address_step(restriction("10.0.0.1", "0.0.0.0/0"), ()).detail
    assert "10.0.0.1 can never match" in detail
    seen_there = address_step(restriction("10.0.0.1"), (), "http://10.0.0.9:8080").detail
    assert "never match" not in seen_there
    assert "0.0.0.0/0 lets in more than one site" in detail


NEXT_TO = [  # an entry, and whether the addresses at and beside its ends are in it
    ("203.0.113.8/29", "203.0.113.8", "203.0.113.15", "203.0.113.7", "203.0.113.16"),
    ("203.0.113.9/29", "203.0.113.8", "203.0.113.15", "203.0.113.7", "203.0.113.16"),
    ("203.0.113.0/255.255.255.252", V4[:-1] + "0", "203.0.113.3", "203.0.112.255", "203.0.113.4"),
    ("203.0.113.9-203.0.114.1", "203.0.113.9", "203.0.114.1", "203.0.113.8", "203.0.114.2"),
    ("203.0.113.9/32", "203.0.113.9", "203.0.113.9", "203.0.113.8", "203.0.113.10"),
    ("2001:db8::8/125", "2001:db8::8", "2001:db8::f", "2001:db8::7", "2001:db8::10"),
    ("2001:db8::1-2001:db8::3", "2001:db8::1", "2001:db8::3", "2001:db8::", "2001:db8::4"),
    ("::ffff:203.0.113.8/125", "203.0.113.8", "203.0.113.15", "203.0.113.7", "203.0.113.16"),
    ("::ffff:203.0.113.1-::ffff:203.0.113.3", "203.0.113.1", "203.0.113.3", "203.0.113.0", V4),
]


@pytest.mark.parametrize(("entry", "first", "last", "before", "after"), NEXT_TO)
def test_the_ends_of_an_entry_are_exact(entry, first, last, before, after):
    assert compare([entry], first) is compare([entry], last) is Match.ALLOWED
    assert compare([entry], before) is compare([entry], after) is Match.NOT_ALLOWED


@given(st.ip_addresses(v=4), st.integers(0, 32), st.ip_addresses(v=4))
def test_networks_agree_with_the_standard_library(base, prefix, address):
    network = ipaddress.ip_network((base, prefix), strict=False)
    wanted = Match.ALLOWED if address in network else Match.NOT_ALLOWED
    assert compare([f"{base}/{prefix}"], str(address)) is wanted
    assert compare([f"::ffff:{base}/{prefix + 96}"], str(address)) is wanted
    assert compare([f"{network[0]}-{network[-1]}"], f"::ffff:{address}") is wanted


@given(st.ip_addresses(v=6), st.integers(0, 128), st.ip_addresses(v=6))
def test_networks_of_the_other_family_agree_too(base, prefix, address):
    network = ipaddress.ip_network((base, prefix), strict=False)
    inside = read_address(str(address)).version == 6 and address in network
    assert (compare([f"{base}/{prefix}"], str(address)) is Match.ALLOWED) >= inside


@pytest.mark.parametrize(
    "junk",
    ["203.0.113.007", "203.0.113", "203.0.113.1-9", "203.0.113.0/33", "::/129", "1.2.3.4/-1", "-",
     "203.0.113.7,203.0.113.8", "localhost", "２０３.0.113.7", "203.0.113.7 ", "0x7f.1", "%00"],
)  # fmt: skip
def test_junk_never_forbids_nor_allows_by_guessing(junk):
    expected = Match.ALLOWED if junk.strip() == V4 else Match.UNKNOWN
    assert compare([junk], V4) is expected
    assert compare([junk, V4], V4) is Match.ALLOWED
