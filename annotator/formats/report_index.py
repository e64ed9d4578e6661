"""What the parts of one article's report need to know of each other.

Owns the numbers by which quotes, opinions and remarks are known, the short forms of annotators'
names, and how an annotation is named: by a tag in the text, by its words in a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.domain.annotations import Annotation, AttributeValue, Relation
from annotator.domain.article import Article
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment
from annotator.domain.opinions import QUOTE, opinion_of
from annotator.domain.quotes import PARENT, RESPONDS_TO, quote_of
from annotator.domain.scheme import LayerKind
from annotator.formats import fields
from annotator.formats.flat import is_frame
from annotator.formats.report_scheme import SchemeWords, esc, isolated

_LETTERS = {LayerKind.QUOTES: "Q", LayerKind.OPINIONS: "O"}
_SLOTS = {
    LayerKind.QUOTES: (*fields.QUOTE_SLOTS, PARENT, RESPONDS_TO),
    LayerKind.OPINIONS: (*fields.OPINION_SLOTS, QUOTE),
}
#: Characters of a tag that stay on one line.
_LONG = 40
_LAST = 2**62  # behind every character


class ArticleIndex:
    """One article with everything that is looked up while its report is written."""

    def __init__(self, bundle: Bundle, words: SchemeWords, name: str) -> None:
        """Take an article; `name` is what the ids of all elements of its report begin with."""
        self.bundle = bundle
        self.words = words
        self.name = name
        self.article = Article(
            bundle.document, bundle.text, bundle.annotations, bundle.relations, bundle.zones
        )
        self._names = {number: each.name for number, each in bundle.annotators.items()}
        whose = {each.annotator for each in bundle.annotations}
        whose |= {each.annotator for each in bundle.relations}
        #: Whoever said anything, by name.
        self.annotators = sorted(whose, key=lambda each: (self.annotator(each), each))
        self.short = dict(
            zip(self.annotators, _initials(map(self.annotator, self.annotators)), strict=True)
        )
        #: Frame -> its number: one annotator's after the other's, in reading order.
        self.frames = dict(self._numbered())
        self._parts: dict[int, set[str]] = {}  # annotation -> numbers of its frames
        for relation in bundle.relations:
            if self.in_a_slot(relation):
                self._parts.setdefault(relation.target, set()).add(self.frames[relation.source])
        #: Remarks as they were made, and the number of each.
        self.remarks: list[Comment] = sorted(bundle.comments, key=lambda each: each.id)
        self.remark_numbers = {each.id: place for place, each in enumerate(self.remarks, start=1)}
        self._remarks_on: dict[int, list[int]] = {}
        for comment in self.remarks:
            if comment.annotation is not None:
                number = self.remark_numbers[comment.id]
                self._remarks_on.setdefault(comment.annotation, []).append(number)

    def _numbered(self) -> Iterator[tuple[int, str]]:
        for kind, letter in _LETTERS.items():
            frames = [
                each
                for each in self.bundle.annotations
                if self.words.kind(each.layer) is kind and is_frame(each, self.words.scheme)
            ]
            frames.sort(key=self._place)
            for number, each in enumerate(frames, start=1):
                yield each.id, f"{letter}{number}"

    def _place(self, frame: Annotation) -> tuple[int, int, int]:
        view = quote_of if self.words.kind(frame.layer) is LayerKind.QUOTES else opinion_of
        start = view(self.article, frame).start
        whose = self.annotators.index(frame.annotator)
        return whose, (_LAST if start is None else start), frame.id

    # Looking up --------------------------------------------------------------------------------

    @property
    def several(self) -> bool:
        """Tell whether more than one annotator said something."""
        return len(self.annotators) > 1

    def annotator(self, number: int) -> str:
        """Return the name of an annotator."""
        return self._names.get(number, "")

    def in_a_slot(self, relation: Relation) -> bool:
        """Tell whether a relation makes something a part of a quote or an opinion."""
        if relation.source not in self.frames:
            return False
        frame = self.article.annotations[relation.source]
        return relation.role in _SLOTS[self.words.kind(frame.layer)]

    def of(self, annotators: Sequence[int]) -> list[Annotation]:
        """Return what some annotators said."""
        return [each for each in self.bundle.annotations if each.annotator in annotators]

    def covered(self, each: Annotation) -> str:
        """Return the words of an annotation on one line."""
        parts = (" ".join(part.of(self.bundle.text).split()) for part in each.spans)
        return " … ".join(parts)

    # Naming ------------------------------------------------------------------------------------

    def number(self, frame: int) -> str:
        """Return the number of a quote or an opinion as a link to its row."""
        number = self.frames[frame]
        return f'<a href="#{self.name}{number}">{number}</a>'

    def named(self, number: int) -> str:
        """Return an annotation as HTML: its words with its label, or the number of a frame."""
        each = self.article.annotations.get(number)
        if each is None:
            return ""
        if number in self.frames:
            return self.number(number)
        label = self.words.label(each.layer, each.label)
        if not each.spans:
            return isolated(label)
        return f'{isolated(self.covered(each))} <span class="muted">({isolated(label)})</span>'

    def tags(self, each: Annotation, part: int = 0) -> str:
        """Return the name of a label and all that is known of it, as it stands in the text.

        `part` is the number of the part that it stands behind, if there are several.
        """
        said = self._said_of(each)
        shown = [isolated(said)]
        frames = sorted(self._parts.get(each.id, ()), key=lambda each: (each[0], int(each[1:])))
        shown += frames
        if part and len(each.spans) > 1:
            shown.append(f"({part} of {len(each.spans)})")
        inner = " ".join(shown)
        if self.several:
            whose = esc(self.annotator(each.annotator))
            inner += f'<abbr title="{whose}">{esc(self.short[each.annotator])}</abbr>'
        colour = self.words.colour(each.layer, each.label)
        if len(said) > _LONG:
            colour += " long"
        if frames:
            tag = self._tag_link(frames[0], colour, inner)
        else:
            tag = f'<span class="t {colour}" dir="auto">{inner}</span>'
        # Tags stay with their words; between tags a line may end.
        return tag + "".join(
            "<wbr>" + self._tag_link(f"N{number}", "plain", f"remark {number}")
            for number in self._remarks_on.get(each.id, ())
        )

    def _tag_link(self, place: str, colour: str, inner: str) -> str:
        return f'<a class="t {colour}" dir="auto" href="#{self.name}{place}">{inner}</a>'

    def _said_of(self, each: Annotation) -> str:
        said = [self.words.label(each.layer, each.label)]
        said += [
            self._attribute(each, name, value) for name, value in sorted(each.attributes.items())
        ]
        shown = " · ".join(said)
        entry = self.bundle.entries.get(each.entry or 0)
        if entry is not None and entry.name != self.covered(each):
            shown += f" → {entry.name}"
        return shown

    def _attribute(self, each: Annotation, name: str, value: AttributeValue) -> str:
        shown = self.words.value(each.layer, name, value, self.bundle.entries)
        if self.words.is_choice(each.layer, name):
            return shown  # says by itself what it is about
        return f"{self.words.attribute(each.layer, name)}: {shown}"


def _initials(names: Iterator[str]) -> Iterator[str]:
    """Yield a short form of each name, no two of which are the same."""
    seen: set[str] = set()
    for name in names:
        short = "".join(word[0] for word in name.split()).upper()[:3] or "?"
        number = 1
        while (unique := short if number == 1 else f"{short}{number}") in seen:
            number += 1
        seen.add(unique)
        yield unique
