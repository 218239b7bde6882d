"""One key derivation that is begun while the rest of the program still loads.

It takes half a second without the interpreter lock and needs little: the passphrase that this run
was handed, and the header. Nothing is decided here. Whatever is wrong is left to the opening,
which looks at the file anew and finds this derivation where it asks for the very same one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from jungletui.domain.failures import JungleError
from jungletui.vault import kdf
from jungletui.vault.filesystem import opened_directory, read_vault_file
from jungletui.vault.kdf import KdfParameters
from jungletui.vault.keyschedule import passphrase_prehash
from jungletui.vault.layout import parse
from jungletui.vault.recovery import is_code
from jungletui.vault.slot_layout import KEY_FILE_FLAG, SlotType
from jungletui.vault.sources import Given, PassphraseSources, handed_over


@dataclass(frozen=True, slots=True)
class _Question:
    """What Argon2id is asked for."""

    prehash: bytes = field(repr=False)
    salt: bytes
    costs: KdfParameters

    def is_for(self, prehash: bytes, salt: bytes, costs: KdfParameters) -> bool:
        """Whether it is the very same."""
        import hmac  # noqa: PLC0415  loaded by whoever asks

        same = (self.salt, self.costs) == (salt, costs)
        return same and hmac.compare_digest(self.prehash, prehash)


class Ahead:
    """The passphrase that this run was handed, being read, and the first passphrase slot's key,
    being derived. Its thread loads no module: it never waits for one that another thread loads.

    `is_read` says that the passphrase was taken; `lead` is how many seconds of the derivation had
    passed when its key was asked for.
    """

    def __init__(self, vault: Path, sources: PassphraseSources) -> None:
        self.is_read = False
        self.lead = 0.0
        self._given: Given | None = None
        self._error: JungleError | None = None
        self._question: _Question | None = None
        self._key: bytes | None = None
        self._began = 0.0
        self._ended: float | None = None
        self._is_wanted = True
        self._is_decided, self._is_done = threading.Event(), threading.Event()
        read = self._guarded(lambda: self._read(vault, sources))
        threading.Thread(target=read, daemon=True).start()

    def given(self) -> Given | None:
        """The passphrase that was handed over, None where none was; the reader wipes it. Raises
        what reading it raised."""
        self._is_decided.wait()
        self.is_read = True
        given, self._given = self._given, None
        if self._error is not None:
            raise self._error
        return replace(given, ahead=self) if given is not None else None

    def derived(self, prehash: bytes, salt: bytes, costs: KdfParameters) -> bytes | None:
        """The key, once, where exactly this is being derived; None where it is not, and has to be
        derived as ever. Blocks as a derivation does."""
        question, self._question = self._question, None
        if question is None or not question.is_for(prehash, salt, costs):
            return None
        asked = time.perf_counter()
        self._is_done.wait()
        self.lead = min(asked, self._ended or asked) - self._began
        key, self._key = self._key, None
        return key

    def forget(self) -> None:
        """Keep no key that nobody asked for."""
        self._is_wanted = False
        self._question = self._key = None

    def _guarded(self, run: Callable[[], None]) -> Callable[[], None]:
        """`run`, after which nobody waits any more, whatever happened in it."""

        def guarded() -> None:
            try:
                run()
            finally:
                self._is_decided.set()
                self._is_done.set()

        return guarded

    def _read(self, vault: Path, sources: PassphraseSources) -> None:
        try:
            self._given = handed_over(sources)
        except JungleError as error:
            self._error = error
        with suppress(JungleError):
            question = self._question = _question(vault, self._given)
            self._began = time.perf_counter()
            self._is_decided.set()
            if question is not None:
                key = kdf.derive(question.prehash, question.salt, question.costs)
                self._ended = time.perf_counter()
                self._key = key if self._is_wanted else None


def _question(vault: Path, given: Given | None) -> _Question | None:
    """That of the first passphrase slot which wants no key file; none for a recovery code."""
    if given is None or is_code(given.text):
        return None
    with opened_directory(vault.parent) as directory:
        header = parse(read_vault_file(directory, vault.name).data).header
    slots = [slot for slot in header.slots if slot.type is SlotType.PASSPHRASE]
    for slot in slots:
        kdf.check_limits(kdf.parameters_of(slot))
    first = next((slot for slot in slots if not slot.flags & KEY_FILE_FLAG), None)
    if first is None:
        return None
    prehash = passphrase_prehash(given.text, header.vault_id, first.slot_id, b"")
    return _Question(prehash, first.salt, kdf.parameters_of(first))
