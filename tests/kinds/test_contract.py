"""What every kind and every catalogue item promises, without naming one."""

from __future__ import annotations

import re
from collections import Counter
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
import pytest

from gigahall.kinds.catalogue import Item, items
from gigahall.kinds.joining import fits
from gigahall.kinds.kind import Env, Kind
from gigahall.kinds.parts import air, coolant
from gigahall.kinds.parts.power import Load, PowerPart
from gigahall.kinds.quantities import find
from gigahall.kinds.registry import BY_NAME, KINDS, kind_of
from gigahall.scene.diff import affects_of_fields, record_hints
from gigahall.scene.port import Port
from gigahall.scene.record import Ambient, Element, Scene, meta_of, replace

ENV = Env(Scene(), Ambient())
ROUTE = ((0.0, 0.0, 2.9), (4.0, 0.0, 2.9), (4.0, 3.0, 2.9))
SECTIONS = {"power", "coolant", "air"}
def blank(kind: Kind[Any]) -> Element:
    """An element of a kind with nothing but its defaults, routed where it is a route."""
    element = kind.record(id="one", name="One")
    return replace(element, route_m=ROUTE) if kind.is_route else element


SPECIMENS = [pytest.param(blank(kind), id=kind.name) for kind in KINDS] + [
    pytest.param(replace(item.element, route_m=ROUTE) if BY_NAME[item.kind].is_route else item.element, id=item.id)
    for item in items()
]
ALL_PORTS: list[tuple[str, Port]] = [
    (kind_of(param.values[0]).name, port)
    for param in SPECIMENS
    for port in kind_of(param.values[0]).ports(param.values[0])
]


def numbers(hint: Any) -> bool:
    """Is this annotation a float or an int, perhaps optional?"""
    while get_origin(hint) is not None and hasattr(hint, "__metadata__"):
        hint = get_args(hint)[0]
    if get_origin(hint) in (Union, UnionType):
        return any(numbers(part) for part in get_args(hint))
    return hint in (float, int)


def test_registry_is_ordered_by_category_without_repeats() -> None:
    seen = [kind.category for kind in KINDS]
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    order = list(dict.fromkeys(seen))
    assert seen == [category for category in order for _ in range(seen.count(category))]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_tag_label_icon(kind: Kind[Any]) -> None:
    assert kind.record.__struct_config__.tag == kind.name
    assert type(kind).__module__ == f"gigahall.kinds.{kind.name}"
    assert kind.label[0].isupper()
    assert not kind.label.endswith(".")
    assert all(find(key) for key in kind.keys), kind.keys


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_is_described(kind: Kind[Any]) -> None:
    for name, hint in record_hints(kind.record).items():
        if name in ("id", "name"):
            continue
        meta = meta_of(hint)
        assert meta is not None, f"{name} has no description"
        assert meta.title, name
        assert meta.extra is not None
        assert meta.extra["affects"], name
        if numbers(hint):
            assert meta.extra["unit"], f"{name} has no unit"
            assert meta.le is not None, f"{name} has no upper bound"
            assert meta.ge is not None or meta.gt is not None, f"{name} has no lower bound"


@pytest.mark.parametrize("element", SPECIMENS)
def test_round_trip(element: Element) -> None:
    line = msgspec.json.encode(element)
    assert msgspec.json.decode(line, type=type(element)) == element
    assert msgspec.json.encode(msgspec.json.decode(line, type=type(element))) == line


@pytest.mark.parametrize("element", SPECIMENS)
def test_ports_are_unique_and_fit_another_kind(element: Element) -> None:
    kind = kind_of(element)
    ports = kind.ports(element)
    assert len({port.name for port in ports}) == len(ports)
    for port in ports:
        assert sum(component**2 for component in port.out) == pytest.approx(1.0)
        assert any(fits(port, other) for name, other in ALL_PORTS if name != kind.name), port


def ends(part: PowerPart | coolant.CoolantPart) -> tuple[str, ...]:
    """Nodes a part joins."""
    if isinstance(part, Load):
        return part.nodes
    if hasattr(part, "node"):
        return (part.node,)
    return (part.a, part.b) if hasattr(part, "a") else ()


def check_nodes(parts: tuple[Any, ...], ports: set[str]) -> None:
    """Own ports are all used; a node inside the element joins at least two parts."""
    count = Counter(node for part in parts for node in ends(part))
    assert ports <= set(count), f"unused: {ports - set(count)}"
    for node, times in count.items():
        assert node in ports or times >= 2, f"{node} hangs in the air"


@pytest.mark.parametrize("element", SPECIMENS)
def test_power_parts_join_own_ports(element: Element) -> None:
    kind = kind_of(element)
    ports = {port.name for port in kind.ports(element) if port.domain == "electrical"}
    power = kind.power(element, ENV)
    check_nodes(power.parts, ports)
    assert not power.meter or power.meter in ports


@pytest.mark.parametrize("element", SPECIMENS)
def test_coolant_parts_join_own_ports(element: Element) -> None:
    kind = kind_of(element)
    ports = {port.name for port in kind.ports(element) if port.domain == "thermal"}
    parts = kind.coolant(element, ENV)
    check_nodes(parts.parts, ports)
    reported = {port for _, inlet, outlet in parts.sides for port in (inlet, outlet)}
    assert reported <= ports
    passages = {part.side for part in parts.parts if isinstance(part, coolant.Restriction)}
    for part in parts.parts:
        if isinstance(part, coolant.Exchanger):
            assert {part.hot, part.cold} <= passages
        elif isinstance(part, coolant.AirCooler | coolant.Chiller | coolant.AirCoil):
            assert part.side in passages
        elif isinstance(part, coolant.FlowValve) and part.hold_c is not None:
            assert part.hold_side == "air" or part.hold_side in passages


@pytest.mark.parametrize("element", SPECIMENS)
def test_air_parts_lie_in_the_body(element: Element) -> None:
    kind = kind_of(element)
    w, d, h = kind.size_m(element)
    for part in kind.air(element, ENV).parts:
        if isinstance(part, air.Room):
            assert min(part.size_m) > 0
            continue
        corners = [corner for name, corner in vars_of(part) if name.endswith(("lo", "hi")) and corner is not None]
        assert all(abs(x) <= w / 2 + 1e-9 and abs(y) <= d / 2 + 1e-9 and -1e-9 <= z <= h + 1e-9 for x, y, z in corners)


def vars_of(part: Any) -> list[tuple[str, Any]]:
    return [(name, getattr(part, name)) for name in part.__dataclass_fields__]


@pytest.mark.parametrize("element", SPECIMENS)
def test_body_and_limits(element: Element) -> None:
    kind = kind_of(element)
    assert min(kind.size_m(element)) > 0
    assert kind.shape(element).primitives
    for limit in kind.limits(element):
        assert find(limit.quantity), limit.quantity
        assert limit.label
        assert limit.source
        bounds = [bound for bound in (limit.warn, limit.error) if bound is not None]
        assert bounds == sorted(bounds)
        assert bounds


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_a_card(kind: Kind[Any]) -> None:
    assert items(kind.name)


@pytest.mark.parametrize("item", items(), ids=lambda item: item.id)
def test_every_catalogue_value_has_a_source(item: Item) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", item.id)
    for name, value in item.fields.items():
        assert name in item.element.__struct_fields__
        assert value.source.strip(), name
        if re.search(r"\bestimate\b", value.source, re.IGNORECASE):
            assert value.estimated, f"{name}: {value.source}"


@pytest.mark.parametrize("element", SPECIMENS)
def test_no_specimen_contradicts_itself(element: Element) -> None:
    assert kind_of(element).contradictions(element) == ()


def varied(element: Element, name: str, hint: Any) -> Element | None:
    """With another value of a field; None where it knows no other."""
    old = getattr(element, name)
    meta = meta_of(hint)
    if isinstance(old, bool):
        return replace(element, **{name: not old})
    if isinstance(old, int | float):
        step = (old or 1.0) * 0.01
        fits_in = [new for new in (old + step, old - step) if _within(new, meta)]
        return replace(element, **{name: type(old)(fits_in[0])}) if fits_in and type(old)(fits_in[0]) != old else None
    if name == "route_m":
        return replace(element, route_m=(*ROUTE, (9.0, 9.0, 2.9)))
    if isinstance(old, str):
        choices = [value for part in _literals(hint) for value in get_args(part)]
        other = next((value for value in choices if value != old), None if choices else "Other")
        return replace(element, **{name: other}) if other is not None else None
    return None


def _within(value: float, meta: msgspec.Meta | None) -> bool:
    low, high = (meta.ge if meta else None), (meta.le if meta else None)
    return (low is None or value >= low) and (high is None or value <= high)


def _literals(hint: Any) -> list[Any]:
    while get_origin(hint) is not None and hasattr(hint, "__metadata__"):
        hint = get_args(hint)[0]
    return [hint] if get_origin(hint) is Literal else []


@pytest.mark.parametrize("element", SPECIMENS)
def test_what_a_field_is_said_to_affect_is_all_it_affects(element: Element) -> None:
    """An edit of fields that affect no network is not solved: names, looks."""
    kind = kind_of(element)
    affects = affects_of_fields(type(element))

    def solved_for(rec: Element) -> dict[str, object]:
        return {
            "power": (kind.power(rec, ENV), kind.it_w(rec, ENV)), "coolant": kind.coolant(rec, ENV), "air": kind.air(rec, ENV),
        }  # fmt: skip

    before = solved_for(element)
    tried = 0
    for name, hint in record_hints(type(element)).items():
        if name == "id" or affects[name] >= SECTIONS or (other := varied(element, name, hint)) is None:
            continue
        tried += 1
        after = solved_for(other)
        moved = {section for section in SECTIONS if before[section] != after[section]}
        assert moved <= affects[name], f"{kind.name}.{name} changes {', '.join(sorted(moved - affects[name]))}"
    assert tried > 0
