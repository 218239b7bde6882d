"""The real program with a defect on ctrl+t: `python -m tests.e2e.crashing_console [OPTIONS]`."""

from __future__ import annotations

from jungletui.cli import __main__ as program
from jungletui.tui.environment import clear_environment

if __name__ == "__main__":
    import os

    clear_environment(os.environ)
    from textual.binding import Binding

    from jungletui.tui.app import JungleApp
    from jungletui.tui.widgets.secret_input import SecretInput

    def have_a_defect(app: JungleApp) -> None:
        """What is secret lies in locals, in arguments and in the message."""
        pasted = [field.secret.reveal() for field in app.screen.query(SecretInput)]
        raise RuntimeError(f"{pasted}", pasted)

    JungleApp.action_have_a_defect = have_a_defect
    JungleApp.BINDINGS = [*JungleApp.BINDINGS, Binding("ctrl+t", "have_a_defect", priority=True)]
    JungleApp._merged_bindings = JungleApp._merge_bindings()  # Textual does so once a class
    program.main()
