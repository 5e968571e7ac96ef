"""Ways of routes: the record's own, or an orthogonal one between the places it joins."""

from __future__ import annotations

from itertools import pairwise

from gigahall.kinds.joining import spot
from gigahall.kinds.registry import BY_NAME
from gigahall.kinds.route import own_way, way
from gigahall.scene.record import Connection, Record, replace


def scene() -> dict[str, Record]:
    busway = BY_NAME["busway"].record(id="BW", name="BW", route_m=((0.0, 3.0, 3.4), (8.0, 3.0, 3.4)))
    rack = BY_NAME["rack_liquid"].record(id="R", name="R", at_m=(5.0, 2.0, 0.0))
    whip = BY_NAME["cable"].record(id="W", name="W")
    joints = (Connection(id="c1", a="BW.tap", b="W.a"), Connection(id="c2", a="W.b", b="R.feed_1"))
    return {record.id: record for record in (busway, rack, whip, *joints)}


def test_own_points_win() -> None:
    records = scene()
    points = ((0.0, 0.0, 1.0), (1.0, 0.0, 1.0))
    laid = replace(records["W"], route_m=points)
    assert own_way(laid) == points
    assert way(laid, records, ("c1", "c2")) == points


def test_automatic_way_is_orthogonal_and_ends_at_the_ports() -> None:
    records = scene()
    found = way(records["W"], records, ("c1", "c2"))
    feed = spot(records["R"], "feed_1").at_m
    assert all(abs(a - b) < 1e-3 for a, b in zip(found[-1], feed, strict=True))
    assert all(sum(abs(p[k] - q[k]) > 1e-9 for k in range(3)) == 1 for p, q in pairwise(found))


def test_a_tap_leaves_the_busway_at_its_nearest_point() -> None:
    records = scene()
    start = way(records["W"], records, ("c1", "c2"))[0]
    feed = spot(records["R"], "feed_1").at_m
    assert start[0] == round(feed[0], 3)
    assert start[1:] == (3.0, 3.4)


def test_a_route_that_hangs_on_one_place_has_no_way() -> None:
    records = scene()
    assert way(records["W"], records, ("c1",)) == ()
    assert way(records["W"], {key: records[key] for key in ("W", "BW", "c1", "c2")}, ("c1", "c2")) == ()
