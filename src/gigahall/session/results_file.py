"""The results file, "gigahall-results/1": one JSON object, NaN-free, documented in docs/results.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element, Record
from gigahall.session.results import Results

FORMAT = "gigahall-results/1"


def encode(results: Results, records: Mapping[str, Record]) -> bytes:
    """The file's bytes. Elements that no solver touched are left out."""
    elements: dict[str, Any] = {}
    for record in records.values():
        if isinstance(record, Element):
            found = results.element(record.id)
            if found:
                elements[record.id] = {"kind": kind_of(record).name, "name": record.name, **found}
    problems = [
        {"severity": p.severity, "element": p.element, "quantity": p.quantity, "value": p.value, "limit": p.limit,
         "source": p.source, "text": p.text, "cure": p.cure}
        for p in results.problems
    ]
    content = {
        "format": FORMAT,
        "state": results.state,
        "key_figures": dict(results.key_figures),
        "balances": dict(results.balances),
        "elements": elements,
        "problems": problems,
        "models": dict(results.models),
        "timing": dict(results.timing),
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"
