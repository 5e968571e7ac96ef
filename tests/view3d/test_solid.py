"""Every face of every body looks outward, and solids hold the volume their sizes say."""

from __future__ import annotations

import inspect
from math import pi

import numpy as np
import pytest

from gigahall.kinds import bodies
from gigahall.kinds.registry import KINDS
from gigahall.kinds.shape import Box, Repeat
from gigahall.view3d import solid
from gigahall.view3d.mesh import FAR, Mesh, mesh_of

WAY = ((0.0, 0.0, 2.5), (6.0, 0.0, 2.5), (6.0, 4.0, 2.5), (6.0, 4.0, 0.5), (6.05, 4.0, 0.5))
ROUTES = ("pipe", "manifold", "busway", "cable", "tray")
SIZES = {"tile": (0.6, 0.6, 0.02), "genset": (12.2, 3.0, 3.6), "hall": (9.6, 9.0, 4.0)}


def body_mesh(name: str) -> Mesh:
    make = getattr(bodies, name)
    if name == "tap_off":
        return mesh_of(make("A"))
    if name in ROUTES:
        given = {"points": WAY, "diameter_m": 0.15, "system": "TCS", "line": "supply", "lineup": "A"}
        wanted = {key: given[key] for key in inspect.signature(make).parameters if key in given}
        return mesh_of(make(**wanted))
    return mesh_of(make(SIZES.get(name, (1.2, 1.0, 2.1))))


def inward_triangles(mesh: Mesh) -> int:
    count = 0
    for part in mesh.parts.values():
        corners = part.points[part.triangles]
        normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        count += int(((normal * part.normals[part.triangles].sum(1)).sum(1) < -1e-9).sum())
    return count


def volume_m3(surface: solid.Surface) -> float:
    """Divergence theorem over the triangles."""
    points, _, triangles = surface
    a, b, c = (points[triangles[:, k]].astype(float) for k in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


@pytest.mark.parametrize("name", bodies.__all__)
def test_faces_look_outward(name: str) -> None:
    mesh = body_mesh(name)
    assert mesh.parts
    assert inward_triangles(mesh) == 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_kinds_shapes_become_meshes_inside_their_size(kind) -> None:
    record = kind.record(id="x", name="x")
    mesh = mesh_of(kind.shape(record).primitives)
    if kind.is_route:
        return
    assert mesh.parts
    assert inward_triangles(mesh) == 0
    if not kind.is_room:
        w, d, _ = kind.size_m(record)
        assert np.all(np.abs(mesh.lo[:2]) <= (w / 2 + 0.35, d / 2 + 0.35))
        assert mesh.lo[2] >= -0.05


def test_box_volume_is_that_of_its_sides_less_the_chamfers() -> None:
    whole = 0.6 * 1.2 * 2.2
    assert volume_m3(solid.plain_box((0, 0, 0), (0.6, 1.2, 2.2))) == pytest.approx(whole, rel=1e-6)
    bevel = 0.02
    # each of the 12 edges loses a triangular prism; the 8 corners lose a little more than the prisms' ends
    edges = 4 * ((0.6 - 2 * bevel) + (1.2 - 2 * bevel) + (2.2 - 2 * bevel)) * bevel**2 / 2
    lost = whole - volume_m3(solid.box((0, 0, 0), (0.6, 1.2, 2.2), bevel))
    assert lost == pytest.approx(edges + 8 * bevel**3 * 5 / 6, rel=1e-3)


def test_drum_and_tube_volumes_approach_the_circle() -> None:
    polygon = 24 / 2 * np.sin(2 * pi / 24) * 0.1**2
    assert volume_m3(solid.cylinder((0, 0, 0), (0, 0, 2), 0.1, 0.1, 24)) == pytest.approx(2 * polygon, rel=1e-5)
    straight = solid.tube(((0, 0, 0), (3, 0, 0)), 0.1, 24, bend_m=0.3, steps=6)
    assert volume_m3(straight) == pytest.approx(3 * polygon, rel=1e-5)


def test_elbow_touches_both_legs_at_its_radius() -> None:
    path = solid.elbowed(((0, 0, 0), (2, 0, 0), (2, 2, 0)), 0.3, 6)
    centre = np.array([1.7, 0.3, 0.0])
    arc = list(path[1:-1])
    assert np.allclose([np.linalg.norm(np.array(point) - centre) for point in arc], 0.3)
    assert np.allclose(arc[0], (1.7, 0, 0))
    assert np.allclose(arc[-1], (2, 0.3, 0))


def test_repeat_places_copies_at_its_step() -> None:
    box = Box((0.0, 0.0, 0.0), (0.1, 0.1, 0.1), bevel_m=0.0)
    mesh = mesh_of((Repeat((box,), 4, (0.0, 0.5, 0.0)),))
    assert mesh.hi == pytest.approx((0.1, 1.6, 0.1), abs=1e-6)
    assert len(mesh.parts["matte"].triangles) == 4 * 12


def test_far_view_of_a_rack_is_light() -> None:
    part = body_mesh("liquid_rack").parts["matte"]
    far = ((part.level == FAR) | (part.level == 0)).sum()
    assert far <= 40
    assert len(part.triangles) < 1100
