"""What the self-contained folder is built with: reading what a program needs, and pointing it at its own folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import elf

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the folder is built on Linux")
PYTHON = Path(sys.executable).resolve()


def test_a_program_names_what_it_needs() -> None:
    found = elf.read(PYTHON)
    assert found is not None
    assert any(name.startswith("libc.so") for name in found.needed)


def test_text_is_no_program(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    assert elf.read(script) is None
    assert not elf.search_beside(script, "$ORIGIN")


def test_a_program_is_pointed_at_its_own_folder(tmp_path: Path) -> None:
    before = elf.read(PYTHON)
    if before is None or len(before.path) < len("$ORIGIN/../lib"):
        pytest.skip("this Python has no search path to write over")
    copy = tmp_path / "bin" / "python3"
    copy.parent.mkdir()
    shutil.copy2(PYTHON, copy)
    assert elf.search_beside(copy, "$ORIGIN/../lib")
    after = elf.read(copy)
    assert after is not None
    assert (after.path, after.needed) == ("$ORIGIN/../lib", before.needed)
    own = next((Path(before.path.split(":")[0]) / name for name in before.needed if name.startswith("libpython")), None)
    if own is not None:
        (tmp_path / "lib").mkdir()
        shutil.copy2(own, tmp_path / "lib" / own.name)
        said = subprocess.run([str(copy), "-I", "-S", "-c", "print(1)"], env={}, capture_output=True, text=True, timeout=60, check=False)
        assert "error while loading shared libraries" not in said.stderr
