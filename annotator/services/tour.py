"""The tour of five minutes: its steps, and what tells that one was done.

Owns the order and when to go on; it watches what happens and never does anything itself.  What a
step says is a message (`tour-…`); the window shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.services.session import Change


@dataclass(frozen=True, slots=True)
class TourStep:
    """One thing to try; it is done when one of its signs is seen."""

    id: str
    keys: tuple[str, ...] = ()  # actions whose keys its words name, in their order
    steps: frozenset[str] = frozenset()  # codes of steps of the project
    actions: frozenset[str] = frozenset()  # ids of commands
    turn: str = ""  # "undo": something was taken back


STEPS = (
    TourStep("walk", ("mark-next", "mark-previous"), actions=frozenset({"mark-next"})),
    TourStep("label", (), steps=frozenset({"label-made", "relabelled"})),
    TourStep("undo", ("undo",), turn="undo"),
    TourStep("quote", ("quote",), steps=frozenset({"quote-made"})),
    TourStep("source", ("source",), steps=frozenset({"slot-filled"})),
    TourStep(
        "opinion",
        ("opinion-positive", "opinion-negative"),
        steps=frozenset({"opinion-made"}),
    ),
    TourStep("review", ("review",), actions=frozenset({"review"})),
    TourStep("insights", ("insights",), actions=frozenset({"insights"})),
    TourStep("radar", ("radar",), actions=frozenset({"radar"})),
    TourStep("finish", ("done-next", "export"), actions=frozenset({"done-next"})),
)


class Tour:
    """Somebody on the way through the steps; `changed` is called when the step in hand changes."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self.place = 0
        self._changed = changed

    @property
    def step(self) -> TourStep | None:
        """Return the step in hand, None at the end."""
        return STEPS[self.place] if self.place < len(STEPS) else None

    def go(self, by: int) -> None:
        """Go on or back without doing the step; never before the first, or past the end."""
        place = min(len(STEPS), max(0, self.place + by))
        if place != self.place:
            self.place = place
            self._changed()

    def acted(self, action: str) -> None:
        """Hear of a command that was done."""
        step = self.step
        if step is not None and action in step.actions:
            self.go(1)

    def follow(self, change: Change) -> None:
        """Hear of a change of the project."""
        step = self.step
        if step is None:
            return
        made = change.kind == "do" and change.step.code in step.steps
        if made or (step.turn and change.kind == step.turn):
            self.go(1)
