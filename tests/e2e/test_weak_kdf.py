"""A vault with a weak key derivation: refused everywhere, and made strong once by `vault
strengthen --allow-weak-kdf`."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.vault.kdf import FLOOR, check_limits, parameters_of
from jungletui.vault.layout import parse, serialise
from jungletui.vault.slot_layout import SlotType
from tests.cli.program import PASSPHRASE, Done, jungletui
from tests.client.agents import agent, passphrase_file
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_ON, terminal
from tests.vault.hostile import at
from tests.vault.material import Cheap, cheap, content, paths_in, put
from tests.vault.weak import weak

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations

OTHER = "walrus ember plinth cobalt"
STRENGTHEN = ("vault", "strengthen", "--json")
ALLOW = "--allow-weak-kdf"
WAY = "`jungletui vault strengthen --allow-weak-kdf`"
CODE = cheap().code


def made(tmp_path: Path, vault: Cheap | None = None) -> Path:
    home = tmp_path / "home"
    put(paths_in(home), serialise((vault or weak(PASSPHRASE.encode())).image(content("main"))))
    return home


def file(home: Path) -> bytes:
    return (home / "vault.cxv").read_bytes()


def check_strong(home: Path) -> None:
    for slot in parse(file(home)).header.slots:
        if slot.type is SlotType.PASSPHRASE:
            check_limits(parameters_of(slot))


def keys(home: Path, passphrase: str = PASSPHRASE) -> list[str]:
    done = jungletui(home, "keys", "list", "--json", passphrase=passphrase)
    assert done.code == 0, done.text
    return [key["name"] for key in done.document["keys"]]


def log(home: Path) -> list[tuple[str, str]]:
    records = jungletui(home, "log", "--json").document["records"]
    return [(record["what"], record["detail"]) for record in records]


def check_refused(done: Done, home: Path, before: bytes) -> None:
    assert (done.code, done.document["error"]["kind"]) == (5, "E_KDF_WEAK")
    assert WAY in done.document["error"]["remedy"]
    assert file(home) == before


def test_without_the_option_the_refusal_stands_everywhere(tmp_path: Path) -> None:
    home = made(tmp_path)
    before = file(home)
    for arguments in (
        ("keys", "list"),
        ("vault", "remove-slot", "00", "--yes"),
        ("vault", "strengthen"),
        ("vault", "strengthen", "--yes"),
        ("vault", "restore", str(home / "vault.cxv"), "--accept-rollback"),
    ):
        for secret in (PASSPHRASE, CODE):
            done = jungletui(home, *arguments, "--json", passphrase=secret)
            check_refused(done, home, before)
    assert jungletui(home, "keys", "list", ALLOW).code == 2, "it is no option of other commands"
    checked = jungletui(home, "vault", "check", "--json")
    assert checked.code == 5
    assert WAY in checked.text


def test_the_console_refuses_it_and_names_the_way(tmp_path: Path) -> None:
    home = made(tmp_path)
    with terminal([*JUNGLETUI, "--home", str(home)], tmp_path, columns=200) as console:
        assert console.exit_code(30) == 5
        shown = console.text()
    assert "jungletui: E_KDF_WEAK: " in shown
    assert WAY in shown
    assert ALT_SCREEN_ON not in console.raw


def test_one_command_makes_it_strong_and_it_opens_ever_after(tmp_path: Path) -> None:
    home = made(tmp_path)
    done = jungletui(home, *STRENGTHEN, ALLOW)
    assert done.code == 0, done.text
    document = done.document
    assert document["schema"] == "jungletui.vault.strengthen/1"
    assert [row["kind"] for row in document["slots"]] == ["passphrase"]
    assert document["lost"] == []
    assert any(f"rm {home / 'vault.cxv.bak.1'}" in notice for notice in document["notices"])
    assert any("passphrase --renew" in notice for notice in document["notices"])
    check_strong(home)
    assert keys(home) == keys(home, CODE) == ["main"]
    (detail,) = [detail for what, detail in log(home) if what == "slot-strengthened"]
    assert "8 KiB, 1 passes, 1 lanes before" in detail
    checked = jungletui(home, "vault", "check", "--json")
    rows = {row["check"]: row for row in checked.document["rows"]}
    assert (checked.code, rows["backup 1"]["status"]) == (0, "warning")

    after = file(home)
    again = jungletui(home, *STRENGTHEN, ALLOW)
    assert (again.code, again.document["slots"]) == (0, [])
    assert file(home) == after
    assert "nothing was changed" in jungletui(home, "vault", "strengthen").text


def test_an_agent_opens_it_afterwards(tmp_path: Path) -> None:
    home = made(tmp_path)
    with agent(home, "--no-agent") as state:  # no passphrase: it stays locked
        assert not state["unlocked"]
        given = ("--passphrase-file", str(passphrase_file(tmp_path)))
        refused = jungletui(home, "agent", "unlock", "--json", *given, passphrase=None)
        assert refused.code == 5
        assert WAY in refused.document["error"]["remedy"]
        assert jungletui(home, *STRENGTHEN, ALLOW, *given, passphrase=None).code == 0
        opened = jungletui(home, "agent", "unlock", "--json", *given, passphrase=None)
        assert opened.code == 0, opened.text


def test_a_wrong_passphrase_or_lowered_costs_change_nothing(tmp_path: Path) -> None:
    sound = weak(PASSPHRASE.encode(), costs=FLOOR)
    home = made(tmp_path, sound)
    before = at(256 + 4, (8).to_bytes(4))(file(home))
    put(paths_in(home), before)
    for secret in (PASSPHRASE, OTHER):
        done = jungletui(home, *STRENGTHEN, ALLOW, passphrase=secret)
        assert (done.code, done.document["error"]["kind"]) == (3, "E_AUTH")
    assert jungletui(home, *STRENGTHEN, ALLOW, passphrase=None).code == 3
    assert file(home) == before
    put(paths_in(home), serialise(sound.image(content("main"))))
    assert [what for what, _ in log(home)].count("unlock-failed") == 2


def test_absurd_costs_are_refused_with_the_option_too(tmp_path: Path) -> None:
    home = made(tmp_path)
    for piece in ((4, (2**32 - 1).to_bytes(4)), (8, bytes(4)), (3, b"\xff")):
        before = at(256 + piece[0], piece[1])(file(home))
        put(paths_in(home), before)
        done = jungletui(home, *STRENGTHEN, ALLOW)
        assert (done.code, done.document["error"]["kind"]) == (5, "E_KDF_LIMIT")
        assert file(home) == before


def test_a_weak_slot_that_nobody_opens_is_given_up_only_on_demand(tmp_path: Path) -> None:
    home = made(tmp_path, weak(PASSPHRASE.encode(), OTHER.encode()))
    before = file(home)
    first, second = (slot.slot_id.hex() for slot in parse(before).header.slots[:2])
    refused = jungletui(home, *STRENGTHEN, ALLOW)
    assert (refused.code, refused.document["error"]["kind"]) == (2, "usage")
    assert second[:8] in refused.document["error"]["message"]
    assert first[:8] not in refused.document["error"]["message"]
    assert file(home) == before
    done = jungletui(home, *STRENGTHEN, ALLOW, "--yes")
    assert done.code == 0, done.text
    assert [row["slot_id"] for row in done.document["lost"]] == [second]
    check_strong(home)
    assert keys(home) == ["main"]
    assert jungletui(home, "keys", "list", passphrase=OTHER).code == 3


def test_on_a_terminal_the_other_passphrase_is_asked_for(tmp_path: Path) -> None:
    home = made(tmp_path, weak(PASSPHRASE.encode(), OTHER.encode()))
    argv = [*JUNGLETUI, "--home", str(home), "vault", "strengthen", ALLOW]
    with terminal(argv, tmp_path) as console:
        console.wait_for("Passphrase (or recovery code) of the vault:")
        console.send(PASSPHRASE + "\n")
        console.wait_for("To keep the passphrase")
        console.send(OTHER + "\n")
        assert console.exit_code(30) == 0, console.text()
        shown = console.text()
    assert shown.count("Strong now: passphrase") == 2
    assert "MiB" in shown
    assert PASSPHRASE not in shown
    assert OTHER not in shown
    check_strong(home)
    assert keys(home) == keys(home, OTHER) == ["main"]


def test_the_recovery_code_saves_a_vault_whose_passphrase_is_lost(tmp_path: Path) -> None:
    home = made(tmp_path)
    assert jungletui(home, *STRENGTHEN, ALLOW, passphrase=CODE).code == 2
    done = jungletui(home, *STRENGTHEN, ALLOW, "--yes", passphrase=CODE)
    assert done.code == 0, done.text
    assert (done.document["slots"], len(done.document["lost"])) == ([], 1)
    assert keys(home, CODE) == ["main"]
