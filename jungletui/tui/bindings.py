"""The one registry of actions: bindings, footer, help, palette and the README's key table.

A new screen adds its rows to `ACTIONS` under a scope of its own and takes its `BINDINGS` from
`bindings_of(scope)`.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

KEY_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "minus": "-",
    "escape": "Esc",
    "enter": "Enter",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "Up",
    "down": "Down",
    "space": "Space",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a key does. `id` is `scope.name`; `words` say what it does; `hint` is its
    footer word (empty: not in the footer); `call` is the Textual action (default: the name); `cli`
    the command that does the same."""

    id: str
    keys: tuple[str, ...]
    words: str
    hint: str = ""
    call: str = ""
    cli: str = ""
    everywhere: bool = False
    """Before every widget and on every question, too."""

    @property
    def scope(self) -> str:
        """Where the key works: `app`, `table`, or a screen's name."""
        return self.id.partition(".")[0]

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """The keys as a person reads them."""
        return tuple(shown_key(key) for key in self.keys)

    @property
    def textual_action(self) -> str:
        """What Textual runs."""
        return self.call or self.id.partition(".")[2]


ACTIONS: tuple[Action, ...] = (
    Action("app.help", ("question_mark", "f1"), "Help: every key that works here", "help"),
    Action("app.palette", ("colon", "ctrl+p"), "Commands: find an action by its name", "commands"),
    Action("app.go_keys", ("1",), "Screen 1: keys", call="go('keys')", cli="keys list"),
    Action("app.go_balances", ("2",), "Screen 2: balances", call="go('balances')", cli="balances"),
    Action(
        "app.go_orders", ("3",), "Screen 3: orders and fills", call="go('orders')", cli="orders"
    ),
    Action("app.go_slots", ("4",), "Screen 4: slots", call="go('slots')", cli="vault slots"),
    Action("app.go_log", ("5",), "Screen 5: activity log", call="go('log')", cli="log"),
    Action("app.go_audit", ("6",), "Screen 6: audit", call="go('audit')", cli="audit"),
    Action(
        "app.go_positions", ("7",), "Screen 7: positions", call="go('positions')", cli="positions"
    ),
    Action(
        "app.go_movements",
        ("8",),
        "Screen 8: deposits and withdrawals",
        call="go('movements')",
        cli="movements",
    ),
    Action(
        "app.go_exchanges", ("9",), "Screen 9: exchanges", call="go('exchanges')", cli="exchanges"
    ),
    Action("app.back", ("minus", "escape"), "Back to the previous screen"),
    Action("app.lock", ("ctrl+l", "L"), "Lock: forget the vault's content", cli="agent lock"),
    Action("app.stop", ("ctrl+z",), "Lock and stop; `fg` in the shell comes back", everywhere=True),
    Action("app.quit", ("q",), "Quit", "quit"),
    Action("table.up", ("up", "k"), "One row up", call="move(-1)"),
    Action("table.down", ("down", "j"), "One row down", call="move(1)"),
    Action("table.half_up", ("ctrl+u",), "Half a page up", call="page(-1)"),
    Action("table.half_down", ("ctrl+d",), "Half a page down", call="page(1)"),
    Action("table.page_up", ("pageup",), "A page up", call="page(-2)"),
    Action("table.page_down", ("pagedown",), "A page down", call="page(2)"),
    Action("table.first", ("g", "home"), "First row"),
    Action("table.last", ("G", "end"), "Last row"),
    Action("table.select", ("enter",), "Open the row under the cursor"),
    Action("table.filter", ("slash",), "Filter: word, !word, column:word", "filter"),
    Action("table.sort", ("s",), "Sort by a column; the same again reverses"),
    Action(
        "keys.inspect", ("enter",), "What this key can do", "what it can do", cli="inspect NAME"
    ),
    Action("keys.refresh", ("r",), "Inspect this key again", "again", cli="inspect NAME"),
    Action("keys.refresh_all", ("R",), "Inspect every key again", cli="inspect"),
    Action("keys.balances", ("b",), "Balances of this key", "balances", cli="balances NAME"),
    Action("keys.orders", ("o",), "Orders of this key", "orders", cli="orders NAME"),
    Action("keys.add", ("a",), "Add a key", "add", cli="keys add NAME"),
    Action("keys.edit", ("e",), "Change what you chose about this key", cli="keys edit NAME"),
    Action("keys.remove", ("d",), "Remove this key from the vault", "", cli="keys remove NAME"),
    Action("inspection.refresh", ("r", "R"), "Inspect this key again", "again", cli="inspect NAME"),
    Action(
        "inspection.attest",
        ("a",),
        "State what you looked up on the website",
        "attest",
        cli="keys attest NAME",
    ),
    Action(
        "inspection.accept",
        ("c",),
        "Accept these rights and addresses as right",
        "accept",
        cli="inspect NAME --accept",
    ),
    Action("inspection.guide", ("w",), "How to change it on the website", cli="guide EXCHANGE"),
    Action("inspection.raw", ("v",), "The exchange's raw replies, secrets masked", "raw replies"),
    Action("inspection.down", ("J",), "The text below: a line down", call="scroll(1)"),
    Action("inspection.up", ("K",), "The text below: a line up", call="scroll(-1)"),
    Action("inspection.why", ("x",), "Why this key is refused", cli="diagnose NAME"),
    Action("inspection.balances", ("b",), "Balances of this key", "balances", cli="balances NAME"),
    Action("inspection.orders", ("o",), "Orders of this key", "orders", cli="orders NAME"),
    Action("diagnosis.refresh", ("r", "R"), "Ask again", "again", cli="diagnose NAME"),
    Action("diagnosis.down", ("J",), "The text below: a line down", call="scroll(1)"),
    Action("diagnosis.up", ("K",), "The text below: a line up", call="scroll(-1)"),
    Action("balances.refresh", ("r", "R"), "Read the balances again", "refresh", cli="balances"),
    Action("balances.one_key", ("K",), "Only the key under the cursor, or all keys", "one key"),
    Action("balances.gaps", ("e",), "What could not be read, and why"),
    Action("balances.totals", ("t",), "What each key is worth, or every asset", "totals"),
    Action("balances.quote", ("u",), "Value in another currency", "currency"),
    Action("orders.refresh", ("r", "R"), "Read the orders again", "refresh", cli="orders"),
    Action(
        "orders.check",
        ("x",),
        "Were the orders of this key executed, and do they add up?",
        "check",
        cli="executions NAME",
    ),
    Action("orders.gaps", ("e",), "What could not be read, and why"),
    Action("orders.open", ("o",), "Open orders", "", "tab('open')", "orders --open"),
    Action("orders.closed", ("c",), "Closed orders", "", "tab('closed')", "orders --closed"),
    Action("orders.all", ("a",), "All orders", "", "tab('all')", "orders"),
    Action("orders.left", ("left",), "The list before this one", call="turn(-1)"),
    Action("orders.right", ("right",), "The next list", call="turn(1)"),
    Action("orders.one_key", ("K",), "Only the key under the cursor, or all keys", "one key"),
    Action("orders.leave", ("escape",), "From the fills back to the orders"),
    Action("executions.refresh", ("r", "R"), "Check again", "again", cli="executions"),
    Action(
        "executions.slippage",
        ("p",),
        "Slippage against the market of that minute: a request each",
        "slippage",
        cli="executions --slippage",
    ),
    Action("executions.gaps", ("e",), "What could not be read, and why"),
    Action("executions.open", ("o",), "Open orders", "", "tab('open')", "orders --open"),
    Action("executions.closed", ("c",), "Closed orders", "", "tab('closed')", "orders --closed"),
    Action("executions.all", ("a",), "All orders", "", "tab('all')", "orders"),
    Action("executions.one_key", ("K",), "Only the key under the cursor, or all keys", "one key"),
    Action("positions.refresh", ("r", "R"), "Read the positions again", "refresh", cli="positions"),
    Action("positions.gaps", ("e",), "What could not be read, and why", "not read"),
    Action("positions.one_key", ("K",), "Only the key under the cursor, or all keys", "one key"),
    Action("movements.refresh", ("r", "R"), "Read them again", "refresh", cli="movements"),
    Action("movements.gaps", ("e",), "What could not be read, and why", "not read"),
    Action("movements.all", ("a",), "Deposits and withdrawals", "", "tab('all')", "movements"),
    Action("movements.deposits", ("d",), "Deposits", "", "tab('deposits')", "movements --deposits"),
    Action(
        "movements.withdrawals",
        ("w",),
        "Withdrawals",
        "",
        "tab('withdrawals')",
        "movements --withdrawals",
    ),
    Action("movements.left", ("left",), "The list before this one", call="turn(-1)"),
    Action("movements.right", ("right",), "The next list", call="turn(1)"),
    Action("movements.one_key", ("K",), "Only the key under the cursor, or all keys", "one key"),
    Action("audit.refresh", ("r", "R"), "Inspect and check every key again", "again", cli="audit"),
    Action("audit.severity", ("m",), "Leave out what is less grave", "severity"),
    Action("audit.one_key", ("K",), "Only the key under the cursor, or all keys", "one key"),
    Action("audit.inspect", ("i",), "What this key can do", "the key", cli="inspect NAME"),
    Action("audit.failed", ("f",), "What failed", "", "tab('fail')"),
    Action("audit.look", ("l",), "What wants a look, and what is not known", "", "tab('open')"),
    Action("audit.passed", ("p",), "What passed", "", "tab('pass')"),
    Action("audit.all", ("a",), "Every check", "", "tab('all')"),
    Action("audit.left", ("left",), "The list before this one", call="turn(-1)"),
    Action("audit.right", ("right",), "The next list", call="turn(1)"),
    Action("audit.gaps", ("e",), "Which keys could not be read, and why"),
    Action("audit.down", ("J",), "The text below: a line down", call="scroll(1)"),
    Action("audit.up", ("U",), "The text below: a line up", call="scroll(-1)"),
    Action("exchanges.refresh", ("r", "R"), "Read the list again", "refresh", cli="exchanges"),
    Action("exchanges.guide", ("w",), "How to create, restrict and delete a key there", "guide"),
    Action("slots.refresh", ("r", "R"), "Read the slots again", "refresh", cli="vault slots"),
    Action("slots.add", ("a",), "Add a slot", "add", cli="vault add-slot TYPE"),
    Action("slots.remove", ("d",), "Remove this slot", "remove", cli="vault remove-slot ID"),
    Action(
        "slots.passphrase", ("p",), "Change the passphrase", "passphrase", cli="vault passphrase"
    ),
    Action("log.refresh", ("r", "R"), "Read and verify the log again", "refresh", cli="log"),
    Action("add.guide", ("f1", "ctrl+g"), "How to create the key at the exchange", "guide"),
    Action("add.go_on", ("ctrl+s",), "Verify, then save", "verify/save", cli="keys add NAME"),
    Action("add.leave", ("escape", "minus"), "One step back", "back"),
)


def shown_key(key: str) -> str:
    """One key as a person reads it: `question_mark` is `?`, `ctrl+p` is `^p`."""
    return KEY_NAMES.get(key, key.replace("ctrl+", "^"))


def actions_of(*scopes: str) -> tuple[Action, ...]:
    """The actions of these scopes, in the order of the scopes."""
    return tuple(action for scope in scopes for action in ACTIONS if action.scope == scope)


def bindings_of(scope: str) -> list[Binding]:
    """Textual's bindings of one scope; none is shown by Textual's own footer."""
    return [
        Binding(
            ",".join(action.keys),
            action.textual_action,
            action.words,
            False,
            priority=action.everywhere,
            id=action.id,
        )
        for action in actions_of(scope)
        if action.keys
    ]


def hints_of(*scopes: str, limit: int = 7) -> tuple[tuple[str, str], ...]:
    """(key, word) for the footer: what has a hint, at most `limit`, help always among them."""
    hinted = [(a.shown_keys[0], a.hint) for a in actions_of(*scopes) if a.hint and a.keys]
    asks = [pair for pair in hinted if pair[1] == "help"]
    others = [pair for pair in hinted if pair[1] != "help"]
    return (*others[: limit - len(asks)], *asks)


def key_table() -> str:
    """The README's table of keys, as Markdown."""
    lines = ["| where | key | does | command |", "|---|---|---|---|"]
    for action in ACTIONS:
        if action.keys:
            keys = " ".join(f"`{key}`" for key in action.shown_keys)
            cli = f"`jungletui {action.cli}`" if action.cli else ""
            lines.append(f"| {action.scope} | {keys} | {action.words} | {cli} |")
    return "\n".join(lines)
