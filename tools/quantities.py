"""Writes docs/quantities.md from the table of results (kinds/quantities.py).

    python tools/quantities.py
"""

from __future__ import annotations

from pathlib import Path

from gigahall.kinds.quantities import QUANTITIES, SCALES, SIDES, Quantity, shown_with

SI = {"degC": "°C", "m3/s": "m³/s", "m3/s air": "m³/s", "frac": "1", "Pa air": "Pa"}
"""Unit codes as the file has them; the others are written as they are."""
PAGE = Path(__file__).resolve().parent.parent / "docs" / "quantities.md"
HEAD = """# Result quantities

Everything an element can have as a result, by the blocks of the [results file](results.md). An element has the columns that
apply to it; a value that has no meaning (the temperature of coolant that stands still) is left out. Units in the file are SI
and stand at the end of the name.

"""
BLOCKS = {
    "power": "Balanced three-phase: totals of the three phases, voltages line to line.",
    "coolant": (
        "One stream, in where it enters in normal service and out where it leaves: a and b of pipes, pumps and valves, supply and "
        "return of racks and coils, return and supply of chillers, coolers, towers and ideal sources. Elements between two loops "
        "have `primary` (facility side, for exchangers the cold side) and `secondary` (technology side) with the columns of one "
        "stream each; what belongs to the machine stands beside them. The expansion vessel, CDU or ideal source of a loop sets the "
        "level of its pressure."
    ),
    "air": "Of the room that the element stands in; of a hall what is under its floor.",
}


def page() -> str:
    """The whole page."""
    sections = "\n".join(_section(name, words) for name, words in BLOCKS.items())
    return f"{HEAD}{sections}\n{_colours()}"


def _section(block: str, words: str) -> str:
    rows = [q for q in QUANTITIES if q.path.split(".")[0] == block and q.block not in SIDES]
    lines = "\n".join(f"| `{q.column}` | {_unit(q)} | {q.label} | {_meaning(q)} |" for q in rows)
    return f"## {block}\n\n{words}\n\n| column | unit | name | meaning |\n| --- | --- | --- | --- |\n{lines}\n"


def _unit(quantity: Quantity) -> str:
    return SI.get(quantity.unit, quantity.unit)


def _meaning(quantity: Quantity) -> str:
    derived = f"; from {' and '.join(f'`{name}`' for name in quantity.derived_from)}" if quantity.derived_from else ""
    return quantity.meaning + (f"; positive = {quantity.sign}" if quantity.sign else "") + derived


def _colours() -> str:
    lines = "\n".join(
        f"| {scale.label}{f' ({scale.note})' if scale.note else ''} | {', '.join(f'`{q.path}`' for q in shown_with(scale))} |" for scale in SCALES
    )
    words = "What the 3D view and pictures colour equipment by; the first value an element has counts."
    return f"## Colours\n\n{words}\n\n| colour by | shows |\n| --- | --- |\n{lines}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
