"""The one place where Python becomes machine code: kernels, and the parts they are made of.

A kernel is called from Python and names the types it is called with, so that all of them can be compiled ahead
(`gigahall warm`, session/warm.py) and no solve waits for a compiler. A part is called from kernels only: it is compiled
into them, and stays a plain Python function for everybody else. `KERNELS` fills as modules are imported.

Compiled kernels are kept on disk, in a folder named after the sources of all of them (`paths.kernels_dir`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numba
from numba.core import sigutils
from numba.extending import register_jitable

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Kernel:
    """A compiled function and the argument types it is meant for, as numba writes them: "i8[::1], f8"."""

    name: str
    dispatcher: Any
    signatures: tuple[str, ...]
    is_rare: bool
    """Most scenes are solved without it: no first picture waits for it."""

    def compile(self, number: int) -> None:
        """Compile for one of the signatures, or load it if that was done before."""
        self.dispatcher.compile(sigutils.normalize_signature(f"({self.signatures[number]},)")[0])


KERNELS: list[Kernel] = []


def kernel(*signatures: str, fast: bool = False, divides_by_zero: bool = False, rare: bool = False) -> Callable[[F], F]:
    """A function compiled without the interpreter lock, one version per signature.

    `fast` lets sums be taken in another order; `divides_by_zero` gives inf and NaN instead of an error; `rare` is what no
    sample scene needs (tests/session/test_warm.py): it is compiled last.
    """

    def made(function: F) -> F:
        error_model = "numpy" if divides_by_zero else "python"
        compiled = numba.njit(cache=True, nogil=True, fastmath=fast, error_model=error_model, no_cfunc_wrapper=True)(function)
        KERNELS.append(Kernel(f"{function.__module__}.{function.__qualname__}", compiled, signatures, rare))
        return cast(F, compiled)

    return made


def part(function: F) -> F:
    """A function compiled into the kernels that call it."""
    return cast(F, register_jitable(function))


def fast_part(function: F) -> F:
    """A part whose sums may be taken in another order."""
    return cast(F, register_jitable(fastmath=True)(function))
