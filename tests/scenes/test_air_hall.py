"""The air hall: bulk balances by hand, the reversed rack found and repaired, lost air handlers."""

import pytest
from tests.scenes.cases import case, errors, exceeded, number, records_of, total

from gigahall.kinds.hall import Hall
from gigahall.kinds.prose import cure_words, text

SCENE = "air-hall"
ROW_KW = {"R1": (6, 6, 10, 6, 10, 12, 10, 6, 6, 6), "R2": (6, 6, 10, 6, 10, 20.4, 10, 6, 6, 6)}
RACKS = [f"{row}-{k:02d}" for row in ROW_KW for k in range(1, 11)]
CRAHS = ["CRAH-1", "CRAH-2", "CRAH-3"]
TILES = [f"T-{k:02d}-{j}" for k in range(1, 11) for j in (1, 2)]
REPAIRED = ("R2-06.turn_deg=0",)
HAND = 0.02


def test_racks_and_their_air():
    results = case(SCENE)
    for row, powers in ROW_KW.items():
        for k, kw in enumerate(powers, 1):
            assert number(results, f"{row}-{k:02d}", "power.p_w") == pytest.approx(kw * 1e3, rel=1e-9)
            flow = 2 * 0.5215 if kw == 20.4 else 0.069 * kw
            assert number(results, f"{row}-{k:02d}", "air.flow_m3_s") == pytest.approx(flow, rel=HAND)
    assert results.key_figures["it_w"] == pytest.approx(164.4e3, rel=1e-9)
    assert total(results, RACKS, "air.flow_m3_s") == pytest.approx(10.99, rel=HAND)
    assert number(results, "R2-06", "air.outlet_mean_c") - number(results, "R2-06", "air.inlet_mean_c") == pytest.approx(16.2, rel=HAND)


def test_tiles_follow_the_plenum_and_the_units_hold_it():
    """0.36 m2 of 56 % grate, K = 7.4: 0.604 m3/s at 12.45 Pa, 12.09 m3/s in all; a tenth leaks, so the units blow 13.43."""
    results = case(SCENE)
    hall = next(record.id for record in records_of(SCENE).values() if isinstance(record, Hall))
    assert number(results, hall, "air.plenum_pa") == pytest.approx(12.45, rel=1e-6)
    for tile in TILES:
        assert number(results, tile, "air.flow_m3_s") == pytest.approx(0.604, rel=HAND)
    assert total(results, CRAHS, "air.flow_m3_s") == pytest.approx(13.43, rel=HAND)
    for crah in CRAHS:
        assert number(results, crah, "air.flow_m3_s") / 6.67 == pytest.approx(0.67, rel=HAND)
        assert number(results, crah, "air.fan_speed_frac") == pytest.approx(0.67, rel=HAND)
        assert number(results, crah, "air.outlet_mean_c") == pytest.approx(18.0, abs=0.01)


@pytest.mark.parametrize(("open_frac", "m3_s"), [(0.25, 0.251), (0.40, 0.414)])
def test_tighter_tiles_pass_less(open_frac, m3_s):
    results = case(SCENE, sets=tuple(f"{tile}.open_frac={open_frac}" for tile in TILES))
    for tile in TILES:
        assert number(results, tile, "air.flow_m3_s") == pytest.approx(m3_s, rel=HAND)


def test_return_air_carries_all_heat():
    """18 degC + (164.4 kW and the fans) / (1.206 kJ/m3K x 13.43 m3/s): 28.7 degC by hand."""
    results = case(SCENE, sets=REPAIRED)
    flow = [number(results, crah, "air.flow_m3_s") for crah in CRAHS]
    back = [number(results, crah, "air.inlet_mean_c") for crah in CRAHS]
    assert sum(f * c for f, c in zip(flow, back, strict=True)) / sum(flow) == pytest.approx(28.7, rel=HAND)
    fans = total(results, CRAHS, "power.p_w")
    assert fans == pytest.approx(9e3, rel=0.05)
    assert total(results, CRAHS, "coolant.heat_w") == pytest.approx(164.4e3 + fans, rel=HAND)


def test_the_reversed_rack_is_named_first_with_its_cure():
    results = case(SCENE)
    first = errors(results)[0]
    assert first.element == "R2-06" and first.quantity == "air.inlet_max_c"
    assert first.value is not None and first.value > 30.0  # allowable inlet of a DGX H100
    assert "opposite" in cure_words(first)
    assert {p.element for p in errors(results)} >= {"R2-05", "R2-07"}, "it blows into the aisle its neighbours breathe"
    assert all(p.cure is None or not p.cure.edit for p in errors(results)[1:])
    due = {p.element for p in results.problems if p.cause is not None and results.problems[p.cause] is first}
    assert {"R2-05", "R2-07"} <= due, "turning it cures them too"


def test_it_breathes_the_hot_aisle_and_blows_into_the_cold_one():
    broken, repaired = case(SCENE), case(SCENE, sets=REPAIRED)
    assert number(broken, "R2-06", "air.inlet_mean_c") > number(repaired, "R2-06", "air.inlet_mean_c") + 8.0
    assert number(broken, "R2-06", "air.outlet_mean_c") >= 46.0
    for rack in ("R2-05", "R2-07"):
        assert number(broken, rack, "air.inlet_mean_c") > number(repaired, rack, "air.inlet_mean_c") + 4.0


def test_turning_it_back_clears_every_error():
    results = case(SCENE, sets=REPAIRED)
    assert exceeded(results) == []
    means = [number(results, rack, "air.inlet_mean_c") for rack in RACKS]
    assert min(means) >= 18.0 - 1e-6 and max(means) <= 25.0  # 18-24 by estimate
    hottest = max(RACKS, key=lambda rack: number(results, rack, "air.inlet_max_c"))
    assert hottest[-2:] in ("01", "10"), "warmest at the row ends"


def test_one_air_handler_lost_just_holds():
    """Two units at full speed blow 13.33 of the 13.43 m3/s wanted: 99 %."""
    results = case(SCENE, ("CRAH-3",), REPAIRED)
    flow = total(results, CRAHS[:2], "air.flow_m3_s")
    assert flow == pytest.approx(13.33, rel=HAND)
    assert total(results, TILES, "air.flow_m3_s") / 12.09 == pytest.approx(0.99, rel=HAND)
    assert exceeded(results) == []
    told = [p for p in results.problems if "full fan speed" in text(p)]
    assert {p.element for p in told} == {"CRAH-1", "CRAH-2"} and all(p.severity == "warning" for p in told)


@pytest.mark.parametrize("crah", CRAHS)
def test_any_air_handler_may_be_lost(crah):
    assert exceeded(case(SCENE, (crah,), REPAIRED)) == []


def test_two_air_handlers_lost_starve_the_tiles():
    """6.67 m3/s leave 6.0 to the tiles, 55 % of what the racks draw: the rest recirculates."""
    results = case(SCENE, ("CRAH-1", "CRAH-2"), REPAIRED)
    assert total(results, TILES, "air.flow_m3_s") == pytest.approx(6.0, rel=HAND)
    assert total(results, TILES, "air.flow_m3_s") / total(results, RACKS, "air.flow_m3_s") == pytest.approx(0.55, rel=HAND)
    assert errors(results)[0].element == "CRAH-3" and "plenum" in text(errors(results)[0])
    assert {p.element for p in errors(results) if p.quantity == "air.inlet_max_c"} >= set(RACKS[:5])
    mean = total(results, RACKS, "air.inlet_mean_c") / len(RACKS)
    assert mean > total(case(SCENE, sets=REPAIRED), RACKS, "air.inlet_mean_c") / len(RACKS) + 4.0


def test_standby_chiller_and_pump_take_over():
    normal = case(SCENE)
    for duty, standby in (("CH-1", "CH-2"), ("CWP-1", "CWP-2")):
        lost = case(SCENE, (duty,))
        assert number(normal, standby, "power.p_w") == 0.0 and number(lost, duty, "power.p_w") == 0.0
        assert number(lost, standby, "power.p_w") == pytest.approx(number(normal, duty, "power.p_w"), rel=0.01)
        assert [text(p) for p in errors(lost)] == [text(p) for p in errors(normal)]


@pytest.mark.parametrize("ups", ["UPS-A", "UPS-B"])
def test_either_feed_carries_every_rack(ups):
    results = case(SCENE, (ups,), REPAIRED)
    assert results.key_figures["it_w"] == pytest.approx(164.4e3, rel=1e-9)
    assert exceeded(results) == []


def test_no_chilled_water_is_a_diagnosis():
    """Both pumps hang on LV-B: the air handlers stop, the room has no steady state, and that is said of every rack."""
    results = case(SCENE, ("LV-B",))
    assert results.exit_code == 3
    assert {p.element for p in errors(results) if p.code == "coil-uncooled"} == {"CRAH-1", "CRAH-3"}
    assert {p.element for p in errors(results) if p.code == "unsolved-air"} == set(RACKS)
    assert results.value("R1-01", "air.inlet_mean_c") is None
    assert results.value("R1-01", "power.p_w") == 6000.0


def test_all_dark_is_solved():
    results = case(SCENE, ("UTIL-1",))
    assert results.exit_code == 0
    assert results.key_figures["facility_w"] == 0.0 and results.key_figures["racks_dark"] == 20
    assert "pue" not in results.key_figures


def test_chiller_efficiency_is_what_its_data_says():
    """COP 3.2 at 35 degC ambient and 10 degC supply."""
    results = case(SCENE)
    assert number(results, "CH-1", "power.p_w") == pytest.approx(number(results, "CH-1", "coolant.heat_w") / 3.2, rel=1e-3)
    assert records_of(SCENE)["CH-1"].cop == 3.2
