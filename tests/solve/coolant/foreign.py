"""Networks of other programs as loops of ours."""

from __future__ import annotations

from typing import Any

import numpy as np

from gigahall.physics.coolants import constant
from gigahall.physics.friction import COLEBROOK, EPANET, SWAMEE_JAIN
from gigahall.solve.coolant.network import PIPE, POWER, PUMP, Loop

G = 9.81
FOOT = 0.3048
EPANET_G = 32.2 * FOOT
"""EPANET 2.2 works in feet with these constants (hydcoeffs.c)."""
HAZEN_WILLIAMS = 4.727 * FOOT**4.871 / FOOT ** (3 * 1.852)


def table(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    part = data.get(name)
    return [dict(zip(part["columns"], row, strict=True)) for row in part["rows"]] if part else []


def pandapipes_loop(data: dict[str, Any], law: str) -> tuple[Loop, np.ndarray, np.ndarray]:
    """The loop, node heights [m] and the pipes' (area x loss coefficient [W/K], surroundings [K]) rows.

    Pressures of the loop are piezometric: rho g z is added at fixed nodes and taken off again by the reader.
    """
    inputs, fluid = data["input"], data["fluid"]
    nodes = {row["index"]: at for at, row in enumerate(table(inputs, "junction"))}
    rho = fluid["density"]
    ends, kinds, parameters, walls = [], [], [], []
    # OpenModelica, STANET and pandapipes divide the roughness by 3.71 D in Colebrook's formula, ours by 3.7 D.
    rough = 1e-3 * (3.7 / 3.71 if law == "colebrook" else 1.0)
    for row in table(inputs, "pipe"):
        ends.append((nodes[row["from_junction"]], nodes[row["to_junction"]]))
        kinds.append(PIPE)
        length = 1e3 * row["length_km"]
        parameters.append([length, row["diameter_m"], rough * row["k_mm"], row["loss_coefficient"], 0, 0])
        walls.append((np.pi * row["diameter_m"] * length * row["u_w_per_m2k"], row["text_k"]))
    for row in table(inputs, "valve"):
        ends.append((nodes[row["junction"]], nodes[row["element"]]))
        kinds.append(PIPE)
        parameters.append([0.0, row["diameter_m"], 1e-4, row["loss_coefficient"], 0, 0])
        walls.append((0.0, 293.15))
    for row in table(inputs, "pump"):
        c2, c1, c0 = inputs["pump_curves"][row["std_type"]]["reg_polynomial_highest_first"]
        ends.append((nodes[row["from_junction"]], nodes[row["to_junction"]]))
        kinds.append(PUMP)
        parameters.append([1e5 * c0, 1e5 * 3600.0 * c1, 1e5 * 3600.0**2 * c2, 0, 0, 0])
        walls.append((0.0, 293.15))
    height = np.array([row["height_m"] for row in table(inputs, "junction")])
    demand = np.zeros(len(nodes))
    for row in table(inputs, "sink"):
        demand[nodes[row["junction"]]] += row["mdot_kg_per_s"] * row["scaling"]
    for row in table(inputs, "source"):
        demand[nodes[row["junction"]]] -= row["mdot_kg_per_s"] * row["scaling"]
    fixed = [nodes[row["junction"]] for row in table(inputs, "ext_grid")]
    pressure = [1e5 * row["p_bar"] + rho * G * height[at] for row, at in zip(table(inputs, "ext_grid"), fixed, strict=True)]
    n = len(ends)
    loop = Loop(
        n_node=len(nodes), tail=np.array([a for a, _b in ends]), head=np.array([b for _a, b in ends]), kind=np.array(kinds),
        parameters=np.array(parameters, float), non_return=np.zeros(n, bool),
        coolant=constant(rho, fluid["heat_capacity"], fluid["viscosity"]), anchor_node=np.array(fixed),
        anchor_pa=np.array(pressure), pump_hold=np.zeros(n, int), pump_value=np.ones(n), pump_min_speed=np.zeros(n),
        demand_kg_s=demand, friction=COLEBROOK if law == "colebrook" else SWAMEE_JAIN,
    )
    return loop, height, np.array(walls, float)


def epanet_loop(text: str) -> tuple[Loop, list[str], list[str]]:
    """An EPANET 2.2 input file at t = 0 (pipes, tanks, reservoirs, one-point pump curves): loop, node and link names."""
    part = _sections(text)
    option = {row[0].upper(): row[1].upper() for row in part["OPTIONS"] if len(row) > 1}
    us = option["UNITS"] == "GPM"
    length, bore, flow = (0.3048, 0.0254, 6.30901964e-5) if us else (1.0, 1e-3, 1e-3)
    patterns: dict[str, float] = {}
    for row in part["PATTERNS"]:
        patterns.setdefault(row[0], float(row[1]))
    heads, demand, names = {}, [], []
    for row in part["JUNCTIONS"]:
        factor = patterns[row[3] if len(row) > 3 else option.get("PATTERN", "1")]
        names.append(row[0])
        demand.append(float(row[2]) * flow * factor)
    for row in part["RESERVOIRS"] + part["TANKS"]:
        heads[row[0]] = length * (float(row[1]) + (float(row[2]) if len(row) > 3 else 0.0))
        names.append(row[0])
        demand.append(0.0)
    at = {name: k for k, name in enumerate(names)}
    rho, mu = 998.0, 998.0 * 1.1e-5 * FOOT**2
    links, ends, kinds, parameters = [], [], [], []
    for row in part["PIPES"]:
        run, width, rough = length * float(row[3]), bore * float(row[4]), float(row[5])
        links.append(row[0])
        ends.append((at[row[1]], at[row[2]]))
        if option["HEADLOSS"] == "D-W":
            kinds.append(PIPE)
            parameters.append([run, width, 1e-3 * rough, 0, 0, 0])
        else:  # Hazen-Williams: 10.67 C^-1.852 d^-4.871 L q^1.852 metres
            kinds.append(POWER)
            parameters.append([rho * EPANET_G * HAZEN_WILLIAMS * rough**-1.852 * width**-4.871 * run * 1e-3**1.852, 1e-3, 1.852, 0, 0, 0])
    for row in part["PUMPS"]:
        q, head = next((flow * float(c[1]), length * float(c[2])) for c in part["CURVES"] if c[0] == row[4])
        links.append(row[0])
        ends.append((at[row[1]], at[row[2]]))
        kinds.append(PUMP)  # one-point curve: 4/3 h - 1/3 h (q / q1)^2
        parameters.append([rho * EPANET_G * head * 4 / 3, 0.0, -rho * EPANET_G * head / 3 / q**2, 0, 0, 0])
    n = len(links)
    loop = Loop(
        n_node=len(names), tail=np.array([a for a, _b in ends]), head=np.array([b for _a, b in ends]), kind=np.array(kinds),
        parameters=np.array(parameters, float), non_return=np.zeros(n, bool), coolant=constant(rho, 4184.0, mu),
        anchor_node=np.array([at[name] for name in heads]), anchor_pa=rho * EPANET_G * np.array(list(heads.values())),
        pump_hold=np.zeros(n, int), pump_value=np.ones(n), pump_min_speed=np.zeros(n), demand_kg_s=rho * np.array(demand),
        friction=EPANET,
    )
    return loop, names, links


def _sections(text: str) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    name = ""
    for raw in text.splitlines():
        line = raw.split(";")[0].strip()
        if line.startswith("["):
            name = line.strip("[]")
            found.setdefault(name, [])
        elif line and name:
            found[name].append(line.split())
    return found
