"""A new passphrase: the one that this run was handed; else six random words that a person takes and
types back, or one of his own, typed twice.

The service itself shows the words, on the terminal's other page: they go over no pipe, and nothing
of them is in the scrollback afterwards; what records the terminal still sees them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jungletui.domain.failures import LockedError, UsageError
from jungletui.domain.new_passphrase import NewPassphrase
from jungletui.service.hardening import kept_terminal

if TYPE_CHECKING:
    from jungletui.vault.sources import PassphraseSources

TERMINAL = "/dev/tty"
TRIES = 3
OTHER_PAGE, SAME_PAGE = b"\x1b[?1049h\x1b[2J\x1b[H", b"\x1b[2J\x1b[H\x1b[?1049l"
PAGE = """\
{slip}A new passphrase for the vault: six words chosen at random ({bits} bits).

    {words}

Write them on paper, or keep them in your password manager: they are stored
nowhere else, and this page disappears without a trace. Afterwards they are
typed once, as they stand here, with one space between them.
{choice}
"""
SLIP = "What was typed was not the same. Here are the words as before.\n\n"
EITHER = """
Press Enter to take them. Or type a passphrase of your own, of at least 12
characters; nothing is shown while you type.
"""
CHOICES = {
    NewPassphrase.OFFERED: (EITHER, "New passphrase: "),
    NewPassphrase.GENERATED: ("", "Press Enter when you have them. "),
}
TYPE_WORDS = "Type the words: "
OWN, OWN_TWICE = "New passphrase: ", "The same again: "


def new_passphrase(sources: PassphraseSources, wish: NewPassphrase) -> bytearray:
    """A passphrase for a new vault; the caller wipes it. What this run was handed comes first.

    Raises as `asked_for` does, and UsageError where words were wished for and a passphrase was
    handed over."""
    from jungletui.vault.memory import wipe  # noqa: PLC0415
    from jungletui.vault.sources import given_new, nobody_there  # noqa: PLC0415

    with kept_terminal():  # a passphrase command may ask there
        given = given_new(sources)
    if given is None:
        if not sources.tty:
            raise nobody_there()
        return asked_for(wish)
    if wish is NewPassphrase.GENERATED:
        wipe(given)
        raise UsageError(
            "No words are made up where a passphrase is given.",
            "Leave --generate away, or what gives the passphrase.",
        )
    return given


def asked_for(wish: NewPassphrase) -> bytearray:
    """A new passphrase from the person at the terminal; the caller wipes it.

    Raises UsageError for a weak one, LockedError without a terminal or a list of words, and where
    the passphrase was typed differently each time.
    """
    from jungletui.vault.diceware import six_words  # noqa: PLC0415
    from jungletui.vault.memory import wipe  # noqa: PLC0415

    words = bytearray() if wish is NewPassphrase.OWN else six_words()
    try:
        for slips in range(TRIES):
            chosen, prompt = _chosen(words, wish, slips)
            second = _once_more(prompt)
            same = second == chosen
            wipe(second)
            if same:
                return chosen
            wipe(chosen)
    finally:
        wipe(words)
    raise LockedError("the two passphrases differed each time", "Try again.")


def _chosen(words: bytearray, wish: NewPassphrase, slips: int) -> tuple[bytearray, str]:
    """What the person takes or types, and the prompt under which he types it once more."""
    from jungletui.vault.passphrases import strong  # noqa: PLC0415

    if not words:
        return strong(_typed(OWN)), OWN_TWICE
    typed = _beside(words, wish, slips)
    if not typed or wish is NewPassphrase.GENERATED:
        typed[:] = bytes(len(typed))
        return bytearray(words), TYPE_WORDS
    return strong(typed), OWN_TWICE


def _beside(words: bytearray, wish: NewPassphrase, slips: int) -> bytearray:
    """Show the words on the other page until a line is typed there; that line."""
    from jungletui.vault import terminal  # noqa: PLC0415
    from jungletui.vault.diceware import BITS  # noqa: PLC0415

    choice, prompt = CHOICES[wish]
    slip = SLIP if slips else ""
    page = PAGE.format(slip=slip, bits=BITS, words="\0", choice=choice)
    above, _, below = page.encode().partition(b"\0")
    fd = _opened()
    try:
        with kept_terminal(parting=SAME_PAGE):
            try:
                for part in (OTHER_PAGE, above, words, below):
                    os.write(fd, part)
                return terminal.ask(prompt, fd)
            finally:
                os.write(fd, SAME_PAGE)
    finally:
        os.close(fd)


def _typed(prompt: str) -> bytearray:
    from jungletui.vault import terminal  # noqa: PLC0415

    with kept_terminal():
        return terminal.ask(prompt)


def _once_more(prompt: str) -> bytearray:
    """What is typed, normalised: one text has several spellings. Empty where only Enter is."""
    from jungletui.vault.memory import wipe  # noqa: PLC0415
    from jungletui.vault.passphrases import normalised  # noqa: PLC0415

    typed = _typed(prompt)
    try:
        return normalised(typed) if typed else bytearray()
    finally:
        wipe(typed)


def _opened() -> int:
    try:
        return os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        raise LockedError("there is no terminal to show the words on", "Run it on one.") from None
