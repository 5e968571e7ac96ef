"""Scene files of earlier versions, lifted one version at a time before they are decoded.

A step takes the records of a file as plain dictionaries and returns them as the next version writes them. Whoever
changes a field's name, meaning or default adds a step here (a default that changes must be written out, because files
leave out what equals the default), counts `VERSION` up, and keeps a file of the old version in tests/migrations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Plain = dict[str, Any]
"""One record as plain JSON data."""

Upgrade = Callable[[list[Plain]], list[Plain]]

VERSION = 1
"""The version this program writes."""

STEPS: Mapping[int, Upgrade] = {}
"""By the version a step starts from."""


def upgraded(records: list[Plain], version: int, to: int, steps: Mapping[int, Upgrade]) -> list[Plain]:
    """The records of a file of `version` as version `to` would hold them. Raises KeyError for a missing step."""
    for start in range(version, to):
        records = steps[start](records)
    return records
