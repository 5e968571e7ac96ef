"""Labels over the picture: what is worth one, what it says, and where it finds room. Pure data; others draw it.

Near things come first. A label tries ten places around its anchor and is left out where none is free. Racks share one
label per row when they are narrow, one per hall when they are narrower still, with their worst value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gigahall import units
from gigahall.kinds.registry import kind_of
from gigahall.kinds.tone import Told, is_out, limits_on, told, tone_of
from gigahall.scene.record import Element, Vec3
from gigahall.session.results import Results
from gigahall.view3d.blocks import Blocks
from gigahall.view3d.camera import Camera
from gigahall.view3d.colormap import Quantity
from gigahall.view3d.sync import Item, Sync

Rect = tuple[float, float, float, float]
"""x, y, width, height"""

NARROW_PX = 44.0
"""Racks drawn narrower than this share their row's label: two pills would not fit side by side."""
RACK_M = 0.6
TINY_PX, FEW_ROWS = 14.0, 4
"""Racks drawn narrower than this, in a hall of that many rows, share one label of the hall."""
SMALL_PX = 22.0
"""Bodies drawn lower than this get none."""
HEIGHT_PX = 21.0
MOST, MOST_ROUTES = 30, 8
PLACES: tuple[tuple[float, float], ...] = (
    (0.0, -30.0), (0.0, -52.0), (-46.0, -34.0), (46.0, -34.0), (-80.0, -16.0), (80.0, -16.0), (0.0, -76.0), (-60.0, -60.0),
    (60.0, -60.0), (0.0, 26.0),
)
"""Centre of the pill against the anchor [px]."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something that wants a label."""

    ids: tuple[str, ...]
    name: str
    value: str
    at_m: Vec3
    state: str = ""
    """"ok", "warn", "bad", "out", or "" for none: drawn as dot, triangle, cross, cross."""
    weight: float = 0.0
    """Higher goes first."""


@dataclass(frozen=True, slots=True)
class Label:
    anchor: Anchor
    rect: Rect
    spot: tuple[float, float]
    """Where the leader ends."""


def place(
    anchors: Iterable[Anchor], camera: Camera, size: tuple[float, float], measure: Callable[[Anchor], float],
    keep_clear: Sequence[Rect] = (), most: int = MOST,
) -> list[Label]:
    """Labels that fit, in drawing order (far first).

    Args:
        size: width and height of the view in the pixels that labels are measured in.
        measure: width of a pill's content.
    """
    wanted = list(anchors)
    if not wanted:
        return []
    spots = camera.project(np.array([anchor.at_m for anchor in wanted]), (int(size[0]), int(size[1])))
    order = sorted(range(len(wanted)), key=lambda k: (-wanted[k].weight, spots[k, 2]))
    taken = list(keep_clear)
    found: list[tuple[float, Label]] = []
    for k in order:
        x, y, depth = (float(value) for value in spots[k])
        if len(found) >= most or depth <= 0 or not (0 < x < size[0] and 0 < y < size[1]):
            continue
        width = measure(wanted[k])
        rect = _free(x, y, width, size, taken)
        if rect is not None:
            taken.append(rect)
            found.append((depth, Label(wanted[k], rect, (x, y))))
    return [label for _, label in sorted(found, key=lambda pair: -pair[0])]


def _free(x: float, y: float, width: float, size: tuple[float, float], taken: Sequence[Rect]) -> Rect | None:
    for dx, dy in PLACES:
        side = 0.0 if abs(dx) < 1 else np.sign(dx) * (width / 2 - 30)
        rect = (x + dx + side - width / 2, y + dy - HEIGHT_PX / 2, width, HEIGHT_PX)
        inside = rect[0] >= 6 and rect[1] >= 6 and rect[0] + width <= size[0] - 6 and rect[1] + HEIGHT_PX <= size[1] - 6
        if inside and not any(_touch(rect, other) for other in taken):
            return rect
    return None


def _touch(a: Rect, b: Rect, gap: float = 4.0) -> bool:
    return a[0] < b[0] + b[2] + gap and b[0] < a[0] + a[2] + gap and a[1] < b[1] + b[3] + gap and b[1] < a[1] + a[3] + gap


class Verdicts:
    """What some results tell of each element, worked out when first asked for and kept while the element is the same."""

    def __init__(self, results: Results | None) -> None:
        self.results = results
        self._known: dict[tuple[str, tuple[str, ...]], tuple[Element, Told | None]] = {}

    def of(self, element: Element, paths: tuple[str, ...] = ()) -> Told | None:
        """The first of some results that the element has; of all of them without, the one that says most."""
        found = self._known.get((element.id, paths))
        if found is None or found[0] is not element:
            found = (element, self._work_out(element, paths))
            self._known[element.id, paths] = found
        return found[1]

    def _work_out(self, element: Element, paths: tuple[str, ...]) -> Told | None:
        results = self.results
        if results is None:
            return None

        def value_of(path: str) -> float | None:
            return results.value(element.id, path)

        if not paths:
            return told(element, value_of)
        have = ((path, value) for path in paths if (value := value_of(path)) is not None)
        return next((Told(path, value, tone_of(value, limits_on(element, path, value_of))) for path, value in have), None)


class Naming:
    """Decides what is labelled and with which words."""

    def __init__(
        self, sync: Sync, blocks: Blocks, verdicts: Verdicts, quantity: Quantity | None,
        values: Mapping[str, float | None], out: frozenset[str] = frozenset(), system: units.System = "SI",
    ) -> None:
        self._sync, self._blocks, self._verdicts = sync, blocks, verdicts
        self._quantity, self._values, self._out, self._system = quantity, values, out, system

    def anchors(self, camera: Camera, height_px: int, hidden: frozenset[str] = frozenset()) -> list[Anchor]:
        """Everything worth a label from here."""
        found, grouped = self._of_racks(camera, height_px, hidden)
        routes: list[tuple[float, str, Item]] = []
        for key, item in self._sync.items.items():
            if key in grouped or key in hidden:
                continue
            if item.is_route:
                if (length := self._route_m(key, item)) > 0:
                    routes.append((length, key, item))
            elif self._is_labelled(item, camera, height_px):
                found.append(self._one(key, item))
        routes.sort(key=lambda route: -route[0])
        return found + [self._one(key, item) for _, key, item in routes[:MOST_ROUTES]]

    def _of_racks(self, camera: Camera, height_px: int, hidden: frozenset[str]) -> tuple[list[Anchor], set[str]]:
        """Labels of rows and halls, and the racks they speak for: those that are shown."""
        found: list[Anchor] = []
        grouped: set[str] = set()
        for hall, rows in self._blocks.rows.items():
            if self._is_tiny(hall, len(rows), camera, height_px):
                racks = [item for block in rows for item in self._shown(block.members, hidden)]
                found += [self._row(racks, hall)] if racks else []
                grouped.update(item.element.id for item in racks)
                continue
            for block in rows:
                members = self._shown(block.members, hidden)
                if members and self._is_narrow(members, camera, height_px):
                    if self._says_something([item.element.id for item in members]):
                        found.append(self._row(members))
                    grouped.update(set(block.members) - self._telling(members))
        return found, grouped

    def _shown(self, keys: Sequence[str], hidden: frozenset[str]) -> list[Item]:
        return [self._sync.items[key] for key in keys if key in self._sync.items and key not in hidden]

    def _is_tiny(self, hall: str, rows: int, camera: Camera, height_px: int) -> bool:
        """Would the rows' labels of this hall hide it."""
        room = self._sync.items.get(hall)
        if room is None or rows < FEW_ROWS:
            return False
        scale = float(camera.pixels_per_metre((room.lo + room.hi)[None] / 2, height_px)[0])
        return scale * RACK_M < TINY_PX

    def _says_something(self, keys: Sequence[str]) -> bool:
        """Under a quantity, a row without any value of it has nothing to tell, unless something in it is out."""
        return self._quantity is None or any(self._values.get(key) is not None or self._state(key) == "out" for key in keys)

    def _is_narrow(self, members: Sequence[Item], camera: Camera, height_px: int) -> bool:
        middle = members[len(members) // 2]
        scale = float(camera.pixels_per_metre((middle.lo + middle.hi)[None] / 2, height_px)[0])
        return scale * RACK_M < NARROW_PX

    def _telling(self, members: Sequence[Item], most: int = 3) -> set[str]:
        """The members of a row that keep a label of their own: its worst few."""
        bad = [item.element.id for item in members if self._state(item.element.id) in ("bad", "out")]
        bad.sort(key=lambda key: -(self._values.get(key) or 0.0))
        return set(bad[:most])

    def _is_labelled(self, item: Item, camera: Camera, height_px: int) -> bool:
        key = item.element.id
        if item.is_room:
            return False
        if not item.stands:
            return False
        if self._quantity is not None and key not in self._out:
            has_own = self._quantity.rest == "paint" and key not in self._values and kind_of(item.element).category == "Air"
            if self._values.get(key) is None and not has_own:
                return False
        scale = float(camera.pixels_per_metre((item.lo + item.hi)[None] / 2, height_px)[0])
        return scale * float(item.hi[2] - item.lo[2]) >= SMALL_PX

    def _route_m(self, key: str, item: Item) -> float:
        """Length of a main pipe or busway whose value is shown; 0 of all else."""
        value = self._values.get(key) if self._quantity is not None else None
        length = sum(float(np.linalg.norm(np.subtract(b, a))) for a, b in zip(item.way, item.way[1:], strict=False))
        return length if value is not None and item.mesh.gauge_m >= 0.08 and length >= 4.0 else 0.0

    def _one(self, key: str, item: Item) -> Anchor:
        at = _middle_of(item) if item.is_route else ((item.lo[0] + item.hi[0]) / 2, (item.lo[1] + item.hi[1]) / 2, item.hi[2])
        state = self._state(key)
        weight = {"bad": 3.0, "out": 3.0, "warn": 2.0}.get(state, 0.0) + (0.7 if item.is_route else 0.5)
        return Anchor((key,), item.element.name, self._text(key), (float(at[0]), float(at[1]), float(at[2])), state, weight)

    def _row(self, members: Sequence[Item], hall: str = "") -> Anchor:
        """One label for a row, or for all racks of a hall."""
        names = [item.element.name for item in members]
        prefix = common_start(names)
        lo, hi = np.min([item.lo for item in members], 0), np.max([item.hi for item in members], 0)
        keys = tuple(item.element.id for item in members)
        worst = self._worst(keys)
        known = [key for key in keys if self._values.get(key) is not None and self._state(key) != "out"]
        if self._quantity is not None and known:
            highest = max(known, key=lambda key: self._values[key] or 0.0)
            text, worst = self._text(highest), self._state(highest)
        else:
            text = _counted([item.element for item in members], of_hall=bool(hall))
        middle = ((lo[0] + hi[0]) / 2, (lo[1] + hi[1]) / 2, hi[2])
        name = f"Row {prefix}" if prefix else f"{names[0]} … {names[-1]}"
        if hall:
            name = self._sync.items[hall].element.name
        weight = 1.0 + {"bad": 3.0, "out": 3.0, "warn": 2.0}.get(worst, 0.0)
        return Anchor(keys, name, text, (float(middle[0]), float(middle[1]), float(middle[2])), worst, weight)

    def _worst(self, keys: Sequence[str]) -> str:
        """Of a row that is named by its number: the worst sign of its members."""
        states = {self._state(key) for key in keys}
        return next((state for state in ("bad", "out", "warn", "ok") if state in states), "")

    def _state(self, key: str) -> str:
        """What the sign beside the value of an element says: of that value alone."""
        if is_out(self._sync.items[key].element, self._out):
            return "out"
        found = self._told(key)
        return found.tone if found is not None else ""

    def _told(self, key: str) -> Told | None:
        element = self._sync.items[key].element
        if self._quantity is not None and key in self._values:
            return self._verdicts.of(element, self._quantity.judged) if self._values[key] is not None else None
        return self._verdicts.of(element)

    def _text(self, key: str) -> str:
        if self._state(key) == "out":
            return "out"
        if self._quantity is not None and key in self._values:
            value = self._values[key]
            return _formatted(value, self._quantity.unit, self._system) if value is not None else ""
        found = self._told(key)
        return _formatted(found.value, units.unit_of(found.path), self._system) if found is not None else ""


def _formatted(value: float, unit: str, system: units.System) -> str:
    number, symbol = units.format_value(value, unit, system)
    return f"{number} {symbol}".strip()


def _short(label: str) -> str:
    """"Liquid-cooled rack" -> "liquid-cooled rack"; abbreviations keep their capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _counted(members: Sequence[Element], of_hall: bool) -> str:
    """How many there are and of what; blanking panels, which are joined to nothing, are not counted beside racks."""
    racks = [element for element in members if kind_of(element).ports(element)] or members
    kinds = {kind_of(element).label for element in racks}
    return f"{len(racks)} racks" if of_hall or len(kinds) > 1 else f"{len(racks)} × {_short(kinds.pop())}"


def common_start(names: Sequence[str]) -> str:
    """What the names of a row share, without the number they count on: A01, A02 -> A; R1-01, R1-02 -> R1."""
    first, last = min(names), max(names)
    same = next((k for k, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return re.sub(r"[-_ ]?[0-9]*$", "", first[:same])


def _middle_of(item: Item) -> Vec3:
    """The middle of the longest leg."""
    legs = list(zip(item.way, item.way[1:], strict=False))
    a, b = max(legs, key=lambda leg: float(np.linalg.norm(np.subtract(leg[1], leg[0]))))
    x, y, z = (np.asarray(a) + np.asarray(b)) / 2
    return (float(x), float(y), float(z) + item.mesh.gauge_m / 2)
