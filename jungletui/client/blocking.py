"""One request after the other, for commands: the answer's bytes as they came."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from select import select
from socket import MSG_DONTWAIT
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, overload

from jungletui.client.launch import ServiceProcess

if TYPE_CHECKING:
    from jungletui.domain.failures import JungleError

CHUNK = 1 << 18
LINE_END = b"\n"
BAD_PARAMS = -32602
ANSWER = re.compile(rb'\{"jsonrpc":"2.0","id":(\d+),"result":')
PROGRESS_HEAD = b'{"jsonrpc":"2.0","method":"$/progress"'
LOCKED_HEAD = b'{"jsonrpc":"2.0","method":"$/locked"'


class Hearer(Protocol):
    """Who wants to hear how far an answer is."""

    def heard(self, told: Mapping[str, Any]) -> None:
        """The service said it."""

    def passed(self) -> None:
        """A second passed without news."""


class BlockingClient:
    """Asks the service of `process`. Loads neither an event loop nor the documents' types. While
    there is a `hearer`, it hears of what is asked with `call` and `call_both`."""

    def __init__(self, process: ServiceProcess) -> None:
        self.hearer: Hearer | None = None
        self._process = process
        self._number = 0
        self._received = bytearray()

    def call(self, method: str, **parameters: object) -> bytes:
        """The result of `method` as JSON, not decoded. Raises the JungleError that the service
        answers; ServiceError where it died or its answer cannot be read."""
        number = self._send(method, parameters)
        return self._result(number, self._answer())

    def call_both(self, first: str, second: str, **parameters: object) -> bytes:
        """Ask `first` (which takes no parameters) and `second` without waiting in between; the
        result of `second`. Raises what either answers."""
        numbers = self._send(first, {}), self._send(second, parameters)
        self._result(numbers[0], self._answer())
        return self._result(numbers[1], self._answer())

    def begin(self, method: str, **parameters: object) -> int:
        """Ask without waiting; the number by which `next_answer` tells the answer."""
        return self._send(method, parameters)

    def next_answer(self, seconds: float) -> tuple[int, bytes] | None:
        """The number and the result of whatever is answered next; None where nothing is within so
        many seconds. Raises as `call` does."""
        line = self._line(seconds)
        if line is None:
            return None
        found = ANSWER.match(line)
        number = int(found[1]) if found else -1
        return number, self._result(number, line)

    def stream(self, method: str, **parameters: object) -> Iterator[bytes]:
        """Every item of `method` as JSON, not decoded, as it comes. Raises as `call` does. Nothing
        else may be asked until it ends; closing the connection ends it in the service."""
        number = self._send(method, parameters)
        head = b'{"jsonrpc":"2.0","method":"$/item","params":{"id":%d,"item":' % number
        while True:
            line = self._line()
            if not line.startswith(head) or not line.endswith(b"}}"):
                self._result(number, line)
                return
            yield line[len(head) : -2]

    def ask(self, method: str, **parameters: object) -> Any:
        """The result of `method` as a document of `domain.documents`. Raises as `call` does."""
        return read_document(method, self.call(method, **parameters))

    def close(self) -> None:
        """End the service."""
        self._process.stop()

    def _send(self, method: str, parameters: Mapping[str, object]) -> int:
        self._number += 1
        request: dict[str, object] = {
            "jsonrpc": "2.0",
            "id": self._number,
            "method": method,
            "params": parameters,
        }
        if self.hearer is not None:
            request["progress"] = True
        line = json.dumps(request, default=_as_json, separators=(",", ":")).encode() + LINE_END
        if b"\\ud" in line:
            _check_text(request)
        try:
            self._process.socket.sendall(line)
        except OSError:
            raise self._last_words() from None
        return self._number

    def _last_words(self) -> JungleError:
        """Why the service has ended, as far as it said so."""
        try:
            said = bytes(self._received) + self._process.socket.recv(CHUNK, MSG_DONTWAIT)
        except OSError:
            return end_of(self._process)
        return locked_because(said) if said.startswith(LOCKED_HEAD) else end_of(self._process)

    @overload
    def _line(self) -> bytes: ...

    @overload
    def _line(self, seconds: float) -> bytes | None: ...

    def _line(self, seconds: float | None = None) -> bytes | None:
        """The next line; whatever follows it is kept. None where it is not whole within so many
        seconds."""
        end = None if seconds is None else monotonic() + seconds
        parts = [bytes(self._received)]
        while LINE_END not in parts[-1]:
            try:
                if end is not None and not self._comes(end):
                    self._received = bytearray(b"".join(parts))
                    return None
                received = self._process.socket.recv(CHUNK)
            except OSError:
                raise end_of(self._process) from None
            if not received:
                raise end_of(self._process)
            parts.append(received)
        line, _, rest = b"".join(parts).partition(LINE_END)
        self._received = bytearray(rest)
        return line

    def _answer(self) -> bytes:
        """The next line that is no progress, of which the hearer hears."""
        while self.hearer is not None:
            line = self._line(1.0)
            if line is None:
                self.hearer.passed()
            elif line.startswith(PROGRESS_HEAD):
                self.hearer.heard(json.loads(line)["params"]["progress"])
            else:
                return line
        return self._line()

    def _comes(self, end: float) -> bool:
        """Whether anything can be read before this time of the monotonic clock."""
        ready, _, _ = select([self._process.socket], [], [], max(0.0, end - monotonic()))
        return bool(ready)

    def _result(self, number: int, line: bytes) -> bytes:
        """What follows `"result":` in the answer to request `number`."""
        if line.startswith(LOCKED_HEAD):
            raise locked_because(line)
        head = b'{"jsonrpc":"2.0","id":%d,"result":' % number
        if line.startswith(head) and line.endswith(b"}"):
            return line[len(head) : -1]
        raise _error_in(line)


def _check_text(request: Mapping[str, object]) -> None:
    """UsageError for words that are no text: bytes of the command line that are not UTF-8."""
    try:
        json.dumps(request, default=_as_json, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        from jungletui.domain.failures import UsageError  # noqa: PLC0415  in a bad moment only

        raise UsageError("a word on the command line is not UTF-8", "Type it again.") from None


def read_document(method: str, raw: bytes) -> Any:
    """The document of `method` in `raw`. ServiceError where it is another."""
    import msgspec  # noqa: PLC0415  what prints JSON as it came does without

    from jungletui.domain.interface import methods  # noqa: PLC0415

    try:
        return msgspec.json.decode(raw, type=methods()[method].answer)
    except msgspec.MsgspecError:
        raise unreadable() from None


def service_ended() -> JungleError:
    """The error for a service that is gone."""
    from jungletui.domain.failures import ServiceError  # noqa: PLC0415

    return ServiceError(
        "The service process has ended.", "Start again; with --debug it says why on stderr."
    )


def end_of(process: ServiceProcess) -> JungleError:
    """The error for the service of `process`, which is gone: locked where the program was stopped,
    which the service says with its exit code alone."""
    from signal import SIGTSTP  # noqa: PLC0415  in a bad moment only

    if process.exit_code() != 128 + SIGTSTP:
        return service_ended()
    from jungletui.domain.failures import LockedError  # noqa: PLC0415  in a bad moment only

    return LockedError(
        "The vault was locked. The program was stopped (SIGTSTP, as Ctrl-Z sends it).",
        "Unlock it with its passphrase.",
    )


def locked_because(farewell: bytes) -> JungleError:
    """The error for a service that has locked itself, which says why in its last line."""
    from jungletui.domain.failures import LockedError  # noqa: PLC0415

    try:
        why = json.loads(farewell.partition(LINE_END)[0])["params"]["why"]
    except (ValueError, KeyError, TypeError):
        why = ""
    return LockedError(f"The vault was locked. {why}".strip(), "Unlock it with its passphrase.")


def unreadable() -> JungleError:
    """The error for an answer that cannot be read."""
    from jungletui.domain.failures import ServiceError  # noqa: PLC0415

    return ServiceError(
        "The service answered what cannot be read.", "Try again; if it stays so, report it."
    )


def error_from(error: Any) -> JungleError:
    """The error that a JSON-RPC error object stands for."""
    from jungletui.domain.failures import (  # noqa: PLC0415
        ErrorInfo,
        ServiceError,
        UsageError,
        error_of,
    )

    if not isinstance(error, dict):
        return unreadable()
    data = error.get("data")
    if isinstance(data, dict):
        parts = (str(data.get(name, "")) for name in ("kind", "message", "remedy"))
        return error_of(ErrorInfo(*parts))
    message = str(error.get("message", ""))
    if error.get("code") == BAD_PARAMS:
        return UsageError(f"The request was not understood: {message}", "Correct it.")
    return ServiceError(f"The service refused the request: {message}", "Please report it.")


def _error_in(line: bytes) -> JungleError:
    try:
        answer = json.loads(line)
    except ValueError:
        return unreadable()
    return error_from(answer.get("error") if isinstance(answer, dict) else None)


def _as_json(value: object) -> object:
    """Times and secrets on their way to the service: the one direction a secret may take."""
    reveal = getattr(value, "reveal", None)
    if reveal is not None:
        return reveal()
    isoformat = getattr(value, "isoformat", None)
    if isoformat is not None:
        return isoformat()
    raise TypeError(f"{type(value).__name__} does not go over the pipe")
