"""The camera as plain numbers: orbit, pan, zoom, fit, projection of points and rays through pixels.

Perspective, or parallel for plans and elevations; z up. Azimuth runs from south (looking north) to east; elevation from
the floor up. A parallel picture has the scale that a perspective one has at its focal point.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gigahall.scene.record import Vec3

Array = NDArray[np.float64]

VIEW_ANGLE_DEG = 34.0
BACK_M = 1e5
"""A parallel picture is seen from this far: everything in a site lies ahead."""
NEAREST_M, FARTHEST_M = 0.5, 2e5
START_AZIMUTH_DEG, START_ELEVATION_DEG = 22.0, 34.0


@dataclass(frozen=True)
class Camera:
    focal_m: Vec3 = (0.0, 0.0, 0.0)
    azimuth_deg: float = START_AZIMUTH_DEG
    elevation_deg: float = START_ELEVATION_DEG
    distance_m: float = 30.0
    angle_deg: float = VIEW_ANGLE_DEG
    parallel: bool = False

    @cached_property
    def direction(self) -> Array:
        """Unit vector from the focal point to the eye."""
        azimuth, elevation = np.radians(self.azimuth_deg), np.radians(self.elevation_deg)
        return np.array([np.sin(azimuth) * np.cos(elevation), -np.cos(azimuth) * np.cos(elevation), np.sin(elevation)])

    @cached_property
    def eye_m(self) -> Array:
        eye: Array = np.asarray(self.focal_m) + self.direction * (BACK_M if self.parallel else self.distance_m)
        return eye

    @cached_property
    def axes(self) -> tuple[Array, Array, Array]:
        """Right, up and back of the picture, unit vectors in world axes."""
        azimuth = np.radians(self.azimuth_deg)
        right = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
        return right, np.cross(self.direction, right), self.direction

    @property
    def reach_m(self) -> float:
        """How far a ray is followed."""
        return 2 * BACK_M if self.parallel else 1e4

    def orbited(self, azimuth_deg: float, elevation_deg: float) -> Camera:
        """Turned about the focal point; a plan or an elevation is left for the perspective of the same scale."""
        elevation = float(np.clip(self.elevation_deg + elevation_deg, 2.0, 90.0))
        return replace(self, azimuth_deg=(self.azimuth_deg + azimuth_deg) % 360.0, elevation_deg=elevation, parallel=False)

    def panned(self, right_px: float, up_px: float, height_px: int) -> Camera:
        """Moved so that the focal plane follows the pointer."""
        right, up, _ = self.axes
        metres = self.metres_per_pixel(height_px)
        x, y, z = np.asarray(self.focal_m) - metres * (right_px * right + up_px * up)
        return replace(self, focal_m=(float(x), float(y), float(z)))

    def zoomed(self, factor: float, toward_m: Vec3 | None = None) -> Camera:
        """Nearer for a factor above 1; `toward_m` keeps that point where it is on the picture."""
        distance = float(np.clip(self.distance_m / factor, NEAREST_M, FARTHEST_M))
        if toward_m is None:
            return replace(self, distance_m=distance)
        share = 1.0 - distance / self.distance_m
        x, y, z = np.asarray(self.focal_m) + share * (np.asarray(toward_m) - np.asarray(self.focal_m))
        return replace(self, distance_m=distance, focal_m=(float(x), float(y), float(z)))

    def fitted(self, lo: Array, hi: Array, aspect: float, fill: float = 0.92) -> Camera:
        """Looking at a box, or at many [n, 3], so that they fill `fill` of the picture in the tighter direction."""
        corners = corners_of(lo, hi)
        centre = (corners.min(0) + corners.max(0)) / 2
        right, up, back = self.axes
        tangent = fill * np.tan(np.radians(self.angle_deg) / 2)
        for _ in range(4):
            offset = corners - centre
            x, y, depth = offset @ right, offset @ up, offset @ back * (not self.parallel)
            centre = centre + right * _middle(x, depth, tangent * aspect) + up * _middle(y, depth, tangent)
        offset = corners - centre
        need = np.maximum(np.abs(offset @ right) / (tangent * aspect), np.abs(offset @ up) / tangent)
        if not self.parallel:
            need += offset @ back
        return replace(self, focal_m=(float(centre[0]), float(centre[1]), float(centre[2])), distance_m=max(1.5, float(need.max())))

    def metres_per_pixel(self, height_px: int) -> float:
        """At the focal point."""
        return float(2 * self.distance_m * np.tan(np.radians(self.angle_deg) / 2) / height_px)

    def pixels_per_metre(self, points: Array, height_px: int) -> Array:
        """[n] at each point; 0 behind the eye."""
        if self.parallel:
            return np.full(len(points), 1.0 / self.metres_per_pixel(height_px))
        depth = (self.eye_m - points) @ self.direction
        scale = height_px / (2 * np.tan(np.radians(self.angle_deg) / 2))
        return np.where(depth > 0.05, scale / np.maximum(depth, 0.05), 0.0)

    def project(self, points: Array, size: tuple[int, int]) -> Array:
        """[n, 3]: x and y in pixels from the top left corner, and the distance before the eye (negative behind)."""
        right, up, back = self.axes
        offset = np.atleast_2d(points) - self.eye_m
        depth = -(offset @ back)
        scale: Array | float = 1.0 / self.metres_per_pixel(size[1])
        if not self.parallel:
            scale = size[1] / (2 * np.tan(np.radians(self.angle_deg) / 2)) / np.where(np.abs(depth) < 1e-6, 1e-6, depth)
        return np.stack([size[0] / 2 + scale * (offset @ right), size[1] / 2 - scale * (offset @ up), depth], 1)

    def ray(self, x: float, y: float, size: tuple[int, int]) -> tuple[Array, Array]:
        """(start, unit direction) through a pixel."""
        right, up, back = self.axes
        if self.parallel:
            metres = self.metres_per_pixel(size[1])
            return self.eye_m + metres * ((x - size[0] / 2) * right - (y - size[1] / 2) * up), -back
        slope = 2 * np.tan(np.radians(self.angle_deg) / 2) / size[1]
        direction = (x - size[0] / 2) * slope * right - (y - size[1] / 2) * slope * up - back
        return self.eye_m, direction / np.linalg.norm(direction)

    def clipping(self, lo: Array, hi: Array, floor_z: float) -> tuple[float, float]:
        """Near and far distance for some boxes [n, 3] on a floor.

        The near plane goes as far out as the nearest box and the lower rim of the picture allow: lines that lie on faces
        need the depth resolution.
        """
        if not len(lo):
            return 0.1, 500.0
        centre, radius = (lo + hi) / 2, np.linalg.norm(hi - lo, axis=1) / 2
        depth = (self.eye_m - centre) @ self.direction
        if self.parallel:
            return float((depth - radius).min()) - 10.0, float((depth + radius).max()) + 60.0
        far = 1.05 * float((depth + radius).max()) + 60.0
        ahead = depth + radius > 0
        nearest = float((depth - radius)[ahead].min()) if ahead.any() else far
        steepest = np.radians(min(self.elevation_deg + self.angle_deg / 2, 90.0))
        floor = max(0.0, float(self.eye_m[2]) - floor_z) / np.sin(steepest) * np.cos(np.radians(self.angle_deg) / 2)
        near = 0.9 * min(nearest, float(floor))
        return float(np.clip(near, 0.08, 0.3 * far)), max(far, 10.0)


def corners_of(lo: Array, hi: Array) -> Array:
    """[8 n, 3] corners of one box or of many."""
    both = np.stack([np.atleast_2d(lo), np.atleast_2d(hi)])
    pick = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    return np.concatenate([np.stack([both[i, :, 0], both[j, :, 1], both[k, :, 2]], 1) for i, j, k in pick])


def _middle(across: Array, depth: Array, tangent: float) -> float:
    """The sideways shift that makes the extreme view slopes of some points equal left and right."""
    reach = float((np.abs(across) / tangent + depth).max())
    slope = across / np.maximum(reach - depth, 1e-6)
    return float((slope.max() + slope.min()) / 2 * reach)


def standing_view(lo: Array, hi: Array, aspect: float) -> Camera:
    """The standard start view: from the south, a little from the east."""
    return Camera().fitted(lo, hi, aspect)


NAMED_VIEWS: dict[str, tuple[float, float]] = {
    "iso": (START_AZIMUTH_DEG, START_ELEVATION_DEG), "slice": (18.0, 50.0), "top": (0.0, 90.0), "front": (0.0, 0.0),
    "side": (90.0, 0.0),
}
"""Azimuth and elevation by name."""
DRAWN_TO_SCALE = frozenset({"top", "front", "side"})
"""The plan and the elevations: parallel."""


def view_from(name: str) -> Camera:
    """A camera that looks as a named view does; it frames nothing yet."""
    azimuth, elevation = NAMED_VIEWS[name]
    return Camera(azimuth_deg=azimuth, elevation_deg=elevation, parallel=name in DRAWN_TO_SCALE)


def name_of(camera: Camera) -> str:
    """The named view whose kind of picture this is: one of those drawn to scale, or "iso" for every perspective."""
    if not camera.parallel:
        return "iso"
    if camera.elevation_deg > 45.0:
        return "top"
    return "front" if abs((camera.azimuth_deg + 90.0) % 180.0 - 90.0) < 45.0 else "side"


def named_view(name: str, lo: Array, hi: Array, aspect: float) -> Camera:
    return view_from(name).fitted(lo, hi, aspect)
