"""Set-up: what make installs, what the wheel carries, where files lie, and what doctor says."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement

import gigahall
from gigahall import cli, doctor, paths

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]


def run(*command: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | extra, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip


def locked(name: str) -> dict[str, str]:
    text = ROOT.joinpath(name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def asked_for(*extras: str) -> list[Requirement]:
    texts = [*PROJECT["dependencies"], *(text for extra in extras for text in PROJECT["optional-dependencies"][extra])]
    return [Requirement(text) for text in texts if not text.startswith("gigahall[")]


def test_the_lock_holds_what_the_project_asks_for() -> None:
    for file, extras in (("requirements.txt", ("build",)), ("requirements-dev.txt", ("build", "test", "dev", "bench"))):
        pinned = locked(file)
        for requirement in asked_for(*extras):
            version = pinned[requirement.name.lower()]
            assert requirement.specifier.contains(version), f"{file}: {requirement} has {version}"


def test_both_locks_agree() -> None:
    everything = locked("requirements-dev.txt")
    assert {name: everything.get(name) for name in locked("requirements.txt")} == locked("requirements.txt")


def test_the_locked_qt_keeps_references_on_older_pythons() -> None:
    major, minor, patch = (int(part) for part in locked("requirements.txt")["pyside6-essentials"].split("."))
    assert (6, 11, 2) <= (major, minor, patch) < (6, 12, 0)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    built = subprocess.run([sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert built.returncode == 0, built.stderr
    return folder / built.stdout.split()[-1]


def test_the_wheel_carries_assets_scenes_and_pages(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    pages = {f"gigahall/docs/{page.name}" for page in ROOT.joinpath("docs").glob("*.md")}
    assert pages <= names
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in names if ".dist-info/licenses/" in name}
    assert [name for name in names if name.endswith(".data/data/share/man/man1/gigahall.1")]
    assert not [name for name in names if name.startswith("gigahall/docs/") and not name.endswith(".md")]
    for folder in ("assets", "scenes"):
        shipped = [path for path in ROOT.joinpath(folder).rglob("*") if path.is_file() and not path.name.startswith(".")]
        assert {f"gigahall/{path.relative_to(ROOT).as_posix()}" for path in shipped} <= names
    assert not [name for name in names if name.startswith(("tests", "src"))]


def test_an_installed_wheel_finds_its_assets(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    say = "from gigahall import paths; print(paths.asset('catalogue')); print(paths.scene_file('superpod-gb300'))"
    said = run(sys.executable, "-c", say, PYTHONPATH=str(tmp_path))
    assert said.returncode == 0, said.stderr
    catalogue, scene = map(Path, said.stdout.split())
    assert catalogue == tmp_path / "gigahall" / "assets" / "catalogue"
    assert catalogue.is_dir()
    assert scene == tmp_path / "gigahall" / "scenes" / "superpod-gb300.gigahall"


def test_the_command_is_an_entry_point() -> None:
    assert PROJECT["scripts"] == {"gigahall": "gigahall.__main__:main"}


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"gigahall {gigahall.__version__}\n"


def test_user_folders_follow_the_home_variable(gigahall_home: Path) -> None:
    folders = [paths.data_dir(), paths.config_dir(), paths.log_dir(), paths.cache_dir()]
    assert {folder.parent for folder in folders} == {gigahall_home}
    assert all(folder.is_dir() for folder in folders)


def test_user_folders_follow_the_platform_without_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GIGAHALL_HOME")
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    folders = [paths.data_dir(), paths.config_dir(), paths.log_dir(), paths.cache_dir()]
    assert len(set(folders)) == 4
    assert all("gigahall" in folder.parts for folder in folders)


def test_the_program_is_started_the_way_it_was_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A self-contained folder by its own launcher, an environment by its script, a bare checkout by its Python."""
    python, script = tmp_path / "runtime" / "bin" / "python3", tmp_path / "runtime" / "bin" / "gigahall"
    python.parent.mkdir(parents=True)
    monkeypatch.setattr(paths.sys, "executable", str(python))
    monkeypatch.setattr(paths.sys, "base_prefix", str(tmp_path / "runtime"))
    assert paths.launcher() == paths.program() == (str(python), "-P", "-m", "gigahall")
    script.touch()
    assert paths.launcher() == (str(script),)
    tmp_path.joinpath("gigahall").touch()
    assert paths.launcher() == (str(script),), "only a Python that listens to no variables is the folder's own"
    script.unlink()
    monkeypatch.setattr(paths.sys, "flags", SimpleNamespace(isolated=1))
    assert paths.launcher() == paths.program() == (str(tmp_path / "gigahall"),)


def test_the_window_icon_is_there_in_every_size() -> None:
    assert {int(path.stem.rpartition("-")[2]) for path in paths.asset("app").glob("gigahall-*.png")} >= {16, 32, 48, 128, 256, 512}
    assert paths.asset("app", "gigahall.svg").read_text(encoding="utf-8").startswith("<svg")


def test_scenes_are_found_with_and_without_suffix() -> None:
    assert paths.scene_file("air-hall") == paths.scene_file("air-hall.gigahall") == paths.scenes_dir() / "air-hall.gigahall"


def test_doctor_finds_this_machine_well(tmp_path: Path) -> None:
    said = run(sys.executable, "-m", "gigahall", "doctor", GIGAHALL_HOME=str(tmp_path))
    assert said.returncode == 0, said.stdout + said.stderr
    for name in ("OpenGL", "Qt, off screen", "Numba cache", "BLAS threads", "Folder for data"):
        assert re.search(rf"^{name} +ok ", said.stdout, re.MULTILINE), said.stdout


def test_doctor_names_what_is_wrong_and_its_cure() -> None:
    said = run(sys.executable, "-m", "gigahall", "doctor", GIGAHALL_HOME="/dev/null/nowhere", OPENBLAS_NUM_THREADS="2")
    assert said.returncode == 1
    assert re.search(r"^Folder for data +problem .*\n +cure: .*GIGAHALL_HOME", said.stdout, re.MULTILINE), said.stdout
    assert said.stdout.rstrip().endswith("problems found.")


def test_a_home_that_cannot_be_written_has_a_private_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("GIGAHALL_HOME", "/dev/null/nowhere")
    paths._stand_in.cache_clear()
    try:
        folder = paths.data_dir()
        assert folder.parent == paths.config_dir().parent
        assert folder.parent.parent == tmp_path
        assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
        assert "/dev/null/nowhere" in paths.displaced()["data"]
        folder.parent.chmod(0o777)  # as somebody else may have made it
        paths._stand_in.cache_clear()
        assert paths.data_dir().parent != folder.parent
        monkeypatch.setenv("GIGAHALL_HOME", str(tmp_path / "home"))
        assert paths.data_dir() == tmp_path / "home" / "data"
        assert "data" not in paths.displaced()
    finally:
        paths._stand_in.cache_clear()
        paths._displaced.clear()


def test_doctor_says_when_a_child_cannot_start() -> None:
    found = doctor.Finding("OpenGL", False, "no driver", "install one")
    assert doctor.table([found]).splitlines() == [
        "OpenGL  problem  no driver", "                 cure: install one", "1 problem found.",
    ]  # fmt: skip


def _fake_debian(folder: Path, installed: str, uid: int) -> str:
    """A PATH on which apt-get, dpkg-query and id answer as told."""
    answers = {"apt-get": 'echo "apt-get $*" >&2; exit 1', "dpkg-query": f"printf '{installed}'", "id": f"echo {uid}"}
    for name, answer in answers.items():
        program = folder / name
        program.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
        program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_make_prints_the_exact_line_when_not_root(tmp_path: Path) -> None:
    made = run("make", "system", PATH=_fake_debian(tmp_path, "installed:libegl1\\ninstalled:libglib2.0-0t64\\n", 1000))
    assert made.returncode != 0
    line = next(line for line in made.stderr.splitlines() if "apt-get install" in line)
    assert line.split()[:5] == ["sudo", "apt-get", "install", "-y", "--no-install-recommends"]
    assert {"python3-venv", "libgl1", "libxkbcommon0", "libfontconfig1", "libxcb-cursor0"} <= set(line.split())
    assert not {"libegl1", "libglib2.0-0"} & set(line.split())


def test_make_leaves_a_complete_system_alone(tmp_path: Path) -> None:
    listed = re.search(r"^SYSTEM := ((?:.*\\\n)*.*)", ROOT.joinpath("Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert listed is not None
    installed = "".join(f"installed:{name}\\n" for name in listed[1].replace("\\\n", " ").split())
    made = run("make", "system", PATH=_fake_debian(tmp_path, installed, 1000))
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")


def test_make_help_lists_the_targets() -> None:
    said = run("make", "help").stdout
    for target in ("run", "test", "check", "bench", "sweep", "pages", "icons", "app", "app-check", "clean", "help"):
        assert re.search(rf"^  make {target} ", said, re.MULTILINE), said


def test_other_machines_run_three_systems_and_every_python() -> None:
    text = ROOT.joinpath(".github", "workflows", "ci.yml").read_text(encoding="utf-8")
    pythons = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", line)]
    for listed in re.findall(r"python: \[(.*)\]", text):
        assert listed == ", ".join(f'"{version}"' for version in pythons)
    assert all(system in text for system in ("ubuntu-", "macos-", "windows-"))
    assert "make test" in text
    assert not re.search(r"index-url|https?://", text), "no package index is named: the machine's own settings count"


def test_ci_runs_what_a_developer_runs() -> None:
    script = ROOT.joinpath(".ci", "run")
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").rstrip().endswith("exec make test")
