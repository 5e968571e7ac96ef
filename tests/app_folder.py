"""The self-contained folder, moved away and started where no Python is on the PATH. Run by `make app-check`, not by `make test`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "dist" / "gigahall"
MOST_BYTES, MOST_PACKED_BYTES = 900e6, 350e6
LIMIT_S = 3000

sys.path.append(str(ROOT / "tools"))
import elf  # noqa: E402  (a tool beside the package)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Moved to another place, with a space in its name."""
    if not BUILT.is_dir():
        pytest.fail("build it first: make app")
    there = tmp_path_factory.mktemp("moved") / "my programs"
    shutil.copytree(BUILT, there / "gigahall", symlinks=True)
    yield there / "gigahall"
    shutil.rmtree(there)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment without Python, and with variables that would lead another Python astray."""
    home, tools = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("bin")
    for name in ("sh", "readlink"):
        tools.joinpath(name).symlink_to(str(shutil.which(name)))
    return {
        "PATH": str(tools), "HOME": str(home), "GIGAHALL_HOME": str(home / "own"), "PYTHONPATH": "/nowhere", "PYTHONHOME": "/nowhere",
        "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8",
    }  # fmt: skip


def run(folder: Path, bare: dict[str, str], *words: object) -> subprocess.CompletedProcess[str]:
    command = [str(folder / "gigahall"), *map(str, words)]
    return subprocess.run(command, env=bare, cwd=bare["HOME"], capture_output=True, text=True, timeout=LIMIT_S, check=False)


def files_of(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()}


def test_it_is_small_enough() -> None:
    assert sum(files_of(BUILT).values()) <= MOST_BYTES


def test_it_packs_small_enough(tmp_path: Path) -> None:
    packed = tmp_path / "gigahall.tar.xz"  # a quick level: what is given away is packed harder
    subprocess.run(["tar", "-C", str(BUILT.parent), "-I", "xz -T2 -1", "-cf", str(packed), BUILT.name], check=True, timeout=LIMIT_S)
    assert packed.stat().st_size <= MOST_PACKED_BYTES


def test_no_part_looks_for_the_building_machine() -> None:
    runtime = BUILT / "runtime"
    for file in (runtime / "bin" / "python3", *runtime.rglob("*.so*")):
        found = elf.read(file)
        assert found is None or not [place for place in found.path.split(":") if place.startswith("/")], file


def test_it_says_its_version(folder: Path, bare: dict[str, str]) -> None:
    said = run(folder, bare, "--version")
    assert re.fullmatch(r"gigahall \d+\.\d+\.\d+\n", said.stdout), said.stderr


def test_its_own_doctor_finds_it_well(folder: Path, bare: dict[str, str]) -> None:
    said = run(folder, bare, "doctor")
    assert said.returncode == 0, said.stdout + said.stderr
    assert str(folder) in said.stdout


def test_it_solves_reports_and_opens_and_writes_nothing_into_itself(folder: Path, bare: dict[str, str], tmp_path: Path) -> None:
    before = files_of(folder)
    scene = folder / "packages" / "gigahall" / "scenes" / "four-panels.gigahall"
    solved = run(folder, bare, "solve", scene, "-o", tmp_path / "results.json")
    assert solved.returncode == 0, solved.stderr
    assert json.loads(tmp_path.joinpath("results.json").read_bytes())["state"] == "settled"
    reported = run(folder, bare, "report", scene, "-o", tmp_path / "report.pdf")
    assert reported.returncode == 0, reported.stderr
    assert tmp_path.joinpath("report.pdf").read_bytes().startswith(b"%PDF")
    opened = run(folder, bare, "open", scene, "--shoot", tmp_path / "window.png", "--size", "1280x800")
    assert opened.returncode == 0, opened.stderr
    assert tmp_path.joinpath("window.png").stat().st_size > 40_000
    assert files_of(folder) == before


def test_it_starts_through_a_link_and_integrates_with_itself(folder: Path, bare: dict[str, str], tmp_path: Path) -> None:
    link = tmp_path / "gigahall"
    link.symlink_to(folder / "gigahall")
    said = subprocess.run([str(link), "integrate"], env=bare, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert said.returncode == 0, said.stderr
    entry = Path(bare["HOME"]) / ".local" / "share" / "applications" / "gigahall.desktop"
    assert f'Exec="{folder}/gigahall" open %f' in entry.read_text(encoding="utf-8")
    assert os.readlink(Path(bare["HOME"]) / ".local" / "bin" / "gigahall") == str(folder / "gigahall")


def test_licences_of_all_parts_are_in_it() -> None:
    names = {path.name for path in BUILT.joinpath("licences").iterdir()}
    assert {"inter-OFL.txt", "pyside6-essentials-LGPL-3.txt", "pyside6-essentials-GPL-3.txt", "python-LICENSE.txt"} <= names
    assert any(name.startswith("libffi") for name in names)
    for package in ("numpy", "scipy", "numba", "llvmlite", "vtk", "typst", "msgspec", "jinja2", "platformdirs", "pyqtgraph"):
        assert any(name.startswith(f"{package}-") for name in names), package


def test_it_prepares_its_solvers_with_processes_of_its_own(folder: Path, bare: dict[str, str]) -> None:
    home = {"GIGAHALL_HOME": str(Path(bare["HOME"]) / "fresh")}
    said = run(folder, bare | home, "warm")
    assert said.returncode == 0, said.stdout + said.stderr
    assert any(Path(home["GIGAHALL_HOME"]).rglob("*.nbc"))
