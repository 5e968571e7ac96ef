"""What the results find without supply, dark or without flow: it looks out of service everywhere."""

from __future__ import annotations

from gigahall.kinds.finding import Named
from gigahall.session.results import Results


def dark_ids(results: Results | None) -> frozenset[str]:
    """Elements that the results find without supply, dark or without flow."""
    if results is None:
        return frozenset()
    out = {finding.element for finding in results.problems if finding.kind.is_out}
    below = [dict(finding.facts).get("below") for finding in results.problems]  # of a takeover: dead, with no row of their own
    return frozenset(out.union(*(named.ids for named in below if isinstance(named, Named))))
