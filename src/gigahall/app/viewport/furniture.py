"""The floating things of a view together: what each shows, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from gigahall.app.components.buttons import ToolButton
from gigahall.app.viewport.crumbs import Part
from gigahall.app.viewport.eye import Rect
from gigahall.app.viewport.floats import GIZMO_PX, Crumbs, Gizmo, ViewBar
from gigahall.app.viewport.legend_card import LegendCard
from gigahall.app.viewport.shown import Scenery
from gigahall.app.viewport.slice_bar import SliceBar
from gigahall.units import System
from gigahall.view3d.camera import Camera
from gigahall.view3d.cut import Slice
from gigahall.view3d.legend import gizmo, legend_of, slice_note

EDGE, SCALE_GAP = 12, 18
ROW = 44
"""From one row of floating things to the next."""
LEGEND_FRAC = 0.47
"""The legend leaves at least half of the height to the equipment."""


class Furniture:
    """Breadcrumb, view bar, legend, axes, slice bar."""

    def __init__(self, view: QWidget, actions: Sequence[QAction]) -> None:
        self._view = view
        self.crumbs = Crumbs(view)
        self.legend = LegendCard(view)
        self.gizmo = Gizmo(view)
        self.slice_bar = SliceBar(view)
        self.slice_bar.hide()
        self.cut_size_m: tuple[float, float, float] | None = None
        """Of the room whose geometry is cut; None = nothing is cut."""
        self.layers = ToolButton("eye", "Layers")
        self.bar = ViewBar(view, actions, self.layers)

    # ------------------------------------------------------------ content

    def show_crumbs(self, parts: Sequence[Part]) -> None:
        self.crumbs.show_parts(parts, max(self._view.width() - self.bar.body.width() - 3 * EDGE, 120))

    def show_axes(self, camera: Camera) -> None:
        self.gizmo.show_axes(gizmo(camera))

    def show_legend(self, scenery: Scenery, cut: Slice, units: System) -> None:
        if scenery.quantity is None:
            self.legend.show_content(None, scenery.key)
        else:
            note = slice_note(cut.axis, cut.at_m, units) if scenery.has_slice else ""
            self.legend.show_content(legend_of(scenery.quantity, units, note), ())
        self.show_slice(scenery, cut, units)

    def show_slice(self, scenery: Scenery, cut: Slice, units: System) -> None:
        reach = scenery.air_size_m if scenery.has_slice else self.cut_size_m
        self.slice_bar.setVisible(reach is not None)
        if reach is not None:
            self.slice_bar.set_reach(reach)
            self.slice_bar.show_place(cut.axis, cut.at_m, units)

    # ------------------------------------------------------------ places

    def place(self) -> None:
        width, height = self._view.width(), self._view.height()
        self.crumbs.put(EDGE, EDGE)
        self.bar.put(width - self.bar.body.width() - EDGE, EDGE)
        self.slice_bar.put(width - self.slice_bar.body.width() - EDGE, EDGE + ROW)
        below = EDGE + ROW + (ROW if self.slice_bar.isVisible() else 0)
        self.legend.limit(min(height - below - EDGE, LEGEND_FRAC * height))
        body = self.legend.body
        self.legend.put(width - body.width() - EDGE, height - body.height() - EDGE)
        self.gizmo.move(EDGE, height - GIZMO_PX - EDGE)

    def scale_place(self) -> tuple[float, float]:
        """The left end of the scale bar."""
        return EDGE + GIZMO_PX + SCALE_GAP, self._view.height() - EDGE - 14

    def areas(self, scale_px: float) -> list[Rect]:
        """What labels and cards keep off; the scale bar is so long."""
        shown = [part.area() for part in (self.crumbs, self.bar, self.legend, self.slice_bar) if part.isVisible()]
        foot = (float(EDGE), float(self._view.height() - GIZMO_PX - EDGE), GIZMO_PX + SCALE_GAP + 12 + scale_px, float(GIZMO_PX))
        return [*shown, foot]
