"""Fields beyond today's bounds: refused by every command, opened by the window at the bound with the field named."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import pytest

from gigahall.storage import recovery, scene_file
from gigahall.storage.fault import SceneError

HEAD = '{"gigahall":{"format":"gigahall-scene","version":1},\n"records":[\n'


def scene(*records: str) -> bytes:
    return (HEAD + ",\n".join(records) + "\n]}\n").encode()


FAR = '{"kind":"storage_box","id":"A","name":"a","at_m":[1e18,0,-1e300],"rated_w":-5,"n_feed":99}'


def test_beyond_its_bounds_a_file_is_refused(kit: ModuleType) -> None:
    with pytest.raises(SceneError, match=r"record A: at_m\[0\]: must lie within -20000 to 20000 m"):
        scene_file.decode(scene(FAR), kinds=kit.KINDS)


def test_leniently_every_field_is_named_and_held_at_its_bound(kit: ModuleType) -> None:
    loaded = scene_file.decode(scene(FAR, FAR.replace('"A"', '"B"').replace("1e18", "1")), kinds=kit.KINDS, lenient=True)
    boxes = {record.id: record for record in loaded.records}
    assert boxes["A"].at_m == (20e3, 0.0, -20e3)  # type: ignore[attr-defined]
    assert (boxes["A"].rated_w, boxes["A"].n_feed) == (0.0, 8)  # type: ignore[attr-defined]
    assert loaded.read_only
    named = [line.partition(" is ")[0] for line in loaded.beyond]
    assert named == ["A: at_m[0]", "A: at_m[2]", "A: rated_w", "A: n_feed", "B: at_m[2]", "B: rated_w", "B: n_feed"]
    assert "1e+18, allowed is -20000 to 20000 m" in loaded.beyond[0]
    assert scene_file.encode(loaded.records)  # what is shown could be saved elsewhere


def test_a_title_too_long_is_refused_and_leniently_cut(kit: ModuleType) -> None:
    data = scene('{"kind":"scene","id":"scene","title":"' + "x" * 10_000_000 + '"}')
    with pytest.raises(SceneError, match="title: must hold at most 200 characters") as refused:
        scene_file.decode(data, kinds=kit.KINDS)
    assert len(str(refused.value)) < 300
    loaded = scene_file.decode(data, kinds=kit.KINDS, lenient=True)
    assert len(loaded.records[-1].title) == 200  # type: ignore[attr-defined]
    assert loaded.beyond == ("scene: title holds 10000000 characters, allowed are 200: cut there",)


@pytest.mark.parametrize("bad", ['"rated_w":"x"', '"colour":1', '"at_m":[0,0]', '"id":"A B"'])
def test_leniently_anything_else_is_still_refused(kit: ModuleType, bad: str) -> None:
    with pytest.raises(SceneError):
        scene_file.decode(scene(FAR, '{"kind":"storage_box","id":"B","name":"b",' + bad + "}"), kinds=kit.KINDS, lenient=True)


def test_a_trail_of_an_earlier_program_is_read_back(kit: ModuleType, tmp_path: Path) -> None:
    """Its snapshot and its journal may hold what is beyond today's bounds."""
    place = tmp_path / "20250101T000000Z-1-aa"
    place.mkdir()
    (place / recovery.INFO).write_bytes(b'{"pid":1,"started":"x","machine":"gone","title":"old"}')
    (place / "snapshot-000001-0.gigahall").write_bytes(scene(FAR))
    edit = '{"count":1,"put":[' + FAR.replace('"a"', '"moved"') + '],"drop":[]}\n'
    (place / "journal-000001-0.jsonl").write_text(edit)
    stale = place / recovery.INFO
    os.utime(stale, (0, 0))
    (item,) = recovery.stale_sessions(kit.KINDS, tmp_path)
    assert item.edits == 1
    back = {record.id: record for record in recovery.restore(item, kit.KINDS).records}
    assert back["A"].name == "moved"  # type: ignore[attr-defined]
    assert back["A"].at_m[0] == 20e3  # type: ignore[attr-defined]
