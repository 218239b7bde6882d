"""The form of a new key: the credential's fields as the exchange names them, and the profile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from jungletui.domain.credentials import CredentialCheck, CredentialField
from jungletui.domain.documents import ExchangeInfo
from jungletui.domain.failures import UsageError
from jungletui.domain.keys import DEFAULT_POLICY, Environment, KeyProfile
from jungletui.domain.policies import BUILT_IN
from jungletui.domain.routes import Family, checked_route
from jungletui.domain.secret import Secret
from jungletui.tui.views.exchanges import limits_text
from jungletui.tui.views.lines import Line
from jungletui.tui.views.verdict import shape_line
from jungletui.tui.widgets.choice import Choice
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.secret_input import SecretInput

CHECK_AFTER = 0.25
"""Seconds without typing before the shape of what was pasted is checked."""
HINTS = {
    "name": "your own word for this key",
    "endpoint": "optional: regional host, sandbox",
    "holders": "who has a copy: self, freqtrade, 3commas …",
    "tags": "free words",
}
PROXY = "proxy"
PROXY_HINT = "optional: http:// or socks5h://[user:password@]host:port"
IN_DEMO = "the demo's own sandbox; it asks nobody else"


class KeyForm(VerticalScroll, can_focus=False):
    """All fields of one exchange. What is not secret survives a change of the exchange."""

    @dataclass
    class CredentialChanged(Message):
        """Something was pasted or typed into a credential field, and is to be checked."""

        exchange: str

    class VerifyPressed(Message):
        """The person wants the key verified."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.info: ExchangeInfo | None = None
        self._kept: dict[str, str] = {}
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The fields of the chosen exchange; nothing before one is chosen."""
        info = self.info
        if info is None:
            return
        yield Static(f"A key of {info.name}", classes="form-heading", markup=False)
        if limits := limits_text(info):
            yield Lines((Line(f"! {limits}", "warn", 2),))
        yield form_row("Name", self._input("name"))
        for field in info.fields:
            yield from _credential(field)
        environments = [e.value for e in info.environments] or [Environment.LIVE.value]
        yield form_row("Environment", self._choice("environment", environments, environments[0]))
        yield form_row("Policy", self._choice("policy", tuple(BUILT_IN), DEFAULT_POLICY))
        yield form_row("Endpoint", self._input("endpoint"))
        yield form_row("Proxy", SecretInput(PROXY, hint=PROXY_HINT, id="form-proxy"))
        yield form_row("Addresses", self._choice("family", tuple(Family), Family.ANY))
        yield form_row("Holders", self._input("holders"))
        yield form_row("Tags", self._input("tags"))
        yield Lines(id="form-message")
        yield Button("Verify", id="verify", compact=True)

    def _input(self, name: str) -> Input:
        in_demo = name == "endpoint" and getattr(self.app, "demo", False)
        field = Input(
            self._kept.get(name, ""),
            placeholder=IN_DEMO if in_demo else HINTS[name],
            id=f"form-{name}",
            compact=True,
            select_on_focus=False,
        )
        field.cursor_blink = False
        return field

    def _choice(self, name: str, words: Iterable[str], default: str) -> Choice:
        return Choice(tuple(words), self._kept.get(name, default), id=f"form-{name}")

    async def show(self, info: ExchangeInfo) -> None:
        """Build the form of this exchange, unless it is there already."""
        if self.info is not None and self.info.id == info.id:
            return
        self._kept = self.typed()
        self.info = info
        await self.recompose()

    # What was typed

    @property
    def secrets(self) -> Iterable[SecretInput]:
        """The credential's fields."""
        return (field for field in self.query(SecretInput) if field.name != PROXY)

    @property
    def proxy(self) -> str | None:
        """The proxy as typed, which may hold a password; None without one."""
        return typed_proxy(self.query_one("#form-proxy", SecretInput))

    @property
    def credential(self) -> dict[str, Secret]:
        """A copy of what was pasted, by ccxt's names of the fields; empty fields are left out.
        Whoever asks for it wipes it."""
        return {field.name or "": field.secret for field in self.secrets if field.length}

    @property
    def has_credential(self) -> bool:
        """Whether anything was pasted."""
        return any(field.length for field in self.secrets)

    def typed(self) -> dict[str, str]:
        """What is not secret, by field."""
        texts = {_name(field): field.value for field in self.query(Input)}
        return self._kept | texts | {_name(field): field.value for field in self.query(Choice)}

    @property
    def has_text(self) -> bool:
        """Whether something would be lost by leaving."""
        return any(field.value.strip() for field in self.query(Input)) or self.has_credential

    def profile(self) -> KeyProfile:
        """The profile as typed; holders and tags are words apart by commas or spaces."""
        typed = self.typed()
        exchange = self.info.id if self.info else ""
        return KeyProfile(
            name=typed["name"].strip(),
            exchange=exchange,
            environment=Environment(typed["environment"]),
            endpoint=typed["endpoint"].strip() or None,
            policy=typed["policy"],
            holders=form_words(typed["holders"]),
            tags=form_words(typed["tags"]),
            proxy=self.proxy,
            family=Family(typed["family"]),
        )

    def missing(self) -> tuple[Widget, str] | None:
        """The first field that has to be filled and is not, with a sentence that says so."""
        name = self.query_one("#form-name", Input)
        if not name.value.strip():
            return name, "Give the key a name first."
        required = {f.name: f for f in self.info.fields if f.required} if self.info else {}
        for field in self.secrets:
            if not field.length and field.name in required:
                return field, f"{required[field.name].label} is missing."
        try:
            checked_route(self.proxy, Family(self.typed()["family"]))
        except UsageError as error:
            return self.query_one("#form-proxy"), f"{error.message} {error.remedy}"
        return None

    @property
    def labels(self) -> Mapping[str, str]:
        """The exchange's own words for the credential's fields."""
        return {field.name: field.label for field in self.info.fields} if self.info else {}

    # What the screen tells

    def show_check(self, check: CredentialCheck) -> None:
        """The verdict on the shape of each field, and the hint for all."""
        checks = {field.name: field for field in check.fields}
        shapes = {field.name: field.shape for field in self.info.fields} if self.info else {}
        for field in self.secrets:
            name = field.name or ""
            found = checks.get(name) if field.length else None
            field.show_check(found)
            self.query_one(f"#shape-{name}", Lines).set_lines(shape_line(shapes[name], found))
        hint = check.hint if self.has_credential else ""
        self.say((Line(hint, "plain" if check.ok else "warn"),) if hint else ())

    def say(self, lines: Iterable[Line]) -> None:
        """Put these lines above the button, where they are seen."""
        message = self.query_one("#form-message", Lines)
        message.set_lines(lines)
        if message.lines:
            self.call_after_refresh(message.scroll_visible, animate=False)

    def forget_secrets(self) -> None:
        """Empty every credential field."""
        for field in self.query(SecretInput):
            field.empty()

    # Keys

    @on(SecretInput.Changed)
    def _credential_changed(self, event: SecretInput.Changed) -> None:
        event.stop()
        if event.field.name == PROXY:
            return
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(CHECK_AFTER, self._ask_for_check)

    def _ask_for_check(self) -> None:
        if self.info is not None:
            self.post_message(self.CredentialChanged(self.info.id))

    @on(SecretInput.Submitted)
    @on(Choice.Submitted)
    @on(Input.Submitted)
    def _next_field(self, event: Message) -> None:
        event.stop()
        self.screen.focus_next()

    @on(Button.Pressed, "#verify")
    def _verify(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.VerifyPressed())


def typed_proxy(field: SecretInput) -> str | None:
    """What stands in the field of a proxy; None where nothing does."""
    secret = field.secret
    text = secret.reveal().strip()
    secret.wipe()
    return text or None


def form_row(label: str, field: Widget) -> Horizontal:
    """A label and its field on one line."""
    return Horizontal(Static(label, classes="form-label", markup=False), field, classes="form-row")


def _credential(field: CredentialField) -> Iterable[Widget]:
    """One field of the credential, and below it what it looks like there."""
    label = field.label if field.required else f"{field.label} (optional)"
    readable = not field.secret and field.name != "apiKey"
    yield form_row(label, SecretInput(field.name, readable=readable, id=f"credential-{field.name}"))
    yield Lines(shape_line(field.shape, None), id=f"shape-{field.name}", classes="form-shape")


def _name(field: Widget) -> str:
    return (field.id or "").removeprefix("form-")


def form_words(text: str) -> tuple[str, ...]:
    """Words apart by commas or blanks, each once."""
    return tuple(dict.fromkeys(word for word in re.split(r"[,\s]+", text) if word))
