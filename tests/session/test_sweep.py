"""One element of every kind switched off in turn, in every sample scene: a sound result or a diagnosis that names elements.

`make sweep` does the same for every single element of the three smaller scenes.
"""

import pytest
from tests.scenes.cases import NAMES, case, records_of
from tests.sweep import elements_of, faults_of, one_of_every_kind, sweep

from gigahall.kinds.registry import kind_of
from gigahall.session import losses


@pytest.mark.parametrize("scene", NAMES)
def test_sample_scenes_are_sound(scene):
    assert faults_of(case(scene), records_of(scene)) == []


@pytest.mark.parametrize("scene", NAMES)
def test_one_of_every_kind(scene):
    wanted = one_of_every_kind(records_of(scene))
    assert len(wanted) >= 10
    rows = list(sweep(scene, records_of(scene), wanted, case(scene)))
    assert [row.element for row in rows] == wanted
    assert {row.element: row.faults for row in rows if row.faults} == {}
    for row in rows:
        assert row.exit_code in (0, 3)
        assert row.exit_code == 0 or row.new_problems, f"{row.element}: a diagnosis names elements"


@pytest.mark.parametrize("scene", ["air-hall", "four-panels", "tower-hall"])
def test_losses_in_a_row_are_those_of_each_alone(scene):
    """The sweep and the window reuse one compiled scene: what came before leaves no trace, also not of states without solution."""
    records, order = records_of(scene), one_of_every_kind(records_of(scene))
    wanted = [*order, *reversed(order)]
    for loss in losses.losses(records, wanted, case(scene), settled=True):
        alone = case(scene, (loss.element,))
        assert loss.results.exit_code == alone.exit_code, loss.element
        assert _rows(loss.results) == _rows(alone), loss.element
        for name, block in alone.blocks.items():
            assert set(loss.results.blocks[name].row_of_id) == set(block.row_of_id)
            for key in block.row_of_id:
                for column in set(block.columns) - {"q_var"}:
                    value = block.value(key, column)
                    expected = value if value is None else pytest.approx(value, rel=1e-5, abs=1e-3)
                    assert loss.results.blocks[name].value(key, column) == expected, (loss.element, key, column)


def _rows(results):
    return {(p.severity, p.element, p.quantity) for p in results.problems}


REJECTION = ("dry_cooler", "chiller", "cooling_tower", "plate_exchanger", "pump", "buffer_tank", "manifold")


@pytest.mark.parametrize("scene", ["tower-hall", "superpod-gb300"])
def test_lost_heat_rejection_makes_nothing_better(scene):
    """Neither PUE, nor a supply temperature, nor the heat that nothing takes. (A lost door's fans or a shut bypass may.)"""
    records, healthy = records_of(scene), case(scene)
    lost = [key for key in one_of_every_kind(records) if kind_of(records[key]).name in REJECTION]
    assert len(lost) >= 4
    for loss in losses.losses(records, lost, healthy, settled=True):
        results = loss.results
        assert results.balances["unsolved_w"] >= healthy.balances["unsolved_w"], loss.element
        assert results.key_figures.get("pue", 9.0) >= healthy.key_figures["pue"] - 1e-6, loss.element
        if results.key_figures["it_w"] == healthy.key_figures["it_w"]:
            for key in (element.id for element in elements_of(records) if kind_of(element).name in ("chiller", "cdu", "dry_cooler")):
                for path in ("coolant.out_c", "coolant.secondary.out_c"):
                    before, after = healthy.value(key, path), results.value(key, path)
                    assert before is None or after is None or after >= before - 1e-3, (loss.element, key)
