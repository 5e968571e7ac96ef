"""What a result path is called, its unit, and how a value lies between its bounds: the words and bars of every panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gigahall.app.components.results import Reading
from gigahall.kinds import tone
from gigahall.kinds.kind import Limit
from gigahall.units import System, display_unit, format_value, unit_of

LABELS: dict[str, str] = {
    "power.p_w": "Power", "power.q_var": "Reactive power", "power.v_v": "Voltage", "power.i_a": "Current",
    "power.loading_frac": "Loading", "power.loss_w": "Loss", "power.in_v": "Input voltage", "power.nominal_v": "Nominal voltage",
    "coolant.flow_m3_s": "Coolant flow", "coolant.in_c": "Coolant in", "coolant.out_c": "Coolant out",
    "coolant.in_pa": "Pressure in", "coolant.out_pa": "Pressure out", "coolant.heat_w": "Heat moved",
    "coolant.dp_pa": "Pressure drop",
    "primary.flow_m3_s": "Facility flow", "primary.in_c": "Facility in", "primary.out_c": "Facility out",
    "primary.in_pa": "Facility pressure in", "primary.out_pa": "Facility pressure out",
    "secondary.flow_m3_s": "Technology flow", "secondary.in_c": "Technology return",
    "secondary.out_c": "Technology supply",
    "secondary.in_pa": "Technology pressure in", "secondary.out_pa": "Technology pressure out",
    "air.inlet_mean_c": "Inlet air, mean", "air.inlet_max_c": "Inlet air, warmest", "air.outlet_mean_c": "Outlet air",
    "air.flow_m3_s": "Air flow",
}

DEFINITIONS: dict[str, str] = {
    "power.loading_frac": "Largest share of a rating in use",
    "power.v_v": "Line to line",
    "power.p_w": "Into the element",
    "air.inlet_max_c": "Warmest cell along the inlet face",
    "air.inlet_mean_c": "Mean over the inlet face, by flow",
    "coolant.heat_w": "Heat moved between the element's two sides, or rejected",
}


def key_of(path: str) -> str:
    """The last two parts of a path: "coolant.primary.in_c" → "primary.in_c"."""
    return ".".join(path.split(".")[-2:])


def label_of(path: str) -> str:
    """What people call it."""
    key = key_of(path)
    leaf = key.rpartition(".")[2]
    return LABELS.get(key) or LABELS.get(f"coolant.{leaf}") or leaf.replace("_", " ").capitalize()


def unit_code(path: str) -> str:
    return unit_of(key_of(path))


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
    name, tip = label_of(path), DEFINITIONS.get(key_of(path), "")
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
    leaf = limit.quantity.rpartition(".")[2]
    return limit.warn, "recommended" if leaf.startswith("inlet") else "continuous" if leaf == "loading_frac" else "limit"


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
