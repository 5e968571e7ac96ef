"""One table of results: nothing is named that no solver makes, nothing is made that has no name."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.pages import assert_current

from gigahall.kinds.quantities import BY_PLACE, QUANTITIES, SCALES, beside, derived, find, of_path, place_of, shown_with
from gigahall.kinds.registry import KINDS
from gigahall.paths import scene_file
from gigahall.scene.record import Element
from gigahall.session.headless import solved
from gigahall.storage import scene_file as files
from gigahall.units import CODES

SAMPLES = ("superpod-gb300", "air-hall", "tower-hall")


def test_every_column_has_a_name_and_every_name_a_producer() -> None:
    made: set[tuple[str, str]] = set()
    valued: set[tuple[str, str]] = set()
    for name in SAMPLES:
        results = solved({record.id: record for record in files.load(scene_file(name)).records})
        for block, table in results.blocks.items():
            made |= {(block, column) for column in table.columns}
            valued |= {(block, column) for column, values in table.columns.items() if np.isfinite(values).any()}
    assert made == set(BY_PLACE), "a column without an entry in kinds/quantities.py, or an entry that nobody fills"
    assert valued == made, "an entry that is empty everywhere in the samples"


def test_kinds_name_results_there_are() -> None:
    for kind in KINDS:
        record = kind.record(id="x", name="x")
        assert isinstance(record, Element)
        for path in (*kind.keys, *(limit.quantity for limit in (*kind.limits(record), *kind.band(record)))):
            assert of_path(path).path == path, f"{kind.name}: {path} is not how the results file nests it"
        for limit in (*kind.limits(record), *kind.band(record)):
            assert not limit.of or find(beside(limit.quantity, limit.of)), f"{kind.name}: {limit.of}"


def test_names_tell_results_apart() -> None:
    for one, other in combinations(QUANTITIES, 2):
        assert one.path != other.path and one.label != other.label, f"{one.path} and {other.path}"
    for quantity in QUANTITIES:
        assert quantity.unit in CODES and quantity.unit != "1", f"{quantity.path} has no unit"
        assert quantity.meaning and not quantity.meaning.endswith(".")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("power.i_a", ("power", "i_a")), ("coolant.primary.in_c", ("primary", "in_c")), ("primary.in_c", ("primary", "in_c")),
        ("coolant.heat_w", ("exchange", "heat_w")), ("exchange.heat_w", ("exchange", "heat_w")), ("supply_c", ("", "supply_c")),
        ("power.in_c", ("", "power.in_c")),
    ],
)  # fmt: skip
def test_paths(path: str, place: tuple[str, str]) -> None:
    assert place_of(path) == place


def test_derived_columns_follow_from_others() -> None:
    found = dict(derived("power", {"v_v": np.array([404.0, 0.0, 230.0]), "nominal_v": np.array([400.0, 400.0, np.nan])}))
    assert found["deviation_frac"] == pytest.approx([0.01, -1.0, np.nan], nan_ok=True)
    assert dict(derived("primary", {"in_pa": np.array([3e5]), "out_pa": np.array([1e5])}))["dp_pa"] == 2e5
    assert not dict(derived("power", {"v_v": np.zeros(1)})), "what it follows from is not there"


def test_a_colour_scale_shows_results_of_one_unit() -> None:
    named = {quantity.scale for quantity in QUANTITIES} - {""}
    assert named == {scale.id for scale in SCALES}
    for scale in SCALES:
        assert len({quantity.unit for quantity in shown_with(scale)}) == 1, scale.id


def test_the_page_is_the_table() -> None:
    """`make pages` writes it anew."""
    assert_current("quantities")
