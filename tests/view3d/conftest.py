"""A small hall for the pictures: two racks, a CDU, a cable and a pipe between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gigahall.kinds.registry import BY_NAME
from gigahall.scene.record import Record
from gigahall.view3d.view import HallView


def small_hall() -> dict[str, Record]:
    def make(kind: str, key: str, **fields: object) -> Record:
        return BY_NAME[kind].record(id=key, name=key, **fields)

    found = [
        make("hall", "H", length_m=9.0, breadth_m=6.0),
        make("rack_liquid", "A01", at_m=(2.7, 3.0, 0.0), hall="H"),
        make("rack_liquid", "A02", at_m=(3.3, 3.0, 0.0), hall="H"),
        make("cdu", "CDU-1", at_m=(7.0, 3.0, 0.0), hall="H"),
        make("pipe", "P1", route_m=((6.5, 1.2, 2.7), (4.0, 1.2, 2.7), (4.0, 1.2, 2.2)), bore_m=0.15, system="TCS", line="supply"),
        make("utility", "U1", at_m=(14.0, 3.0, 0.0)),
    ]
    return {record.id: record for record in found}


@pytest.fixture
def records() -> dict[str, Record]:
    return small_hall()


@pytest.fixture
def view(records: dict[str, Record]) -> Iterator[HallView]:
    made = HallView(records.values(), size=(480, 320))
    made.fit()
    yield made
    made.close()
