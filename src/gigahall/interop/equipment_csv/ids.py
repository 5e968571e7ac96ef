"""Ids for what a list names but does not number."""

from __future__ import annotations

import re
from collections.abc import Iterable


def slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or "element"


class Ids:
    """Gives ids that nothing has yet."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {"scene", "ambient", *taken}
        self._last: dict[str, int] = {}

    def free(self, stem: str) -> str:
        """The stem itself, else the stem with the next number."""
        number = self._last.get(stem, 1)
        found = stem
        while found in self._taken:
            number += 1
            found = f"{stem[:56]}-{number}"
        self._last[stem] = number
        self._taken.add(found)
        return found
