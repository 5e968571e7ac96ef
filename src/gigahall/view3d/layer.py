"""The merged meshes of one hall (or of the site around the halls): pools of arrays, and the VTK data that shares them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigahall.view3d.mesh import ALL, Lines, Mesh, Part
from gigahall.view3d.offscreen import numpy_to_vtk, vtkCellArray, vtkPoints, vtkPolyData
from gigahall.view3d.palette import ROLES, Theme
from gigahall.view3d.pool import USUAL, Placed, Pool
from gigahall.view3d.stage import Drawable, Stage

OFFSET = {"edges": 3.0, "grid": 6.0}


class Sheet:
    """A pool and its vtkPolyData. VTK reads the pool's arrays in place; `flush` says what changed."""

    def __init__(self, corners: int) -> None:
        self.pool = Pool(corners)
        self.data = vtkPolyData()
        self.alpha: dict[int, NDArray[np.uint8]] = {}
        self._held: list[Any] = []

    def flush(self, *, shape: bool, color: bool, index: NDArray[np.int32] | None) -> None:
        """Hand over new points, colours or triangles. A pool that has grown has new arrays: everything is handed over."""
        pool = self.pool
        grown = not self._held or self._held[0] is not pool.points
        if grown:
            self._bind()
        elif shape:
            self.data.GetPoints().GetData().Modified()
            self.data.GetPoints().Modified()
            normals = self.data.GetPointData().GetNormals()
            if normals is not None:
                normals.Modified()
        if color and not grown:
            self.data.GetPointData().GetScalars().Modified()
        if index is not None:
            cells = vtkCellArray()
            cells.SetData(pool.cells.shape[1], numpy_to_vtk(np.ascontiguousarray(index).ravel(), deep=True))
            if pool.cells.shape[1] == 2:
                self.data.SetLines(cells)
            else:
                self.data.SetPolys(cells)
        self.data.Modified()

    def _bind(self) -> None:
        pool = self.pool
        cloud = vtkPoints()
        cloud.SetData(numpy_to_vtk(pool.points))
        self.data.SetPoints(cloud)
        colors = numpy_to_vtk(pool.colors)
        colors.SetName("color")
        self.data.GetPointData().SetScalars(colors)
        if pool.cells.shape[1] == 3:
            normals = numpy_to_vtk(pool.normals)
            normals.SetName("normal")
            self.data.GetPointData().SetNormals(normals)
        self._held = [pool.points, pool.normals, pool.colors]


class Layer:
    """All sheets of one hall. Slots number its elements; they are shared by the sheets."""

    def __init__(self, key: str, stage: Stage) -> None:
        self.key = key
        self._stage = stage
        self._sheets: dict[str, Sheet] = {}
        self._meshes: dict[int, Mesh] = {}
        self._free: list[int] = []
        self.level = np.zeros(0, np.int8)
        self.target = np.zeros((0, 3), np.uint8)
        self.amount = np.zeros(0, np.uint8)
        self._moved: set[str] = set()
        self._index_stale: set[str] = set()
        self._unpainted: set[int] = set()

    @property
    def slots(self) -> int:
        return len(self._meshes)

    def add(self, mesh: Mesh, placed: Placed, level: int = USUAL) -> int:
        slot = self._new_slot(level)
        self._meshes[slot] = mesh
        for material, part in _parts(mesh):
            self._sheet(material).pool.add(slot, part, placed)
            self._moved.add(material)
            self._index_stale.add(material)
        self._unpainted.add(slot)
        return slot

    def remove(self, slot: int) -> None:
        for material, _ in _parts(self._meshes.pop(slot)):
            self._sheets[material].pool.remove(slot)
            self._index_stale.add(material)
            self._moved.add(material)
        self._free.append(slot)
        self._unpainted.discard(slot)

    def move(self, slot: int, placed: Placed) -> None:
        for material, part in _parts(self._meshes[slot]):
            self._sheets[material].pool.move(slot, part, placed)
            self._moved.add(material)

    def tint(self, slots: NDArray[np.int64], target: NDArray[np.uint8], amount: NDArray[np.uint8]) -> None:
        """Mix the colours of some elements towards a target each; amount 0 shows their own paint."""
        changed = (self.amount[slots] != amount) | (self.target[slots] != target).any(1)
        self.target[slots], self.amount[slots] = target, amount
        self._unpainted.update(int(slot) for slot in slots[changed])

    def set_levels(self, slots: NDArray[np.int64], levels: NDArray[np.int8]) -> None:
        changed = slots[self.level[slots] != levels]
        self.level[slots] = levels
        if not len(changed):
            return
        for material, sheet in self._sheets.items():
            if any(int(slot) in sheet.pool.spans for slot in changed):
                self._index_stale.add(material)

    def repaint(self) -> None:
        self._unpainted.update(self._meshes)

    def flush(self, theme: Theme) -> None:
        """Bring the VTK data up to date with everything since the last call."""
        if not (self._unpainted or self._index_stale or self._moved):
            return
        table = ROLES.table(theme)
        few = len(self._unpainted) < 0.3 * len(self._meshes)
        slots = sorted(self._unpainted) if few else None
        for material, sheet in self._sheets.items():
            paints = bool(self._unpainted) and (slots is None or any(slot in sheet.pool.spans for slot in slots))
            if paints and material not in OFFSET:
                sheet.pool.paint(table, self.target, self.amount, slots)
            elif paints:
                self._color_lines(material, sheet, theme)
            stale = material in self._index_stale
            if paints or stale or material in self._moved:
                index = sheet.pool.visible(self.level) if stale else None
                sheet.flush(shape=material in self._moved, color=paints, index=index)
        self._moved.clear()
        self._index_stale.clear()
        self._unpainted.clear()

    def _color_lines(self, material: str, sheet: Sheet, theme: Theme) -> None:
        pool = sheet.pool
        pool.colors[:, :3] = theme.edge if material == "edges" else theme.line
        pool.colors[:, 3] = pool.cover

    def close(self) -> None:
        for material in self._sheets:
            self._stage.drop(self._name(material))
        self._sheets.clear()

    def mesh(self, slot: int) -> Mesh:
        return self._meshes[slot]

    def show(self, material: str, visible: bool) -> None:
        self._stage.show(self._name(material), visible)

    def _name(self, material: str) -> str:
        """On the stage; no hall can have an id that makes it another's."""
        return f"mesh/{self.key}/{material}"

    def _sheet(self, material: str) -> Sheet:
        if material not in self._sheets:
            sheet = Sheet(2 if material in OFFSET else 3)
            self._sheets[material] = sheet
            kind = {"grid": "lines", "edges": "edges"}.get(material, material)
            opacity = 1.0
            self._stage.put(self._name(material), Drawable(sheet.data, kind, offset=OFFSET.get(material, 0.0), opacity=opacity))
        return self._sheets[material]

    def _new_slot(self, level: int) -> int:
        if self._free:
            slot = self._free.pop()
        else:
            slot = len(self._meshes)
        if slot >= len(self.level):
            size = 2 * len(self.level) + 16
            self.level = np.resize(np.append(self.level, np.ones(size - len(self.level), np.int8)), size)
            target, amount = np.zeros((size, 3), np.uint8), np.zeros(size, np.uint8)
            target[:len(self.target)], amount[:len(self.amount)] = self.target, self.amount
            self.target, self.amount = target, amount
        self.level[slot], self.amount[slot] = level, 0
        return slot


def _parts(mesh: Mesh) -> list[tuple[str, Part]]:
    """The parts of a mesh by sheet, its lines among them."""
    found = list(mesh.parts.items())
    for name, lines in (("edges", mesh.edges), ("grid", mesh.grid)):
        if len(lines.points):
            found.append((name, _line_part(lines)))
    return found


def _line_part(lines: Lines) -> Part:
    points = lines.points.reshape(-1, 3)
    n = len(points)
    return Part(
        points, np.zeros_like(points), np.zeros(n, np.int16), np.repeat(lines.alpha, 2),
        np.arange(n, dtype=np.int32).reshape(-1, 2), np.full(n // 2, ALL, np.uint8),
    )
