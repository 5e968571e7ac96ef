"""How a scene was looked at comes back with its path; damage and strangers cost nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gigahall.storage import scene_view
from gigahall.storage.scene_view import EMPTY, Bookmark, SceneView

MARK = Bookmark("Row A", (1.0, 2.0, 0.5), 26.0, 32.0, 14.0, 34.0, True)
FULL = SceneView(frozenset({"a01", "a02"}), frozenset({"hall"}), frozenset({"Pipes"}), (MARK,))


def test_round_trip_by_path_through_links(tmp_path: Path) -> None:
    scene, other, link = tmp_path / "a.gigahall", tmp_path / "b.gigahall", tmp_path / "link.gigahall"
    scene.write_bytes(b"")
    link.symlink_to(scene)
    scene_view.save(scene, FULL, tmp_path)
    assert scene_view.load(scene, tmp_path) == scene_view.load(link, tmp_path) == FULL
    assert scene_view.load(other, tmp_path) == EMPTY
    scene_view.save(scene, EMPTY, tmp_path)
    assert not list((tmp_path / "views").iterdir())


@given(st.binary(max_size=60) | st.sampled_from((b'{"hidden":7}', b'{"bookmarks":[{"name":"x","focal_m":[1e999,0,0]}]}', b"[" * 5000)))
def test_a_damaged_file_is_as_none(tmp_path_factory: object, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"  # type: ignore[attr-defined]
    scene_view.save(Path("s.gigahall"), FULL, folder)
    next((folder / "views").glob("*.json")).write_bytes(data)
    assert isinstance(scene_view.load(Path("s.gigahall"), folder), SceneView)


def test_only_the_newest_scenes_are_remembered(tmp_path: Path) -> None:
    for number in range(scene_view.MOST_KEPT + 3):
        scene_view.save(tmp_path / f"{number}.gigahall", FULL, tmp_path)
        for file in (tmp_path / "views").glob("*.json"):
            age = os.stat(file).st_mtime - 1.0
            os.utime(file, (age, age))
    assert len(list((tmp_path / "views").iterdir())) == scene_view.MOST_KEPT
    assert scene_view.load(tmp_path / "0.gigahall", tmp_path) == EMPTY
    assert scene_view.load(tmp_path / "5.gigahall", tmp_path) == FULL
