"""Kernels are compiled ahead, all of them, once, by several processes that do not do each other's work."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gigahall import paths
from gigahall.physics.kernel import KERNELS
from gigahall.session import warm as module
from gigahall.session.jobs import quiet
from gigahall.session.plant import Plant
from gigahall.session.warm import compile_share, load, warm
from gigahall.storage import lock, scene_file
from gigahall.templates.large_hall import large_hall

SOURCE = Path(module.__file__).parents[1]


def test_every_kernel_is_declared_in_one_place_and_known_to_warm() -> None:
    using: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        name = ".".join(("gigahall", *path.relative_to(SOURCE).with_suffix("").parts))
        found = {
            alias for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for alias in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names] if isinstance(node, ast.Import) else ())
        }  # fmt: skip
        if any((alias or "").split(".")[0] == "numba" for alias in found):
            assert name in ("gigahall.physics.kernel", "gigahall.session.warm", "gigahall.doctor"), f"{name} imports numba"
        if "gigahall.physics.kernel" in found:
            using.add(name)
    known = {"gigahall.physics.kernel", "gigahall.session.warm"}
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, gigahall.session.warm; print(*sys.modules)"], capture_output=True, text=True, check=True
    ).stdout.split()
    assert using - known <= set(loaded), "warm imports whatever has kernels"
    assert {name.split(".")[1] for name in using - known} <= {"physics", "solve"}, "paths.kernels_dir reads these layers"


def test_kernels_have_signatures_and_names_of_their_own() -> None:
    assert all(kernel.signatures for kernel in KERNELS)
    assert len({kernel.name for kernel in KERNELS}) == len(KERNELS)


@pytest.mark.parametrize("name", ["air-hall", "four-panels", "superpod-gb300", "large-hall"])
def test_a_solve_compiles_nothing_after_warm(name: str) -> None:
    """The watch on compilers itself is in conftest.py: it fails any test in which a kernel is compiled."""
    records = large_hall(64) if name == "large-hall" else scene_file.load(paths.scene_file(name)).records
    plant = Plant({record.id: record for record in records})
    assert plant.solve(settled=False) is not None
    assert plant.solve(settled=True) is not None


USED = """
from gigahall import paths
from gigahall.physics.kernel import KERNELS
from gigahall.session.plant import Plant
from gigahall.storage import scene_file
for name in ("superpod-gb300", "air-hall", "tower-hall"):
    plant = Plant({record.id: record for record in scene_file.load(paths.scene_file(name)).records})
    for settled in (False, True):
        plant.solve(settled=settled)
for kernel in KERNELS:
    print(kernel.name, len(kernel.dispatcher.overloads), len(kernel.signatures), kernel.is_rare)
"""


def test_rare_are_the_kernels_that_no_sample_needs() -> None:
    """A first picture waits for all others, so that what more solvers bring does not make it later."""
    done = subprocess.run([sys.executable, "-c", USED], capture_output=True, text=True, check=True, timeout=240)
    for line in done.stdout.splitlines():
        name, used, all_of_them, is_rare = line.split()
        assert used == ("0" if is_rare == "True" else all_of_them), f"{name}: {used} of {all_of_them} used, rare: {is_rare}"


def test_enough_is_said_when_only_rare_ones_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_mark", lambda folder, word: tmp_path / word)
    said: list[float | None] = []
    at: list[int] = []
    total = warm(lambda frac, words: said.append(frac), enough=lambda: at.append(len(said) - 1))
    rare = sum(len(kernel.signatures) for kernel in KERNELS if kernel.is_rare)
    assert len(at) == 1 and total - rare <= at[0] <= total
    order = [kernel.is_rare for kernel, _ in module._tasks()]
    assert any(order) and order == sorted(order), "rare ones come last"
    (tmp_path / "whole").unlink()  # ended behind the first picture, the last time
    assert warm(lambda frac, words: at.append(0), enough=at.clear) == total, "the rest is compiled at the next start"
    assert len(at) == total + 1, "and nobody waits for it"


def test_two_shares_make_one_whole(tmp_path: Path) -> None:
    said: list[str] = []
    counts: list[int] = []

    def share() -> None:
        counts.append(compile_share(str(tmp_path), progress=lambda frac, words: said.append(words), stop=lambda: False))

    other = threading.Thread(target=share)
    other.start()
    share()
    other.join()
    total = sum(len(kernel.signatures) for kernel in KERNELS)
    assert sum(counts) == len(said) == total
    assert compile_share(str(tmp_path), progress=quiet, stop=lambda: False) == 0


def test_progress_counts_to_the_end_and_the_second_time_nothing_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_mark", lambda folder, word: tmp_path / word)
    said: list[tuple[float | None, str]] = []
    total = sum(len(kernel.signatures) for kernel in KERNELS)
    assert warm(lambda frac, words: said.append((frac, words))) == total
    assert [words for _, words in said] == [f"Preparing solvers, once: {n} of {total}" for n in range(total + 1)]
    assert said[-1][0] == 1.0
    assert warm(lambda frac, words: pytest.fail("all is there")) == 0


def test_stopped_in_the_middle_it_leaves_no_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_mark", lambda folder, word: tmp_path / word)
    assert warm(stop=lambda: True) == 0
    assert not list(tmp_path.iterdir())


def test_a_child_that_dies_leaves_no_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_mark", lambda folder, word: tmp_path / word)
    monkeypatch.setattr(paths, "program", lambda: (sys.executable, "-c", "raise SystemExit(1)"))
    assert warm() == 0
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_kept_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.numba.config, "CACHE_DIR", "/proc/no/such/place")
    assert warm() == 0
    load()


def test_one_at_a_time(tmp_path: Path) -> None:
    with lock.held(tmp_path / "lock") as first, lock.held(tmp_path / "lock", stop=lambda: True) as second:
        assert (first, second) == (True, False)
    with lock.held(tmp_path / "lock", stop=lambda: True) as again:
        assert again


def test_another_source_is_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gigahall" / "solve").mkdir(parents=True)
    source = tmp_path / "gigahall" / "solve" / "laws.py"
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "gigahall")
    found = []
    for text in ("from gigahall.physics.kernel import part\na = 1", "from gigahall.physics.kernel import part\na = 2"):
        source.write_text(text)
        found.append(paths.kernels_dir(tmp_path))
    assert found[0] != found[1]
    source.write_text("b = 3")
    (tmp_path / "gigahall" / "solve" / "words.py").write_text("c = 4")
    assert paths.kernels_dir(tmp_path) not in found


def test_old_versions_go(tmp_path: Path) -> None:
    for number in range(6):
        folder = tmp_path / f"{number:012x}"
        folder.mkdir()
        os.utime(folder, (number, number))
    (tmp_path / "other").mkdir()
    module._forget_old(tmp_path / f"{0:012x}")
    assert sorted(path.name[-1] for path in tmp_path.iterdir()) == ["0", "3", "4", "5", "r"]
