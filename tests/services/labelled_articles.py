"""Labelled articles of our own, and rules in the worker's place, for training and evaluation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.domain.annotations import Span
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal
from annotator.services.engines import Found, Look
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.labelled import LabelledArticle
from annotator.services.session import Session
from annotator.services.tasks import Task
from tests.articles import where

_TOWNS = ("Karsk", "Velmar", "Lund", "Tarn", "Orm", "Hask", "Brevik", "Solna", "Mard", "Ystad",
          "Falun", "Kivik", "Rona", "Skara")  # fmt: skip
_PEOPLE = ("Dana Ilves", "Oren Maret", "Tom Reske", "Lena Brandt", "Mia Koss", "Per Halden",
           "Eva Strand", "Jon Berg", "Ida Noor", "Kai Lind", "Una Falk", "Leo Vang", "Sif Dahl",
           "Bo Krag")  # fmt: skip


def story(number: int) -> str:
    """Return a short article in which one person speaks, like no other by its words."""
    town, person = _TOWNS[number % 14], _PEOPLE[number % 14]
    facts = " ".join(
        f"{town} counted {number * 7 + each} ships off pier {each}." for each in range(4)
    )
    return (
        f"{town} opens its harbour number {number}\n{facts}\n"
        f"{person} said the ferries of {town} would sail again.\n"
        f"{person} praised {town} for pier {number}.\n"
    )  # fmt: skip


def line(number: int, annotator: str = "Mina Kell", polarity: str = "") -> dict[str, Any]:
    """Return a story with its labels as a line of the native format, finished by its annotator."""
    town, person = _TOWNS[number % 14], _PEOPLE[number % 14]
    text = story(number)
    content = f"the ferries of {town} would sail again"
    spans: list[dict[str, Any]] = []

    def span(words: str, layer: str, label: str) -> str:
        start, end = where(text, words)
        spans.append(
            {"id": f"s{len(spans)}", "start": start, "end": end, "text": words, "layer": layer,
             "label": label, "annotator": annotator}
        )  # fmt: skip
        return f"s{len(spans) - 1}"

    span(person, "entities", "PERSON")
    span(town, "entities", "GPE")
    return {
        "id": f"story-{number}",
        "text": text,
        "meta": {"title": f"Story {number}", "language": "en"},
        "spans": spans,
        "quotes": [
            {"id": "q", "content": [span(content, "quotes", "content")],
             "cue": [span("said", "quotes", "cue")], "source": [span(person, "quotes", "source")],
             "annotator": annotator},
        ],
        "opinions": [
            {"id": "o", "polarity": polarity or ("positive", "negative")[number % 2],
             "holder": "writer", "target": [span(town, "opinions", "target")], "expression": [],
             "annotator": annotator},
        ],
        "states": [{"annotator": annotator, "state": "done"}],
    }  # fmt: skip


def write_lines(path: Path, lines: Sequence[Mapping[str, Any]]) -> Path:
    """Write lines of the native format."""
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return path


def add_stories(session: Session, number: int, start: int = 0, **more: str) -> list[int]:
    """Add labelled and finished stories; return their documents."""
    before = set(session.document_ids())
    path = session.path.with_suffix(f".{start}.jsonl")
    write_lines(path, [line(each, **more) for each in range(start, start + number)])
    import_paths(session, [path], ImportOptions())
    return [each for each in session.document_ids() if each not in before]


class Rules:
    """Suggests by rules of the test, and "learns" by writing down how many articles it saw.

    A model finds every label from `enough` articles on, else nothing.
    """

    pipeline = "test-1"
    notices: Sequence[Any] = ()

    def __init__(self, enough: int = 1) -> None:
        self.enough = enough
        self.cpu_seconds = 0.0
        self.learned: list[list[str]] = []
        self.looks: list[tuple[Look, list[str]]] = []
        self.while_training: Callable[[Path, Task], None] = lambda _folder, _task: None

    def suggest(
        self, articles: Sequence[LabelledArticle], look: Look, task: Task
    ) -> Iterator[Found]:
        self.looks.append((look, [each.uid for each in articles]))
        for done, each in enumerate(articles):
            task.progress(done, len(articles))
            self.cpu_seconds += 0.25
            yield self._found(each, look)

    def _found(self, article: LabelledArticle, look: Look) -> Found:
        knows = {
            kind: json.loads((folder / "seen.json").read_bytes())["articles"] >= self.enough
            for kind, folder in look.models.items()
        }
        names = {kind: look.names.get(kind, f"{kind}-model") for kind in look.kinds}
        found = Found()
        if "entities" in look.kinds:
            first = tuple(
                EntityProposal(each.start, each.end, each.label, "test-1")
                for each in article.entities[:1]
            )
            own = tuple(
                EntityProposal(each.start, each.end, each.label, names["entities"])
                for each in article.entities
            )
            found = Found(own if knows.get("entities") else first, found.quotes, found.opinions)
        if "quotes" in look.kinds:
            rules = tuple(
                QuoteProposal((Span(each.content[0].start, each.content[0].end - 6),), each.cue,
                              suggester="quote-rules-1", score=0.5)
                for each in article.quotes
            )  # fmt: skip
            model = tuple(
                QuoteProposal(each.content, each.cue, each.source, suggester=names["quotes"],
                              score=0.9)
                for each in article.quotes
            )  # fmt: skip
            found = Found(found.entities, model if knows.get("quotes") else rules, found.opinions)
        if "opinions" in look.kinds:
            opinions = tuple(
                OpinionProposal(
                    each.target,
                    each.polarity if knows.get("opinions") else "positive",
                    suggester=names["opinions"] if knows.get("opinions") else "opinion-rules-1",
                )
                for each in article.opinions
            )
            found = Found(found.entities, found.quotes, opinions)
        return found

    def train(
        self,
        kind: str,
        articles: Sequence[LabelledArticle],
        folder: Path,
        task: Task,
        *,
        switches: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        self.learned.append([each.uid for each in articles])
        task.progress(0, 2)
        self.while_training(folder, task)
        number = sum(bool(each.of_kind(kind)) for each in articles)
        (folder / "seen.json").write_text(json.dumps({"articles": number}))
        task.progress(2, 2)
        return {"trainer": "test", "cpu_seconds": 0.5}
