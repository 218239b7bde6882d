"""Changing what was chosen about a key: its name, its policy, its way to the exchange."""

from __future__ import annotations

from dataclasses import asdict
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Input

from jungletui.domain.failures import UsageError
from jungletui.domain.keys import Environment, KeySummary, ProfileChanges
from jungletui.domain.policies import BUILT_IN
from jungletui.domain.routes import Family, checked_route
from jungletui.tui.screens.add_key_form import (
    PROXY,
    PROXY_HINT,
    form_row,
    form_words,
    typed_proxy,
)
from jungletui.tui.views.lines import BLANK, Line
from jungletui.tui.widgets.choice import Choice
from jungletui.tui.widgets.chrome import Hints, StatusLine, TitleLine
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.secret_input import SecretInput

NO_PROXY = "-"


class EditScreen(Screen[ProfileChanges | None]):
    """Answers with what is to be otherwise; None where nothing is, or where it was left. `taken`
    holds the names of all keys."""

    AUTO_FOCUS = "#edit-name"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("ctrl+s", "save", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    EditScreen VerticalScroll { height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
    EditScreen .form-row { height: 1; }
    EditScreen .form-label { width: 14; height: 1; }
    EditScreen .form-row:focus-within > .form-label { text-style: bold; color: $accent; }
    EditScreen StatusLine { dock: bottom; margin-bottom: 1; }
    """

    def __init__(self, key: KeySummary, taken: frozenset[str]) -> None:
        super().__init__()
        self.key = key
        self.taken = taken - {key.name}

    def compose(self) -> ComposeResult:
        """What can be chosen about a key; its credential cannot be changed, only replaced."""
        key = self.key
        policies = tuple(dict.fromkeys((*BUILT_IN, key.policy)))
        now = f"{key.proxy}: stays; another replaces it, {NO_PROXY} takes it away"
        yield TitleLine()
        with VerticalScroll(can_focus=False):
            yield Lines((_head(key), BLANK))
            yield form_row("Name", _text("name", key.name))
            yield form_row("Policy", Choice(policies, key.policy, id="edit-policy"))
            environments = tuple(e.value for e in Environment)
            yield form_row(
                "Environment", Choice(environments, key.environment.value, id="edit-environment")
            )
            yield form_row("Endpoint", _text("endpoint", key.endpoint or "", "the exchange's own"))
            hint = now if key.proxy else PROXY_HINT
            yield form_row("Proxy", SecretInput(PROXY, hint=hint, id="edit-proxy"))
            families = tuple(family.value for family in Family)
            yield form_row("Addresses", Choice(families, key.family.value, id="edit-family"))
            yield form_row("Holders", _text("holders", ", ".join(key.holders), "who has a copy"))
            yield form_row("Tags", _text("tags", ", ".join(key.tags), "free words"))
        yield StatusLine()
        yield Hints(
            (("Up Down", "field"), ("Left Right", "choose"), ("Esc", "leave"), ("^s", "save"))
        )

    def on_mount(self) -> None:
        """Where we are; a cursor that does not blink writes nothing."""
        self.query_one(TitleLine).show(f"Keys › {self.key.name} › Edit")

    @on(Choice.Submitted)
    @on(SecretInput.Submitted)
    @on(Input.Submitted)
    def go_on(self) -> None:
        """Enter: on to the next field."""
        self.focus_next()

    def action_save(self) -> None:
        """Answer with what was changed, once it can be so."""
        changes = self._changes()
        problem = self._problem(changes)
        if problem:
            self.query_one(StatusLine).show(problem, "error")
            return
        changed = any(value is not None for value in asdict(changes).values())
        self.dismiss(changes if changed else None)

    def _changes(self) -> ProfileChanges:
        key = self.key
        name, endpoint = self._typed("name"), self._typed("endpoint")
        holders, tags = form_words(self._typed("holders")), form_words(self._typed("tags"))
        environment, family = (
            Environment(self._chosen("environment")),
            Family(self._chosen("family")),
        )
        proxy = typed_proxy(self.query_one("#edit-proxy", SecretInput))
        return ProfileChanges(
            name=name if name != key.name else None,
            environment=environment if environment is not key.environment else None,
            endpoint=endpoint if endpoint != (key.endpoint or "") else None,
            policy=policy if (policy := self._chosen("policy")) != key.policy else None,
            holders=holders if holders != key.holders else None,
            tags=tags if tags != key.tags else None,
            proxy="" if proxy == NO_PROXY else proxy,
            family=family if family is not key.family else None,
        )

    def _problem(self, changes: ProfileChanges) -> str:
        """Why it cannot be so; empty where it can. The service looks once more."""
        if changes.name == "":
            return "The key needs a name."
        if changes.name in self.taken:
            return f"A key named {changes.name} exists. Choose another name."
        family = changes.family or self.key.family
        proxy = self.key.proxy if changes.proxy is None else changes.proxy or None
        try:
            checked_route(proxy, family)
        except UsageError as error:
            return f"{error.message} {error.remedy}"
        return ""

    def _typed(self, name: str) -> str:
        return self.query_one(f"#edit-{name}", Input).value.strip()

    def _chosen(self, name: str) -> str:
        return self.query_one(f"#edit-{name}", Choice).value


def _text(name: str, value: str, placeholder: str = "") -> Input:
    field = Input(
        value, placeholder=placeholder, id=f"edit-{name}", compact=True, select_on_focus=False
    )
    field.cursor_blink = False
    return field


def _head(key: KeySummary) -> Line:
    return Line(f"{key.exchange}, {key.public_id}, {key.fingerprint}: the credential stays", "dim")
