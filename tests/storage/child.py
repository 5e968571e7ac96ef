"""Small kinds for the storage tests, and programs that are killed in the middle of their work.

python child.py save FILE         for each line on stdin, forks a process that saves two scenes in turn, for ever
python child.py edit FOLDER       edits a document with a trail, telling every edit it has made
python child.py elsewhere FILE    ends with 1 when another program has that scene open
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

from gigahall.scene.document import Document
from gigahall.scene.record import Ambient, Connection, Element, Record, Scene, Vec3, field


class Room(Element, frozen=True, kw_only=True, tag="storage_room"):
    """A place for boxes."""


class Box(Element, frozen=True, kw_only=True, tag="storage_box"):
    """Something with values of every type a record may hold."""

    rated_w: Annotated[float, field("W", "Rated power", "power air", ge=0, le=1e9)] = 0.0
    spare_w: Annotated[float, field("W", "Spare", "power", ge=0)] | None = None
    n_feed: Annotated[int, field("1", "Feeds", "power", ge=1, le=8)] = 2
    lineup: Annotated[str, field("", "Lineup", "look")] = ""
    note: Annotated[str, field("", "Note", "label")] = ""
    route_m: tuple[Vec3, ...] = ()


KINDS = (Room, Box)


def sample(n_box: int = 6, title: str = "Sample hall") -> list[Record]:
    """A scene of some boxes in a room, joined in a row."""
    boxes = [
        Box(
            id=f"B{i}", name=f"Box {i}", hall="H1", at_m=(0.6 * i, 1.25, 0.0), rated_w=1000.0 * i,
            turn_deg=180 if i % 2 else 0, route_m=((0.1, 0.2, 0.3), (1.0, 2.0, float(i))) if i % 3 == 0 else (),
        )
        for i in range(n_box)
    ]  # fmt: skip
    joints = [Connection(id=f"c{i}", a=f"B{i}.out", b=f"B{i + 1}.in") for i in range(n_box - 1)]
    own = [Scene(title=title, it_load_frac=0.8), Ambient(dry_bulb_c=34.1, source="design day")]
    return [*own, Room(id="H1", name="Hall"), *boxes, *joints]


def make_edit(document: Document, count: int) -> None:
    """The count-th of a fixed series of edits: changes, additions, removals."""
    with document.edit(f"Edit {count}") as edit:
        if count % 7 == 0:
            edit.add(Box(id=f"N{count}", name=f"New {count}"))
            edit.add(Connection(id=f"n{count}", a=f"N{count}.out", b="B0.in"))
        elif count % 7 == 3 and f"N{count - 3}" in edit:
            edit.remove(f"N{count - 3}")
        else:
            edit.replace(f"B{count % 6}", rated_w=float(count), note=f"edit {count}")


def state_after(count: int) -> dict[str, Record]:
    """What the document holds after that many edits."""
    document = Document(sample())
    for i in range(1, count + 1):
        make_edit(document, i)
    return dict(document.records)


def fork_savers(file: Path) -> None:
    """Forking spares forty starts of Python; the pid goes to stdout, and the next line waits for its end."""
    from gigahall.storage import scene_file
    from gigahall.storage.atomic import save_bytes

    scenes = [scene_file.encode(sample(400, title)) for title in ("old", "new")]
    for _ in sys.stdin:
        pid = os.fork()
        while pid == 0:
            for data in scenes:
                save_bytes(file, data)
        print(pid, flush=True)
        os.waitpid(pid, 0)


def edit_for_ever(folder: Path) -> None:
    from gigahall.storage.trail import Trail

    document = Document(sample())
    Trail(document, folder=folder)
    count = 0
    while True:
        count += 1
        make_edit(document, count)
        print(count, flush=True)


def tell_elsewhere(file: Path) -> None:
    from gigahall.storage.recovery import open_elsewhere

    sys.exit(1 if open_elsewhere(file) else 0)


if __name__ == "__main__":
    {"save": fork_savers, "edit": edit_for_ever, "elsewhere": tell_elsewhere}[sys.argv[1]](Path(sys.argv[2]))
