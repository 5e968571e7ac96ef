"""From a shape's primitives to one small mesh per material, in the element's own axes.

A mesh keeps colour *roles* and how much a shown quantity may cover, not colours; `batch.py` merges meshes and paints them.
Equal shapes share one mesh: 384 equal racks are built once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.kinds.shape import Bar, Box, Cylinder, Fan, Grid, Plate, Primitive, Quad, Repeat, Ring, Tube
from gigahall.scene.record import Vec3
from gigahall.view3d import solid
from gigahall.view3d.palette import ROLES
from gigahall.view3d.point import vec3

COVER_CARRIED = 255
COVER_REST = 200
"""A part that does not carry the value lets some of its own colour through, so that doors and fans stay readable."""

PLAIN_BEVEL_M = 0.005
"""A smaller bevel is not seen: such boxes are drawn without."""
FAR_SIDES = 8
MARKS = "marks"
"""The part that lies around a body: unlit arrows and bars."""

ALL, NORMAL, NEAR, NOT_NEAR, FAR = range(5)
"""When a triangle is drawn: at every level; from normal distance; near only; at normal distance but not near; far only."""


@dataclass(frozen=True)
class Part:
    """One material's triangles."""

    points: NDArray[np.float32]
    normals: NDArray[np.float32]
    role: NDArray[np.int16]
    cover: NDArray[np.uint8]
    triangles: NDArray[np.int32]
    level: NDArray[np.uint8]
    """One of ALL .. FAR per triangle."""


@dataclass(frozen=True)
class Lines:
    """Line segments: body edges, or the grid of a floor with its own opacity."""

    points: NDArray[np.float32]
    """[n, 2, 3]"""
    alpha: NDArray[np.uint8]
    """[n]"""


NO_LINES = Lines(np.zeros((0, 2, 3), np.float32), np.zeros(0, np.uint8))


@dataclass(frozen=True)
class Mesh:
    parts: dict[str, Part]
    edges: Lines
    grid: Lines
    lo: NDArray[np.float64]
    hi: NDArray[np.float64]
    gauge_m: float
    """Thickest round or rectangular section that runs along a path; 0 for bodies."""
    slabs: tuple[tuple[Vec3, Vec3], ...] = ()
    """Boxes of floor material: the ground's halo runs around them."""


@dataclass
class _Stack:
    """Growing lists of one material."""

    points: list[NDArray[np.float32]] = field(default_factory=list)
    normals: list[NDArray[np.float32]] = field(default_factory=list)
    role: list[NDArray[np.int16]] = field(default_factory=list)
    cover: list[NDArray[np.uint8]] = field(default_factory=list)
    triangles: list[NDArray[np.int32]] = field(default_factory=list)
    level: list[NDArray[np.uint8]] = field(default_factory=list)
    count: int = 0


class _Builder:
    """Collects surfaces by material."""

    def __init__(self) -> None:
        self.stacks: dict[str, _Stack] = {}
        self.edges: list[NDArray[np.float32]] = []
        self.grid: list[NDArray[np.float32]] = []
        self.grid_alpha: list[int] = []
        self.slabs: list[tuple[Vec3, Vec3]] = []
        self.gauge_m = 0.0

    def add(
        self, surface: solid.Surface, material: str, role: str | NDArray[np.int16], carries: bool, level: int
    ) -> None:
        points, normals, triangles = surface
        stack = self.stacks.setdefault(material, _Stack())
        roles = np.full(len(points), ROLES.number(role), np.int16) if isinstance(role, str) else role
        cover = 0 if material == "emissive" else COVER_CARRIED if carries else COVER_REST
        stack.points.append(points)
        stack.normals.append(normals)
        stack.role.append(roles)
        stack.cover.append(np.full(len(points), cover, np.uint8))
        stack.triangles.append(triangles + stack.count)
        stack.level.append(np.full(len(triangles), level, np.uint8))
        stack.count += len(points)

    def add_copies(self, other: _Builder, count: int, step: Vec3) -> None:
        """`count` copies of what another builder holds, each moved by `step` from the one before."""
        offsets = np.arange(count)[:, None] * np.asarray(step, np.float32)[None, :]
        for material, stack in other.stacks.items():
            points = np.concatenate(stack.points)
            n = len(points)
            moved = (points[None] + offsets[:, None, :]).reshape(-1, 3).astype(np.float32)
            triangles = np.concatenate(stack.triangles)
            copied = (triangles[None] + (np.arange(count) * n)[:, None, None]).reshape(-1, 3).astype(np.int32)
            mine = self.stacks.setdefault(material, _Stack())
            mine.points.append(moved)
            mine.normals.append(np.tile(np.concatenate(stack.normals), (count, 1)))
            mine.role.append(np.tile(np.concatenate(stack.role), count))
            mine.cover.append(np.tile(np.concatenate(stack.cover), count))
            mine.triangles.append(copied + mine.count)
            mine.level.append(np.tile(np.concatenate(stack.level), count))
            mine.count += n * count
        if other.edges:
            edges = np.concatenate(other.edges)
            self.edges.append((edges[None] + offsets[:, None, None, :]).reshape(-1, 2, 3).astype(np.float32))
        self.gauge_m = max(self.gauge_m, other.gauge_m)

    def mesh(self) -> Mesh:
        parts = {material: _part(stack) for material, stack in self.stacks.items()}
        edges = np.concatenate(self.edges) if self.edges else NO_LINES.points
        grid = np.array(self.grid, np.float32).reshape(-1, 2, 3)
        clouds = [part.points for part in parts.values()] or [np.zeros((1, 3), np.float32)]
        lo = np.min([cloud.min(0) for cloud in clouds], 0).astype(float)
        hi = np.max([cloud.max(0) for cloud in clouds], 0).astype(float)
        return Mesh(
            parts, Lines(edges, np.full(len(edges), 255, np.uint8)), Lines(grid, np.array(self.grid_alpha, np.uint8)),
            lo, hi, self.gauge_m, tuple(self.slabs),
        )


def _part(stack: _Stack) -> Part:
    return Part(
        np.concatenate(stack.points), np.concatenate(stack.normals), np.concatenate(stack.role),
        np.concatenate(stack.cover), np.concatenate(stack.triangles), np.concatenate(stack.level),
    )


def _level(detail: int) -> int:
    return (ALL, NORMAL, NEAR, NOT_NEAR)[detail]


def _box(builder: _Builder, box: Box) -> None:
    roles = np.full(24, ROLES.number(box.color), np.int16)
    if box.top:
        roles[solid.BOX_NORMALS[:, 2] > 0.5] = ROLES.number(box.top)
    if box.bevel_m < PLAIN_BEVEL_M:
        builder.add(solid.plain_box(box.lo, box.hi), box.material, roles, box.carries, _level(box.detail))
    else:
        level = _level(box.detail)
        builder.add(solid.box(box.lo, box.hi, box.bevel_m), box.material, roles, box.carries, level or NORMAL)
        if level == ALL:
            builder.add(solid.plain_box(box.lo, box.hi), box.material, roles, box.carries, FAR)
    if box.edges:
        builder.edges.append(solid.box_edges(box.lo, box.hi, box.bevel_m))
    if box.material == "floor":
        builder.slabs.append((box.lo, box.hi))


def _plate(builder: _Builder, plate: Plate) -> None:
    surface = solid.plate(plate.lo, plate.hi, plate.out)
    builder.add(surface, plate.material, plate.color, plate.carries, _level(plate.detail))


def _quad(builder: _Builder, quad: Quad) -> None:
    builder.add(solid.quad(quad.corners), quad.material, quad.color, quad.carries, _level(quad.detail))
    if quad.both_sides:
        builder.add(solid.quad(quad.corners[::-1]), quad.material, quad.color, quad.carries, _level(quad.detail))


def sides_of(diameter_m: float) -> int:
    """Enough sides for a round look at normal distance."""
    for limit_m, sides in ((0.02, 5), (0.045, 6), (0.075, 9), (0.13, 11), (0.3, 14)):
        if diameter_m < limit_m:
            return sides
    return 20


def _tube(builder: _Builder, tube: Tube) -> None:
    """Fine at normal distance; far off, a square tube without elbows stands for it."""
    radius = tube.diameter_m / 2
    thin = tube.diameter_m < 0.045
    fine = solid.tube(
        tube.points, radius, sides_of(tube.diameter_m), bend_m=max(3 * radius, 0.06), steps=3 if thin else 6, caps=not thin
    )
    if tube.detail:
        builder.add(fine, tube.material, tube.color, tube.carries, _level(tube.detail))
    else:
        builder.add(fine, tube.material, tube.color, tube.carries, NORMAL)
        coarse = solid.tube(tube.points, radius, 4, bend_m=0.01, steps=1, caps=False)
        builder.add(coarse, tube.material, tube.color, tube.carries, FAR)
    builder.gauge_m = max(builder.gauge_m, tube.diameter_m)
    if tube.bands:
        _bands(builder, tube)


def _bands(builder: _Builder, tube: Tube) -> None:
    radius, sides = tube.diameter_m / 2, sides_of(tube.diameter_m)
    for a, b in pairwise(np.asarray(tube.points, float)):
        length = float(np.linalg.norm(b - a))
        step_m = (1.2 if tube.bands == 1 else 1.4) * max(1.0, round(length / 15.0))
        if length < 0.8 * step_m:
            continue
        along = (b - a) / length
        group = _Builder()
        for k in range(tube.bands):
            low = a + along * (0.5 * step_m + k * radius * 1.1)
            ends = vec3(low), vec3(low + along * radius * 0.55)
            band = solid.cylinder(*ends, 1.07 * radius, 1.07 * radius, sides, caps=False)
            group.add(band, tube.material, "band", False, NORMAL)
        builder.add_copies(group, int((length - 0.3 - 0.5 * step_m) / step_m) + 1, vec3(along * step_m))


def _bar(builder: _Builder, bar: Bar) -> None:
    """A box per leg; legs overlap by half the width so that corners close."""
    for a, b in pairwise(np.asarray(bar.points, float)):
        axis = int(np.argmax(np.abs(b - a)))
        half = np.full(3, bar.width_m / 2)
        half[2] = bar.height_m / 2 if axis != 2 else bar.width_m / 2
        lo, hi = np.minimum(a, b) - half, np.maximum(a, b) + half
        _box(builder, Box(vec3(lo), vec3(hi), bar.color, bar.material, 0.012, bar.carries, bar.detail))
    builder.gauge_m = max(builder.gauge_m, min(bar.width_m, bar.height_m))


def _cylinder(builder: _Builder, cylinder: Cylinder) -> None:
    radius = cylinder.diameter_m / 2
    end = radius if cylinder.end_diameter_m < 0 else cylinder.end_diameter_m / 2
    level = _level(cylinder.detail)
    surface = solid.cylinder(cylinder.a, cylinder.b, radius, end, sides_of(cylinder.diameter_m))
    builder.add(surface, cylinder.material, cylinder.color, cylinder.carries, level or NORMAL)
    if level == ALL:
        coarse = solid.cylinder(cylinder.a, cylinder.b, radius, end, FAR_SIDES)
        builder.add(coarse, cylinder.material, cylinder.color, cylinder.carries, FAR)


def _ring(builder: _Builder, ring: Ring) -> None:
    surface = solid.ring(ring.at, ring.out, ring.inner_m, ring.outer_m, ring.height_m, 20)
    builder.add(surface, "matte", ring.color, False, _level(ring.detail))


def _fan(builder: _Builder, fan: Fan) -> None:
    """About 600 triangles; far off a flat dark disc."""
    r, depth = fan.radius_m, 0.22 * fan.radius_m
    outward = np.asarray(solid.FACING[fan.out])

    def ahead(distance: float) -> Vec3:
        x, y, z = np.asarray(fan.at) + outward * distance
        return (float(x), float(y), float(z))

    level = _level(fan.detail)
    builder.add(solid.ring(ahead(0.004), fan.out, 0.0, r, 0.0, 14), "matte", "fan_dark", False, FAR)
    builder.add(solid.ring(fan.at, fan.out, r, 1.10 * r, depth, 28), "matte", "shroud", True, level)
    builder.add(solid.ring(ahead(0.004), fan.out, 0.0, r, 0.0, 28), "matte", "fan_dark", False, level)
    builder.add(solid.fan_blades(fan.at, fan.out, r, depth), "matte", "blade", False, level)
    builder.add(solid.cylinder(ahead(0.01), ahead(0.75 * depth), 0.22 * r, 0.22 * r, 16), "matte", "shroud", True, level)
    for share in (0.45, 0.72):
        guard = solid.ring(ahead(0.86 * depth), fan.out, share * r - 0.006, share * r + 0.006, 0.0, 28)
        builder.add(guard, "matte", "guard", False, level)
    builder.add(solid.fan_spokes(fan.at, fan.out, r, 0.92 * depth), "matte", "guard", False, level)


def _grid(builder: _Builder, grid: Grid) -> None:
    (x0, y0, z), (x1, y1, _) = grid.lo, grid.hi
    for low, high, along_x in ((x0, x1, False), (y0, y1, True)):
        for k in range(int((high - low) / grid.pitch_m + 1e-6) + 1):
            at = low + k * grid.pitch_m
            ends = ((x0, at, z), (x1, at, z)) if along_x else ((at, y0, z), (at, y1, z))
            builder.grid.append(np.array(ends, np.float32))
            builder.grid_alpha.append(78 if k % 5 == 0 else 28)


def _repeat(builder: _Builder, repeat: Repeat) -> None:
    if repeat.count < 1:
        return
    inner = _Builder()
    _fill(inner, repeat.of)
    builder.add_copies(inner, repeat.count, repeat.step)


_MAKE: dict[type[Any], Callable[[_Builder, Any], None]] = {
    Box: _box, Plate: _plate, Quad: _quad, Tube: _tube, Bar: _bar, Cylinder: _cylinder, Ring: _ring, Fan: _fan,
    Grid: _grid, Repeat: _repeat,
}


def _fill(builder: _Builder, primitives: Sequence[Primitive]) -> None:
    for primitive in primitives:
        _MAKE[type(primitive)](builder, primitive)


def build(primitives: tuple[Primitive, ...], marks: tuple[Primitive, ...] = ()) -> Mesh:
    """The mesh of a shape, with marks that are drawn with it and are no part of its body."""
    builder = _Builder()
    _fill(builder, primitives)
    mesh = builder.mesh()
    if marks:
        drawn = _Builder()
        _fill(drawn, marks)
        mesh.parts[MARKS] = replace(_part(drawn.stacks["emissive"]), level=_at_every_level(drawn))
    return mesh


def _at_every_level(builder: _Builder) -> NDArray[np.uint8]:
    return np.full(sum(len(triangles) for triangles in builder.stacks["emissive"].triangles), ALL, np.uint8)


@lru_cache(maxsize=512)
def mesh_of(primitives: tuple[Primitive, ...], marks: tuple[Primitive, ...] = ()) -> Mesh:
    """The mesh of a body; equal bodies share one. Routes, each unlike any other, are built without."""
    return build(primitives, marks)
