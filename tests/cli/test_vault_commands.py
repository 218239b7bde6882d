"""init, keys add/list/show/remove against a real service, with their exit codes."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from jungletui.domain.documents import Created, KeyList, KeyShown, Removed, Verdict
from tests.cli.program import BINANCE, PASSPHRASE, Done, jungletui

pytestmark = pytest.mark.slow


def add(home: Path, name: str, *more: str, given: object = BINANCE) -> Done:
    arguments = ("keys", "add", name, "--exchange", "binance", "--no-verify", *more)
    return jungletui(home, *arguments, given=given)


def test_init_makes_a_private_vault_and_shows_the_recovery_code_once(tmp_path: Path) -> None:
    home = tmp_path / "new"
    made = jungletui(home, "init", "--json")
    assert made.code == 0, made.err
    created = msgspec.json.decode(made.out, type=Created)
    assert created.path == str(home / "vault.cxv")
    assert len(created.recovery_code) > 30
    assert stat.S_IMODE((home / "vault.cxv").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    again = jungletui(home, "init", "--json")
    assert again.code == 2
    assert again.document["error"]["kind"] == "usage"
    opened = jungletui(home, "keys", "list", "--json", passphrase=created.recovery_code)
    assert opened.code == 0, "the recovery code opens it at the same prompt"


def test_a_weak_passphrase_makes_no_vault(tmp_path: Path) -> None:
    refused = jungletui(tmp_path / "new", "init", passphrase="password1234")
    assert refused.code == 2
    assert not (tmp_path / "new" / "vault.cxv").exists()
    assert "password1234" not in refused.err + refused.text


def test_a_key_is_added_listed_shown_and_removed(home: Path) -> None:
    added = add(
        home, "main", "--holder", "freqtrade", "--holder", "self", "--tag", "grid", "--json"
    )
    assert added.code == 0, added.err
    verdict = msgspec.json.decode(added.out, type=Verdict)
    assert verdict.saved
    assert {grant.grant for grant in verdict.key.capabilities.values()} == {"unknown"}

    listed = msgspec.json.decode(jungletui(home, "keys", "list", "--json").out, type=KeyList)
    (key,) = listed.keys
    assert (key.name, key.exchange, key.holders) == ("main", "binance", ("freqtrade", "self"))
    assert key.fingerprint == verdict.key.fingerprint

    shown = msgspec.json.decode(
        jungletui(home, "keys", "show", "main", "--json").out, type=KeyShown
    )
    assert shown.credential_fields == ("apiKey", "secret")
    assert shown.page

    removed = jungletui(home, "keys", "remove", "main", "--yes", "--json")
    assert msgspec.json.decode(removed.out, type=Removed).name == "main"
    assert jungletui(home, "keys", "list", "--json").document["keys"] == []


def test_no_output_has_a_secret_or_a_whole_public_id(home: Path) -> None:
    done = [
        add(home, "main"),
        add(home, "main"),
        jungletui(home, "keys", "list"),
        jungletui(home, "keys", "show", "main"),
        jungletui(home, "keys", "show", "main", "--json", "--debug"),
    ]
    shown = "".join(one.text + one.err for one in done)
    assert BINANCE["secret"] not in shown
    assert BINANCE["apiKey"] not in shown
    assert PASSPHRASE not in shown
    vault = b"".join(path.read_bytes() for path in home.iterdir())
    assert BINANCE["secret"].encode() not in vault


def test_global_options_count_before_and_after_the_command(home: Path) -> None:
    for arguments in (("--json", "keys", "list"), ("keys", "--json", "list")):
        assert jungletui(home, *arguments).document["schema"] == "jungletui.keys.list/1"


@pytest.mark.parametrize(
    ("name", "more", "wanted"),
    [
        ("main", (), "already"),
        ("MAIN", (), "already"),
        ("a\x1b[31mb", (), "printable"),
        ("", (), "1 to 64"),
        ("x" * 65, (), "1 to 64"),
        ("other", ("--policy", "nobody"), "no policy"),
        ("other", ("--endpoint", "ftp://host"), "not an endpoint"),
        ("other", ("--endpoint", "https://user:word@host"), "no path, query or user name"),
    ],
)
def test_what_cannot_be_a_key_is_wrong_usage(
    home: Path, name: str, more: tuple[str, ...], wanted: str
) -> None:
    assert add(home, "main").code == 0
    refused = add(home, name, *more, "--json")
    assert refused.code == 2
    assert wanted in refused.document["error"]["message"]
    assert len(jungletui(home, "keys", "list", "--json").document["keys"]) == 1


def test_an_unknown_exchange_names_the_nearest(home: Path) -> None:
    refused = jungletui(home, "keys", "add", "k", "--exchange", "binanse", "--json", given=BINANCE)
    assert refused.code == 2
    assert "binance" in refused.document["error"]["remedy"]


def test_a_credential_that_is_no_object_is_wrong_usage_and_not_repeated(home: Path) -> None:
    refused = add(home, "main", given=["CanaryInAList"])
    assert refused.code == 2
    assert "CanaryInAList" not in refused.err + refused.text


def test_an_unknown_name_is_wrong_usage_with_the_nearest(home: Path) -> None:
    add(home, "main")
    refused = jungletui(home, "keys", "show", "mian")
    assert refused.code == 2
    assert "Did you mean main?" in refused.err


def test_removing_without_a_terminal_wants_yes(home: Path) -> None:
    add(home, "main")
    assert jungletui(home, "keys", "remove", "main").code == 2
    assert len(jungletui(home, "keys", "list", "--json").document["keys"]) == 1


@pytest.mark.parametrize("passphrase", ["another passphrase here", None])
def test_without_the_passphrase_it_is_locked(home: Path, passphrase: str | None) -> None:
    locked = jungletui(home, "keys", "list", "--json", passphrase=passphrase)
    assert locked.code == 3
    assert locked.document["schema"] == "jungletui.error/1"


def test_without_a_vault_it_is_locked_and_says_what_makes_one(tmp_path: Path) -> None:
    locked = jungletui(tmp_path / "none", "keys", "list")
    assert locked.code == 3
    assert "jungletui init" in locked.err
    assert not (tmp_path / "none").exists()


def test_a_damaged_vault_is_refused(home: Path) -> None:
    vault = home / "vault.cxv"
    content = bytearray(vault.read_bytes())
    content[-40] ^= 1
    vault.write_bytes(content)
    refused = jungletui(home, "keys", "list", "--json")
    assert refused.code == 5
    assert refused.document["error"]["kind"].startswith("E_")


def test_unsafe_modes_are_refused(home: Path) -> None:
    (home / "vault.cxv").chmod(0o644)
    assert jungletui(home, "keys", "list", "--json").code == 5


def test_the_passphrase_may_come_from_a_file_or_a_command(home: Path, tmp_path: Path) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    secret.chmod(0o600)
    file = str(secret)
    assert jungletui(home, "keys", "list", "--passphrase-file", file, passphrase=None).code == 0
    config = home / "config.toml"
    config.write_text(f'passphrase_command = ["cat", "{secret}"]\n')
    config.chmod(0o644)
    unsafe = jungletui(home, "keys", "list", passphrase=None)
    assert unsafe.code == 2
    config.chmod(0o600)
    assert jungletui(home, "keys", "list", passphrase=None).code == 0


def test_a_reader_that_has_enough_is_no_error(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "-m", "jungletui.cli", "--home", str(home), "exchanges"],
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert process.returncode == 0
    assert process.stderr == b""


def test_the_passphrase_variable_works_with_a_warning(home: Path) -> None:
    done = jungletui(home, "keys", "list", passphrase=None, JUNGLETUI_PASSPHRASE=PASSPHRASE)
    assert done.code == 0
    assert "JUNGLETUI_PASSPHRASE" in done.err
    assert PASSPHRASE not in done.err


def test_an_interrupt_ends_with_130(home: Path) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    silent.settimeout(60)
    endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
    assert add(home, "main", "--endpoint", endpoint).code == 0
    reader, writer = os.pipe()
    os.write(writer, PASSPHRASE.encode() + b"\n")
    os.close(writer)
    command = ["--home", str(home), "--passphrase-fd", str(reader), "inspect"]
    process = subprocess.Popen(
        [sys.executable, "-m", "jungletui.cli", *command],
        pass_fds=[reader],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    connection, _ = silent.accept()
    os.killpg(process.pid, signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in complaint
    for opened in (connection, silent):
        opened.close()
    os.close(reader)
