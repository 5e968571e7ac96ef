"""Reads what a Linux program or library needs, and points its search path at its own folder. Little-endian ELF64 only."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

NEEDED, STRTAB, RPATH, RUNPATH = 1, 5, 15, 29
LOAD, DYNAMIC = 1, 2
_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_SEGMENT = struct.Struct("<IIQQQQQQ")
_ENTRY = struct.Struct("<qQ")


@dataclass(frozen=True, slots=True)
class Elf:
    """The dynamic section: needed libraries, and where the entries and strings of the search path stand in the file."""

    needed: tuple[str, ...]
    path: str
    tag_at: int
    """Offset of the search path's entry; 0 without one."""
    path_at: int


def read(file: Path) -> Elf | None:
    """None for what is no dynamic ELF64."""
    data = file.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01":
        return None
    _, _, _, _, _, first, _, _, _, size, count, *_ = _HEADER.unpack_from(data)
    segments = [_SEGMENT.unpack_from(data, first + index * size) for index in range(count)]
    dynamic = next((segment for segment in segments if segment[0] == DYNAMIC), None)
    if dynamic is None:
        return None
    entries = []
    for at in range(dynamic[2], dynamic[2] + dynamic[5], _ENTRY.size):
        tag, value = _ENTRY.unpack_from(data, at)
        entries.append((at, tag, value))
        if tag == 0:
            break
    table = next(value for _, tag, value in entries if tag == STRTAB)
    strings = next(s[2] + table - s[3] for s in segments if s[0] == LOAD and s[3] <= table < s[3] + s[5])

    def text(value: int) -> str:
        return data[strings + value : data.index(b"\0", strings + value)].decode()

    searched = next(((at, value) for at, tag, value in entries if tag in (RPATH, RUNPATH)), None)
    needed = tuple(text(value) for _, tag, value in entries if tag == NEEDED)
    if searched is None:
        return Elf(needed, "", 0, 0)
    return Elf(needed, text(searched[1]), searched[0], strings + searched[1])


def search_beside(file: Path, path: str) -> bool:
    """Put `path` ("$ORIGIN/../lib") in place of the search path, for the file and for what it loads later (RPATH, not
    RUNPATH). False where there is none long enough to be written over."""
    found = read(file)
    new = path.encode()
    if found is None or not found.tag_at or len(found.path.encode()) < len(new):
        return False
    with file.open("r+b") as stream:
        stream.seek(found.path_at)
        stream.write(new.ljust(len(found.path.encode()), b"\0"))
        stream.seek(found.tag_at)
        stream.write(struct.pack("<q", RPATH))
    return True
