"""What the worker is asked, and what becomes of its answers.

Owns the way from plain results to tokens and suggestions of a project.  Results belong to the text
and zones they were made for; anything later is dropped by whoever asked.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.assist.protocol import ProtocolError, decode, encode, request
from annotator.domain.annotations import Span
from annotator.domain.article import Article
from annotator.domain.documents import Suggestion
from annotator.domain.ids import derived_id
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.tokens import Tokens
from annotator.services.session import Session
from annotator.services.tokenising import borders_of

__all__ = ["Analysis", "ProtocolError", "command", "decode", "encode", "request_for", "take"]


def command() -> list[str]:
    """Return the command that starts the worker."""
    return [sys.executable, "-m", "annotator.assist.worker"]


def environment() -> dict[str, str]:
    """Return what the worker's environment needs beside ours."""
    return {"OMP_NUM_THREADS": "1", "PYTHONUTF8": "1", "TOKENIZERS_PARALLELISM": "false"}


def request_for(number: int, article: Article, *, entities: bool) -> dict[str, Any]:
    """Return the request for an article."""
    zones = [(zone.start, zone.end) for zone in article.sorted_zones()]
    language = article.document.language or "en"
    return request(number, article.text, zones, language, entities=entities)


@dataclass(slots=True)
class Analysis:
    """Results of one request as they come in."""

    document: int
    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    sentences: array[int] = field(default_factory=lambda: array("I"))
    entities: list[tuple[int, int, str]] = field(default_factory=list)
    model: str = ""
    has_pipeline: bool = True

    def add(self, part: Mapping[str, Any]) -> None:
        """Take the results of some paragraphs; raises ProtocolError for nonsense."""
        try:
            base = len(self.starts)
            self.starts.extend(part["starts"])
            self.ends.extend(part["ends"])
            self.sentences.extend(base + index for index in part["sentences"])
            self.entities += [(int(a), int(b), str(label)) for a, b, label in part["entities"]]
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ProtocolError(str(error)) from error


def take(session: Session, article: Article, analysis: Analysis) -> None:
    """Keep the tokens and suggestions of a finished analysis in the project."""
    tokens = Tokens(analysis.starts, analysis.ends, analysis.sentences, analysis.model)
    tokens = tokens.split_at(borders_of(article.zones.values()))
    session.save_tokens(article.document.id, tokens)
    if session.setting("suggest", True):
        found = suggestions_of(session, article, analysis.entities, analysis.model)
        session.save_suggestions(article.document.id, found, analysis.model)


def suggestions_of(
    session: Session,
    article: Article,
    entities: Iterable[tuple[int, int, str]],
    model: str,
) -> list[Suggestion]:
    """Return suggestions for entities that the scheme has labels for, outside zones."""
    layer = session.scheme.layer_of_kind(LayerKind.SPANS)
    if layer is None:
        return []
    found = []
    seen: set[tuple[int, int]] = set()
    for start, end, label in entities:
        uid = _label_for(session.scheme, layer.uid, label)
        span = trimmed(article.text, Span(start, end))
        if uid is None or span is None or article.in_zone(span) or span in seen:
            continue
        if any(zone.start < span.end and span.start < zone.end for zone in article.zones.values()):
            continue
        seen.add(span)
        found.append(
            Suggestion(
                # The same proposal is the same row, however often the article is looked at.
                derived_id(
                    *("suggestion", f"{article.document.id:x}", model, layer.uid, uid),
                    f"{span.start}-{span.end}",
                ),
                article.document.id,
                layer.uid,
                uid,
                span.start,
                span.end,
                model,
            )
        )
    return found


#: Labels of OntoNotes pipelines under the names of smaller schemes.
_SMALLER = {
    "PERSON": "PER",
    **dict.fromkeys(("GPE", "FAC"), "LOC"),
    **dict.fromkeys(("NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"), "MISC"),
}


def _label_for(scheme: Scheme, layer: str, label: str) -> str | None:
    for uid in (label, _SMALLER.get(label, "")):
        known = scheme.label(layer, uid)
        if known is not None and not known.retired:
            return uid
    return None


def trimmed(text: str, span: Span) -> Span | None:
    """Return an entity without "the", a possessive or spaces at its ends, or None."""
    start, end = span
    words = text[start:end]
    if words[:4].lower() == "the ":
        start += 4
    if text[start:end].endswith(("'s", "’s")):
        end -= 2
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
