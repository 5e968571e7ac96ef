"""Elements being placed or moved: translucent, red when refused."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element
from gigahall.view3d.bearing import marks
from gigahall.view3d.mesh import MARKS, NEAR, Mesh, mesh_of
from gigahall.view3d.offscreen import numpy_to_vtk
from gigahall.view3d.palette import ROLES, Theme
from gigahall.view3d.pool import Placed
from gigahall.view3d.stage import Drawable, polygons

REFUSED = (208, 52, 46)
OPACITY = 0.62


def ghost(elements: Iterable[Element], theme: Theme, *, refused: bool) -> Drawable | None:
    """One drawable for some elements where they would stand."""
    placed = [
        (mesh_of(kind_of(element).shape(element).primitives, marks(element)), Placed(element.turn_deg, np.array(element.at_m, float)))
        for element in elements
    ]
    return _drawable(placed, theme, REFUSED if refused else None, OPACITY)


def outline_data(placed: Iterable[tuple[Mesh, Placed]]) -> Drawable | None:
    """The solid shape of some elements, for the selection's mask."""
    return _drawable(placed, None, (255, 255, 255), 1.0)


def _drawable(
    placed: Iterable[tuple[Mesh, Placed]], theme: Theme | None, color: tuple[int, int, int] | None, opacity: float
) -> Drawable | None:
    points, normals, colors, triangles, count = [], [], [], [], 0
    table = ROLES.table(theme) if theme else None
    for mesh, place in placed:
        for material, part in mesh.parts.items():
            if material == "floor" or (material == MARKS and theme is None):
                continue
            points.append(place.points(part.points))
            normals.append(place.directions(part.normals))
            paint = table[part.role] if table is not None else np.zeros((len(part.points), 3), np.uint8)
            colors.append(paint if color is None else _mixed(paint, color))
            triangles.append(part.triangles[part.level != NEAR] + count)
            count += len(part.points)
    if not count:
        return None
    data = polygons(np.concatenate(points), np.concatenate(triangles))
    data.GetPointData().SetScalars(numpy_to_vtk(np.ascontiguousarray(np.concatenate(colors)), deep=True))
    data.GetPointData().SetNormals(numpy_to_vtk(np.ascontiguousarray(np.concatenate(normals)), deep=True))
    return Drawable(data, "matte", opacity=opacity)


def _mixed(paint: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], color: tuple[int, int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return (0.25 * paint + 0.75 * np.array(color)).astype(np.uint8)
