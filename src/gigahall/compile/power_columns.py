"""From a solved network to one row per element: watts, volts, amperes, loading, loss."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigahall.compile.power_bars import largest_section_pu
from gigahall.compile.power_plan import BASE_VA, Answer, Plan
from gigahall.compile.power_table import Floats, Ints
from gigahall.solve.power.grid import gathered

Complexes = NDArray[np.complex128]


class Columns:
    """Per part (lines, transformers, converters, sources, bars in table order), then gathered per element."""

    def __init__(self, plan: Plan, answer: Answer) -> None:
        self.plan, self.table, self.answer = plan, plan.table, answer
        t, solution = self.table, answer.solution
        self.v_node: Complexes = solution.v_pu[: t.n_node]
        self.s_tail = solution.s_tail_pu(plan.grid) * BASE_VA
        self.s_head = solution.s_head_pu(plan.grid) * BASE_VA
        self.va: list[Complexes] = []
        self.amps: list[Floats] = []
        self.loading: list[Floats] = []
        self.loss_w = np.zeros(t.n_element)
        with np.errstate(all="ignore"):
            self._lines()
            self._transformers()
            self._converters()
            self._sources()
            self._bars()
            self._feeds()

    def _add(self, va: Complexes, amps: Floats, loading: Floats) -> None:
        self.va.append(va)
        self.amps.append(amps)
        self.loading.append(loading)

    def _lose(self, element: Ints, watts: Floats) -> None:
        self.loss_w += np.bincount(element, watts, self.table.n_element)

    def _lines(self) -> None:
        t, plan, at = self.table, self.plan, self.plan.at_line
        lines = t.lines
        amps = np.zeros(lines.count)
        amps[plan.line] = np.abs(self.answer.solution.i_tail_pu[at]) * plan.amp_base[lines.node("a")[plan.line]]
        va = np.zeros(lines.count, np.complex128)
        va[plan.line] = _inward(self.s_tail[at], self.s_head[at])
        each = lines["parallel"]
        loading = np.fmax(_by(amps / each, lines["rating_a"]), _by(va.real / each, lines["rating_w"]))
        self._add(va, amps, loading)
        self._lose(lines.element[plan.line], (self.s_tail[at] + self.s_head[at]).real)

    def _transformers(self) -> None:
        t, plan, at = self.table, self.plan, self.plan.at_unit
        units = t.transformers
        a, b = units.node("a")[plan.unit], units.node("b")[plan.unit]
        amps_a = np.abs(self.answer.solution.i_tail_pu[at]) * plan.amp_base[a]
        amps_b = np.abs(self.answer.solution.i_head_pu[at]) * plan.amp_base[b]
        amps, loading = np.zeros((2, units.count))
        is_b = t.meter_node[units.element[plan.unit]] == b
        amps[plan.unit] = np.where(is_b, amps_b, amps_a)
        rated = units["rating_va"][plan.unit] / np.sqrt(3.0)
        worst = np.maximum(amps_a * units["v_a"][plan.unit], amps_b * units["v_b"][plan.unit])
        loading[plan.unit] = worst / rated
        va = np.zeros(units.count, np.complex128)
        va[plan.unit] = _inward(self.s_tail[at], self.s_head[at])
        self._add(va, amps, loading)
        self._lose(units.element[plan.unit], (self.s_tail[at] + self.s_head[at]).real)

    def _converters(self) -> None:
        t, found = self.table, self.answer
        converters = t.converters
        out, into = found.converter_out_va, found.converter_in_va
        is_out = t.meter_node[converters.element] == converters.node("b")
        node = np.where(is_out, converters.node("b"), converters.node("a"))
        amps = np.abs(np.where(is_out, out, into)) / self._root3_volts(node)
        self._add(into, np.nan_to_num(amps), found.converter_loading(t))
        self._lose(converters.element, np.where(into.real > 0, into.real - out.real, 0.0))

    def _sources(self) -> None:
        t, plan = self.table, self.plan
        sources = t.sources
        va = np.zeros(sources.count, np.complex128)
        va[plan.soft] = -self.s_head[plan.at_soft]
        va[plan.stiff] = self.answer.solution.slack_pu[plan.at_stiff] * BASE_VA
        amps = np.nan_to_num(np.abs(va) / self._root3_volts(sources.node("node")))
        self._add(va, amps, np.fmax(_by(np.abs(va), sources["rating_va"]), _by(va.real, sources["rating_w"])))
        self.source_va = va

    def _root3_volts(self, node: Ints) -> Floats:
        return np.asarray(np.sqrt(3.0) * np.abs(self.v_node[node]) * self.table.base_v[node])

    def _bars(self) -> None:
        """A bar's power is what the joints of its element bring in, its current the largest through any section."""
        t, plan, solution = self.table, self.plan, self.answer.solution
        bars, n = t.bars, len(plan.joint)
        node = np.concatenate((t.joint_a[plan.joint], t.joint_b[plan.joint]))
        into_pu = -np.concatenate((solution.i_tail_pu[:n], solution.i_head_pu[:n]))
        brought = self.v_node[node] * np.conj(into_pu)
        keep = ~(brought.real <= 0)
        va = gathered(t.owner[node[keep]], brought[keep], t.n_element)[bars.element] * BASE_VA
        amps = largest_section_pu(plan, solution, node, into_pu) * plan.amp_base[bars.node("node")]
        self._add(va, amps, np.fmax(_by(amps, bars["rating_a"]), _by(va.real, bars["rating_w"])))

    def _feeds(self) -> None:
        t, plan = self.table, self.plan
        feed = self.answer.feed_va
        volts = np.abs(self.v_node[t.feed_node]) * t.base_v[t.feed_node]
        unsolved = np.isnan(volts) & plan.feed_live
        self.feed_va = np.where(unsolved, np.nan, feed)
        amps = np.where(plan.feed_live, np.abs(self.feed_va) / (np.sqrt(3.0) * volts), 0.0)
        n = t.n_element
        self.load_va = gathered(t.feed_element, self.feed_va, n)
        self.load_amps = np.bincount(t.feed_element, amps, n)
        self.load_volts = np.full(n, np.inf)
        live = plan.feed_live
        np.minimum.at(self.load_volts, t.feed_element[live], volts[live])
        self.load_volts[np.isinf(self.load_volts)] = 0.0
        self.feed_loading = _by(self.feed_va.real, t.feed_rating_w)

    def gathered(self) -> dict[str, Floats]:
        """p_w, q_var, v_v, i_a, loading_frac, loss_w, in_v, nominal_v by element row."""
        t = self.table
        va, amps = np.append(np.concatenate(self.va), 0.0), np.append(np.concatenate(self.amps), 0.0)
        va, amps = va[t.shown], amps[t.shown]
        meter = t.meter_node
        volts = np.abs(np.append(self.v_node, 0.0))[meter] * np.append(t.base_v, 0.0)[meter]
        load = t.is_load
        p, q = np.where(load, self.load_va.real, va.real), np.where(load, self.load_va.imag, va.imag)
        return {
            "p_w": p, "q_var": q, "v_v": np.where(load, self.load_volts, volts), "i_a": np.where(load, self.load_amps, amps),
            "loading_frac": self._worst(), "loss_w": self.loss_w, "in_v": self._input_v(), "nominal_v": self._nominal_v(),
        }

    def _input_v(self) -> Floats:
        """Volts at the input of what changes them, transformers and converters."""
        t = self.table
        found = np.full(t.n_element, np.nan)
        for rows in (t.transformers, t.converters):
            node = rows.node("a")
            found[rows.element] = np.abs(self.v_node[node]) * t.base_v[node]
        return found

    def _nominal_v(self) -> Floats:
        """Volts the network is meant to have where an element's volts are measured, at a load's first live feed."""
        t = self.table
        node = t.meter_node.copy()
        at = t.feed_node[::-1]
        node[t.feed_element[::-1]] = at
        live = self.plan.feed_live[::-1]
        node[t.feed_element[::-1][live]] = at[live]
        return np.asarray(np.append(t.nominal_v, np.nan)[node])

    def _worst(self) -> Floats:
        t = self.table
        element = np.concatenate([rows.element for rows in (t.lines, t.transformers, t.converters, t.sources, t.bars)])
        element = np.concatenate((element, t.feed_element))
        loading = np.concatenate((*self.loading, self.feed_loading))
        worst = np.full(t.n_element, -np.inf)
        np.fmax.at(worst, element, loading)
        worst[np.isinf(worst)] = np.nan
        return worst


def _by(value: Floats, rating: Floats) -> Floats:
    """Value by rating; NaN where there is none."""
    return np.where(rating > 0, value / np.where(rating > 0, rating, 1.0), np.nan)


def _inward(tail: Complexes, head: Complexes) -> Complexes:
    """Power at the end where it flows in."""
    return np.where(tail.real >= head.real, tail, head)
