"""What lies on the ground: contact and cast shadows baked into one texture per hall, the dark halo around slabs, and the
3 m grid outside that fades away.

VTK's shadow maps fail on unlit parts and shadow whole faces; a baked texture costs one quad.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.view3d.offscreen import numpy_to_vtk, vtkImageData, vtkTexture
from gigahall.view3d.palette import Theme
from gigahall.view3d.stage import Drawable, polygons

Array = NDArray[np.float32]

SHADOW_PX_M = 20.0
SHADOW_MAX_PX, SHADOW_MAX_SIDE_PX = 1.2e6, 4096
HALO_PX = 420
HALO_REACH_M = 16.0
GRID_PITCH_M = 3.0


@dataclass(frozen=True, slots=True)
class Footprint:
    """What casts a shadow: a rectangle and its height."""

    x0: float
    y0: float
    x1: float
    y1: float
    height_m: float


@dataclass(frozen=True, slots=True)
class Area:
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def size_m2(self) -> float:
        return (self.x1 - self.x0) * (self.y1 - self.y0)

    def grown(self, by_m: float) -> Area:
        return Area(self.x0 - by_m, self.y0 - by_m, self.x1 + by_m, self.y1 + by_m)


def area_of(lo: NDArray[np.floating[Any]], hi: NDArray[np.floating[Any]]) -> Area:
    return Area(float(lo[0]), float(lo[1]), float(hi[0]), float(hi[1]))


def bake_shadow(area: Area, footprints: Sequence[Footprint]) -> Array:
    """[rows, columns] darkness 0-0.75 on the floor, row 0 at y0.

    Two soft contact shadows (0.22 m and 0.9 m) and one cast shadow, swept to the north-west over 0.52 of the height.
    """
    width, depth = area.x1 - area.x0, area.y1 - area.y0
    scale = min(SHADOW_PX_M, float(np.sqrt(SHADOW_MAX_PX / max(width * depth, 1.0))), SHADOW_MAX_SIDE_PX / max(width, depth, 1.0))
    shape = (max(2, int(depth * scale)), max(2, int(width * scale)))
    contact, cast = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for spot in footprints:
        _fill(contact, area, scale, spot, 0.0, 0.0)
        for share in np.linspace(0.0, 1.0, 16):
            _fill(cast, area, scale, spot, -0.30 * spot.height_m * share, 0.42 * spot.height_m * share)
    near = _blurred(contact, 0.22 * scale)
    wide = _blurred_small(contact, 0.9 * scale)
    darkness = 1.0 - (1.0 - 0.42 * near) * (1.0 - 0.28 * wide) * (1.0 - 0.26 * _blurred(cast, 0.16 * scale))
    result: Array = np.clip(darkness, 0.0, 0.75).astype(np.float32)
    return result


def _fill(image: Array, area: Area, scale: float, spot: Footprint, dx: float, dy: float) -> None:
    left, right = ((x + dx - area.x0) * scale for x in (spot.x0, spot.x1))
    low, high = ((y + dy - area.y0) * scale for y in (spot.y0, spot.y1))
    image[max(0, round(low)):max(0, round(high)), max(0, round(left)):max(0, round(right))] = 1.0


def _blurred(image: Array, radius_px: float) -> Array:
    """Two box blurs each way: close to a Gaussian for a shadow."""
    size = 2 * max(1, round(radius_px * 0.7)) + 1
    for _ in range(2):
        for axis in (0, 1):
            image = _box_blur(image, size, axis)
    return image


def _box_blur(image: Array, size: int, axis: int) -> Array:
    half = size // 2
    padded = np.pad(image, [(half + 1, half) if k == axis else (0, 0) for k in (0, 1)], mode="edge")
    running = np.cumsum(padded, axis=axis, dtype=np.float32)
    if axis == 0:
        return (running[size:] - running[:-size]) / np.float32(size)
    return (running[:, size:] - running[:, :-size]) / np.float32(size)


def _blurred_small(image: Array, radius_px: float, shrink: int = 4) -> Array:
    """A wide blur on a smaller picture, stretched back."""
    rows, columns = (n // shrink * shrink for n in image.shape)
    if rows < 4 * shrink or columns < 4 * shrink:
        return _blurred(image, radius_px)
    small = image[:rows, :columns].reshape(rows // shrink, shrink, columns // shrink, shrink).mean((1, 3))
    return _stretched(_blurred(small, radius_px / shrink), image.shape)


def _stretched(image: Array, shape: tuple[int, ...]) -> Array:
    """Linear interpolation to another size."""
    for axis in (0, 1):
        at = np.clip((np.arange(shape[axis]) + 0.5) * image.shape[axis] / shape[axis] - 0.5, 0, image.shape[axis] - 1)
        low = np.floor(at).astype(int)
        high = np.minimum(low + 1, image.shape[axis] - 1)
        share = (at - low).astype(np.float32)
        share = share[:, None] if axis == 0 else share[None, :]
        image = np.take(image, low, axis) * (1 - share) + np.take(image, high, axis) * share
    return image


def halo(area: Area, slabs: Sequence[Area], theme: Theme) -> NDArray[np.uint8]:
    """[HALO_PX, HALO_PX, 4]: soft darkness around slabs, nothing under them (they would draw over the slab from afar)."""
    x = np.linspace(area.x0, area.x1, HALO_PX, dtype=np.float32)[None, :]
    y = np.linspace(area.y0, area.y1, HALO_PX, dtype=np.float32)[:, None]
    distance = np.full((HALO_PX, HALO_PX), 1e3, np.float32)
    for slab in slabs:
        across = np.maximum(np.maximum(slab.x0 - x, x - slab.x1), 0)
        along = np.maximum(np.maximum(slab.y0 - y, y - slab.y1), 0)
        distance = np.minimum(distance, np.hypot(across, along))
    darkness = (0.30 * np.exp(-distance / 0.7) + 0.10 * np.exp(-distance / 3.0)) * (distance > 0.02)
    return _tinted(darkness.astype(np.float32), theme, 255)


def _tinted(darkness: Array, theme: Theme, most: int) -> NDArray[np.uint8]:
    pixels = np.empty((*darkness.shape, 4), np.uint8)
    pixels[..., :3] = theme.shadow
    pixels[..., 3] = np.clip(darkness * 255 * theme.shadow_gain, 0, most)
    return pixels


def shadow_drawable(area: Area, z: float, darkness: Array, theme: Theme) -> Drawable:
    return _textured(area, z, _tinted(darkness, theme, 235), offset=4.0)


def halo_drawable(area: Area, z: float, slabs: Sequence[Area], theme: Theme) -> Drawable:
    """No depth offset here: with one, the big plane shows through the slab beyond about 30 m."""
    return _textured(area, z, halo(area, slabs, theme), offset=0.0)


def _textured(area: Area, z: float, pixels: NDArray[np.uint8], offset: float) -> Drawable:
    corners = np.array([[area.x0, area.y0, z], [area.x1, area.y0, z], [area.x1, area.y1, z], [area.x0, area.y1, z]])
    return Drawable(quad_data(corners), "texture", texture_of(pixels), offset=offset, live=False)


def quad_data(corners: NDArray[np.float64]) -> Any:
    """One textured quad; the texture's first row lies along the first edge."""
    data = polygons(corners, np.array([[0, 1, 2, 3]]))
    place = numpy_to_vtk(np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32), deep=True)
    place.SetName("uv")
    data.GetPointData().SetTCoords(place)
    return data


def texture_of(pixels: NDArray[np.uint8]) -> vtkTexture:
    """A texture of [rows, columns, 4] pixels. No mipmaps: shadows are soft, and on software GL these cost a third of a frame."""
    image = vtkImageData()
    image.SetDimensions(pixels.shape[1], pixels.shape[0], 1)
    image.GetPointData().SetScalars(numpy_to_vtk(np.ascontiguousarray(pixels.reshape(-1, 4)), deep=True))
    texture = vtkTexture()
    texture.SetInputData(image)
    texture.InterpolateOn()
    texture.SetColorModeToDirectScalars()
    texture.SetWrap(vtkTexture.ClampToEdge)
    return texture


def grid_drawable(area: Area, z: float, theme: Theme) -> Drawable:
    """Lines every 3 m around the site, fading to nothing."""
    centre = np.array([(area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2])
    reach = np.array([0.9 * (area.x1 - area.x0) + 9.0, 0.9 * (area.y1 - area.y0) + 9.0])
    pitch = GRID_PITCH_M * max(1, round(float(reach.max()) / 90.0))
    low = np.floor((centre - reach) / pitch).astype(int)
    high = np.ceil((centre + reach) / pitch).astype(int)
    x = np.arange(low[0], high[0] + 1) * pitch
    y = np.arange(low[1], high[1] + 1) * pitch
    knots = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
    number = np.arange(len(knots)).reshape(len(y), len(x))
    segments = np.concatenate([
        np.stack([number[:, :-1], number[:, 1:]], -1).reshape(-1, 2),
        np.stack([number[:-1], number[1:]], -1).reshape(-1, 2),
    ])
    fade = np.maximum(0.0, 1.0 - np.hypot(*((knots - centre) / reach).T)) ** 1.3
    colors = np.empty((len(knots), 4), np.uint8)
    colors[:, :3] = theme.line
    colors[:, 3] = fade * (46 if theme.name == "light" else 34)
    data = polygons(np.column_stack([knots, np.full(len(knots), z)]), segments)
    data.GetPointData().SetScalars(numpy_to_vtk(colors, deep=True))
    return Drawable(data, "lines", live=False)
