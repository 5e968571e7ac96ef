"""Pictures without a window: whole scenes for `render` and reports, and thumbnails of single elements."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from gigahall import units
from gigahall.scene.diff import Diff
from gigahall.scene.record import Element, Record
from gigahall.session.dark import dark_ids
from gigahall.session.jobs import Progress, Stop, Stopped, quiet
from gigahall.session.results import Results
from gigahall.view3d import overlay
from gigahall.view3d.camera import Camera
from gigahall.view3d.colormap import Quantity, quantity, values_of
from gigahall.view3d.cut import Slice
from gigahall.view3d.labels import Naming, Rect, Verdicts, place
from gigahall.view3d.legend import KeyRow, gizmo, legend_of, scale_bar, slice_note, valued_key
from gigahall.view3d.painter import Canvas
from gigahall.view3d.palette import ThemeName
from gigahall.view3d.tiles import refusal
from gigahall.view3d.view import HallView

EQUIPMENT = "equipment"
Key = tuple[tuple[KeyRow, str], ...]
"""The systems' key, each row with what its loop carries."""
SAMPLE_WAY = ((-0.7, -0.4, 0.2), (0.5, -0.4, 0.2), (0.5, 0.5, 0.2), (0.5, 0.5, 0.7))
"""What a thumbnail shows of a pipe or cable [m]."""
BASE_WIDTH, BASE_HEIGHT = 1536.0, 864.0
"""A picture of this size is drawn with overlays at their natural size; larger ones scale them."""
STRIP_ROWS = 256
"""Rows of a file that are packed at a time."""


def render_picture(
    records: Mapping[str, Record] | Iterable[Record], results: Results | None = None, size: tuple[int, int] = (1920, 1080), *,
    colour_by: str = EQUIPMENT, theme: ThemeName = "light", camera: Camera | str = "iso", labels: bool = True,
    legend: bool = True, transparent: bool = False, slice_m: float = 1.5, system: units.System = "SI",
    focus: Iterable[str] | None = None, overlay_scale: float = 1.0, hidden: Iterable[str] = (),
    progress: Progress = quiet, stop: Stop = lambda: False, stage: HallView | None = None,
) -> NDArray[np.uint8]:
    """[h, w, 4] RGBA of a scene in the still preset. Raises ValueError for a size that cannot be drawn.

    Args:
        colour_by: id, label or path of a quantity, or "equipment". Raises KeyError for another name.
        camera: a Camera, or a named view: iso, slice, top, front, side.
        slice_m: height of the air slice, where the quantity has one.
        focus: ids to frame; all without.
        overlay_scale: enlarges labels and legend, for pictures that will be printed small.
        hidden: ids to leave out.
        progress, stop: asked between the pieces of a large picture; see session/jobs.py.
        stage: a view of these records in this theme to draw with; several pictures then share meshes and studio.
    """
    if reason := refusal(size):
        raise ValueError(reason)
    shown = None if colour_by.strip().lower() in ("", EQUIPMENT) else quantity(colour_by)
    view = stage or HallView(records.values() if isinstance(records, Mapping) else records, theme, size)
    view.resize(size)
    try:
        by_id = view.sync.records
        values = values_of(shown, results, by_id) if shown is not None and results is not None else {}
        out = dark_ids(results)
        if results is not None:
            view.set_air(results.air, Slice("z", slice_m) if results.air else None)
        view.colour_by(shown, values, out)
        is_coolant = shown is not None and shown.id.startswith("coolant")
        view.set_flow(flow_of(results) if results is not None and is_coolant else {})
        if isinstance(camera, Camera):
            view.camera = camera
        else:
            _frame(view, camera, focus, _overlay_ratio(size, overlay_scale) if legend else 0.0, _key(view, results, system))
        view.hide(hidden)

        def tell(frac: float) -> None:
            if stop():
                raise Stopped
            progress(frac, "Drawing")

        pixels = view.image(size, transparent=transparent, progress=tell)
        _draw_over(view, pixels, results, values, out, labels=labels, legend=legend, system=system, scale=overlay_scale)
    finally:
        if stage is None:
            view.close()
    return pixels


def _frame(view: HallView, camera: str, focus: Iterable[str] | None, ratio: float, rows: Key) -> None:
    """A named view of what is wanted, clear of what will lie over the picture; `ratio` 0 = nothing will."""
    is_slice = view.hides_overhead and camera == "iso" and focus is None
    framed = list(view.air) if is_slice else None if focus is None else list(focus)
    view.look("slice" if is_slice else camera, framed)
    if ratio:
        size = (view.size[0] / ratio, view.size[1] / ratio)
        view.clear_of([(x * ratio, y * ratio, w * ratio, h * ratio) for x, y, w, h in _over(view, size, rows)], framed)


def flow_of(results: Results) -> dict[str, bool]:
    """Pipes with flow; True = from port a to port b."""
    block = results.blocks.get("coolant")
    if block is None or "flow_m3_s" not in block.columns:
        return {}
    column = block.columns["flow_m3_s"]
    return {key: bool(column[row] > 0) for key, row in block.row_of_id.items() if abs(column[row]) > 1e-7}


def _draw_over(
    view: HallView, pixels: NDArray[np.uint8], results: Results | None, values: Mapping[str, float | None],
    out: frozenset[str], *, labels: bool, legend: bool, system: units.System, scale: float,
) -> None:
    theme = view.theme
    canvas = Canvas(pixels, _overlay_ratio((pixels.shape[1], pixels.shape[0]), scale))
    size = (canvas.width, canvas.height)
    chosen: Quantity | None = view.tint.quantity
    rows = _key(view, results, system) if chosen is None else ()
    clear = _over(view, size, rows) if legend else [_axes_rect(size)]
    if labels:
        naming = Naming(view.sync, view.blocks, Verdicts(results), chosen, values, out, system)
        small = (int(canvas.width), int(canvas.height))
        hidden = frozenset(view.sync.items) - view.shown_ids()
        wanted = naming.anchors(view.camera, small[1], hidden)
        placed = place(wanted, view.camera, small, lambda anchor: overlay.label_width(canvas, anchor), clear)
        overlay.draw_labels(canvas, placed, theme)
    if legend and chosen is not None:
        note = slice_note(view.cut.axis, view.cut.at_m, system) if view.cut is not None and chosen.has_slice else ""
        overlay.draw_legend(canvas, legend_of(chosen, system, note), overlay.legend_rect(size), theme)
    elif legend and rows:
        overlay.draw_key(canvas, rows, theme)
    if legend:
        overlay.draw_gizmo(canvas, gizmo(view.camera), theme, at=(58.0, canvas.height - 58))
        length, text = scale_bar(view.camera, (int(canvas.width), int(canvas.height)), system=system)
        overlay.draw_scale(canvas, length, text, theme, at=(112.0, canvas.height - 30))


def _overlay_ratio(size: tuple[int, int], scale: float) -> float:
    """Pixels of a picture for one of its overlays."""
    return scale * max(0.6, min(size[0] / BASE_WIDTH, size[1] / BASE_HEIGHT))


def _axes_rect(size: tuple[float, float]) -> Rect:
    """Where the axes and the scale bar lie."""
    return (0.0, size[1] - 96, 230.0, 96.0)


def _key(view: HallView, results: Results | None, system: units.System) -> Key:
    return valued_key([item.element for item in view.sync.items.values()], results, system)


def _over(view: HallView, size: tuple[float, float], rows: Key) -> list[Rect]:
    """What lies over the picture: axes, and the legend or the systems' key."""
    if view.tint.quantity is not None:
        return [_axes_rect(size), overlay.legend_rect(size)]
    return [_axes_rect(size), overlay.key_rect(rows)] if rows else [_axes_rect(size)]


def thumbnail(
    element: Element, size: tuple[int, int] = (96, 64), theme: ThemeName = "light", view: HallView | None = None
) -> NDArray[np.uint8]:
    """[h, w, 4] RGBA of one element on a clear ground. Pass a view made for thumbnails to draw many."""
    stage = view or HallView((), theme, size)
    stage.pads.wanted = stage.sync.wants_marks = False
    before = stage.sync.records
    standing = standing_alone(element)
    stage.apply(Diff(added={standing.id: standing}, removed={key: record for key, record in before.items() if key != standing.id}))
    stage.resize(size)
    lo, hi = stage.sync.bounds() or (np.zeros(3), np.ones(3))
    stage.camera = Camera(azimuth_deg=28.0, elevation_deg=24.0, angle_deg=24.0).fitted(lo, hi, stage.aspect, 0.86)
    pixels = stage.image(size, transparent=True)
    if view is None:
        stage.close()
    return pixels


def standing_alone(element: Element) -> Element:
    """The element at the origin, unturned, in no hall and in service; a route takes a short bent way."""
    values = {name: getattr(element, name) for name in element.__struct_fields__}
    values |= {"at_m": (0.0, 0.0, 0.0), "turn_deg": 0, "hall": "", "in_service": True}
    if "route_m" in values and not values["route_m"]:
        values["route_m"] = SAMPLE_WAY
    return type(element)(**values)


def png_bytes(pixels: NDArray[np.uint8], level: int = 6) -> bytes:
    """The PNG of a picture: 8 bit, RGB or RGBA, every row as differences from the one above."""
    if pixels.shape[2] == 4 and (pixels[..., 3] == 255).all():
        pixels = pixels[..., :3]
    h, w, channels = pixels.shape
    header = struct.pack(">IIBBBBB", w, h, 8, 2 if channels == 3 else 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", b"".join(_packed(pixels, level))), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts)
    return b"\x89PNG\r\n\x1a\n" + body


def _packed(pixels: NDArray[np.uint8], level: int) -> Iterator[bytes]:
    """Strip by strip, so that a large picture is not held twice."""
    h, w, channels = pixels.shape
    packer = zlib.compressobj(level)
    above = np.zeros((1, w, channels), np.uint8)
    for first in range(0, h, STRIP_ROWS):
        strip = pixels[first:first + STRIP_ROWS]
        rows = np.empty((len(strip), 1 + w * channels), np.uint8)
        rows[:, 0] = 2
        rows[:, 1:] = (strip - np.concatenate([above, strip[:-1]])).reshape(len(strip), -1)
        above = strip[-1:]
        yield packer.compress(rows.tobytes())
    yield packer.flush()
