"""The page on the format is true: its reader opens our vaults, its tables are our offsets."""

from __future__ import annotations

import base64
import json
import re
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jungletui.vault import layout, slot_layout
from jungletui.vault.activity_file import Owner, append
from jungletui.vault.kdf import FLOOR
from jungletui.vault.keyschedule import purpose_key
from jungletui.vault.layout import parse
from jungletui.vault.slot_layout import SlotType
from jungletui.vault.slots import NAMES
from jungletui.vault.store import VaultPaths, create_vault
from tests.vault.material import CANARY, PASSPHRASE, adding

PAGE = Path(__file__).parents[2] / "docs" / "vault-format.md"
TEXT = PAGE.read_text("utf-8")
READER = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)


def recovered(file: Path, text: str) -> subprocess.CompletedProcess[str]:
    """What the page's own reader makes of a vault; it imports nothing of ours."""
    assert READER is not None
    return subprocess.run(
        (sys.executable, "-c", READER[1], str(file)),
        input=text + "\n",
        capture_output=True,
        text=True,
        check=False,
        cwd=file.parent,
    )


def test_the_reader_of_the_page_opens_a_vault(paths: VaultPaths):
    vault, code = create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    vault.change(adding("main"))
    for text in (PASSPHRASE.decode(), code, code.lower().replace("-", " ")):
        done = recovered(paths.vault, text)
        assert done.stderr == ""
        document = json.loads(done.stdout)
        (entry,) = document["entries"]
        assert entry["credential"]["secret"] == f"{CANARY}-main"
        assert document["fingerprint_key"] == vault.content.fingerprint_key.hex()
    refused = recovered(paths.vault, "not the passphrase")
    assert (refused.stdout, refused.stderr) == ("", "this opens no slot\n")


def test_both_spellings_open_it(paths: VaultPaths):
    create_vault(paths, bytearray("corréct horse tapir".encode()), FLOOR)
    assert recovered(paths.vault, "corre\u0301ct horse tapir").returncode == 0


def rows(heading: str) -> list[tuple[int, int, str]]:
    """Offset, length and name of each row of the table under a heading."""
    section = TEXT.split(heading, 1)[1].split("\n#", 1)[0]
    found = re.findall(r"^\| (\d+) \| (\d+) \| ([^|]+?) \|", section, re.MULTILINE)
    return [(int(offset), int(length), name) for offset, length, name in found]


@pytest.mark.parametrize(
    ("heading", "pattern", "size"),
    [
        ("### The prefix", layout._PREFIX, layout.PREFIX_SIZE),
        ("## 3. The key slots", slot_layout._SLOT, slot_layout.SLOT_SIZE),
    ],
)
def test_the_tables_are_the_offsets_of_the_code(heading: str, pattern: struct.Struct, size: int):
    fields = [struct.calcsize(f">{one}") for one in re.findall(r"\d*s|[BHIQ]", pattern.format)]
    table = rows(heading)
    assert [length for _, length, _ in table] == fields
    ends = [0]
    for length in fields:
        ends.append(ends[-1] + length)
    assert [offset for offset, _, _ in table] == ends[:-1]
    assert ends[-1] == size == pattern.size


def test_every_type_of_slot_is_there():
    for slot_type, name in NAMES.items():
        assert f"| {slot_type.value} | {name} |" in TEXT
    assert len(NAMES) == len(SlotType)


def test_every_context_of_the_code_is_there():
    package = Path(layout.__file__).parent
    for file in package.glob("*.py"):
        if file.name.startswith("activity"):
            continue  # the activity log is a file of its own
        for context in re.findall(r'b"(cxv1[/-][a-z-]+)"', file.read_text("utf-8")):
            assert context in TEXT, f"{context} of {file.name}"


def test_the_known_answers_are_those_that_are_tested():
    ours = (Path(__file__).parent / "test_known_answer.py").read_text("utf-8")
    answers = re.findall(r"\b[0-9a-f]{32,}\b", TEXT.split("## 12. Known-answer vector")[2 - 1])
    assert len(answers) > 12
    for answer in answers:
        assert answer in ours


def test_the_example_of_the_contents_has_the_fields_of_an_entry(paths: VaultPaths):
    from jungletui.vault import payload

    example = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert example is not None
    document = json.loads(example[1])
    assert set(document) == payload._TOP_FIELDS - {"activity"}
    assert "| `activity` |" in TEXT
    assert set(document["entries"][0]) == payload._ENTRY_FIELDS


def test_the_sizes(paths: VaultPaths):
    assert f"{min(layout.ALLOWED_SIZES):,}" in TEXT
    assert f"{max(layout.ALLOWED_SIZES):,}" in TEXT
    create_vault(paths, bytearray(PASSPHRASE), FLOOR)
    assert parse(paths.vault.read_bytes()).header.generation == 1


def test_the_verifier_of_the_page_reads_a_log_and_notices_a_change(tmp_path: Path):
    """With the functions of the page's reader and nothing of ours."""
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    (verifier,) = [block for block in blocks if "def records(" in block]
    page: dict[str, Any] = {"base64": base64, "json": json}
    exec(blocks[0].partition("\nfile = open")[0], page)
    exec(verifier, page)

    vault_id, fingerprint_key = bytes(range(16)), bytes(range(32))
    log_key = page["hkdf"](fingerprint_key, vault_id, b"cxv1/purpose/activity log", 32)
    assert log_key == purpose_key(fingerprint_key, vault_id, "activity log")
    file = tmp_path / "state" / "activity.log"
    texts = [json.dumps({"what": "unlocked", "number": n}).encode() for n in range(3)]
    for text in texts:
        append(file, Owner(vault_id, log_key), [text], lambda wrong, why: b'{"what": "log-begun"}')
    whole = file.read_bytes()
    found = list(page["records"](whole, vault_id, log_key))
    assert found == [{"what": "log-begun"}, *map(json.loads, texts)]
    lines = whole.splitlines(keepends=True)
    cut, swapped = [*lines[:4], *lines[5:]], [*lines[:4], lines[5], lines[4], *lines[6:]]
    for changed in (cut, swapped):
        with pytest.raises(AssertionError):
            list(page["records"](b"".join(changed), vault_id, log_key))
