"""A project file without a session above it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.documents import Annotator
from annotator.domain.scheme import Scheme
from annotator.storage.project import ProjectFile
from tests.storage import making

MINA = Annotator(1, "Mina Kell")


@pytest.fixture
def project(project_path: Path, news_scheme: Scheme) -> Iterator[ProjectFile]:
    """An open project with one annotator and one labelled article."""
    with ProjectFile.create(project_path, news_scheme) as opened:
        opened.add_unrecorded(MINA)
        making.load(opened, making.bundle(annotator=MINA.id))
        yield opened


@pytest.fixture
def closed(project: ProjectFile) -> Path:
    """The same project, closed."""
    project.close()
    return project.path
