"""Lists of addresses: no restriction at all, too wide, never seen, and not this host's."""

import pytest

from jungletui.domain.keys import KeyProfile
from jungletui.domain.surroundings import Egress
from tests.inspection.checking.cases import NOW, OPEN, C, findings, listing, outcome, report


def judged(*entries, endpoint=None, **around):
    profile = KeyProfile("k", "binance", endpoint=endpoint)
    return findings(report(ip=listing(*entries)), profile=profile, **around)


@pytest.mark.parametrize(
    "entry", ["0.0.0.0/0", "::/0", "128.0.0.0/1", "0.0.0.0-255.255.255.255", "::ffff:0:0/96"]
)
def test_a_list_that_lets_everybody_in_is_no_restriction(entry):
    found = judged("198.51.100.7", entry)
    assert outcome(found, "JT-IP-001") == ("fail", "high")
    assert entry in found["JT-IP-001"].evidence
    reading = findings(report((C.READ,), ip=listing(entry)))
    assert outcome(reading, "JT-IP-001") == ("fail", "high"), "the policy `bot` wants a list"


@pytest.mark.parametrize("entry", ["0.0.0.0", "::"])
def test_the_address_that_means_all_on_some_exchanges_wants_a_look(entry):
    assert outcome(judged(entry), "JT-IP-001") == ("manual", "high")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("198.51.100.7", ("pass", "medium")),
        ("198.51.100.0/24", ("pass", "medium")),
        ("198.51.100.0/23", ("fail", "medium")),
        ("198.51.100.0-198.51.101.0", ("fail", "medium")),
        ("198.51.0.0/16", ("fail", "medium")),
        ("198.50.0.0/15", ("fail", "high")),
        ("2001:db8::/48", ("pass", "medium")),
        ("2001:db8::/47", ("fail", "medium")),
        ("2001:db8::/31", ("fail", "high")),
        ("198.**.7", ("unknown", "info")),
    ],
)
def test_width(entry, expected):
    assert outcome(judged(entry), "JT-IP-002") == expected


@pytest.mark.parametrize(
    "entry",
    ["10.0.0.7", "192.168.1.0/24", "127.0.0.1", "169.254.3.4", "100.64.0.1", "fe80::1", "fd00::7",
     "::1", "224.0.0.1", "240.0.0.1", "ff02::1"],
)  # fmt: skip
def test_addresses_that_no_exchange_sees(entry):
    alone = judged(entry)
    assert outcome(alone, "JT-IP-003") == ("fail", "high")
    assert "from nowhere" in alone["JT-IP-003"].evidence
    assert outcome(judged(entry, "198.51.100.7"), "JT-IP-003") == ("fail", "medium")


def test_a_private_endpoint_sees_private_addresses():
    for endpoint in ("http://127.0.0.1:8080", "https://10.0.0.2", "http://localhost"):
        assert outcome(judged("10.0.0.7", endpoint=endpoint), "JT-IP-003") is None
    public = judged("10.0.0.7", endpoint="https://api.example.com")
    assert outcome(public, "JT-IP-003") == ("fail", "high")


def test_what_is_not_listed_is_not_judged():
    for ip in (OPEN, listing()):
        found = findings(report(ip=ip))
        assert not {"JT-IP-002", "JT-IP-003", "JT-IP-004"} & set(found)


def here(v4, v6):
    return Egress(v4, v6, "the exchange", NOW, "asked for both families")


@pytest.mark.parametrize(
    ("entries", "v4", "v6", "listed", "family"),
    [
        (["198.51.100.7"], "198.51.100.7", "", ("pass", "medium"), ("pass", "medium")),
        (["198.51.100.7"], "198.51.100.8", "", ("fail", "medium"), ("pass", "medium")),
        (["198.51.100.7"], "198.51.100.7", "2001:db8::7", ("pass", "medium"), ("fail", "medium")),
        (["198.51.100.7"], "", "2001:db8::7", ("unknown", "low"), ("fail", "high")),
        (["2001:db8::/64"], "198.51.100.7", "2001:db8::7", ("pass", "medium"), ("fail", "medium")),
        (["198.51.100.7"], "198.51.100.7", None, ("pass", "medium"), ("unknown", "info")),
        (["198.51.100.7"], None, None, ("unknown", "info"), None),
        (["198.**.7"], "198.51.100.7", "", ("unknown", "low"), ("pass", "medium")),
    ],
)
def test_the_addresses_of_this_host(entries, v4, v6, listed, family):
    found = judged(*entries, egress=here(v4, v6))
    assert outcome(found, "JT-IP-004") == listed
    assert outcome(found, "JT-IP-005") == family


def test_this_host_does_not_leave_for_a_private_endpoint():
    leaving = here("198.51.100.9", "")
    found = judged("127.0.0.1", endpoint="http://127.0.0.1:8080", egress=leaving)
    assert not {"JT-IP-004", "JT-IP-005"} & set(found)
    public = judged("198.51.100.7", endpoint="https://api.example.com", egress=leaving)
    assert outcome(public, "JT-IP-004") == ("fail", "medium")


def test_nobody_asked_for_this_host_s_address():
    assert "JT-IP-004" not in judged("198.51.100.7", egress=None)
