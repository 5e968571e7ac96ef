"""Every number of every kind at the ends of its range is solved; just beyond, it is refused in one line."""

import math
import random
from typing import Any, Union, get_args, get_origin

import msgspec
import numpy as np
import pytest

from gigahall.kinds.kind import Kind
from gigahall.kinds.registry import BY_NAME, KINDS
from gigahall.scene.diff import record_hints
from gigahall.scene.record import SITE_M, Ambient, Connection, Element, Record, Scene, meta_of, replace
from gigahall.session import results_file
from gigahall.session.check import warnings
from gigahall.session.headless import solved
from gigahall.session.results import Results
from gigahall.storage import scene_file
from gigahall.storage.fault import SceneError

N_CORNERS = 4
"""Random corners of a kind's box of ranges, many fields at an end at once."""
VOLTAGES = (100.0, 415.0, 13.8e3, 800e3)
ROUTE = ((0.0, 0.0, 2.9), (4.0, 0.0, 2.9))


def number_type(hint: Any) -> type | None:
    """Float or int behind an annotation, perhaps optional."""
    while hasattr(hint, "__metadata__"):
        hint = get_args(hint)[0]
    if hint in (float, int):
        return hint
    is_union = get_origin(hint) is Union or type(hint).__name__ == "UnionType"
    return next((found for part in get_args(hint) if (found := number_type(part))), None) if is_union else None


def ends(kind: Kind[Any]) -> dict[str, tuple[float, float]]:
    """By field: the least and the largest value its schema allows."""
    found = {}
    for name, hint in record_hints(kind.record).items():
        number, meta = number_type(hint), meta_of(hint)
        if number is not None and meta is not None:
            assert meta.ge is not None and meta.le is not None, f"{kind.name}.{name} is open at one end"
            found[name] = (number(meta.ge), number(meta.le))
    return found


def specimen(kind: Kind[Any], **fields: float) -> Element:
    plain = kind.record(id="X", name="X", hall="" if kind.is_room else "H", at_m=(3.0, 3.0, 0.0))
    return replace(plain, **(fields | ({"route_m": ROUTE} if kind.is_route else {})))


class Rig:
    """An element in a small hall, fed, loaded, and with an ideal source on each of its loops."""

    def __init__(self, element: Element, voltage_v: float = 415.0) -> None:
        self.records: dict[str, Record] = {"scene": Scene(), "ambient": Ambient(), "H": self.make("hall", "H"), "X": element}
        if not element.hall:
            del self.records["H"]
        kind = BY_NAME[type(element).__struct_config__.tag]
        for port in kind.ports(element):
            if port.domain == "thermal":
                self.join_loop(kind, port)
            elif port.direction == "output" or port.name == "b":
                self.join(f"X.{port.name}", self.put("fixed_load", f"L-{port.name}") + ".feed_1")
            else:
                self.join(self.put("utility", f"U-{port.name}", voltage_v=voltage_v) + ".out", f"X.{port.name}")

    @staticmethod
    def make(name: str, key: str, **fields: Any) -> Element:
        made: Element = BY_NAME[name].record(id=key, name=key, **fields)
        return made

    def put(self, name: str, key: str, **fields: Any) -> str:
        self.records.setdefault(key, self.make(name, key, **fields))
        return key

    def join(self, a: str, b: str) -> None:
        key = f"j{len(self.records)}"
        self.records[key] = Connection(id=key, a=a, b=b)

    def join_loop(self, kind: Kind[Any], port: Any) -> None:
        is_back = port.direction == "return" or port.name in ("b", "out", "hot_out", "cold_out")
        if kind.name == "ideal_source":
            self.join(f"X.{port.name}", self.put("valve", f"V-{port.system}", system=port.system) + (".b" if is_back else ".a"))
        else:
            source = self.put("ideal_source", f"S-{port.system}", system=port.system)
            self.join(f"{source}.{'return' if is_back else 'supply'}", f"X.{port.name}")


def check_solved(records: dict[str, Record], said: str) -> None:
    try:
        list(warnings(records.values()))
        results = solved(records)
        results_file.encode(results, records)
    except Exception as error:
        pytest.fail(f"{said}: {error!r}")
    assert not infinite(results), f"{said}: {infinite(results)}"


def infinite(results: Results) -> list[str]:
    """Figures that are no number (a column may hold NaN for what it does not know)."""
    figures = {**results.key_figures, **results.balances}
    columns = {f"{name}.{column}": values for name, block in results.blocks.items() for column, values in block.columns.items()}
    return [name for name, value in figures.items() if isinstance(value, float) and not math.isfinite(value)] + [
        name for name, values in columns.items() if np.isinf(np.asarray(values, float)).any()
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_number_at_either_end_is_solved(kind: Kind[Any]) -> None:
    for name, (low, high) in ends(kind).items():
        for value in (low, high):
            check_solved(Rig(specimen(kind, **{name: value})).records, f"{kind.name}.{name} = {value:g}")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_many_numbers_at_their_ends_are_solved(kind: Kind[Any]) -> None:
    chance = random.Random(kind.name)
    for _ in range(N_CORNERS):
        fields = {name: chance.choice(pair) for name, pair in ends(kind).items() if chance.random() < 0.5}
        check_solved(Rig(specimen(kind, **fields), chance.choice(VOLTAGES)).records, f"{kind.name} {fields}")


def beyond(low: float, high: float) -> tuple[float, float]:
    if isinstance(low, int):
        return low - 1, high + 1
    return math.nextafter(low, -math.inf) if low else -1e-300, math.nextafter(high, math.inf)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_number_beyond_either_end_is_refused_with_field_and_range(kind: Kind[Any]) -> None:
    data = scene_file.encode([specimen(kind) if kind.is_room else replace(specimen(kind), hall="")])
    for name, (low, high) in ends(kind).items():
        for value in beyond(low, high):
            record = msgspec.json.encode({**msgspec.to_builtins(replace(specimen(kind), hall="")), name: value})
            lines = data.splitlines(keepends=True)
            bad = b"".join(record + b"\n" if b'"id":"X"' in line else line for line in lines)
            with pytest.raises(SceneError, match=rf"record X: {name}: must lie within .* to ") as refused:
                scene_file.decode(bad)
            assert len(refused.value.lines()) == 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.is_room], ids=lambda kind: kind.name)
def test_an_element_at_the_edge_of_the_site_is_solved(kind: Kind[Any]) -> None:
    rig = Rig(specimen(kind))
    rig.records["X"] = replace(specimen(kind), at_m=(SITE_M, -SITE_M, SITE_M))
    check_solved(rig.records, f"{kind.name} at the edge")
