"""Scene files: load and save, the sample hall and one of 30,000 racks."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.bench.rows import Row, median_s, quiet

from gigahall.storage import scene_file
from gigahall.templates.large_hall import large_hall

RACKS = 30_000


def rows(scenes: Path) -> list[Row]:
    path = scenes / "large-hall.gigahall"
    records = scene_file.load(path).records
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.gigahall"
        found = [
            Row("large-hall: load a scene", 1e3 * median_s(lambda: scene_file.load(path), 5), "ms", note=f"{len(records)} records"),
            Row("large-hall: save a scene", 1e3 * median_s(lambda: scene_file.save(copy, records), 5), "ms"),
        ]
        big = large_hall(RACKS)
        with quiet():
            start = time.perf_counter()
            scene_file.save(copy, big)
            saved = time.perf_counter()
            del big
            loaded = scene_file.load(copy)
            end = time.perf_counter()
        size = copy.stat().st_size / 2**20
    note = f"{len(loaded.records)} records, {size:.0f} MiB, once"
    return [*found, Row("30,000 racks: load a scene", end - saved, "s", note=note), Row("30,000 racks: save a scene", saved - start, "s", note=note)]
