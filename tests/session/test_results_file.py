"""The results file is documented to the last column, and holds no NaN."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gigahall.session.headless import solved, with_changes
from gigahall.session.results_file import FORMAT, encode
from gigahall.templates.air_hall import air_hall
from gigahall.templates.four_panels import four_panels
from gigahall.templates.superpod_gb300 import superpod_gb300

DOCS = Path(__file__).parents[2] / "docs"
TEXT = "\n".join((DOCS / page).read_text(encoding="utf-8") for page in ("results.md", "quantities.md"))


def documented() -> dict[str, set[str]]:
    """Names in code marks by heading."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in TEXT.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        found.setdefault(heading, set()).update(re.findall(r"`([a-z0-9_]+)`", line))
    return found


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} in the results file")


@pytest.fixture(scope="module", params=[superpod_gb300, air_hall, four_panels], ids=lambda make: make.__name__)
def written(request: pytest.FixtureRequest) -> dict[str, Any]:
    records = with_changes({r.id: r for r in request.param()}, ["scene.it_load_frac=0.9"], [])
    loaded: dict[str, Any] = json.loads(encode(solved(records), records), parse_constant=refuse)
    return loaded


def columns(block: dict[str, Any]) -> Iterator[str]:
    for name, value in block.items():
        if isinstance(value, dict):
            yield name
            yield from columns(value)
        else:
            yield name


def test_every_part_of_the_file_is_documented(written: dict[str, Any]) -> None:
    known = documented()
    assert written["format"] == FORMAT and f"`{FORMAT}`" in TEXT
    assert {"state", "key_figures", "balances", "elements", "problems"} <= known.keys()
    assert written.keys() - known.keys() - {"format"} == {"models", "timing", "unavailable"} and "models, timing" in known
    assert set(written["key_figures"]) <= known["key_figures"]
    assert {name for name, value in written["key_figures"].items() if value is None} == set(written["unavailable"])
    assert "unavailable" in known["key_figures"] and all(written["unavailable"].values())
    assert set(written["balances"]) <= known["balances"]
    assert set(written["timing"]) <= known["models, timing"]
    for element in written["elements"].values():
        for block, content in element.items():
            if block not in ("kind", "name"):
                assert set(columns(content)) <= known[block], block
    for problem in written["problems"]:
        assert set(problem) <= known["problems"]
        assert problem["severity"] in ("error", "warning", "info")


def test_the_documentation_names_nothing_that_is_not_written(written: dict[str, Any]) -> None:
    """Every documented column of the blocks power and air appears where something has it; none was renamed away."""
    known = documented()
    seen = {block: set() for block in ("power", "air")}
    for element in written["elements"].values():
        for block in seen:
            seen[block] |= set(element.get(block, {}))
    kinds = {element["kind"] for element in written["elements"].values()}
    assert known["power"] - seen["power"] == (set() if kinds & {"transformer", "ups"} else {"in_v"})
    assert known["air"] - seen["air"] == (set() if "tile" in kinds else {"plenum_pa"})
