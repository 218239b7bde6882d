"""A file of the kit: a text header, a blank line, then a vault, or the edits that make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from tests.testkit.reference import shake

FOLDER = Path(__file__).parent
FIRST_LINE = "cxvkit 1"


@dataclass(frozen=True, kw_only=True)
class KitFile:
    """What the header says. Every field but `edits` and `body` is a line of its own."""

    expect: str
    """`OPENS`, or the class of the refusal."""
    row: int | None = None
    comment: str
    passphrase: str | None = None
    recovery_code: str | None = None
    before_kdf: bool = False
    seen: str | None = None
    """The file that this host opened before in the same place."""
    says: str | None = None
    """What the message, its remedy, or a notice of the opened vault says."""
    free_memory_kib: int | None = None
    base: str | None = None
    edits: tuple[str, ...] = ()
    body: bytes = b""

    def vault(self) -> bytes:
        """The bytes of the vault file."""
        data = load(self.base).vault() if self.base else self.body
        for line in self.edits:
            name, *arguments = line.split()
            data = EDITS[name](data, *arguments)
        return data


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.cxvkit"


def load(name: str) -> KitFile:
    return parsed(path_of(name).read_bytes())


def written(kit: KitFile) -> bytes:
    lines = [FIRST_LINE]
    for field in fields(KitFile):
        value = getattr(kit, field.name)
        if field.name in ("edits", "body") or value is None:
            continue
        text = {True: "yes", False: "no"}[value] if field.type == "bool" else str(value)
        lines.append(f"{field.name.replace('_', '-')}: {text}")
    lines.extend(f"edit: {edit}" for edit in kit.edits)
    return "\n".join([*lines, "", ""]).encode() + kit.body


def parsed(data: bytes) -> KitFile:
    """Raises ValueError for anything that `written` does not write."""
    head, blank, body = data.partition(b"\n\n")
    first, *lines = head.decode().split("\n")
    kinds = {field.name: str(field.type) for field in fields(KitFile)}
    values: dict[str, object] = {}
    edits = []
    for line in lines:
        name, _, text = line.partition(": ")
        if name == "edit":
            edits.append(text)
            continue
        field = name.replace("-", "_")
        values[field] = _value(kinds[field], text)
    kit = KitFile(**values, edits=tuple(edits), body=body)  # type: ignore[arg-type]
    if not blank or first != FIRST_LINE or written(kit) != data:
        raise ValueError("this is no file of the kit")
    return kit


def _value(kind: str, text: str) -> object:
    if kind == "bool":
        return text == "yes"
    return int(text) if kind.startswith("int") else text


def _put(data: bytes, at: str, piece: str) -> bytes:
    return _over(data, int(at), bytes.fromhex(piece))


def _copy(data: bytes, source: str, start: str, length: str, at: str) -> bytes:
    piece = load(source).vault()[int(start) :][: int(length)]
    return _over(data, int(at), piece)


def _over(data: bytes, at: int, piece: bytes) -> bytes:
    if at + len(piece) > len(data):
        raise ValueError("an edit reaches behind the end")
    return data[:at] + piece + data[at + len(piece) :]


def _noise(data: bytes, label: str) -> bytes:
    return shake(label, len(data))


EDITS: dict[str, Callable[..., bytes]] = {
    "keep": lambda data, length: data[: int(length)],
    "front": lambda data, piece: bytes.fromhex(piece) + data,
    "append": lambda data, piece: data + bytes.fromhex(piece),
    "append-zeros": lambda data, length: data + bytes(int(length)),
    "append-file": lambda data, name: data + load(name).vault(),
    "put": _put,
    "zero": lambda data, at, length: _over(data, int(at), bytes(int(length))),
    "flip": lambda data, at: _over(data, int(at), bytes([data[int(at)] ^ 1])),
    "copy": _copy,
    "replace": lambda data, old, new: data.replace(bytes.fromhex(old), bytes.fromhex(new)),
    "seven-bits": lambda data: bytes(byte & 0x7F for byte in data),
    "latin1-to-utf8": lambda data: data.decode("latin-1").encode(),
    "noise": _noise,
}
"""What an edit line may do; all offsets and lengths are decimal, all bytes hexadecimal."""
