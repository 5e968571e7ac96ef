"""Random changes to a scene that a user could make: every value stays inside its range."""

from __future__ import annotations

import itertools
import random
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

from gigahall.kinds import joining
from gigahall.kinds.registry import kind_of
from gigahall.scene.diff import record_hints
from gigahall.scene.document import Document, Edit
from gigahall.scene.record import Connection, Element, meta_of, replace

OWN = ("id", "name", "item", "hall", "at_m", "turn_deg", "group", "route_m")


def change(document: Document, rng: random.Random) -> str:
    """One random edit; what was done, in words."""
    kinds = (_fields, _fields, _fields, _service, _service, _remove, _cut, _join, _move, _weather, _load, _standby)
    doing = rng.choice(kinds)
    with document.edit(doing.__name__.strip("_")) as edit:
        return doing(document, edit, rng)


def _element(document: Document, rng: random.Random) -> Element | None:
    every = document.elements()
    return rng.choice(every) if every else None


def _fields(document: Document, edit: Edit, rng: random.Random) -> str:
    element = _element(document, rng)
    if element is None:
        return ""
    names = [name for name in element.__struct_fields__ if name not in OWN]
    name = rng.choice(names)
    value = random_value(record_hints(type(element))[name], getattr(element, name), rng)
    try:
        edit.put(replace(element, **{name: value}))
    except msgspec.ValidationError:
        return ""
    return f"{element.id}.{name} = {value!r}"


def random_value(hint: Any, now: Any, rng: random.Random) -> Any:
    """Another value of a field: near the present one, or anywhere in its range, or at an end of it."""
    meta = meta_of(hint)
    while hasattr(hint, "__metadata__"):
        hint = hint.__origin__
    if get_origin(hint) is Literal:
        return rng.choice(get_args(hint))
    if get_origin(hint) is Union or type(hint).__name__ == "UnionType":
        return None if rng.random() < 0.2 else random_value(get_args(hint)[0], now, rng)
    if hint is bool:
        return rng.random() < 0.5
    if hint not in (int, float) or meta is None:
        return now
    low = float(meta.ge if meta.ge is not None else meta.gt if meta.gt is not None else -1e3)
    high = float(meta.le if meta.le is not None else 1e6)
    near = float(now or 1.0) * rng.choice((0.1, 0.5, 0.8, 0.95, 1.05, 1.3, 2.0, 10.0))
    value = min(max(rng.choice((near, near, near, rng.uniform(low, high), low, high, 0.0)), low), high)
    return round(value) if hint is int else value


def _service(document: Document, edit: Edit, rng: random.Random) -> str:
    element = _element(document, rng)
    if element is None:
        return ""
    edit.replace(element.id, in_service=not element.in_service)
    return f"{element.id} {'off' if element.in_service else 'on'}"


def _standby(document: Document, edit: Edit, rng: random.Random) -> str:
    element = _element(document, rng)
    if element is None:
        return ""
    edit.replace(element.id, standby=not element.standby, group=rng.choice(("", "G", element.group)))
    return f"{element.id} standby"


def _remove(document: Document, edit: Edit, rng: random.Random) -> str:
    element = _element(document, rng)
    if element is None or (kind_of(element).is_room and rng.random() < 0.8):
        return ""
    edit.remove(element.id)
    return f"remove {element.id}"


def _cut(document: Document, edit: Edit, rng: random.Random) -> str:
    joints = document.connections()
    if not joints:
        return ""
    joint = rng.choice(joints)
    edit.remove(joint.id)
    return f"cut {joint.a} {joint.b}"


def _join(document: Document, edit: Edit, rng: random.Random) -> str:
    """Any two free ports that fit, however odd."""
    there = joining.Joints(document.connections())
    free = [spot for element in rng.sample(document.elements(), min(40, len(document.elements()))) for spot in joining.spots(element)
            if there.is_free(spot)]
    rng.shuffle(free)
    for a, b in itertools.pairwise(free):
        if not joining.misfit(a, b):
            edit.add(Connection(id=f"fuzz-{document.revision}-{rng.randrange(10**6)}", a=a.end, b=b.end))
            return f"join {a.end} {b.end}"
    return ""


def _move(document: Document, edit: Edit, rng: random.Random) -> str:
    element = _element(document, rng)
    if element is None:
        return ""
    at = (element.at_m[0] + rng.choice((-0.6, 0.6, 3.0, -50.0, 0.0)), element.at_m[1] + rng.choice((-0.6, 0.6, 0.0)), element.at_m[2])
    edit.replace(element.id, at_m=at, turn_deg=rng.choice((0, 90, 180, 270)))
    return f"move {element.id} to {at}"


def _weather(document: Document, edit: Edit, rng: random.Random) -> str:
    dry = rng.uniform(-30, 50)
    edit.replace("ambient", dry_bulb_c=dry, wet_bulb_c=min(dry - rng.uniform(0, 10), 40.0), grid_voltage_frac=rng.choice((1.0, 1.0, 0.9, 1.1)))
    return f"dry bulb {dry:.2f}"


def _load(document: Document, edit: Edit, rng: random.Random) -> str:
    edit.replace("scene", it_load_frac=rng.choice((0.0, 0.3, 0.7, 1.0)))
    return "load"
