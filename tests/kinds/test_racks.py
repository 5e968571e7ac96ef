"""Racks against their makers' tables: power laws, coolant flow and pressure drop, airflow, heat split."""

from __future__ import annotations

from typing import Any

import pytest

from gigahall.kinds.catalogue import make
from gigahall.kinds.kind import Env
from gigahall.kinds.parts.air import Solid, Through
from gigahall.kinds.parts.coolant import FlowValve, Restriction
from gigahall.kinds.parts.power import Load
from gigahall.kinds.rack_air import RackAir, RackAirKind, rated_airflow_m3_s
from gigahall.kinds.rack_liquid import RackLiquid, RackLiquidKind, design_flow_m3_s
from gigahall.scene.record import Ambient, Scene

LIQUID, AIR = RackLiquidKind(), RackAirKind()
FULL = Env(Scene(), Ambient())
LPM = 1 / 60000


def liquid(item: str, **fields: Any) -> RackLiquid:
    rack = make(item, id="A01", name="A01", **fields)
    assert isinstance(rack, RackLiquid)
    return rack


def air(item: str, **fields: Any) -> RackAir:
    rack = make(item, id="B01", name="B01", **fields)
    assert isinstance(rack, RackAir)
    return rack


@pytest.mark.parametrize(
    ("supply_c", "flow_lpm", "dp_pa"),
    # Lenovo LP2357, table 27
    [(25, 59, 15.9e3), (30, 71, 22.1e3), (35, 89, 33.8e3), (40, 119, 58.6e3), (45, 177, 126.9e3)],
)
def test_gb300_flow_and_pressure_drop(supply_c: float, flow_lpm: float, dp_pa: float) -> None:
    rack = liquid("gb300_nvl72", design_supply_c=float(supply_c))
    assert design_flow_m3_s(rack) == pytest.approx(flow_lpm * LPM, rel=1e-4)
    plates = LIQUID.coolant(rack, FULL).parts[0]
    assert isinstance(plates, Restriction)
    assert plates.dp_pa * (flow_lpm * LPM / plates.at_m3_s) ** plates.exponent == pytest.approx(dp_pa, rel=0.03)


def test_flow_between_beyond_and_instead_of_the_table() -> None:
    assert design_flow_m3_s(liquid("gb300_nvl72", design_supply_c=42.5)) == pytest.approx(148 * LPM, rel=1e-4)
    assert design_flow_m3_s(liquid("gb300_nvl72", design_supply_c=10.0)) == pytest.approx(59 * LPM, rel=1e-4)
    assert design_flow_m3_s(liquid("gb300_nvl72", design_supply_c=50.0)) == pytest.approx(177 * LPM, rel=1e-4)
    assert design_flow_m3_s(liquid("gb300_nvl72", flow_m3_s=0.002)) == 0.002
    assert design_flow_m3_s(liquid("gb300_nvl72", flow_table=[])) == pytest.approx(119 * LPM, rel=1e-4)


@pytest.mark.parametrize(
    ("item", "edp", "kw"),
    # Blueprint power-failure test: 146 and 173 kW per GB200 rack, 176 and 208 kW per GB300 rack
    [("gb200_nvl72_edp", 1.2, 146), ("gb200_nvl72_edp", 1.5, 173), ("gb300_nvl72_edp", 1.2, 176), ("gb300_nvl72_edp", 1.5, 208)],
)
def test_power_by_edp(item: str, edp: float, kw: float) -> None:
    assert LIQUID.it_w(liquid(item, edp=edp), FULL) == pytest.approx(kw * 1e3, abs=100)


def test_power_by_utilisation() -> None:
    rack = liquid("gb300_nvl72")
    half = Env(Scene(it_load_frac=0.5), Ambient())
    assert LIQUID.it_w(rack, FULL) == 135e3
    assert LIQUID.it_w(rack, half) == pytest.approx((135e3 + 40.8e3) / 2)
    assert LIQUID.it_w(liquid("gb300_nvl72", load_frac=0.0), half) == 40.8e3


def test_heat_leaves_by_liquid_and_air_and_nowhere_else() -> None:
    """135 kW, 90 % liquid: 121.5 kW into the coolant, 13.5 kW into 0.85 m3/s of air."""
    rack = liquid("gb300_nvl72")
    plates = LIQUID.coolant(rack, FULL).parts[0]
    body, through = LIQUID.air(rack, FULL).parts
    assert isinstance(plates, Restriction)
    assert isinstance(body, Solid)
    assert isinstance(through, Through)
    assert plates.heat_w == pytest.approx(121.5e3)
    assert plates.heat_w + through.heat_w == pytest.approx(LIQUID.it_w(rack, FULL))
    assert through.flow_m3_s == pytest.approx(0.85)
    idle = LIQUID.air(liquid("gb300_nvl72", load_frac=0.0), FULL).parts[1]
    assert isinstance(idle, Through)
    assert idle.flow_m3_s == pytest.approx(0.85 * 0.4)


def test_liquid_rack_asks_for_flow_and_shares_its_shelves() -> None:
    rack = liquid("gb300_nvl72")
    coolant = LIQUID.coolant(rack, FULL)
    load = LIQUID.power(rack, FULL).parts[0]
    assert coolant.needs_flow
    assert (coolant.max_in_c, coolant.max_out_c) == (45.0, 65.0)
    assert isinstance(coolant.parts[-1], FlowValve)
    assert isinstance(load, Load)
    assert load.nodes == ("feed_1", "feed_2", "feed_3", "feed_4")
    assert load.rating_w == 66e3  # two shelves of 33 kW
    assert not LIQUID.coolant(liquid("gb300_nvl72", liquid_frac=0.0), FULL).needs_flow


@pytest.mark.parametrize(
    ("item", "flow_m3_s"),
    # 0.069 m3/s per kW at 12 K; DGX H100: 1,105 CFM = 0.5215 m3/s each
    [("rack_6kw", 0.414), ("rack_10kw", 0.690), ("rack_12kw", 0.828), ("dgx_h100_2", 1.043), ("dgx_h100_4", 2.086)],
)
def test_air_rack_flow(item: str, flow_m3_s: float) -> None:
    assert rated_airflow_m3_s(air(item)) == pytest.approx(flow_m3_s, rel=3e-3)


def test_air_rack_puts_all_its_heat_into_the_air() -> None:
    rack = air("support_storage_20kw")
    through = AIR.air(rack, FULL).parts[1]
    assert isinstance(through, Through)
    assert through.heat_w == AIR.it_w(rack, FULL) == 20e3


def test_an_empty_rack_only_stands_there() -> None:
    rack = air("empty_blanked")
    assert AIR.it_w(rack, FULL) == 0.0
    assert [type(part) for part in AIR.air(rack, FULL).parts] == [Solid]
