"""Display units and the number parser. Factors from NIST SP 811 (2008), appendix B.8 and B.9."""

from __future__ import annotations

import math
from typing import get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigahall import units
from gigahall.kinds.registry import KINDS
from gigahall.scene.record import Ambient, Record, Scene
from gigahall.units import format_field, format_value, parse, unit_of

NIST = [
    # typed, code, SI value, relative tolerance (the digits NIST prints)
    ("1 gpm", "m3/s", 6.309_020e-5, 1e-6),
    ("1 ft", "m", 0.3048, 1e-12),
    ("1 in", "m", 0.0254, 1e-12),
    ("1 psi", "Pa", 6894.757, 1e-6),
    ("1 bar", "Pa", 1e5, 1e-12),
    ("1 inH2O", "Pa", 249.0889, 1e-6),
    ("1 CFM", "m3/s air", 4.719_474e-4, 1e-6),
    ("1 Btu/h", "W", 0.293_071_1, 1e-6),
    ("1 TR", "W", 3516.853, 1e-6),
    ("1 hp", "W", 745.6999, 1e-6),
    ("1 lb", "kg", 0.453_592_37, 1e-12),
    ("1 lb/s", "kg/s", 0.453_592_4, 1e-6),
    ("1 gal", "m3", 3.785_412e-3, 1e-6),
    ("1 kWh", "J", 3.6e6, 1e-12),
    ("1 ft/s", "m/s", 0.3048, 1e-12),
    ("1 mph", "m/s", 0.447_04, 1e-12),
    ("1 ft²", "m2", 9.290_304e-2, 1e-9),
    ("1 lb/ft³", "kg/m3", 16.018_46, 1e-6),
    ("1 F", "K", 0.555_555_6, 1e-6),
    ("1 Btu", "J", 1055.056, 1e-6),
    ("1 kcmil", "mm2", 0.506_707_5, 1e-6),
]


@pytest.mark.parametrize(("text", "unit", "si", "tolerance"), NIST)
def test_factors_are_those_of_nist(text: str, unit: str, si: float, tolerance: float) -> None:
    assert parse(text, unit) == pytest.approx(si, rel=tolerance)


@pytest.mark.parametrize(
    ("text", "celsius"), [("32 F", 0.0), ("212 °F", 100.0), ("-40 degF", -40.0), ("273.15 K", 0.0), ("27", 27.0), ("80.6 f", 27.0)]
)
def test_temperatures_have_an_offset(text: str, celsius: float) -> None:
    assert parse(text, "degC") == pytest.approx(celsius, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "unit", "system", "si"),
    [
        ("10 gpm", "m3/s", "SI", 10 * 6.309_020e-5),
        ("4.5 ft", "m", "SI", 1.3716),
        ("4' 6\"", "m", "SI", 1.3716),
        ("4 ft 6 in", "m", "US", 1.3716),
        ("600mm", "m", "SI", 0.6),
        ("132", "W", "SI", 132e3),
        ("132 kw", "W", "SI", 132e3),
        ("1,2", "m", "SI", 1.2),
        ("0,125", "m", "SI", 0.125),
        ("1,234.5 W", "W", "SI", 1234.5),
        ("1,234,567 W", "W", "SI", 1_234_567.0),
        ("12 345 W", "W", "SI", 12_345.0),
        ("12\u202f300 A", "A", "SI", 12_300.0),
        ("−3", "degC", "SI", -3.0),
        ("+.5 %", "frac", "SI", 0.005),
        ("1.5e3 kW", "W", "SI", 1.5e6),
        ("10", "m3/s", "US", 10 * 6.309_020e-5),
        ("50", "degC", "US", 10.0),
        ("100", "m3/s air", "US", 100 * 4.719_474e-4),
        ("5 m3/h", "m3/s", "SI", 5 / 3600),
    ],
)
def test_typed_numbers(text: str, unit: str, system: units.System, si: float) -> None:
    assert parse(text, unit, system) == pytest.approx(si, rel=1e-6)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "nan", "NaN W", "inf", "-Infinity", "1e999", "1_000", "１２", "٣", "0x10", "1.2.3", "1,2,3", "--1", "1 2",
     "12 34", "1,200", "W", "kW 5", "5 bar", "5 kWh", "1e", "½", "1 000 00", "e5", "5 k", "0b1", "1e5_0", "5 ×2"],
)  # fmt: skip
def test_anything_else_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse(text, "W")
    message = str(refusal.value)
    assert message.endswith(".")
    assert "could not convert" not in message


def test_an_ambiguous_comma_names_both_readings() -> None:
    with pytest.raises(ValueError, match=r"1\.200 or 1200"):
        parse("1,200", "m")


def test_a_wrong_unit_names_the_right_ones() -> None:
    with pytest.raises(ValueError, match="L/min.*gpm"):
        parse("5 kPa", "m3/s")


@pytest.mark.parametrize(
    ("value", "unit", "system", "shown"),
    [
        (1.2143e6, "W", "SI", ("1.21", "MW")),
        (999.6, "W", "SI", ("1.00", "kW")),
        (999.4, "W", "SI", ("999", "W")),
        (24.123, "degC", "SI", ("24.1", "°C")),
        (27.0, "degC", "US", ("80.6", "°F")),
        (-3.2, "degC", "SI", ("−3.20", "°C")),
        (1.8, "K", "SI", ("1.80", "K")),
        (1.8, "K", "US", ("3.24", "°F")),
        (476 / 60e3, "m3/s", "SI", ("476", "L/min")),
        (0.0246, "m3/s", "SI", ("24.6", "L/s")),
        (0.0246, "m3/s", "US", ("390", "gpm")),
        (12.0, "Pa", "SI", ("12.0", "Pa")),
        (250e3, "Pa", "SI", ("250", "kPa")),
        (250e3, "Pa", "US", ("36.3", "psi")),
        (12.0, "Pa air", "SI", ("12.0", "Pa")),
        (12.0, "Pa air", "US", ("0.0482", "inH₂O")),
        (0.81, "frac", "SI", ("81.0", "%")),
        (2e-9, "1", "SI", ("2.00×10⁻⁹", "")),
        (0.6, "m", "SI", ("0.600", "m")),
        (0.1, "m", "SI", ("100", "mm")),
        (13_800.0, "V", "SI", ("13.8", "kV")),
        (12_345.0, "A", "SI", ("12\u202f300", "A")),
        (0.0, "W", "SI", ("0", "kW")),
        (5.0, "W/m2", "SI", ("5.00", "W/m²")),
        (5.0, "J/m3", "SI", ("5.00", "J/m³")),
        (math.nan, "W", "SI", ("–", "kW")),
        (None, "degC", "US", ("–", "°F")),
    ],
)
def test_three_significant_digits_with_the_unit(value: float | None, unit: str, system: units.System, shown: tuple[str, str]) -> None:
    assert format_value(value, unit, system) == shown


def test_a_column_can_keep_one_unit() -> None:
    unit = units.display_unit(1.3e6, "W")
    assert [format_value(value, "W", shown=unit) for value in (1.3e6, 4e4)] == [("1.30", "MW"), ("0.0400", "MW")]


SAMPLED = ["W", "degC", "K", "m3/s", "m3/s air", "Pa", "Pa air", "m", "frac", "V", "A", "J", "kg/s", "m/s", "1"]


@given(value=st.floats(-1e9, 1e9), unit=st.sampled_from(SAMPLED), system=st.sampled_from(["SI", "US"]))
def test_a_field_reads_back_what_it_shows(value: float, unit: str, system: units.System) -> None:
    text, _ = format_field(value, unit, system)
    assert parse(text, unit, system) == pytest.approx(value, rel=1e-10, abs=1e-9)


@given(value=st.floats(-1e9, 1e9), unit=st.sampled_from(SAMPLED), system=st.sampled_from(["SI", "US"]))
def test_what_is_shown_can_be_typed(value: float, unit: str, system: units.System) -> None:
    text, unit_text = format_value(value, unit, system)
    if "×" not in text:
        offset = 40.0 if unit == "degC" else 0.0
        assert parse(f"{text} {unit_text}", unit, system) == pytest.approx(value, rel=6e-3, abs=6e-3 * offset + 1e-9)


@given(st.text(max_size=12))
def test_the_parser_refuses_or_returns_a_finite_number(text: str) -> None:
    try:
        value = parse(text, "m")
    except ValueError:
        return
    assert math.isfinite(value)


@pytest.mark.parametrize(
    ("path", "given_unit", "code"),
    [
        ("coolant.flow_m3_s", "", "m3/s"),
        ("air.flow_m3_s", "", "m3/s air"),
        ("air.inlet_max_c", "", "degC"),
        ("power.loading_frac", "", "frac"),
        ("it_load_frac", "1", "frac"),
        ("power.p_w", "", "W"),
        ("cop", "1", "1"),
        ("pue", "", "1"),
        ("bore_m", "m", "m"),
    ],
)
def test_names_tell_units(path: str, given_unit: str, code: str) -> None:
    assert unit_of(path, given_unit) == code


def declared_units(record: type[Record]) -> set[str]:
    """The unit codes a record's fields declare."""
    found = set()
    for hint in get_type_hints(record, include_extras=True).values():
        for note in (*getattr(hint, "__metadata__", ()), *(n for part in get_args(hint) for n in getattr(part, "__metadata__", ()))):
            if isinstance(note, msgspec.Meta) and note.extra and "unit" in note.extra:
                found.add(note.extra["unit"])
    return found


@pytest.mark.parametrize("record", [Scene, Ambient, *(kind.record for kind in KINDS)], ids=lambda record: record.__name__)
def test_every_field_of_every_record_has_a_unit_that_can_be_shown(record: type[Record]) -> None:
    assert declared_units(record) <= units.CODES
