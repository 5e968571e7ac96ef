"""Sentences of findings, made once at the end: for names as they are now, in the reader's units."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from gigahall.kinds.finding import Amount, Fact, Finding, Named
from gigahall.units import System, display_unit, format_value, unit_of

NameOf = Callable[[str], str]
MOST_NAMES = 4
MOST_DIGITS = 6
ONE_SIZE = 10.0
"""Values further apart than this stand in units of their own: kilovolts against volts."""


def words(finding: Finding, name_of: NameOf = str, units: System = "SI") -> str:
    """What is found, without the element's name: "Air inlet 33.1 °C, limit 32.0 °C"."""
    return _filled(finding.kind.words, finding, name_of, units)


def text(finding: Finding, name_of: NameOf = str, units: System = "SI") -> str:
    """The whole sentence: "R2-06: Air inlet 33.1 °C, limit 32.0 °C"."""
    return f"{name_of(finding.element)}: {words(finding, name_of, units)}"


def cure_words(finding: Finding, name_of: NameOf = str, units: System = "SI") -> str:
    """What would help, and what would without that; empty where no cure was computed."""
    return otherwise(edit_words(finding, name_of, units), finding, name_of, units)


def edit_words(finding: Finding, name_of: NameOf = str, units: System = "SI") -> str:
    """What its edit does; empty where no cure was computed."""
    return _filled(finding.cure.words, finding, name_of, units) if finding.cure is not None else ""


def otherwise(first: str, finding: Finding, name_of: NameOf = str, units: System = "SI") -> str:
    """The first words, and what would help without that."""
    instead = finding.cure.otherwise if finding.cure is not None else ""
    told = _filled(instead, finding, name_of, units)
    return f"{first}; else {told[:1].lower()}{told[1:]}" if told else first


def sentence(phrase: str) -> str:
    """With a capital letter."""
    return phrase[:1].upper() + phrase[1:]


def _filled(template: str, finding: Finding, name_of: NameOf, units: System) -> str:
    if "{" not in template:
        return template
    unit = unit_of(finding.quantity)
    facts: dict[str, Fact] = dict(finding.facts)
    found = {name: spoken(fact, name_of, units) for name, fact in facts.items()}
    value, limit = _against(finding.value, finding.limit, unit, units)
    found.setdefault("value", value)
    found.setdefault("limit", limit)
    return template.format(**found)


def _against(value: float | None, limit: float | None, unit: str, units: System) -> tuple[str, str]:
    """A value and its limit in one unit where they are of one size, with as many digits as tell them apart."""
    if value is None or limit is None or value == limit or not isfinite(value) or not isfinite(limit):
        return _amount(value, unit, units), _amount(limit, unit, units)
    larger, smaller = max(abs(value), abs(limit)), min(abs(value), abs(limit))
    shown = display_unit(larger, unit, units) if larger <= ONE_SIZE * smaller else None
    for digits in range(3, MOST_DIGITS + 1):
        pair = [" ".join(format_value(one, unit, units, digits, shown)).strip() for one in (value, limit)]
        if pair[0] != pair[1]:
            break
    return pair[0], pair[1]


def spoken(fact: Fact, name_of: NameOf = str, units: System = "SI") -> str:
    """A fact in words: an amount with its unit, elements by name."""
    if isinstance(fact, Amount):
        return _amount(fact.value, fact.unit, units)
    if isinstance(fact, Named):
        names = [name_of(key) for key in fact.ids[:MOST_NAMES]]
        left = len(fact.ids) - len(names)
        return f"{', '.join(names)} and {left} more" if left else " and ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
    return fact


def _amount(value: float | None, unit: str, units: System) -> str:
    return " ".join(format_value(value, unit, units)).strip()
