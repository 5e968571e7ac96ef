"""How a value reads and lies between its bounds: the words and bars of every panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gigahall.app.components.results import Reading
from gigahall.kinds import tone
from gigahall.kinds.kind import Limit
from gigahall.kinds.quantities import find, of_path
from gigahall.units import System, display_unit, format_value, unit_of


def label_of(path: str) -> str:
    """What people call a result."""
    return of_path(path).label


def unit_code(path: str) -> str:
    """Unit of a result, else of what the path's end says."""
    found = find(path)
    return found.unit if found is not None else unit_of(path)


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a bar, in SI."""

    low: float
    high: float

    def frac(self, value: float) -> float:
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0) if self.high > self.low else 0.0


def scale_of(limit: Limit, *others: Limit) -> Scale:
    """A bar reaches a little past the highest bound; temperatures begin where nothing is cold any more."""
    top = max(bounds_of((limit, *others)))
    if unit_of(limit.quantity, limit.unit) == "degC":
        low = 15.0 if top < 40.0 else 0.0
        return Scale(low, top + 0.08 * (top - low))
    return Scale(0.0, top * 1.08)


def bounds_of(limits: Sequence[Limit]) -> list[float]:
    """Every warning and error value, rising."""
    return sorted({bound for limit in limits for bound in (limit.warn, limit.error) if bound is not None})


def tone_of(value: float, limits: Sequence[Limit]) -> str:
    """The tone of a bar or mark: "bad", "warn", else "accent"."""
    found = tone.tone_of(value, limits)
    return found if found in ("warn", "bad") else "accent"


def reading(
    path: str, value: float | None, limits: Sequence[Limit], system: System, *, before: float | None = None,
    is_stale: bool = False, was: float | None = None,
) -> Reading:
    """A result beside its limit."""
    unit = unit_code(path)
    number, shown_unit = format_value(value, unit, system)
    name, tip = label_of(path), of_path(path).meaning
    if value is None or not limits:
        return Reading(name, number, shown_unit, tip=tip, delta=change_words(value, before, unit, system), is_stale=is_stale,
                       was=was_words(value, was, unit, system))
    limit = limits[0]
    bound, word = _next_bound(limit, value)
    scale = scale_of(*limits)
    step = display_unit(value, unit, system)
    words = "" if bound is None else f"{(bound - step.offset) / step.scale:.4g} {word}"
    return Reading(
        name, number, shown_unit, scale.frac(value), None if bound is None else scale.frac(bound), words,
        tone_of(value, limits), change_words(value, before, unit, system),
        f"{tip + ' · ' if tip else ''}Limit: {limit.source}", is_stale,
        tuple(scale.frac(other) for other in bounds_of(limits) if other != bound), was_words(value, was, unit, system), scale.low > 0.0,
    )


def _next_bound(limit: Limit, value: float) -> tuple[float | None, str]:
    """The bound the tick marks, with its word: the warning value until it is passed, then the error value."""
    if limit.warn is None or (limit.error is not None and value > limit.warn):
        return limit.error, "limit"
    return limit.warn, of_path(limit.quantity).warn_word


def was_words(value: float | None, was: float | None, unit: str, system: System) -> str:
    """ "was 41.2 °C"; nothing where it reads as it does now."""
    before = " ".join(format_value(was, unit, system))
    return "" if was is None or before == " ".join(format_value(value, unit, system)) else f"was {before}"


def change_words(value: float | None, before: float | None, unit: str, system: System) -> str:
    """How much it changed since the last edit, in the shown unit and to its digits; nothing where these stay the same."""
    if value is None or before is None:
        return ""
    step = display_unit(value, unit, system)
    shown, _ = format_value(value, unit, system, shown=step)
    if shown == format_value(before, unit, system, shown=step)[0]:
        return ""
    change = round((value - before) / step.scale, len(shown.partition(".")[2]))
    if abs(change) < 0.005:
        return ""
    words = f"{change:+.0f}" if abs(change) >= 999.5 else f"{change:+.3g}"
    return words.replace("-", "−")


def seconds_words(seconds: float | None) -> tuple[str, str]:
    """A time as people say it: milliseconds below a second."""
    if seconds is None:
        return format_value(None, "s")
    if seconds < 0.9995:
        return f"{seconds * 1e3:.3g}", "ms"
    return f"{seconds:.3g}", "s"
