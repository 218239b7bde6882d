"""`jungletui agent`: keep the vault open on a socket, for every command of this user."""

from __future__ import annotations

import json
import os
from typing import Any

import click

from jungletui.cli.options import Command, Group
from jungletui.cli.session import Session, pass_session, tell, write
from jungletui.client.agent import connect_to, request, socket_path, wait_for_end
from jungletui.client.agent_start import become_agent, start_agent
from jungletui.client.blocking import service_ended

LOCKED = 3
NOT_RUNNING: dict[str, Any] = {
    "running": False,
    "unlocked": False,
    "opening": False,
    "unlocked_at": None,
    "pid": None,
    "service_pid": None,
    "socket": None,
    "failure": None,
    "schema": "jungletui.agent/1",
}


@click.group("agent", cls=Group)
def agent_command() -> None:
    """Keep the vault open for all commands, until it is locked."""


@agent_command.command("start", cls=Command)
@click.option("--foreground", is_flag=True, help="Stay in the foreground, for systemd.")
@pass_session
def start_command(session: Session, foreground: bool) -> None:
    """Start the agent, and unlock it: without a person if that can be, else on the terminal. With
    --no-lock it saves also where the file system has no locks, for all its clients."""
    if foreground:
        become_agent(session.options)
    try:
        message = start_agent(session.options)
    except (OSError, ValueError):
        raise service_ended() from None
    _raise(message.get("failure"))
    state = message["state"]
    given = session.options.passphrase_fd is not None or session.options.passphrase_file
    if not state["unlocked"] and given:
        _raise(state["failure"])
    if not state["unlocked"] and _has_terminal():
        state = _unlock(session, given=False)
    elif not state["unlocked"]:
        tell("The agent is running and locked; `jungletui agent unlock` opens it.")
    _show(session, state)


@agent_command.command("unlock", cls=Command)
@pass_session
def unlock_command(session: Session) -> None:
    """Open the agent's vault. The agent asks on this terminal: what is typed is its alone."""
    if session.options.no_lock:
        raise click.UsageError("an agent has --no-lock from its `agent start`, or not at all")
    _show(session, _unlock(session, given=True))


@agent_command.command("lock", cls=Command)
@pass_session
def lock_command(session: Session) -> None:
    """End the process that holds the secrets; the agent stays, locked."""
    _show(session, _ask(session, "agent_lock") or NOT_RUNNING)


@agent_command.command("stop", cls=Command)
@pass_session
def stop_command(session: Session) -> None:
    """Lock, and end the agent."""
    _ask(session, "agent_stop")
    _show(session, NOT_RUNNING)


@agent_command.command("status", cls=Command)
@pass_session
def status_command(session: Session) -> int:
    """Whether there is an agent and whether it is unlocked; exit code 3 where it is not."""
    state = _ask(session, "agent_status") or NOT_RUNNING
    _show(session, state)
    return 0 if state["unlocked"] else LOCKED


def _ask(session: Session, method: str) -> dict[str, Any] | None:
    """The state that the agent answers; None where there is no agent. After `agent_stop` it has
    ended."""
    try:
        with connect_to(_path(session)) as connection:
            state = request(connection, method)
            if method == "agent_stop":
                wait_for_end(connection)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except (OSError, ValueError) as error:
        from jungletui.client.agent_unlock import no_agent  # noqa: PLC0415

        raise no_agent(_path(session), error) from None
    return state


def _unlock(session: Session, given: bool) -> dict[str, Any]:
    from jungletui.client.agent_unlock import unlock_agent  # noqa: PLC0415

    options = session.options
    state: dict[str, Any] = unlock_agent(
        _path(session),
        options.passphrase_fd if given else None,
        options.passphrase_file if given else None,
    )
    if not state["unlocked"]:
        _raise(state["failure"])
        raise service_ended()
    return state


def _raise(failure: dict[str, str] | None) -> None:
    """The error that the agent met, if it met one."""
    if failure is not None:
        from jungletui.domain.failures import ErrorInfo, error_of  # noqa: PLC0415

        raise error_of(ErrorInfo(**failure))


def _path(session: Session) -> str:
    return socket_path(session.options.home, os.environ)


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def _show(session: Session, state: dict[str, Any]) -> None:
    if session.json:
        write(json.dumps(state, separators=(",", ":")).encode() + b"\n")
        return
    if not state["running"]:
        text = "No agent is running.\n"
    elif state["unlocked"]:
        text = f"Unlocked since {state['unlocked_at']}; process {state['service_pid']}.\n"
    elif state["opening"]:
        text = "Being unlocked.\n"
    else:
        text = "Locked.\n"
        failure = state["failure"]
        text += f"{failure['message']}\n{failure['remedy']}\n" if failure else ""
    if state["running"]:
        text += f"The agent is process {state['pid']}, at {state['socket']}\n"
    from jungletui.cli.tables import clean  # noqa: PLC0415

    write("".join(f"{clean(line)}\n" for line in text.splitlines()).encode())
