"""The plane of the air slice, which also cuts geometry open: where it stands, in which room, looked at from which side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gigahall.app.desk import Desk
from gigahall.app.viewport.sight import Sight
from gigahall.app.viewport.slice_bar import AXES, SliceBar
from gigahall.app.viewport.studio import Studio
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Vec3
from gigahall.view3d.camera import Camera
from gigahall.view3d.cut import Axis, Slice
from gigahall.view3d.section import outline_of, section_of


class Slicing:
    """Moves the plane, and tells the studio and the view of it."""

    def __init__(self, desk: Desk, studio: Studio, sight: Sight, bar: SliceBar, changed: Callable[[], None]) -> None:
        self._desk, self._studio, self._sight, self._bar = desk, studio, sight, bar
        self._changed = changed
        self.cut = Slice()
        self._is_open = False
        """Is geometry cut at the plane."""
        self._looks = Camera().direction

    def move(self, axis: str, at_m: float) -> None:
        chosen: Axis = next(known for known in AXES if known == axis)
        if chosen != self.cut.axis:
            self._looks = self._sight.camera.direction
        self.cut = Slice(chosen, self._bar.clamped(chosen, at_m))
        self._studio.cut(self.cut)
        self._cut_geometry()
        self._changed()

    def open(self, on: bool) -> None:
        """Cut geometry at the plane, on the side that is looked from now; or show it whole."""
        self._is_open = on
        self._looks = self._sight.camera.direction
        self._cut_geometry()
        self._changed()

    def _cut_geometry(self) -> None:
        cut, looks, room = self.cut, self._looks, self._room()
        is_open = self._is_open
        self._studio.section(lambda view: section_of(view.sync.items.get(room), cut, looks) if is_open else None)

    def rooms_in_view(self) -> Sequence[str]:
        """The one room of what is selected, else what the scene opens with."""
        rooms = list(dict.fromkeys(element.hall for element in self._desk.selected if element.hall))
        return rooms if len(rooms) == 1 else self._sight.home_ids

    def _room(self) -> str:
        """The room in view, or the first there is."""
        rooms = (*self.rooms_in_view(), *(element.id for element in self._desk.document.elements() if kind_of(element).is_room))
        return rooms[0] if rooms else ""

    def outline(self) -> list[Vec3]:
        """The corners of the plane in the room that it cuts."""
        with self._studio.asking(0.05) as reader:
            room = reader.sync.items.get(self._room()) if reader is not None else None
        return [(float(x), float(y), float(z)) for x, y, z in outline_of(room, self.cut)] if room is not None else []

    def open_size_m(self) -> tuple[float, float, float] | None:
        """Of the room whose geometry is cut; None = nothing is cut."""
        if not self._is_open:
            return None
        room = self._desk.element(self._room())
        x, y, z = kind_of(room).size_m(room) if room is not None else (10.0, 10.0, 3.0)
        return x, y, z
