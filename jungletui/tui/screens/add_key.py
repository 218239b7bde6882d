"""Adding a key: choose the exchange, fill in its form, see what the key can do, then save it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar, TypeVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from jungletui.domain.credentials import CredentialCheck
from jungletui.domain.documents import Exchanges, KeyList, Verdict
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.keys import KeyProfile
from jungletui.domain.secret import Secret
from jungletui.tui.bindings import bindings_of, shown_key
from jungletui.tui.notices import failed, loading
from jungletui.tui.screens.add_key_form import KeyForm
from jungletui.tui.screens.add_key_guide import GuidePane
from jungletui.tui.screens.add_key_verdict import VerdictPane
from jungletui.tui.screens.base import JungleScreen
from jungletui.tui.views.exchanges import EXCHANGE_COLUMNS, exchange_rows
from jungletui.tui.views.lines import Line
from jungletui.tui.views.verdict import error_lines
from jungletui.tui.widgets.chrome import Hints
from jungletui.tui.widgets.table import Table

T = TypeVar("T")
STEPS = ("choose", "form", "guide", "verdict")
LEAVING = (*"123456789", "q")
"""Keys of the app that leave this screen from the list of exchanges."""
HINTS = {
    "choose": (("Enter", "choose"), ("/", "filter"), ("Esc", "leave")),
    "form": (("Tab", "next field"), ("^s", "verify"), ("^g", "guide"), ("Esc", "exchanges")),
    "guide": (("Up Down", "scroll"), ("^g", "form"), ("Esc", "form")),
    "verdict": (("^s", "save"), ("Tab", "next"), ("Esc", "form")),
}


class AddKeyScreen(JungleScreen):
    """One step at a time; Esc goes one step back. What is secret lives in the form's fields only,
    and is forgotten when the service has taken it, or when the form is left."""

    scope = "add"
    stays = False
    CSS_PATH = "add_key.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("add")]

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        super().__init__(names)
        self.step = "choose"
        self.exchanges: Exchanges | None = None
        self.taken: frozenset[str] = frozenset()
        self.warned = False
        self.busy = False

    def heading(self) -> str:
        """`Add a key › Binance`."""
        info = self.form.info if self.step != "choose" else None
        return f"Add a key {self.shell.glyphs.cursor} {info.name if info else 'exchange'}"

    @property
    def form(self) -> KeyForm:
        """The form."""
        return self.query_one(KeyForm)

    @property
    def verdict(self) -> VerdictPane:
        """The verdict."""
        return self.query_one(VerdictPane)

    def body(self) -> Iterable[Widget]:
        """All steps; the class of the screen says which is shown."""
        yield Table(EXCHANGE_COLUMNS, id="add-exchanges", title="Choose the exchange")
        yield Horizontal(
            KeyForm(id="add-form"),
            GuidePane(id="add-guide"),
            id="add-pages",
        )
        yield VerdictPane(id="add-verdict")

    def open(self) -> None:
        """Read the exchanges, and the names that are taken."""
        self._go_to("choose")
        service, table = self.shell.service, self.query_one("#add-exchanges", Table)
        table.set_notice(loading("the exchanges"))
        self.load(
            "exchanges",
            lambda: service.exchanges(None),
            self._listed,
            lambda error: table.set_notice(failed(error, "Esc, then a,")),
        )
        self.load("names", service.keys_list, self._named)

    def _listed(self, answer: Exchanges) -> None:
        self.exchanges = answer
        self.query_one("#add-exchanges", Table).set_rows(
            exchange_rows(answer.exchanges, self.shell.glyphs)
        )

    def _named(self, answer: KeyList) -> None:
        self.taken = frozenset(key.name for key in answer.keys)

    def _go_to(self, step: str) -> None:
        """Show one step."""
        self.step = step
        self.warned = False
        for name in STEPS:
            self.set_class(name == step, f"-{name}")
        self.query_one(Hints).show(HINTS[step])
        self.clear_error()
        self.refresh_title()

    # Step 1: the exchange

    @on(Table.Selected, "#add-exchanges")
    async def choose(self, event: Table.Selected) -> None:
        """Enter: to the form of this exchange."""
        known = self.exchanges.exchanges if self.exchanges else ()
        info = next((e for e in known if e.id == event.key), None)
        if info is None:
            return
        changed = self.form.info is None or self.form.info.id != info.id
        await self.form.show(info)
        self._go_to("form")
        self.call_after_refresh(lambda: self.query_one("#form-name").focus())
        if changed:
            self.query_one(GuidePane).read(info)

    async def _lending(self, ask: Callable[[dict[str, Secret]], Awaitable[T]]) -> T:
        """Ask with a copy of the credential that is wiped afterwards. Raises what `ask` raises."""
        credential = self.form.credential
        try:
            return await ask(credential)
        finally:
            for secret in credential.values():
                secret.wipe()

    # Step 2: the form

    @on(KeyForm.CredentialChanged)
    def check(self, event: KeyForm.CredentialChanged) -> None:
        """Ask whether what was pasted has the right shape; nothing leaves this machine."""
        service = self.shell.service
        if not self.form.has_credential:
            self.form.show_check(CredentialCheck(True, (), ""))
            return
        self.load(
            "check",
            lambda: self._lending(lambda lent: service.keys_check(event.exchange, lent)),
            self.form.show_check,
            lambda error: self.form.say(error_lines(error)),
        )

    @on(KeyForm.VerifyPressed)
    def verify(self) -> None:
        """Ask the exchange what this key can do; nothing is saved."""
        missing = self.form.missing()
        if missing is not None:
            field, words = missing
            self.form.say((Line(words, "warn"),))
            field.focus()
            return
        profile, service = self.form.profile(), self.shell.service
        if profile.name in self.taken:
            self.form.say(
                (Line(f"A key named {profile.name} exists. Choose another name.", "warn"),)
            )
            self.query_one("#form-name").focus()
            return
        self.busy = True
        self.form.say((Line(f"Asking {profile.exchange} what this key can do … Esc stops."),))
        self.load(
            "verify",
            lambda: self._lending(lambda lent: service.keys_verify(profile, lent)),
            lambda verdict: self._verified(profile, verdict),
            self._not_verified,
        )

    def _verified(self, profile: KeyProfile, verdict: Verdict) -> None:
        self.busy = False
        self.form.say(())
        self.form.show_check(verdict.check)
        self._go_to("verdict")
        self.verdict.show(profile, verdict, self.form.labels)

    def _not_verified(self, error: ErrorInfo) -> None:
        self.busy = False
        self.form.say(error_lines(error))

    # Step 3: the verdict

    @on(VerdictPane.Saved)
    def save(self, event: VerdictPane.Saved) -> None:
        """Put the key into the vault; it was verified, and what it is was seen."""
        if self.busy:
            return
        self.busy = True
        profile, service = event.profile, self.shell.service
        self.load(
            "save",
            lambda: self._lending(lambda lent: service.keys_add(profile, lent, verify=False)),
            lambda _: self._saved(),
            self._not_saved,
        )

    def _saved(self) -> None:
        self.busy = False
        self.form.forget_secrets()
        self.shell.back()

    def _not_saved(self, error: ErrorInfo) -> None:
        self.busy = False
        self.verdict.say(error_lines(error))

    @on(VerdictPane.Declined)
    def back_to_form(self) -> None:
        """From the verdict to the form; everything typed is still there."""
        self._go_to("form")
        self.call_after_refresh(lambda: self.query_one("#form-name").focus())

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Letters are text here: none of them quits, or goes to another screen."""
        if self.step in ("form", "verdict") and event.is_printable and event.key != "space":
            event.stop()
        elif self.step == "choose" and event.key in LEAVING and self._ask_first(event.key):
            event.stop()
            event.prevent_default()

    def _ask_first(self, key: str) -> bool:
        """Whether leaving has to be asked for once more, as something typed would be lost."""
        if self.query_one("#add-exchanges", Table).input.mode or not self.form.has_text:
            return False
        if self.warned:
            return False
        self.warned = True
        self.say(f"{shown_key(key)} again leaves, and forgets the name and the other words typed.")
        return True

    def action_go_on(self) -> None:
        """Verify in the form, save at the verdict."""
        if self.step == "form" and not self.busy:
            self.verify()
        elif self.step == "verdict":
            self.verdict.save()

    def action_guide(self) -> None:
        """The guide: beside the form in a wide terminal, else in its place."""
        if self.step == "guide":
            self._go_to("form")
            self.call_after_refresh(lambda: self.query_one("#form-name").focus())
        elif self.step == "form":
            if not self.has_class("-wide"):
                self._go_to("guide")
            self.call_after_refresh(lambda: self.query_one("#add-guide").focus())

    def action_leave(self) -> None:
        """One step back. Leaving the form forgets what is secret; leaving the screen forgets what
        was typed, and so wants Esc twice."""
        if self.busy:
            self.workers.cancel_group(self, "verify")
            self.busy = False
            self.form.say((Line("Stopped. Nothing was saved.", "warn"),))
        elif self.step in ("guide", "verdict"):
            self.back_to_form()
        elif self.step == "form":
            self.form.forget_secrets()
            self._go_to("choose")
            self.call_after_refresh(lambda: self.query_one("#add-exchanges").focus())
        elif not self._ask_first("escape"):
            self.shell.back()
