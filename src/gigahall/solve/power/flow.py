"""The load flow: sweeps trees, hands the rest to Newton, judges every island, recovers all currents.

Signs: `load_pu` is power drawn at a node, currents flow into a branch at each of its ends, `slack_pu` is delivered.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gigahall.solve.outcome import Outcome, Status
from gigahall.solve.power.grid import Complexes, Floats, Grid, Ints
from gigahall.solve.power.joints import JointCurrents
from gigahall.solve.power.newton import Newton
from gigahall.solve.power.no_load import carried
from gigahall.solve.power.structure import Structure, structure
from gigahall.solve.power.sweep import sweep, workspace

ABOVE = "no solution: above maximum transferable power"


@dataclass(frozen=True)
class Failure:
    """An energised island without a solution."""

    island: int
    nodes: Ints
    """Its nodes with the largest voltage drop at the last load that still had a solution, worst first."""
    carried_frac: float
    """The share of its load the network carries."""
    branch: int = -1
    """The branch over which most of the voltage is lost at that load."""

    @property
    def message(self) -> str:
        return f"{ABOVE}; the network carries at most {100 * self.carried_frac:.1f} % of the load"


@dataclass
class State:
    """A solve in progress: volts by place, and how each island fared. Also the warm start of the next one."""

    v_pu: Complexes
    rounds: Ints
    """[island] Newton steps of the last solve; 0 where nothing had changed."""
    solved_pu: Complexes
    """[place] The load that the volts of radial islands are for; NaN = none."""
    shape: Structure
    failures: dict[int, Failure] = field(default_factory=dict)


@dataclass(frozen=True)
class Solution:
    """Volts and currents of one load flow; dead nodes are 0, nodes of an unsolved island NaN."""

    v_pu: Complexes
    i_tail_pu: Complexes
    i_head_pu: Complexes
    slack_pu: Complexes
    """[slack] Power delivered by each held voltage."""
    pv_pu: Complexes
    """[pv] Power delivered by each held magnitude (its own load included as negative)."""
    outcome: Outcome
    failures: tuple[Failure, ...]
    state: State

    def s_tail_pu(self, grid: Grid) -> Complexes:
        """Power into every branch at its tail."""
        return self.v_pu[grid.tail] * np.conj(self.i_tail_pu)

    def s_head_pu(self, grid: Grid) -> Complexes:
        return self.v_pu[grid.head] * np.conj(self.i_head_pu)


class PowerFlow:
    """A network prepared for many solves: structure, tree numbering and Newton patterns are found once."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.shape: Structure = structure(grid)
        self.place_of_node = self.shape.place_of_node
        self._joints = JointCurrents(grid, self.shape)
        self._newton: dict[int, Newton] = {}
        self._is_radial = np.zeros(self.shape.n_island, bool)
        self._is_radial[self.shape.trees.island] = True
        self._start = self._no_load()
        self._work = workspace(self.shape.trees)

    @property
    def island_of_node(self) -> Ints:
        return self.shape.island_of_place[self.place_of_node]

    @property
    def live_node(self) -> np.ndarray:
        return self.shape.is_live[self.island_of_node]

    def _no_load(self) -> Complexes:
        v = np.zeros(self.shape.n_place, np.complex128)
        v[self.shape.slack_place] = self.shape.slack_v_pu
        trees = self.shape.trees
        ordered = v[trees.place]
        below = np.flatnonzero(trees.parent >= 0)
        v[trees.place] = carried(trees.parent[below], below, 1.0 / trees.ratio[below], ordered)
        return v

    def start(self, warm: State | None = None) -> State:
        """A fresh state; warm volts are used where they fit this network."""
        rounds = np.zeros(self.shape.n_island, np.int64)
        v = self._start.copy()
        if warm is not None and len(warm.v_pu) == len(v):
            good = np.isfinite(warm.v_pu) & (warm.v_pu != 0) & self.shape.is_live[self.shape.island_of_place]
            v[good] = warm.v_pu[good]
        v[self.shape.slack_place] = self.shape.slack_v_pu
        is_mine = warm is not None and warm.shape is self.shape
        solved = warm.solved_pu.copy() if warm is not None and is_mine else np.full(len(v), np.nan, np.complex128)
        return State(v, rounds, solved, self.shape)

    def advance(self, state: State, load_pu: Complexes, islands: Ints | None = None) -> None:
        """Solve some islands (all live ones by default) for the power drawn at every node; changes `state`."""
        load = self._at_places(load_pu)
        wanted = np.flatnonzero(self.shape.is_live) if islands is None else islands[self.shape.is_live[islands]]
        radial = self._is_radial[wanted]
        hard = list(wanted[~radial])
        if radial.any():
            hard += self._sweep(state, load, wanted[radial])
        for island in hard:
            self._solve_hard(state, load, int(island))

    def _sweep(self, state: State, load: Complexes, islands: Ints) -> list[int]:
        """The trees of these islands whose load is not what their volts are for. Returns the islands where that failed."""
        trees = self.shape.trees
        is_wanted = np.zeros(self.shape.n_island, bool)
        is_wanted[islands] = True
        state.rounds[islands] = 0
        changed = (trees.parent >= 0) & is_wanted[trees.island[trees.tree]] & (load != state.solved_pu)[trees.place]
        which = np.unique(trees.tree[changed])
        if not len(which):
            return []
        no_load, v = self._start[trees.place], state.v_pu[trees.place]
        bad = ~(np.isfinite(v) & (v != 0))
        v[bad] = no_load[bad]
        steps, good = sweep(trees, which, load[trees.place], no_load, v, self._work)
        np.maximum.at(state.rounds, trees.island[which], steps)
        is_lost = np.zeros(self.shape.n_island, bool)
        is_lost[trees.island[which[~good]]] = True
        is_done = np.zeros(len(trees.first), bool)
        is_done[which] = ~is_lost[trees.island[which]]
        done = trees.place[is_done[trees.tree]]
        state.v_pu[done] = v[is_done[trees.tree]]
        state.solved_pu[done] = load[done]
        state.solved_pu[is_lost[self.shape.island_of_place]] = np.nan
        for island in islands[~is_lost[islands]]:
            state.failures.pop(int(island), None)
        return [int(k) for k in np.flatnonzero(is_lost)]

    def _solve_hard(self, state: State, load: Complexes, island: int) -> None:
        newton = self._newton_of(island)
        place = newton.place
        attempt = newton.solve(load[place], state.v_pu[place])
        state.rounds[island] = attempt.steps
        if attempt.converged:
            state.v_pu[place] = attempt.v_pu
            state.failures.pop(island, None)
            return
        state.v_pu[place] = np.nan
        node_of_place = np.zeros(self.shape.n_place, np.int64)
        node_of_place[self.place_of_node[::-1]] = np.arange(self.grid.n_node)[::-1]
        branch = self._weakest(newton, attempt.v_pu)
        state.failures[island] = Failure(island, node_of_place[place[list(attempt.worst)]], attempt.carried_frac, branch)

    def _weakest(self, newton: Newton, v_pu: Complexes) -> int:
        """The branch of an island over which most of the voltage is lost."""
        drop = np.full(self.shape.n_place, np.nan)
        drop[newton.place] = np.abs(newton.flat) - np.abs(v_pu)
        lost = np.abs(drop[self.place_of_node[self.grid.head]] - drop[self.place_of_node[self.grid.tail]])
        return int(np.argmax(np.where(np.isfinite(lost), lost, -1.0)))

    def _newton_of(self, island: int) -> Newton:
        if island not in self._newton:
            shape = self.shape
            slack = shape.island_of_place[shape.slack_place] == island
            pv = shape.island_of_place[shape.pv_place] == island
            self._newton[island] = Newton(
                self.grid, self.place_of_node, np.flatnonzero(shape.island_of_place == island),
                shape.slack_place[slack], shape.slack_v_pu[slack], shape.pv_place[pv], shape.pv_v_pu[pv],
            )
        return self._newton[island]

    def _at_places(self, load_pu: Complexes) -> Complexes:
        n = self.shape.n_place
        place = self.place_of_node
        return np.bincount(place, load_pu.real, n) + 1j * np.bincount(place, load_pu.imag, n)

    def finish(self, state: State, load_pu: Complexes) -> Solution:
        """Currents, deliveries, node balance and verdict of a state."""
        v = state.v_pu[self.place_of_node]
        v[~self.live_node] = 0.0
        with np.errstate(all="ignore"):
            i_tail, i_head, slack_pu, pv_pu, mismatch = self._joints.currents(v, load_pu)
        worst = _largest(mismatch, 5)
        residual = float(mismatch.max(initial=0.0))
        failures = tuple(state.failures[k] for k in sorted(state.failures))
        rows = tuple(int(n) for f in failures for n in f.nodes) or tuple(int(n) for n in worst if mismatch[n] > 0)
        status: Status = "diagnosed" if failures else "converged"
        message = "; ".join(f.message for f in failures)
        outcome = Outcome(status, int(state.rounds.max(initial=0)), residual, rows, message)
        return Solution(v, i_tail, i_head, slack_pu, pv_pu, outcome, failures, state)

    def solve(self, load_pu: Complexes, warm: State | None = None) -> Solution:
        """Load flow of every live island.

        Args:
            load_pu: [node] complex power drawn [p.u.]; generation at a PV node is negative.
            warm: state of an earlier solution of this network.

        Returns:
            A Solution, whatever happens: an island beyond what its network can carry is reported in `failures` with the
            share it does carry, the others are solved. Load that is not finite gives `failed` and NaN.

        Checked by MATPOWER's case9, 14, 30, 57, 33bw and 69, pandapower's CIGRE networks and the two-node closed form.
        """
        load = np.asarray(load_pu, np.complex128)
        if load.shape != (self.grid.n_node,) or not np.isfinite(load.view(np.float64)).all():
            return self._refused(load)
        state = self.start(warm)
        self.advance(state, load)
        return self.finish(state, load)

    def _refused(self, load: Complexes) -> Solution:
        rows = tuple(int(k) for k in np.flatnonzero(~np.isfinite(load))[:5])
        outcome = Outcome("failed", 0, float("nan"), rows, "load is not finite" if rows else "one load per node is wanted")

        def blank(n: int) -> Complexes:
            return np.full(n, np.nan, np.complex128)

        b, k, m = self.grid.n_branch, len(self.grid.slack), len(self.grid.pv)
        return Solution(blank(self.grid.n_node), blank(b), blank(b), blank(k), blank(m), outcome, (), self.start())


def start_from(flow: PowerFlow, v_pu: Complexes) -> State:
    """A state that starts from given node volts."""
    state = flow.start()
    state.v_pu[flow.place_of_node] = v_pu
    state.v_pu[flow.shape.slack_place] = flow.shape.slack_v_pu
    return state


def _largest(values: Floats, most: int) -> Ints:
    """Rows of the largest values, the largest first."""
    if len(values) > most:
        rows = np.argpartition(-values, most)[:most]
    else:
        rows = np.arange(len(values))
    return rows[np.argsort(-values[rows], kind="stable")]


def losses_pu(solution: Solution, grid: Grid) -> Floats:
    """Active power lost in every branch, the shunts of its ends included."""
    return np.asarray((solution.s_tail_pu(grid) + solution.s_head_pu(grid)).real)
