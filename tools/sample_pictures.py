"""Draws the start page's pictures of the sample scenes and writes their key figures, each from its settled solution.

    python tools/sample_pictures.py [NAME]...

Run it after a sample scene, a solver or the look of equipment has changed; the files go to assets/pictures.
"""

from __future__ import annotations

import sys

import msgspec
from PySide6.QtGui import QImage

from gigahall.app.pictures import to_image
from gigahall.paths import asset, scene_file
from gigahall.session import headless
from gigahall.storage import scene_file as storage
from gigahall.view3d.picture import render_picture

NAMES = ("superpod-gb300", "air-hall", "four-panels", "large-hall")
SIZE = (1040, 640)
FIGURES = ("it_w", "facility_w", "pue")


def main(names: list[str]) -> int:
    folder = asset("pictures")
    folder.mkdir(exist_ok=True)
    for name in names or NAMES:
        records = {record.id: record for record in storage.load(scene_file(name)).records}
        results = headless.solved(records)
        figures = {key: results.key_figures[key] for key in FIGURES if key in results.key_figures}
        (folder / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")
        for theme in ("light", "dark"):
            pixels = render_picture(records, results, size=SIZE, theme=theme, labels=False, legend=False)
            to_image(pixels).convertToFormat(QImage.Format.Format_RGB888).save(str(folder / f"{name}-{theme}.jpg"), "JPG", 88)
            sys.stdout.write(f"{name} {theme}: {results.state}, {figures}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
