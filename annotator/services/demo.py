"""The main job on the sample articles, from import to export.

Owns where the copies of the samples lie; the shipped ones are never opened themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.locations import projects_directory, resource
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.services.tasks import Task

#: Who annotates in the sample project.
ANNOTATOR = "Mina Kell"


@dataclass(frozen=True, slots=True)
class Demo:
    """Where everything lies."""

    project: Path
    export: Path
    shown: int  # a document worth looking at
    documents: int
    annotations: int
    sha256: str


def make_sample_project(path: Path, task: Task | None = None) -> None:
    """Make a project of the sample articles and their labels."""
    with Session.create(path, load_scheme("news"), ANNOTATOR) as session:
        import_paths(session, [resource("samples", "samples.jsonl")], ImportOptions(), task)


def make_demo(directory: Path | None = None, task: Task | None = None) -> Demo:
    """Import the samples into a fresh project, check every offset, export.

    Raises AnnotatorError if anything does not fit; a former demo is never overwritten.
    """
    directory = directory or projects_directory()
    name = f"sample-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    project = _free(directory, name)
    make_sample_project(project, task)
    with Session.open(project) as session:
        findings = session.check()
        if findings:
            raise AnnotatorError(findings[0].code, **findings[0].values)
        out = project.with_suffix(".jsonl")
        report = export(session, out, ExportOptions())
        # The window opens on the first article too: it is the one labelled in full.
        shown = session.document_ids(limit=1)[0]
        return Demo(project, out, shown, report.documents, report.annotations, report.sha256)


def _free(directory: Path, name: str) -> Path:
    path = directory / f"{name}.annotator"
    number = 2
    while path.exists():
        path = directory / f"{name}-{number}.annotator"
        number += 1
    return path
