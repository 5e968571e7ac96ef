"""What is written on things: fields, names, service, the scene and its weather."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gigahall.app import arrange
from gigahall.app.edits.edits import NOTHING, Refused, first
from gigahall.app.edits.places import Places
from gigahall.app.forms import field_label, lowered
from gigahall.kinds.registry import kind_of
from gigahall.scene.naming import Names
from gigahall.scene.record import Element, replace


class Fields(Places):
    """Changes of fields."""

    def set_field(self, field: str, value: Any, ids: Iterable[str] | None = None) -> str:
        """One field of one or many elements of a kind."""
        chosen = [e for e in self._elements(ids) if field in e.__struct_fields__]
        if not chosen:
            return self._say(NOTHING)
        if field == "at_m" and len(chosen) == 1 and kind_of(chosen[0]).is_room:
            x, y, z = (round(to - at, 4) for to, at in zip(value, chosen[0].at_m, strict=True))
            return self.move((x, y, z), [chosen[0].id])
        refused: list[str] = []
        label = lowered(field_label(type(chosen[0]), field))
        with self._edit(f"Change {label} of {arrange.spoken(chosen)}", refused) as edit:
            values = self._numbered(value, chosen) if field == "name" else [value] * len(chosen)
            after = [replace(element, **{field: own}) for element, own in zip(chosen, values, strict=True)]
            if field in ("at_m", "turn_deg"):
                if reason := self.locked(chosen) or self.refusal(after):
                    raise Refused(reason)
                after = [arrange.in_room(element, self.floor()) for element in after]
            self._put(edit, after)
        return first(refused)

    def _numbered(self, name: str, chosen: Sequence[Element]) -> list[str]:
        """One name for many gives each a number of its own; one alone is taken or refused as it is."""
        if len(chosen) == 1:
            return [name]
        own = {element.id for element in chosen}
        names = Names({key: record for key, record in self.document.records.items() if key not in own})
        return [names.new_name(name) for _ in chosen]

    def set_in_service(self, on: bool, ids: Iterable[str] | None = None) -> str:
        chosen = self._elements(ids)
        if not chosen:
            return self._say(NOTHING)
        refused: list[str] = []
        with self._edit(f"Switch {arrange.spoken(chosen)} {'on' if on else 'off'}", refused) as edit:
            for element in chosen:
                edit.replace(element.id, in_service=on)
        return first(refused)

    def toggle_service(self, ids: Iterable[str] | None = None) -> str:
        """Off when any is on, else on."""
        chosen = self._elements(ids)
        return self.set_in_service(not any(element.in_service for element in chosen), [e.id for e in chosen])

    def rename(self, key: str, name: str) -> str:
        refused: list[str] = []
        with self._edit(f"Rename {self.desk.name_of(key)} to {name}", refused) as edit:
            edit.replace(key, name=name.strip())
        return first(refused)

    def set_ambient(self, **changes: Any) -> str:
        """Dry bulb, wet bulb, grid voltage."""
        refused: list[str] = []
        with self._edit("Change ambient", refused, merge="ambient:" + ",".join(sorted(changes))) as edit:
            edit.replace("ambient", **changes)
        return first(refused)

    def set_scene(self, **changes: Any) -> str:
        """Title, description, IT load of the whole scene."""
        refused: list[str] = []
        words = "IT load" if "it_load_frac" in changes else "scene"
        with self._edit(f"Change {words}", refused, merge="scene:" + ",".join(sorted(changes))) as edit:
            edit.replace("scene", **changes)
        return first(refused)
