"""The electrical parts of a scene as columns: one row per part, nodes numbered, connections as ideal joints.

A table is rebuilt when parts or connections appear or vanish; a changed value is written into its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gigahall.kinds.parts.power import Bar, Converter, Line, Load, PowerParts, Source, Transformer
from gigahall.scene.record import Connection

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ROLES = ("utility", "ideal", "generator")
TEXT = ("role",)
NODES = ("a", "b", "node")


class Rows:
    """One part type as columns; `element` and the node columns are integers, all other fields floats."""

    def __init__(self, part: type, parts: list[tuple[int, object]], node_of: Mapping[tuple[int, str], int]) -> None:
        self.count = len(parts)
        self.element: Ints = np.array([element for element, _ in parts], np.int64)
        self.names = [f.name for f in fields(part) if f.name not in ("load_frac", "efficiency", "nodes")]
        self._columns: dict[str, NDArray[np.generic]] = {}
        for name in self.names:
            values = [getattr(one, name) for _, one in parts]
            if name in NODES:
                self._columns[name] = np.array([node_of[e, v] for (e, _), v in zip(parts, values, strict=True)], np.int64)
            elif name in TEXT:
                self._columns[name] = np.array([ROLES.index(v) for v in values], np.float64)
            else:
                self._columns[name] = np.array(values, np.float64)

    def node(self, name: str) -> Ints:
        return self._columns[name].astype(np.int64, copy=False)

    def __getitem__(self, name: str) -> Floats:
        return self._columns[name].astype(np.float64, copy=False)

    def put(self, row: int, part: object) -> None:
        """Overwrite a row's values; its nodes stay."""
        for name in self.names:
            if name not in NODES:
                value = getattr(part, name)
                self._columns[name][row] = ROLES.index(value) if name in TEXT else value


class Table:
    """All parts of a scene. Elements and nodes are numbered in the order of the records."""

    def __init__(self, parts_of: Mapping[str, PowerParts], connections: Iterable[Connection]) -> None:
        self.ids: tuple[str, ...] = tuple(key for key, parts in parts_of.items() if parts.parts)
        self.row_of_id: dict[str, int] = {key: row for row, key in enumerate(self.ids)}
        self.node_of: dict[tuple[int, str], int] = {}
        self.by_type: dict[type, list[tuple[int, object]]] = {t: [] for t in (Line, Transformer, Converter, Source, Bar, Load)}
        self.place: dict[str, list[tuple[type, int]]] = {}
        for row, key in enumerate(self.ids):
            self._add(row, key, parts_of[key])
        self.n_node, self.n_element = len(self.node_of), len(self.ids)
        self.lines, self.transformers, self.converters, self.sources, self.bars, self.loads = (
            Rows(t, found, self.node_of) for t, found in self.by_type.items()
        )
        self.curves = [(c.load_frac, c.efficiency) for _, c in self.by_type[Converter] if isinstance(c, Converter)]
        self._feeds()
        self._joints(connections)
        self._meters(parts_of)
        self._bases()

    def _add(self, row: int, key: str, parts: PowerParts) -> None:
        places = []
        for part in parts.parts:
            nodes = part.nodes if isinstance(part, Load) else [getattr(part, n) for n in NODES if hasattr(part, n)]
            for name in nodes:
                self.node_of.setdefault((row, name), len(self.node_of))
            found = self.by_type[type(part)]
            places.append((type(part), len(found)))
            found.append((row, part))
        self.place[key] = places

    def _feeds(self) -> None:
        load, node, rating, port = [], [], [], []
        for k, (row, part) in enumerate(self.by_type[Load]):
            assert isinstance(part, Load)
            for name in part.nodes:
                load.append(k)
                node.append(self.node_of[row, name])
                rating.append(part.rating_w)
                port.append(name)
        self.feed_load, self.feed_node = np.array(load, np.int64), np.array(node, np.int64)
        self.feed_rating_w: Floats = np.array(rating, np.float64)
        self.feed_port = port
        self.feed_element = self.loads.element[self.feed_load]
        self.is_load = np.zeros(self.n_element, bool)
        self.is_load[self.loads.element] = True
        self.load_rows = np.flatnonzero(self.is_load)
        self.load_ids = tuple(self.ids[row] for row in self.load_rows)

    def _joints(self, connections: Iterable[Connection]) -> None:
        a, b, element_a, element_b = [], [], [], []
        for joint in connections:
            left, right = self._end(joint.a), self._end(joint.b)
            if left is not None and right is not None:
                a.append(left[1])
                b.append(right[1])
                element_a.append(left[0])
                element_b.append(right[0])
        self.joint_a, self.joint_b = np.array(a, np.int64), np.array(b, np.int64)
        self.joint_element_a, self.joint_element_b = np.array(element_a, np.int64), np.array(element_b, np.int64)
        count = np.bincount(np.concatenate((self.joint_a, self.joint_b)), minlength=self.n_node)
        self.owner: Ints = np.array([row for row, _ in self.node_of], np.int64)
        """[node] Its element."""
        self.spreads = np.zeros(self.n_element, bool)
        """[element] Something others hang on: a bar, a converter, or a port with several joints."""
        for rows in (self.owner[count > 1], self.bars.element, self.converters.element):
            self.spreads[rows] = True

    def _end(self, end: str) -> tuple[int, int] | None:
        key, _, port = end.partition(".")
        row = self.row_of_id.get(key)
        node = None if row is None else self.node_of.get((row, port))
        return None if row is None or node is None else (row, node)

    def _meters(self, parts_of: Mapping[str, PowerParts]) -> None:
        """Meter node and shown part of every element; the shown part is a row of all parts but loads, in table order."""
        start: dict[type, int] = {}
        offset = 0
        for kind in (Line, Transformer, Converter, Source, Bar):
            start[kind] = offset
            offset += len(self.by_type[kind])
        self.meter_node = np.full(self.n_element, -1)
        self.shown = np.full(self.n_element, -1)
        for row, key in enumerate(self.ids):
            parts = parts_of[key]
            node = self.node_of.get((row, parts.meter), -1)
            for part, (t, k) in zip(parts.parts, self.place[key], strict=True):
                if t is Load:
                    continue
                touched = [self.node_of[row, getattr(part, n)] for n in NODES if hasattr(part, n)]
                if node < 0:
                    node = touched[0]
                if node in touched:
                    self.shown[row] = start[t] + k
                    break
            self.meter_node[row] = node

    def _bases(self) -> None:
        """Rated volts of every node: what a source, converter or transformer says about the wires it is joined to."""
        a = np.concatenate((self.lines.node("a"), self.joint_a))
        b = np.concatenate((self.lines.node("b"), self.joint_b))
        graph = coo_array((np.ones(len(a), np.int8), (a, b)), (self.n_node, self.n_node)).tocsr()
        count, zone = connected_components(graph, directed=False)
        self.zone_of_node: Ints = zone.astype(np.int64)
        said: list[tuple[Ints, Floats]] = [
            (self.transformers.node("a"), self.transformers["v_a"]), (self.transformers.node("b"), self.transformers["v_b"]),
            (self.converters.node("b"), self.converters["v_out"]), (self.sources.node("node"), self.sources["v_v"]),
        ]  # the last word counts: a source's before a converter's, a winding's only where nothing else holds the voltage
        zone_v = np.zeros(count)
        for node, volts in said:
            zone_v[self.zone_of_node[node[::-1]]] = volts[::-1]
        self.base_v: Floats = np.where(zone_v > 0, zone_v, 1.0)[self.zone_of_node]
        self.nominal_v: Floats = np.where(zone_v > 0, zone_v, np.nan)[self.zone_of_node]
        """[node] Volts it is meant to have; NaN where nothing says."""

    def put(self, key: str, parts: PowerParts) -> bool:
        """Write changed values of an element; False when its parts or nodes differ and the table must be rebuilt."""
        old = [self.by_type[t][k][1] for t, k in self.place.get(key, ())]
        if [_shape(part) for part in old] != [_shape(part) for part in parts.parts]:
            return False
        tables = {
            Line: self.lines, Transformer: self.transformers, Converter: self.converters, Source: self.sources, Bar: self.bars,
            Load: self.loads,
        }
        for part, (t, k) in zip(parts.parts, self.place[key], strict=True):
            row = self.by_type[t][k][0]
            self.by_type[t][k] = (row, part)
            tables[t].put(k, part)
            if isinstance(part, Converter):
                self.curves[k] = (part.load_frac, part.efficiency)
            if isinstance(part, Load):
                self.feed_rating_w[self.feed_load == k] = part.rating_w
        if any(t in (Transformer, Converter, Source) for t, _ in self.place[key]):
            self._bases()
        return True


def _shape(part: object) -> tuple[object, ...]:
    return (type(part), getattr(part, "nodes", None), *(getattr(part, name, None) for name in NODES))
