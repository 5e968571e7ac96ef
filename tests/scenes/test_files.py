"""The scene files themselves: they are what their templates write, come back byte for byte, and solve to a sound result."""

import itertools
import json

import pytest
from tests.scenes.cases import NAMES, case, path_of, records_of

from gigahall.app.startpage import SAMPLES
from gigahall.kinds.placing import footprint, stands
from gigahall.kinds.quantities import QUANTITIES, SIDES, find
from gigahall.kinds.registry import kind_of
from gigahall.paths import asset
from gigahall.scene.record import Element
from gigahall.session import results_file
from gigahall.session.check import warnings
from gigahall.storage import scene_file
from gigahall.templates.registry import BY_NAME

STREAM = {"flow_m3_s", "in_c", "out_c", "in_pa", "out_pa"}
BLOCKS = {
    "power": {"p_w", "q_var", "v_v", "i_a", "loading_frac", "loss_w", "in_v", "nominal_v"},
    "air": {"inlet_mean_c", "inlet_max_c", "outlet_mean_c", "flow_m3_s"},
    "coolant": STREAM | {"primary", "secondary", "heat_w"},
}
every_scene = pytest.mark.parametrize("name", NAMES)


@every_scene
def test_saved_again_it_is_the_same_to_the_byte(name):
    loaded = scene_file.load(path_of(name))
    assert loaded.notes == ()
    assert scene_file.encode(loaded.records) == path_of(name).read_bytes()


@every_scene
def test_it_is_what_its_template_writes(name):
    assert scene_file.encode(BY_NAME[name].make()) == path_of(name).read_bytes()


@every_scene
def test_nothing_is_left_unjoined(name):
    assert list(warnings(records_of(name).values())) == []


@every_scene
def test_nothing_stands_in_anything_else(name):
    """Containment stands around racks; otherwise no two solids share space."""
    boxes = sorted(
        ((footprint(e), kind_of(e).is_hollow, e.id) for e in records_of(name).values() if isinstance(e, Element) and stands(e)),
        key=lambda box: box[0].lo[0],
    )
    shared = [
        (one, other)
        for k, (box, is_hollow, one) in enumerate(boxes)
        for other_box, is_other_hollow, other in itertools.takewhile(lambda right: right[0].lo[0] < box.hi[0], boxes[k + 1 :])  # noqa: B023
        if is_hollow == is_other_hollow and box.overlaps(other_box)
    ]
    assert shared == []


@every_scene
def test_the_start_page_shows_it(name):
    assert name in {sample.name for sample in SAMPLES}
    assert all(asset("pictures", f"{name}{tail}").is_file() for tail in ("-light.jpg", "-dark.jpg", ".json"))


@every_scene
def test_it_solves_and_every_balance_closes(name):
    results = case(name)
    assert results.exit_code == 0 and results.state == "settled"
    assert results.balances["energy_frac"] <= 1e-6
    assert results.balances["power_pu"] <= 1e-9
    assert results.balances["mass_kg_s"] <= 1e-6
    assert results.balances["unsolved_w"] == 0.0
    assert results.balances["energy_in_w"] == pytest.approx(float(results.key_figures["facility_w"]), rel=1e-12)


@every_scene
def test_every_node_keeps_its_power(name):
    """What enters the scene is what its loads draw and its network loses, summed element by element."""
    results = case(name)
    power = results.blocks["power"]
    drawn = sum(
        power.columns["p_w"][row] for key, row in power.row_of_id.items()
        if not _carries(records_of(name)[key])
    )
    lost = power.columns["loss_w"].sum()
    assert drawn + lost == pytest.approx(float(results.key_figures["facility_w"]), rel=1e-6)


def _carries(record):
    """Sources and what passes power on; the rest are loads."""
    kind = kind_of(record)
    return any(port.domain == "electrical" and port.direction != "input" for port in kind.ports(record))


@every_scene
def test_the_results_file_is_of_the_documented_form(name):
    results, records = case(name), records_of(name)
    content = json.loads(results_file.encode(results, records), parse_constant=_no_constant)
    assert list(content) == [
        "format", "state", "key_figures", "unavailable", "balances", "elements", "problems", "models", "timing",
    ]
    assert content["format"] == "gigahall-results/2" and content["state"] == "settled"
    assert {"it_w", "facility_w", "pue", "worst_inlet_c", "worst_loading_frac"} <= set(content["key_figures"])
    assert {"energy_frac", "power_pu", "mass_kg_s"} <= set(content["balances"])
    assert {"power", "coolant", "air"} <= set(content["models"])
    for key, element in content["elements"].items():
        assert element["kind"] == kind_of(records[key]).name and element["name"] == records[key].name
        assert set(element) - {"kind", "name"} <= set(BLOCKS)
        for block in BLOCKS:
            assert all(find(f"{block}.{column}") for column in element.get(block, ()) if column not in SIDES), (key, block)
        for side in SIDES:
            assert all(find(f"coolant.{side}.{column}") for column in element.get("coolant", {}).get(side, ())), (key, side)
    for problem in content["problems"]:
        assert {"code", "severity", "element", "value", "limit", "source", "text", "cause", "cure", "cure_edit"} <= set(problem)
        assert problem["severity"] in ("error", "warning", "info")


def test_what_readers_of_the_file_rely_on_stays():
    """Columns are added to gigahall-results/2, never renamed or taken away."""
    named = {f"{block}.{column}" for block, columns in BLOCKS.items() for column in columns if column not in SIDES}
    named |= {f"coolant.{side}.{column}" for side in SIDES for column in STREAM}
    assert named <= {quantity.path for quantity in QUANTITIES}


def _no_constant(word):
    raise AssertionError(f"the file holds {word}")


@every_scene
def test_everything_solvable_has_results(name):
    results = case(name)
    for record in records_of(name).values():
        if isinstance(record, Element) and record.in_service:
            ports = kind_of(record).ports(record)
            if any(port.domain == "electrical" for port in ports):
                assert results.value(record.id, "power.p_w") is not None, record.id
