"""The scene file: what it looks like, that it comes back equal, and how it is refused."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall.scene.document import Document
from gigahall.scene.record import SITE_M, Ambient, Connection, Scene, replace
from gigahall.storage import scene_file
from gigahall.storage.scene_file import ChangedOnDisk, SaveError, SceneError


def scene(*lines: str, version: int = 1, header: dict[str, Any] | None = None) -> bytes:
    """A file of these record lines with a right checksum."""
    body = '"records":[\n' + ",\n".join(lines) + "\n]}\n"
    head = header or {
        "format": "gigahall-scene",
        "version": version,
        "records": len(lines),
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
    }
    return ('{"gigahall":' + json.dumps(head) + ",\n" + body).encode()


BOX = '{"kind":"storage_box","id":"A","name":"a"}'


def test_a_saved_scene_comes_back_equal_and_saves_to_the_same_bytes(kit: ModuleType, tmp_path: Path) -> None:
    records = kit.sample()
    mark = scene_file.save(tmp_path / "hall.gigahall", records)
    loaded = scene_file.load(tmp_path / "hall.gigahall", kit.KINDS)
    assert {r.id: r for r in loaded.records} == {r.id: r for r in records}
    assert (loaded.notes, loaded.read_only, loaded.version, loaded.file_sha256) == ((), False, 1, mark)
    first = (tmp_path / "hall.gigahall").read_bytes()
    scene_file.save(tmp_path / "again.gigahall", loaded.records)
    assert (tmp_path / "again.gigahall").read_bytes() == first


def test_the_bytes_depend_on_content_alone(kit: ModuleType) -> None:
    records = kit.sample(30)
    expected = scene_file.encode(records)
    shuffled = records[:]
    random.Random(1).shuffle(shuffled)
    assert scene_file.encode(shuffled) == expected
    document = Document(shuffled)
    with document.edit("Delete and more") as edit:
        edit.remove("H1")
        edit.remove("B3")
    assert scene_file.digest(document.records.values()) != scene_file.digest(records)
    document.undo()
    assert scene_file.encode(document.records.values()) == expected
    assert scene_file.digest(document.records.values()) == scene_file.digest(records)


def test_one_edit_changes_one_line_and_the_header(kit: ModuleType) -> None:
    document = Document(kit.sample())
    before = scene_file.encode(document.records.values()).splitlines()
    with document.edit("Raise") as edit:
        edit.replace("B2", rated_w=7)
    after = scene_file.encode(document.records.values()).splitlines()
    changed = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert len(changed) == 2
    assert changed[0] == 0
    assert json.loads(after[changed[1]].rstrip(b","))["id"] == "B2"


def test_the_layout(kit: ModuleType) -> None:
    records = [
        Connection(id="c10", a="B10.out", b="B2.in"), Connection(id="c9", a="B2.out", b="B10.in"),
        kit.Box(id="B10", name="ten", rated_w=5), kit.Box(id="B2", name="two", hall="H"), kit.Room(id="H", name="hall"),
    ]  # fmt: skip
    data = scene_file.encode(records)
    lines = data.decode().splitlines()
    parsed = json.loads(data)
    assert list(parsed) == ["gigahall", "records"]
    assert list(parsed["gigahall"]) == ["format", "version", "records", "sha256"]
    assert lines[0].startswith('{"gigahall":{"format":"gigahall-scene","version":1,"records":7,')
    assert lines[1:-1] == [
        '"records":[',
        '{"kind":"scene","id":"scene"},',
        '{"kind":"ambient","id":"ambient"},',
        '{"kind":"storage_box","id":"B2","name":"two","hall":"H"},',
        '{"kind":"storage_box","id":"B10","name":"ten","rated_w":5.0},',
        '{"kind":"storage_room","id":"H","name":"hall"},',
        '{"kind":"connection","id":"c9","a":"B2.out","b":"B10.in"},',
        '{"kind":"connection","id":"c10","a":"B10.out","b":"B2.in"}',
    ]
    body = data.partition(b"\n")[2]
    assert hashlib.sha256(body).hexdigest() == parsed["gigahall"]["sha256"]


def test_whole_numbers_given_for_lengths_are_stored_as_a_file_gives_them_back(kit: ModuleType) -> None:
    data = scene_file.encode([kit.Box(id="A", name="a", rated_w=5, at_m=(1, 2, 3))])
    assert b'"at_m":[1.0,2.0,3.0],"rated_w":5.0' in data
    assert scene_file.encode(scene_file.decode(data, kinds=kit.KINDS).records) == data


@given(name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=120), note=st.text(st.characters(codec="utf-8")),
       x=st.floats(-SITE_M, SITE_M))  # fmt: skip
def test_any_text_and_any_finite_number_comes_back(kit: ModuleType, name: str, note: str, x: float) -> None:
    box = kit.Box(id="A", name=name, note=note, at_m=(x, 0.0, 0.0))
    data = scene_file.encode([box])
    assert data.count(b"\n") == 6, "one record, one line, whatever its text"
    assert box in scene_file.decode(data, kinds=kit.KINDS).records


@pytest.mark.parametrize("hostile", ["<b>R1</b>", "=HYPERLINK(1)", "a\nb", "\u202eabc", "\0", "😀" * 60, '"},{"'])
def test_hostile_names_are_only_text(kit: ModuleType, hostile: str) -> None:
    data = scene_file.encode([kit.Box(id="A", name=hostile)])
    assert scene_file.decode(data, kinds=kit.KINDS).records[-1].name == hostile


REFUSED = [
    (b"", ["h.gigahall, line 1", "ends in the middle"]),
    (b"{}", ["not a Gigahall scene"]),
    (b"[1,2]", ["not a Gigahall scene"]),
    (b'{"gigahall":{"format":"other","version":1},"records":[]}', ["'other'"]),
    (b'{"gigahall":{"version":1},"records":[]}', ["has the format"]),
    (b'{"gigahall":{"format":"gigahall-scene","version":0},"records":[]}', ["impossible version 0"]),
    (b'{"gigahall":{"format":"gigahall-scene","version":1}}', ["records", "is missing"]),
    (b'{"gigahall":{"format":"gigahall-scene","version":1},"records":{}}', ["records", "expected a list"]),
    (b'{"gigahall":{"format":"gigahall-scene","version":1},"records":[],"more":1}', ["more", "not a field"]),
    (scene(BOX)[:-5], ["line 3", "ends in the middle"]),
    (scene(BOX) + b"x", ["line 5", "not valid JSON"]),
    (scene(BOX).replace(b'"name"', b'"n\xffme"'), ["line 3", "not UTF-8"]),
    (scene(BOX, BOX.replace('"A"', '"B"').replace("}", ',"at_m":[0,"x",0]}')), ["line 4", "record B", "at_m[1]", "expected a number, got text"]),
    (scene('{"kind":"storage_box","id":"A"}'), ["line 3", "record A", "name", "is missing"]),
    (scene(BOX.replace("}", ',"rated_w":-5}')), ["record A", "rated_w", "must lie within 0 to 1e+09 W"]),
    (scene(BOX.replace("}", ',"rated_w":1e10}')), ["rated_w", "must lie within 0 to 1e+09 W"]),
    (scene(BOX.replace("}", ',"rated_w":NaN}')), ["line 3", "not valid JSON"]),
    (scene(BOX.replace("}", ',"rated_w":Infinity}')), ["line 3", "not valid JSON"]),
    (scene(BOX.replace("}", ',"rated_w":1e999}')), ["record A", "rated_w", "out of range"]),
    (scene(BOX.replace("}", ',"turn_deg":45}')), ["turn_deg", "invalid enum value 45"]),
    (scene(BOX.replace("}", ',"colour":"red"}')), ["record A", "colour", "is not a field of this kind"]),
    (scene(BOX.replace("_box", "_bxo")), ["kind", "unknown kind 'storage_bxo'", "did you mean 'storage_box'?"]),
    (scene(BOX.replace("storage_box", "warp_core")), ["unknown kind 'warp_core'", "version of Gigahall"]),
    (scene('{"id":"A","name":"a"}'), ["record A", "kind", "is missing"]),
    (scene(BOX.replace('"A"', '"A B"')), ["record A B", "id", "only letters, digits"]),
    (scene(BOX.replace('"A"', '""')), ["record number 1", "id", "at least 1 characters"]),
    (scene(BOX.replace('"a"', '""')), ["record A", "name", "at least 1 characters"]),
    (scene("17"), ["line 3", "record number 1", "expected an object"]),
    (scene(BOX, BOX), ["line 4", "record A", "id", "is there twice"]),
    (scene('{"kind":"scene","id":"s2"}'), ["record s2", "belongs to the one scene record"]),
    (scene('{"kind":"storage_box","id":"ambient","name":"a"}'), ["record ambient", "belongs to the one ambient"]),
    (scene(BOX, '{"kind":"connection","id":"c","a":"A.out","b":"Z.in"}'), ["line 4", "record c", "b", "'Z'", "remove this connection"]),
    (scene(BOX, '{"kind":"connection","id":"c","a":"A.out","b":"A"}'), ["line 4", "record c", "b", "only letters"]),
    (scene(BOX.replace("}", ',"hall":"H9"}')), ["line 3", "record A", "hall", "'H9'"]),
    (scene(BOX, version=2).replace(b'"a"}', b'"a","new":1}'), ["newer Gigahall", "file version 2; this one reads up to 1"]),
    (scene(BOX.replace("}", ',"name":"b"}'), header={"format": "gigahall-scene", "version": 1}), ["line 3", "record A", "name", "is there twice"]),
    (b'{"gigahall":{"format":"gigahall-scene","version":1},"records":[],"records":[]}', ["records", "is there twice"]),
    (b"[" * 200_000, ["not a Gigahall scene"]),
    (b'{"gigahall":' + b"[" * 200_000, ["nested too deeply"]),
    (scene(BOX.replace("}", ',"route_m":' + "[" * 100_000 + "}")), ["line 3"]),
]  # fmt: skip


@pytest.mark.parametrize(("data", "says"), REFUSED)
def test_bad_files_are_refused_with_file_line_record_and_field(kit: ModuleType, data: bytes, says: list[str]) -> None:
    with pytest.raises(SceneError) as caught:
        scene_file.decode(data, "h.gigahall", kit.KINDS)
    line = str(caught.value)
    assert line.startswith("h.gigahall")
    assert "\n" not in line
    assert "`" not in line
    for word in says:
        assert word in line
    assert "; " in line, "every refusal says what to do"


def test_up_to_three_faults_are_listed_and_the_rest_counted(kit: ModuleType) -> None:
    lines = [BOX.replace('"A"', f'"A{i}"').replace("}", ',"rated_w":-1}') for i in range(5)]
    with pytest.raises(SceneError) as caught:
        scene_file.decode(scene(BOX, *lines), "h.gigahall", kit.KINDS)
    shown = caught.value.lines()
    assert [line.partition(":")[0] for line in shown] == [f"h.gigahall, line {n}" for n in (4, 5, 6)]
    assert shown[-1].endswith("(and 2 more)")
    assert str(caught.value) == shown[0]


def test_lines_are_right_however_the_file_is_laid_out(kit: ModuleType) -> None:
    pretty = json.dumps(json.loads(scene(BOX, BOX.replace('"A"', '"B"').replace('"a"', "5"))), indent=2)
    with pytest.raises(SceneError) as caught:
        scene_file.decode(pretty.encode(), "h", kit.KINDS)
    named = int(str(caught.value).split("line ")[1].split(":")[0])
    assert pretty.splitlines()[named + 1].strip().startswith('"id": "B"')


def test_what_is_harmless_is_noted(kit: ModuleType) -> None:
    good = scene_file.encode(kit.sample())
    edited = good.replace(b"Box 1", b"Box one")
    loaded = scene_file.decode(edited, "h.gigahall", kit.KINDS)
    assert loaded.notes == ("h.gigahall was edited outside Gigahall (its checksum differs)",)
    assert scene_file.decode(good.replace(b"\n", b"\r\n"), kinds=kit.KINDS).notes == (), "git may change line ends"
    assert scene_file.decode(b"\xef\xbb\xbf" + good, kinds=kit.KINDS).notes == (), "an editor may add a mark"
    assert scene_file.encode(scene_file.decode(b"\xef\xbb\xbf" + good, kinds=kit.KINDS).records) == good


def test_a_file_may_leave_the_scenes_own_records_out(kit: ModuleType) -> None:
    loaded = scene_file.decode(scene(BOX), kinds=kit.KINDS)
    assert loaded.records[:2] == (Scene(), Ambient())


def test_a_newer_file_opens_read_only_and_is_not_saved_over(kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "new.gigahall"
    header = {"format": "gigahall-scene", "version": 2, "made_by": "a later one"}
    file.write_bytes(scene(BOX, header=header))
    loaded = scene_file.load(file, kit.KINDS)
    assert loaded.read_only
    assert "newer Gigahall (file version 2)" in loaded.notes[0]
    before = file.read_bytes()
    with pytest.raises(SaveError, match="save under another name"):
        scene_file.save(file, loaded.records)
    assert file.read_bytes() == before
    scene_file.save(tmp_path / "copy.gigahall", loaded.records)


def test_a_file_changed_by_another_program_is_not_saved_over_unasked(kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "hall.gigahall"
    mark = scene_file.save(file, kit.sample())
    mark = scene_file.save(file, kit.sample(7), expected_sha256=mark)
    file.write_bytes(scene(BOX))
    with pytest.raises(ChangedOnDisk, match="another program"):
        scene_file.save(file, kit.sample(8), expected_sha256=mark)
    assert file.read_bytes() == scene(BOX)
    scene_file.save(file, kit.sample(8))


@pytest.mark.parametrize(
    "bad",
    [
        {"rated_w": float("nan")}, {"rated_w": float("inf")}, {"rated_w": -1.0}, {"note": "\ud800"},
        {"note": object()}, {"hall": "nowhere"}, {"turn_deg": 17},
    ],
)  # fmt: skip
def test_what_could_not_be_read_back_is_never_written(kit: ModuleType, tmp_path: Path, bad: dict[str, Any]) -> None:
    file = tmp_path / "hall.gigahall"
    scene_file.save(file, kit.sample())
    before = file.read_bytes()
    box = msgspec.structs.replace(kit.Box(id="A", name="a"), **bad)
    with pytest.raises(SceneError):
        scene_file.save(file, [box])
    with pytest.raises(SceneError, match="twice"):
        scene_file.save(file, [kit.Box(id="A", name="a"), kit.Box(id="A", name="b")])
    assert file.read_bytes() == before
    assert list(tmp_path.glob("*.tmp")) == []


def test_unreadable_files_say_why(kit: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SceneError, match=r"gone\.gigahall: cannot be read: no such file"):
        scene_file.load(tmp_path / "gone.gigahall", kit.KINDS)
    with pytest.raises(SceneError, match="cannot be read"):
        scene_file.load(tmp_path, kit.KINDS)
    large = tmp_path / "large.gigahall"
    with large.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with pytest.raises(SceneError, match="300 MB large"):
        scene_file.load(large, kit.KINDS)


def test_the_schema_describes_the_file(kit: ModuleType) -> None:
    schema = scene_file.schema(kit.KINDS)
    assert json.loads(json.dumps(schema)) == schema
    box = schema["$defs"]["Box"]
    assert box["properties"]["rated_w"]["x-unit"] == "W"
    assert box["properties"]["rated_w"]["maximum"] == 1e9
    assert box["properties"]["kind"] == {"enum": ["storage_box"]}
    assert box["additionalProperties"] is False
    assert {"Scene", "Ambient", "Connection", "Room", "Header"} <= set(schema["$defs"])
    assert scene_file.schema()["title"] == "Gigahall scene"


def test_replace_keeps_what_the_file_can_hold(kit: ModuleType) -> None:
    box = replace(kit.Box(id="A", name="a"), spare_w=3, route_m=[[1, 2, 3]])
    assert box in scene_file.decode(scene_file.encode([box]), kinds=kit.KINDS).records
