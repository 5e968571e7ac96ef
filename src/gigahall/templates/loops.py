"""Coolant loops: pipes between ports and headers."""

from __future__ import annotations

from gigahall.templates.builder import Builder


def tie(b: Builder, item: str, name: str, a: str, c: str, system: str, line: str, length_m: float, k_minor: float = 3.0) -> str:
    """A pipe run from port `a` to port `c`, with the direction of flow; its route follows its ends."""
    return b.link(item, name, a, c, system=system, line=line, length_m=length_m, k_minor=k_minor)
