"""Elements that stand for supply or plant that is not modelled."""

from __future__ import annotations

from gigahall.kinds.kind import Env
from gigahall.kinds.parts.coolant import IdealLoop
from gigahall.kinds.parts.power import Source
from gigahall.kinds.registry import kind_of
from gigahall.scene.record import Element


def is_ideal(element: Element, env: Env) -> bool:
    """Does it hold a voltage or a supply temperature whatever is drawn, without a model of what makes it?"""
    kind = kind_of(element)
    sources = (part for part in kind.power(element, env).parts if isinstance(part, Source))
    return any(part.role == "ideal" for part in sources) or any(
        isinstance(part, IdealLoop) for part in kind.coolant(element, env).parts
    )
