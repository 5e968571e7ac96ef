"""The small kinds of child.py for every test of this folder."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

CHILD = Path(__file__).with_name("child.py")


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("storage_child", CHILD)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["storage_child"] = module
    spec.loader.exec_module(module)
    return module


_KIT = _load()


@pytest.fixture(scope="session")
def kit() -> ModuleType:
    """Box, Room, KINDS, sample() and the fixed series of edits."""
    return _KIT
