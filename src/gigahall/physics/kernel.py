"""One way to compile a scalar or array kernel: machine code, cached on disk, without the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., object])


def kernel(function: F) -> F:
    """`function` compiled on first call; its types stay visible to checkers."""
    return cast(F, njit(cache=True, nogil=True)(function))
