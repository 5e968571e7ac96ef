"""What only a user can answer, and the one way to ask for a place to write to."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

from gigahall import paths

Answer = Literal["save", "discard", "cancel"]
Twice = Literal["read-only", "open", "cancel"]
SHIPPED = "It belongs to the program and stays as it is; save under another name."


class Asker(Protocol):
    """The questions only a user can answer."""

    def save_changes(self, name: str) -> Answer: ...

    def path_to_open(self, folder: str) -> Path | None: ...

    def path_to_write(self, title: str, suggested: Path, kinds: Mapping[str, str]) -> Path | None:
        """Any name; nothing is said yet of a file that is there. `kinds`: words by suffix, the usual one first."""

    def replace(self, path: Path) -> bool:
        """Whether the file that is there may go."""

    def overwrite(self, reason: str) -> bool: ...

    def sure(self, title: str, words: str, do: str) -> bool:
        """Whether to take a step that cannot be taken back; `do` is its verb."""

    def open_twice(self, name: str) -> Twice:
        """The file is open in another window: how to open it here."""

    def complain(self, title: str, reason: str) -> None: ...

    def tell(self, title: str, words: str, lines: Sequence[str]) -> None: ...


def place_to_write(asker: Asker, title: str, suggested: Path, kinds: Mapping[str, str], own: Path | None = None) -> Path | None:
    """A file to write, its suffix added before anything is asked about the file that is there; None = not to be written.

    `own` is the file that is open: writing it again needs no question. A name that cannot be or shall not be is asked for again.
    """
    while (chosen := asker.path_to_write(title, suggested, kinds)) is not None:
        chosen = suggested = with_suffix(chosen, kinds)
        if paths.is_shipped(chosen):
            asker.complain(f"{chosen.name} was not written", SHIPPED)
        elif chosen == own or not os.path.lexists(chosen) or asker.replace(chosen):
            return chosen
    return None


def with_suffix(path: Path, kinds: Mapping[str, str], wanted: str = "") -> Path:
    """The path with one of the suffixes: its own, else the wanted one, else the usual one."""
    if path.suffix.lower() in kinds or not path.name:
        return path
    return path.with_name(path.name + (wanted or next(iter(kinds))))
