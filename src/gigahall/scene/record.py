"""What a scene is made of: frozen records, and the description each field carries.

A record is data a user typed or placed, nothing derived. `field()` says once per field its unit, range, label and which
solvers it affects; forms, limits, files, tooltips and report columns are made from that.
"""

from __future__ import annotations

import math
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

Affects = Literal["look", "label", "power", "coolant", "air"]

Vec3 = tuple[float, float, float]
"""Metres in world axes: x along the rows, y across, z up."""

SITE_M = 20e3
"""Farthest place of a scene from its origin, along each axis: a site, not a map."""

Coordinate = Annotated[float, msgspec.Meta(ge=-SITE_M, le=SITE_M)]
Point = tuple[Coordinate, Coordinate, Coordinate]
"""A place on the site [m]: a Vec3 as a record may hold it."""


FAR_M = 1_000e3
"""Farthest point of a route: a line may come in from a substation far off the site."""

FarPoint = tuple[
    Annotated[float, msgspec.Meta(ge=-FAR_M, le=FAR_M)],
    Annotated[float, msgspec.Meta(ge=-FAR_M, le=FAR_M)],
    Annotated[float, msgspec.Meta(ge=-FAR_M, le=FAR_M)],
]
"""A point of a route [m]."""


def on_site(point: Vec3) -> Vec3:
    """The point, or the nearest one that lies on the site: what is dragged farther stops at its edge."""
    x, y, z = (max(-SITE_M, min(part, SITE_M)) for part in point)
    return (x, y, z)


TurnDeg = Literal[0, 90, 180, 270]
"""Counter-clockwise turn seen from above; at 0 an element's front looks along -y."""


def field(
    unit: str,
    label: str,
    affects: str,
    *,
    ge: float | None = None,
    le: float | None = None,
    longest: int | None = None,
    help: str = "",
) -> msgspec.Meta:
    """The Meta of a record's field: `Annotated[float, field("W", "Rated power", "power air", ge=0)]`.

    `unit` is the SI unit of the stored value ("" for text, "1" for dimensionless), `affects` a space-separated list of
    `Affects`. `longest` bounds text in characters and lists in members.
    """
    bounds: dict[str, Any] = {"ge": ge, "le": le, "max_length": longest}
    given = {name: value for name, value in bounds.items() if value is not None}
    extra = {"unit": unit, "affects": frozenset(affects.split())}
    in_schema = {"x-unit": unit} if unit else None
    return msgspec.Meta(title=label, description=help or None, extra=extra, extra_json_schema=in_schema, **given)


def meta_of(hint: Any) -> msgspec.Meta | None:
    """The `field()` of a resolved annotation, also of an optional one (`Annotated[float, ...] | None`)."""
    metas = [m for m in getattr(hint, "__metadata__", ()) if isinstance(m, msgspec.Meta) and m.extra]
    if metas:
        return metas[0]
    inner = [meta_of(part) for part in get_args(hint)] if get_origin(hint) in (Union, UnionType) else []
    return next((meta for meta in inner if meta is not None), None)


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """Anything with an id in the scene file."""

    # The look-ahead refuses a line break at the end, which `$` alone lets pass in Python.
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$(?!\n)")]


class Scene(Record, frozen=True, kw_only=True, tag="scene"):
    """The scene's own fields; its id is always "scene"."""

    id: str = "scene"
    title: Annotated[str, field("", "Title", "label", longest=200)] = ""
    description: Annotated[str, field("", "Description", "label", longest=20_000)] = ""
    it_load_frac: Annotated[float, field("1", "IT load", "power coolant air", ge=0, le=1)] = 1.0


class Ambient(Record, frozen=True, kw_only=True, tag="ambient"):
    """Outdoor air and the grid; its id is always "ambient"."""

    id: str = "ambient"
    dry_bulb_c: Annotated[float, field("degC", "Dry bulb", "power coolant air", ge=-60, le=60)] = 25.0
    wet_bulb_c: Annotated[float, field("degC", "Wet bulb", "power coolant air", ge=-60, le=40)] = 18.0
    grid_voltage_frac: Annotated[float, field("1", "Grid voltage", "power", ge=0.8, le=1.2)] = 1.0
    source: Annotated[str, field("", "Source", "label", longest=1_000)] = ""


class Element(Record, frozen=True, kw_only=True):
    """A piece of equipment or a room. Concrete kinds subclass it, one file each in `gigahall.kinds`."""

    name: Annotated[
        str,
        msgspec.Meta(min_length=1, max_length=120, title="Name", extra={"unit": "", "affects": frozenset({"label"})}),
    ]
    item: Annotated[str, field("", "Catalogue item", "label", longest=120)] = ""
    hall: Annotated[str, field("", "Hall", "look air", longest=64)] = ""
    at_m: Annotated[Point, field("m", "Position", "look air")] = (0.0, 0.0, 0.0)
    turn_deg: Annotated[TurnDeg, field("deg", "Turn", "look air")] = 0
    in_service: Annotated[bool, field("", "In service", "look power coolant air")] = True
    group: Annotated[
        str,
        field("", "Group", "label power coolant air", longest=120, help="Duty and standby units of one group replace each other"),
    ] = ""
    standby: Annotated[
        bool,
        field(
            "", "Standby", "power coolant air", help="Starts when a duty unit of its group is off, failed or unsupplied"
        ),
    ] = False


End = Annotated[
    str, msgspec.Meta(max_length=129, pattern=r"^[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+$(?!\n)", description="ELEMENT.port")
]


class Connection(Record, frozen=True, kw_only=True, tag="connection"):
    """An ideal joint of two ports: "ELEMENT.port" each. A port marked `many` takes any number of them."""

    a: End
    b: End


R = TypeVar("R", bound=Record)


def replace(record: R, **changes: Any) -> R:
    """A copy with some fields changed; types and ranges are checked as on loading (msgspec.ValidationError).

    NumPy numbers and arrays are taken as plain numbers and tuples. Raises AttributeError for an unknown field.
    """
    unknown = changes.keys() - set(type(record).__struct_fields__)
    if unknown:
        raise AttributeError(f"{type(record).__name__} has no field {sorted(unknown)[0]!r}")
    data = msgspec.structs.asdict(record) | _plain(changes)
    data["kind"] = type(record).__struct_config__.tag
    return msgspec.convert(data, type(record))


def checked(record: R) -> R:
    """The record as a file would give it back. Raises msgspec.ValidationError where a file would refuse it."""
    return msgspec.convert(_plain(record), type(record))


def _plain(value: Any) -> Any:
    plain = msgspec.to_builtins(value, enc_hook=_from_numpy)
    _refuse_unsavable(plain, "$")
    return plain


def _from_numpy(value: Any) -> Any:
    """NumPy's own types say how they become plain numbers; this layer need not import NumPy for it."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise msgspec.ValidationError(f"a {type(value).__name__} cannot stand in a record")


def _refuse_unsavable(value: Any, path: str) -> None:
    """Non-finite numbers and halves of characters pass Python's own types but not a file."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise msgspec.ValidationError(f"Expected a finite number, got {value} - at `{path}`")
    elif isinstance(value, str):
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise msgspec.ValidationError(f"Expected text, got half of a character - at `{path}`")
    elif isinstance(value, dict):
        for key, member in value.items():
            _refuse_unsavable(member, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            _refuse_unsavable(member, f"{path}[{index}]")
