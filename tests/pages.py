"""The pages that a tool writes from the program."""

from __future__ import annotations

import importlib.util
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[1] / "tools"


def assert_current(tool: str) -> None:
    """Is the page in docs/ what `make pages` would write."""
    spec = importlib.util.spec_from_file_location(f"{tool}_page", TOOLS / f"{tool}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.page()
