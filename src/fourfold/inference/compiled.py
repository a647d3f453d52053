"""How the loops over turns, and over who answers whom, are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
_EXACT: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
_EXACT_INSIDE: dict[str, Any] = {**_EXACT, "no_cpython_wrapper": True}


def exact_njit(kernel: Kernel) -> Kernel:
    """The kernel compiled, cached and free to run beside others; sums keep their order, so results repeat to the last digit."""
    return cast(Kernel, njit(**_EXACT)(kernel))


def inside_njit(kernel: Kernel) -> Kernel:
    """The same for a kernel that only kernels call."""
    return cast(Kernel, njit(**_EXACT_INSIDE)(kernel))
