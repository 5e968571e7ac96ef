"""Settings come back, and damage costs the damaged choice only."""

from __future__ import annotations

import os
import random
from pathlib import Path

import msgspec
import pytest

from gigahall.storage import settings
from gigahall.storage.atomic import SaveError
from gigahall.storage.settings import Settings, with_recent, without_recent

FULL = Settings(
    theme="dark", units="us", recent=("/a/ä.gigahall", "/b.gigahall"), window_geometry="AdnQywAD", window_state="AAAA",
    color_by="power.loading_frac", tour_seen=True, last_folder="/a", more={"plots.open": True, "zoom": 1.5},
)  # fmt: skip


def test_round_trip(gigahall_home: Path) -> None:
    assert settings.load() == Settings()
    settings.save(FULL)
    assert settings.load() == FULL
    assert (gigahall_home / "config" / "settings.json").read_text(encoding="utf-8").startswith("{\n")


def test_a_bad_field_costs_that_field_only(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"theme":"pink","units":"us","recent":["/x",3],"tour_seen":true,"later":1}', encoding="utf-8")
    assert settings.load(tmp_path) == Settings(units="us", tour_seen=True)
    assert "pink" in (tmp_path / "settings.damaged.json").read_text(encoding="utf-8")


def test_a_field_of_a_later_version_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"units":"us","later":1}', encoding="utf-8")
    assert settings.load(tmp_path) == Settings(units="us")
    assert os.listdir(tmp_path) == ["settings.json"]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"theme":' + b"[" * 99_999])
def test_a_broken_file_is_as_on_the_first_start(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(data)
    assert settings.load(tmp_path) == Settings()


def test_random_damage_never_stops_the_start(tmp_path: Path) -> None:
    rng = random.Random(1)
    good = msgspec.json.encode(FULL)
    for _ in range(200):
        data = bytearray(good)
        data[rng.randrange(len(data))] = rng.randrange(256)
        (tmp_path / "settings.json").write_bytes(data[: rng.randrange(len(data) // 2, len(data) + 1)])
        assert isinstance(settings.load(tmp_path), Settings)


def test_a_folder_that_takes_no_copy_does_not_stop_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.json").write_bytes(b"{")

    def full(*_: object) -> None:
        raise SaveError("full")

    monkeypatch.setattr(settings, "save_bytes", full)
    assert settings.load(tmp_path) == Settings()


def test_recent_files(tmp_path: Path) -> None:
    found = Settings()
    for i in range(20):
        found = with_recent(found, tmp_path / f"{i}.gigahall")
    found = with_recent(found, tmp_path / "15.gigahall")
    assert len(found.recent) == settings.N_RECENT
    assert [Path(name).stem for name in found.recent[:3]] == ["15", "19", "18"]
    assert "15" not in [Path(name).stem for name in without_recent(found, tmp_path / "15.gigahall").recent]
