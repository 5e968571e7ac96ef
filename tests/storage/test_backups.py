"""Earlier saves are kept: ten of a file, 200 MB in all, and never in the way of saving."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from gigahall.storage import backups, scene_file
from gigahall.storage.backups import keep, list_backups


def test_the_last_ten_saves_can_be_opened(kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "Hall ä.gigahall"
    for i in range(14):
        scene_file.save(file, kit.sample(title=f"Save {i}"))
    kept = list_backups(file)
    titles = [scene_file.load(backup.file, kit.KINDS).records[0].title for backup in kept]
    assert titles == [f"Save {i}" for i in range(12, 2, -1)]
    assert all(abs((backup.time - datetime.now(UTC)).total_seconds()) < 60 for backup in kept)
    assert kept[0].size_bytes == kept[0].file.stat().st_size


def test_saving_the_same_again_takes_no_place(kit: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "hall.gigahall"
    for _ in range(5):
        scene_file.save(file, kit.sample())
    assert len(list_backups(file)) == 1


def test_files_of_the_same_name_do_not_mix(kit: ModuleType, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for i in range(2):
            scene_file.save(tmp_path / name / "hall.gigahall", kit.sample(title=f"{name}{i}"))
    (only,) = list_backups(tmp_path / "a" / "hall.gigahall")
    assert b'"a0"' in only.file.read_bytes()


def test_all_backups_together_stay_below_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "TOTAL_BYTES", 10_000)
    root = tmp_path / "backups"
    for i in range(30):
        file = tmp_path / f"{i % 4}.gigahall"
        file.write_bytes(bytes([i]) * 1500)
        keep(file, root)
    total = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    assert 8000 < total <= 10_000
    assert list_backups(tmp_path / "1.gigahall", root)[0].file.read_bytes()[:1] == bytes([29])


def test_a_backup_that_fails_does_not_keep_the_user_from_saving(
    kit: ModuleType, tmp_path: Path, gigahall_home: Path
) -> None:
    file = tmp_path / "hall.gigahall"
    scene_file.save(file, kit.sample())
    (gigahall_home / "data").mkdir(parents=True, exist_ok=True)
    (gigahall_home / "data" / "backups").write_bytes(b"in the way")
    scene_file.save(file, kit.sample(7))
    assert len(scene_file.load(file, kit.KINDS).records) == len(kit.sample(7))
    assert keep(tmp_path / "gone") is None
