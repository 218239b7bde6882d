"""ccxt's source as a table: which endpoints each method of each exchange may reach.

Read, not run: a run takes one way through a method, the source has them all. A method reaches an
endpoint where its body, or the body of any method of the same object that it names, names the
endpoint, as an attribute (`self.privateGetOrders`) or as a text (`'privateGetOrders'`, for
`getattr`). That is more than a run can reach, never less, save names that are put together from
pieces; the test that runs the methods finds those.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Endpoint = tuple[str, str, str]
"""Section, verb, path: as in `jungletui.exchanges.allowlists`."""
Function = ast.FunctionDef | ast.AsyncFunctionDef
ROOTS = {"Exchange", "ImplicitAPI"}
READS = ("fetch_", "load_", "sign_in")
"""A reading method starts so; what it calls by other names is followed."""
STREAMS = ("watch_balance", "watch_orders", "watch_my_trades", "watch_positions", "authenticate")


@dataclass(frozen=True, slots=True)
class Named:
    """What one method names: attributes of self, methods of its parents, texts."""

    own: frozenset[str]
    inherited: frozenset[str]
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Level:
    """One class: its methods."""

    methods: Mapping[str, Named]


@dataclass(frozen=True, slots=True)
class Source:
    """One exchange: its classes from the most derived to ccxt's base, and its implicit calls."""

    family: tuple[str, ...]
    levels: tuple[Level, ...]
    calls: Mapping[str, Endpoint]

    @property
    def exchange(self) -> str:
        """Its id; the rest of `family` are the exchanges that it is derived from."""
        return self.family[0]

    def methods(self, prefixes: tuple[str, ...]) -> list[str]:
        """Names of all its methods that start so, sorted."""
        found = {name for level in self.levels for name in level.methods}
        return sorted(name for name in found if name.startswith(prefixes))

    def reads(self) -> dict[Endpoint, frozenset[str]]:
        """Every endpoint that a reading method may reach, with those methods."""
        return self._by_endpoint(self.methods(READS))

    def streams(self) -> dict[Endpoint, frozenset[str]]:
        """Every endpoint that a private stream may reach, with the methods."""
        return self._by_endpoint([name for name in STREAMS if self._place(0, name) is not None])

    def _by_endpoint(self, methods: list[str]) -> dict[Endpoint, frozenset[str]]:
        found: dict[Endpoint, set[str]] = {}
        for method in methods:
            for endpoint in self.reached(method):
                found.setdefault(endpoint, set()).add(method)
        return {endpoint: frozenset(names) for endpoint, names in found.items()}

    def reached(self, method: str) -> frozenset[Endpoint]:
        """Every endpoint that `method` may reach."""
        found: set[Endpoint] = set()
        seen: set[tuple[int, str]] = set()
        todo = [(0, method)]
        while todo:
            start, name = todo.pop()
            place = self._place(start, name)
            if place is None or (place, name) in seen:
                continue
            seen.add((place, name))
            named = self.levels[place].methods[name]
            found |= {self.calls[n] for n in named.own | named.texts if n in self.calls}
            todo += [(0, n) for n in named.own if n not in self.calls]
            todo += [(place + 1, n) for n in named.inherited]
        return frozenset(found)

    def _place(self, start: int, name: str) -> int | None:
        for place in range(start, len(self.levels)):
            if name in self.levels[place].methods:
                return place
        return None


def ccxt_folder() -> Path:
    """Where ccxt is installed."""
    spec = importlib.util.find_spec("ccxt")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("ccxt is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


def exchange_ids() -> tuple[str, ...]:
    """Every exchange, sorted."""
    files = (ccxt_folder() / "async_support").glob("*.py")
    return tuple(sorted(file.stem for file in files if not file.stem.startswith("_")))


def pro_ids() -> tuple[str, ...]:
    """Every exchange with websockets, sorted."""
    files = (ccxt_folder() / "pro").glob("*.py")
    return tuple(sorted(file.stem for file in files if not file.stem.startswith("_")))


@cache
def source_of(exchange: str) -> Source:
    """The REST class of one exchange."""
    folder = ccxt_folder()
    chain = tuple(_chain(folder / "async_support" / f"{exchange}.py", exchange))
    calls: dict[str, Endpoint] = {}
    for file, _ in reversed(chain):
        calls |= _calls(folder / "abstract" / file.name)
    levels = tuple(_level(file, name) for file, name in chain)
    family = tuple(name for _, name in chain)
    return Source(family, (*levels, *_base_levels()), calls)


@cache
def pro_source_of(exchange: str) -> Source:
    """The websocket class of one exchange, with its REST class behind it."""
    folder = ccxt_folder()
    chain: list[tuple[Path, str]] = []
    name = exchange
    while (folder / "pro" / f"{name}.py").is_file():
        file = folder / "pro" / f"{name}.py"
        chain.append((file, name))
        parents = [base for base in _bases(file, name) if base not in ROOTS]
        if not parents or parents[0] == name or parents[0].endswith("Rest"):
            break
        name = parents[0]
    rest = source_of(exchange)
    return Source(rest.family, (*(_level(*link) for link in chain), *rest.levels), rest.calls)


def body_names(exchange: str) -> tuple[str, ...]:
    """Fields of the body that name the call itself, as in `{'method': path}`: whoever could set
    them could turn a read into another call behind the same endpoint."""
    found: set[str] = set()
    for name in source_of(exchange).family:
        [cls] = [_classes(ccxt_folder() / "async_support" / f"{name}.py")[name]]
        for function in cls.body:
            if isinstance(function, Function) and function.name == "sign":
                found |= set(_call_fields(function))
    return tuple(sorted(found))


def _call_fields(sign: Function) -> Iterator[str]:
    for node in ast.walk(sign):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(value, ast.Name):
                is_call = value.id in {"path", "endpoint", "request", "finalUrl"}
                if is_call and isinstance(key.value, str) and key.value != "url":
                    yield key.value


def _chain(file: Path, name: str) -> Iterator[tuple[Path, str]]:
    """The classes of an exchange, the most derived first, without ccxt's base."""
    yield file, name
    for base in _bases(file, name):
        if base not in ROOTS:
            yield from _chain(file.with_name(f"{base}.py"), base)


@cache
def _classes(file: Path) -> dict[str, ast.ClassDef]:
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return {node.name: node for node in body if isinstance(node, ast.ClassDef)}


def _bases(file: Path, name: str) -> list[str]:
    bases = _classes(file)[name].bases
    return [b.id if isinstance(b, ast.Name) else b.attr for b in bases if hasattr(b, "ctx")]  # type: ignore[attr-defined]


@cache
def _level(file: Path, name: str) -> Level:
    functions = [n for n in _classes(file)[name].body if isinstance(n, Function)]
    return Level({function.name: _named(function) for function in functions})


@cache
def _base_levels() -> tuple[Level, Level]:
    folder = ccxt_folder()
    return (
        _level(folder / "async_support" / "base" / "exchange.py", "Exchange"),
        _level(folder / "base" / "exchange.py", "Exchange"),
    )


def _named(function: Function) -> Named:
    own, inherited, texts = set(), set(), set()
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id == "self":
                own.add(node.attr)
            elif _is_super(node.value):
                inherited.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
    return Named(frozenset(own), frozenset(inherited), frozenset(texts))


def _is_super(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "super"


@cache
def _calls(file: Path) -> dict[str, Endpoint]:
    """ccxt's generated table: `name = Entry('path', ['section'], 'GET', {…})`."""
    found: dict[str, Endpoint] = {}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            path, api, verb = (ast.literal_eval(argument) for argument in node.value.args[:3])
            section = api if isinstance(api, str) else " ".join(api)
            found |= {t.id: (section, verb, path) for t in node.targets if isinstance(t, ast.Name)}
    return found
