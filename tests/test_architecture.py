"""The house keeps its plan: layers, where Qt and VTK may live, who may ask for a kind, sizes, and no lost references."""

from __future__ import annotations

import ast
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "gigahall"
MODULES = sorted(SOURCE.rglob("*.py"))

QT = {"PySide6", "shiboken6", "pyqtgraph"}
VTK = {"vtk", "vtkmodules"}
VTK_HOST = "app/hall_view.py"
"""The one widget of the window that shows VTK's picture."""
BACKGROUND_LOADER = "app/loader.py"
"""Imports the slow modules in the background, so that the window stands first."""
MAY_NAME_KINDS = ("kinds/", "interop/", "templates/")
LONGEST_MODULE = 700

ORDINARY_WORDS = {
    "hall", "tile", "containment", "pump", "pipe", "manifold", "valve", "panel", "cable", "breaker", "generator", "utility",
}  # fmt: skip
"""Tags that are also a field, a colour role or an icon: only a comparison with a kind or tag gives them away."""


def relative(module: Path) -> str:
    return module.relative_to(SOURCE).as_posix()


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full module name of every import below a node."""
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            for alias in found.names:
                yield found.lineno, alias.name
        elif isinstance(found, ast.ImportFrom):
            assert found.level == 0, f"relative import in line {found.lineno}"
            yield found.lineno, found.module or ""
            for alias in found.names:
                yield found.lineno, f"{found.module}.{alias.name}"


def within_functions(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node


def test_imports_point_one_way_through_the_layers(capfd: pytest.CaptureFixture[str]) -> None:
    logs = [log for log in logging.Logger.manager.loggerDict.values() if isinstance(log, logging.Logger)]
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    for log in logs:
        log.disabled = False  # it configures logging for itself and silences who was there before
    assert code == 0, capfd.readouterr().out


def test_qt_lives_in_the_window_only() -> None:
    found = [
        f"{relative(module)}:{line} imports {name}"
        for module in MODULES
        if not relative(module).startswith("app/")
        for line, name in imports(tree_of(module))
        if name.split(".")[0] in QT
    ]
    assert not found


def test_vtk_lives_in_the_3d_view_and_its_host() -> None:
    found = [
        f"{relative(module)}:{line} imports {name}"
        for module in MODULES
        if not relative(module).startswith("view3d/") and relative(module) != VTK_HOST
        for line, name in imports(tree_of(module))
        if name.split(".")[0] in VTK
    ]
    assert not found


def test_the_document_and_the_solvers_know_no_files_ids_or_numerics_of_each_other() -> None:
    forbidden = {"scene": {"scipy", "numba", "numpy"}, "solve": {"logging", "msgspec", "pathlib", "json"}}
    found = [
        f"{relative(module)}:{line} imports {name}"
        for module in MODULES
        for line, name in imports(tree_of(module))
        if name.split(".")[0] in forbidden.get(relative(module).split("/")[0], set())
    ]
    assert not found


def test_imports_inside_functions_are_those_of_the_command_line_and_the_background_loader() -> None:
    found = [
        f"{relative(module)}:{line} imports {name}"
        for module in MODULES
        if relative(module) not in ("__main__.py", "cli.py", BACKGROUND_LOADER)
        for function in within_functions(tree_of(module))
        for line, name in imports(function)
    ]
    assert not found


def test_modules_are_imported_by_name_only_in_the_background_loader() -> None:
    found = [
        f"{relative(module)}:{node.lineno}"
        for module in MODULES
        if relative(module) != BACKGROUND_LOADER
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call) and re.search(r"\b(import_module|__import__)$", ast.unparse(node.func))
    ]
    assert not found


def test_no_module_is_too_long() -> None:
    lengths = {relative(module): len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_constants_of_nature_have_one_place() -> None:
    """Gravity, zero Celsius, the standard atmosphere and what air holds are taken from where they are defined."""
    known = {9.8, 9.80665, 9.81, 273.15, 273.16, 101325.0, 1206.0, 1006.0, 1860.0, 2.501e6, 0.621945, 0.622, 287.042, 287.05, 287.055}
    homes = {"units.py", "physics/moist_air.py"}
    found = [
        f"{relative(module)}:{node.lineno} has {node.value!r}"
        for module in MODULES
        if relative(module) not in homes
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value in known
    ]
    assert not found


def kind_tags() -> set[str]:
    """The tags of all kinds as they stand in the records: `tag="cdu"`."""
    tags = set()
    for module in SOURCE.joinpath("kinds").glob("*.py"):
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.ClassDef):
                tags |= {
                    keyword.value.value
                    for keyword in node.keywords
                    if keyword.arg == "tag" and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
                }
    return tags


def docstrings(tree: ast.Module) -> set[int]:
    """Ids of the string nodes that are statements of their own."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}


def named_kinds(tree: ast.Module, tags: set[str]) -> Iterator[str]:
    """Where a module asks for a kind by its tag."""
    prose = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in tags - ORDINARY_WORDS and id(node) not in prose:
            yield f"line {node.lineno}: {node.value!r}"
        elif isinstance(node, ast.Compare) and _asks_for_a_kind(node, tags & ORDINARY_WORDS):
            yield f"line {node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Match) and re.search(r"\b(kind|tag)\b", ast.unparse(node.subject)):
            yield f"line {node.lineno}: match {ast.unparse(node.subject)}"


def _asks_for_a_kind(node: ast.Compare, tags: set[str]) -> bool:
    words = {found.value for found in ast.walk(node) if isinstance(found, ast.Constant)}
    text = ast.unparse(node)
    return bool(words & tags) and re.search(r"(?<![a-z])(kind|tag|kind_of)(?![a-z])", text) is not None


def test_nobody_outside_kinds_asks_which_kind_an_element_is() -> None:
    tags = kind_tags()
    found = [
        f"{relative(module)} {where}"
        for module in MODULES
        if not relative(module).startswith(MAY_NAME_KINDS)
        for where in named_kinds(tree_of(module), tags)
    ]
    assert not found


def test_nobody_outside_kinds_imports_a_kind() -> None:
    """Without its class at hand nobody can ask isinstance, build one by hand, or read a field only it has."""
    concrete = {module.stem for module in SOURCE.joinpath("kinds").glob("*.py")} & kind_tags()
    found = [
        f"{relative(module)}:{line} imports {name}"
        for module in MODULES
        if not relative(module).startswith(MAY_NAME_KINDS)
        for line, name in imports(tree_of(module))
        if name.startswith("gigahall.kinds.") and name.split(".")[2] in concrete
    ]
    assert not found


def test_the_kind_check_sees_what_it_looks_for() -> None:
    tags = {"cdu", "pump"}
    smells = ['x == "cdu"', 'element.kind == "pump"', '{"cdu": 1}', 'match kind:\n    case "pump": pass', '"pump" in (kind.name,)']
    for smell in smells:
        assert list(named_kinds(ast.parse(smell), tags)), smell
    for fine in ['icon("pump")', '"""cdu"""', 'role == "pump"', 'kind.label == "x"']:
        assert not list(named_kinds(ast.parse(fine), tags)), fine


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_package_index_is_named_in_the_tree() -> None:
    """Installing follows the machine's own settings; a named host would bypass them."""
    hosts = re.compile(rb"(?i)(?:py" + rb"pi\.org|python" + rb"hosted\.org|npm" + rb"js\.(?:org|com)|ana" + rb"conda\.(?:org|com)|deb" + rb"ian\.org)")
    assert [str(path.relative_to(ROOT)) for path in tracked_files() if hosts.search(path.read_bytes())] == []


def test_requirements_are_locked_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=\S)", ROOT.joinpath(name).read_text(encoding="utf-8").strip())
        packages = [entry for entry in entries if not entry.startswith("#")]
        assert packages
        for entry in packages:
            assert re.match(r"[a-z0-9._-]+==\S+", entry), f"{name}: {entry.splitlines()[0]}"
            assert "--hash=sha256:" in entry, f"{name}: {entry.splitlines()[0]}"


def test_one_place_says_how_this_program_is_started_again() -> None:
    """paths.program and paths.launcher: a folder with a Python of its own needs no second answer."""
    asking = {path.name for path in (ROOT / "src").rglob("*.py") if "sys.executable" in path.read_text(encoding="utf-8")}
    assert asking == {"paths.py"}


HEADLESS = """
import sys
from gigahall.cli import main
code = main(sys.argv[1:])
loaded = sorted({name.split(".")[0] for name in sys.modules} & {"PySide6", "shiboken6", "pyqtgraph"})
print("loaded:", *loaded, file=sys.stderr)
raise SystemExit(code)
"""


@pytest.mark.parametrize(
    "command",
    [
        ["solve", "SCENE", "-o", "out.json"],
        ["check", "SCENE"],
        ["report", "SCENE", "-o", "out.html"],
        ["render", "SCENE", "-o", "out.png", "--size", "320x200"],
    ],
    ids=lambda command: command[0],
)
def test_headless_commands_load_no_qt_and_need_no_display(command: list[str], tmp_path: Path) -> None:
    scene = ROOT / "scenes" / "four-panels.gigahall"
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    arguments = [str(scene) if part == "SCENE" else part for part in command]
    run = subprocess.run(
        [sys.executable, "-c", HEADLESS, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240, check=False
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stderr.strip().splitlines()[-1] == "loaded:", run.stderr


REFERENCES = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Source(QObject):
    fired = Signal(object, bool)

app = QCoreApplication([])
source = Source()
seen = [0]

def slot(thing, flag):
    seen[0] += 1

source.fired.connect(slot)
kept = (None, True, False)
for round in range(2):  # the first round warms caches up
    before = [sys.getrefcount(one) for one in kept]
    for number in range(100_000 if round else 1_000):
        source.fired.emit(None, number % 2 == 0)
    for _ in range(1_000):
        app.processEvents()
    after = [sys.getrefcount(one) for one in kept]
print(seen[0], *(b - a for a, b in zip(before, after)))
"""


def test_signals_lose_no_references_of_none_true_and_false() -> None:
    """Qt for Python 6.12.0 drops one reference of True with every emit on Python < 3.12 and aborts after some thousands."""
    run = subprocess.run([sys.executable, "-c", REFERENCES], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    emitted, *moved = (int(word) for word in run.stdout.split())
    assert emitted == 101_000
    assert max(abs(number) for number in moved) < 50
