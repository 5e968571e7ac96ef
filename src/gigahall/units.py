"""Constants, display units and the number parser of every input field.

Everything inside Gigahall is SI (temperatures in degrees Celsius); this is the one place that turns values into what
people read and back. A value's unit is named by a code ("W", "degC", "m3/s", "frac" ...); `unit_of` finds the code from
the name of a field or result column. Factors: NIST SP 811 (2008), appendix B; ISO 80000-1 for exact definitions.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

System = Literal["SI", "US"]

GRAVITY_M_S2 = 9.80665
"""Standard acceleration of free fall (3rd CGPM, 1901)."""
ZERO_C_IN_K = 273.15
ATM_PA = 101_325.0
"""The standard atmosphere."""

FOOT_M = 0.3048
INCH_M = 0.0254
POUND_KG = 0.453_592_37
GALLON_M3 = 231 * INCH_M**3
PSI_PA = POUND_KG * GRAVITY_M_S2 / INCH_M**2
INCH_WATER_PA = 249.088_91
"""Conventional inch of water (NIST SP 811)."""
BTU_J = 1055.055_852_62
"""International table Btu."""
TON_W = 12_000 * BTU_J / 3600
"""Ton of refrigeration."""
HORSEPOWER_W = 550 * FOOT_M * POUND_KG * GRAVITY_M_S2
CFM_M3_S = FOOT_M**3 / 60

NO_VALUE = "–"
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit on the screen: value in SI = shown × scale + offset. Used from `above` (in SI, absolute) upwards."""

    text: str
    scale: float = 1.0
    offset: float = 0.0
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class Quantity:
    """How one kind of number is shown: units by size (the first is also that of input fields) and what may be typed."""

    si: tuple[Unit, ...]
    us: tuple[Unit, ...]
    typed: tuple[Unit, ...] = ()

    def units(self, system: System) -> tuple[Unit, ...]:
        return self.us if system == "US" else self.si

    def field(self, system: System) -> Unit:
        """The unit of input fields: it stays the same while the value changes."""
        return self.units(system)[0]


def _prefixed(symbol: str, first: str = "", prefixes: str = "", typed: tuple[Unit, ...] = ()) -> Quantity:
    """The same metric ladder in both systems; `first` is the prefix of input fields."""
    power = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
    ladder = [Unit(p + symbol, power[p], above=power[p] if p else 0.0) for p in ("", *prefixes)]
    ladder.sort(key=lambda unit: unit.text != first + symbol)
    return Quantity(tuple(ladder), tuple(ladder), typed)


def _same(*units: Unit, typed: tuple[Unit, ...] = ()) -> Quantity:
    return Quantity(units, units, typed)


_QUANTITIES: dict[str, Quantity] = {
    "1": _same(Unit("")),
    "": _same(Unit("")),
    "frac": _same(Unit("%", 0.01), typed=(Unit("percent", 0.01),)),
    "W": _prefixed("W", "k", "kMG", (Unit("hp", HORSEPOWER_W), Unit("Btu/h", BTU_J / 3600), Unit("TR", TON_W), Unit("ton", TON_W))),
    "VA": _prefixed("VA", "k", "kMG"),
    "var": _prefixed("var", "k", "kMG"),
    "J": _same(
        Unit("kWh", 3.6e6), Unit("MWh", 3.6e9, above=3.6e9), Unit("GWh", 3.6e12, above=3.6e12),
        typed=(Unit("J"), Unit("kJ", 1e3), Unit("MJ", 1e6), Unit("Wh", 3600.0), Unit("Btu", BTU_J)),
    ),
    "V": _prefixed("V", "", "k"),
    "A": _prefixed("A", "", "", (Unit("kA", 1e3), Unit("mA", 1e-3))),
    "Hz": _same(Unit("Hz")),
    "ohm": _same(Unit("Ω"), Unit("mΩ", 1e-3), typed=(Unit("ohm"), Unit("mohm", 1e-3))),
    "ohm/m": _same(Unit("mΩ/m", 1e-3), typed=(Unit("Ω/m"), Unit("ohm/m"))),
    "degC": Quantity(
        (Unit("°C"),), (Unit("°F", 5 / 9, -160 / 9),),
        (Unit("C"), Unit("degC"), Unit("F", 5 / 9, -160 / 9), Unit("degF", 5 / 9, -160 / 9), Unit("K", 1.0, -ZERO_C_IN_K)),
    ),
    "K": Quantity(
        (Unit("K"),), (Unit("°F", 5 / 9),), (Unit("°C"), Unit("C"), Unit("degC"), Unit("F", 5 / 9), Unit("degF", 5 / 9)),
    ),
    "m3/s": Quantity(
        (Unit("L/min", 1e-3 / 60), Unit("L/s", 1e-3, above=0.01)), (Unit("gpm", GALLON_M3 / 60),),
        (Unit("m³/s"), Unit("m3/s"), Unit("m³/h", 1 / 3600), Unit("m3/h", 1 / 3600), Unit("lpm", 1e-3 / 60), Unit("GPM", GALLON_M3 / 60)),
    ),
    "m3/s air": Quantity(
        (Unit("m³/s"),), (Unit("CFM", CFM_M3_S),),
        (Unit("m3/s"), Unit("m³/h", 1 / 3600), Unit("m3/h", 1 / 3600), Unit("L/s", 1e-3), Unit("cfm", CFM_M3_S)),
    ),
    "kg/s": Quantity((Unit("kg/s"),), (Unit("lb/min", POUND_KG / 60),), (Unit("kg/h", 1 / 3600), Unit("lb/s", POUND_KG))),
    "Pa": Quantity(
        (Unit("kPa", 1e3, above=1e3), Unit("Pa"), Unit("MPa", 1e6, above=1e7)),
        (Unit("psi", PSI_PA, above=1e3), Unit("inH₂O", INCH_WATER_PA)),
        (Unit("bar", 1e5), Unit("mbar", 100.0), Unit("inH2O", INCH_WATER_PA), Unit("ftH2O", 12 * INCH_WATER_PA)),
    ),
    "Pa air": Quantity((Unit("Pa"),), (Unit("inH₂O", INCH_WATER_PA),), (Unit("kPa", 1e3), Unit("inH2O", INCH_WATER_PA), Unit("psi", PSI_PA))),
    "Pa/m": Quantity((Unit("Pa/m"),), (Unit("psi/100 ft", PSI_PA / (100 * FOOT_M)),)),
    "m": Quantity(
        (Unit("m", above=0.3), Unit("mm", 1e-3)), (Unit("ft", FOOT_M, above=FOOT_M), Unit("in", INCH_M)),
        (Unit("cm", 1e-2), Unit("km", 1e3), Unit("µm", 1e-6), Unit("um", 1e-6), Unit("'", FOOT_M), Unit('"', INCH_M)),
    ),
    "mm": Quantity((Unit("mm", 1.0),), (Unit("in", INCH_M * 1e3),), (Unit("m", 1e3), Unit("cm", 10.0))),
    "mm2": _same(Unit("mm²"), typed=(Unit("mm2"), Unit("kcmil", 0.506_707_5))),
    "m2": Quantity((Unit("m²"),), (Unit("ft²", FOOT_M**2),), (Unit("m2"), Unit("ft2", FOOT_M**2), Unit("mm²", 1e-6), Unit("mm2", 1e-6))),
    "m3": Quantity(
        (Unit("L", 1e-3), Unit("m³", above=1.0)), (Unit("gal", GALLON_M3),), (Unit("m3"), Unit("ft³", FOOT_M**3), Unit("ft3", FOOT_M**3)),
    ),
    "m/s": Quantity((Unit("m/s"),), (Unit("ft/s", FOOT_M),), (Unit("km/h", 1 / 3.6), Unit("fpm", FOOT_M / 60), Unit("mph", 5280 * FOOT_M / 3600))),
    "kg": Quantity((Unit("kg"),), (Unit("lb", POUND_KG),), (Unit("t", 1e3),)),
    "kg/m3": Quantity((Unit("kg/m³"),), (Unit("lb/ft³", POUND_KG / FOOT_M**3),), (Unit("kg/m3"),)),
    "s": _same(Unit("s", above=1.0), Unit("ms", 1e-3), Unit("min", 60.0, above=120.0), typed=(Unit("h", 3600.0),)),
    "deg": _same(Unit("°"), typed=(Unit("deg"), Unit("rad", 180 / math.pi))),
    "rad": _same(Unit("°", math.pi / 180), typed=(Unit("deg", math.pi / 180), Unit("rad"))),
    "W/K": Quantity((Unit("kW/K", 1e3), Unit("W/K")), (Unit("kBtu/(h·°F)", 1e3 * BTU_J / 3600 * 9 / 5),)),
    "J/K": _same(Unit("kJ/K", 1e3), typed=(Unit("J/K"),)),
    "W/m2": Quantity((Unit("W/m²"),), (Unit("W/ft²", 1 / FOOT_M**2),), (Unit("W/m2"), Unit("kW/m²", 1e3))),
    "Pa.s": _same(Unit("mPa·s", 1e-3), typed=(Unit("Pa·s"), Unit("cP", 1e-3))),
    "1/s": _same(Unit("1/s")),
    "1/K": Quantity((Unit("%/K", 0.01),), (Unit("%/°F", 0.01 * 9 / 5),), (Unit("1/K"), Unit("%/°C", 0.01))),
    "rpm": _same(Unit("rpm")),
}  # fmt: skip

CODES = frozenset(_QUANTITIES)
"""Unit codes with a display; any other code is shown as it is written."""

_SUFFIXES = (
    ("_kg_s", "kg/s"), ("_m3_s", "m3/s"), ("_m_s", "m/s"), ("_pa_m", "Pa/m"), ("_w_k", "W/K"), ("_w_m2", "W/m2"),
    ("_frac", "frac"), ("_ohm", "ohm"), ("_var", "var"), ("_deg", "deg"), ("_rad", "rad"), ("_m2", "m2"), ("_m3", "m3"),
    ("_va", "VA"), ("_pa", "Pa"), ("_hz", "Hz"), ("_kg", "kg"), ("_w", "W"), ("_v", "V"), ("_a", "A"), ("_c", "degC"),
    ("_k", "K"), ("_m", "m"), ("_s", "s"), ("_j", "J"),
)  # fmt: skip


@lru_cache(4096)
def unit_of(path: str, given: str = "") -> str:
    """The unit code of a field or result column: "air.flow_m3_s" → "m3/s air", "loading_frac" → "frac".

    `given` is what the field itself declares; it wins except where the name knows more (a fraction, a flow or pressure of air).
    """
    leaf = path.rsplit(".", 1)[-1]
    named = next((code for suffix, code in _SUFFIXES if leaf.endswith(suffix)), "1")
    code = named if given in ("", "1") else given
    is_air = path.startswith("air.") or not {"air", "plenum"}.isdisjoint(leaf.split("_"))
    return f"{code} air" if code in ("m3/s", "Pa") and is_air else code


def display_unit(si_value: float, unit: str, system: System = "SI", digits: int = 3) -> Unit:
    """The unit that shows this value best; ask with a column's largest value to keep one unit in the whole column."""
    quantity = _quantity(unit)
    ladder = sorted(quantity.units(system), key=lambda step: step.above)
    if len(ladder) == 1 or not math.isfinite(si_value) or si_value == 0.0:
        return quantity.field(system)
    size = abs(si_value)
    fitting = [step for step in ladder if _rounded(size / step.scale, digits) * step.scale >= step.above * (1 - 1e-12)]
    return fitting[-1] if fitting else ladder[0]


def format_value(
    value: float | None, unit: str, system: System = "SI", digits: int = 3, shown: Unit | None = None
) -> tuple[str, str]:
    """Number and unit as read on the screen: `format_value(1.2143e6, "W")` → ("1.21", "MW").

    `digits` significant digits, true minus, powers of ten as superscripts. A missing or non-finite value is a dash.
    `shown` keeps a unit chosen before (`display_unit`).
    """
    if value is None or not math.isfinite(value):
        return NO_VALUE, (shown or _quantity(unit).field(system)).text
    step = shown or display_unit(value, unit, system, digits)
    return _text((value - step.offset) / step.scale, digits), step.text


def format_field(value: float, unit: str, system: System = "SI") -> tuple[str, str]:
    """Number and unit as an input field holds them: one fixed unit, all digits that matter, read back by `parse`."""
    step = _quantity(unit).field(system)
    number = (value - step.offset) / step.scale
    text = f"{number:.12g}"
    return text.replace("-", "−") if "e" not in text else text, step.text


_SPACED_GROUP = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", re.ASCII)
_NUMBER = re.compile(r"(?P<sign>[+\-−]?)(?P<body>[0-9.,\u00a0\u2009\u202f]+)(?P<power>[eE][+\-−]?[0-9]+)?\s*(?P<unit>.*)", re.ASCII)
_FEET_INCHES = re.compile(r"([0-9]+)\s*(?:'|ft)\s*([0-9]+(?:\.[0-9]*)?)\s*(?:\"|in)", re.ASCII)
_GROUP = "[,\u00a0\u2009\u202f]"
_GROUPED = re.compile(rf"[0-9]{{1,3}}(?P<mark>{_GROUP})[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*(?P<rest>\.[0-9]*)?", re.ASCII)
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+", re.ASCII)


def parse(text: str, unit: str, system: System = "SI", shown: str | None = None) -> float:
    """What was typed in an input field, in SI: `parse("10 gpm", "m3/s")` → 6.309e-4.

    A bare number is in the field's unit (`format_field`; `shown` names another one). A decimal point or comma is
    accepted; "1,200" is refused because it reads as 1.2 here and 1200 there.

    Raises:
        ValueError: not a finite number, or a unit of something else; the message says what would be accepted.
    """
    typed = text.strip()
    quantity = _quantity(unit)
    if not typed:
        raise ValueError("Type a number.")
    both = _FEET_INCHES.fullmatch(typed)
    if both and unit == "m":
        return int(both[1]) * FOOT_M + float(both[2]) * INCH_M
    match = _NUMBER.fullmatch(_SPACED_GROUP.sub("\u202f", typed))
    if match is None or match["unit"][:1].isdigit() or match["unit"].startswith("_"):
        raise ValueError(f"“{typed}” is not a number.")
    number = float(_decimal(match["body"], typed) + (match["power"] or "").replace("−", "-"))
    step = _find(match["unit"].strip() or (shown or quantity.field(system).text), quantity, typed, system)
    value = (-number if match["sign"] in ("-", "−") else number) * step.scale + step.offset
    if not math.isfinite(value):
        raise ValueError(f"“{typed}” is too large.")
    return value + 0.0


def _quantity(unit: str) -> Quantity:
    """An unlisted code is shown as it is, unscaled."""
    return _QUANTITIES.get(unit) or _same(Unit(re.sub(r"(?<=[a-zA-Z])-?[0-9]", lambda m: m[0].translate(SUPERSCRIPT), unit)))


def _decimal(body: str, typed: str) -> str:
    """Digits with a decimal point, grouping removed."""
    grouped = _GROUPED.fullmatch(body)
    if grouped:
        if grouped["mark"] == "," and grouped["rest"] is None and body.count(",") == 1 and not body.startswith("0"):
            raise ValueError(f"“{typed}” can be read in two ways: write {body.replace(',', '.')} or {body.replace(',', '')}.")
        if grouped["mark"] != "," or not body.startswith("0"):
            return re.sub(_GROUP, "", body)
    if not _PLAIN.fullmatch(body):
        raise ValueError(f"“{typed}” is not a number.")
    return body.replace(",", ".")


def _find(text: str, quantity: Quantity, typed: str, system: System) -> Unit:
    """The unit meant: exact spelling first, then without regard to case where that leaves no doubt."""
    other = quantity.us if system == "SI" else quantity.si
    known = (*quantity.units(system), *other, *quantity.typed)
    plain = " ".join(text.split())
    for step in known:
        if plain == step.text:
            return step
    alike = {(step.scale, step.offset): step for step in known if step.text.casefold() == plain.casefold()}
    if len(alike) == 1:
        return next(iter(alike.values()))
    choice = ", ".join(dict.fromkeys(step.text for step in known if step.text)) or "a bare number"
    raise ValueError(f"“{typed}”: the unit “{plain}” does not fit here. Use {choice}.")


def _rounded(number: float, digits: int) -> float:
    return float(f"{number:.{digits - 1}e}")


def _text(number: float, digits: int) -> str:
    if number == 0.0:
        return "0"
    mantissa, _, power = f"{number:.{digits - 1}e}".partition("e")
    exponent = int(power)
    if exponent < -3 or exponent > 6:
        return f"{mantissa}×10{str(exponent).translate(SUPERSCRIPT)}".replace("-", "−")
    text = f"{_rounded(number, digits):.{max(digits - 1 - exponent, 0)}f}"
    whole, point, rest = text.partition(".")
    if exponent >= 4:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return (whole + point + rest).replace("-", "−")
