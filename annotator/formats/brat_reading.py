"""One article of brat's on its way into native words.

Owns what the lines of an annotation file say together: parts on both sides of a line break, events
as relations from their words, attributes of quotes and opinions, and entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from annotator.domain.annotations import Span, tidy_spans
from annotator.domain.errors import Phrase
from annotator.domain.ids import parse_id
from annotator.domain.text import normalise
from annotator.formats.brat_lines import Event, Note, Records, Reference, Said, Words
from annotator.formats.brat_names import BREAKS, plain, value_read
from annotator.formats.brat_settings import Settings, declare
from annotator.formats.flat import Joiner
from annotator.formats.foreign import moved
from annotator.formats.kept_text import kept
from annotator.formats.label_studio_names import frame_prefix
from annotator.formats.registry import ProblemError, ReadOptions

#: What an entry of ours and one of Wikidata's is referred to by.
OURS, WIKIDATA = "Annotator", "Wikidata"
NOTES = "AnnotatorNotes"
_AGAIN = re.compile("(.*[^0-9])[0-9]+")


def joined(text: str, parts: Iterable[Span]) -> tuple[Span, ...]:
    """Return parts, those joined between which there is nothing but white space and a line break.

    brat has no label over a line break; it makes parts of it.
    """
    tidy = tidy_spans(parts)
    if len(tidy) < 2:
        return tidy
    found: list[Span] = []
    for each in tidy:
        gap = text[found[-1].end : each.start] if found else ""
        if gap.isspace() and any(character in BREAKS for character in gap):
            each = Span(found.pop().start, each.end)
        found.append(each)
    return tuple(found)


class ArticleReader:
    """One article, and what its annotation file says."""

    def __init__(
        self, text: str, records: Records, settings: Settings, options: ReadOptions
    ) -> None:
        """Take the text as its file has it, with its line breaks."""
        self._raw = text
        self._records = records
        self._settings = settings
        self._options = options
        self._spans: dict[str, dict[str, Any]] = {}
        self._on: dict[str, str] = {}  # id of a line -> the label (T) that it is about
        self._triggers: set[str] = set()  # labels that are the words of an event
        self._again: set[str] = set()  # … of several
        self._relations = {each.id for each in records.relations}
        self._said: dict[tuple[str, str], Any] = {}
        self._frames = {
            frame_prefix(layer.uid, label.uid): layer.uid
            for layer in options.scheme.layers
            if (label := options.scheme.frame_label(layer.uid)) is not None
        }

    def native(self, uid: str) -> dict[str, Any]:
        """Return the article; raises ProblemError, with its line, for what does not fit."""
        records = self._records
        declare(self._settings, self._options)
        counted = self._as_counted()
        text, self._move = kept(counted, self._options, self._ranges(counted))
        self._text = text
        for words in records.words:
            with _at(words.line):
                self._add(words)
        for event in records.events:
            with _at(event.line):
                self._add_event(event)
        self._joiner = Joiner(self._options, list(self._spans.values()))
        for said in records.said:
            with _at(said.line):
                self._describe(said)
        self._relate()
        native = {
            "id": uid,
            "text": text,
            "offsets": "code-point",
            "entries": self._entries(),
            "spans": list(self._spans.values()),
        }
        return native | {"comments": list(self._comments())} | self._joiner.found()

    # Words -------------------------------------------------------------------------------------

    def _as_counted(self) -> str:
        """Return the text as offsets count it.

        brat counts a byte order mark, and both characters of a Windows line break; files that were
        changed on the way, or written by others, may not.
        """
        raw, short = self._raw, normalise(self._raw)
        if self._options.unit is None and len(short) != len(raw) and not self._fits(raw):
            for text in (raw.lstrip("\ufeff"), short):
                if len(text) != len(raw) and self._fits(text):
                    self._options.note(Phrase("told-brat-offsets"))
                    return text
        return raw

    def _fits(self, text: str) -> bool:
        return all(
            _same(each.words, [text[start:end] for start, end in each.ranges])
            for each in self._records.words
        )

    def _ranges(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, words) where one part says its words; they tell what is counted."""
        for each in self._records.words:
            if len(each.ranges) == 1 and each.words:
                start, end = each.ranges[0]
                found = text[start:end]
                yield start, end, found if _same(each.words, [found]) else each.words

    def _add(self, words: Words) -> None:
        if words.id in self._spans:
            raise ProblemError("id-twice", key=".ann", id=words.id[:60])
        ranges = []
        for start, end in words.ranges:
            if start >= end:
                raise ProblemError("span-order", start=start, end=end)
            ranges.append(
                Span(moved(self._move, start, words.id), moved(self._move, end, words.id))
            )
        found = [each.of(self._text) for each in ranges]
        if not _same(words.words, found):
            raise ProblemError(
                "span-text",
                start=words.ranges[0][0],
                end=words.ranges[-1][1],
                written=words.words[:60],
                found=" ".join(found)[:60],
            )
        parts = tidy_spans(ranges)
        if len(parts) < len(ranges):
            self._options.note(Phrase("told-parts-joined"))
        whole = joined(self._text, parts)
        if len(whole) < len(parts):
            self._options.note(Phrase("told-brat-line-break"))
        span: dict[str, Any] = {
            "id": words.id,
            "start": whole[0].start,
            "end": whole[-1].end,
            "label": plain(words.label),
        }
        if len(whole) > 1:
            span["parts"] = [list(each) for each in whole]
        self._spans[words.id] = span
        self._on[words.id] = words.id

    # Events and relations ----------------------------------------------------------------------

    def _add_event(self, event: Event) -> None:
        if event.id in self._on:
            raise ProblemError("id-twice", key=".ann", id=event.id[:60])
        if event.trigger not in self._spans:
            raise _missing(event.id, event.trigger)
        if plain(event.type) != self._spans[event.trigger]["label"]:
            self._options.ignore(Phrase("told-brat-event-types"))
        if event.trigger in self._triggers:
            self._options.note(Phrase("told-brat-events"))
            self._again.add(event.trigger)
        self._triggers.add(event.trigger)
        self._on[event.id] = event.trigger

    def _relate(self) -> None:
        done: set[tuple[str, str, str]] = set()
        for number, name, role, head, child in self._related():
            with _at(number):
                ends = []
                for end in (head, child):
                    if end not in self._on:
                        raise _missing(name, end)
                    ends.append(self._on[end])
            relation = plain(role), ends[0], ends[1]
            if relation in done:
                self._options.note(Phrase("told-relations-twice"))
                continue
            done.add(relation)
            self._joiner.relate(*relation)

    def _related(self) -> Iterator[tuple[int, str, str, str, str]]:
        yield from self._records.relations
        for event in self._records.events:
            roles = {role for role, _ in event.arguments}
            for role, target in event.arguments:
                yield event.line, event.id, self._bare(role, roles), event.id, target

    def _bare(self, role: str, roles: set[str]) -> str:
        """Return a role without the number by which brat tells a second filler from the first."""
        again = _AGAIN.fullmatch(role)
        if again is None or role in self._settings.roles or self._options.scheme.role(plain(role)):
            return role
        return again[1] if again[1] in roles or again[1] in self._settings.roles else role

    # What is said of labels --------------------------------------------------------------------

    def _describe(self, said: Said) -> None:
        options = self._options
        written = plain(said.name)
        if said.target not in self._on:
            if said.target in self._relations:
                options.ignore(Phrase("told-brat-relation-attribute", {"name": written[:60]}))
                return
            raise _missing(said.id, said.target)
        number = self._on[said.target]
        span = self._spans[number]
        known = options.known_label("", span["label"])
        layer = "" if known is None else known[0]
        of, name = self._whose(layer, written)
        attribute = options.scheme.attribute(of, name)
        value = value_read(said.value, attribute)
        if self._said.setdefault((number, written), value) != value:
            if number not in self._again:
                raise ProblemError("said-twice", key=said.target[:60], name=written[:60])
            options.ignore(Phrase("told-brat-event-attributes"))
        elif of != layer or name != written:
            self._joiner.describe(of, number, {name: value})
        else:
            span.setdefault("attributes", {})[name] = value

    def _whose(self, layer: str, written: str) -> tuple[str, str]:
        """Return the layer of an attribute and its name there; those of frames name both."""
        if self._options.scheme.attribute(layer, written) is None:
            for before, of in self._frames.items():
                name = written.removeprefix(before)
                if name != written and self._options.scheme.attribute(of, name) is not None:
                    return of, name
        return layer, written

    def _entries(self) -> list[dict[str, Any]]:
        """Return the entries that labels are linked to, and link them."""
        about: dict[str, list[Reference]] = {}
        for each in self._records.references:
            with _at(each.line):
                if each.target not in self._on:
                    raise _missing(each.id, each.target)
            about.setdefault(self._on[each.target], []).append(each)
        entries: dict[str, dict[str, Any]] = {}
        for number, references in about.items():
            entry = self._entry(references)
            if entries.setdefault(entry["id"], entry) != entry:
                self._options.ignore(Phrase("told-brat-entry-names"))
            self._spans[number]["entry"] = entry["id"]
        return list(entries.values())

    def _entry(self, references: list[Reference]) -> dict[str, Any]:
        ours = [each for each in references if _is_ours(each)]
        first = (ours or references)[0]
        others = [each for each in references if each is not first]
        number = plain(first.number)
        entry = {"id": number if ours else f"{first.source}:{number}"}
        entry["name"] = plain(first.name) if first.name else number
        known = first if not ours else next((each for each in others if _is_wikidata(each)), first)
        if _is_wikidata(known):
            entry["wikidata"] = plain(known.number)
        elif not ours:
            entry["note"] = entry["id"]
        self._options.ignore(
            Phrase("told-brat-more-entries"), sum(each is not known for each in others)
        )
        return entry

    def _comments(self) -> Iterator[dict[str, Any]]:
        options = self._options
        about = {each.id: each.head for each in self._records.relations}
        about |= {each.id: each.target for each in self._records.said}
        about |= {each.id: each.target for each in self._records.references}
        for each in self._records.notes:
            number = self._on.get(about.get(each.target, each.target))
            if number is None:
                options.ignore(Phrase("told-brat-remarks"))
                continue
            if each.target not in self._on:
                options.note(Phrase("told-brat-remarks-moved"))
            if each.text:
                yield {"text": self._remark(each), "on": number}

    def _remark(self, note: Note) -> str:
        if note.kind == NOTES:
            return plain(note.text)
        self._options.note(Phrase("told-brat-kept-remarks", {"kind": note.kind[:60]}))
        return f"{note.kind}: {plain(note.text)}"


def _is_ours(reference: Reference) -> bool:
    return reference.source == OURS and parse_id(reference.number) is not None


def _is_wikidata(reference: Reference) -> bool:
    return reference.source.lower() == WIKIDATA.lower()


def _missing(name: str, reference: str) -> ProblemError:
    return ProblemError("brat-reference", key=name[:60], reference=reference[:60])


def _same(written: str, found: list[str]) -> bool:
    """Tell whether the words of a line are those of its parts.

    White space may be written another way, older versions have no blank between parts, and a line
    may go on behind its words.
    """
    words = " ".join(found)
    if not written.strip():
        return True
    if written.startswith(words) and not written[len(words) :].strip():
        return True
    bare, first = "".join(words.split()), written.partition("\t")[0]
    return any("".join(each.split()) == bare for each in (written, first))


@contextmanager
def _at(line: int) -> Iterator[None]:
    """Tell the line of a problem that comes up inside."""
    try:
        yield
    except ProblemError as error:
        raise ProblemError(error.code, **{**error.values, "line": line}) from None
