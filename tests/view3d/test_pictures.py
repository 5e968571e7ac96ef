"""What the picture shows, and what lies under its pixels."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from gigahall.kinds.finding import find
from gigahall.kinds.registry import BY_NAME
from gigahall.scene.record import Record
from gigahall.session.dark import dark_ids
from gigahall.session.results import Block, HallAir, Results
from gigahall.units import System
from gigahall.view3d.camera import Camera, corners_of
from gigahall.view3d.colormap import quantity
from gigahall.view3d.cut import Slice
from gigahall.view3d.layer import Sheet
from gigahall.view3d.overlay import legend_rect
from gigahall.view3d.painter import Canvas
from gigahall.view3d.palette import DARK, LIGHT
from gigahall.view3d.picture import flow_of, png_bytes, render_picture, thumbnail
from gigahall.view3d.pool import Pool
from gigahall.view3d.view import HallView


def solved(air: tuple[HallAir, ...] = ()) -> Results:
    rows = {"A01": 0, "A02": 1}
    return Results(1, "settled", {}, {}, {
        "air": Block(rows, {"inlet_max_c": np.array([24.0, 45.0])}),
        "power": Block(rows, {"loading_frac": np.array([0.5, np.nan])}),
    }, air=air)


@pytest.mark.parametrize(("system", "said"), [("SI", "40.0 °C"), ("US", "104 °F")])
def test_the_key_of_a_picture_says_what_the_loops_carry(
    records: dict[str, Record], monkeypatch: pytest.MonkeyPatch, system: System, said: str
) -> None:
    coolant = Block({"P1": 0}, {"flow_m3_s": np.array([0.01]), "out_c": np.array([40.0])})
    drawn: list[str] = []
    write = Canvas.text
    monkeypatch.setattr(Canvas, "text", lambda self, x, y, text, *rest: drawn.append(text) or write(self, x, y, text, *rest))
    render_picture(records, Results(1, "settled", {}, {}, {"coolant": coolant}), (320, 200), system=system, labels=False)
    assert f"TCS supply {said}" in drawn


def color_at(view: HallView, pixels: np.ndarray, point: tuple[float, float, float]) -> np.ndarray:
    x, y, _ = view.project(np.array([point]))[0] * (pixels.shape[1] / view.size[0])
    return pixels[round(y) - 1:round(y) + 2, round(x) - 1:round(x) + 2, :3].reshape(-1, 3).mean(0)


def above(view: HallView, key: str) -> tuple[float, float, float]:
    item = view.sync.items[key]
    x, y, _z = (item.lo + item.hi) / 2
    return float(x), float(y) - 0.4, float(view.sync.items[key].element.at_m[2]) + 2.236


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_background_floor_and_darkening_downwards(records: dict[str, Record], theme: str) -> None:
    view = HallView(records.values(), theme, size=(480, 320))
    pixels = view.frame(moving=False)
    assert pixels.shape == (320, 480, 4)
    assert (pixels[..., 3] == 255).all()
    named = LIGHT if theme == "light" else DARK
    assert np.abs(pixels[2, 2, :3].astype(float) - np.array(named.background) * named.grade_top).max() < 8
    assert pixels[-3, 2, :3].mean() < pixels[2, 2, :3].mean()
    view.close()


def test_moving_frame_agrees_with_settled(view: HallView) -> None:
    view.pace.scale_step = 0
    moving = view.frame(moving=True)
    settled = view.frame(moving=False)
    assert np.abs(color_at(view, moving, above(view, "A01")) - color_at(view, settled, above(view, "A01"))).max() < 24


def test_colour_of_a_value_is_seen_on_top_of_its_rack(view: HallView) -> None:
    view.look("top")
    air = quantity("air temperature")
    view.colour_by(air, {"A01": 20.0, "A02": 45.0})
    pixels = view.image()
    cool, hot = (color_at(view, pixels, above(view, key)) for key in ("A01", "A02"))
    assert cool[2] - cool[0] > 30
    assert hot[0] - hot[2] > 60


def test_clay_missing_and_out(view: HallView) -> None:
    view.look("top")
    load = quantity("loading")
    view.colour_by(load, {"A01": None})
    plain = view.image()
    missing, clay = color_at(view, plain, above(view, "A01")), color_at(view, plain, above(view, "A02"))
    assert missing.mean() < clay.mean() - 15
    assert np.ptp(clay) < 25
    view.colour_by(load, {"A01": None, "A02": 0.5}, out={"A02"})
    assert color_at(view, view.image(), above(view, "A02")).mean() < 0.6 * clay.mean()


def test_over_the_rating_has_its_own_colour() -> None:
    load = quantity("power.loading_frac")
    inside, over = load.colors(np.array([1.0, 1.2]))
    assert tuple(over) == (0xD7, 0x26, 0x3D)
    assert tuple(inside) != tuple(over)


def test_recolour_paints_each_pool_once_and_binds_nothing(view: HallView, monkeypatch: pytest.MonkeyPatch) -> None:
    view.frame(moving=True)
    painted: list[Pool] = []
    paint = Pool.paint
    monkeypatch.setattr(Pool, "paint", lambda self, *args: (painted.append(self), paint(self, *args))[1])
    monkeypatch.setattr(Pool, "add", lambda *args: pytest.fail("rebuilt"))
    monkeypatch.setattr(Sheet, "_bind", lambda *args: pytest.fail("bound again"))
    actors = {id(actor) for actor in view.stage.actors()}
    view.colour_by(quantity("loading"), {"A01": 0.4, "A02": 0.9})
    view.frame(moving=True)
    assert len(painted) == len({id(pool) for pool in painted})
    assert {id(actor) for actor in view.stage.actors()} == actors
    painted.clear()
    view.frame(moving=True)
    assert painted == []


def test_picking_bodies_routes_and_floor(view: HallView) -> None:
    for key in ("A01", "A02", "CDU-1", "U1"):
        item = view.sync.items[key]
        top = (*(item.lo[:2] + item.hi[:2]) / 2, item.hi[2])
        x, y, _ = view.project(np.array([top]))[0]
        assert view.pick(x, y) == key
    x, y, _ = view.project(np.array([[4.7, 1.2, 2.7]]))[0]
    assert view.pick(x, y) == "P1"
    x, y, _ = view.project(np.array([[0.4, 0.4, 0.0]]))[0]
    assert view.pick(x, y) == "H"
    assert view.ray_to_floor(x, y) == pytest.approx((0.4, 0.4, 0.0), abs=1e-6)
    view.hide(["A01"])
    item = view.sync.items["A01"]
    x, y, _ = view.project(np.array([(item.lo + item.hi) / 2]))[0]
    assert view.pick(x, y) != "A01"


def test_picking_ports_and_rectangles(view: HallView) -> None:
    ports = view.ports()
    assert {"A01.supply", "A01.return", "CDU-1.tcs_supply"} <= ports.keys()
    assert set(view.pick_rectangle((0, 0), view.size)) >= {"A01", "A02", "CDU-1", "P1", "U1"}


def test_mask_covers_the_element_and_outline_surrounds_it(view: HallView) -> None:
    mask = view.mask(["A02"])
    rows, columns = np.nonzero(mask)
    item = view.sync.items["A02"]
    corners = view.project(np.array([[x, y, z] for x in (item.lo[0], item.hi[0]) for y in (item.lo[1], item.hi[1]) for z in (item.lo[2], item.hi[2])]))
    assert columns.min() == pytest.approx(corners[:, 0].min(), abs=3)
    assert rows.max() == pytest.approx(corners[:, 1].max(), abs=3)
    overlay = view.outline(["A02"])
    assert overlay is not None
    pixels, (left, top) = overlay
    assert left < columns.min()
    assert top < rows.min()
    assert pixels[..., 3].max() == 255
    assert view.outline(["nobody"]) is None


def test_air_slice_colours_the_floor_below_it(view: HallView) -> None:
    field = np.full((30, 20, 13), 24.0, np.float32)
    field[15:, :, :] = 40.0
    view.set_air([HallAir("H", (0.0, 0.0, 0.0), 0, (0.3, 0.3, 0.3), field)], Slice("z", 0.5))
    view.colour_by(quantity("air temperature"), {})
    view.look("top", ["H"])
    pixels = view.image()
    cool, hot = color_at(view, pixels, (1.0, 1.0, 0.5)), color_at(view, pixels, (8.3, 1.0, 0.5))
    assert hot[0] - hot[2] > 60
    assert cool[2] > cool[0]
    assert view.pick(*view.project(np.array([[4.7, 1.2, 2.7]]))[0][:2]) != "P1"  # overhead routes are hidden


def test_picture_transparent_labels_and_png(records: dict[str, Record]) -> None:
    bare = render_picture(records, solved(), (320, 200), labels=False, legend=False, transparent=True)
    assert bare[0, 0, 3] == 0
    assert bare[..., 3].max() == 255
    full = render_picture(records.values(), solved(), (320, 200), colour_by="Load", camera=Camera((4.5, 3.0, 0.5), distance_m=16.0))
    data = png_bytes(full)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (320, 200)
    start = data.index(b"IDAT") + 4
    length = struct.unpack(">I", data[start - 8:start - 4])[0]
    rows = np.frombuffer(zlib.decompress(data[start:start + length]), np.uint8).reshape(200, -1)
    assert (rows[:, 0] == 2).all()
    restored = np.cumsum(rows[:, 1:].astype(np.int64), 0).astype(np.uint8).reshape(200, 320, 3)
    assert np.array_equal(restored, full[..., :3])
    with pytest.raises(KeyError, match="air_temperature"):
        render_picture(records, None, (320, 200), colour_by="taste")


@pytest.mark.parametrize(("size", "camera"), [((900, 560), "iso"), ((620, 420), "top")])
def test_nothing_framed_lies_under_the_legend(records: dict[str, Record], size: tuple[int, int], camera: str) -> None:
    view = HallView(records.values(), size=size)
    view.set_air((), None)
    render_picture(records, solved(), size, colour_by="Load", camera=camera, labels=False, stage=view)
    ratio = max(0.6, min(size[0] / 1536, size[1] / 864))
    x, y, w, h = (ratio * part for part in legend_rect((size[0] / ratio, size[1] / ratio)))
    corner = np.array([[x, y], [x + w, y + h]])
    for item in view.sync.items.values():
        spots = view.camera.project(corners_of(item.lo, item.hi), size)[:, :2]
        if not (item.is_route or item.is_room):
            assert (spots.max(0) < corner[0]).any() or (spots.min(0) > corner[1]).any(), item.element.id
            assert (spots.min(0) > -1).all() and (spots.max(0) < np.array(size) + 1).all()
    view.close()


def test_what_is_out_and_which_way_it_flows() -> None:
    problems = (
        find("no-feed", "A01", value=0.0, quantity="power.p_w"),
        find("limit-above", "A02", value=1.2, limit=1.0, quantity="power.loading_frac", label="Loading"),
        find("out-of-service", "CDU-1"),
    )
    flow = Block({"P1": 0, "P2": 1, "P3": 2}, {"flow_m3_s": np.array([0.01, -0.01, 0.0])})
    results = Results(1, "settled", {}, {}, {"coolant": flow}, problems)
    assert dark_ids(results) == {"A01"}
    assert flow_of(results) == {"P1": True, "P2": False}
    assert dark_ids(None) == frozenset()


def test_thumbnails_show_the_element_alone() -> None:
    view = HallView((), size=(96, 64))
    rack = BY_NAME["rack_liquid"].record(id="t", name="t", at_m=(50.0, 3.0, 0.0), turn_deg=90, in_service=False)
    first = thumbnail(rack, (96, 64), view=view)
    second = thumbnail(BY_NAME["chiller"].record(id="u", name="u"), (96, 64), view=view)
    for picture in (first, second):
        share = (picture[..., 3] > 128).mean()
        assert 0.1 < share < 0.9
        assert picture[0, 0, 3] == 0
    assert set(view.sync.items) == {"u"}
    view.close()
