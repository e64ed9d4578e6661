"""Who says what about whom, and whom each opinion is about: read once, asked often.

Owns how a quote or an opinion becomes parties.  All labels of all annotators are read as arrays; a
question about an outlet, a month or one annotator is a mask over them and takes milliseconds.

Sources of a quote: what fills its slot `source`, each as a party (`insights_parties`), else
`UNNAMED`.  Targets of a quote: whoever the opinions said in it are about, and the entries of the
mentions in its content, else `NOBODY`.  What lies in several contents counts for the shortest of
them, so that the words of a quote within a quote are those of the inner source.  An opinion was
said in the quote it is linked to, else in the one that its expression (without one, its target)
lies in.  Its holder is what fills that slot, else the writer where the label says so, else the
sources of the quote that it was said in, else `UNNAMED`.

What lies wholly inside a zone is left out: a quote by its content (else its source), an opinion by
its expression (else its target).  Suggestions are not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from annotator.domain.insights import NOBODY, UNNAMED, WRITER
from annotator.domain.scheme import LayerKind, label_id
from annotator.services.insights_arrays import (
    NONE,
    Flags,
    Ints,
    inside,
    joined,
    looked_up,
    merged,
    pairs,
    with_default,
)
from annotator.services.insights_parties import Attributes, Mentions, Named, Parties
from annotator.services.session import Session
from annotator.services.tasks import Task

if TYPE_CHECKING:
    from annotator.storage.insights import InsightRows, Rows

_ROLES = ("content", "source", "holder", "target", "expression", "quote", "insertion")
_CONTENT, _SOURCE, _HOLDER, _TARGET, _EXPRESSION, _QUOTE, _INSERTION = range(len(_ROLES))
_ACT, _BASIS, _POLARITY, _HELD = "act", "basis", "polarity", "holder"
_INFERRED = "inferred"
_STEPS = 8


@dataclass(frozen=True, eq=False)
class Frames:
    """Quotes or opinions, one by one."""

    ids: Ints  # ascending
    places: Ints  # of their documents in the list; -1 = out of sight
    annotators: Ints
    kept: Flags  # in sight, and not in a zone


@dataclass(frozen=True, eq=False)
class Stretches:
    """Ranges that fill a slot of frames, on the line of all documents, one behind another."""

    frames: Ints  # places in `Frames`
    starts: Ints
    ends: Ints


class Line:
    """The documents one behind another, so that a range is two numbers in the whole project."""

    def __init__(self, rows: InsightRows) -> None:
        self.documents = rows.documents()
        self.ids = np.array([each.id for each in self.documents], dtype=np.int64)
        self._order = np.argsort(self.ids)
        lengths = np.array([each.length for each in self.documents], dtype=np.int64)
        # One character between two documents, so that nothing reaches from one into the next.
        self.base = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths + 1)])
        zones = rows.zones()
        places = self.places(zones["document"])
        seen = places >= 0
        base = self.base[places[seen]]
        #: Where zones start and end, in order and apart.
        self.zones = merged(zones["start"][seen] + base, zones["end"][seen] + base)

    def places(self, documents: Ints) -> Ints:
        """Return the places of documents in the list, -1 for those out of sight."""
        return looked_up(documents, self.ids, self._order)

    def in_zone(self, starts: Ints, ends: Ints) -> Flags:
        """Tell which ranges lie wholly inside a zone."""
        first, last = self.zones
        if not len(first):
            return np.zeros(len(starts), dtype=bool)
        at = np.searchsorted(first, starts, side="right") - 1
        return (at >= 0) & (last[np.maximum(at, 0)] >= ends)


class Reading:
    """The quotes and opinions of a project with their parties; nothing here ever changes."""

    def __init__(self, session: Session, rows: InsightRows, line: Line, task: Task) -> None:
        self.line, self.scheme, self._task = line, session.scheme, task
        self._people = sorted(session.annotators)
        self.parties = Parties({each.id: each.name for each in session.entries().values()})
        self._step(0)
        quotes = self._frames(rows, LayerKind.QUOTES)
        opinions = self._frames(rows, LayerKind.OPINIONS)
        self._step(1)
        links = rows.links(_ROLES)
        self._links = {place: links[links["role"] == place] for place in range(len(_ROLES))}
        self._step(2)
        parts = self._parts(rows)
        self._step(4)
        named, self._mentions = self._named(rows)
        self._step(6)
        attributes = Attributes(rows.values((_ACT, _BASIS, _POLARITY, _HELD)))
        self._step(7)
        self._compose(quotes, opinions, parts, named, attributes)
        del self._links, self._mentions, self._task
        task.progress(_STEPS, _STEPS)

    def _step(self, done: int) -> None:
        self._task.progress(done, _STEPS)

    # Reading ---------------------------------------------------------------------------------

    def _frames(self, rows: InsightRows, kind: LayerKind) -> Frames:
        layers = [layer.uid for layer in self.scheme.layers if layer.kind is kind]
        found = [self.scheme.frame_label(layer) for layer in layers]
        labels = [label.id for label in found if label is not None]
        pieces = [rows.whole(labels, person) for person in self._people]
        ids = np.concatenate([NONE, *(piece["id"] for piece in pieces)])
        documents = np.concatenate([NONE, *(piece["document"] for piece in pieces)])
        people = np.repeat(np.array(self._people, dtype=np.int64), [len(each) for each in pieces])
        order = np.argsort(ids)
        places = self.line.places(documents[order])
        return Frames(ids[order], places, people[order], places >= 0)

    def _labels_for(self, *roles: int) -> set[int]:
        """Return the labels of what may fill some slots."""
        found = set()
        for place in roles:
            role = self.scheme.role(_ROLES[place])
            for end in role.ends_to if role is not None else ():
                layer, _, uid = end.partition(".")
                found |= {
                    label_id(layer, label.uid)
                    for label in self.scheme.labels_of(layer, retired=True)
                    if uid in ("*", label.uid) and not label.frame
                }
        return found

    def _parts(self, rows: InsightRows) -> Rows:
        """Return the parts of contents, expressions and insertions, by annotation."""
        labels = sorted(self._labels_for(_CONTENT, _EXPRESSION, _INSERTION))
        parts = np.concatenate([rows.parts(labels, person) for person in (*self._people, 0)])
        return parts[np.argsort(parts["id"], kind="stable")]

    def _named(self, rows: InsightRows) -> tuple[Named, Mentions]:
        labels = sorted(self._labels_for(_SOURCE, _HOLDER, _TARGET))
        of_spans = [
            label_id(layer.uid, label.uid)
            for layer in self.scheme.layers
            if layer.kind is LayerKind.SPANS
            for label in self.scheme.labels_of(layer.uid, retired=True)
        ]
        base = dict(zip(self.line.ids.tolist(), self.line.base.tolist(), strict=False))
        named = Named(
            self.parties,
            (
                (
                    person,
                    [
                        (number, start + base[document], end + base[document], words)
                        for number, document, start, end, words in rows.words(labels, person)
                        if document in base
                    ],
                )
                for person in self._people
            ),
        )
        self._step(5)
        linked = rows.linked()
        places = self.line.places(linked["document"])
        linked, places = linked[places >= 0], places[places >= 0]
        entries, which = np.unique(linked["entry"], return_inverse=True)
        codes = np.array([self.parties.code(each) for each in entries.tolist()], dtype=np.int64)
        of_entry = codes[which] if len(codes) else NONE
        starts = linked["start"] + self.line.base[places]
        ends = linked["end"] + self.line.base[places]
        mention = np.isin(linked["label"], of_spans) & ~self.line.in_zone(starts, ends)
        mentions = Mentions(
            starts[mention], ends[mention], linked["annotator"][mention], of_entry[mention]
        )
        named.resolve(linked["id"], of_entry, mentions)
        return named, mentions

    # Composing -------------------------------------------------------------------------------

    def _compose(
        self, quotes: Frames, opinions: Frames, parts: Rows, named: Named, attributes: Attributes
    ) -> None:
        sources = self._filled(quotes, _SOURCE, named)
        holders = self._filled(opinions, _HOLDER, named)
        targets = self._filled(opinions, _TARGET, named)
        about = Stretches(targets[0], named.starts[targets[1]], named.ends[targets[1]])
        speakers = Stretches(sources[0], named.starts[sources[1]], named.ends[sources[1]])
        self.contents = self._stretches(quotes, _CONTENT, parts)
        self.insertions = self._stretches(quotes, _INSERTION, parts)
        self.expressions = self._stretches(opinions, _EXPRESSION, parts)
        self.about, self.speakers = about, speakers
        self.quotes = self._without_zones(quotes, (self.contents, speakers))
        self.opinions = self._without_zones(opinions, (self.expressions, about))
        #: Of quotes: places in the names beside them, -1 for none.
        self.acts, self.act_names = _coded(attributes, _ACT, quotes)
        self.inferred = attributes.having(_BASIS, _INFERRED, quotes.ids)
        self.polarities, self.polarity_names = _coded(attributes, _POLARITY, opinions)
        #: (opinion, quote it was said in)
        self.opinion_quotes = self._said_in(about)
        #: (quote, party) of everybody who says it.
        self.quote_sources = pairs(
            *with_default(
                sources[0], named.parties[sources[1]], len(quotes.ids), self.parties.code(UNNAMED)
            )
        )
        #: (opinion, party) of everybody who holds it, and of whom it is about.
        self.opinion_holders = self._held(
            holders[0], named.parties[holders[1]], attributes.having(_HELD, "writer", opinions.ids)
        )
        nobody = self.parties.code(NOBODY)
        self.opinion_targets = pairs(
            *with_default(targets[0], named.parties[targets[1]], len(opinions.ids), nobody)
        )
        #: (quote, party) of everybody whom it is about.
        self.quote_targets = pairs(*with_default(*self._spoken_of(), len(quotes.ids), nobody))

    def _filled(self, frames: Frames, role: int, named: Named) -> tuple[Ints, Ints]:
        """Return (frame, place in `named`) of what fills a slot."""
        links = self._links[role]
        owners = looked_up(links["frame"], frames.ids)
        at = looked_up(links["part"], named.ids)
        there = (owners >= 0) & (at >= 0)
        return owners[there], at[there]

    def _stretches(self, frames: Frames, role: int, parts: Rows) -> Stretches:
        links = self._links[role]
        owners = looked_up(links["frame"], frames.ids)
        links, owners = links[owners >= 0], owners[owners >= 0]
        at, which = joined(links["part"], parts["id"])
        owners, found = owners[at], parts[which]
        seen = frames.places[owners] >= 0
        owners, found = owners[seen], found[seen]
        base = self.line.base[frames.places[owners]]
        return Stretches(owners, found["start"] + base, found["end"] + base)

    def _without_zones(self, frames: Frames, slots: Sequence[Stretches]) -> Frames:
        """Drop frames of which the first slot that they fill lies wholly in zones."""
        zoned = np.zeros(len(frames.ids), dtype=bool)
        decided = np.zeros(len(frames.ids), dtype=bool)
        for slot in slots:
            filled = np.bincount(slot.frames, minlength=len(frames.ids))
            out = slot.frames[self.line.in_zone(slot.starts, slot.ends)]
            inside_zones = np.bincount(out, minlength=len(frames.ids)) == filled
            zoned |= inside_zones & (filled > 0) & ~decided
            decided |= filled > 0
        return replace(frames, kept=frames.kept & ~zoned)

    def _said_in(self, about: Stretches) -> tuple[Ints, Ints]:
        """Return (opinion, quote) of opinions that were said in one."""
        links = self._links[_QUOTE]
        opinions = looked_up(links["frame"], self.opinions.ids)
        quotes = looked_up(links["part"], self.quotes.ids)
        there = (opinions >= 0) & (quotes >= 0)
        found = [(opinions[there], quotes[there])]
        left = np.ones(len(self.opinions.ids), dtype=bool)
        left[opinions[there]] = False
        for slot in (self.expressions, about):
            asked = np.flatnonzero(left[slot.frames])
            at, content = self._in_contents(
                slot.starts[asked], slot.ends[asked],
                self.opinions.annotators[slot.frames[asked]],
            )  # fmt: skip
            found.append((slot.frames[asked[at]], self.contents.frames[content]))
            left[slot.frames] = False
        return pairs(
            np.concatenate([each for each, _ in found]), np.concatenate([each for _, each in found])
        )

    def _in_contents(self, starts: Ints, ends: Ints, people: Ints) -> tuple[Ints, Ints]:
        """Return (range, content around it) by places, for the shortest contents alone."""
        kept = self.quotes.kept[self.contents.frames]
        whose = self.quotes.annotators[self.contents.frames]
        ranges, contents = [NONE], [NONE]
        for person in self._people:
            mine = np.flatnonzero(people == person)
            theirs = np.flatnonzero(kept & (whose == person))
            at, which = inside(
                starts[mine], ends[mine], self.contents.starts[theirs], self.contents.ends[theirs]
            )
            ranges.append(mine[at])
            contents.append(theirs[which])
        ranged, content = np.concatenate(ranges), np.concatenate(contents)
        lengths = self.contents.ends[content] - self.contents.starts[content]
        shortest = np.full(len(starts), np.iinfo(np.int64).max)
        np.minimum.at(shortest, ranged, lengths)
        best = lengths == shortest[ranged]
        return ranged[best], content[best]

    def _held(self, frames: Ints, parties: Ints, by_writer: Flags) -> tuple[Ints, Ints]:
        """Return (opinion, party) of holders: those named, the writer, sources of its quote."""
        left = np.ones(len(self.opinions.ids), dtype=bool)
        left[frames] = False
        written = np.flatnonzero(left & by_writer)
        left[written] = False
        opinions, quotes = self.opinion_quotes
        asked = left[opinions] & self.quotes.kept[quotes]
        at, which = joined(quotes[asked], self.quote_sources[0])
        writer = np.full(len(written), self.parties.code(WRITER), dtype=np.int64)
        return pairs(
            *with_default(
                np.concatenate([frames, written, opinions[asked][at]]),
                np.concatenate([parties, writer, self.quote_sources[1][which]]),
                len(self.opinions.ids),
                self.parties.code(UNNAMED),
            )
        )

    def _spoken_of(self) -> tuple[Ints, Ints]:
        opinions, quotes = self.opinion_quotes
        kept = self.opinions.kept[opinions]
        somebody = self.opinion_targets[1] != self.parties.code(NOBODY)
        about, party = (each[somebody] for each in self.opinion_targets)
        at, which = joined(opinions[kept], about)
        mentions = self._mentions
        ranged, content = self._in_contents(mentions.starts, mentions.ends, mentions.annotators)
        return pairs(
            np.concatenate([quotes[kept][at], self.contents.frames[content]]),
            np.concatenate([party[which], mentions.parties[ranged]]),
        )


def _coded(attributes: Attributes, name: str, frames: Frames) -> tuple[Ints, list[str]]:
    return attributes.codes(name, frames.ids), attributes.names(name)
