"""Temperatures above a limit that would not be above it if the units upstream held their set points: these are the cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gigahall.kinds.finding import Amount, Finding
from gigahall.scene.record import Element

BY_COOLANT = ("coolant.in_c", "coolant.out_c", "coolant.secondary.out_c")
BY_AIR = ("air.inlet_max_c", "air.outlet_mean_c")


def with_missed_temperatures(
    found: Sequence[Finding], fed_by: Mapping[str, tuple[str, ...]], elements: Mapping[str, Element]
) -> list[Finding]:
    """Rows of coolant and air too warm that nothing else explains, due to the units whose coolant they get or whose air their
    room gets. What misses its set point by a kelvin is a kelvin of all that it feeds."""
    supply_k, room_k = _missed(found, "supply_c"), _missed(found, "leaving_c")
    by_hall: dict[str, list[str]] = {}
    for key in room_k:
        by_hall.setdefault(elements[key].hall, []).append(key)

    def due(finding: Finding) -> Finding:
        if finding.code != "limit-above" or finding.causes or (finding.cure is not None and finding.cure.edit):
            return finding
        if finding.quantity in BY_COOLANT:
            return _due(finding, supply_k, (finding.element, *fed_by.get(finding.element, ())))
        if finding.quantity in BY_AIR:
            return _due(finding, room_k, by_hall.get(elements[finding.element].hall, ()))
        return finding

    return [due(finding) for finding in found]


def _missed(found: Sequence[Finding], quantity: str) -> dict[str, float]:
    """By unit: how far it misses its set point [K]."""
    missed = [finding for finding in found if finding.code == "set-point-temperature" and finding.quantity == quantity]
    return {finding.element: miss.value for finding in missed if isinstance(miss := finding.fact("miss"), Amount)}


def _due(finding: Finding, missed_k: Mapping[str, float], units: Sequence[str]) -> Finding:
    causes = sorted((key for key in units if key in missed_k), key=lambda key: -missed_k[key])
    if not causes or finding.value is None or finding.limit is None or finding.value - missed_k[causes[0]] > finding.limit:
        return finding
    return replace(finding, causes=tuple(causes))
