"""A solved scene for every test of reports."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime

import pytest

from gigahall.report.case import Case
from gigahall.scene.record import Record
from gigahall.session.headless import solved, with_changes
from gigahall.session.losses import losses
from gigahall.templates.four_panels import four_panels

PREPARED = datetime(2026, 11, 25, 10, 30)


def png(width: int = 16, height: int = 9) -> bytes:
    """A grey picture."""
    rows = b"".join(b"\0" + b"\xd0" * width for _ in range(height))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)


PICTURES = {name: png() for name in ("inlet", "plan", "iso", "load")}


@pytest.fixture(scope="session")
def records() -> dict[str, Record]:
    """Panel A lost at EDP 1.5: the case reference halls are overloaded by."""
    scene = {record.id: record for record in four_panels()}
    return with_changes(scene, [f"R{k}.edp=1.5" for k in range(1, 9)], ["RPP-A"])


@pytest.fixture(scope="session")
def case(records: dict[str, Record]) -> Case:
    results = solved(records)
    return Case(records, results, tuple(losses(records, ["RPP-B", "CRAH-1", "SRC-M"], results)))
