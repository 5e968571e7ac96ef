"""Frames of the 3D view at 1280 x 800, drawn off screen."""

from __future__ import annotations

import time
from pathlib import Path

from tests.bench.rows import Row, quantile, quiet

from gigahall.session.headless import solved
from gigahall.storage import scene_file
from gigahall.view3d.colormap import quantity, values_of
from gigahall.view3d.view import HallView

SIZE = (1280, 800)
MOVING_MS, SETTLED_MS = 40.0, 100.0
SCENES = ("superpod-gb300", "large-hall")
WARM, FRAMES = 16, 40


def rows(scenes: Path) -> list[Row]:
    return [row for name in SCENES for row in _scene(name, scenes / f"{name}.gigahall")]


def _scene(name: str, path: Path) -> list[Row]:
    records = scene_file.load(path).records
    by_id = {record.id: record for record in records}
    solution = solved(by_id)
    begin = time.perf_counter()
    view = HallView(records, "light", SIZE)
    shown = quantity("air_temperature")
    view.colour_by(shown, values_of(shown, solution, by_id))
    view.frame(moving=False)
    first = time.perf_counter() - begin
    moving = _timed(view, moving=True)
    settled = _timed(view, moving=False)
    note = f"drawn at {view.pace.scale:.0%} of the size" if view.pace.scale < 1.0 else "drawn at full size"
    kept = ["antialiasing", *(["occlusion"] if view.pace.occlusion else [])]
    view.close()
    return [
        Row(f"{name}: first frame, geometry made", 1e3 * first, "ms"),
        Row(f"{name}: frame while moving, median", quantile(moving, 0.5), "ms", MOVING_MS, note=note),
        Row(f"{name}: frame while moving, p95", quantile(moving, 0.95), "ms"),
        Row(f"{name}: settled frame, median", quantile(settled, 0.5), "ms", SETTLED_MS, note=" and ".join(kept) or "plain"),
    ]


def _timed(view: HallView, *, moving: bool) -> list[float]:
    """Milliseconds of frames of an orbit, once the pace has found its presets."""
    found = []
    with quiet():
        for count in range(WARM + FRAMES):
            view.orbit(6.0, 0.5 if count % 20 < 10 else -0.5)
            start = time.perf_counter()
            view.frame(moving=moving)
            if count >= WARM:
                found.append(1e3 * (time.perf_counter() - start))
    return found
