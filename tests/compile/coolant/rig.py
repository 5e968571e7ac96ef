"""A small plant of real kinds: one DGX GB300 scalable unit's liquid side, as records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gigahall.compile.coolant import CoolantModel
from gigahall.compile.coolant_solution import CoolantSolution
from gigahall.kinds.finding import Finding
from gigahall.kinds.kind import Env
from gigahall.kinds.registry import BY_NAME
from gigahall.scene.record import Ambient, Connection, Record, Scene, replace

COOLERS, CHILLERS, RACKS, CRAHS = 3, 3, 8, 3


def element(kind: str, key: str, **fields: Any) -> Record:
    return BY_NAME[kind].record(id=key, name=key, **fields)


class Rig:
    """Records and connections, added by hand."""

    def __init__(self, dry_bulb_c: float = 34.1, wet_bulb_c: float = 24.0) -> None:
        self.records: dict[str, Record] = {
            "scene": Scene(), "ambient": Ambient(dry_bulb_c=dry_bulb_c, wet_bulb_c=wet_bulb_c),
        }

    def add(self, kind: str, key: str, **fields: Any) -> str:
        self.records[key] = element(kind, key, **fields)
        return key

    def join(self, a: str, b: str) -> None:
        key = f"c-{len(self.records)}"
        self.records[key] = Connection(id=key, a=a, b=b)

    def env(self) -> Env:
        scene, ambient = self.records["scene"], self.records["ambient"]
        assert isinstance(scene, Scene)
        assert isinstance(ambient, Ambient)
        return Env(scene, ambient)

    def running(self, out: tuple[str, ...] = ()) -> frozenset[str]:
        return frozenset(key for key in self.records if key not in out)

    def model(self) -> CoolantModel:
        return CoolantModel(self.records, self.env())

    def out_of_service(self, *keys: str) -> Rig:
        for key in keys:
            self.records[key] = replace(self.records[key], in_service=False)
        return self

    def solve(
        self, out: tuple[str, ...] = (), heat_w: Mapping[str, float] | None = None,
        coil_air: Mapping[str, tuple[float, float]] | None = None, settled: bool = True,
    ) -> CoolantSolution:
        return self.model().solve(heat_w or {}, coil_air or {}, self.running(out), settled)


def technology_loop(rig: Rig, cdus: int = 2, racks: int = RACKS, supply_c: float = 40.0, rack_w: float = 135e3) -> None:
    """Racks on a supply and a return header with `cdus` units."""
    rig.add("manifold", "TCS-S", line="supply", system="TCS", length_m=15.0)
    rig.add("manifold", "TCS-R", line="return", system="TCS", length_m=15.0)
    for k in range(1, cdus + 1):
        rig.add("cdu", f"CDU-{k}", group="CDU", supply_c=supply_c)
        rig.join(f"CDU-{k}.tcs_supply", "TCS-S.in")
        rig.join(f"CDU-{k}.tcs_return", "TCS-R.in")
    for k in range(1, racks + 1):
        rig.add("rack_liquid", f"A{k:02d}", rated_w=rack_w, design_supply_c=supply_c)
        rig.join("TCS-S.tap", f"A{k:02d}.supply")
        rig.join(f"A{k:02d}.return", "TCS-R.tap")


def facility_loop(rig: Rig, cdus: int = 2, trim: bool = True, hold_c: float = 36.0) -> None:
    """Duty and standby pump, dry coolers, trim exchanger, header to the CDUs.

    The pump holds the design flow of 24.4 L/s; what the CDU valves do not take runs through a bypass.
    """
    rig.add("manifold", "FWS-S", line="supply", system="FWS", length_m=40.0, bore_m=0.1541)
    rig.add("manifold", "FWS-R", line="return", system="FWS", length_m=40.0, bore_m=0.1541)
    rig.add("manifold", "DC-S", line="return", system="FWS", length_m=10.0, bore_m=0.1541)
    rig.add("manifold", "DC-R", line="supply", system="FWS", length_m=10.0, bore_m=0.1541)
    for k in range(1, cdus + 1):
        rig.join(f"CDU-{k}.fws_supply", "FWS-S.tap")
        rig.join(f"CDU-{k}.fws_return", "FWS-R.tap")
    for k in (1, 2):
        rig.add("pump", f"FWP-{k}", system="FWS", group="FWP", standby=k == 2, control="flow", set_m3_s=0.0244)
        rig.join("FWS-R.in", f"FWP-{k}.a")
        rig.join(f"FWP-{k}.b", "DC-R.in")
    for k in range(1, COOLERS + 1):
        rig.add("dry_cooler", f"DC-{k}", system="FWS", hold_c=hold_c)
        rig.join("DC-R.tap", f"DC-{k}.return")
        rig.join(f"DC-{k}.supply", "DC-S.tap")
    if trim:
        rig.add("plate_exchanger", "TRIM", hold_c=hold_c, rated_w=800e3)
        rig.join("DC-S.in", "TRIM.hot_in")
        rig.join("TRIM.hot_out", "FWS-S.in")
    else:
        rig.join("DC-S.in", "FWS-S.in")
    rig.add("valve", "BYP", system="FWS", open_dp_pa=100e3, rated_m3_s=0.01)
    rig.join("FWS-S.tap", "BYP.a")
    rig.join("BYP.b", "FWS-R.tap")
    rig.add("expansion_vessel", "FWS-EV", system="FWS", fluid="PG30")
    rig.join("FWS-EV.a", "FWS-R.in")


def chilled_loop(rig: Rig, trim: bool = True) -> None:
    """Chillers, duty and standby pump, CRAH coils and the trim exchanger."""
    for name, line in (("CHW-S", "supply"), ("CHW-R", "return"), ("CH-S", "return"), ("CH-R", "supply")):
        rig.add("manifold", name, line=line, system="CHW", length_m=10.0, bore_m=0.1541)
    for k in (1, 2):
        rig.add("pump", f"CWP-{k}", system="CHW", group="CWP", standby=k == 2, set_dp_pa=150e3)
        rig.join("CHW-R.in", f"CWP-{k}.a")
        rig.join(f"CWP-{k}.b", "CH-R.in")
    for k in range(1, CHILLERS + 1):
        rig.add("chiller", f"CH-{k}", system="CHW")
        rig.join("CH-R.tap", f"CH-{k}.return")
        rig.join(f"CH-{k}.supply", "CH-S.tap")
    rig.join("CH-S.in", "CHW-S.in")
    rig.add("expansion_vessel", "CHW-EV", system="CHW", fluid="water")
    rig.join("CHW-EV.a", "CHW-R.in")
    for k in range(1, CRAHS + 1):
        rig.add("crah", f"CRAH-{k}", system="CHW")
        rig.join("CHW-S.tap", f"CRAH-{k}.supply")
        rig.join(f"CRAH-{k}.return", "CHW-R.tap")
    if trim:
        rig.join("CHW-S.tap", "TRIM.cold_in")
        rig.join("TRIM.cold_out", "CHW-R.tap")


def scalable_unit(dry_bulb_c: float = 34.1, **tcs: Any) -> Rig:
    """Everything of reference hall 1's sections 1.3 and 1.4."""
    rig = Rig(dry_bulb_c)
    technology_loop(rig, **tcs)
    facility_loop(rig)
    chilled_loop(rig)
    return rig


def value(solution: CoolantSolution, block: str, key: str, column: str) -> float:
    table = solution.blocks[block]
    return float(table.columns[column][table.row_of_id[key]])


def total_w(solution: CoolantSolution, prefix: str) -> float:
    """Heat moved by all elements whose id starts with `prefix` [W]."""
    rows = solution.blocks["exchange"].row_of_id
    return sum(value(solution, "exchange", key, "heat_w") for key in rows if key.startswith(prefix))


AIR_274_KW = {f"CRAH-{k}": (24.0 + 274e3 / 3 / (1206.0 * 5.53), 5.53) for k in range(1, CRAHS + 1)}
"""Room air that puts 274 kW into the coils when they hold 24 degC."""


def missed_by(found: CoolantSolution) -> list[Finding]:
    """Controls at their limit."""
    return [finding for finding in found.findings if finding.kind.topic == "Set point"]
