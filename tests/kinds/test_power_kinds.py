"""The ten power kinds: contract, ports that are nodes, limits with sources, catalogue, and alone in a rig."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from gigahall.compile.power import PowerModel
from gigahall.kinds import catalogue
from gigahall.kinds.joining import fits
from gigahall.kinds.kind import Env, Kind
from gigahall.kinds.parts.power import Load
from gigahall.kinds.registry import BY_NAME
from gigahall.kinds.ups import Ups
from gigahall.paths import asset
from gigahall.scene.document import record_hints
from gigahall.scene.record import Ambient, Connection, Element, Record, Scene, replace

NAMES = ("utility", "transformer", "switchboard", "ups", "busway", "panel", "cable", "breaker", "fixed_load", "generator")
ENV = Env(Scene(), Ambient())
ROUTE = ((0.0, 0.0, 3.0), (4.0, 0.0, 3.0), (4.0, 2.0, 3.0))


@pytest.fixture(params=NAMES)
def kind(request: pytest.FixtureRequest) -> Kind[Any]:
    return BY_NAME[request.param]


def sample(kind: Kind[Any]) -> Element:
    made = kind.record(id="x", name="x")
    return replace(made, route_m=ROUTE) if kind.is_route else made


def test_every_number_has_unit_and_range(kind: Kind[Any]) -> None:
    own = kind.record.__struct_fields__[len(Element.__struct_fields__) :]
    for name, hint in record_hints(kind.record).items():
        if name in own and getattr(hint, "__origin__", None) in (int, float):
            meta = next(m for m in hint.__metadata__ if m.extra)
            assert meta.extra["unit"], name
            assert meta.title, name
            assert (meta.ge is not None or meta.gt is not None) and meta.le is not None, name


def test_round_trip(kind: Kind[Any]) -> None:
    made = sample(kind)
    assert msgspec.json.decode(msgspec.json.encode(made), type=kind.record) == made


def test_ports_are_nodes_of_the_parts(kind: Kind[Any]) -> None:
    made = sample(kind)
    ports = {port.name for port in kind.ports(made)}
    parts = kind.power(made, ENV)
    nodes: set[str] = set()
    for part in parts.parts:
        nodes |= set(part.nodes) if isinstance(part, Load) else {getattr(part, n) for n in ("a", "b", "node") if hasattr(part, n)}
    assert ports == nodes
    assert parts.meter in ("", *ports)
    assert all(port.domain == "electrical" for port in kind.ports(made))


def test_ports_lie_on_the_body(kind: Kind[Any]) -> None:
    made = sample(kind)
    w, d, h = kind.size_m(made)
    for port in kind.ports(made):
        x, y, z = port.at_m
        assert port.at_m in ROUTE if kind.is_route else (abs(x) <= w / 2 and abs(y) <= d / 2 and 0 <= z <= h)


def test_shape_keys_and_limits(kind: Kind[Any]) -> None:
    made = sample(kind)
    assert kind.shape(made).primitives
    assert kind.keys
    assert asset("icons", f"{kind.icon}.svg").is_file()
    for limit in kind.limits(made):
        assert limit.source
        assert (limit.warn, limit.error) == (0.8, 1.0)


def test_catalogue_sources(kind: Kind[Any]) -> None:
    found = catalogue.items(kind.name)
    assert found
    for item in found:
        assert item.fields
        assert all(value.source for value in item.fields.values()), item.id
        kind.power(item.element, ENV)
        kind.shape(item.element)


def rig(kind: Kind[Any]) -> dict[str, Record]:
    """The element between an ideal source and a load of 10 kW, by its own ports."""
    made = sample(kind)
    ports = {port.name: port for port in kind.ports(made)}
    volts = getattr(made, "primary_v", getattr(made, "voltage_v", 415.0))
    records: dict[str, Record] = {"x": made}
    enters = next((p for p in ("in", "a", "bus", "feed_1") if p in ports), "")
    leaves = next((p for p in ("tap", "out", "b", "bus") if p in ports), "")
    joints = []
    if enters:
        records["src"] = BY_NAME["utility"].record(id="src", name="src", voltage_v=volts, is_ideal=True)
        joints.append(("src.out", f"x.{enters}"))
    if leaves:
        records["load"] = BY_NAME["fixed_load"].record(id="load", name="load", p_w=10e3)
        joints.append((f"x.{leaves}", "load.feed_1"))
    return records | {f"j{k}": Connection(id=f"j{k}", a=a, b=b) for k, (a, b) in enumerate(joints)}


def test_alone_in_a_rig_it_conserves_energy(kind: Kind[Any]) -> None:
    model = PowerModel(rig(kind), ENV)
    found = model.solve({}, model.liveness())
    assert found.outcome.status == "converged"
    assert found.load_w == pytest.approx(10e3)
    assert found.facility_w == pytest.approx(10e3 + found.columns["loss_w"].sum(), abs=1e-6)
    row = found.row_of_id["x"]
    assert found.columns["p_w"][row] == pytest.approx(found.facility_w, rel=1e-9)
    assert found.columns["v_v"][row] > 0
    assert found.columns["i_a"][row] > 0
    assert found.columns["loss_w"][row] >= 0
    dead = model.solve({}, model.liveness(frozenset({"x"})))
    assert all(dead.columns[c][row] == 0 for c in ("p_w", "v_v", "i_a", "loss_w"))


def test_ports_join_along_the_chain() -> None:
    """Utility - transformer - board - UPS - busway - cable - load, each output fitting the next input."""
    chain = [
        ("utility", "out"), ("transformer", "in"), ("transformer", "out"), ("switchboard", "bus"), ("switchboard", "bus"), ("ups", "in"),
        ("ups", "out"), ("busway", "a"), ("busway", "tap"), ("cable", "a"), ("cable", "b"), ("fixed_load", "feed_1"),
    ]  # fmt: skip
    ports = [next(p for p in BY_NAME[k].ports(sample(BY_NAME[k])) if p.name == name) for k, name in chain]
    assert all(fits(a, b) for a, b in zip(ports[::2], ports[1::2], strict=True))
    assert not fits(ports[0], next(p for p in BY_NAME["ups"].ports(sample(BY_NAME["ups"])) if p.name == "in"))


def test_ups_curve_is_checked() -> None:
    made = BY_NAME["ups"].record(id="x", name="x")
    assert isinstance(made, Ups)
    with pytest.raises(msgspec.ValidationError, match="efficiency curve"):
        replace(made, efficiency=(0.9,))
    with pytest.raises(msgspec.ValidationError, match="efficiencies lie"):
        replace(made, load_frac=(0.5, 1.0), efficiency=(0.9, 1.1))


def test_busway_drop_over_the_effective_length() -> None:
    """100 kW at unity power factor 5 m of 20: R is 5 m for the tap, the far end has no further drop without load."""
    records = rig(BY_NAME["busway"])
    records["x"] = replace(records["x"], length_m=20.0, effective_m=5.0)
    records["load"] = replace(records["load"], p_w=100e3, pf=1.0)
    model = PowerModel(records, ENV)
    found = model.solve({}, model.liveness())
    e, r = 415.0, 5 * 7.2e-5
    exact = (e + np.sqrt(e**2 - 4 * r * 100e3)) / 2
    assert found.columns["v_v"][found.row_of_id["x"]] == pytest.approx(exact, abs=0.005)
