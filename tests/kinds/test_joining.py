"""Ports: which fit, the nearest free one, what joining two of them lays."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from gigahall.kinds import joining
from gigahall.kinds.registry import BY_NAME, KINDS
from gigahall.scene.port import Port
from gigahall.scene.record import Connection, Element


def names() -> Callable[[str], str]:
    count = iter(range(1000))
    return lambda stem: f"{stem.replace(' ', '-')}-{next(count)}"


def rack(x: float = 3.0) -> Element:
    return BY_NAME["rack_liquid"].record(id="rack", name="A01", hall="h", at_m=(x, 3.0, 0.0))


def panel(key: str, x: float, lineup: str = "A") -> Element:
    return BY_NAME["panel"].record(id=key, name=key.upper(), at_m=(x, 8.0, 0.0), lineup=lineup)


@pytest.mark.parametrize(("a", "b", "fit"), [
    (Port("a", "electrical", "output", "LV"), Port("b", "electrical", "input", "LV"), True),
    (Port("a", "electrical", "output", "LV"), Port("b", "electrical", "input", "MV"), False),
    (Port("a", "electrical", "output", ""), Port("b", "electrical", "input", "MV"), True),
    (Port("a", "electrical", "input"), Port("b", "electrical", "input"), False),
    (Port("a", "electrical", "bidirectional"), Port("b", "electrical", "input"), True),
    (Port("a", "thermal", "supply", "TCS"), Port("b", "thermal", "supply", "TCS"), True),
    (Port("a", "thermal", "supply", "TCS"), Port("b", "thermal", "return", "TCS"), False),
    (Port("a", "thermal", "supply", "TCS"), Port("b", "thermal", "bidirectional", "FWS"), False),
    (Port("a", "thermal", "supply"), Port("b", "electrical", "input"), False)])
def test_fits(a: Port, b: Port, fit: bool) -> None:
    assert joining.fits(a, b) is fit
    assert joining.fits(b, a) is fit


def test_one_kind_is_laid_for_each_domain() -> None:
    assert sorted(kind.joins for kind in KINDS if kind.joins) == ["electrical", "thermal"]


def test_a_feed_becomes_a_cable_as_long_as_its_way() -> None:
    a, b = joining.spot(rack(), "feed_1"), joining.spot(panel("rpp", 9.0, "B"), "out")
    piece, first, last = joining.join(a, b, names(), names())
    assert isinstance(piece, Element)
    route = piece.route_m  # type: ignore[attr-defined]
    assert joining.misfit(a, b) == ""
    assert piece.length_m == pytest.approx(joining.length_m(route), abs=1e-3)  # type: ignore[attr-defined]
    assert piece.lineup == "B"  # type: ignore[attr-defined]
    assert piece.hall == "h"
    assert isinstance(first, Connection)
    assert isinstance(last, Connection)
    assert first.a == "rpp.out"
    assert last.b == "rack.feed_1"
    assert route[0] == pytest.approx(b.at_m)
    assert route[-1] == pytest.approx(a.at_m)


def test_a_coolant_line_takes_over_system_line_and_bore() -> None:
    manifold = BY_NAME["manifold"].record(
        id="m", name="TCS-S", system="TCS", line="supply", route_m=((0.0, 2.6, 2.9), (12.0, 2.6, 2.9)))
    port = next(p for p in BY_NAME["manifold"].ports(manifold) if p.many)
    pipe, *_ = joining.join(joining.spot(rack(), "supply"), joining.spot(manifold, port.name), names(), names())
    assert (pipe.system, pipe.line) == ("TCS", "supply")  # type: ignore[attr-defined]
    assert pipe.bore_m == pytest.approx(joining.spot(rack(), "supply").port.diameter_m)  # type: ignore[attr-defined]
    start = min((p[0] for p in pipe.route_m), key=lambda x: abs(x - 3.0))  # type: ignore[attr-defined]
    assert start == pytest.approx(3.0, abs=0.3)


def test_ports_that_touch_are_joined_without_a_route() -> None:
    pump = BY_NAME["pump"].record(id="p", name="P", at_m=(0.0, 0.0, 0.0))
    pipe = BY_NAME["pipe"].record(id="q", name="Q", system=joining.spot(pump, "b").port.system,
                                  route_m=(joining.spot(pump, "b").at_m, (5.0, 0.0, 1.0)))
    made = joining.join(joining.spot(pump, "b"), joining.spot(pipe, "a"), names(), names())
    assert [type(record) for record in made] == [Connection]


def test_routes_run_along_the_axes_and_turn_only_where_needed() -> None:
    way = joining.orthogonal((0.0, 0.0, 2.2), (3.0, 4.0, 2.0), 2.75)
    assert way == ((0.0, 0.0, 2.2), (0.0, 0.0, 2.75), (3.0, 0.0, 2.75), (3.0, 4.0, 2.75), (3.0, 4.0, 2.0))
    for p, q in pairwise(way):
        assert sum(abs(a - b) > 1e-9 for a, b in zip(p, q, strict=True)) == 1
    assert joining.orthogonal((0.0, 0.0, 3.0), (4.0, 0.0, 3.0)) == ((0.0, 0.0, 3.0), (4.0, 0.0, 3.0))
    assert joining.length_m(way) == pytest.approx(0.55 + 3.0 + 4.0 + 0.75)


def test_nearest_prefers_what_distributes_and_is_free() -> None:
    near, far = panel("near", 4.0), panel("far", 12.0)
    place = joining.spot(rack(), "feed_1")
    found = joining.nearest(place, [*joining.spots(far), *joining.spots(near)], joining.Joints(()))
    assert found is not None
    assert found.end == "near.out"


def test_two_that_only_take_are_no_pair() -> None:
    one, other = rack(), BY_NAME["rack_liquid"].record(id="other", name="Other", at_m=(9.0, 3.0, 0.0))
    assert joining.nearest(joining.spot(one, "supply"), joining.spots(other), joining.Joints(())) is None
    cdu = BY_NAME["cdu"].record(id="cdu", name="CDU", at_m=(20.0, 3.0, 0.0))
    found = joining.nearest(joining.spot(one, "supply"), [*joining.spots(other), *joining.spots(cdu)], joining.Joints(()))
    assert found is not None
    assert found.end == "cdu.tcs_supply"


def test_taken_ports_are_no_candidates() -> None:
    supply = joining.spot(BY_NAME["cdu"].record(id="cdu", name="CDU", at_m=(6.0, 3.0, 0.0)), "tcs_supply")
    joints = joining.Joints([Connection(id="j", a=supply.end, b="x.y")])
    ends = [c.end for c in joining.candidates(joining.spot(rack(), "supply"), joining.spots(supply.element), joints)]
    assert supply.end not in ends
    assert not joints.is_free(supply)


def test_far_end_follows_a_laid_route() -> None:
    a, b = joining.spot(rack(), "feed_1"), joining.spot(panel("rpp", 9.0), "out")
    records = joining.join(a, b, names(), names())
    everything = {r.id: r for r in (*records, rack(), panel("rpp", 9.0))}
    joints = joining.Joints(r for r in records if isinstance(r, Connection))
    entry = joints.others("rack.feed_1")[0]
    assert joining.far_end(entry, everything, joints) == "rpp.out"
