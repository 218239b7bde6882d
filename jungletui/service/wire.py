"""The lines on the pipe: JSON-RPC 2.0, one object a line, typed by the method table."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from jungletui.domain.failures import ErrorInfo
from jungletui.domain.secret import Secret

if TYPE_CHECKING:
    from jungletui.domain.interface import Method

GARBLED, NO_METHOD, BAD_PARAMS, FAILED, CANCELLED = -32700, -32601, -32602, -32000, -32800
CANCEL, ITEM, ACTIVE = "$/cancel", "$/item", "$/active"
PROGRESS = b"$/progress"
INTERNAL = ErrorInfo(
    "internal", "the service made a mistake", "Please report it; --debug says where."
)


class Request(msgspec.Struct, frozen=True):
    """One line from the client; a notification has no id. With `progress` it hears how far the
    answer is."""

    method: str
    id: int | None = None
    params: msgspec.Raw = msgspec.Raw(b"{}")
    progress: bool = False


class Cancellation(msgspec.Struct, frozen=True):
    """The parameters of `$/cancel`."""

    id: int


class WireError(Exception):
    """A line that is no request: the JSON-RPC code and what to answer."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def read_request(line: bytes | bytearray) -> Request:
    """The request in `line`. WireError (garbled) where it is none; what was in it is not
    repeated."""
    try:
        return msgspec.json.decode(line, type=Request)
    except msgspec.MsgspecError:
        raise WireError(GARBLED, "this line is no JSON-RPC request") from None


def read_params(method: str, params: msgspec.Raw) -> dict[str, Any]:
    """The parameters of `method`, in their types. WireError where there is no such method, or
    where one is missing, too many or of another type."""
    entry = table().get(method)
    if entry is None:
        raise WireError(NO_METHOD, "there is no such method")
    try:
        found = _decoder(method).decode(params)
    except msgspec.MsgspecError as error:
        raise WireError(BAD_PARAMS, str(error)) from None
    return {name: getattr(found, name) for name in entry.parameters}


def streams(method: str) -> bool:
    """Whether `method` answers with a stream; False where there is no such method."""
    entry = table().get(method)
    return entry is not None and entry.streams


def read_cancellation(params: msgspec.Raw) -> int | None:
    """The id that `$/cancel` names; None where it names none."""
    try:
        return msgspec.json.decode(params, type=Cancellation).id
    except msgspec.MsgspecError:
        return None


def result_line(request: int, document: object) -> bytes:
    """The answer to `request`: `result` comes last, so that it can be cut out undecoded."""
    return b'{"jsonrpc":"2.0","id":%d,"result":%b}\n' % (request, _encode(document))


def item_line(request: int, item: object) -> bytes:
    """One item of the stream that `request` started."""
    return b'{"jsonrpc":"2.0","method":"$/item","params":{"id":%d,"item":%b}}\n' % (
        request,
        _encode(item),
    )


def progress_line(request: int, progress: object) -> bytes:
    """How far `request` is."""
    return b'{"jsonrpc":"2.0","method":"%b","params":{"id":%d,"progress":%b}}\n' % (
        PROGRESS,
        request,
        _encode(progress),
    )


def error_line(
    request: int | None, code: int, message: str, info: ErrorInfo | None = None
) -> bytes:
    """The answer to a request that failed."""
    error: dict[str, object] = {"code": code, "message": message}
    if info is not None:
        error["data"] = info
    return _encode({"jsonrpc": "2.0", "id": request, "error": error}) + b"\n"


@lru_cache(maxsize=1)
def table() -> dict[str, Method]:
    """The method table, read once; loading it takes longer than all else here, so it waits until
    it is needed."""
    from jungletui.domain.interface import methods  # noqa: PLC0415

    return methods()


@lru_cache(maxsize=64)
def _decoder(method: str) -> msgspec.json.Decoder[Any]:
    parameters = table()[method].parameters
    struct = msgspec.defstruct(
        method, list(parameters.items()), kw_only=True, forbid_unknown_fields=True
    )
    return msgspec.json.Decoder(struct, dec_hook=_from_json)


def _from_json(expected: type, value: object) -> object:
    if expected is Secret and isinstance(value, str):
        return Secret(value)
    raise TypeError("a value of another type is expected")


def _refuse(value: object) -> NoReturn:
    """What is no document, and above all a Secret, does not leave the process."""
    raise TypeError(f"{type(value).__name__} does not go over the pipe")


_encoder = msgspec.json.Encoder(enc_hook=_refuse)


def _encode(document: object) -> bytes:
    return _encoder.encode(document)
