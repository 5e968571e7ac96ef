"""Rows that are due to something lost or shut: with what they are due to, and the edit that puts the first of it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gigahall.kinds.codes import slots
from gigahall.kinds.finding import Amount, Change, Cure, Finding, Named


def due_to(found: Finding, due: tuple[str, ...], takes_all: bool, edit_of: Callable[[str], tuple[Change, ...]]) -> Finding:
    """The finding with its causes and their cure. What it was said to take without them stays said, where that is an amount.

    Args:
        due: elements, the likeliest first; empty leaves the finding as it is.
        takes_all: all of them have to be put back; else any one is enough.
        edit_of: the edit that puts an element back.
    """
    if not due:
        return found
    told = replace(found, causes=due, cure=Cure("", otherwise=_sized(found)))
    if len(due) == 1 or takes_all:
        edit = tuple(change for key in due for change in edit_of(key))
        is_whole = all(edit_of(key) for key in due)
        return told.with_cure("Restore {due}", *(edit if is_whole else ()), due=Named(due))
    return told.with_cure("Restore {nearest}, or one of {due}", *edit_of(due[0]), nearest=Named(due[:1]), due=Named(due[1:]))


def _sized(found: Finding) -> str:
    """The words of a cure that says how much more it takes."""
    words = found.cure.words if found.cure is not None else ""
    facts = dict(found.facts)
    return words if any(isinstance(facts.get(name), Amount) for name in slots(words)) else ""
