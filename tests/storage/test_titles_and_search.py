"""The title a list shows, and the search, follow the title, the zones and the texts."""

from __future__ import annotations

import dataclasses

import pytest

from annotator.domain.documents import Document, Zone
from annotator.domain.lists import DocumentQuery
from annotator.domain.steps import Edit, Step, added, removed
from annotator.storage import checks, queries
from annotator.storage.project import ProjectFile
from tests.storage import making

HERE = making.document().id
PHOTO = making.bundle(annotator=1).zones[0]


def shown(project: ProjectFile) -> str:
    return queries.document_rows(project.connection, [HERE], 1)[0].title


def found(project: ProjectFile, words: str) -> bool:
    ids = queries.document_ids(project.connection, DocumentQuery(words=words), None, None)
    return HERE in ids


def test_the_first_line_outside_zones_is_the_title(project: ProjectFile) -> None:
    assert shown(project) == "Karsk denies it"
    project.apply(Step("zone-removed", removed(PHOTO)), 1)
    assert shown(project) == "Photo: Seaboard"
    project.turn("undo", None)
    assert shown(project) == "Karsk denies it"
    wider = dataclasses.replace(PHOTO, end=making.TEXT.index("\n“"))
    project.apply(Step("zone-kind-set", (Edit(PHOTO, wider),)), 1)
    assert shown(project) == "“No,” Dana Ilves said in Karsk."
    whole = Zone(905, HERE, wider.end, len(making.TEXT))
    project.apply(Step("zone-made", added(whole)), 1)
    assert shown(project) == ""


def test_a_given_title_comes_first_and_search_finds_it(project: ProjectFile) -> None:
    before = project.read(Document, HERE)
    assert before is not None
    after = dataclasses.replace(before, title="Zebra crossing")
    project.apply(Step("properties-set", (Edit(before, after),)), 1)
    assert shown(project) == "Zebra crossing"
    assert found(project, "zebra")
    assert checks.check(project) == []
    project.turn("undo", None)
    assert shown(project) == "Karsk denies it"
    assert not found(project, "zebra")
    assert found(project, "denies")
    assert checks.check(project) == []


@pytest.mark.parametrize(
    ("words", "hit"),
    [("dana", True), ("DANÁ", True), ("dan", False), ("dan*", True), ('"ilves said"', True),
     ('"said ilves"', False), ("ilves karsk", True), ("ilves velmar", False), ('"dana', True),
     ("“No”", True), ("- AND (", False), ("- (", True), ("NEAR(", False),
     ('""', True), ("* \0", True),
     ("shown_title:dana", False)],
)  # fmt: skip
def test_whatever_is_typed_is_a_search_and_never_an_error(
    project: ProjectFile, words: str, hit: bool
) -> None:
    assert found(project, words) is hit


def test_search_follows_an_import_its_undo_and_redo(project: ProjectFile) -> None:
    other = making.bundle("ferry", text="The ferry waits.")
    making.load(project, other)

    def hits() -> int:
        return len(queries.document_ids(project.connection, DocumentQuery("ferry"), None, None))

    assert hits() == 1
    project.turn("undo", None)
    assert hits() == 0
    assert checks.check(project) == []
    project.turn("redo", None)
    assert hits() == 1
    assert checks.check(project) == []


def test_an_import_of_zones_changes_the_title_of_an_article_that_was_there(
    project: ProjectFile,
) -> None:
    project.apply(Step("zone-removed", removed(PHOTO)), 1)
    bundle = dataclasses.replace(making.bundle(), zones=[dataclasses.replace(PHOTO, id=905)])
    making.load(project, bundle)
    assert shown(project) == "Karsk denies it"
    project.turn("undo", None)
    assert shown(project) == "Photo: Seaboard"
    project.turn("redo", None)
    assert shown(project) == "Karsk denies it"
    assert checks.check(project) == []
