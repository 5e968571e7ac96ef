"""How the outliner orders a scene: rooms with rows and plant, loops by system, feeds by lineup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from gigahall.kinds.kind import Env
from gigahall.kinds.registry import KINDS, kind_of
from gigahall.scene.document import Document
from gigahall.scene.order import natural
from gigahall.scene.record import Element

SYSTEMS = {"TCS": ("TCS loop", "supply"), "FWS": ("FWS loop", "fws"), "CHW": ("Chilled water", "fws")}
LINEUPS = {"A": "feed_a", "B": "feed_b", "C": "feed_c", "D": "feed_d"}


@dataclass(slots=True)
class Branch:
    """One line of the outliner: an element, or a group of lines."""

    name: str
    icon: str
    token: str = "text2"
    key: str = ""
    """The element's id; "" for a group."""
    members: list[Branch] = field(default_factory=list)
    parent: Branch | None = None
    row: int = 0
    adds: str = ""
    """The result path whose sum a group shows; "" = how many there are."""

    def add(self, member: Branch) -> Branch:
        member.parent, member.row = self, len(self.members)
        self.members.append(member)
        return member

    def elements(self) -> list[str]:
        own = [self.key] if self.key else []
        return own + [key for member in self.members for key in member.elements()]


def row_of(name: str) -> str:
    """The row a name speaks of: "A05" → "A", "R1-03" → "R1", "D1-S1-A01" → "D1-S1-A"."""
    return re.sub(r"[\s\-_]*\d+$", "", name) or name


def row_words(row: str) -> str:
    """What a row is called: "Row A"; where the names are plain words with numbers ("Rack-1"), those words: "Racks"."""
    return plural(row) if len(row) > 3 and row.isalpha() and not row.isupper() else f"Row {row}"


def by_room(document: Document) -> Branch:
    """Rooms, in each its rows of IT, then its plant by kind."""
    root = Branch("", "")
    elements = [element for element in document.elements() if not kind_of(element).is_route]
    rooms = [element for element in elements if kind_of(element).is_room]
    known = {room.id for room in rooms}
    with_it = {element.hall for element in elements if kind_of(element).category == "IT"}
    inside: dict[str, list[Element]] = {}
    for element in elements:
        if not kind_of(element).is_room:
            inside.setdefault(element.hall if element.hall in known else "", []).append(element)
    for room in sorted(rooms, key=lambda room: (room.id not in with_it, natural(room.name))):
        _fill_room(root.add(_leaf(room)), inside.get(room.id, ()), document)
    loose = inside.get("", [])
    if loose:
        _fill_room(root.add(Branch("Outside", "hall")) if rooms else root, loose, document)
    return root


def _fill_room(room: Branch, members: Sequence[Element], document: Document) -> None:
    env = Env(document.scene, document.ambient)
    it = [element for element in members if kind_of(element).it_w(element, env) > 0 or kind_of(element).category == "IT"]
    for name, racks in _grouped(it, lambda element: row_of(element.name)):
        _fill(room.add(Branch(row_words(name), "row", adds="power.p_w")), racks)
    in_rows = {element.id for element in it}
    _fill_by_kind(room, [element for element in members if element.id not in in_rows], most=3)


def by_loop(document: Document) -> Branch:
    """Coolant systems with everything that has a port in them."""
    root = Branch("", "")
    elements = document.elements()
    found: dict[str, list[Element]] = {}
    for element in elements:
        for system in {port.system for port in kind_of(element).ports(element) if port.domain == "thermal" and port.system}:
            found.setdefault(system, []).append(element)
    for system in (*SYSTEMS, *(name for name in found if name not in SYSTEMS)):
        if system in found:
            title, token = SYSTEMS.get(system, (system, "supply"))
            loop = root.add(Branch(title, "pipe", token))
            _fill_by_kind(loop, found[system])
    return root


def by_feed(document: Document) -> Branch:
    """Lineups, then what serves none of them."""
    root = Branch("", "")
    power = [element for element in document.elements() if kind_of(element).category == "Power"]
    for lineup, members in _grouped(power, lambda element: str(getattr(element, "lineup", ""))):
        title, token = (f"Lineup {lineup}", LINEUPS[lineup]) if lineup in LINEUPS else ("Common", "text2")
        _fill_by_kind(root.add(Branch(title, "power", token)), members)
    root.members.sort(key=lambda branch: (branch.name == "Common", branch.name))
    for row, branch in enumerate(root.members):
        branch.row = row
    return root


def _fill_by_kind(branch: Branch, members: Sequence[Element], most: int = 4) -> None:
    """More than `most` of a kind have a group of their own."""
    found: dict[str, list[Element]] = {}
    for element in members:
        found.setdefault(kind_of(element).name, []).append(element)
    for kind in KINDS:
        same = found.get(kind.name, ())
        if len(same) > most:
            _fill(branch.add(Branch(plural(kind.label), kind.icon)), same)
        else:
            _fill(branch, same)


def _fill(branch: Branch, members: Iterable[Element]) -> None:
    for element in sorted(members, key=lambda element: natural(element.name)):
        branch.add(_leaf(element))


def _leaf(element: Element) -> Branch:
    kind = kind_of(element)
    lineup = str(getattr(element, "lineup", ""))
    token = LINEUPS.get(lineup, "text2") if kind.is_route else "text2"
    line = str(getattr(element, "line", ""))
    if kind.is_route and line in ("supply", "return"):
        token = "supply" if line == "supply" else "ret"
    return Branch(element.name, kind.icon, token, element.id)


def _grouped(members: Iterable[Element], of: Callable[[Element], str]) -> list[tuple[str, list[Element]]]:
    found: dict[str, list[Element]] = {}
    for element in members:
        found.setdefault(of(element), []).append(element)
    return sorted(found.items(), key=lambda item: natural(item[0]))


def plural(label: str) -> str:
    """"Pump" → "Pumps", "Switchboard" → "Switchboards", "CRAH or fan wall" → "CRAHs and fan walls"."""
    words = [word if word.casefold().endswith("s") else f"{word[:-1]}ies" if word.endswith("y") and word[-2] not in "aeiou" else f"{word}s"
             for word in label.split(" or ")]
    return " and ".join(words)
