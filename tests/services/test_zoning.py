"""Zones that rules propose become zones in one step, and only those that were kept."""

from __future__ import annotations

import pytest

from annotator.domain.documents import ZoneKind
from annotator.services.importing import import_text
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from annotator.services.zoning import keep_in_article, propose_zones, zones_step

GLUED = "Two ferries collide off Lund 2026-01-12 07:47 | Coast"
FIRST = (
    "Ada, right, greets Reske at the quay in Tarn, Oct. 18, 2025. Seaboard\n"
    "Karsk is silent\n"
    f"It was silent on Monday.{GLUED}Maret did not speak. (Seaboard)\n"
    "From the coast desk\n"
)
SECOND = "LUND — The road is open.\nFrom the coast desk\n"
THIRD = "Nobody came.\nFrom the coast desk\n"


@pytest.fixture
def project(session: Session) -> Session:
    """Three articles with furniture, without zones."""
    for text in (FIRST, SECOND, THIRD):
        import_text(session, text, {})
    return session


def test_the_whole_project_is_searched_in_its_order(project: Session) -> None:
    found = propose_zones(project)
    assert [(each.reason, each.words) for each in found] == [
        ("caption", FIRST.splitlines()[0]),
        ("glued-headline", GLUED),
        ("credit", "(Seaboard)"),
        ("repeated", "From the coast desk"),
        ("dateline", "LUND —"),
        ("repeated", "From the coast desk"),
        ("repeated", "From the coast desk"),
    ]
    for each in found:
        text = project.text(each.document)
        assert text[each.start : each.end] == each.words
        assert text[each.start - each.place :].startswith(each.line)
        assert each.uid == project.document(each.document).uid


def test_one_article_knows_the_lines_of_the_others(project: Session) -> None:
    third = project.document_ids()[2]
    assert [(each.document, each.reason) for each in propose_zones(project, [third])] == [
        (third, "repeated")
    ]


def test_what_was_kept_becomes_zones_in_one_step(project: Session) -> None:
    first = project.document_ids()[0]
    kept = [each for each in propose_zones(project) if each.kind is not ZoneKind.CREDIT]
    project.apply(zones_step(project, kept))
    article = project.article(first)
    assert [
        (zone.kind, article.text[zone.start : zone.end]) for zone in article.sorted_zones()
    ] == [
        (ZoneKind.CAPTION, FIRST.splitlines()[0]),
        (ZoneKind.RELATED, GLUED),
        (ZoneKind.FURNITURE, "From the coast desk"),
    ]
    assert project.document_rows([first])[0].title == "Karsk is silent"
    assert project.undo_label == ("zones-made", {"number": 6})
    # What is excluded is not proposed again; what was left is.
    assert [each.reason for each in propose_zones(project)] == ["credit"]
    project.undo()
    assert project.counts().zones == 0
    assert project.document_rows([first])[0].title == FIRST.splitlines()[0]
    project.redo()
    assert project.counts().zones == 6


def test_what_belongs_to_the_article_is_not_proposed_again(project: Session) -> None:
    found = propose_zones(project)
    credit = [each for each in found if each.kind is ZoneKind.CREDIT]
    keep_in_article(project, credit)
    assert propose_zones(project) == [each for each in found if each not in credit]
    everything = propose_zones(project, with_kept=True)
    assert [each.kept for each in everything] == [each in credit for each in found]
    keep_in_article(project, found[:1])
    assert len(propose_zones(project)) == len(found) - len({*credit, found[0]})


def test_a_step_about_one_article_belongs_to_it(project: Session) -> None:
    first, *others = project.document_ids()
    found = propose_zones(project)
    assert zones_step(project, [each for each in found if each.document == first]).document == first
    assert zones_step(project, found).document is None
    assert others


def test_every_article_of_a_step_tells_of_it(project: Session) -> None:
    first, second, third = project.document_ids()
    found = propose_zones(project)
    project.apply(zones_step(project, [each for each in found if each.document != third]))
    project.undo()

    def kinds(document: int) -> list[str]:
        entries = project.history(document=document)
        return [each.kind for each in entries if each.code == "zones-made"]

    assert [kinds(each) for each in (first, second, third)] == [["undo", "do"]] * 2 + [[]]


def test_the_search_can_be_stopped(project: Session) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        propose_zones(project, task=task)
    reports: list[tuple[int, int]] = []
    propose_zones(project, task=Task("", lambda done, total: reports.append((done, total))))
    assert reports[0] == (0, 6)
    assert reports[-1] == (6, 6)
    assert reports == sorted(reports)
