"""Bookmarks: set and taken away by the line, walked over in the order of the project."""

from __future__ import annotations

import pytest

from annotator.services.bookmarks import Bookmark, bookmarks, following, shown, toggle
from annotator.services.importing import import_text
from annotator.services.session import Session
from tests import articles


@pytest.fixture
def two(session: Session) -> tuple[int, int]:
    """Two articles; the second is in another order of ids than of the project, perhaps."""
    return (
        articles.add_article(session, articles.HARBOUR),
        articles.add_article(session, articles.PLAIN, title="The road"),
    )


def test_a_line_has_at_most_one_and_the_second_press_takes_it_away(
    session: Session, two: tuple[int, int]
) -> None:
    first, second = two
    assert toggle(session, second, 5)
    assert toggle(session, first, 50)
    assert bookmarks(session) == [Bookmark(first, 50), Bookmark(second, 5)]
    line = articles.PLAIN.index("\n")
    assert not toggle(session, second, line - 1)  # the same line
    assert bookmarks(session) == [Bookmark(first, 50)]
    assert toggle(session, second, line + 1)
    assert len(bookmarks(session)) == 2


def test_each_annotator_has_her_own(session: Session, two: tuple[int, int]) -> None:
    toggle(session, two[0], 3)
    session.use_annotator("Tove Ring")
    assert bookmarks(session) == []
    toggle(session, two[1], 3)
    session.use_annotator("Mina Kell")
    assert bookmarks(session) == [Bookmark(two[0], 3)]


def test_walking_goes_round(session: Session, two: tuple[int, int]) -> None:
    first, second = two
    assert following(session, first, 0, forward=True) is None
    marks = [Bookmark(first, 10), Bookmark(first, 200), Bookmark(second, 4)]
    for each in marks:
        toggle(session, *each)
    here: tuple[int, int] = (first, 10)
    walked = []
    for _ in range(3):
        found = following(session, *here, forward=True)
        assert found is not None
        walked.append(found)
        here = found
    assert walked == [marks[1], marks[2], marks[0]]
    assert following(session, first, 10, forward=False) == marks[2]
    assert following(session, second, 4, forward=False) == marks[1]


def test_what_is_shown_and_what_went(session: Session, two: tuple[int, int]) -> None:
    import_text(session, "Gone soon.\n", {"title": "Gone"})
    toggle(session, session.document_ids()[-1], 0)
    toggle(session, two[1], articles.PLAIN.index("ferry"))
    assert [(each.title, each.line) for each in shown(session)] == [
        ("The road", "ferry waits."),
        ("Gone", "Gone soon."),
    ]
    session.undo()
    assert [each.title for each in shown(session)] == ["The road"]
