"""Every file of the kit gets the answer that its header names, and nothing is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from jungletui.domain.failures import VaultFault
from jungletui.vault import kdf
from jungletui.vault.layout import parse, serialise
from jungletui.vault.store import OpenVault
from tests.testkit import reference
from tests.testkit.kitfile import FOLDER, KitFile, load, parsed, path_of, written
from tests.testkit.scene import OPENS, Scene, check_outcome, counted, outcome, scene_in, state_of
from tests.testkit.write import kit
from tests.vault.material import put

NAMES = sorted(path.stem for path in FOLDER.glob("*.cxvkit"))


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    return scene_in(tmp_path, monkeypatch)


def judge(scene: Scene, file: KitFile) -> OpenVault | None:
    """Open what the file describes and compare the outcome with its header."""
    if file.seen:
        scene.lay_down(file.seen)
        scene.open().close()
    scene.secrets_of(file)
    put(scene.paths, file.vault())
    if file.free_memory_kib is not None:
        scene.monkeypatch.setattr(kdf, "free_memory_kib", lambda: file.free_memory_kib)
    before = state_of(scene.paths.vault.parent)
    with counted(scene) as derivations:
        found = outcome(scene)
    check_outcome(scene, found, file.expect)
    assert (derivations.keys == 0) == file.before_kdf
    assert derivations.stretched == int(bool(file.passphrase) and not file.before_kdf)
    after = state_of(scene.paths.vault.parent)
    if not isinstance(found, OpenVault):
        assert (file.says or "") in f"{found.message} {found.remedy}"
        assert after == before
        return None
    assert (file.says or "") in " ".join(found.notices)
    assert after["vault.cxv"] == before["vault.cxv"]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_that_of_the_header(scene: Scene, name: str):
    file = load(name)
    vault = judge(scene, file)
    if vault is None:
        return
    assert [key.profile.exchange for key in vault.content.keys] == ["okx"] * len(vault.content.keys)
    assert vault.content.keys[0].credential["apiKey"].reveal().startswith("id-of-")
    vault.close()


def test_the_files_are_what_the_generator_writes():
    made = kit()
    assert sorted(made) == NAMES
    stale = [name for name, file in made.items() if path_of(name).read_bytes() != written(file)]
    assert stale == [], "run: python -m tests.testkit.write"


def test_each_file_has_one_name_one_row_and_one_defect():
    contents: dict[tuple[bytes, object], str] = {}
    for name in NAMES:
        file = load(name)
        assert file.expect in (OPENS, *VaultFault), name
        assert bool(file.passphrase) != bool(file.recovery_code), name
        assert name[:2].isdigit() == (file.row is not None), name
        assert file.row is None or int(name[:2]) == file.row, name
        assert bool(file.base) != bool(file.body), name
        key = (file.vault(), (file.passphrase, file.recovery_code, file.seen, file.says))
        assert key not in contents, f"{name} repeats {contents.get(key)}"
        contents[key] = name


def test_the_package_takes_apart_what_the_second_writer_made_and_puts_it_together():
    for name in ("plain", "newer", "stranger", "two_secrets"):
        data = load(name).vault()
        assert serialise(parse(data)) == data


def test_49_the_wrapped_key_decrypts_under_both_secrets():
    """Without the commitment the slot would open twice: that is what row 49 is about."""
    slot = load("two_secrets").vault()[256:480]
    vault_id, meta, wrapped = load("two_secrets").vault()[32:48], slot[:128], slot[128:176]
    masters, commits = set(), set()
    for label in ("kit recovery", "kit second recovery"):
        opener = reference.Opener(reference.RECOVERY, reference.shake(label, 20))
        key, commit = reference.slot_keys(opener, vault_id, meta)
        context = reference.wrap_context(vault_id, meta)
        masters.add(ChaCha20Poly1305(key).decrypt(bytes(12), wrapped, context))
        commits.add(commit)
    assert len(masters) == len(commits) == 2
    assert slot[176:208] in commits


@pytest.mark.parametrize(
    "change",
    [
        {"expect": "E_AUTH"},
        {"expect": OPENS},
        {"before_kdf": True},
        {"base": "plain", "edits": ()},
    ],
    ids=["class", "opens", "before", "no defect"],
)
def test_a_wrong_header_is_noticed(scene: Scene, change: dict[str, object]):
    """The kit can fail: a file that names another answer, or has no defect, does."""
    with pytest.raises(AssertionError):
        judge(scene, replace(load("34_wrapped"), **change))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.replace(b"cxvkit 1", b"cxvkit 2"),
        lambda data: data.replace(b"before-kdf: no", b"before-kdf: maybe"),
        lambda data: data.replace(b"row:", b"line:"),
        lambda data: data.replace(b"row: 34\n", b"row: 34\nrow: 34\n"),
        lambda data: data.replace(b"edit: flip", b"edit: flop"),
        lambda data: data.replace(b"edit: flip 608", b"edit: flip 99999"),
    ],
)
def test_a_file_that_is_none_of_the_kit_is_an_error(damage):
    data = path_of("34_wrapped").read_bytes()
    assert damage(data) != data
    with pytest.raises((ValueError, KeyError, IndexError)):
        parsed(damage(data)).vault()
