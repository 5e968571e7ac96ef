"""What the results find without supply, dark or without flow: it looks out of service everywhere."""

from __future__ import annotations

from gigahall.session.results import Results


def dark_ids(results: Results | None) -> frozenset[str]:
    """Elements that the results find without supply, dark or without flow."""
    if results is None:
        return frozenset()
    return frozenset(finding.element for finding in results.problems if finding.kind.is_out)
