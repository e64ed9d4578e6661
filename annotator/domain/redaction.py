"""Articles in which people have other names.

Owns what becomes of an article: the text, every offset in it, what is known of it, the entries, and
whoever annotated it.  Who is called what is `pseudonyms`.  Every label still covers the words it
stands on: one that begins or ends inside a name covers the whole pseudonym.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.domain.annotations import Annotation, AttributeValue, Span, tidy_spans
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Annotator, Document, Entry, Zone
from annotator.domain.entries import is_name
from annotator.domain.ids import derived_id, format_id, parse_id
from annotator.domain.pseudonyms import Find, Pseudonyms, inner_name
from annotator.domain.review import GOLD, annotator_id
from annotator.domain.scheme import Scheme
from annotator.domain.tokens import Tokens, plain_tokens

_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|www\.)\S+\s*$", re.IGNORECASE)
_BETWEEN_AUTHORS = re.compile(r"\s*(?:[,;&/]|\band\b|\bund\b)\s*")
#: Texts up to this length are names and keywords, in which a word without a capital may be a name.
_SHORT = 80


@dataclass(slots=True)
class Redacted:
    """What a redactor did so far."""

    names: int = 0  # places in texts where a name was replaced
    people: set[str] = field(default_factory=set)  # pseudonyms that stand in texts
    widened: int = 0  # labels that began or ended inside a name
    suggestions: int = 0  # that were left out

    def add(self, other: Redacted) -> None:
        """Take in what another one did."""
        self.names += other.names
        self.people |= other.people
        self.widened += other.widened
        self.suggestions += other.suggestions


class _Shift:
    """Where the characters of a text are once some ranges of it have other words."""

    def __init__(self, text: str, finds: Sequence[Find]) -> None:
        """Take finds in order and apart."""
        self._starts = [each.start for each in finds]
        self._finds = finds
        self._moved: list[tuple[int, int]] = []  # of each find, where its pseudonym stands
        parts, at, new = [], 0, 0
        for start, end, pseudonym in finds:
            new += start - at
            self._moved.append((new, new + len(pseudonym)))
            parts += [text[at:start], pseudonym]
            new += len(pseudonym)
            at = end
        self.text = "".join((*parts, text[at:]))

    def start(self, position: int) -> int:
        """Return where something starts now: inside a name, with its pseudonym."""
        return self._place(position, 0)

    def end(self, position: int) -> int:
        """Return where something ends now: inside a name, with its pseudonym."""
        return self._place(position, 1)

    def _place(self, position: int, side: int) -> int:
        at = bisect_right(self._starts, position) - 1
        if at < 0:
            return position
        find = self._finds[at]
        if find.start < position < find.end:
            return self._moved[at][side]
        if position == find.start:
            return self._moved[at][0]
        return self._moved[at][1] + position - find.end

    def cuts(self, span: Span) -> bool:
        """Tell whether a range begins or ends inside a name."""
        return any(
            find.start < position < find.end
            for position in span
            if (at := bisect_right(self._starts, position) - 1) >= 0
            for find in (self._finds[at],)
        )

    def span(self, span: Span) -> Span:
        """Return the range of the same words, or of the pseudonym they became a part of."""
        return Span(self.start(span.start), self.end(span.end))

    @property
    def pseudonyms(self) -> Iterable[tuple[Find, tuple[int, int]]]:
        """Return the names and where their pseudonyms stand."""
        return zip(self._finds, self._moved, strict=True)


class Redactor:
    """Gives people other names, in any number of articles."""

    def __init__(
        self,
        names: Pseudonyms,
        labels: Collection[str],
        *,
        everywhere: bool = True,
        annotators: bool = True,
    ) -> None:
        """Take who is called what.

        Args:
            names: The pseudonyms.
            labels: Those of people, as `layer.label`.
            everywhere: Replace known names wherever they stand, and not only where labelled.
            annotators: Those who annotated have other names, too.
        """
        self.names = names
        self.done = Redacted()
        self._labels = frozenset(labels)
        self._everywhere = everywhere
        self._annotators = annotators

    def redact(self, bundle: Bundle) -> Bundle:
        """Return an article in which people have other names; the one given is not changed."""
        finds = self._finds(bundle)
        shift = _Shift(bundle.text, finds)
        self.done.names += len(finds)
        self.done.people.update(each.pseudonym for each in finds)
        self.done.suggestions += len(bundle.suggestions)
        document = self._document(bundle.document, shift.text)
        who = self._people(bundle.annotators)
        entries = {number: self._entry(each) for number, each in bundle.entries.items()}
        renumbered = {number: each.id for number, each in entries.items()}
        return replace(
            bundle,
            document=document,
            text=shift.text,
            zones=_zones(bundle.zones, shift, document.id),
            annotations=[
                self._annotation(each, shift, document.id, who, renumbered)
                for each in bundle.annotations
            ],
            relations=[
                each._replace(document=document.id, annotator=_id_of(who, each.annotator))
                for each in bundle.relations
            ],
            annotators={each.id: each for each in who.values()},
            entries={each.id: each for each in entries.values()},
            assignments=[
                replace(each, document=document.id, annotator=_id_of(who, each.annotator))
                for each in bundle.assignments
            ],
            # They lie on the words as they were, in ways of their own.
            suggestions=(),
            tokens=_tokens(bundle.tokens, shift),
            comments=[
                replace(
                    each,
                    document=document.id,
                    annotator=_id_of(who, each.annotator),
                    text=self.words(each.text),
                )
                for each in bundle.comments
            ],
            original=None,
            decisions=[
                # The digest is of labels on the words as they were.
                replace(each, document=document.id, annotator=_id_of(who, each.annotator), seen="")
                for each in bundle.decisions
            ],
        )

    def words(self, text: str, *, strict: bool | None = None) -> str:
        """Return a text in which people have other names."""
        if strict is None:
            strict = len(text) > _SHORT
        return _Shift(text, self.names.find(text, strict=strict)).text

    def annotator(self, name: str) -> str:
        """Return what somebody who annotates is called in the export."""
        return f"Annotator {self.names.hidden('annotator', name)[:6]}" if self._annotators else name

    def scheme(self, scheme: Scheme) -> Scheme:
        """Return a scheme whose guideline names nobody."""
        words = self.words
        return replace(
            scheme,
            description=words(scheme.description, strict=True),
            source=words(scheme.source, strict=True),
            layers=tuple(
                replace(each, description=words(each.description, strict=True))
                for each in scheme.layers
            ),
            labels=tuple(
                replace(
                    each,
                    description=words(each.description, strict=True),
                    guideline=words(each.guideline, strict=True),
                )
                for each in scheme.labels
            ),
            attributes=tuple(
                replace(each, description=words(each.description, strict=True))
                for each in scheme.attributes
            ),
        )

    # Where names stand ---------------------------------------------------------------------------

    def _finds(self, bundle: Bundle) -> list[Find]:
        text = bundle.text
        found = [(each, 0) for each in self._labelled(bundle)]
        if self._everywhere:
            found += [(each, 1) for each in self.names.find(text)]
            found += [(each, 2) for each in self._authors_in(bundle)]
        # Of names that overlap the whole range goes; what was labelled says whose it is.
        found.sort(key=lambda each: (each[0].start, -each[0].end))
        kept: list[tuple[Find, int]] = []
        for each, rank in found:
            if not kept or each.start >= kept[-1][0].end:
                kept.append((each, rank))
                continue
            last, best = kept[-1]
            name = each.pseudonym if rank < best else last.pseudonym
            kept[-1] = Find(last.start, max(last.end, each.end), name), min(rank, best)
        return [each for each, _ in kept]

    def _labelled(self, bundle: Bundle) -> Iterable[Find]:
        for each in bundle.annotations:
            if f"{each.layer}.{each.label}" not in self._labels:
                continue
            for start, end in each.spans:
                words = bundle.text[start:end]
                first, last = inner_name(words)
                if (
                    first < last
                    and (is_name(words) or self.names.knows(words))
                    and not self.names.given_in(words)
                ):
                    pseudonym = self.names.of(words, each.entry)
                    yield Find(start + first, start + last, pseudonym)

    def _authors_in(self, bundle: Bundle) -> Iterable[Find]:
        """Yield where an article names its own authors, as bylines do."""
        for name in _authors(bundle.document.author):
            if " " in name and not self.names.given_in(name):
                for each in re.finditer(re.escape(name), bundle.text, re.IGNORECASE):
                    yield Find(each.start(), each.end(), self.names.of(name))

    # What is around a text -----------------------------------------------------------------------

    def _document(self, document: Document, text: str) -> Document:
        uid = document.uid
        if self.names.find(uid, strict=False):
            uid = f"document-{self.names.hidden('document', uid)}"
        return replace(
            document,
            id=derived_id("document", uid) if uid != document.uid else document.id,
            uid=uid,
            title=self.words(document.title, strict=True),
            outlet=self.words(document.outlet),
            # It leads to the article as it was, and so does a fingerprint of that.
            url="",
            raw_sha256="",
            author=self._author(document.author),
            meta={
                self.words(name, strict=False): self._value(value)
                for name, value in document.meta.items()
            },
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            length=len(text),
        )

    def _author(self, author: str) -> str:
        """Return the authors of an article under other names, whoever they are."""
        return ", ".join(
            each if self.names.given_in(each) else self.names.of(each) for each in _authors(author)
        )

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return "" if _ADDRESS.match(value) else self.words(value)
        if isinstance(value, Mapping):
            return {
                self.words(str(name), strict=False): self._value(each)
                for name, each in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self._value(each) for each in value]
        return value

    def _people(self, annotators: Mapping[int, Annotator]) -> dict[int, Annotator]:
        found = {}
        for number, each in annotators.items():
            if self._annotators and each.kind != GOLD and not _is_hidden(each.name):
                name = self.annotator(each.name)
                found[number] = replace(each, id=annotator_id(name), name=name)
            else:
                found[number] = each
        return found

    def _entry(self, entry: Entry) -> Entry:
        if self.names.is_person(entry.id):
            name = self.names.of(entry.name, entry.id)
            if entry.name == name:
                return entry
            return Entry(derived_id("entry", name), name, entry.kind)
        return replace(
            entry,
            name=self.words(entry.name),
            note=self.words(entry.note, strict=True),
            aliases=tuple(self.words(each) for each in entry.aliases),
        )

    def _annotation(
        self,
        annotation: Annotation,
        shift: _Shift,
        document: int,
        who: Mapping[int, Annotator],
        entries: Mapping[int, int],
    ) -> Annotation:
        self.done.widened += any(map(shift.cuts, annotation.spans))
        entry = annotation.entry
        return annotation._replace(
            document=document,
            annotator=_id_of(who, annotation.annotator),
            spans=tidy_spans(map(shift.span, annotation.spans)),
            attributes={
                name: self._attribute(value, entries)
                for name, value in annotation.attributes.items()
            },
            entry=None if entry is None else entries.get(entry, entry),
        )

    def _attribute(self, value: AttributeValue, entries: Mapping[int, int]) -> AttributeValue:
        if not isinstance(value, str):
            return value
        named = entries.get(parse_id(value) or 0)  # an attribute may name an entry
        return self.words(value) if named is None else format_id(named)


_HIDDEN = re.compile(r"Annotator [0-9A-Z]{6}")


def _is_hidden(name: str) -> bool:
    return _HIDDEN.fullmatch(name) is not None


def _id_of(who: Mapping[int, Annotator], number: int) -> int:
    return who[number].id if number in who else number


def _authors(author: str) -> list[str]:
    return [each for each in _BETWEEN_AUTHORS.split(author.strip()) if each]


def _zones(zones: Sequence[Zone], shift: _Shift, document: int) -> list[Zone]:
    """Return zones in their new places; of two that meet inside a name the first one has it."""
    found: list[Zone] = []
    before = 0
    for zone in sorted(zones, key=lambda each: (each.start, each.end)):
        start, end = shift.span(Span(zone.start, zone.end))
        if found and zone.start >= before:
            start = max(start, found[-1].end)
        before = max(before, zone.end)
        if start < end:
            found.append(replace(zone, document=document, start=start, end=end))
    return found


def _tokens(tokens: Tokens | None, shift: _Shift) -> Tokens | None:
    """Return tokens in their new places; those of a name give way to those of its pseudonym."""
    if tokens is None:
        return None
    made: list[tuple[int, int]] = []
    finds = list(shift.pseudonyms)
    first = 0
    for index in range(len(tokens)):
        here, end = tokens.span(index)
        while first < len(finds) and finds[first][0].end <= here:
            first += 1
        at = first
        # What of it stands outside names.
        while here < end:
            name = finds[at][0] if at < len(finds) and finds[at][0].start < end else None
            until = end if name is None else name.start
            if here < until:
                made.append((shift.start(here), shift.end(until)))
            here = end if name is None else name.end
            at += 1
    for find, (start, _) in finds:
        own = plain_tokens(find.pseudonym)
        made += [(start + a, start + b) for a, b in zip(own.starts, own.ends, strict=True)]
    made.sort()
    starts = [start for start, _ in made]
    sentences = {
        bisect_left(starts, shift.start(tokens.starts[index])) for index in tokens.sentence_starts
    }
    return Tokens(
        starts,
        [end for _, end in made],
        sorted(each for each in sentences if each < len(made)),
        tokens.model,
    )
