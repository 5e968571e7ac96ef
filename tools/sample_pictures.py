"""Draws the start page's pictures of the sample scenes and writes their key figures, each from its settled solution.

    python tools/sample_pictures.py [NAME]...

Run it after a sample scene, a solver or the look of equipment has changed; the files go to assets/pictures.
"""

from __future__ import annotations

import sys
from typing import Literal

import msgspec
from PySide6.QtGui import QImage

from gigahall.app.pictures import to_image
from gigahall.app.startpage import SAMPLES
from gigahall.kinds.placing import footprint, stands
from gigahall.kinds.registry import kind_of
from gigahall.paths import asset, scene_file
from gigahall.scene.record import Element
from gigahall.session import headless
from gigahall.storage import scene_file as storage
from gigahall.view3d.picture import render_picture

NAMES = tuple(sample.name for sample in SAMPLES)
SIZE = (1040, 640)
NEAR_M = 3.6
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FIGURES = ("it_w", "facility_w", "pue")


def around_the_hall(elements: list[Element]) -> set[str] | None:
    """What stands in the one hall with racks and close to it; None (everything) where there are several."""
    halls = {element.hall for element in elements if kind_of(element).category == "IT"}
    hall = next((element for element in elements if element.id in halls), None)
    if hall is None or len(halls) > 1:
        return None
    box = footprint(hall)
    return {
        element.id for element in elements if stands(element)
        and all(box.lo[k] - NEAR_M < element.at_m[k] < box.hi[k] + NEAR_M for k in (0, 1))
    }


def main(names: list[str]) -> int:
    folder = asset("pictures")
    folder.mkdir(exist_ok=True)
    for name in names or NAMES:
        records = {record.id: record for record in storage.load(scene_file(name)).records}
        results = headless.solved(records)
        figures = {key: results.key_figures[key] for key in FIGURES if results.key_figures.get(key) is not None}
        (folder / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")
        focus = around_the_hall([record for record in records.values() if isinstance(record, Element)])
        for theme in THEMES:
            pixels = render_picture(
                records, results, size=SIZE, theme=theme, labels=False, legend=False, focus=focus)
            to_image(pixels).convertToFormat(QImage.Format.Format_RGB888).save(str(folder / f"{name}-{theme}.jpg"), "JPG", 88)
            sys.stdout.write(f"{name} {theme}: {results.state}, {figures}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
