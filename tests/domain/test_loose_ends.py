"""What an article may still lack is listed, once each, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.article import Article
from annotator.domain.documents import Document, Zone, ZoneKind
from annotator.domain.loose_ends import Loose, loose_ends
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Edit
from tests.articles import where


class Pad:
    def __init__(self, scheme: Scheme, text: str) -> None:
        self.scheme, self.article = scheme, Article(Document(7, "seven", length=len(text)), text)
        self.number = 100

    def add(self, record: Any) -> Any:
        self.article.apply([Edit(None, record)])
        return record

    def part(self, layer: str, label: str, words: str, **known: Any) -> Annotation:
        self.number += 1
        span = where(self.article.text, words)
        made: Annotation = self.add(Annotation(self.number, 7, 1, layer, label, (span,), **known))
        return made

    def frame(self, layer: str, label: str, **slots: Annotation) -> int:
        self.number += 1
        frame = self.add(Annotation(self.number, 7, 1, layer, label))
        for role, part in slots.items():
            self.number += 1
            self.add(Relation(self.number, 7, 1, role, frame.id, part.id))
        return int(frame.id)

    def ends(self) -> list[tuple[Loose, str]]:
        return [
            (each.kind, each.span.of(self.article.text))
            for each in loose_ends(self.article, self.scheme)
        ]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("“We did not fire,” he said.", [(Loose.UNQUOTED, "We did not fire")]),
        ("A “partner”, she said.", []),  # one word is irony or a title
        ("“We did not fire, he said.", [(Loose.UNBALANCED, "“"),
                                        (Loose.UNQUOTED, "We did not fire, he said.")]),
        ("“First of it.\n“And the rest.”\n", [(Loose.UNQUOTED, "First of it."),
                                              (Loose.UNQUOTED, "And the rest.")]),
        ("", []),
    ],
)  # fmt: skip
def test_quote_marks(news_scheme: Scheme, text: str, ends: list[tuple[Loose, str]]) -> None:
    assert Pad(news_scheme, text).ends() == ends


def test_what_is_in_a_quote_or_a_zone_is_settled(news_scheme: Scheme) -> None:
    pad = Pad(news_scheme, "“We did not fire,” said Maret.\n“Read more here”\n")
    pad.frame(
        "quotes", "quote",
        content=pad.part("quotes", "content", "We did not fire"),
        source=pad.part("quotes", "source", "Maret"),
    )  # fmt: skip
    zone = where(pad.article.text, "“Read more here”")
    pad.add(Zone(9, 7, zone.start, zone.end, ZoneKind.FURNITURE))
    assert pad.ends() == []


def test_frames_that_lack_a_slot(news_scheme: Scheme) -> None:
    pad = Pad(news_scheme, "It rains, and that is good, said Maret.")
    pad.frame("quotes", "quote", content=pad.part("quotes", "content", "It rains"))
    pad.frame("quotes", "quote", source=pad.part("quotes", "source", "Maret"))
    pad.frame("opinions", "opinion", expression=pad.part("opinions", "expression", "good"))
    pad.frame("quotes", "quote")  # has no place
    assert pad.ends() == [
        (Loose.NO_SOURCE, "It rains"),
        (Loose.NO_TARGET, "good"),
        (Loose.NO_CONTENT, "Maret"),
    ]


def test_pronouns_that_nothing_explains(news_scheme: Scheme) -> None:
    pad = Pad(news_scheme, "It rains, he said. She agrees. They do.")
    content = pad.part("quotes", "content", "It rains")
    he = pad.part("quotes", "source", "he")
    pad.frame("quotes", "quote", content=content, source=he)
    assert pad.ends() == [(Loose.PRONOUN, "he")]
    she = pad.part("quotes", "source", "She", entry=5)
    pad.frame("quotes", "quote", content=content, source=she)
    they = pad.part("quotes", "source", "They")
    pad.frame("quotes", "quote", content=content, source=they)
    pad.part("entities", "PERSON", "They", entry=6)
    assert pad.ends() == [(Loose.PRONOUN, "he")]
