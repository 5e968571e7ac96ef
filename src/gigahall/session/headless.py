"""One settled solve without a window: what `solve`, `render`, `report` and tests call."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from threadpoolctl import threadpool_limits

from gigahall.scene.document import Document
from gigahall.scene.record import Record
from gigahall.session.plant import Plant
from gigahall.session.results import Results
from gigahall.session.scenario import applied, assign, fail


def with_changes(records: Mapping[str, Record], sets: Iterable[str] = (), fails: Iterable[str] = ()) -> dict[str, Record]:
    """The records with `ELEMENT.field=value` words and failed elements laid over them. Raises EditError."""
    changed = applied(records, assign(Document(records.values()), sets))
    return applied(changed, fail(Document(changed.values()), fails))


def solved(records: Mapping[str, Record]) -> Results:
    """The settled results of a scene; BLAS runs on one thread, which the solvers are tuned for."""
    started = time.perf_counter()
    with threadpool_limits(1, "blas"):
        results = Plant(records).solve(settled=True, started=started)
    assert results is not None  # nothing asks a headless solve to stop
    return results


def summary(results: Results) -> str:
    """One line for a terminal: the key figures and how many problems."""
    figures = results.key_figures
    errors = sum(1 for p in results.problems if p.severity == "error")
    warnings = sum(1 for p in results.problems if p.severity == "warning")
    pue = f", PUE {figures['pue']:.3f}" if "pue" in figures else ""
    facility = f"{float(figures['facility_w']) / 1e3:.1f} kW" if "facility_w" in figures else "not available"
    return (
        f"IT {float(figures['it_w']) / 1e3:.1f} kW, facility {facility}{pue}, "
        f"{errors} errors, {warnings} warnings, energy balance {_open(results)}, "
        f"{results.timing['solve_s']:.2f} s"
    )


def _open(results: Results) -> str:
    """Whether the balance closes; the watts without a way in or out where it does not."""
    return f"open by {results.open_w / 1e3:.1f} kW" if results.open_w else "closed"
