"""Arrow collars along pipes: white cones around the pipe that point the way the coolant flows, hidden like anything else
behind equipment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from gigahall.scene.record import Vec3
from gigahall.view3d import solid
from gigahall.view3d.offscreen import numpy_to_vtk
from gigahall.view3d.point import vec3
from gigahall.view3d.stage import Drawable, polygons

PITCH_M = 2.0
SIDES = 10
COLOR = (250, 251, 252)


def arrows(ways: Mapping[str, tuple[Sequence[Vec3], float]], forward: Mapping[str, bool]) -> Drawable | None:
    """One drawable for all pipes.

    Args:
        ways: points and diameter [m] by pipe.
        forward: pipes with flow; True = from the first point to the last.
    """
    found: list[solid.Surface] = []
    for key, is_forward in forward.items():
        if key in ways:
            points, diameter_m = ways[key]
            found.extend(_along(points if is_forward else points[::-1], diameter_m))
    if not found:
        return None
    cloud, _, triangles = solid.merged(found)
    data = polygons(cloud, triangles)
    colors = np.tile(np.array(COLOR, np.uint8), (len(cloud), 1))
    data.GetPointData().SetScalars(numpy_to_vtk(colors, deep=True))
    return Drawable(data, "emissive", cull=False)


def _along(points: Sequence[Vec3], diameter_m: float) -> list[solid.Surface]:
    found = []
    length_m, radius = max(1.7 * diameter_m, 0.16), 0.5 * diameter_m
    for a, b in pairwise(np.asarray(points, float)):
        leg = float(np.linalg.norm(b - a))
        count = int(leg // PITCH_M)
        for k in range(count):
            along = (b - a) / leg
            start = a + along * (leg * (k + 0.5) / count - length_m / 2)
            end = start + along * length_m
            found.append(solid.cylinder(vec3(start), vec3(end), 2.1 * radius + 0.012, 0.7 * radius, SIDES))
    return found
