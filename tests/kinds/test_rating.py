"""UA from rating data, against closed forms, tables and makers' own figures."""

from __future__ import annotations

from math import exp

import pytest

from gigahall.kinds import air_unit, cdu, cooling_tower, dry_cooler, plate_exchanger
from gigahall.kinds.catalogue import item
from gigahall.kinds.rating import (
    MOST_EFFECTIVE,
    approach_ua_w_k,
    counterflow_ntu,
    crossflow_effectiveness,
    crossflow_ntu,
    liquid_j_m3_k,
    outdoor_j_m3_k,
)
from gigahall.physics.moist_air import ROOM_J_M3_K


@pytest.mark.parametrize("effectiveness", [0.1, 0.5, 0.8, 0.95])
def test_balanced_counterflow_has_its_closed_form(effectiveness: float) -> None:
    assert counterflow_ntu(effectiveness, 1.0) == pytest.approx(effectiveness / (1 - effectiveness))


@pytest.mark.parametrize("ratio", [0.01, 0.25, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("ntu", [0.2, 1.0, 3.0])
def test_counterflow_inverts_kays_and_london(ntu: float, ratio: float) -> None:
    decay = exp(-ntu * (1 - ratio))
    assert counterflow_ntu((1 - decay) / (1 - ratio * decay), ratio) == pytest.approx(ntu, rel=1e-9)


def test_contradicting_data_is_cut() -> None:
    assert counterflow_ntu(1.3, 0.5) == counterflow_ntu(MOST_EFFECTIVE, 0.5)


@pytest.mark.parametrize(
    ("ntu", "ratio", "exact"),
    # ht 1.2.0, effectiveness from NTU, crossflow both unmixed (exact)
    [(1.0, 0.5, 0.5474898339), (3.0, 0.5, 0.8197082805), (1.0, 1.0, 0.4762223882), (3.0, 1.0, 0.6812911081)],
)
def test_crossflow_matches_another_program(ntu: float, ratio: float, exact: float) -> None:
    assert crossflow_effectiveness(ntu, ratio) == pytest.approx(exact, abs=1e-9)
    assert crossflow_ntu(exact, ratio) == pytest.approx(ntu, rel=1e-6)


def test_crossflow_with_one_stream_of_even_temperature() -> None:
    assert crossflow_effectiveness(1.5, 0.0) == pytest.approx(1 - exp(-1.5))
    assert crossflow_effectiveness(0.0, 0.7) == 0.0


def test_cdu_of_1367_kw_at_4_k() -> None:
    """Equal flows both sides: UA = Q / approach."""
    unit = item("xdu1350").element
    assert isinstance(unit, cdu.Cdu)
    assert cdu.ua_w_k(unit) == pytest.approx(1.367e6 / 4.0, rel=1e-6)
    assert approach_ua_w_k(100.0, 5.0, 30.0, 30.0) == pytest.approx(20.0)


def test_three_pumps_leave_the_exchanger_as_it_is() -> None:
    two, three = item("xdu1350").element, item("xdu1350_3pump").element
    assert isinstance(two, cdu.Cdu)
    assert isinstance(three, cdu.Cdu)
    assert cdu.ua_w_k(two) == pytest.approx(cdu.ua_w_k(three))


def test_plate_exchanger_against_its_makers_ua() -> None:
    """1.25 MW, 51 to 37 against 35 to 46 degC: Q over LMTD is 382 kW/K (PG25 properties of the source)."""
    plates = item("aq6t_bfm").element
    assert isinstance(plates, plate_exchanger.PlateExchanger)
    assert plate_exchanger.ua_w_k(plates) == pytest.approx(382e3, rel=0.02)


def test_dry_cooler_of_600_kw() -> None:
    """12 K of 17 K on the air side at a capacity ratio of 10/12; the closed form of Incropera gives NTU 2.6, within 3 %."""
    cooler = item("dc_600kw").element
    assert isinstance(cooler, dry_cooler.DryCooler)
    assert dry_cooler.ua_w_k(cooler) == pytest.approx(130e3, rel=0.03)
    assert dry_cooler.air_m3_s(cooler) * outdoor_j_m3_k(29.0) * 12.0 == pytest.approx(600e3)


def test_coil_carries_its_rating() -> None:
    """Heat from UA, flows and entering temperatures by the counter-flow relation gives the rating back."""
    unit = item("pw170").element
    assert isinstance(unit, air_unit.AirUnit)
    air, water = ROOM_J_M3_K * unit.rated_m3_s, liquid_j_m3_k("water") * unit.water_m3_s
    least, most = min(air, water), max(air, water)
    decay = exp(-air_unit.ua_w_k(unit) / least * (1 - least / most))
    heat = (1 - decay) / (1 - least / most * decay) * least * (unit.rated_return_c - unit.rated_water_c)
    assert heat == pytest.approx(unit.rated_w, rel=1e-9)


def test_tower_moves_its_air() -> None:
    """1 MW over 5 K is 47.8 kg/s of water, over 1.08 is 44.3 kg/s of air."""
    tower = item("tower_1mw").element
    assert isinstance(tower, cooling_tower.CoolingTower)
    assert cooling_tower.air_kg_s(tower) == pytest.approx(44.26, rel=1e-3)


def test_heat_capacities() -> None:
    assert liquid_j_m3_k("PG25") == pytest.approx(1014.0 * 3959.5, rel=1e-3)  # EnergyPlus table, 40 degC
    assert liquid_j_m3_k("water") == pytest.approx(992.3 * 4179.0, rel=1e-3)
    assert pytest.approx(1.199 * 1006.0, rel=1e-3) == ROOM_J_M3_K
