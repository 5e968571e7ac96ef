"""A small painter over an RGBA array, for pictures made without a window: rounded boxes, lines, discs, triangles and text
in Inter. Everything is given in logical pixels and drawn `ratio` times as large, with soft edges.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.paths import asset
from gigahall.view3d.offscreen import vtk_to_numpy, vtkFreeTypeTools, vtkImageData, vtkTextProperty
from gigahall.view3d.palette import Rgb

Array = NDArray[np.floating[Any]]
FONT_FILE = 4
"""VTK_FONT_FILE"""


@lru_cache(maxsize=256)
def _property(weight: str, size_px: int) -> vtkTextProperty:
    prop = vtkTextProperty()
    prop.SetFontFamily(FONT_FILE)
    prop.SetFontFile(str(asset("fonts", f"Inter-{weight}.otf")))
    prop.SetFontSize(size_px)
    prop.SetColor(1, 1, 1)
    prop.SetJustificationToLeft()
    prop.SetVerticalJustificationToBottom()
    return prop


@lru_cache(maxsize=4096)
def _glyphs(text: str, weight: str, size_px: int) -> Array:
    """[h, w] coverage of a line of text, its descent included."""
    tools = vtkFreeTypeTools.GetInstance()
    tools.ScaleToPowerTwoOff()
    image = vtkImageData()
    tools.RenderString(_property(weight, size_px), text, 72, image, [0, 0])
    width, height, _ = image.GetDimensions()
    if width <= 0 or height <= 0:
        return np.zeros((1, 1), np.float32)
    alpha = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(height, width, -1)[::-1, :, 3]
    coverage: Array = alpha.astype(np.float32) / 255.0
    return coverage


@lru_cache(maxsize=64)
def _descent(weight: str, size_px: int) -> int:
    """Rows below the baseline."""
    ink = np.flatnonzero(_glyphs("H", weight, size_px).max(1) > 0.5)
    return len(_glyphs("H", weight, size_px)) - 1 - int(ink[-1]) if len(ink) else 0


class Canvas:
    """Draws over pixels [h, w, 4] in place. Where the picture is transparent, opacity adds up."""

    def __init__(self, pixels: NDArray[np.uint8], ratio: float = 1.0) -> None:
        self.pixels = pixels
        self.ratio = ratio

    @property
    def width(self) -> float:
        return float(self.pixels.shape[1] / self.ratio)

    @property
    def height(self) -> float:
        return float(self.pixels.shape[0] / self.ratio)

    def box(
        self, x: float, y: float, w: float, h: float, radius: float, fill: Rgb, alpha: float = 1.0, line: Rgb | None = None,
        line_px: float = 1.0,
    ) -> None:
        """A rounded box, with a line along its inside edge."""
        distance = _rounded(x, y, w, h, radius)
        pad = (x - 1, y - 1, x + w + 1, y + h + 1)
        self._blend(pad, lambda px, py: _inside(distance(px, py) * self.ratio) * alpha, fill)
        if line is not None:
            self._blend(pad, lambda px, py: _inside((np.abs(distance(px, py) + line_px / 2) - line_px / 2) * self.ratio), line)

    def shadow(self, x: float, y: float, w: float, h: float, radius: float, alpha: float, blur: float = 14.0) -> None:
        """A soft shadow under a floating card, 4 px lower."""
        distance = _rounded(x, y + 4, w, h, radius)
        pad = (x - blur, y - blur, x + w + blur, y + h + blur + 4)

        def coverage(px: Array, py: Array) -> Array:
            soft: Array = np.clip(0.5 - distance(px, py) / blur, 0.0, 1.0) ** 1.6 * alpha
            return soft

        self._blend(pad, coverage, (0, 0, 0))

    def line(self, a: tuple[float, float], b: tuple[float, float], color: Rgb, width: float = 1.0, alpha: float = 1.0) -> None:
        (ax, ay), (bx, by) = a, b
        length = max((bx - ax) ** 2 + (by - ay) ** 2, 1e-9)

        def coverage(px: Array, py: Array) -> Array:
            t = np.clip(((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length, 0.0, 1.0)
            off = np.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay))
            return _inside((off - width / 2) * self.ratio) * np.float32(alpha)

        self._blend((min(ax, bx) - width, min(ay, by) - width, max(ax, bx) + width, max(ay, by) + width), coverage, color)

    def disc(self, x: float, y: float, radius: float, color: Rgb, alpha: float = 1.0) -> None:
        pad = (x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1)
        self._blend(pad, lambda px, py: _inside((np.hypot(px - x, py - y) - radius) * self.ratio) * np.float32(alpha), color)

    def polygon(self, corners: Sequence[tuple[float, float]], color: Rgb, alpha: float = 1.0) -> None:
        """A convex polygon."""
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, [*corners[1:], corners[0]], strict=True))
        sign = 1.0 if area > 0 else -1.0

        def coverage(px: Array, py: Array) -> Array:
            worst = np.full(np.broadcast(px, py).shape, -1e9, np.float32)
            for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
                length = max(float(np.hypot(bx - ax, by - ay)), 1e-6)
                worst = np.maximum(worst, sign * ((py - ay) * (ax - bx) + (px - ax) * (by - ay)) / length)
            return _inside(worst * self.ratio) * np.float32(alpha)

        self._blend((min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1), coverage, color)

    def gradient(self, x: float, y: float, w: float, h: float, radius: float, colors: NDArray[np.uint8]) -> None:
        """An upright bar; the first colour is at its foot."""
        left, right, top, bottom, px, py = self._grid((x, y, x + w, y + h))
        if right <= left or bottom <= top:
            return
        coverage = _inside(_rounded(x, y, w, h, radius)(px, py) * self.ratio)[..., None]
        share = np.clip(1.0 - (py[:, 0] - y) / h, 0.0, 1.0)
        rows = colors[np.rint(share * (len(colors) - 1)).astype(int)].astype(np.float32)[:, None, :]
        part = self.pixels[top:bottom, left:right]
        part[..., :3] = np.rint(part[..., :3] * (1 - coverage) + rows * coverage).astype(np.uint8)
        part[..., 3] = np.maximum(part[..., 3], np.rint(coverage[..., 0] * 255)).astype(np.uint8)

    def hatch(self, x: float, y: float, w: float, h: float, color: Rgb, pitch: float = 4.0) -> None:
        """45 degree lines: missing data."""
        def coverage(px: Array, py: Array) -> Array:
            phase = np.abs(((px + py) / pitch) % 1.0 - 0.5) * pitch
            inside = _inside(_rounded(x, y, w, h, 2.0)(px, py) * self.ratio)
            return inside * _inside((phase - 0.55) * self.ratio)

        self._blend((x, y, x + w, y + h), coverage, color)

    def text_width(self, text: str, size: float, weight: str = "Regular") -> float:
        return float(_glyphs(text, weight, self._font_px(size)).shape[1] / self.ratio) if text else 0.0

    def text(self, x: float, y: float, text: str, size: float, color: Rgb, weight: str = "Regular", align: str = "left") -> float:
        """One line with its baseline at y; returns its width."""
        if not text:
            return 0.0
        glyphs = _glyphs(text, weight, self._font_px(size))
        h, w = glyphs.shape
        shift = {"left": 0.0, "centre": w / 2, "right": float(w)}[align]
        left = round(x * self.ratio - shift)
        top = round(y * self.ratio) + _descent(weight, self._font_px(size)) - h
        self._stamp(left, top, glyphs, np.array(color, np.float32))
        return float(w / self.ratio)

    def _stamp(self, left: int, top: int, coverage: Array, color: Array) -> None:
        h, w = coverage.shape
        y0, x0 = max(0, top), max(0, left)
        y1, x1 = min(self.pixels.shape[0], top + h), min(self.pixels.shape[1], left + w)
        if y1 > y0 and x1 > x0:
            cut = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
            self._mix(self.pixels[y0:y1, x0:x1], coverage[cut], color[cut] if color.ndim > 1 else color)

    def _font_px(self, size: float) -> int:
        return max(1, round(size * self.ratio))

    def _grid(self, pad: tuple[float, float, float, float]) -> tuple[int, int, int, int, Array, Array]:
        x0, y0, x1, y1 = (value * self.ratio for value in pad)
        left, right = max(0, int(np.floor(x0))), min(self.pixels.shape[1], int(np.ceil(x1)))
        top, bottom = max(0, int(np.floor(y0))), min(self.pixels.shape[0], int(np.ceil(y1)))
        px = ((np.arange(left, right, dtype=np.float32) + 0.5) / self.ratio)[None, :]
        py = ((np.arange(top, bottom, dtype=np.float32) + 0.5) / self.ratio)[:, None]
        return left, right, top, bottom, px, py

    def _blend(self, pad: tuple[float, float, float, float], coverage: Callable[[Array, Array], Array], color: Rgb) -> None:
        left, right, top, bottom, px, py = self._grid(pad)
        if right <= left or bottom <= top:
            return
        self._mix(self.pixels[top:bottom, left:right], coverage(px, py), np.array(color, np.float32))

    @staticmethod
    def _mix(part: NDArray[np.uint8], alpha: Array, color: Array) -> None:
        """Source over destination, both with straight alpha."""
        under = part[..., 3].astype(np.float32) / 255.0
        total = alpha + under * (1 - alpha)
        share = (alpha / np.maximum(total, 1e-6))[..., None]
        part[..., :3] = np.rint(part[..., :3] * (1 - share) + color * share).astype(np.uint8)
        part[..., 3] = np.rint(total * 255).astype(np.uint8)


def _inside(distance_px: Array) -> Array:
    covered: Array = np.clip(0.5 - distance_px, 0.0, 1.0).astype(np.float32)
    return covered


def _rounded(x: float, y: float, w: float, h: float, radius: float) -> Callable[[Array, Array], Array]:
    """Signed distance to a rounded box."""
    radius = min(radius, w / 2, h / 2)
    cx, cy, hx, hy = x + w / 2, y + h / 2, w / 2 - radius, h / 2 - radius

    def distance(px: Array, py: Array) -> Array:
        dx, dy = np.abs(px - cx) - hx, np.abs(py - cy) - hy
        outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))
        found: Array = outside + np.minimum(np.maximum(dx, dy), 0) - radius
        return found

    return distance
