"""Opinions as frames: who feels what about whom.

Owns how an opinion is read from annotations and relations.  Terms after SemEval-2022 task 10
(structured sentiment): holder, target, expression, polarity, intensity.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.annotations import Annotation
from annotator.domain.article import Article
from annotator.domain.quotes import speakers

SLOTS = ("holder", "target", "expression")
#: Relation from an opinion to the quote it was said in.
QUOTE = "quote"
#: Value of the frame's attribute `holder` when the writer of the article feels it.
WRITER = "writer"
POLARITIES = ("positive", "neutral", "negative", "mixed")
INTENSITIES = ("weak", "average", "strong")
SIGNS = {"positive": "+", "negative": "−", "neutral": "0", "mixed": "±"}


@dataclass(frozen=True)
class Opinion:
    """An opinion of an article with what fills its slots; any of them may be empty."""

    frame: Annotation
    holder: tuple[Annotation, ...]
    target: tuple[Annotation, ...]
    expression: tuple[Annotation, ...]
    quote: Annotation | None
    polarity: str | None
    intensity: str | None

    @property
    def by_writer(self) -> bool:
        """Tell whether the writer of the article is the holder."""
        return self.frame.attributes.get("holder") == WRITER and not self.holder

    @property
    def start(self) -> int | None:
        """Return where the opinion is met in reading: its expression, else its target."""
        for slot in (self.expression, self.target, self.holder):
            if slot:
                return min(each.start for each in slot)
        return None


def holder_chain(article: Article, frame: Annotation) -> list[str]:
    """Return through whom an opinion is known: the writer, who reports whom, and who holds it.

    The writer comes first as `WRITER`; a holder who is the last speaker is named once.
    """
    opinion = opinion_of(article, frame)
    chain = [WRITER]
    if opinion.quote is not None:
        chain += speakers(article, opinion.quote)
    holders = " and ".join(
        " ".join(" ".join(span.of(article.text) for span in part.spans).split())
        for part in opinion.holder
    )
    if holders and holders != chain[-1]:
        chain.append(holders)
    return chain


def opinion_of(article: Article, frame: Annotation) -> Opinion:
    """Return the opinion that a frame annotation stands for."""
    quotes = article.fillers(frame.id, QUOTE)
    polarity = frame.attributes.get("polarity")
    intensity = frame.attributes.get("intensity")
    return Opinion(
        frame,
        holder=tuple(article.fillers(frame.id, "holder")),
        target=tuple(article.fillers(frame.id, "target")),
        expression=tuple(article.fillers(frame.id, "expression")),
        quote=quotes[0] if quotes else None,
        polarity=None if polarity is None else str(polarity),
        intensity=None if intensity is None else str(intensity),
    )
