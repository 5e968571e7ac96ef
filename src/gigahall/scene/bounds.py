"""The bounds records put on their numbers and texts, found by the path a decoder complains of, and values beyond them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec

from gigahall.scene.diff import record_hints
from gigahall.scene.record import FarPoint, Point, Record, meta_of

_STEP = re.compile(r"\.?(\w+)|\[(\d+|\.\.\.)\]")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number, or the length of a text or list, must lie between; None = open."""

    low: float | None
    high: float | None
    unit: str

    def __str__(self) -> str:
        """Both ends with the unit as files hold it: "-20000 to 20000 m"."""
        unit = f" {self.unit}" if self.unit not in ("", "1") else ""
        if self.low is None or self.high is None:
            return f"{'at least' if self.high is None else 'at most'} {self.low if self.high is None else self.high:g}{unit}"
        return f"{self.low:g} to {self.high:g}{unit}"


@dataclass(frozen=True, slots=True)
class Beyond:
    """A value of a file beyond its bounds, and the one at the bound that stands for it."""

    field: str
    value: float | str
    shown: float | str
    bounds: Bounds

    def __str__(self) -> str:
        if isinstance(self.value, str):
            return f"{self.field} holds {len(self.value)} characters, allowed are {self.bounds.high:g}: cut there"
        return f"{self.field} is {self.value:g}, allowed is {self.bounds}: shown as {self.shown:g}"


def bounds_at(record: type[Record], path: str) -> Bounds | None:
    """The bounds of the number at a decoder's path ("rated_m3_s", "at_m[0]", "route_m[...][2]"); None without any."""
    steps = [match[1] or match[2] for match in _STEP.finditer(path)]
    hint = record_hints(record).get(steps[0]) if steps else None
    meta = meta_of(hint)
    unit = str((meta.extra or {}).get("unit", "")) if meta else ""
    for step in steps[1:]:
        hint = _member(_bare(hint), 0 if step == "..." else int(step) if step.isdigit() else -1)
    return _bounds(hint, unit)


def bounds_of(hint: Any) -> Bounds | None:
    """The bounds of a field's own value, or of the members of a point."""
    bare = _bare(hint)
    return _bounds(_member(bare, 0) if bare in (Point, FarPoint) else hint, "")


def keep_within(record: type[Record], plain: dict[str, Any]) -> list[Beyond]:
    """Bring every number and text of a record's plain data within its bounds, in place; what was beyond them."""
    found: list[Beyond] = []
    for name, hint in record_hints(record).items():
        if name in plain and name != "id":
            meta = meta_of(hint)
            plain[name] = _within(plain[name], hint, name, str((meta.extra or {}).get("unit", "")) if meta else "", found)
    return found


def _within(value: Any, hint: Any, path: str, unit: str, found: list[Beyond]) -> Any:
    if isinstance(value, list):
        bare = _bare(hint)
        return [_within(part, _member(bare, index), f"{path}[{index}]", unit, found) for index, part in enumerate(value)]
    limits = _bounds(hint, unit)
    if limits is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    shown = _text_within(value, limits) if isinstance(value, str) else _number_within(value, limits)
    if shown != value:
        found.append(Beyond(path, value, shown, limits))
    return shown


def _number_within(value: float, limits: Bounds) -> float:
    if limits.low is not None and value < limits.low:
        return limits.low
    return limits.high if limits.high is not None and value > limits.high else value


def _text_within(value: str, limits: Bounds) -> str:
    return value if limits.high is None else value[: int(limits.high)]


def _bounds(hint: Any, unit: str) -> Bounds | None:
    for meta in _metas(hint):
        if meta.ge is not None or meta.le is not None:
            return Bounds(meta.ge, meta.le, unit)
        if meta.max_length is not None and _bare(hint) is str:
            return Bounds(None, meta.max_length, unit)
    return None


def _metas(hint: Any) -> Iterator[msgspec.Meta]:
    """The metas of an annotation, also of an optional one."""
    yield from (meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, msgspec.Meta))
    if get_origin(hint) in (Union, UnionType):
        for part in get_args(hint):
            yield from _metas(part)


def _bare(hint: Any) -> Any:
    """The type without its metadata and without None."""
    while hasattr(hint, "__metadata__"):
        hint = get_args(hint)[0]
    if get_origin(hint) in (Union, UnionType):
        return next((_bare(part) for part in get_args(hint) if part is not type(None)), hint)
    return hint


def _member(tuple_type: Any, index: int) -> Any:
    """The annotation of a tuple's member; None where there is none."""
    members = get_args(tuple_type) if get_origin(tuple_type) is tuple else ()
    if members and members[-1] is Ellipsis:
        return members[0]
    return members[index] if 0 <= index < len(members) else None
