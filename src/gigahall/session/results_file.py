"""The results file, "gigahall-results/2": one JSON object, NaN-free, documented in docs/results.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from gigahall.kinds.finding import Add, Change, Finding
from gigahall.kinds.prose import NameOf, cure_words, text
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element, Record
from gigahall.session.results import Results

FORMAT = "gigahall-results/2"


def encode(results: Results, records: Mapping[str, Record]) -> bytes:
    """The file's bytes. Elements that no solver touched are left out."""
    elements: dict[str, Any] = {}
    for record in records.values():
        if isinstance(record, Element):
            found = results.element(record.id)
            if found:
                elements[record.id] = {"kind": kind_of(record).name, "name": record.name, **found}

    def name_of(key: str) -> str:
        found = records.get(key)
        return found.name if isinstance(found, Element) else key

    content = {
        "format": FORMAT,
        "state": results.state,
        "key_figures": dict(results.key_figures) | dict.fromkeys(results.unavailable),
        "unavailable": dict(results.unavailable),
        "balances": dict(results.balances),
        "elements": elements,
        "problems": [_row(finding, name_of) for finding in results.problems],
        "models": dict(results.models),
        "timing": dict(results.timing),
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _row(finding: Finding, name_of: NameOf) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "element": finding.element,
        "quantity": finding.quantity,
        "value": finding.value,
        "limit": finding.limit,
        "source": finding.source,
        "text": text(finding, name_of),
        "cause": finding.cause,
        "cure": cure_words(finding, name_of),
        "cure_edit": [_change(change) for change in finding.cure.edit] if finding.cure is not None else [],
    }


def _change(change: Change) -> dict[str, Any]:
    if isinstance(change, Add):
        return {"add_like": change.like}
    return {"set": f"{change.element}.{change.field}", "to": change.value}
