"""The id of what a list names but does not number."""

from __future__ import annotations

import re


def slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60] or "element"
