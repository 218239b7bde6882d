"""What the palette offers: every action that works here, and every command of the command line."""

from __future__ import annotations

from jungletui.tui.bindings import ACTIONS, actions_of
from jungletui.tui.themes import theme_names
from jungletui.tui.widgets.palette import Command

SHELL_COMMANDS = (
    ("init", "Create a vault"),
    ("keys show NAME", "One key, without anything secret"),
    ("keys reveal NAME", "Print a stored secret, logged"),
    ("diagnose [NAME…]", "Why is this key refused?"),
    ("audit [NAME…] --fail-on high", "Findings of all keys, with an exit code"),
    ("fills [NAME…]", "Executions of orders"),
    ("watch NAME…", "Changes as newline-delimited JSON"),
    ("exec NAME… -- COMMAND", "Run a bot with its keys injected"),
    ("import PATH…", "Take keys over from other programs' configuration"),
    ("scan PATH…", "Find plaintext exchange keys on this machine"),
    ("vault check", "Look at the vault, its record and its backups"),
    ("vault backup PATH", "Copy the vault to a new file"),
    ("vault restore PATH", "Put a copy in the vault's place"),
    ("agent start|stop|status|unlock|lock", "Unlock once for all commands"),
    ("guide EXCHANGE", "How to create, restrict and delete a key there"),
    ("doctor", "Check clock, files, terminal, keyring, network"),
    ("demo", "These screens on sample keys"),
)


def palette_commands(scope: str) -> tuple[Command, ...]:
    """Actions of this screen and the app, themes, then what only the shell can do."""
    actions = [
        Command(a.words, _spelling(a.shown_keys, a.cli), _call(a.scope, a.textual_action))
        for a in actions_of(scope, "app")
        if a.keys and a.id != "app.palette"
    ]
    themes = [Command(f"Theme: {name}", "", f"app.theme('{name}')") for name in theme_names()]
    offered = {a.cli for a in ACTIONS}
    shell = [
        Command(words, f"jungletui {cli}  (in a shell)", "")
        for cli, words in SHELL_COMMANDS
        if cli not in offered
    ]
    return (*actions, *themes, *shell)


def _spelling(keys: tuple[str, ...], cli: str) -> str:
    command = f"   jungletui {cli}" if cli else ""
    return " ".join(keys).ljust(8) + command


def _call(scope: str, action: str) -> str:
    return f"app.{action}" if scope == "app" else f"screen.{action}"
