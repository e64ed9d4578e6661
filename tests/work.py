"""How much a function does, counted instead of timed, and how much a property test tries.

A clock tells of the machine; the number of calls a function makes is the same on every one, so that
"ten times the text, ten times the work" can be asserted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FrameType


def examples(number: int) -> int:
    """Return how many examples a property test draws: `EXAMPLES=10 make test` tries ten times."""
    return number * int(os.environ.get("EXAMPLES", "1"))


def calls_of(function: Callable[[], object]) -> int:
    """Return how many calls of Python and C functions a call of `function` makes."""
    number = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(before)
    return number
