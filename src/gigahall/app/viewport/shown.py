"""What the studio hands to the window: frames, the selection's ring, and the words around the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtGui import QImage

from gigahall.kinds.registry import kind_of
from gigahall.session.dark import dark_ids
from gigahall.session.results import EMPTY, Results
from gigahall.units import System
from gigahall.view3d.camera import Camera
from gigahall.view3d.colormap import Quantity, quantity, values_of
from gigahall.view3d.cut import Slice
from gigahall.view3d.labels import Anchor, Naming, Verdicts
from gigahall.view3d.legend import KeyRow, valued_key
from gigahall.view3d.picture import flow_of
from gigahall.view3d.view import HallView


@dataclass
class Colouring:
    """What colours the equipment: asked for by name, worked out in the studio."""

    name: str = ""
    """Id of a quantity; "" = the equipment's own paint."""
    results: Results = EMPTY
    system: System = "SI"
    cut: Slice | None = None
    quantity: Quantity | None = None
    values: Mapping[str, float | None] = field(default_factory=dict)
    out: frozenset[str] = frozenset()
    flow: Mapping[str, bool] = field(default_factory=dict)
    verdicts: Verdicts = field(default_factory=lambda: Verdicts(None))

    def worked_out(self, view: HallView) -> Colouring:
        """With the value of every element, what is dark, and which way pipes flow."""
        shown = quantity(self.name) if self.name else None
        values = values_of(shown, self.results, view.sync.records) if shown is not None else {}
        flow = flow_of(self.results) if shown is not None and shown.id.startswith("coolant") else {}
        verdicts = Verdicts(self.results if self.results is not EMPTY else None)
        return replace(self, quantity=shown, values=values, out=dark_ids(self.results), flow=flow, verdicts=verdicts)


@dataclass(frozen=True)
class Scenery:
    """What is written around a settled picture."""

    anchors: tuple[Anchor, ...] = ()
    key: tuple[tuple[KeyRow, str], ...] = ()
    """Loops and lineups of the scene, each with its solved temperature or ""."""
    quantity: Quantity | None = None
    values: Mapping[str, float | None] = field(default_factory=dict)
    cut: Slice | None = None
    results: Results = EMPTY

    @property
    def has_slice(self) -> bool:
        return self.quantity is not None and self.quantity.has_slice and bool(self.results.air)

    @property
    def air_size_m(self) -> tuple[float, float, float]:
        """The largest reach of the halls' air along each axis."""
        x, y, z = (max(air.temperature_c.shape[k] * air.cell_m[k] for air in self.results.air) for k in range(3))
        return x, y, z


@dataclass(frozen=True)
class Frame:
    """A picture, the camera it was made with, and the view's size in device pixels."""

    image: QImage
    camera: Camera
    size: tuple[int, int]
    settled: bool
    number: int
    scenery: Scenery | None = None


@dataclass(frozen=True)
class Ring:
    """The selection's outline in device pixels; no image when nothing of it is seen."""

    ids: tuple[str, ...]
    image: QImage | None
    at: tuple[int, int]
    camera: Camera


def scenery_of(view: HallView, coloring: Colouring, ratio: float) -> Scenery:
    """Labels, key and legend of what the view shows now."""
    chosen = view.tint.quantity
    naming = Naming(view.sync, view.blocks, coloring.verdicts, chosen, coloring.values, coloring.out, coloring.system)
    hidden = frozenset(view.sync.items) - view.shown_ids()
    anchors = naming.anchors(view.camera, round(view.size[1] / ratio), hidden)
    elements = [item.element for item in view.sync.items.values()]
    key = valued_key(elements, coloring.results, coloring.system) if chosen is None else ()
    return Scenery(tuple(_weighed(view, anchor) for anchor in anchors), key, chosen, coloring.values, view.cut, coloring.results)


def _weighed(view: HallView, anchor: Anchor) -> Anchor:
    """Equipment whose loss matters is named before lamps and valves; what stands idle is no news."""
    kind = kind_of(view.sync.items[anchor.ids[0]].element)
    if anchor.value.split(" ")[0] == "0":
        return replace(anchor, weight=anchor.weight - 0.4)
    return replace(anchor, weight=anchor.weight + (0.4 if kind.loss_case else 0.2 if kind.category == "IT" else 0.0))
