"""One energised state as arrays for the load flow, and the columns of its answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.power_live import Energised
from gigahall.compile.power_table import Bools, Floats, Ints, Table
from gigahall.solve.power.flow import PowerFlow, Solution, State
from gigahall.solve.power.grid import ZERO_PU, gathered, grid, t_model

BASE_VA = 1e6
LEVELS = 64
ROUNDS = 60
REST_W = 1e-3
SAME_V = 1e-6
Complexes = NDArray[np.complex128]


@dataclass(frozen=True)
class Answer:
    """What one solve leaves for the columns."""

    solution: Solution
    state: State
    feed_va: Complexes
    """[feed] Power drawn [VA]."""
    converter_in_va: Complexes
    converter_out_va: Complexes
    is_settled: bool
    """False: converters that feed each other in a ring did not come to rest."""

    def converter_loading(self, table: Table) -> Floats:
        """[converter] Output by rating, the larger of watts and volt-amperes [1]."""
        watts, rated_va = table.converters["rating_w"], table.converters["rating_va"]
        out = self.converter_out_va
        return np.maximum(out.real / watts, np.abs(out) / np.where(rated_va > 0, rated_va, watts))


class Plan:
    """Prepared once per topology and set of impedances; solves any loads."""

    def __init__(self, table: Table, on: Energised, grid_voltage_frac: float) -> None:
        self.table, self.on = table, on
        t = table
        self.amp_base = BASE_VA / (np.sqrt(3.0) * t.base_v)
        self._select()
        self._build(grid_voltage_frac)
        self._order_islands()
        live = on.node[t.feed_node] & on.active[t.feed_element]
        self.feed_live = live
        count = np.bincount(t.feed_load[live], minlength=t.loads.count)
        self.feed_share = np.where(live, 1.0 / np.maximum(count, 1)[t.feed_load], 0.0)
        self.is_fed = count > 0
        self.tan_load = np.tan(np.arccos(np.clip(t.loads["pf"], 1e-3, 1.0)))
        self.weight = self._weights()
        converters = t.converters
        self.tan_in = np.tan(np.arccos(np.clip(converters["pf_in"], 1e-3, 1.0)))
        kinds = list(dict.fromkeys(t.curves))
        self.curves = [(np.array(x), np.array(y)) for x, y in kinds]
        self.curve_of = np.array([kinds.index(c) for c in t.curves], np.int64)

    def _weights(self) -> Floats:
        """Share of each load part in its element's power: by stated watts, else evenly."""
        t = self.table
        stated = np.bincount(t.loads.element, t.loads["p_w"], t.n_element)[t.loads.element]
        count = np.bincount(t.loads.element, minlength=t.n_element)[t.loads.element]
        return np.asarray(np.where(stated > 0, t.loads["p_w"] / np.where(stated > 0, stated, 1.0), 1.0 / np.maximum(count, 1)))

    def _select(self) -> None:
        t, on = self.table, self.on
        self.joint = np.flatnonzero(on.active[t.joint_element_a] & on.active[t.joint_element_b])
        self.line = np.flatnonzero(on.line)
        self.unit = np.flatnonzero(on.active[t.transformers.element])
        self.source = np.flatnonzero(on.source)
        soft = t.sources["short_circuit_va"][self.source] > 0
        self.soft, self.stiff = self.source[soft], self.source[~soft]
        self.converter = np.flatnonzero(on.converter)

    def _build(self, grid_voltage_frac: float) -> None:
        t = self.table
        n = t.n_node
        z_base = t.base_v**2 / BASE_VA
        lines, units, sources = t.lines, t.transformers, t.sources
        a = lines.node("a")[self.line]
        z_line = (lines["r_ohm"][self.line] + 1j * lines["x_ohm"][self.line]) / z_base[a]
        z_unit, y_unit, ratio = self._transformers()
        tail = np.concatenate((t.joint_a[self.joint], a, units.node("a")[self.unit], n + np.arange(len(self.soft))))
        head = np.concatenate(
            (t.joint_b[self.joint], lines.node("b")[self.line], units.node("b")[self.unit], sources.node("node")[self.soft])
        )
        z_soft = self._source_impedance()
        j, m, u, s = len(self.joint), len(self.line), len(self.unit), len(self.soft)
        z = np.concatenate((np.zeros(j), z_line, z_unit, z_soft))
        shunt = np.concatenate((np.zeros(j + m), y_unit, np.zeros(s)))
        ratios = np.concatenate((np.ones(j + m), ratio, np.ones(s)))
        self.at_line, self.at_unit, self.at_soft = slice(j, j + m), slice(j + m, j + m + u), slice(j + m + u, j + m + u + s)
        node = sources.node("node")
        follow = np.where(sources["follows_grid"] > 0, grid_voltage_frac, 1.0)
        v_source = sources["v_v"] * follow / t.base_v[node] if sources.count else np.zeros(0)
        out = t.converters.node("b")[self.converter]
        slack = np.concatenate((n + np.arange(s), node[self.stiff], out))
        slack_v = np.concatenate((v_source[self.soft], v_source[self.stiff], t.converters["v_out"][self.converter] / t.base_v[out]))
        rated = np.maximum(sources["rating_w"], sources["rating_va"])
        share = np.concatenate((np.ones(s), np.where(rated > 0, rated, 1.0)[self.stiff], t.converters["rating_w"][self.converter]))
        self.slack_owner = np.concatenate((sources.element[self.soft], sources.element[self.stiff], t.converters.element[self.converter]))
        self.slack_node = np.concatenate((node[self.soft], node[self.stiff], out))
        self.at_stiff, self.at_converter = slice(s, s + len(self.stiff)), slice(s + len(self.stiff), None)
        self.grid = grid(
            n + s, tail, head, z, slack=slack, slack_v_pu=slack_v, slack_share=share, ratio=ratios, y_tail_pu=shunt, y_head_pu=shunt
        )
        self.flow = PowerFlow(self.grid)

    def _transformers(self) -> tuple[Complexes, Complexes, Complexes]:
        """Series impedance and end shunt at the secondary's base, turns ratio; T model."""
        t, k = self.table, self.unit
        units = t.transformers
        a, b = units.node("a")[k], units.node("b")[k]
        rating, v_a, v_b = units["rating_va"][k], units["v_a"][k], units["v_b"][k]
        z = units["z_frac"][k]
        by_loss = units["load_loss_w"][k] / rating
        by_ratio = z / np.sqrt(1 + units["x_over_r"][k] ** 2)
        r = np.minimum(np.where(by_loss > 0, by_loss, by_ratio), z)
        x = np.sqrt(z**2 - r**2)
        to_base = (v_b / t.base_v[b]) ** 2 * BASE_VA / rating
        z_pu, y_pu = (r + 1j * x) * to_base, units["no_load_w"][k] / rating / to_base
        z_pi, y_pi = t_model(z_pu, y_pu)
        # seen from a far larger voltage an impedance is as none; with a turns ratio it stays just above that
        z_pi = np.where(np.abs(z_pi) < ZERO_PU, 2 * ZERO_PU * np.exp(1j * np.angle(z_pi)), z_pi)
        return z_pi, y_pi, ((v_a / t.base_v[a]) / (v_b / t.base_v[b])).astype(np.complex128)

    def _source_impedance(self) -> Complexes:
        t, k = self.table, self.soft
        sources = t.sources
        v = sources["v_v"][k] / t.base_v[sources.node("node")[k]]
        size = v**2 * BASE_VA / sources["short_circuit_va"][k]
        angle = np.arctan2(sources["x_over_r"][k], 1.0)
        return np.asarray(size * np.exp(1j * angle))

    def _order_islands(self) -> None:
        """Islands by level: what a converter feeds is solved before what feeds the converter."""
        t = self.table
        island = self.flow.island_of_node
        feeds = island[t.converters.node("a")[self.converter]]
        fed = island[t.converters.node("b")[self.converter]]
        level = np.zeros(self.flow.shape.n_island, np.int64)
        for _ in range(LEVELS):
            wanted = level.copy()
            np.maximum.at(wanted, feeds, level[fed] + 1)
            if (wanted == level).all():
                break
            level = np.minimum(wanted, LEVELS)
        live = np.flatnonzero(self.flow.shape.is_live)
        self.in_ring = np.unique(self.converter[level[feeds] >= LEVELS])
        """Converters that feed each other: solved by repetition."""
        live = np.flatnonzero(self.flow.shape.is_live)
        self.levels = [live[level[live] == k] for k in np.unique(level[live])]
        self.converters_at = [np.flatnonzero(np.isin(fed, islands)) for islands in self.levels]
        self.quarrels = self._quarrels()

    def _quarrels(self) -> Ints:
        """Elements whose held voltage differs from another's at the same bus, with no impedance between."""
        net = self.grid
        joint = self.flow.shape.joint_of_node[net.slack]
        lowest, highest = np.full((2, self.flow.shape.n_joint), np.inf)
        np.minimum.at(lowest, joint, np.abs(net.slack_v_pu))
        np.minimum.at(highest, joint, -np.abs(net.slack_v_pu))
        return np.unique(self.slack_owner[-highest[joint] - lowest[joint] > SAME_V])

    def owner_of_branch(self, branch: int) -> int:
        """Row of the element that a branch with an impedance belongs to: a line, a transformer, the grid behind a source."""
        t = self.table
        of_joints = np.full(len(self.joint), -1)
        owners = (of_joints, t.lines.element[self.line], t.transformers.element[self.unit], t.sources.element[self.soft])
        return int(np.concatenate(owners)[branch])

    def load_va(self, answer: Answer, island: int) -> Complexes:
        """[feed] Power drawn from an island by its loads, then [converter] by the converters it feeds [VA]."""
        t, of_node = self.table, self.flow.island_of_node
        feeds = np.where(self.feed_live & (of_node[t.feed_node] == island), answer.feed_va, 0.0)
        return np.concatenate((feeds, np.where(of_node[t.converters.node("a")] == island, answer.converter_in_va, 0.0)))

    def is_at_odds(self) -> Bools:
        """[source] On an island where voltages are held that contradict each other."""
        island = self.flow.island_of_node
        bad = island[self.slack_node[np.isin(self.slack_owner, self.quarrels)]]
        return np.asarray(np.isin(island[self.table.sources.node("node")], bad))

    def efficiency(self, output_w: Floats) -> Floats:
        """[converter row] Efficiency at an output, by the rows' curves."""
        frac = output_w / self.table.converters["rating_w"]
        found = np.ones(len(frac))
        for k, (x, y) in enumerate(self.curves):
            rows = self.curve_of == k
            found[rows] = np.interp(frac[rows], x, y)
        return found

    def solve(self, load_w: Floats, warm: State | None) -> Answer:
        """Load flow of all levels.

        Args:
            load_w: [load part] watts [W].
        """
        t = self.table
        watts = load_w * self.is_fed
        feed = (watts * (1 + 1j * self.tan_load))[t.feed_load] * self.feed_share
        drawn = np.zeros(self.grid.n_node, np.complex128)
        drawn[: t.n_node] = gathered(t.feed_node, feed, t.n_node) / BASE_VA
        state = self.flow.start(warm)
        inputs, outputs = np.zeros((2, t.converters.count), np.complex128)
        change_w = 0.0
        for _ in range(ROUNDS if len(self.in_ring) else 1):
            before = inputs.copy()
            self._round(state, drawn, inputs, outputs)
            change_w = float(np.abs(inputs - before).max(initial=0.0))
            if change_w < REST_W:
                break
        settled = not len(self.in_ring) or change_w < REST_W
        return Answer(self.flow.finish(state, self._with(drawn, inputs)), state, feed, inputs, outputs, settled)

    def _with(self, drawn: Complexes, inputs: Complexes) -> Complexes:
        """[node] Load with what the converters draw [p.u.]."""
        t = self.table
        load = drawn.copy()
        load[: t.n_node] += gathered(t.converters.node("a"), inputs, t.n_node) / BASE_VA
        return load

    def _round(self, state: State, drawn: Complexes, inputs: Complexes, outputs: Complexes) -> None:
        """All levels once, from the loads up to the grid; changes the state, inputs and outputs."""
        for islands, local in zip(self.levels, self.converters_at, strict=True):
            load = self._with(drawn, inputs)
            self.flow.advance(state, load, islands)
            if not len(local):
                continue
            rows = self.converter[local]
            delivered = self.flow.finish(state, load).slack_pu[self.at_converter][local] * BASE_VA
            outputs[rows] = np.where(np.isfinite(delivered), delivered, 0.0)
            into_w = np.maximum(outputs.real, 0.0) / self.efficiency(outputs.real)
            inputs[rows] = into_w[rows] * (1 + 1j * self.tan_in[rows])
