"""The themes of our own, and which one a terminal gets: the only place with colours in it."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES, Theme

DARK = Theme(
    name="jungle-dark",
    primary="#7fc8a9",
    secondary="#8fb8de",
    accent="#9ad9b8",
    success="#7fd18b",
    warning="#e8c268",
    error="#ff8a80",
    foreground="#d7e0dc",
    background="#0f1714",
    surface="#15201c",
    panel="#1d2b26",
    dark=True,
)
LIGHT = Theme(
    name="jungle-light",
    primary="#1c6e50",
    secondary="#2a5d91",
    accent="#17613f",
    success="#1d6b2c",
    warning="#7d5600",
    error="#a8201a",
    foreground="#17211d",
    background="#fbfdfb",
    surface="#f1f6f2",
    panel="#dfe9e2",
    dark=False,
)
HIGH_CONTRAST = Theme(
    name="jungle-high-contrast",
    primary="#ffffff",
    secondary="#00ffff",
    accent="#ffff00",
    success="#00ff66",
    warning="#ffff00",
    error="#ff6666",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#222222",
    dark=True,
)
COLOUR_BLIND = Theme(
    # Okabe and Ito's palette: told apart with every common colour vision deficiency
    # (https://jfly.uni-koeln.de/color/).
    name="jungle-colour-blind",
    primary="#56b4e9",
    secondary="#cc79a7",
    accent="#56b4e9",
    success="#56b4e9",
    warning="#f0e442",
    error="#e69f00",
    foreground="#e8e8e8",
    background="#101418",
    surface="#161b20",
    panel="#232a31",
    dark=True,
)
OWN = (DARK, LIGHT, HIGH_CONTRAST, COLOUR_BLIND)
ANSI = "ansi-dark"
VARIABLE = "JUNGLETUI_THEME"


def theme_names() -> tuple[str, ...]:
    """Every theme that can be chosen: ours first, then Textual's."""
    return (*(theme.name for theme in OWN), *sorted(BUILTIN_THEMES))


def choose_theme(environ: Mapping[str, str]) -> str:
    """The theme to start with: the one that was set; the terminal's own colours with NO_COLOR, on
    the Linux console and over SSH (half the bytes); else `jungle-dark`."""
    if "NO_COLOR" in environ:
        return ANSI
    wanted = environ.get(VARIABLE, "")
    if wanted in theme_names():
        return wanted
    remote = "SSH_CONNECTION" in environ or "SSH_TTY" in environ
    return ANSI if remote or environ.get("TERM") == "linux" else DARK.name
