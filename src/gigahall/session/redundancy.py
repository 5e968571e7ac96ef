"""Losses that a redundant design is made for: one row says who took over, and what stands still for it is no error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from gigahall.compile.coolant_takeover import Share
from gigahall.kinds.finding import Fact, Finding, Named, find

STOPPED = frozenset({"no-feed", "no-supply", "coil-uncooled", "no-condenser"})
"""What a machine says that stands still for something else."""


def with_redundancy(found: Sequence[Finding], shares: Mapping[str, Share], racks: Set[str]) -> list[Finding]:
    """With a row for every machine whose share others carry; that it stands still is an error only where something is due to
    it that is one."""
    tripped = {key for finding in found if _is_trip(finding) for key in finding.causes}
    taken = {key: share for key, share in shares.items() if key not in tripped}
    covered = _covered([finding for finding in found if finding.severity == "error"], taken.keys() - racks, racks)
    told = [replace(finding, severity="info") if id(finding) in covered else finding for finding in found]
    return told + [_row(key, share) for key, share in taken.items()]


def _row(key: str, share: Share) -> Finding:
    facts: dict[str, Fact] = {"carriers": Named(share.carriers), "shared": Named((*share.carriers, *share.leading)), "loads": share.what}
    return find("taken-over", key, causes=(key,), facts=facts)


def _is_trip(finding: Finding) -> bool:
    """Does something stop, miss what it should hold, or have no solution?"""
    is_missed = finding.kind.topic == "Set point" or (finding.kind.is_state and finding.code not in STOPPED)
    return finding.severity == "error" and (finding.is_unsolved or is_missed)


def _covered(errors: Sequence[Finding], taken: Set[str], racks: Set[str]) -> set[int]:
    """Rows, by identity, of what stands still without harm: others carry its share, or that of all that stands still for it, and
    no other error is due to it."""
    left = [finding for finding in errors if finding.code in STOPPED and finding.element not in racks]
    covered: set[int] = set()
    safe: set[str] = set()
    """Elements with a covered row, and what these rows are due to."""
    while True:
        blamed = {key for finding in errors if id(finding) not in covered for key in finding.causes}
        more = [
            finding for finding in left
            if finding.element not in blamed and (finding.element in taken or finding.element in safe or _feeds_only(finding, safe))
        ]  # fmt: skip
        if not more:
            return covered
        covered |= {id(finding) for finding in more}
        safe |= {key for finding in more for key in (finding.element, *finding.causes)}
        left = [finding for finding in left if id(finding) not in covered]


def _feeds_only(finding: Finding, safe: Set[str]) -> bool:
    """Is it distribution, dead for machines alone whose share others carry?"""
    dark = dict(finding.facts).get("dark")
    return isinstance(dark, Named) and bool(dark.ids) and all(key in safe for key in dark.ids)
