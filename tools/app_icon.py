"""Draws the program's icon: three racks in a row, coloured from cold to hot as the air is in the view.

    python tools/app_icon.py            writes assets/app: gigahall.svg, gigahall-small.svg, scene.svg and PNGs of both

The small drawing leaves out what 32 pixels cannot show. Run it after a change of the drawing; the files are committed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

OUT = Path(__file__).resolve().parent.parent / "assets" / "app"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
SMALL_BELOW = 48
COS, SIN = 0.8660254, 0.5
Point = tuple[float, float]

RACKS = (  # height, front, side, top: the stops of the map of air temperatures
    (150.0, "#5C9BD6", "#2F6FAE", "#8DBDE8"),
    (215.0, "#F1EFDC", "#C4BFA0", "#FFFEF4"),
    (280.0, "#EB7A45", "#B24A22", "#FFA273"),
)


def iso(origin: Point, x: float, y: float, z: float) -> Point:
    """Isometric: x to the lower right, y to the lower left, z up."""
    return origin[0] + COS * (x - y), origin[1] + SIN * (x + y) - z


def polygon(points: list[Point], fill: str, more: str = "") -> str:
    return f'<path d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in points)} Z" fill="{fill}"{more}/>'


def rack(origin: Point, x: float, size: float, look: tuple[float, str, str, str], slots: int) -> list[str]:
    """One rack with its left corner at `x`; its front looks to the lower left."""
    height, front, side, top = look
    round_off = ' stroke-linejoin="round" stroke-width="6" stroke="{}"'

    def p(dx: float, dy: float, z: float) -> Point:
        return iso(origin, x + dx, dy, z)

    faces = [
        polygon([p(size, 0, 0), p(size, size, 0), p(size, size, height), p(size, 0, height)], side, round_off.format(side)),
        polygon([p(0, size, 0), p(size, size, 0), p(size, size, height), p(0, size, height)], front, round_off.format(front)),
        polygon([p(0, 0, height), p(size, 0, height), p(size, size, height), p(0, size, height)], top, round_off.format(top)),
    ]
    step = 26.0
    for slot in range(min(slots, int((height - 26) // step))):
        z = height - 30 - slot * step
        a, b = p(14, size, z), p(size - 14, size, z)
        faces.append(f'<path d="M{a[0]:.1f} {a[1]:.1f} L{b[0]:.1f} {b[1]:.1f}" stroke="{side}" stroke-width="9" stroke-linecap="round"/>')
    return faces


def ground() -> str:
    return (
        '<defs><linearGradient id="g" x1="0" y1="0" x2="0.6" y2="1"><stop offset="0" stop-color="#24477F"/>'
        '<stop offset="1" stop-color="#0E1B33"/></linearGradient></defs>'
        '<rect x="16" y="16" width="480" height="480" rx="108" fill="url(#g)"/>'
    )


def picture(*parts: str, note: str) -> str:
    body = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" fill="none">\n<title>{note}</title>\n{body}\n</svg>\n'


def large() -> str:
    origin = (176.0, 234.0)
    shadow = [iso(origin, -4, 98, 0), iso(origin, 310, 98, 0), iso(origin, 310, -4, 0), iso(origin, -4, -4, 0)]
    parts = [ground(), polygon(shadow, "#0A1426", ' fill-opacity="0.55" stroke="#0A1426" stroke-opacity="0.55" stroke-width="24" stroke-linejoin="round"')]
    for index, look in enumerate(RACKS):
        parts += rack(origin, index * 106.0, 92.0, look, slots=9)
    return picture(*parts, note="Gigahall")


def small() -> str:
    """Three bars on the same ground: the same colours, no slots."""
    bars = [
        f'<rect x="{98 + 112 * index}" y="{410 - height * 1.08:.0f}" width="92" height="{height * 1.08:.0f}" rx="16" fill="{front}"/>'
        for index, (height, front, *_) in enumerate(RACKS)
    ]
    return picture(ground(), *bars, note="Gigahall")


def scene() -> str:
    """The file type: a sheet with a folded corner, the bars on it."""
    edge = 'stroke="#8A97A6" stroke-width="10" stroke-linejoin="round"'
    sheet = f'<path d="M112 32 H320 L432 144 V448 a32 32 0 0 1 -32 32 H112 a32 32 0 0 1 -32 -32 V64 a32 32 0 0 1 32 -32 Z" fill="#F7F9FB" {edge}/>'
    fold = f'<path d="M320 32 V112 a32 32 0 0 0 32 32 H432 Z" fill="#CFD8E2" {edge}/>'
    fronts = ("#3F83C6", "#C9C29A", "#E0652E")
    bars = [
        f'<rect x="{142 + 82 * index}" y="{420 - height * 0.74:.0f}" width="64" height="{height * 0.74:.0f}" rx="10" fill="{front}"/>'
        for index, (height, front) in enumerate(zip((look[0] for look in RACKS), fronts, strict=True))
    ]
    return picture(sheet, fold, *bars, note="Gigahall scene")


def png(svg: str, size: int, path: Path) -> None:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    if not image.save(str(path)):
        raise OSError(f"{path}: not written")


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QGuiApplication(sys.argv[:1])
    OUT.mkdir(parents=True, exist_ok=True)
    drawings = {"gigahall": large(), "gigahall-small": small(), "scene": scene()}
    for name, svg in drawings.items():
        OUT.joinpath(f"{name}.svg").write_text(svg, encoding="utf-8")
    for size in SIZES:
        png(drawings["gigahall-small" if size < SMALL_BELOW else "gigahall"], size, OUT / f"gigahall-{size}.png")
        png(drawings["scene"], size, OUT / f"scene-{size}.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
