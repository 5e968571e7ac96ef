"""Problems as a tree by cause: what is lost or off first, what follows from it below, rows that say the same folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gigahall.kinds.finding import Finding, severity_rank

FOLD_FROM = 4
"""So many leaves beside each other that say the same become one row."""


@dataclass(frozen=True)
class Node:
    """One finding with what follows from it. `likes` are further rows that say the same of other elements."""

    finding: Finding
    children: tuple[Node, ...] = ()
    likes: tuple[Finding, ...] = ()

    @property
    def below(self) -> int:
        """How many rows are folded under it."""
        return len(self.likes) + sum(1 + child.below for child in self.children)

    @property
    def follow(self) -> int:
        """How many problems follow from it: errors and warnings; notes count only where nothing else follows."""
        worse = sum(finding.severity != "info" for finding in self.findings()) - (self.finding.severity != "info")
        return worse or self.below

    def findings(self) -> Iterable[Finding]:
        """This row and all below it."""
        yield self.finding
        yield from self.likes
        for child in self.children:
            yield from child.findings()

    @property
    def rank(self) -> int:
        """The worst severity of it and of what follows: a switch that was turned off is as bad as what that brings."""
        return min(severity_rank(finding.severity) for finding in self.findings())


def by_cause(problems: Sequence[Finding]) -> tuple[Node, ...]:
    """Roots in the order of the worst that hangs on them, then as they come."""
    members: dict[int | None, list[int]] = {}
    for number, finding in enumerate(problems):
        members.setdefault(finding.cause, []).append(number)

    def grown(cause: int | None) -> tuple[Node, ...]:
        return _folded([Node(problems[number], grown(number)) for number in members.get(cause, ())], is_effect=cause is not None)

    return tuple(sorted(grown(None), key=lambda node: (node.rank, not node.children)))


def flat(problems: Sequence[Finding]) -> tuple[Node, ...]:
    """The rows beside each other, as they come."""
    return tuple(Node(finding) for finding in problems)


def _folded(nodes: Sequence[Node], is_effect: bool) -> tuple[Node, ...]:
    """Leaves of one code about one quantity become one row where there are many; those that an edit of their own cures stay
    apart, what follows from one cause does not: it goes with that."""
    alike: dict[tuple[str, str, str], list[Node]] = {}
    for node in nodes:
        if not node.children and (is_effect or not _has_edit(node.finding)):
            alike.setdefault((node.finding.code, node.finding.quantity, node.finding.severity), []).append(node)
    folded = {id(node) for group in alike.values() if len(group) >= FOLD_FROM for node in group[1:]}
    heads = {id(group[0]): tuple(node.finding for node in group[1:]) for group in alike.values() if len(group) >= FOLD_FROM}
    return tuple(
        Node(node.finding, node.children, heads.get(id(node), ())) for node in nodes if id(node) not in folded
    )


def _has_edit(finding: Finding) -> bool:
    return finding.cure is not None and bool(finding.cure.edit) and finding.kind.topic != "State"
