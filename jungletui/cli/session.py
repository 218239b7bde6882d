"""What every command shares: the global options, the service, how to print a document."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import click

from jungletui.cli.progress import Progress
from jungletui.client.blocking import BlockingClient, read_document
from jungletui.client.launch import ServiceOptions, ServiceProcess, start_service

UNLOCKED_WITHOUT = frozenset(
    ("create_vault", "doctor", "exchanges", "guide", "vault_check", "vault_state")
)
NOT_WRITTEN = 1


class Answer(NamedTuple):
    """A result as it came over the pipe, and the method that gave it."""

    method: str
    raw: bytes

    def document(self) -> Any:
        """As a document of `domain.documents`."""
        return read_document(self.method, self.raw)


class Session:
    """The global options as they were given, before or after the command, and the client."""

    def __init__(self, early: ServiceProcess | None = None) -> None:
        self.values: dict[str, Any] = {}
        self._early = early
        self._process: ServiceProcess | None = None
        self._client: BlockingClient | None = None
        self._unlocked = False
        self._note: str | None = None

    @property
    def json(self) -> bool:
        """Whether to print documents."""
        return bool(self.values.get("json"))

    @property
    def options(self) -> ServiceOptions:
        """What the service is started with."""
        return ServiceOptions(
            home=self.values.get("home"),
            passphrase_fd=self.values.get("passphrase_fd"),
            passphrase_file=self.values.get("passphrase_file"),
            debug=bool(self.values.get("debug")),
            agent=not self.values.get("no_agent"),
            no_lock=bool(self.values.get("no_lock")),
        )

    @property
    def client(self) -> BlockingClient:
        """The client; the service is started where it was not."""
        if self._client is None:
            if self._early is not None and self._early.options == self.options:
                process = self._early
            else:
                process = self._process = start_service(self.options)
            self._client, self._note = BlockingClient(process), process.note
            self._unlocked = process.pid == 0  # only an agent's open vault is used
        return self._client

    def ask(self, method: str, **parameters: object) -> Answer:
        """The answer to `method`, the vault being unlocked first where that is needed. Raises the
        JungleError that the service answers."""
        client = self.client
        client.hearer = Progress() if sys.stderr.isatty() else None
        try:
            return self._ask(client, method, parameters)
        finally:
            client.hearer = None

    def _ask(self, client: BlockingClient, method: str, parameters: Mapping[str, object]) -> Answer:
        if method in UNLOCKED_WITHOUT or self._unlocked:
            return Answer(method, client.call(method, **parameters))
        if self._note is not None:
            tell(f"{self._note[0].upper()}{self._note[1:]}. The vault is opened for this command.")
        raw = client.call_both("unlock", method, **parameters)
        self._unlocked = True
        return Answer(method, raw)

    def follow(self, method: str, **parameters: object) -> Iterator[bytes]:
        """The items of a stream as they come; the vault is unlocked first. Raises as `ask` does."""
        client = self.client
        if not self._unlocked:
            client.call("unlock")
            self._unlocked = True
        return client.stream(method, **parameters)

    def show(self, answer: Answer, as_text: Callable[[Any], str]) -> None:
        """Print the answer as it came, or what `as_text` makes of its document."""
        if self.json:
            write(answer.raw + b"\n")
        else:
            text = as_text(answer.document())
            write(text.encode(getattr(sys.stdout, "encoding", None) or "utf-8", errors="replace"))

    def read(self, answer: Answer) -> Any:
        """The answer as dictionaries and lists: enough to find failures in it."""
        return json.loads(answer.raw)

    def close(self) -> None:
        """End the service."""
        if self._process is not None:
            self._process.stop()


def write(text: bytes) -> None:
    """Bytes to stdout, all of them, now. A reader that has had enough is no failure; a full disk
    or a closed stdout is, and ends the command with exit code 1."""
    written(text)


def written(text: bytes) -> bool:
    """The same; False where the reader has had enough, and nothing more need be written."""
    if sys.stdout is None:
        tell("error: the output could not be written: stdout is closed")
        raise click.exceptions.Exit(NOT_WRITTEN)
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
    except OSError as error:
        # The interpreter will flush once more at its end, and must find somebody who reads.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            tell(f"error: the output could not be written: {os.strerror(error.errno or 0)}")
            raise click.exceptions.Exit(NOT_WRITTEN) from None
        return False
    return True


def tell(text: str) -> None:
    """A line of progress or advice to stderr: stdout is for documents."""
    click.echo(text, err=True)


pass_session = click.make_pass_decorator(Session)
