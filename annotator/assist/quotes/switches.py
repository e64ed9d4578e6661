"""What a project's guideline says about quotes.

Owns the choices in which guidelines differ.  The defaults are those of the News scheme; `PARC` is
for corpora labelled after PARC 3.0, PolNeAR among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Switches:
    """A guideline as far as rules can follow it."""

    #: “We go,” she said. “At once.” is one quote with two contents; else one for each passage.
    joined: bool = True
    #: called it a “disaster”: the content is "it a “disaster”", not the words in marks alone.
    whole_phrases: bool = False
    #: "that" belongs to the content of a reported clause.
    that_in_content: bool = False
    #: The quote marks belong to the content.
    marks_in_content: bool = False
    #: “Citadel spokesman” belongs to the source “Citadel spokesman Oren Maret”.
    titles: bool = True
    #: “spokeswoman for the office” belongs to the source “Lena Brandt, spokeswoman for the office”.
    appositions: bool = False
    #: “Tarn and Karsk” is one source, not two.
    joint_sources: bool = False
    #: Beliefs, wishes and plans count as well as what was said.
    beliefs: bool = False
    #: What is reported in the content of another quote is a quote of its own, linked to it.
    nested: bool = True

    def values(self) -> dict[str, bool]:
        """Return the switches as plain values, by name."""
        return asdict(self)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Switches:
        """Return switches from plain values; raises ValueError for a name or a value it lacks."""
        known = {each.name for each in fields(cls)}
        for name, value in values.items():
            if name not in known or not isinstance(value, bool):
                raise ValueError(f"no such switch: {name}={value!r}")
        return cls(**values)


#: Whole clauses with "that" and with marks, full sources, beliefs too, nothing inside a quote.
PARC = Switches(
    whole_phrases=True,
    that_in_content=True,
    marks_in_content=True,
    appositions=True,
    joint_sources=True,
    beliefs=True,
    nested=False,
)
