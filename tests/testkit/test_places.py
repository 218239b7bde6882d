"""Every place gets the answer of its row, at once and without touching anything; and no row of
docs/vault-format.md section 9 is without a file or a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.vault.store import OpenVault
from tests.testkit.kitfile import FOLDER, load
from tests.testkit.places import PLACES, Place
from tests.testkit.scene import (
    LOCKED,
    OPENS,
    Scene,
    check_outcome,
    counted,
    outcome,
    scene_in,
    state_of,
)

pytestmark = pytest.mark.slow

ROWS = range(1, 51)
BEFORE_ANY_KEY = {40, 41, 42, 43, 44}


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    return scene_in(tmp_path, monkeypatch)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.title)
def test_the_answer_is_that_of_the_row(scene: Scene, place: Place):
    check = place.build(scene)
    home = scene.paths.vault.parent
    before = state_of(home)
    with counted(scene) as derivations:
        found = outcome(scene)
    check_outcome(scene, found, place.expect)
    assert not (place.row in BEFORE_ANY_KEY and derivations.keys)
    if not isinstance(found, OpenVault):
        assert place.says in f"{found.message} {found.remedy}"
        assert place.row == 45 or state_of(home) == before
        return
    assert place.says in " ".join(found.notices)
    if check is not None:
        check(found)


def test_all_fifty_rows_are_covered():
    files = [load(path.stem) for path in FOLDER.glob("*.cxvkit")]
    covered = {file.row for file in files if file.row} | {place.row for place in PLACES}
    assert covered == set(ROWS)


def test_all_that_can_be_a_file_are_files():
    """A race, a mode or an edited record is no content; all else has a file."""
    in_files = {load(path.stem).row for path in FOLDER.glob("*.cxvkit")}
    assert set(ROWS) - in_files == {39, 40, 41, 42, 43, 44, 45, 50}


def test_places_have_one_name_each():
    titles = [place.title for place in PLACES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("expect", [OPENS, LOCKED, "E_FORMAT"])
def test_another_answer_is_noticed(scene: Scene, expect: str):
    """The places can fail: each of these is not what a link gets."""
    scene.lay_down("plain")
    scene.paths.vault.rename(scene.paths.vault.with_name("real.cxv"))
    scene.paths.vault.symlink_to(scene.paths.vault.with_name("real.cxv"))
    with pytest.raises(AssertionError):
        check_outcome(scene, outcome(scene), expect)
