"""Writes the kit: `python -m tests.testkit.write`. The same bytes on every machine."""

from __future__ import annotations

from tests.testkit.bases import wholes
from tests.testkit.defects import defects
from tests.testkit.kitfile import FOLDER, KitFile, path_of, written


def kit() -> dict[str, KitFile]:
    """Every file of the kit by name."""
    return {**wholes(), **defects()}


def main() -> None:
    for path in FOLDER.glob("*.cxvkit"):
        path.unlink()
    for name, file in kit().items():
        path_of(name).write_bytes(written(file))


if __name__ == "__main__":
    main()
