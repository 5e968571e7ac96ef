"""Copies: what is taken along, where they can stand, what they are called, which room they then belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import dist

from gigahall.app import arrange
from gigahall.kinds import placing
from gigahall.kinds.registry import kind_of
from gigahall.scene.document import Document
from gigahall.scene.joints import element_of, port_of
from gigahall.scene.naming import Names
from gigahall.scene.record import Connection, Element, Vec3, replace
from gigahall.storage.fragment import Fragment

_MOST_ROOM_TRIES = 24
MOST_PLACES = 2000


def fragment_of(document: Document, chosen: Sequence[Element]) -> Fragment:
    """The elements, what stands in the rooms among them, the routes laid between them, and every joint among all these."""
    whole = {element.id: element for element in arrange.with_residents(document, chosen)}
    whole |= {route.id: route for route in _inner_routes(document, whole)}
    joints: dict[str, Connection] = {}
    loose: dict[str, None] = {}
    for key in whole:
        for joint in document.connections_of(key):
            outside = joint.b if element_of(joint.a) == key else joint.a
            if element_of(outside) in whole:
                joints[joint.id] = joint
            else:
                loose[joint.a if outside is joint.b else joint.b] = None
    return Fragment(tuple(whole.values()), tuple(joints.values()), tuple(loose))


def _inner_routes(document: Document, chosen: Mapping[str, Element]) -> list[Element]:
    """Laid routes, also several end to end, that lead from one of the chosen to another and nowhere else."""
    found: dict[str, Element] = {}
    walked: set[str] = set()
    for key in chosen:
        for joint in document.connections_of(key):
            for start in (element_of(joint.a), element_of(joint.b)):
                if start in chosen or start in walked:
                    continue
                run, is_inner = _run(document, start, chosen)
                walked |= run.keys()
                found |= run if is_inner else {}
    return list(found.values())


def _run(document: Document, start: str, chosen: Mapping[str, Element]) -> tuple[dict[str, Element], bool]:
    """The laid routes joined to `start` without passing a chosen element, and do they end at several of these and nowhere else."""
    run: dict[str, Element] = {}
    ends: set[str] = set()
    queue, records, is_inner = [start], document.records, True
    while queue:
        key = queue.pop()
        record = records.get(key)
        if key in run or key in chosen or not isinstance(record, Element) or not kind_of(record).joins:
            continue
        run[key] = record
        for joint in document.connections_of(key):
            a, b = element_of(joint.a), element_of(joint.b)
            for end, far, near in ((joint.a, a, b), (joint.b, b, a)):
                if near != key:
                    continue
                partner = records.get(far)
                if far in chosen or not isinstance(partner, Element) or not kind_of(partner).joins:
                    ends.add(end)
                    is_inner = is_inner and far in chosen
                queue.append(far)
    return run, is_inner and len(ends) > 1


@dataclass(slots=True)
class Copies:
    """New records; `elements` in the order of the originals, `of` the original's id by the new one's."""

    elements: list[Element] = field(default_factory=list)
    joints: list[Connection] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def extend(self, more: Copies) -> None:
        self.elements += more.elements
        self.joints += more.joints
        self.loose += more.loose


def copies(piece: Fragment, delta: Vec3, names: Names, called: Mapping[str, str] | None = None) -> Copies:
    """The fragment once more, moved by delta: new ids, names that are free, the same joints.

    Args:
        called: wanted names by the original's id; where they are taken the next free number follows.
    """
    new_names = _named(piece, names, called or {})
    new_ids = {key: names.new_id(name) for key, name in new_names.items()}
    made = [
        replace(arrange.translated(e, delta), id=new_ids[e.id], name=new_names[e.id], hall=new_ids.get(e.hall, e.hall))
        for e in piece.elements
    ]
    joints = [
        Connection(id=names.new_id("joint"), a=_end(joint.a, new_ids), b=_end(joint.b, new_ids)) for joint in piece.joints
    ]
    return Copies(made, joints, [_end(end, new_ids) for end in piece.loose])


def _named(piece: Fragment, names: Names, called: Mapping[str, str]) -> dict[str, str]:
    """New names by the original's id: rooms first, then what stands in them, then the routes laid between these."""
    partners: dict[str, list[str]] = {}
    for joint in piece.joints:
        a, b = element_of(joint.a), element_of(joint.b)
        partners.setdefault(a, []).append(b)
        partners.setdefault(b, []).append(a)
    old = {element.id: element.name for element in piece.elements}
    found: dict[str, str] = {}
    for element in sorted(piece.elements, key=lambda e: (not kind_of(e).is_room, bool(kind_of(e).joins))):
        related = [*(partners.get(element.id, ()) if kind_of(element).joins else ()), element.hall]
        renamed = {old[key]: found[key] for key in related if key in found}
        found[element.id] = names.after(called.get(element.id, element.name), renamed)
    return found


def _end(end: str, new_ids: Mapping[str, str]) -> str:
    return f"{new_ids[element_of(end)]}.{port_of(end)}"


def housed(made: Copies, floor: placing.Floor) -> list[Element]:
    """The copies with the rooms they stand in; `floor` holds the rooms among them too."""
    rooms = {room.id for room, _ in floor.rooms}
    found = {element.id: arrange.in_room(element, floor) for element in made.elements}
    for element in made.elements:
        if kind_of(element).is_route and element.hall:
            found[element.id] = replace(element, hall=_hall_of_route(element, made.joints, found, floor, rooms))
    return [found[element.id] for element in made.elements]


def _hall_of_route(
    route: Element, joints: Iterable[Connection], elements: Mapping[str, Element], floor: placing.Floor, rooms: set[str]
) -> str:
    """The copied room, else the room its own way ends in, else that of what it is joined to."""
    if route.hall in elements:
        return route.hall
    points: tuple[Vec3, ...] = getattr(route, "route_m", ())
    if points:
        room = floor.room_at(points[-1][0], points[-1][1])
        return room.id if room is not None else ""
    ends = [end for joint in joints for end in (joint.a, joint.b) if route.id in (element_of(joint.a), element_of(joint.b))]
    halls = [elements[element_of(end)].hall for end in reversed(ends) if element_of(end) in elements and element_of(end) != route.id]
    return next((hall for hall in halls if hall in rooms), "")


# ---------------------------------------------------------------- places


def refusal(floor: placing.Floor, elements: Sequence[Element]) -> str:
    """Why copies cannot stand there: rooms may not overlap, and what stands must fit between what is there."""
    rooms = [element for element in elements if kind_of(element).is_room]
    for room in rooms:
        box = placing.footprint(room)
        for other, other_box in (*floor.rooms, *((other, placing.footprint(other)) for other in rooms)):
            if other.id != room.id and box.overlaps(other_box, 0.02):
                return f"{room.name} would overlap {other.name}"
    return (floor.with_rooms(rooms) if rooms else floor).refusal(elements)


def free_offset(floor: placing.Floor, elements: Sequence[Element]) -> Vec3 | None:
    """The shortest step that puts copies of the elements beside them without touching anything; none at all if that does."""
    rooms = [element for element in elements if kind_of(element).is_room]
    boxes = [placing.footprint(element) for element in rooms or elements if rooms or placing.stands(element)]
    if not boxes:
        return (placing.TILE_M, 0.0, 0.0)
    steps = _room_steps(boxes) if rooms else _steps(boxes)
    tried, order = 0, list(elements)
    for dx, dy in sorted(steps, key=lambda step: dist(step, (0.0, 0.0))):
        if rooms and _rooms_overlap(boxes, floor, dx, dy):
            continue
        tried += 1
        if rooms and tried > _MOST_ROOM_TRIES:
            return None
        if _fits(floor, order, (dx, dy, 0.0), one_by_one=not rooms):
            return (dx, dy, 0.0)
    return None


def _fits(floor: placing.Floor, order: list[Element], step: Vec3, one_by_one: bool) -> bool:
    """Can copies stand a step away. What has hindered comes first in `order`: of many, one tells about most steps."""
    for place, element in enumerate(order if one_by_one else ()):
        if floor.refusal([arrange.stand_in(element, step=step)]):
            order.insert(0, order.pop(place))
            return False
    return not refusal(floor, [arrange.stand_in(element, step=step) for element in order])


def _steps(boxes: Sequence[placing.Footprint]) -> list[tuple[float, float]]:
    width = max(b.hi[0] for b in boxes) - min(b.lo[0] for b in boxes)
    depth = max(b.hi[1] for b in boxes) - min(b.lo[1] for b in boxes)
    steps = [(0.0, 0.0), *((k * width, 0.0) for k in range(1, 9)), *((-k * width, 0.0) for k in range(1, 9))]
    steps += [*((0.0, k * depth) for k in range(1, 7)), *((0.0, -k * depth) for k in range(1, 7))]
    grid = placing.TILE_M
    return steps + [(dx * grid, dy * grid) for dx in range(-10, 11) for dy in range(-10, 11) if dx or dy]


def _room_steps(boxes: Sequence[placing.Footprint]) -> list[tuple[float, float]]:
    """Where it stood, then whole widths and depths, with and without a passage between."""
    width = max(b.hi[0] for b in boxes) - min(b.lo[0] for b in boxes)
    depth = max(b.hi[1] for b in boxes) - min(b.lo[1] for b in boxes)
    steps = [(0.0, 0.0)]
    for k in range(1, 13):
        for gap in (0.0, placing.TILE_M, 5 * placing.TILE_M):
            x, y = round(k * (width + gap), 3), round(k * (depth + gap), 3)
            steps += [(x, 0.0), (-x, 0.0), (0.0, y), (0.0, -y)]
    return steps


def _rooms_overlap(boxes: Sequence[placing.Footprint], floor: placing.Floor, dx: float, dy: float) -> bool:
    moved = [placing.Footprint((b.lo[0] + dx, b.lo[1] + dy, b.lo[2]), (b.hi[0] + dx, b.hi[1] + dy, b.hi[2])) for b in boxes]
    return any(box.overlaps(other, 0.02) for box in moved for _, other in floor.rooms)


def no_place(floor: placing.Floor, elements: Sequence[Element]) -> str:
    """Why a paste finds no place: the reason at the place it came from says more than that there is none."""
    reason = refusal(floor, [arrange.stand_in(element) for element in elements])
    return f"There is no free place near where it was: {reason}" if reason else "There is no free place near where it was"


# ---------------------------------------------------------------- arrays


def no_array(count: int, pitch_m: Vec3, rows: int, row_pitch_m: Vec3) -> str:
    """Why there is no array of this, or ""."""
    if count * rows < 2:
        return "An array needs at least two places and a pitch"
    if (count > 1 and not any(pitch_m)) or (rows > 1 and not any(row_pitch_m)):
        return "An array needs at least two places and a pitch"
    return f"An array has at most {MOST_PLACES} places" if count * rows > MOST_PLACES else ""


def array_places(
    chosen: Sequence[Element], names: Names, along: tuple[int, Vec3], across: tuple[int, Vec3]
) -> list[tuple[Vec3, dict[str, str]]]:
    """Offset and wanted names of every copy, row by row; the selection itself is the first place of the first row."""
    rows = {element.id: names.rows_after(element.name) for element in chosen if not kind_of(element).is_route}
    places: list[tuple[Vec3, dict[str, str]]] = []
    for row in range(across[0]):
        called = {key: next(wanted) for key, wanted in rows.items()} if row else {}
        for k in range(along[0]):
            if row or k:
                x, y, z = (k * along[1][axis] + row * across[1][axis] for axis in range(3))
                places.append(((x, y, z), called))
    return places


# ---------------------------------------------------------------- what is said


def heads(piece: Fragment) -> list[Element]:
    """What a piece is called after: its rooms, else what stands, else its routes."""
    rooms = [element for element in piece.elements if kind_of(element).is_room]
    return rooms or [element for element in piece.elements if not kind_of(element).is_route] or list(piece.elements)


def shown(made: Copies, piece: Fragment, chosen: Sequence[Element]) -> list[str]:
    """The copies of what was chosen; laid routes that came along are not selected."""
    wanted = {element.id for element in chosen}
    per_copy = len(piece.elements)
    return [element.id for n, element in enumerate(made.elements) if piece.elements[n % per_copy].id in wanted]


def unconnected_words(made: Copies) -> str:
    """How many ports of the copies hang loose where the originals were connected, and what to do about it."""
    if not made.loose:
        return ""
    by_id = {element.id: element for element in made.elements}
    names = list(dict.fromkeys(by_id[element_of(end)].name for end in made.loose))
    ports = "1 port came" if len(made.loose) == 1 else f"{len(made.loose)} ports came"
    of = f"{', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"
    return f"{ports} unconnected ({of}); Shift C connects to the nearest"
