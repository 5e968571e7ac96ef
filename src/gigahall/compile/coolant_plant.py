"""Elements joined by coolant, as one `solve.coolant` plant, and where each element sits in its arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.coolant_lower import Lowered, Row
from gigahall.kinds.finding import Amount, Finding, Named, find
from gigahall.kinds.parts.coolant import (
    SHUT_M3_S,
    AirCoil,
    AirCooler,
    Chiller,
    CoolantPart,
    Exchanger,
    FlowValve,
    IdealLoop,
    Pump,
)
from gigahall.physics.coolants import COOLANTS, Coolant
from gigahall.physics.exchangers import COUNTER, CROSS
from gigahall.solve.coolant import devices as dev
from gigahall.solve.coolant.devices import Devices
from gigahall.solve.coolant.network import FIXED_SPEED, HOLD_DP, HOLD_FLOW, Loop, PumpGroup
from gigahall.solve.coolant.plant import Plant, PumpDuty

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Node = tuple[str, str]

DEFAULT_ANCHOR_PA = 150e3
COOLANT_OF_SYSTEM = {"TCS": "PG25", "FWS": "PG25", "CHW": "water"}
START_C = 30.0


@dataclass(frozen=True, slots=True)
class Place:
    """One branch of the plant: whose it is and where it lies."""

    element: str
    row: Row
    tail: int
    head: int


@dataclass(frozen=True, slots=True)
class DeviceAt:
    """One device of the plant, in the order of the device table."""

    element: str
    part: Exchanger | AirCooler | Chiller | AirCoil
    hot: int
    cold: int
    valve: int


@dataclass(frozen=True)
class Compiled:
    """A plant with the names of its rows."""

    plant: Plant
    elements: tuple[str, ...]
    places: tuple[Place, ...]
    devices: tuple[DeviceAt, ...]
    node_of: Mapping[Node, int]
    heat_branch: Mapping[str, int]
    branches_of: Mapping[str, Ints]
    notes: tuple[Finding, ...]
    lowered: Mapping[str, Lowered]
    rooms: tuple[str, ...] = ()
    """Halls whose air its coils cool, in the order of the solver's rooms."""
    vessels: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """By loop: what holds its pressure, one of them at a time."""

    def lost_vessels(self) -> dict[int, tuple[str, ...]]:
        """Of loops none of whose vessels is in service: those."""
        return {loop: keys for loop, keys in self.vessels.items() if not any(self.lowered[key].element.in_service for key in keys)}


def compile_plant(members: Sequence[Lowered], joints: Iterable[tuple[Node, Node]]) -> Compiled:
    """Join the members' ports along `joints`, split into loops, and lay out the arrays."""
    nodes = _Nodes()
    for a, b in joints:
        nodes.join(a, b)
    raw = [
        (item.element.id, k, row, nodes.index((item.element.id, row.part.a)), nodes.index((item.element.id, row.part.b)))
        for item in members for k, row in enumerate(item.rows)
    ]
    roots = nodes.components([(tail, head) for _e, _k, _r, tail, head in raw])
    order = {root: number for number, root in enumerate(dict.fromkeys(roots[tail] for *_x, tail, _h in raw))}
    raw.sort(key=lambda item: order[roots[item[3]]])
    numbered: dict[int, int] = {}
    for *_x, tail, head in raw:
        for node in (tail, head):
            numbered.setdefault(node, len(numbered))
    places = tuple(Place(element, row, numbered[tail], numbered[head]) for element, _k, row, tail, head in raw)
    node_of = {name: numbered[at] for name, at in nodes.names() if at in numbered}
    branch_of = {(element, k): b for b, (element, k, *_x) in enumerate(raw)}
    loop_of_branch = [order[roots[tail]] for *_x, tail, _h in raw]
    return _laid_out({m.element.id: m for m in members}, places, node_of, branch_of, np.array(loop_of_branch, int), len(numbered))


class _Nodes:
    """Union-find over port names."""

    def __init__(self) -> None:
        self._index: dict[Node, int] = {}
        self._parent: list[int] = []

    def _new(self, name: Node) -> int:
        if name not in self._index:
            self._index[name] = len(self._parent)
            self._parent.append(len(self._parent))
        return self._index[name]

    def _root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def join(self, a: Node, b: Node) -> None:
        self._parent[self._root(self._new(a))] = self._root(self._new(b))

    def index(self, name: Node) -> int:
        return self._root(self._new(name))

    def names(self) -> list[tuple[Node, int]]:
        return [(name, self._root(at)) for name, at in self._index.items()]

    def components(self, edges: Sequence[tuple[int, int]]) -> dict[int, int]:
        """Root of every node when branches join, too."""
        parent = {node: node for edge in edges for node in edge}

        def root(node: int) -> int:
            while parent[node] != node:
                parent[node] = parent[parent[node]]
                node = parent[node]
            return node

        for tail, head in edges:
            parent[root(tail)] = root(head)
        return {node: root(node) for node in parent}


def _laid_out(
    lowered: Mapping[str, Lowered], places: tuple[Place, ...], node_of: Mapping[Node, int],
    branch_of: Mapping[tuple[str, int], int], loop_of_branch: Ints, n_node: int,
) -> Compiled:
    n_loop = int(loop_of_branch.max(initial=-1)) + 1
    loop_of_node = np.zeros(n_node, int)
    for place, loop in zip(places, loop_of_branch, strict=True):
        loop_of_node[[place.tail, place.head]] = loop
    # Nodes were numbered while walking the loops one after the other, so each loop's nodes are consecutive.
    builder = _LoopBuilder(lowered, places, node_of, loop_of_branch, loop_of_node)
    loops = tuple(builder.build(k) for k in range(n_loop))
    found = tuple(_devices(lowered, branch_of))
    rooms = tuple(dict.fromkeys(hall for hall in (_room_of(lowered, at) for at in found) if hall))
    plant = Plant(
        loops=loops, devices=_device_table(lowered, found, rooms), pumps=_pump_duty(places),
        supply_c=np.array([p.row.part.supply_c if isinstance(p.row.part, IdealLoop) else np.nan for p in places]),
        fixed_c=np.full(n_node, np.nan), wall_w_k=np.zeros(len(places)), wall_c=np.zeros(len(places)),
        start_c=_start_c(found, places, loop_of_branch, loop_of_node),
    )
    grouped: dict[str, list[int]] = defaultdict(list)
    for b, place in enumerate(places):
        grouped[place.element].append(b)
    heat = {key: branch_of[key, item.heat_row()] for key, item in lowered.items() if item.heat_row() >= 0}
    return Compiled(
        plant, tuple(lowered), places, found, node_of, heat, {key: np.array(b) for key, b in grouped.items()},
        tuple(builder.notes), lowered, rooms, builder.vessels,
    )


def _room_of(lowered: Mapping[str, Lowered], at: DeviceAt) -> str:
    """The hall whose air a coil cools; "" for all else."""
    return lowered[at.element].element.hall if isinstance(at.part, AirCoil) else ""


class _LoopBuilder:
    """Arrays of one loop after the other; collects notes on what had to be assumed."""

    def __init__(
        self, lowered: Mapping[str, Lowered], places: tuple[Place, ...], node_of: Mapping[Node, int],
        loop_of_branch: Ints, loop_of_node: Ints,
    ) -> None:
        self.lowered, self.places, self.node_of = lowered, places, node_of
        self.loop_of_branch, self.loop_of_node = loop_of_branch, loop_of_node
        self.notes: list[Finding] = []
        self._anchors: dict[int, list[tuple[str, int, float]]] = defaultdict(list)
        self._fills: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for key, item in lowered.items():
            for anchor in item.anchors:
                if (key, anchor.node) in node_of:
                    node = node_of[key, anchor.node]
                    self._anchors[int(loop_of_node[node])].append((key, node, anchor.pa))
            for fill in item.fills:
                if (key, fill.node) in node_of:
                    self._fills[int(loop_of_node[node_of[key, fill.node]])].append((key, fill.fluid))

    @property
    def vessels(self) -> dict[int, tuple[str, ...]]:
        """By loop that has any."""
        return {loop: tuple(key for key, *_x in entries) for loop, entries in self._anchors.items() if entries}

    def build(self, loop: int) -> Loop:
        branches = np.flatnonzero(self.loop_of_branch == loop)
        mine = [self.places[b] for b in branches]
        nodes = np.flatnonzero(self.loop_of_node == loop)
        first = int(nodes[0])
        anchor, pa = self._anchor(loop, mine)
        parameters = np.zeros((len(mine), 6))
        for k, place in enumerate(mine):
            parameters[k, : len(place.row.parameters)] = place.row.parameters
        holds = [_hold(place.row.part) for place in mine]
        return Loop(
            n_node=len(nodes),
            tail=np.array([p.tail - first for p in mine]), head=np.array([p.head - first for p in mine]),
            kind=np.array([p.row.kind for p in mine]), parameters=parameters,
            non_return=np.array([p.row.non_return for p in mine]), coolant=self._coolant(loop, mine),
            anchor_node=np.array([anchor - first]), anchor_pa=np.array([pa]),
            pump_hold=np.array([hold for hold, _v, _m in holds]), pump_value=np.array([value for _h, value, _m in holds]),
            pump_min_speed=np.array([least for _h, _v, least in holds]), groups=self._groups(mine, first),
        )

    def _anchor(self, loop: int, mine: Sequence[Place]) -> tuple[int, float]:
        """The loop's pressure reference: a vessel's, an ideal source's, or an assumed one at a pump's inlet."""
        given = list(self._anchors[loop])
        given += [(p.element, p.tail, p.row.part.return_pa) for p in mine if isinstance(p.row.part, IdealLoop)]
        if given:
            vessels = [entry for entry in given if not self.lowered[entry[0]].rows]
            return (vessels or given)[0][1:]
        pumps = [p for p in mine if isinstance(p.row.part, Pump)]
        if pumps:
            assumed = Amount(DEFAULT_ANCHOR_PA, "Pa")
            self.notes.append(find("no-pressure-reference", pumps[0].element, assumed=assumed))
            return pumps[0].tail, DEFAULT_ANCHOR_PA
        return mine[0].tail, DEFAULT_ANCHOR_PA

    def _coolant(self, loop: int, mine: Sequence[Place]) -> Coolant:
        said = self._fills[loop]
        if said:
            other = next((key for key, fluid in said if fluid != said[0][1]), None)
            if other is not None:
                self.notes.append(find("two-coolants", other, other=Named((said[0][0],)), used=said[0][1]))
            return COOLANTS[said[0][1]]
        systems = [self.lowered[p.element].system for p in mine]
        return COOLANTS[COOLANT_OF_SYSTEM.get(next((s for s in systems if s), ""), "water")]

    def _groups(self, mine: Sequence[Place], first: int) -> tuple[PumpGroup, ...]:
        """Pumps that hold a pressure difference, by the speed they share. Those told to hold different ones share none:
        the highest holds its own, the others come to rest behind their check valves."""
        found: dict[tuple[object, ...], list[tuple[int, int, int, Pump]]] = defaultdict(list)
        for k, place in enumerate(mine):
            part = place.row.part
            if not isinstance(part, Pump) or part.hold != "dp":
                continue
            sense_from = self.node_of[place.element, part.hold_from or part.b]
            sense_to = self.node_of[place.element, part.hold_to or part.a]
            group = self.lowered[place.element].element.group
            key: tuple[object, ...] = ("group", group, part.side) if group else ("nodes", sense_from, sense_to)
            key = (*key, part.hold_value)
            found[key].append((k, sense_from - first, sense_to - first, part))
        return tuple(
            PumpGroup(
                np.array([k for k, *_x in members]), np.array([a for _k, a, *_x in members]),
                np.array([b for _k, _a, b, _p in members]), np.array([p.hold_value for *_x, p in members]),
                max(p.min_speed for *_x, p in members),
            )
            for members in found.values()
        )


def _hold(part: CoolantPart) -> tuple[int, float, float]:
    if not isinstance(part, Pump):
        return FIXED_SPEED, 0.0, 0.0
    if part.hold == "flow" and part.hold_value <= SHUT_M3_S:  # told to move nothing: it stands still
        return FIXED_SPEED, 0.0, 0.0
    code = {"speed": FIXED_SPEED, "flow": HOLD_FLOW, "dp": HOLD_DP}[part.hold]
    return code, part.hold_value, part.min_speed


def _devices(lowered: Mapping[str, Lowered], branch_of: Mapping[tuple[str, int], int]) -> Iterable[DeviceAt]:
    for key, item in lowered.items():
        for part in item.devices:
            hot_side, cold_side = _sides(part)
            hot = branch_of.get((key, item.main_row(hot_side)), -1) if hot_side is not None else -1
            cold = branch_of.get((key, item.main_row(cold_side)), -1) if cold_side is not None else -1
            if hot < 0 and cold < 0:
                continue
            yield DeviceAt(key, part, hot, cold, _valve(item, key, part, branch_of))


def _sides(part: object) -> tuple[str | None, str | None]:
    if isinstance(part, Exchanger):
        return part.hot, part.cold
    if isinstance(part, AirCooler):
        return part.side, None
    if isinstance(part, Chiller):
        return part.side, part.condenser or None
    assert isinstance(part, AirCoil)
    return None, part.side


def _valve(item: Lowered, key: str, part: object, branch_of: Mapping[tuple[str, int], int]) -> int:
    """Branch of the valve that holds this device's set point."""
    for k, row in enumerate(item.rows):
        valve = row.part
        if not isinstance(valve, FlowValve) or valve.hold_c is None:
            continue
        if isinstance(part, AirCoil) and valve.hold_side == "air":
            return branch_of[key, k]
        if isinstance(part, Exchanger) and valve.hold_side in (part.hot, part.cold):
            return branch_of[key, k]
    return -1


def _device_table(lowered: Mapping[str, Lowered], found: Sequence[DeviceAt], rooms: Sequence[str]) -> Devices:
    number = {hall: r for r, hall in enumerate(rooms)}
    kinds = {Exchanger: dev.EXCHANGER, AirCooler: dev.COOLER, Chiller: dev.CHILLER, AirCoil: dev.COIL}
    return Devices(
        kind=np.array([kinds[type(at.part)] for at in found], int), hot=np.array([at.hot for at in found], int),
        cold=np.array([at.cold for at in found], int),
        valve=np.array([at.valve for at in found], int),
        room=np.array([number.get(_room_of(lowered, at), -1) for at in found], int),
    )


def arrangement(name: str) -> int:
    return CROSS if name == "cross" else COUNTER


def _pump_duty(places: Sequence[Place]) -> PumpDuty:
    found = [(b, p.row.part) for b, p in enumerate(places) if isinstance(p.row.part, Pump)]

    def column(name: str) -> Floats:
        return np.array([float(getattr(part, name)) for _b, part in found])

    count = column("count")
    return PumpDuty(
        branch=np.array([b for b, _p in found], int), count=count, idle_w=column("idle_w"), efficiency=column("efficiency"),
        rated_w=column("rated_w"), rated_m3_s=count * column("rated_m3_s"), rated_pa=column("rated_pa"),
        wet=np.array([part.wet for _b, part in found], bool),
    )


def _start_c(found: Sequence[DeviceAt], places: Sequence[Place], loop_of_branch: Ints, loop_of_node: Ints) -> Floats:
    """Cold start: every loop at the mean of the set points held in it."""
    held: dict[int, list[float]] = defaultdict(list)
    for at in found:
        if isinstance(at.part, AirCooler | Chiller):
            held[int(loop_of_branch[at.hot])].append(at.part.hold_c)
        elif isinstance(at.part, Exchanger) and at.valve >= 0:
            valve = places[at.valve].row.part
            if isinstance(valve, FlowValve) and valve.hold_c is not None:
                held[int(loop_of_branch[at.hot if valve.hold_side == at.part.hot else at.cold])].append(valve.hold_c)
    for b, place in enumerate(places):
        if isinstance(place.row.part, IdealLoop):
            held[int(loop_of_branch[b])].append(place.row.part.supply_c)
    start = np.full(len(loop_of_node), START_C)
    for loop, values in held.items():
        start[loop_of_node == loop] = float(np.mean(values))
    return start
