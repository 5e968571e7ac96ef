"""The order of names wherever they are listed."""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(r"[0-9]{1,18}|[^0-9]+|[0-9]+", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


@lru_cache(50_000)
def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts A2 before A10, capitals beside small letters."""
    return tuple((0, int(part), "") if _NUMBER.fullmatch(part) else (1, 0, part.casefold()) for part in _PARTS.findall(name))
