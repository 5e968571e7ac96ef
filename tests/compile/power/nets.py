"""Small scenes the compiled power network is tested on."""

from __future__ import annotations

from typing import Any

from gigahall.kinds.breaker import Breaker
from gigahall.kinds.busway import Busway
from gigahall.kinds.cable import Cable
from gigahall.kinds.fixed_load import FixedLoad
from gigahall.kinds.generator import Generator
from gigahall.kinds.kind import Env
from gigahall.kinds.panel import Panel
from gigahall.kinds.switchboard import Switchboard
from gigahall.kinds.transformer import Transformer
from gigahall.kinds.ups import Ups
from gigahall.kinds.utility import Utility
from gigahall.scene.record import Ambient, Connection, Record, Scene

ENV = Env(Scene(), Ambient())
PAIRS = ("AB", "CD", "AC", "BD", "AD", "BC")


class Net(dict[str, Record]):
    """Records by id, with short hands."""

    def add(self, record: type[Any], key: str, **fields: Any) -> str:
        self[key] = record(id=key, name=key, **fields)
        return key

    def join(self, *ends: str) -> None:
        """Connections along a chain of ends: a-b, c-d, ..."""
        for a, b in zip(ends[::2], ends[1::2], strict=True):
            key = f"j{len(self)}"
            self[key] = Connection(id=key, a=a, b=b)


def four_panels(edp: float) -> Net:
    """Reference hall four-panels (section 3), electrical part, whips of length 0; EDP law of the GB200 rack."""
    net = Net()
    for p in "ABCD":
        net.add(Utility, f"UPS-{p}", voltage_v=417.0, is_ideal=True)
        net.add(Busway, f"FD-{p}", length_m=40.0, r_ohm_m=7.2e-5, x_ohm_m=6e-5, rating_a=800)
        net.add(Panel, f"RPP-{p}", main_a=800, rating_w=500e3)
        net.join(f"UPS-{p}.out", f"FD-{p}.a", f"FD-{p}.b", f"RPP-{p}.in")
    for k in range(1, 9):
        net.add(FixedLoad, f"R{k}", p_w=(38 + 90 * edp) * 1e3, pf=0.98, feeds=4)
        for i, p in enumerate("ABCD", start=1):
            net.add(Cable, f"W{k}{p}", length_m=0, parallel=2, rating_a=60, rating_w=33e3)
            net.join(f"RPP-{p}.out", f"W{k}{p}.a", f"W{k}{p}.b", f"R{k}.feed_{i}")
    for k, pair in enumerate(PAIRS, start=1):
        net.add(FixedLoad, f"S{k}", p_w=24.6e3, pf=0.98, feeds=2)
        for i, p in enumerate(pair, start=1):
            net.add(Cable, f"X{k}{p}", length_m=0, rating_a=60, rating_w=33e3)
            net.join(f"RPP-{p}.out", f"X{k}{p}.a", f"X{k}{p}.b", f"S{k}.feed_{i}")
    return net


def lineups(rack_w: float = 135e3) -> Net:
    """Reference hall superpod-gb300 (section 1.6): main-tie-main with a generator bus, four lineups, 8 + 6 racks."""
    net = Net()
    for k in "12":
        net.add(Utility, f"UTIL-{k}", group="grid")
        net.add(Switchboard, f"M{k}", voltage_v=13_800, rating_a=1200)
        net.add(Generator, f"GEN-{k}", standby=True, group="grid")
        net.add(Breaker, f"GB-{k}", standby=True, rating_a=1200)
    net.add(Switchboard, "G", voltage_v=13_800, rating_a=1200)
    net.add(Breaker, "TIE", standby=True, rating_a=1200)
    net.join("M1.bus", "TIE.a", "TIE.b", "M2.bus")
    for k in "12":
        net.join(f"UTIL-{k}.out", f"M{k}.bus", f"GEN-{k}.out", "G.bus", "G.bus", f"GB-{k}.a", f"GB-{k}.b", f"M{k}.bus")
    for p, bus in zip("ABCD", ("M1", "M2", "M1", "M2"), strict=True):
        net.add(Transformer, f"TX-{p}")
        net.add(Switchboard, f"LV-{p}", rating_a=1600)
        net.add(Ups, f"UPS-{p}", load_frac=(0.3, 1.0), efficiency=(0.975, 0.975))
        net.add(Busway, f"BW-{p}", length_m=35, effective_m=25)
        net.join(f"{bus}.bus", f"TX-{p}.in", f"TX-{p}.out", f"LV-{p}.bus", f"LV-{p}.bus", f"UPS-{p}.in", f"UPS-{p}.out", f"BW-{p}.a")
    for k in range(1, 9):
        net.add(FixedLoad, f"A0{k}", p_w=rack_w, pf=0.98, feeds=4)
        for i, p in enumerate("ABCD", start=1):
            net.add(Cable, f"W{k}{p}", length_m=6, parallel=2, rating_a=60, rating_w=33e3)
            net.join(f"BW-{p}.tap", f"W{k}{p}.a", f"W{k}{p}.b", f"A0{k}.feed_{i}")
    for k, pair in enumerate(PAIRS, start=1):
        net.add(FixedLoad, f"B0{k}", p_w=20e3, pf=0.98, feeds=2)
        for i, p in enumerate(pair, start=1):
            net.join(f"BW-{p}.tap", f"B0{k}.feed_{i}")
    return net
