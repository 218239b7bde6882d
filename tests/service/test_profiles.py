"""What is stored about a key can be used: an endpoint that would leak its secrets is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.domain.failures import UsageError
from jungletui.domain.keys import KeyProfile, ProfileChanges
from jungletui.domain.secret import Secret
from jungletui.service.adding import keys_add
from jungletui.service.editing import keys_edit
from jungletui.service.files import find_files
from jungletui.service.profiles import require_sound
from jungletui.service.state import State
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault

REFUSED = [
    ("http://api.example.com", "in the clear"),
    ("http://192.168.1.4:8080", "in the clear"),
    ("http://127.0.0.1.example.com", "in the clear"),
    ("ftp://api.example.com", "not an endpoint"),
    ("api.example.com", "not an endpoint"),
    ("https://", "not an endpoint"),
    ("https://api.example.com:0", "not an endpoint"),
    ("https://api.example.com:port", "not an endpoint"),
    ("https://api.example.com/v2", "no path"),
    ("https://api.example.com?x=1", "no path"),
    ("https://me:word@api.example.com", "user name"),
    ("https://api.example\u202e.com", "printable"),
]
CREDENTIAL = {"apiKey": Secret("k" * 64), "secret": Secret("s" * 64)}


@pytest.fixture
def state(tmp_path: Path) -> State:
    vault = MemoryVault(Content(bytes(32), ()), path=Path("memory"))
    sources = PassphraseSources(None, None, None, {}, tty=False)
    return State(files=find_files(tmp_path, {}), sources=sources, vault=vault)


@pytest.mark.parametrize(("endpoint", "words"), REFUSED)
def test_an_endpoint_that_cannot_be_or_leaks_is_refused(
    state: State, endpoint: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        require_sound(state, KeyProfile("mine", "binance", endpoint=endpoint))
    assert refused.value.remedy


@pytest.mark.parametrize(
    "endpoint", ["https://api.example.com", "https://x:8443/", "http://127.0.0.1:9", "http://[::1]"]
)
async def test_https_and_this_machine_are_taken(state: State, endpoint: str) -> None:
    profile = KeyProfile("mine", "binance", endpoint=endpoint)
    require_sound(state, profile)
    await keys_add(state, profile, CREDENTIAL, verify=False)
    assert [key.profile.endpoint for key in state.vault.content.keys] == [endpoint]


async def test_neither_a_new_key_nor_a_changed_one_is_stored_with_it(state: State) -> None:
    bad = "http://api.example.com"
    with pytest.raises(UsageError, match="in the clear"):
        await keys_add(state, KeyProfile("mine", "binance", endpoint=bad), CREDENTIAL, verify=False)
    assert state.vault.content.keys == ()
    await keys_add(state, KeyProfile("mine", "binance"), CREDENTIAL, verify=False)
    with pytest.raises(UsageError, match="in the clear"):
        keys_edit(state, "mine", ProfileChanges(endpoint=bad))
    assert state.vault.content.keys[0].profile.endpoint is None
