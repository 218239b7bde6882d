"""The checked-in pictures are what the program draws."""

from __future__ import annotations

import sys

import pytest

from tests.screenshots import FOLDER, PICTURES, draw

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11),
    reason="the pictures are written with Python 3.11; other versions measure some signs anew",
)
FEW = [picture for picture in PICTURES if picture.name in ("keys", "balances-80x24")]
REST = [picture for picture in PICTURES if picture not in FEW]


@pytest.mark.parametrize("picture", FEW, ids=lambda picture: picture.name)
async def test_a_picture_is_as_drawn(picture) -> None:
    assert (FOLDER / f"{picture.name}.svg").read_text() == await draw(picture)


@pytest.mark.slow
@pytest.mark.parametrize("picture", REST, ids=lambda picture: picture.name)
async def test_the_other_pictures_are_as_drawn(picture) -> None:
    assert (FOLDER / f"{picture.name}.svg").read_text() == await draw(picture)


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == {picture.name for picture in PICTURES}
