"""The loop of equipment, networks and air is real: edits have the consequences a hand calculation gives them."""

import pytest
from tests.scenes.cases import case, number, records_of, total

from gigahall.scene.document import Document
from gigahall.scene.edit import EditError
from gigahall.session.headless import solved, with_changes
from gigahall.session.scenario import assign, fail

CHILLERS = ["CH-1", "CH-2", "CH-3"]


@pytest.mark.parametrize(("one", "other"), [("R1-01", "R1-10"), ("R1-02", "R1-08"), ("R1-03", "R1-07")])
def test_racks_that_change_places_change_inlets(one, other):
    places = [records_of("air-hall")[key].at_m for key in (one, other)]
    swapped = case("air-hall", sets=(f"{one}.at_m={list(places[1])}", f"{other}.at_m={list(places[0])}"))
    before = case("air-hall")
    for column in ("air.inlet_mean_c", "air.inlet_max_c", "air.outlet_mean_c"):
        assert number(before, one, column) != pytest.approx(number(before, other, column), abs=0.02)
        assert number(swapped, one, column) == pytest.approx(number(before, other, column), abs=1e-4)
        assert number(swapped, other, column) == pytest.approx(number(before, one, column), abs=1e-4)
    assert number(swapped, "R2-06", "air.inlet_mean_c") == pytest.approx(number(before, "R2-06", "air.inlet_mean_c"), abs=1e-4)


def test_chiller_cop_changes_pue_as_by_hand():
    """Same heat, compressors draw COP / COP' of what they drew; cables, transformers take 1 % on top."""
    before = case("superpod-gb300")
    after = case("superpod-gb300", sets=tuple(f"{key}.cop=5" for key in CHILLERS))
    heat, drawn = total(before, CHILLERS, "coolant.heat_w"), total(before, CHILLERS, "power.p_w")
    assert drawn == pytest.approx(heat / 4.0, rel=0.02)
    saved = drawn * (1 - 4 / 5)
    pue = [float(results.key_figures["pue"]) for results in (before, after)]
    assert pue[0] - pue[1] == pytest.approx(saved / 1200e3, rel=0.02)
    assert total(after, CHILLERS, "coolant.heat_w") == pytest.approx(heat, rel=1e-4)


def test_rack_power_reaches_every_network():
    """10 kW more in one rack: nine into its coolant, one into the room, all of it through its whips."""
    before = case("superpod-gb300")
    after = case("superpod-gb300", sets=("A04.rated_w=145e3",))
    assert total(after, ["CDU-1", "CDU-2"], "coolant.heat_w") - total(before, ["CDU-1", "CDU-2"], "coolant.heat_w") == pytest.approx(9e3, rel=1e-3)
    crahs = ["CRAH-1", "CRAH-2", "CRAH-3"]
    in_air = total(after, crahs, "coolant.heat_w") - total(before, crahs, "coolant.heat_w")
    whips = [f"W-A04-{letter}" for letter in "ABCD"]
    assert in_air == pytest.approx(1e3, rel=0.15)  # and some more loss in whips and busways
    assert total(after, whips, "power.p_w") - total(before, whips, "power.p_w") == pytest.approx(10e3, rel=0.01)
    assert number(after, "A04", "coolant.out_c") - number(before, "A04", "coolant.out_c") == pytest.approx(15.25 * 10 / 135, rel=0.02)


def test_it_load_fraction_scales_racks_between_idle_and_rated():
    rack = records_of("superpod-gb300")["A01"]
    half = case("superpod-gb300", sets=("scene.it_load_frac=0.5",))
    assert number(half, "A01", "power.p_w") == pytest.approx((rack.idle_w + rack.rated_w) / 2, rel=1e-9)
    assert half.balances["energy_frac"] <= 1e-6
    idle = case("superpod-gb300", sets=("scene.it_load_frac=0",))
    assert number(idle, "A01", "power.p_w") == pytest.approx(rack.idle_w, rel=1e-9)
    assert idle.balances["energy_frac"] <= 1e-6


def test_the_order_of_failures_does_not_matter():
    names = ("CDU-1", "CRAH-2", "DC-3", "TX-B")
    one, other = case("superpod-gb300", names), case("superpod-gb300", names[::-1])
    assert one.key_figures == other.key_figures
    assert one.problems == other.problems


def test_failing_by_name_or_id_is_the_same():
    records = records_of("superpod-gb300")
    hall = next(record for record in records.values() if getattr(record, "name", "") not in ("", record.id))
    document = Document(records.values())
    assert fail(document, [hall.name]) == fail(document, [hall.id])


@pytest.mark.parametrize("word", ["CDU-9", "", "cdu-1", "j00001", "scene", "ambient"])
def test_what_is_no_element_cannot_fail(word):
    with pytest.raises(EditError):
        fail(Document(records_of("superpod-gb300").values()), [word])


def test_an_ambiguous_name_is_refused():
    records = with_changes(records_of("air-hall"), ["CH-1.name=Chiller", "CH-2.name=Chiller"])
    with pytest.raises(EditError, match="2 elements"):
        fail(Document(records.values()), ["Chiller"])
    assert fail(Document(records.values()), ["CH-1"])


@pytest.mark.parametrize(
    "word",
    ["", "CDU-1", "CDU-1.supply_c", "=4", "CDU-1.=4", ".supply_c=4", "CDU-1.nothing=4", "CDU-1.id=X", "CDU-1.kind=pump",
     "CDU-1.supply_c=warm", "CDU-1.supply_c=NaN", "CDU-1.supply_c=1e999", "CDU-1.supply_c=500", "CDU-1.supply_c=", "CDU-1.feeds=1.5",
     "A01.in_service=perhaps", "A01.at_m=[1,2]", "ambient.dry_bulb_c=hot", "nobody.supply_c=4"],
)  # fmt: skip
def test_bad_assignments_are_refused_with_a_reason(word):
    with pytest.raises(EditError) as refused:
        assign(Document(records_of("superpod-gb300").values()), [word])
    assert str(refused.value) and "\n" not in str(refused.value)


def test_assignments_add_up_and_the_last_one_holds():
    changed = with_changes(records_of("superpod-gb300"), ["A01.rated_w=100e3", "A01.liquid_frac=0.8", "A01.rated_w=90e3"])
    assert (changed["A01"].rated_w, changed["A01"].liquid_frac) == (90e3, 0.8)
    assert records_of("superpod-gb300")["A01"].rated_w == 135e3, "the base scene stays as it is"


def test_an_empty_hall_solves():
    from gigahall.templates.empty import empty_hall

    results = solved({record.id: record for record in empty_hall()})
    assert results.exit_code == 0 and results.key_figures["it_w"] == 0.0
    assert "pue" not in results.key_figures
