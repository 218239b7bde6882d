"""A Secret does not come out by accident."""

import copy
import json
import logging
import pickle
import traceback

import pytest

from jungletui.domain.secret import MASK, Secret

TEXT = "hunter2-hunter2"


@pytest.fixture
def secret():
    return Secret(TEXT)


def test_reveal_is_the_way_out(secret):
    assert secret.reveal() == TEXT
    assert len(secret) == len(TEXT)
    assert secret
    assert not Secret("")


@pytest.mark.parametrize(
    "shown",
    [
        repr,
        str,
        lambda s: f"{s}",
        lambda s: f"{s!r:>40}",
        lambda s: f"{s:>40}",
        lambda s: "%s %r" % (s, s),  # noqa: UP031 - the old way must not leak either
        "{0} {0!r}".format,
        lambda s: repr([s, {"a": s}]),
    ],
)
def test_no_formatting_shows_it(secret, shown):
    assert TEXT not in shown(secret)
    assert MASK in shown(secret)


@pytest.mark.parametrize("leak", [copy.copy, copy.deepcopy, pickle.dumps, json.dumps, hash])
def test_it_cannot_be_copied_pickled_encoded_or_hashed(secret, leak):
    with pytest.raises(TypeError) as caught:
        leak(secret)
    assert TEXT not in str(caught.value)


def test_no_protocol_of_pickle_takes_it(secret):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(secret, protocol)


def test_it_is_not_iterable_and_has_no_dict(secret):
    with pytest.raises(TypeError):
        iter(secret)
    assert not hasattr(secret, "__dict__")


def test_comparison_is_only_with_secrets(secret):
    assert secret == Secret(TEXT)
    assert secret != Secret("other")
    assert secret != TEXT
    with pytest.raises(TypeError):
        _ = secret < Secret("z")


def test_only_a_text_becomes_a_secret():
    with pytest.raises(TypeError):
        Secret(TEXT.encode())


def test_logs_and_tracebacks_do_not_show_it(secret, caplog):
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("key %s %r", secret, secret)
    assert TEXT not in caplog.text
    with pytest.raises(ValueError, match=MASK) as caught:
        raise ValueError(secret)
    assert TEXT not in "".join(traceback.format_exception(caught.value))


def test_made_from_bytes_it_can_be_wiped():
    raw = bytearray("pässword-7".encode())
    secret = Secret(raw)
    assert secret == Secret("pässword-7")
    assert (secret.reveal(), len(secret)) == ("pässword-7", 10)
    assert secret.encoded() is raw, "no copy was made"
    secret.wipe()
    assert raw == bytes(11)


def test_it_wipes_itself_when_nothing_refers_to_it():
    raw = bytearray(TEXT.encode())
    secret = Secret(raw)
    del secret
    assert raw == bytes(len(TEXT))


def test_a_text_is_not_python_s_to_wipe(secret):
    secret.wipe()
    assert secret.reveal() == TEXT
