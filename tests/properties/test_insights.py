"""What insights know after any steps is what reading everything anew gives."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.services.insights import forget
from annotator.services.insights_facts import Facts, facts_of
from annotator.services.insights_reading import Reading, Stretches
from annotator.services.session import Session
from annotator.services.tasks import Task
from tests.properties.drawing import Desk, make_project
from tests.work import examples


def test_what_is_known_after_steps_is_what_is_read_anew(tmp_path: Path) -> None:
    template, path = tmp_path / "template.annotator", tmp_path / "steps.annotator"
    make_project(template)

    @settings(max_examples=examples(12))
    @given(st.data(), st.integers(1, 12))
    def holds(data: st.DataObject, steps: int) -> None:
        shutil.copy(template, path)
        forget()
        desk = Desk(path, data)
        try:
            compare(desk.session)
            for _ in range(steps):
                desk.act()
                if data.draw(st.booleans()):
                    compare(desk.session)
            compare(desk.session)
            desk.act()
            # Another connection knows no less.
            with desk.session.sibling() as other:
                compare(other)
        finally:
            desk.session.close()

    holds()
    forget()


def compare(session: Session) -> None:
    task = Task()
    with facts_of(session, task) as (kept, rows):
        kept.reading(session, rows, task)
        kept.once()
        assert plain(session, kept, rows) == plain(session, Facts(session, rows, task), rows)


def plain(session: Session, facts: Facts, rows: Any) -> dict[str, Any]:
    """Return everything that is known, in a form that does not depend on how it was read."""
    task = Task()
    reading = facts.reading(session, rows, task)
    found: dict[str, Any] = {
        "articles": (facts.line.ids.tolist(), facts.outlets, facts.days),
        "people": facts.people,
        "states": facts.states,
        "labelled": facts.labelled_by,
        "begun": facts.begun_by,
        "once": facts.once().tolist(),
        "zones": [each.tolist() for each in facts.line.zones],
        "kinds": said(reading.kinds, reading.kind_names),
        "acts": said(reading.acts, reading.act_names),
        "polarities": said(reading.polarities, reading.polarity_names),
        "inferred": reading.inferred.tolist(),
        "opinion_quotes": [each.tolist() for each in reading.opinion_quotes],
    }
    for name, one in (
        ("labels", facts.marked), ("each", facts.labelled(session, rows, task)),
        ("links", facts.links()), ("quotes", reading.quotes), ("opinions", reading.opinions),
    ):  # fmt: skip
        found[name] = {field: values.tolist() for field, values in vars(one).items()}
    for name, value in vars(reading).items():
        if isinstance(value, Stretches):
            found[name] = [each.tolist() for each in vars(value).values()]
    for name in ("quote_sources", "quote_targets", "opinion_holders", "opinion_targets"):
        found[name] = parties(reading, name)
    return found


def said(codes: Any, names: list[str]) -> list[str]:
    return [[*names, ""][code] for code in codes.tolist()]


def parties(reading: Reading, name: str) -> list[tuple[int, str, str, bool]]:
    frames, codes = getattr(reading, name)
    assert sorted(frames.tolist()) == frames.tolist()
    made = [reading.parties[code] for code in codes.tolist()]
    return sorted(
        (frame, str(party.key), party.name, party.linked)
        for frame, party in zip(frames.tolist(), made, strict=True)
    )
