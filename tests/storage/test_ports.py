"""What a scene of real kinds is told about its connections, and that all kinds come back from a file."""

from __future__ import annotations

import random
import time

import pytest

from gigahall.kinds import registry
from gigahall.scene.document import Document
from gigahall.scene.port import Port
from gigahall.scene.record import Connection, Element, Record
from gigahall.storage import scene_file
from gigahall.storage.ports import misfit, port_notes
from gigahall.storage.scene_file import SceneError
from gigahall.templates.registry import BY_NAME


def one_of_each() -> list[Record]:
    return [kind.record(id=f"{kind.name}-1", name=kind.label) for kind in registry.KINDS]


def joined_pair() -> tuple[Element, Port, Element, Port]:
    """Two elements with a port each that takes one connection, and that fit."""
    for a in one_of_each():
        for b in one_of_each():
            assert isinstance(a, Element)
            assert isinstance(b, Element)
            for p in registry.kind_of(a).ports(a):
                for q in registry.kind_of(b).ports(b):
                    if a.id != b.id and not (p.many or q.many or misfit(p, q)):
                        return a, p, b, q
    pytest.fail("no two kinds fit")


def test_one_of_each_kind_comes_back_from_a_file() -> None:
    records = one_of_each()
    loaded = scene_file.decode(scene_file.encode(records))
    assert {r.id: r for r in loaded.records} == {r.id: r for r in Document(records).records.values()}
    assert loaded.notes == ()
    tags = {
        record["properties"]["kind"]["enum"][0]
        for record in scene_file.schema()["$defs"].values()
        if "kind" in record.get("properties", {})
    }
    assert {kind.name for kind in registry.KINDS} | {"scene", "ambient", "connection"} <= tags


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_template_saves_to_the_same_bytes_again_and_joins_only_what_fits(name: str) -> None:
    records = list(BY_NAME[name].make())
    data = scene_file.encode(records)
    loaded = scene_file.decode(data)
    assert scene_file.encode(loaded.records) == data
    assert loaded.notes == ()


def test_connections_that_do_not_fit_are_noted() -> None:
    a, p, b, q = joined_pair()
    good = Connection(id="c1", a=f"{a.id}.{p.name}", b=f"{b.id}.{q.name}")
    assert port_notes([a, b, good]) == []
    twice = Connection(id="c2", a=good.a, b=good.b)
    assert port_notes([a, b, good, twice]) == [
        f"{a.id}: port {p.name!r} takes one connection and has 2",
        f"{b.id}: port {q.name!r} takes one connection and has 2",
    ]
    lost = Connection(id="c3", a=f"{a.id}.nowhere", b=good.b)
    assert port_notes([a, b, lost]) == [f"connection c3: {a.id} has no port 'nowhere'"]
    assert scene_file.decode(scene_file.encode([a, b, lost])).notes == tuple(port_notes([a, b, lost]))


def test_ports_fit_by_domain_system_and_direction() -> None:
    lv, mv = Port("a", "electrical", "output", "LV"), Port("b", "electrical", "input", "MV")
    any_power = Port("c", "electrical", "output")
    water = Port("d", "thermal", "input", "FWS")
    assert "LV" in misfit(lv, mv)
    assert misfit(any_power, mv) == ""
    assert "both are an output" in misfit(lv, any_power)
    assert "one is electrical, the other thermal" in misfit(lv, water)
    supply, back = Port("e", "thermal", "supply", "TCS"), Port("f", "thermal", "return", "TCS")
    assert "one is supply, the other return" in misfit(supply, back)


def test_a_joint_of_supply_and_return_in_a_file_is_noted() -> None:
    records = list(BY_NAME["superpod-gb300"].make())
    wrong = Connection(id="wrong", a="TCS-S.tap", b="TCS-R.tap")
    notes = scene_file.decode(scene_file.encode([*records, wrong])).notes
    assert notes == ("connection wrong: TCS-S.tap and TCS-R.tap do not fit: one is supply, the other return",)


def test_a_pipe_from_supply_to_return_in_a_file_is_noted_once() -> None:
    records = list(BY_NAME["superpod-gb300"].make())
    pipes = [registry.BY_NAME["pipe"].record(id=f"P{n}", name=f"P{n}", system="TCS") for n in (1, 2)]
    joints = [Connection(id="x1", a="TCS-S.tap", b="P1.a"), Connection(id="x2", a="P1.b", b="P2.a"), Connection(id="x3", a="P2.b", b="TCS-R.tap")]
    assert port_notes([*records, *pipes, *joints]) == ["P1 joins supply and return: TCS-S.tap and TCS-R.tap"]
    assert port_notes([*records, *pipes, *joints[:2]]) == []


def test_an_element_that_stands_in_something_that_is_no_room_is_noted() -> None:
    no_room = next(kind for kind in registry.KINDS if not kind.is_room)
    host = no_room.record(id="host", name="Host")
    guest = no_room.record(id="guest", name="Guest", hall="host")
    assert port_notes([host, guest]) == ["guest: host is not a room"]


def test_damaged_files_of_real_kinds_are_refused_or_load_equal() -> None:
    rng = random.Random(11)
    good = scene_file.encode(one_of_each() + list(BY_NAME["four-panels"].make()))
    lines = good.split(b"\n")
    for _ in range(400):
        data = bytearray(good)
        for _ in range(rng.choice((1, 2))):
            data[rng.randrange(len(data))] = rng.choice(b'0123456789.,-"eE{}[]:truefalsn')
        if rng.random() < 0.3:
            i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
            data = bytearray(good.replace(lines[i], lines[j], 1))
        start = time.monotonic()
        try:
            loaded = scene_file.decode(bytes(data))
        except SceneError as error:
            vague = [str(f) for f in error.faults if not (f.line or f.field or "not a Gigahall" in f.reason)]
            if vague:
                pytest.fail(f"neither line nor field: {vague}")
        else:
            again = scene_file.decode(scene_file.encode(loaded.records)).records
            assert {r.id: r for r in again} == {r.id: r for r in loaded.records}
        assert time.monotonic() - start < 2.0
