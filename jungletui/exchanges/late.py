"""Tables whose rows are made when somebody looks at them: of thousands of markets, few are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Late(dict[Any, Any]):
    """A dict in which a value of the type `unmade` stands for what `make` makes of it. Whichever
    way it is looked at, only made ones are seen; `in` and `len` need none. To whoever copies it in
    C it must not look like a plain dict, which is why it iterates by itself."""

    __slots__ = ("_make", "_unmade")

    def __init__(
        self, kept: Mapping[Any, Any], unmade: type[Any], make: Callable[[Any], Any]
    ) -> None:
        super().__init__(kept)
        self._unmade = unmade
        self._make = make

    def __getitem__(self, key: Any) -> Any:
        value = super().__getitem__(key)
        if type(value) is self._unmade:
            value = self._make(value)
            self[key] = value
        return value

    def get(self, key: Any, default: Any = None) -> Any:
        """As of a dict."""
        return self[key] if key in self else default  # noqa: SIM401  made

    def pop(self, key: Any, *default: Any) -> Any:
        """As of a dict."""
        if key in self:
            self[key]
        return super().pop(key, *default)

    def __iter__(self) -> Iterator[Any]:
        return super().__iter__()

    def values(self) -> Any:
        """As of a dict: all are made."""
        self._whole()
        return super().values()

    def items(self) -> Any:
        """As of a dict: all are made."""
        self._whole()
        return super().items()

    def copy(self) -> dict[Any, Any]:
        """As of a dict, and a plain one."""
        return dict(self.items())

    def __eq__(self, other: object) -> bool:
        self._whole()
        return super().__eq__(other)

    __hash__ = None

    def __or__(self, other: Any) -> Any:
        return self.copy() | other

    def __ror__(self, other: Any) -> Any:
        return other | self.copy()

    def __repr__(self) -> str:
        self._whole()
        return super().__repr__()

    def _whole(self) -> None:
        for key in list(self):
            self[key]
