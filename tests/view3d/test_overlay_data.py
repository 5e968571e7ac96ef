"""Camera, colour maps, legends, labels, baked ground: numbers against closed forms and stated limits."""

from __future__ import annotations

import numpy as np
import pytest

from gigahall.kinds.registry import BY_NAME
from gigahall.session.results import Block, Results
from gigahall.units import System, display_unit
from gigahall.view3d import cut, ground, pick
from gigahall.view3d.camera import NAMED_VIEWS, Camera, corners_of, named_view
from gigahall.view3d.colormap import lookup, quantities, quantity
from gigahall.view3d.labels import Anchor, Naming, Verdicts, _counted, common_start, place
from gigahall.view3d.legend import gizmo, legend_of, scale_bar, slice_note
from gigahall.view3d.lod import levels, rows_of
from gigahall.view3d.outline import outline
from gigahall.view3d.pace import Pace
from gigahall.view3d.palette import TOKENS, rgb
from gigahall.view3d.pool import CLOSE, FAR_OFF, HIDDEN, USUAL
from gigahall.view3d.view import HallView

SIZE = (640, 400)


def test_ray_through_a_projected_point_hits_it() -> None:
    camera = Camera((4.0, 3.0, 1.0), 40.0, 25.0, 18.0)
    point = np.array([6.0, 1.0, 2.0])
    x, y, depth = camera.project(point[None], SIZE)[0]
    eye, direction = camera.ray(x, y, SIZE)
    assert np.allclose(eye + direction * np.linalg.norm(point - eye), point)
    assert depth == pytest.approx((camera.eye_m - point) @ camera.direction)
    assert camera.project(np.array([[4.0, 3.0, 1.0]]), SIZE)[0, :2] == pytest.approx((320, 200))


@pytest.mark.parametrize("name", NAMED_VIEWS)
def test_named_views_frame_the_box(name: str) -> None:
    lo, hi = np.array([0.0, 0.0, 0.0]), np.array([30.0, 12.0, 4.0])
    camera = named_view(name, lo, hi, 1.6)
    spots = camera.project(corners_of(lo, hi), SIZE)
    assert spots[:, 0].min() >= 0
    assert spots[:, 0].max() <= SIZE[0]
    assert spots[:, 1].min() >= 0
    assert spots[:, 1].max() <= SIZE[1]
    fill = max(np.ptp(spots[:, 0]) / SIZE[0], np.ptp(spots[:, 1]) / SIZE[1])
    assert 0.85 < fill <= 0.93


def test_zoom_keeps_the_point_under_the_pointer() -> None:
    camera = Camera((0.0, 0.0, 0.0), 22.0, 34.0, 30.0)
    target = (3.0, -2.0, 0.5)
    before = camera.project(np.array([target]), SIZE)[0, :2]
    after = camera.zoomed(1.6, target).project(np.array([target]), SIZE)[0, :2]
    assert after == pytest.approx(before, abs=1e-6)


def test_air_map_is_pale_at_the_recommended_limit_and_fixed() -> None:
    air = quantity("air_temperature")
    assert (air.lo, air.hi) == (18.0, 45.0)
    assert {mark.at for mark in air.marks} == {27.0, 32.0}
    low, pale, high = (air.colors(np.array([t]))[0].astype(int) for t in (18.0, 27.0, 45.0))
    assert tuple(low) == rgb("#24539F")
    assert tuple(high) == rgb("#A8231F")
    assert np.abs(pale - np.array(rgb("#F1EFDC"))).max() <= 2
    assert np.array_equal(air.colors(np.array([-10.0, 90.0])), air.colors(np.array([18.0, 45.0])))


@pytest.mark.parametrize("one", quantities(), ids=lambda one: one.id)
def test_every_quantity_has_a_map_and_a_legend(one) -> None:
    assert lookup(one.map).shape == (256, 3)
    ready = one.ranged({"a": 0.0333, "b": None})
    assert ready.hi > ready.lo
    legend = legend_of(ready)
    assert all(-1e-9 <= tick.share <= 1 + 1e-9 for tick in legend.ticks)
    assert len(legend.ticks) >= 4
    assert quantity(one.label).id == one.id


def test_open_ranges_end_at_a_round_number() -> None:
    assert quantity("coolant_flow").ranged({"a": 0.0246}).hi == pytest.approx(0.025)
    assert quantity("coolant_pressure").ranged({"a": 3.1e5}).hi == pytest.approx(4e5)


def test_ticks_give_way_to_limit_marks() -> None:
    legend = legend_of(quantity("air temperature"))
    shown = {tick.text for tick in legend.ticks_beside(200.0)}
    assert {"20", "35", "40", "45"} <= shown
    assert "25" in {tick.text for tick in legend.ticks_beside(400.0)}
    assert {mark.text for mark in legend.marks} == {"27", "32"}
    fahrenheit = legend_of(quantity("air temperature"), "US")
    assert {mark.text for mark in fahrenheit.marks} == {"80.6", "89.6"}


@pytest.mark.parametrize("one", quantities(), ids=lambda one: one.id)
def test_ticks_are_round_in_the_units_shown(one) -> None:
    """70, 80, 90 °F, not 68, 77, 86: no tick is rounded to what it says."""
    ready = one.ranged({"a": {"Pa": 3.1e5}.get(one.unit, 0.0333)})
    legend = legend_of(ready, "US")
    shown = display_unit(max(abs(ready.lo), abs(ready.hi)), ready.unit, "US")
    assert 3 <= len(legend.ticks) <= 9
    for tick in legend.ticks:
        value = ready.lo + tick.share * (ready.hi - ready.lo)
        assert shown.offset + float(tick.text.replace("−", "-")) * shown.scale == pytest.approx(value, rel=1e-9, abs=1e-9)


def test_ticks_of_air_in_fahrenheit() -> None:
    assert [tick.text for tick in legend_of(quantity("air temperature"), "US").ticks] == ["70", "80", "90", "100", "110"]


def test_labels_never_touch_and_stay_off_the_legend() -> None:
    camera = Camera((0.0, 0.0, 0.0), 20.0, 40.0, 24.0)
    anchors = [Anchor((f"x{k}",), f"Thing {k}", "12 kW", (0.5 * (k % 12) - 3, 0.4 * (k // 12) - 1, 1.0)) for k in range(60)]
    legend = (440.0, 200.0, 190.0, 190.0)
    labels = place(anchors, camera, SIZE, lambda anchor: 90.0, [legend])
    assert 4 <= len(labels) <= 30
    boxes = [label.rect for label in labels] + [legend]
    for i, a in enumerate(boxes):
        for b in boxes[i + 1:]:
            apart_x = a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0]
            apart_y = a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]
            assert apart_x or apart_y


def test_heavier_labels_win_the_room() -> None:
    camera = Camera((0.0, 0.0, 0.0), 20.0, 40.0, 24.0)
    crowd = [Anchor((f"x{k}",), "x", "", (0.01 * k, 0.0, 0.0)) for k in range(40)]
    alarm = Anchor(("hot",), "Hot", "41 °C", (0.0, 0.0, 0.0), "bad", 3.0)
    assert alarm in [label.anchor for label in place([*crowd, alarm], camera, SIZE, lambda anchor: 120.0)]


def test_a_row_counts_racks_without_blanking_panels() -> None:
    rack, air = BY_NAME["rack_liquid"].record, BY_NAME["rack_air"].record
    blanks = [air(id=f"B{k}", name=f"B{k}", style="blank", rated_w=0.0, idle_w=0.0) for k in range(2)]
    racks = [rack(id=f"A{k}", name=f"A{k}") for k in range(6)]
    assert _counted([*blanks, *racks], of_hall=False) == "6 × liquid-cooled rack"
    assert _counted([*blanks, *racks], of_hall=True) == "6 racks"
    assert _counted([*racks, air(id="S", name="S")], of_hall=False) == "7 racks"
    assert _counted(blanks, of_hall=False) == "2 × air-cooled rack"


def test_row_names() -> None:
    assert common_start(["A01", "A02", "A08"]) == "A"
    assert common_start(["R1-01", "R1-02"]) == "R1"
    assert common_start(["CDU-1", "CDU-2"]) == "CDU"


@pytest.mark.parametrize(("system", "word", "unit_m"), [("SI", " m", 1.0), ("US", " ft", 0.3048)])
def test_scale_bar_is_round_and_long_enough(system: System, word: str, unit_m: float) -> None:
    for distance in (3.0, 11.0, 47.0, 300.0):
        camera = Camera(distance_m=distance)
        pixels, text = scale_bar(camera, SIZE, system=system)
        length = float(text.removesuffix(word))
        assert pixels >= 70
        assert length / 10 ** np.floor(np.log10(length)) in (1.0, 2.0, 5.0)
        assert length * unit_m == pytest.approx(pixels * camera.metres_per_pixel(SIZE[1]))


def test_the_place_of_a_slice_is_in_the_chosen_units() -> None:
    assert slice_note("z", 1.5, "SI") == "slice z 1.50 m"
    assert slice_note("x", 1.5, "US") == "slice x 4.92 ft"


def test_gizmo_axes_follow_the_camera() -> None:
    top = {axis.letter: axis for axis in gizmo(Camera(azimuth_deg=0.0, elevation_deg=90.0))}
    assert (top["X"].x, top["X"].y) == pytest.approx((1.0, 0.0), abs=1e-9)
    assert (top["Y"].x, top["Y"].y) == pytest.approx((0.0, -1.0), abs=1e-9)
    assert top["Z"].ahead == pytest.approx(1.0)
    order = gizmo(Camera(azimuth_deg=30.0, elevation_deg=30.0))
    assert [axis.ahead for axis in order] == sorted(axis.ahead for axis in order)


def test_levels_by_size_with_hysteresis() -> None:
    body, route = np.array([False] * 5), np.array([True] * 3)
    sizes = np.array([5.0, 20.0, 100.0, 400.0, 62.0])
    before = np.array([USUAL] * 4 + [FAR_OFF], np.int8)
    assert levels(sizes, body, np.zeros(5), before).tolist() == [HIDDEN, FAR_OFF, USUAL, CLOSE, FAR_OFF]
    assert levels(sizes[4:], body[4:], np.zeros(1), np.array([USUAL], np.int8)).tolist() == [USUAL]
    thin = levels(np.array([0.2, 0.2, 5.0]), route, np.array([0.03, 0.2, 0.2]), np.zeros(3, np.int8))
    assert thin.tolist() == [HIDDEN, FAR_OFF, USUAL]


def test_rows_are_found_along_either_axis() -> None:
    x = np.arange(6) * 0.6
    lo = np.array([[a, 0.0, 0.0] for a in x] + [[a, 3.0, 0.0] for a in x])
    hi = lo + [0.6, 1.2, 2.2]
    assert sorted(len(row.members) for row in rows_of(range(12), lo, hi)) == [6, 6]
    turned = lo[:, [1, 0, 2]]
    assert sorted(len(row.members) for row in rows_of(range(12), turned, turned + [1.2, 0.6, 2.2])) == [6, 6]


def test_box_hits_are_distances() -> None:
    eye, direction = np.array([-5.0, 0.5, 0.5]), np.array([1.0, 0.0, 0.0])
    lo, hi = np.array([[0.0, 0, 0], [0.0, 2, 0], [-8.0, 0, 0], [-6.0, 0, 0]]), np.array([[1.0, 1, 1], [1.0, 3, 1], [-7.0, 1, 1], [-4.0, 1, 1]])
    assert pick.box_hits(eye, direction, lo, hi).tolist() == [5.0, np.inf, np.inf, 0.0]


def test_shadow_is_dark_under_things_and_falls_to_the_north_west() -> None:
    area = ground.Area(0.0, 0.0, 10.0, 10.0)
    dark = ground.bake_shadow(area, [ground.Footprint(4.5, 4.5, 5.5, 5.5, 2.0)])
    scale = dark.shape[0] / 10.0

    def at(x: float, y: float) -> float:
        return float(dark[int(y * scale), int(x * scale)])

    assert at(5.0, 5.0) > 0.5
    assert at(4.6, 5.8) > at(5.4, 4.2) + 0.1
    assert at(9.5, 0.5) < 0.01
    assert dark.max() <= 0.75


def test_halo_is_nothing_under_the_slab() -> None:
    from gigahall.view3d.palette import LIGHT

    pixels = ground.halo(ground.Area(-10.0, -10.0, 20.0, 20.0), [ground.Area(0.0, 0.0, 10.0, 10.0)], LIGHT)
    middle = ground.HALO_PX // 2
    assert pixels[middle, middle, 3] == 0
    beside = int((10.3 + 10.0) / 30.0 * ground.HALO_PX)
    assert pixels[middle, beside, 3] > 60


def test_slice_between_cells_is_linear() -> None:
    field = np.arange(4, dtype=np.float32)[None, None, :].repeat(3, 0).repeat(2, 1)
    air = cut.HallAir("H", (0.0, 0.0, 0.0), 0, (1.0, 1.0, 0.5), field)
    found = cut.plane(air, cut.Slice("z", 1.0))
    assert found is not None
    assert np.allclose(found, 1.5)
    assert cut.plane(air, cut.Slice("z", 2.1)) is None
    assert cut.value_at(air, (0.5, 0.5, 0.6)) == 1.0
    assert cut.value_at(air, (9.0, 0.5, 0.6)) is None


def test_outline_is_a_ring() -> None:
    mask = np.zeros((60, 60), bool)
    mask[20:40, 20:40] = True
    found = outline(mask, (26, 95, 204))
    assert found is not None
    pixels, (left, top) = found
    at = pixels[30 - top, :, :]
    assert tuple(at[19 - left, :3]) == (26, 95, 204)
    assert at[19 - left, 3] == 255
    assert at[30 - left, 3] == int(0.10 * 255)
    assert at[12 - left, 3] == 0


def test_pace_gives_up_occlusion_first_then_smoothing() -> None:
    pace = Pace(occlusion=True)
    for _ in range(2):
        pace.settled(0.30)
    assert not pace.occlusion
    pace.settled(0.01)
    assert pace.occlusion
    before = pace.scale
    for _ in range(8):
        pace.moved(0.08)
    assert pace.scale < before


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast ratio."""
    def luminance(text: str) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(text))]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_overlay_text_is_readable(theme) -> None:
    tokens = TOKENS[theme]
    assert min(contrast(tokens[name], tokens["panel"]) for name in ("text", "text2", "text3", "warn", "bad", "ok")) >= 4.5


def test_the_sign_of_a_label_speaks_of_its_value(view: HallView) -> None:
    """By the limits on it alone, whatever else is said of the element."""
    blocks = {"power": Block({"CDU-1": 0, "A01": 1}, {"loading_frac": np.array([0.03, 1.2])})}
    results = Results(1, "settled", {}, {}, blocks)
    shown = quantity("loading")
    values = {"CDU-1": 0.03, "A01": 1.2}
    naming = Naming(view.sync, view.blocks, Verdicts(results), shown, values)
    signs = {anchor.ids[0]: (anchor.value, anchor.state) for anchor in naming.anchors(view.camera, 4000)}
    assert signs["CDU-1"] == ("3.00 %", "ok")
    assert signs["A01"] == ("120 %", "bad")
