"""Points, normals and triangles of round and angular solids, as plain arrays. Triangles run counter-clockwise seen from
outside, so that back faces can be culled.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, product
from math import acos, cos, pi, sin, sqrt, tan
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gigahall.scene.record import Vec3

Array = NDArray[np.float32]
Index = NDArray[np.int32]
Surface: TypeAlias = tuple[Array, Array, Index]
"""(points [n, 3], normals [n, 3], triangles [m, 3])"""

FACING: dict[str, Vec3] = {
    "-x": (-1.0, 0.0, 0.0), "+x": (1.0, 0.0, 0.0), "-y": (0.0, -1.0, 0.0),
    "+y": (0.0, 1.0, 0.0), "-z": (0.0, 0.0, -1.0), "+z": (0.0, 0.0, 1.0),
}


def _box_template() -> tuple[NDArray[np.float64], NDArray[np.int64], Index]:
    """Signs [24, 3] of each vertex's corner, the axis [24] its face looks along, and 44 oriented triangles."""
    signs: list[tuple[int, ...]] = []
    axes: list[int] = []
    place: dict[tuple[int, ...], int] = {}
    for corner in product((-1, 1), repeat=3):
        for axis in range(3):
            place[(*corner, axis)] = len(signs)
            signs.append(corner)
            axes.append(axis)

    def vertex(fixed: dict[int, int], face: int) -> int:
        return place[(fixed[0], fixed[1], fixed[2], face)]

    triangles: list[tuple[int, int, int]] = []

    def quad(a: int, b: int, c: int, d: int) -> None:
        triangles.extend(((a, b, c), (a, c, d)))

    for axis in range(3):
        u, v = (k for k in range(3) if k != axis)
        for side in (-1, 1):
            ring = ((-1, -1), (1, -1), (1, 1), (-1, 1))
            a, b, c, d = (vertex({axis: side, u: p, v: q}, axis) for p, q in ring)
            quad(a, b, c, d)
        for p, q in product((-1, 1), repeat=2):
            low, high = {axis: -1, u: p, v: q}, {axis: 1, u: p, v: q}
            quad(vertex(low, u), vertex(high, u), vertex(high, v), vertex(low, v))
    for corner in product((-1, 1), repeat=3):
        triangles.append((place[(*corner, 0)], place[(*corner, 1)], place[(*corner, 2)]))
    sign_array, axis_array = np.array(signs, float), np.array(axes)
    return sign_array, axis_array, _oriented(sign_array, axis_array, np.array(triangles, np.int32))


def _oriented(signs: NDArray[np.float64], axes: NDArray[np.int64], triangles: Index) -> Index:
    """Turned so that every triangle's own normal agrees with those of its vertices."""
    normals = np.zeros_like(signs)
    normals[np.arange(len(axes)), axes] = signs[np.arange(len(axes)), axes]
    points = signs + 0.2 * normals
    edge_a = points[triangles[:, 1]] - points[triangles[:, 0]]
    edge_b = points[triangles[:, 2]] - points[triangles[:, 0]]
    inward = (np.cross(edge_a, edge_b) * normals[triangles].sum(1)).sum(1) < 0
    triangles[inward] = triangles[inward][:, ::-1]
    return triangles


BOX_SIGNS, BOX_AXES, BOX_TRIANGLES = _box_template()
BOX_NORMALS = np.zeros((24, 3), np.float32)
BOX_NORMALS[np.arange(24), BOX_AXES] = BOX_SIGNS[np.arange(24), BOX_AXES]
BOX_EDGE_SIGNS = np.array([
    [np.insert((p, q), axis, end) for end in (-1, 1)] for axis in range(3) for p, q in product((-1, 1), repeat=2)
], float)


def box(lo: Vec3, hi: Vec3, bevel_m: float) -> Surface:
    """A bevelled box: each vertex keeps its face's normal, so that the chamfer shades as a round edge."""
    low, high = np.asarray(lo), np.asarray(hi)
    mid, half = (low + high) / 2, (high - low) / 2
    bevel = min(bevel_m, 0.9 * float(half.min()))
    points = mid + BOX_SIGNS * half - bevel * (BOX_SIGNS - BOX_NORMALS)
    return points.astype(np.float32), BOX_NORMALS, BOX_TRIANGLES


PLAIN_TRIANGLES = BOX_TRIANGLES[np.ptp(BOX_NORMALS[BOX_TRIANGLES], axis=1).max(1) < 0.5]
"""The six faces: triangles whose corners share one normal."""


def plain_box(lo: Vec3, hi: Vec3) -> Surface:
    """A box of twelve triangles, for small parts and far views."""
    low, high = np.asarray(lo), np.asarray(hi)
    points = (low + high) / 2 + BOX_SIGNS * ((high - low) / 2)
    return points.astype(np.float32), BOX_NORMALS, PLAIN_TRIANGLES


def box_edges(lo: Vec3, hi: Vec3, bevel_m: float) -> Array:
    """[12, 2, 3]: the edges, drawn in by a part of the bevel so that they lie on the chamfer."""
    low, high = np.asarray(lo), np.asarray(hi)
    half = (high - low) / 2 - 0.29 * bevel_m
    edges: Array = ((low + high) / 2 + BOX_EDGE_SIGNS * half).astype(np.float32)
    return edges


def quad(corners: Sequence[Vec3]) -> Surface:
    points = np.asarray(corners, np.float32)
    normal = np.cross(points[1] - points[0], points[2] - points[0])
    normal /= float(np.linalg.norm(normal)) or 1.0
    return points, np.tile(normal, (4, 1)).astype(np.float32), np.array([[0, 1, 2], [0, 2, 3]], np.int32)


def plate(lo: Vec3, hi: Vec3, out: str) -> Surface:
    """The rectangle between two corners, facing `out`."""
    axis = "xyz".index(out[1])
    u, v = ((1, 2), (2, 0), (0, 1))[axis]
    corners = np.tile(np.asarray(lo, float), (4, 1))
    corners[1:3, u] = hi[u]
    corners[2:4, v] = hi[v]
    if out[0] == "-":
        corners = corners[::-1]
    return quad([tuple(row) for row in corners])


def cross(a: Vec3, b: Vec3) -> Vec3:
    """In plain floats: for single vectors many times faster than NumPy."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def unit(a: Vec3) -> Vec3:
    length = sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) or 1.0
    return (a[0] / length, a[1] / length, a[2] / length)


def frame_of(tangent: Vec3) -> tuple[Vec3, Vec3]:
    """Two unit vectors that make a right-handed frame (n, b, tangent)."""
    n = unit(cross((0.0, 0.0, 1.0) if abs(tangent[2]) < 0.9 else (1.0, 0.0, 0.0), tangent))
    return n, cross(tangent, n)


@lru_cache(maxsize=64)
def circle(sides: int) -> NDArray[np.float64]:
    """[sides, 2] points on the unit circle, counter-clockwise."""
    angle = np.linspace(0.0, 2 * np.pi, sides, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], 1)


@lru_cache(maxsize=512)
def strip(rings: int, sides: int) -> Index:
    """Triangles between successive rings of vertices, outside for rings counter-clockwise about the path."""
    ring = np.arange(rings - 1)[:, None] * sides
    side = np.arange(sides)[None, :]
    after = (side + 1) % sides
    a, b, c, d = ring + side, ring + after, ring + sides + after, ring + sides + side
    return np.concatenate([np.stack([a, b, c], -1), np.stack([a, c, d], -1)]).reshape(-1, 3).astype(np.int32)


def cap(centre: NDArray[np.float64], rim: NDArray[np.float64], normal: NDArray[np.float64], front: bool) -> Surface:
    """A disc closing a ring whose vertices run counter-clockwise about `normal` when `front`."""
    sides = len(rim)
    points = np.vstack([centre, rim]).astype(np.float32)
    k = np.arange(sides)
    first, second = 1 + k, 1 + (k + 1) % sides
    if not front:
        first, second = second, first
    triangles = np.stack([np.zeros(sides, int), first, second], 1).astype(np.int32)
    return points, np.tile(normal, (sides + 1, 1)).astype(np.float32), triangles


def merged(surfaces: Sequence[Surface]) -> Surface:
    offsets = np.cumsum([0, *(len(points) for points, _, _ in surfaces[:-1])])
    return (
        np.concatenate([points for points, _, _ in surfaces]),
        np.concatenate([normals for _, normals, _ in surfaces]),
        np.concatenate([triangles + offset for (_, _, triangles), offset in zip(surfaces, offsets, strict=True)]).astype(np.int32),
    )


def cylinder(a: Vec3, b: Vec3, radius_a: float, radius_b: float, sides: int, *, caps: bool = True) -> Surface:
    """A drum or cone, with caps or open."""
    start, end = np.asarray(a, float), np.asarray(b, float)
    length = sqrt(sum((q - p) ** 2 for p, q in zip(a, b, strict=True))) or 1e-9
    axis = unit((b[0] - a[0], b[1] - a[1], b[2] - a[2]))
    tangent = np.array(axis)
    spoke = circle(sides) @ np.array(frame_of(axis))
    slope = spoke + tangent * (radius_a - radius_b) / length
    slope /= np.linalg.norm(slope, axis=1)[:, None]
    points = np.vstack([start + radius_a * spoke, end + radius_b * spoke]).astype(np.float32)
    wall = (points, np.vstack([slope, slope]).astype(np.float32), strip(2, sides))
    if not caps:
        return wall
    ends = [
        cap(at, at + radius * spoke, normal, front)
        for at, radius, normal, front in ((start, radius_a, -tangent, False), (end, radius_b, tangent, True))
        if radius > 1e-6
    ]
    return merged([wall, *ends])


def ring(at: Vec3, out: str, inner: float, outer: float, height: float, sides: int) -> Surface:
    """A collar standing proud of its panel; `inner` 0 gives a disc, `height` 0 a flat one."""
    centre, tangent = np.asarray(at, float), np.asarray(FACING[out])
    spoke = circle(sides) @ np.array(frame_of(FACING[out]))
    top = centre + height * tangent
    if inner <= 0.0:
        return cap(top, top + outer * spoke, tangent, True)
    flat = np.tile(tangent, (2 * sides, 1)).astype(np.float32)
    face = (np.vstack([top + outer * spoke, top + inner * spoke]).astype(np.float32), flat, strip(2, sides))
    if height <= 0.0:
        return face
    wall = (np.vstack([centre + outer * spoke, top + outer * spoke]).astype(np.float32), np.vstack([spoke, spoke]).astype(np.float32), strip(2, sides))
    bore = (np.vstack([top + inner * spoke, centre + inner * spoke]).astype(np.float32), np.vstack([-spoke, -spoke]).astype(np.float32), strip(2, sides))
    return merged([face, wall, bore])


def elbowed(points: Sequence[Vec3], bend_m: float, steps: int = 6, least_m: float = 0.0) -> list[Vec3]:
    """The path with each corner rounded to radius `bend_m`, less where the legs are short; a corner that would have to
    be tighter than `least_m` stays sharp (a tube there would fold into itself)."""
    path = _without_stubs([points[0], *(q for p, q in pairwise(points) if _apart(p, q) > 1e-6)] if points else [], least_m)
    if len(path) < 2:
        return path
    found = [path[0]]
    for before, corner, after in zip(path, path[1:], path[2:], strict=False):
        found.extend(_elbow(before, corner, after, bend_m, steps, least_m))
    return [*found, path[-1]]


def _without_stubs(path: list[Vec3], least_m: float) -> list[Vec3]:
    """Corners so near to the next point that a tube's rings would cross are skipped; both ends stay."""
    if len(path) < 3:
        return path
    kept = [path[0]]
    for point in path[1:-1]:
        if _apart(kept[-1], point) > 1.1 * least_m and _apart(point, path[-1]) > 1.1 * least_m:
            kept.append(point)
    return [*kept, path[-1]]


def _apart(a: Vec3, b: Vec3) -> float:
    return sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)


def _elbow(before: Vec3, corner: Vec3, after: Vec3, bend_m: float, steps: int, least_m: float) -> list[Vec3]:
    """Points on the arc that touches both legs; the corner itself where they are in line."""
    length_u, length_v = _apart(before, corner), _apart(after, corner)
    u = unit((before[0] - corner[0], before[1] - corner[1], before[2] - corner[2]))
    v = unit((after[0] - corner[0], after[1] - corner[1], after[2] - corner[2]))
    cosine = u[0] * v[0] + u[1] * v[1] + u[2] * v[2]
    if abs(cosine) > 0.9999:
        return [corner]
    half = acos(cosine) / 2
    leg = min(bend_m / tan(half), 0.49 * length_u, 0.49 * length_v)
    if leg * tan(half) <= least_m:
        return [corner]
    bisector = unit((u[0] + v[0], u[1] + v[1], u[2] + v[2]))
    out = leg / cos(half)
    start = [leg * u[k] - out * bisector[k] for k in range(3)]
    end = [leg * v[k] - out * bisector[k] for k in range(3)]
    total = pi - 2 * half
    found: list[Vec3] = []
    for step in range(steps + 1):
        p, q = sin((1 - step / steps) * total) / sin(total), sin(step / steps * total) / sin(total)
        x, y, z = (corner[k] + out * bisector[k] + p * start[k] + q * end[k] for k in range(3))
        found.append((x, y, z))
    return found


def tube(points: Sequence[Vec3], radius: float, sides: int, *, bend_m: float, steps: int, caps: bool = True) -> Surface:
    """A round pipe along a path with true elbows; the section's frame is carried along without twist."""
    path = elbowed(points, bend_m, steps, 1.02 * radius)
    if len(path) < 2:
        return np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
    last = len(path) - 1
    tangents = [_toward(path[max(k - 1, 0)], path[min(k + 1, last)]) for k in range(len(path))]
    spokes = circle(sides)[None] @ np.array(_frames(tangents))
    centres = np.array(path)
    rims = centres[:, None, :] + radius * spokes
    wall = (rims.reshape(-1, 3).astype(np.float32), spokes.reshape(-1, 3).astype(np.float32), strip(len(path), sides))
    if not caps:
        return wall
    first, final = np.array(tangents[0]), np.array(tangents[-1])
    return merged([wall, cap(centres[0], rims[0], -first, False), cap(centres[-1], rims[-1], final, True)])


def _toward(a: Vec3, b: Vec3) -> Vec3:
    return unit((b[0] - a[0], b[1] - a[1], b[2] - a[2]))


def _frames(tangents: Sequence[Vec3]) -> list[tuple[Vec3, Vec3]]:
    n, _ = frame_of(tangents[0])
    found = []
    for t in tangents:
        along = n[0] * t[0] + n[1] * t[1] + n[2] * t[2]
        n = unit((n[0] - along * t[0], n[1] - along * t[1], n[2] - along * t[2]))
        found.append((n, cross(t, n)))
    return found


def fan_blades(at: Vec3, out: str, radius: float, depth: float, blades: int = 7) -> Surface:
    """Slanted blades between hub and ring."""
    centre, tangent = np.asarray(at, float), np.asarray(FACING[out])
    n, m = (np.array(axis) for axis in frame_of(FACING[out]))
    width = 2 * np.pi / blades * 0.62
    found: list[Surface] = []
    for k in range(blades):
        angle = 2 * np.pi * k / blades
        spots = (
            (0.22, angle, 0.15), (0.92, angle + 0.12, 0.12), (0.92, angle + 0.12 + 0.72 * width, 0.62),
            (0.22, angle + 0.9 * width, 0.6),
        )
        corners = [centre + radius * r * (np.cos(a) * n + np.sin(a) * m) + tangent * depth * h for r, a, h in spots]
        found.append(quad([tuple(corner) for corner in corners]))
    return merged(found)


def fan_spokes(at: Vec3, out: str, radius: float, height: float, half_width: float = 0.006) -> Surface:
    """Two crossed guard bars before the blades."""
    centre, tangent = np.asarray(at, float), np.asarray(FACING[out])
    n, m = (np.array(axis) for axis in frame_of(FACING[out]))
    top = centre + tangent * height
    found: list[Surface] = []
    for k in range(4):
        along = np.cos(np.pi * k / 4) * n + np.sin(np.pi * k / 4) * m
        aside = np.cross(tangent, along) * half_width
        corners = (top - along * radius - aside, top + along * radius - aside, top + along * radius + aside, top - along * radius + aside)
        found.append(quad([tuple(corner) for corner in corners]))
    return merged(found)
