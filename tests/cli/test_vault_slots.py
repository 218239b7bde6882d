"""`vault slots`, `add-slot`, `remove-slot`, `passphrase`: through the real command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE, Done, jungletui
from tests.client.agents import agent, status
from tests.e2e.conftest import JUNGLETUI
from tests.e2e.terminal import ALT_SCREEN_OFF, ALT_SCREEN_ON, Terminal, terminal
from tests.vault.agents import needs_ssh, ssh_agent

pytestmark = pytest.mark.slow  # whole programs, each with its own key derivations

NEW = "walrus ember plinth cobalt"
ASKS = "Passphrase (or recovery code) of the vault:"


def vault(home: Path, *arguments: str, **options: object) -> Done:
    return jungletui(home, "vault", *arguments, "--json", **options)


def slots(home: Path, **options: object) -> list[tuple[str, str]]:
    done = vault(home, "slots", **options)
    assert done.code == 0, done.err
    return [(row["kind"], row["slot_id"]) for row in done.document["slots"]]


def kinds(home: Path, **options: object) -> list[str]:
    return [kind for kind, _ in slots(home, **options)]


def log_of(home: Path, **options: object) -> list[str]:
    done = jungletui(home, "log", "--json", **options)
    return [record["what"] for record in done.document["records"]]


def kind_of_error(done: Done) -> str:
    assert done.document["schema"] == "jungletui.error/1"
    kind: str = done.document["error"]["kind"]
    return kind


def typed(
    home: Path, folder: Path, arguments: Sequence[str], answers: Sequence[tuple[str, str]]
) -> tuple[int, str]:
    """Run a command on a terminal and answer its prompts; exit code and screen."""
    with terminal([*JUNGLETUI, "--home", str(home), "vault", *arguments], folder) as console:
        for prompt, answer in answers:
            console.wait_for(prompt)
            console.send(answer + "\n")
        code = console.exit_code(30)
        return code, console.text()


def test_the_slots_say_what_opened_the_vault_and_what_is_missing(home: Path) -> None:
    document = vault(home, "slots").document
    assert document["schema"] == "jungletui.vault.slots/1"
    assert [row["kind"] for row in document["slots"]] == ["passphrase", "recovery-code"]
    assert "MiB" in document["slots"][0]["note"]
    assert document["opened_with"] == "the passphrase of --passphrase-fd"
    assert any("lowest costs" in warning for warning in document["warnings"])
    text = jungletui(home, "vault", "slots").text
    assert document["slots"][1]["slot_id"][:8] in text
    assert "opened with the passphrase of --passphrase-fd" in text


def test_a_wrong_passphrase_changes_nothing_and_is_written_down(home: Path) -> None:
    before = (home / "vault.cxv").read_bytes()
    for arguments in (("add-slot", "ssh-agent"), ("remove-slot", "00")):
        done = vault(home, *arguments, passphrase="another passphrase")
        assert (done.code, kind_of_error(done)) == (3, "E_AUTH")
    assert (home / "vault.cxv").read_bytes() == before
    assert log_of(home).count("unlock-failed") == 2


def test_without_a_passphrase_or_a_vault_it_is_locked(home: Path, tmp_path: Path) -> None:
    for place, passphrase in ((home, None), (tmp_path / "none", PASSPHRASE)):
        for arguments in (("slots",), ("add-slot", "ssh-agent"), ("remove-slot", "00")):
            done = vault(place, *arguments, passphrase=passphrase)
            assert (done.code, kind_of_error(done)) == (3, "locked"), arguments


def test_new_words_are_never_read_without_a_terminal(home: Path) -> None:
    before = (home / "vault.cxv").read_bytes()
    for arguments in (("add-slot", "passphrase"), ("add-slot", "recovery-code"), ("passphrase",)):
        done = vault(home, *arguments)
        assert done.code == 3
        assert "terminal" in done.document["error"]["message"]
    assert (home / "vault.cxv").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("add-slot", "tpm"),
        ("add-slot", "key-file"),
        ("add-slot", "ssh-agent", "--file", "x"),
        ("add-slot", "os-keyring", "--key", "x"),
        ("remove-slot", "not-an-id"),
        ("remove-slot", ""),
    ],
)
def test_what_does_not_fit_is_wrong_usage(home: Path, arguments: tuple[str, ...]) -> None:
    done = vault(home, *arguments)
    assert (done.code, kind_of_error(done)) == (2, "usage")


def test_a_key_file_opens_the_vault_without_a_person(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o700)
    file = folder / "jungle.key"
    added = vault(home, "add-slot", "key-file", "--file", str(file))
    assert added.code == 0, added.text
    assert added.document["slot"]["kind"] == "key-file"
    assert any(f'key_file = "{file}"' in notice for notice in added.document["notices"])
    assert len(file.read_bytes()) == 32
    (home / "config.toml").write_text(f'key_file = "{file}"\n')
    opened = vault(home, "slots", passphrase=None)
    assert opened.document["opened_with"] == "the key file"
    assert "slot-added" in log_of(home)
    file.unlink()
    done = vault(home, "slots", passphrase=None)
    assert done.code == 3
    assert str(file) in done.document["error"]["message"]


def test_a_key_file_beside_the_vault_is_refused(home: Path) -> None:
    done = vault(home, "add-slot", "key-file", "--file", str(home / "jungle.key"))
    assert (done.code, kind_of_error(done)) == (2, "usage")
    assert not (home / "jungle.key").exists()


def test_a_key_file_must_be_named_by_its_whole_path(home: Path) -> None:
    (home / "config.toml").write_text('key_file = "jungle.key"\n')
    assert vault(home, "slots").code == 2


@needs_ssh
def test_an_ssh_agent_opens_the_vault_and_no_more_once_removed(home: Path, tmp_path: Path) -> None:
    with ssh_agent(tmp_path, "ed25519") as environ:
        added = vault(home, "add-slot", "ssh-agent", **environ)
        assert added.code == 0, added.text
        opened = vault(home, "slots", passphrase=None, **environ)
        assert opened.document["opened_with"].startswith("the ssh-agent (key SHA256:")
        assert jungletui(home, "keys", "list", passphrase=None, **environ).code == 0

        slot = added.document["slot"]["slot_id"]
        refused = vault(home, "remove-slot", slot[:8], passphrase=None, **environ)
        assert refused.code == 3, "what the host has is no proof where there is a passphrase"

        removed = vault(home, "remove-slot", slot[:8], **environ)
        assert removed.code == 0, removed.text
        assert removed.document["slot"]["slot_id"] == slot
        assert [row["kind"] for row in removed.document["lost"]] == ["recovery-code"]
        assert kinds(home) == ["passphrase"]
        assert any(
            "only one slot" in warning for warning in vault(home, "slots").document["warnings"]
        )
        assert jungletui(home, "keys", "list", passphrase=None, **environ).code == 3
    assert log_of(home).count("slot-added") == log_of(home).count("slot-removed") == 1


@needs_ssh
def test_an_agent_with_ecdsa_keys_only_makes_no_slot(home: Path, tmp_path: Path) -> None:
    with ssh_agent(tmp_path, "ecdsa") as environ:
        done = vault(home, "add-slot", "ssh-agent", **environ)
        assert done.code in (2, 3)
        assert "ed25519" in done.document["error"]["message"] + done.document["error"]["remedy"]
    assert kinds(home) == ["passphrase", "recovery-code"]


def test_the_last_slot_stays(home: Path) -> None:
    (_, first), (_, code) = slots(home)
    done = vault(home, "remove-slot", first)
    assert (done.code, kind_of_error(done)) == (5, "E_CONFLICT")
    assert done.document["error"]["remedy"]
    assert vault(home, "remove-slot", code).code == 0
    assert kinds(home) == ["passphrase"]
    done = vault(home, "remove-slot", first)
    assert (done.code, kind_of_error(done)) == (5, "E_CONFLICT")
    assert kinds(home) == ["passphrase"]


def test_another_passphrase_is_typed_twice_and_opens_it(home: Path, tmp_path: Path) -> None:
    answers = ((ASKS, PASSPHRASE), ("New passphrase:", NEW), ("The same again:", NEW))
    code, screen = typed(home, tmp_path, ("add-slot", "passphrase"), answers)
    assert code == 0, screen
    assert "Added: passphrase" in screen
    assert NEW not in screen
    assert kinds(home, passphrase=NEW) == ["passphrase", "recovery-code", "passphrase"]
    assert kinds(home) == kinds(home, passphrase=NEW)


def test_a_weak_passphrase_makes_no_slot(home: Path, tmp_path: Path) -> None:
    answers = ((ASKS, PASSPHRASE), ("New passphrase:", "password1234"))
    code, screen = typed(home, tmp_path, ("add-slot", "passphrase"), answers)
    assert code == 2
    assert "password1234" not in screen
    assert kinds(home) == ["passphrase", "recovery-code"]


def test_the_passphrase_is_changed(home: Path, tmp_path: Path) -> None:
    answers = (
        ("The passphrase until now:", PASSPHRASE),
        ("New passphrase:", NEW),
        ("The same again:", NEW),
    )
    code, screen = typed(home, tmp_path, ("passphrase",), answers)
    assert code == 0, screen
    assert "The passphrase is changed." in screen
    assert vault(home, "slots").code == 3
    assert kinds(home, passphrase=NEW) == ["passphrase", "recovery-code"]
    assert "passphrase-changed" in log_of(home, passphrase=NEW)


def code_on(console: Terminal) -> str:
    shown = console.wait_for("Press a key when you have it.")
    found = re.search(r"([0-9A-Z]{4}-){8}[0-9A-Z]{4}", shown)
    assert found is not None
    return found[0]


def type_groups(console: Terminal, code: str, count: int = 2) -> None:
    """Answer the questions for groups of the code, in whatever order they come."""
    for done in range(count):
        shown = ""
        while len(asked := re.findall(r"Group (\d) of", shown)) <= done:
            console.pump()
            shown = console.text()
        console.send(code.split("-")[int(asked[-1]) - 1].lower() + "\n")


def test_a_recovery_code_is_shown_once_checked_and_opens_the_vault(
    home: Path, tmp_path: Path
) -> None:
    argv = [*JUNGLETUI, "--home", str(home), "vault", "add-slot", "recovery-code", "--json"]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        code = code_on(console)
        console.send("x")
        type_groups(console, code)
        assert console.exit_code() == 0
        assert code not in console.text()
    after = bytes(console.raw).partition(ALT_SCREEN_OFF)[2]
    assert code.encode() not in after, "not in the document either"
    assert b'"notices":[]' in after
    assert kinds(home, passphrase=code) == ["passphrase", "recovery-code", "recovery-code"]


def test_a_code_that_is_not_typed_back_is_said_to_be_unchecked(home: Path, tmp_path: Path) -> None:
    argv = [*JUNGLETUI, "--home", str(home), "vault", "add-slot", "recovery-code"]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        for _ in range(3):
            code = code_on(console)
            console.send("x")
            console.wait_for("of the recovery code:")
            console.send("\n")
            console.wait_until_gone(code) if code in console.text() else None
        console.wait_for("was not typed back rightly")
        assert console.exit_code() == 0


def test_removing_on_a_terminal_asks_for_what_else_is_to_be_kept(
    home: Path, tmp_path: Path
) -> None:
    argv = [*JUNGLETUI, "--home", str(home), "vault", "add-slot", "recovery-code"]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        code = code_on(console)
        console.send("x")
        type_groups(console, code)
        assert console.exit_code() == 0
    first = slots(home)[1][1]
    answers = ((ASKS, PASSPHRASE), ("To keep the recovery code", code))
    done, screen = typed(home, tmp_path, ("remove-slot", first[:8]), answers)
    assert done == 0, screen
    assert "lost" not in screen
    assert kinds(home, passphrase=code) == ["passphrase", "recovery-code"]


def test_the_recovery_code_is_no_passphrase_to_change(tmp_path: Path) -> None:
    home = tmp_path / "new"
    code = jungletui(home, "init", "--json").document["recovery_code"]
    answers = (("The passphrase until now:", code),)
    done, screen = typed(home, tmp_path, ("passphrase",), answers)
    assert done == 2
    assert "add-slot passphrase" in screen


def test_a_passphrase_can_want_a_key_file_and_keeps_it_when_changed(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o700)
    file = folder / "jungle.key"
    adding = ("add-slot", "passphrase", "--file", str(file))
    answers = ((ASKS, PASSPHRASE), ("New passphrase:", NEW), ("The same again:", NEW))
    code, screen = typed(home, tmp_path, adding, answers)
    assert code == 0, screen
    assert "key_file" in screen
    assert vault(home, "slots", passphrase=NEW).code == 3
    (home / "config.toml").write_text(f'key_file = "{file}"\n')
    assert kinds(home, passphrase=NEW)[-1] == "passphrase"

    other = "maple quarry tandem fjord"
    changing = (
        ("The passphrase until now:", NEW),
        ("New passphrase:", other),
        ("The same again:", other),
    )
    assert typed(home, tmp_path, ("passphrase",), changing)[0] == 0
    assert "the key file is needed, too" in vault(home, "slots").document["slots"][-1]["note"]
    assert vault(home, "slots", passphrase=other).code == 0
    (home / "config.toml").unlink()
    assert vault(home, "slots", passphrase=other).code == 3
    assert vault(home, "slots").code == 0


def test_with_renew_the_slots_that_are_not_given_are_lost(home: Path, tmp_path: Path) -> None:
    answers = (
        ("The passphrase until now:", PASSPHRASE),
        ("New passphrase:", NEW),
        ("The same again:", NEW),
        ("To keep the recovery code", ""),
    )
    code, screen = typed(home, tmp_path, ("passphrase", "--renew"), answers)
    assert code == 0, screen
    assert "lost, add it again: recovery-code" in screen
    assert kinds(home, passphrase=NEW) == ["passphrase"]


@pytest.mark.parametrize("kind", ["os-keyring", "systemd-credential", "ssh-agent"])
def test_what_this_host_does_not_have_makes_no_slot(home: Path, kind: str) -> None:
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": "", "SSH_AUTH_SOCK": "", "CREDENTIALS_DIRECTORY": ""}
    before = (home / "vault.cxv").read_bytes()
    done = vault(home, "add-slot", kind, **nowhere)
    assert done.code == 3, done.text
    assert done.document["error"]["remedy"]
    assert (home / "vault.cxv").read_bytes() == before


def test_an_agent_reads_new_slots_and_locks_when_the_master_key_is_renewed(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir(mode=0o700)
    secret = tmp_path / "passphrase"
    secret.touch(mode=0o600)
    secret.write_text(PASSPHRASE)
    with agent(home, "--passphrase-file", str(secret)):
        adding = ("add-slot", "key-file", "--file", str(folder / "jungle.key"))
        assert vault(home, *adding, passphrase=None).code == 3, "an agent is no proof"
        assert vault(home, *adding).code == 0
        listed = vault(home, "slots", passphrase=None).document
        assert [row["kind"] for row in listed["slots"]][-1] == "key-file"
        assert "file" in listed["opened_with"]

        assert vault(home, "remove-slot", listed["slots"][-1]["slot_id"]).code == 0
        assert vault(home, "slots", passphrase=None).code != 0, "its master key is of the past"
        assert status(home)["unlocked"] is False
        opened = jungletui(
            home, "agent", "unlock", "--passphrase-file", str(secret), passphrase=None
        )
        assert opened.code == 0, opened.err
        assert kinds(home, passphrase=None) == ["passphrase"]


def test_what_is_typed_wrongly_three_times_changes_nothing(home: Path, tmp_path: Path) -> None:
    answers = ((ASKS, PASSPHRASE), ("New passphrase:", NEW), ("The same again:", NEW))
    assert typed(home, tmp_path, ("add-slot", "passphrase"), answers)[0] == 0
    before = (home / "vault.cxv").read_bytes()
    code = slots(home)[1][1]
    argv = [*JUNGLETUI, "--home", str(home), "vault", "remove-slot", code[:8]]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        for times in (1, 2, 3):
            while bytes(console.raw).count(b"To keep the passphrase") < times:
                assert console.pump(1.0)
            console.send("quite another passphrase\n")
        assert console.exit_code(30) == 3
        assert "E_AUTH" in console.text()
    assert (home / "vault.cxv").read_bytes() == before


def test_an_interrupt_after_the_code_leaves_no_page_open(home: Path, tmp_path: Path) -> None:
    argv = [*JUNGLETUI, "--home", str(home), "vault", "add-slot", "recovery-code"]
    with terminal(argv, tmp_path) as console:
        console.wait_for(ASKS)
        console.send(PASSPHRASE + "\n")
        code = code_on(console)
        console.send("\x03")  # any key
        console.wait_for("of the recovery code:")
        console.send("\x03")
        assert console.exit_code() == 130
        assert code not in console.text()
    assert bytes(console.raw).rfind(ALT_SCREEN_OFF) > bytes(console.raw).rfind(ALT_SCREEN_ON)
