"""How a value lies against the limits on it: what the icon beside a value says, wherever the value is shown.

An icon judges the value it stands beside and nothing else; `told` picks the value that says most about an element.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gigahall.kinds.codes import Severity
from gigahall.kinds.kind import Limit
from gigahall.kinds.quantities import beside, place_of
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element
from gigahall.units import unit_of

Tone = Literal["", "ok", "warn", "bad"]
"""Without limits; within them; near or at one; beyond one."""
SEVERITY_TONE: Mapping[Severity, Literal["bad", "warn", "info"]] = {"error": "bad", "warning": "warn", "info": "info"}
"""What a finding is painted in."""
AT_LIMIT_FRAC = 0.998
"""What works at its rating or capacity is at its limit; temperatures and voltages are not measured in shares."""
UNSHARED = ("degC", "V")
ValueOf = Callable[[str], float | None]
"""An element's result by path."""
RANK: tuple[Tone, ...] = ("", "ok", "warn", "bad")


@dataclass(frozen=True, slots=True)
class Told:
    """A result of an element and what its limits make of it."""

    path: str
    value: float
    tone: Tone


def is_out(element: Element, dark: Collection[str] = ()) -> bool:
    """Does it do nothing: switched off, or found without supply or flow (`dark`). Looks the same everywhere."""
    return not element.in_service or element.id in dark


def limits_on(element: Element, path: str, value_of: ValueOf) -> list[Limit]:
    """The limits and bands of an element that speak of this result, as values; one that is a fraction of a result which is
    not known says nothing.
    """
    kind, wanted = kind_of(element), place_of(path)
    found = [limit for limit in (*kind.limits(element), *kind.band(element)) if place_of(limit.quantity) == wanted]
    return [known for limit in found if (known := _known(limit, value_of)) is not None]


def _known(limit: Limit, value_of: ValueOf) -> Limit | None:
    if not limit.of:
        return limit
    base = value_of(beside(limit.quantity, limit.of))
    return limit.of_value(base) if base is not None else None


def tone_of(value: float, limits: Iterable[Limit]) -> Tone:
    """The worst that the limits say of a value."""
    return max((_judged(value, limit) for limit in limits), key=RANK.index, default="")


def _judged(value: float, limit: Limit) -> Tone:
    if limit.is_floor and value == 0.0:
        return ""
    if limit.is_beyond(value, limit.error):
        return "bad"
    if limit.is_beyond(value, limit.warn):
        return "warn"
    return "warn" if _is_at(value, limit) else "ok"


def _is_at(value: float, limit: Limit) -> bool:
    shared = not limit.is_floor and unit_of(limit.quantity, limit.unit) not in UNSHARED
    return shared and limit.error is not None and limit.error > 0.0 and value >= AT_LIMIT_FRAC * limit.error


def told(element: Element, value_of: ValueOf, first: Sequence[str] = ()) -> Told | None:
    """The result that says most: the worst one beyond or at a limit, else the first there is.

    Args:
        value_of: the element's result by path.
        first: paths asked before those the kind names.
    """
    kind = kind_of(element)
    paths = dict.fromkeys((*first, *kind.keys, *(limit.quantity for limit in (*kind.limits(element), *kind.band(element)))))
    found = [Told(path, value, tone_of(value, limits_on(element, path, value_of))) for path in paths if (value := value_of(path)) is not None]
    worst = max(found, key=lambda one: RANK.index(one.tone), default=None)
    return worst if worst is not None and worst.tone in ("warn", "bad") else next(iter(found), None)
