"""Pipelines of a few lines, saved to a folder, whose components do what nobody wants.

The components live here, in a module that the worker of a test imports first (`PLANTED`): a folder
can name a component and cannot bring its code along.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); import tests.assist.local_pipelines; "
    "from annotator.assist.worker import main; sys.exit(main())"
)
#: Starts the worker with the components of this module known.
PLANTED = [sys.executable, "-c", _PROGRAM, str(Path(__file__).resolve().parents[2])]


def _names(doc: Doc) -> Doc:
    """Call every word with a capital a SHIP, but for the first of a sentence."""
    found = [
        Span(doc, token.i, token.i + 1, label="SHIP")
        for token in doc
        if token.text.istitle() and not token.is_sent_start
    ]
    doc.set_ents(found)
    return doc


@Language.component("test_names")
def names(doc: Doc) -> Doc:
    return _names(doc)


@Language.component("test_groups")
def groups(doc: Doc) -> Doc:
    found = [Span(doc, token.i, token.i + 1, label="SHIP") for token in doc if token.text.istitle()]
    doc.spans["sc"] = found
    doc.spans["sc"].attrs["scores"] = [0.8 for _ in found]
    return doc


@Language.component("test_raises")
def raises(doc: Doc) -> Doc:
    """Names ships, and cannot bear the word “rotten”."""
    if "rotten" in doc.text:
        raise RuntimeError("a rotten paragraph")
    return _names(doc)


@Language.component("test_exits")
def exits(doc: Doc) -> Doc:
    """Names ships, and takes the process along at the word “fatal”."""
    if "fatal" in doc.text:
        os._exit(9)
    return _names(doc)


@Language.component("test_sleeps")
def sleeps(doc: Doc) -> Doc:
    """Names ships, and falls asleep at the word “sleepy”."""
    if "sleepy" in doc.text:
        time.sleep(600)
    return _names(doc)


def save(folder: Path, *components: str, language: str = "en", **meta: Any) -> Path:
    """Save a pipeline with these components to a folder; return the folder."""
    nlp = spacy.blank(language)
    nlp.add_pipe("sentencizer")
    for each in components:
        nlp.add_pipe(each)
    nlp.meta["name"], nlp.meta["version"] = "harbour", "1.2"
    nlp.to_disk(folder)
    file = folder / "meta.json"
    written = json.loads(file.read_text(encoding="utf-8"))
    written.setdefault("labels", {})
    written["labels"].update({each: ["SHIP"] for each in components})
    written.update(meta)
    file.write_text(json.dumps(written), encoding="utf-8")
    return folder
