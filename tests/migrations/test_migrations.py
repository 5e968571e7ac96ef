"""Every released version of the scene file opens, and a step of the chain does what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gigahall.scene.record import Ambient, Connection, Element, Scene
from gigahall.storage import migrations, scene_file
from gigahall.storage.scene_file import SceneError

HERE = Path(__file__).parent


class Rack(Element, frozen=True, kw_only=True, tag="migration_rack"):
    """As of version 1."""

    rated_w: float = 0.0


class Rack2(Element, frozen=True, kw_only=True, tag="migration_rack"):
    """As a version 2 might have it: another name and unit for the same thing."""

    rated_kw: float = 1.0


def test_a_file_of_version_1_opens() -> None:
    loaded = scene_file.load(HERE / "v1" / "sample.gigahall", [Rack])
    assert loaded.notes == ()
    assert loaded.records == (
        Scene(title="Version 1", it_load_frac=0.75),
        Ambient(dry_bulb_c=34.1),
        Rack(id="A1", name="First", rated_w=132000.0, at_m=(0.6, 1.2, 0.0), turn_deg=180),
        Rack(id="A2", name="Zweite Ä", rated_w=0.0),
        Connection(id="c1", a="A1.out", b="A2.in"),
    )
    assert scene_file.encode(loaded.records) == (HERE / "v1" / "sample.gigahall").read_bytes()


def test_files_of_real_kinds_of_every_version_open_and_save() -> None:
    """Whatever lies beside the samples was written by a released version, with its own kinds."""
    for file in sorted(HERE.glob("v*/*.gigahall")):
        if file.name != "sample.gigahall":
            loaded = scene_file.load(file)
            assert not loaded.read_only
            scene_file.encode(loaded.records)


def to_kilowatts(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for record in records:
        if record["kind"] == "migration_rack":
            record["rated_kw"] = record.pop("rated_w", 0.0) / 1000.0
    return records


@pytest.fixture
def version_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program two versions later, in which only the first step changes anything."""
    monkeypatch.setattr(migrations, "VERSION", 3)
    monkeypatch.setattr(migrations, "STEPS", {1: to_kilowatts, 2: lambda records: records})


@pytest.mark.usefixtures("version_3")
def test_an_older_file_is_lifted_step_by_step(tmp_path: Path) -> None:
    loaded = scene_file.load(HERE / "v1" / "sample.gigahall", [Rack2])
    assert [r.rated_kw for r in loaded.records if isinstance(r, Rack2)] == [132.0, 0.0]
    assert loaded.version == 1
    assert not loaded.read_only
    assert loaded.notes == ("sample.gigahall had the file version 1; saving writes version 3",)
    scene_file.save(tmp_path / "new.gigahall", loaded.records)
    again = scene_file.load(tmp_path / "new.gigahall", [Rack2])
    assert (again.version, again.notes, again.records) == (3, (), loaded.records)


@pytest.mark.usefixtures("version_3")
def test_an_older_file_with_a_fault_names_the_record() -> None:
    data = (HERE / "v1" / "sample.gigahall").read_bytes()
    with pytest.raises(SceneError, match="record A1: turn_deg: invalid enum value 181"):
        scene_file.decode(data.replace(b'"turn_deg":180', b'"turn_deg":181'), "old.gigahall", [Rack2])
    with pytest.raises(SceneError, match="is not as that version wrote it"):
        scene_file.decode(data.replace(b'"kind":"migration_rack"', b'"kid":"x"'), "old.gigahall", [Rack2])
    with pytest.raises(SceneError, match="is not as that version wrote it"):
        scene_file.decode(data.replace(b"132000.0", b'"many"'), "old.gigahall", [Rack2])


def test_every_version_up_to_this_one_has_a_step_and_a_sample() -> None:
    assert set(migrations.STEPS) == set(range(1, migrations.VERSION))
    for version in range(1, migrations.VERSION + 1):
        assert list((HERE / f"v{version}").glob("*.gigahall"))
