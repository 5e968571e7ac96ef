"""One element of every kind switched off in turn, in every sample scene: a sound result or a diagnosis that names elements.

`make sweep` does the same for every single element of the three smaller scenes.
"""

import pytest
from tests.scenes.cases import NAMES, case, records_of
from tests.sweep import dark_racks, faults_of, one_of_every_kind, sweep


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


def test_losses_in_a_row_are_those_of_each_alone():
    """The sweep reuses one compiled scene; what came before leaves no trace."""
    scene = "air-hall"
    wanted = ["LV-B", "CRAH-1", "UTIL-1", "CH-1", "R1-01"]
    for row in sweep(scene, records_of(scene), wanted, case(scene)):
        alone = case(scene, (row.element,))
        assert row.exit_code == alone.exit_code
        assert row.dark == dark_racks(alone, records_of(scene))
