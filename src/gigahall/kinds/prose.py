"""Sentences of findings, made once at the end: for names as they are now, in the reader's units."""

from __future__ import annotations

from collections.abc import Callable

from gigahall.kinds.finding import Amount, Fact, Finding, Named
from gigahall.units import System, format_value, unit_of

NameOf = Callable[[str], str]
MOST_NAMES = 4


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
    found.setdefault("value", _amount(finding.value, unit, units))
    found.setdefault("limit", _amount(finding.limit, unit, units))
    return template.format(**found)


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
