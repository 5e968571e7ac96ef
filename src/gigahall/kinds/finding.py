"""What a solution says about one element, as data: a registered code, values in SI, what caused it and what would cure it.

Solvers and rules make findings; sentences are made from them once, at the end (prose.py), for whatever names and units the
reader wants. Nothing reads a sentence back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gigahall.kinds.codes import CODES, Code, Severity, slots

__all__ = ["NOTICE_FRAC", "NOTICE_K", "Add", "Amount", "Change", "Cure", "Fact", "Finding", "Named", "SetField", "find", "set_point_missed"]

MISS_ERROR_K = 1.0
MISS_ERROR_FRAC = 0.10
"""A set point missed by more than this is an error, by less a warning."""
NOTICE_K = 0.1
"""A temperature missed by less is not told: no control knows of it, the tightest class of industrial resistance thermometers
(AA of IEC 60751) may be off by 0.1 K at 0 degC and 0.17 K at 40 degC."""
NOTICE_FRAC = 0.01
"""The same for flow, pressure and heat: the best flow sensors of heat meters (class 1 of EN 1434-1) may be off by 1 %."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with the code of its unit: Amount(1.8, "K"), Amount(0.029, "frac")."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Named:
    """Elements a sentence speaks of, by id; their names are looked up when it is written."""

    ids: tuple[str, ...]


Fact = str | Amount | Named


@dataclass(frozen=True, slots=True)
class SetField:
    """One field of one record takes a value: in service, turned round, a set point raised."""

    element: str
    field: str
    value: float | bool | str


@dataclass(frozen=True, slots=True)
class Add:
    """One more unit like an element, joined to what that is joined to."""

    like: str


Change = SetField | Add


@dataclass(frozen=True, slots=True)
class Cure:
    """What would help: words (a template over the finding's facts) and, where it is an edit, the edit."""

    words: str
    edit: tuple[Change, ...] = ()
    otherwise: str = ""
    """What would help while the cause stays: words as above."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of what is wrong or worth knowing.

    `quantity` is the path of the value in the element's result ("power.loading_frac") or the name of a set point; `value`
    and `limit` are in its unit. `causes` are the elements whose state brought this about, the likeliest first; `cause` is
    the row that tells of it (an index into the results' problems), set when the rows of a solution are put in order.
    """

    code: str
    element: str
    severity: Severity
    quantity: str = ""
    value: float | None = None
    limit: float | None = None
    source: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()
    causes: tuple[str, ...] = ()
    cure: Cure | None = None
    cause: int | None = field(default=None, compare=False)

    @property
    def kind(self) -> Code:
        """What the registry says of its code."""
        return CODES[self.code]

    @property
    def is_unsolved(self) -> bool:
        """It names a part of the scene that has no solution."""
        return self.code.startswith("unsolved-")

    def fact(self, name: str) -> Fact:
        """One of its facts. Raises KeyError when it has none of this name."""
        return dict(self.facts)[name]

    def with_cure(self, words: str, *edit: Change, **facts: Fact) -> Finding:
        """The same finding with this cure and what its words need."""
        instead = self.cure.otherwise if self.cure is not None else ""
        return replace(self, cure=Cure(words, edit, instead), facts=(*self.facts, *facts.items()))


def find(
    code: str,
    element: str,
    *,
    severity: Severity | None = None,
    quantity: str = "",
    value: float | None = None,
    limit: float | None = None,
    source: str = "",
    causes: tuple[str, ...] = (),
    cure: Cure | None = None,
    facts: Mapping[str, Fact] | None = None,
    **named: Fact,
) -> Finding:
    """A finding of a registered code; severity, source and cure are the code's where none is given.

    What the words of the code and of the cure need is given as `facts` or by name.

    Raises:
        KeyError: no such code. ValueError: its words need a fact that was not given.
    """
    known = CODES[code]
    told = {**(facts or {}), **named}
    if missing := slots(known.words) - told.keys() - {"value", "limit"}:
        raise ValueError(f"{code}: the words need {', '.join(sorted(missing))}")
    if cure is None and known.cure:
        cure = Cure(known.cure)
    return Finding(
        code, element, severity or known.severity, quantity, value, limit, source or known.source, tuple(told.items()), causes, cure
    )


def set_point_missed(
    code: str, element: str, quantity: str, wanted: float, got: float, miss: float, cure: Cure | None = None, **facts: Fact
) -> Finding:
    """A control at the limit of its unit. `miss` in kelvin for temperatures, else as a fraction of what is wanted."""
    is_temperature = quantity.endswith("_c")
    severe = miss > (MISS_ERROR_K if is_temperature else MISS_ERROR_FRAC)
    return find(
        code, element, severity="error" if severe else "warning", quantity=quantity, value=got, limit=wanted, cure=cure,
        facts={**facts, "miss": Amount(miss, "K" if is_temperature else "frac")},
    )  # fmt: skip


def severity_rank(severity: Severity) -> int:
    """0 for errors, which come first."""
    return {"error": 0, "warning": 1, "info": 2}[severity]
