"""How a solve ended. Every solver returns one; none raises because it did not converge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["converged", "diagnosed", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """converged: the residual is below tolerance everywhere. diagnosed: some part has no solution and `message` says why
    (the rest is solved). failed: nothing usable came out.

    `residual` is in the solver's own unit (power: p.u. of its base). `worst_rows` index the solver's rows (nodes), worst
    first; whoever compiled the arrays knows their names.
    """

    status: Status = "converged"
    iterations: int = 0
    residual: float = 0.0
    worst_rows: tuple[int, ...] = ()
    message: str = ""

    @property
    def ok(self) -> bool:
        return self.status == "converged"
