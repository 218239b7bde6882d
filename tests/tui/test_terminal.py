"""Under a real pty: how many bytes are written, how it ends, and what a crash does not print."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator

import pytest

from jungletui.tui.environment import clear_environment, refusal
from jungletui.tui.glyphs import ASCII, UNICODE, choose_glyphs
from jungletui.tui.themes import ANSI, choose_theme, theme_names
from tests.tui.terminal_session import TerminalSession

pytestmark = pytest.mark.slow  # whole programs under a terminal


CANARY = "canary-5f1d9c"


COLOUR = re.compile(rb"\x1b\[[0-9;]*?(?:38|48);[25];|\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|9[0-7])m")
WHOLE_TABLE = 19_000
"""What Textual's DataTable writes for one changed cell at this size."""


@pytest.fixture
def session() -> Iterator[TerminalSession]:
    with TerminalSession() as terminal:
        terminal.until("1 refused")
        yield terminal


def test_one_changed_cell_writes_a_fiftieth_of_a_whole_table(session):
    written = session.press("x")
    assert "● other" in session.text
    assert 0 < len(written) < 400 < WHOLE_TABLE / 40
    assert b"grid-2" not in written, "the lines around it were not written"


def test_an_idle_screen_writes_nothing(session):
    assert session.read(quiet=3.0, limit=3.0) == b""


def test_a_cursor_step_writes_two_lines_and_the_key_in_words(session):
    assert 0 < len(session.press("j")) < 6_500


def test_the_palette_costs_less_than_half_of_textuals(session):
    assert 0 < len(session.press(":")) < 55_000 / 2
    assert "jungletui inspect NAME" in session.text


def test_a_crash_prints_no_value_of_anything(session):
    session.press("!")
    code = session.wait()
    assert code == 1
    assert CANARY.encode() not in session.written
    assert b"RuntimeError" in session.written
    assert b"in have_a_defect" in session.written, "where it struck is said"
    assert b"[?1049l" in session.written, "the terminal is given back"


def test_quitting_gives_the_terminal_back(session):
    session.press("q")
    assert session.wait() == 0
    assert b"[?1049l" in session.written


def test_sigterm_quits_politely(session):
    session.child.kill(signal.SIGTERM)
    assert session.wait(5) in (0, 128 + signal.SIGTERM)
    assert b"[?1049l" in session.written


def test_sighup_ends_it_at_once(session):
    session.child.kill(signal.SIGHUP)
    assert session.wait(5) == 128 + signal.SIGHUP


def test_a_closed_terminal_ends_it_even_where_hangups_are_ignored():
    with TerminalSession(IGNORE_HANGUP="1") as terminal:
        terminal.until("1 refused")
        assert terminal.hang_up() == 128 + signal.SIGHUP


def test_a_refused_passphrase_gives_the_terminal_back_to_the_screens(session):
    session.press("L")
    session.press("\r")
    session.until("The passphrase does not fit.")
    session.press("q")
    assert session.wait() == 0


@pytest.mark.slow
def test_a_stalled_terminal_does_not_stop_the_app(tmp_path):
    beats = tmp_path / "beats"
    with TerminalSession(PROBE_BEATS=str(beats)) as terminal:
        terminal.until("1 refused")
        before = beats.stat().st_size
        time.sleep(4)  # nobody reads: without the guard the loop stands still after 30 frames
        assert beats.stat().st_size - before > 40
        assert len(terminal.read(quiet=0.02, limit=0.2)) < 400_000


def test_no_color_means_no_colour_at_all():
    with TerminalSession(NO_COLOR="1") as terminal:
        terminal.until("1 refused")
        terminal.press("j")
        assert COLOUR.search(terminal.written) is None
        assert "› grid-2" in terminal.text


def test_over_ssh_the_terminals_own_colours_are_used():
    with TerminalSession(SSH_CONNECTION="203.0.113.7 1 203.0.113.8 22") as terminal:
        terminal.until("1 refused")
        assert b"38;2;" not in terminal.written
        assert b"48;2;" not in terminal.written


def test_the_linux_console_is_drawn_in_ascii():
    with TerminalSession(TERM="linux", COLORTERM="") as terminal:
        terminal.until("1 refused")
        table = "\n".join(terminal.text.splitlines()[:10])
        assert table.isascii()
        assert "> main" in table


@pytest.mark.parametrize("size", [(60, 20), (40, 12), (200, 60)])
def test_other_sizes_are_drawn(size):
    with TerminalSession(size) as terminal:
        terminal.until("old-vps")
        assert "JungleTUI" in terminal.text


# What is settled before the screens


def test_textuals_variables_are_taken_out():
    environ = {"TEXTUAL_LOG": "keys.txt", "TEXTUAL": "devtools", "TERM": "xterm"}
    clear_environment(environ)
    assert environ == {"TERM": "xterm"}


def test_a_dumb_terminal_is_refused_with_the_commands():
    reason = refusal({"TERM": "dumb"}, is_terminal=True)
    assert reason is not None
    assert "jungletui keys list" in reason.remedy
    assert refusal({"TERM": "xterm"}, is_terminal=False) is not None
    assert refusal({"TERM": "xterm"}, is_terminal=True) is None


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({}, "jungle-dark"),
        ({"SSH_CONNECTION": "a b"}, ANSI),
        ({"SSH_TTY": "/dev/pts/1", "JUNGLETUI_THEME": "jungle-light"}, "jungle-light"),
        ({"NO_COLOR": "", "JUNGLETUI_THEME": "jungle-light"}, ANSI),
        ({"TERM": "linux"}, ANSI),
        ({"JUNGLETUI_THEME": "no such"}, "jungle-dark"),
    ],
)
def test_the_theme_fits_the_terminal(environ, theme):
    assert choose_theme(environ) == theme
    assert theme in theme_names()


def test_signs_fit_the_terminal():
    assert choose_glyphs({"TERM": "xterm"}, "utf-8") is UNICODE
    assert choose_glyphs({"TERM": "linux"}, "utf-8") is ASCII
    assert choose_glyphs({"TERM": "xterm"}, "ascii") is ASCII
