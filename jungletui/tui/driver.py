"""Textual's driver for Linux and macOS, which keeps nothing of what was typed or pasted."""

from __future__ import annotations

import os
import select
import signal
from typing import TYPE_CHECKING, Any

from textual._xterm_parser import XTermParser  # private: tests/tui/test_pastes.py pins it
from textual.drivers.linux_driver import LinuxDriver

from jungletui.tui.pastes import Splitter

if TYPE_CHECKING:
    from textual.app import App

READ = 4096
TICK = 0.1
"""Seconds after which a lone escape is the key, as in Textual's own loop."""


class WipingDriver(LinuxDriver):
    """Reads the terminal into one buffer that is wiped after every read, and leaves Ctrl-Z to
    `stopping`: Textual's handlers wait for its threads inside the signal, and start new ones at
    every SIGCONT."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        numbers = (signal.SIGTSTP, signal.SIGCONT)
        before = {number: signal.getsignal(number) for number in numbers}
        super().__init__(app, **options)
        for number, handler in before.items():
            signal.signal(number, handler)

    def run_input_thread(self) -> None:
        """Read until the app ends or lends the terminal."""
        parser = XTermParser(debug=False)
        splitter = Splitter(parser.feed)
        buffer = bytearray(READ)
        ready = select.poll()  # no limit to the descriptor's number
        ready.register(self.fileno, select.POLLIN)
        while not self.exit_event.is_set():
            if ready.poll(TICK * 1000):
                count = os.readv(self.fileno, [buffer])
                if not count:  # the terminal is gone
                    return
                with memoryview(buffer) as view:
                    for event in splitter.feed(view[:count]):
                        self.process_message(event)
                buffer[:count] = bytes(count)
            for event in parser.tick():
                self.process_message(event)
