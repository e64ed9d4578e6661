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

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from annotator.domain.insights import NOBODY, UNNAMED, WRITER
from annotator.domain.scheme import LayerKind, Scheme, label_id
from annotator.services.insights_arrays import (
    NONE,
    Flags,
    Ints,
    inside,
    joined_places,
    looked_up,
    pairs,
    with_default,
)
from annotator.services.insights_labels import Labels, Line, order_of
from annotator.services.insights_parties import Attributes, Mentions, Named, Parties
from annotator.services.session import Session

if TYPE_CHECKING:
    from annotator.storage.insights import InsightRows

_ROLES = ("content", "source", "holder", "target", "expression", "quote", "insertion")
_CONTENT, _SOURCE, _HOLDER, _TARGET, _EXPRESSION, _QUOTE, _INSERTION = range(len(_ROLES))
_ACT, _BASIS, _POLARITY, _HELD = "act", "basis", "polarity", "holder"
_INFERRED = "inferred"
#: Attribute of quotes: what kind of source says it.
KIND = "source_kind"


@dataclass(frozen=True, eq=False)
class Frames:
    """Quotes or opinions, one by one."""

    ids: Ints  # ascending
    places: Ints  # of their documents in the list
    annotators: Ints
    kept: Flags  # not in a zone


@dataclass(frozen=True, eq=False)
class Stretches:
    """Ranges that fill a slot of frames, on the line of all documents, in order."""

    frames: Ints  # places in `Frames`
    starts: Ints
    ends: Ints


@dataclass(frozen=True)
class Slots:
    """What fills the slots of quotes and opinions, and what is said of them, as it was read."""

    links: Sequence[tuple[Ints, Ints]]  # for each of `_ROLES`: (frame, what fills a slot of it)
    words: tuple[Ints, Ints, list[str]]  # (annotation, start, words) of parts of who says or feels
    values: Mapping[str, tuple[Ints, list[str]]]

    @classmethod
    def read(
        cls, rows: InsightRows, scheme: Scheme, documents: Sequence[int] | None = None
    ) -> Slots:
        """Read those of some documents, or all."""
        names = (_ACT, _BASIS, _POLARITY, _HELD, KIND)
        return cls(
            rows.links(_ROLES, documents),
            rows.words(sorted(_filling(scheme, _SOURCE, _HOLDER, _TARGET)), documents),
            rows.values(names, documents),
        )


def _filling(scheme: Scheme, *roles: int) -> set[int]:
    """Return the labels, as row ids, of what may fill some slots."""
    found = set()
    for place in roles:
        role = scheme.role(_ROLES[place])
        for end in role.ends_to if role is not None else ():
            layer, _, uid = end.partition(".")
            found |= {
                label_id(layer, label.uid)
                for label in scheme.labels_of(layer, retired=True)
                if uid in ("*", label.uid) and not label.frame
            }
    return found


class Reading:
    """The quotes and opinions of a project with their parties; nothing here ever changes."""

    def __init__(
        self,
        session: Session,
        line: Line,
        labels: Labels,
        slots: Slots,
        before: Parties | None = None,
    ) -> None:
        """Make those of all documents, or of some, beside what was known of parties `before`."""
        self.line, self.scheme = line, session.scheme
        self._labels, self._slots = labels, slots
        names = {each.id: each.name for each in session.entries().values()}
        self.parties = Parties(names, before)
        named = self._named()
        self._compose(
            self._frames(LayerKind.QUOTES), self._frames(LayerKind.OPINIONS), named,
            Attributes(slots.values),
        )  # fmt: skip
        kept = named.spellings >= 0
        #: Places of documents, and the spellings of whoever is known by words alone there.
        self.spelled = line.places_at(named.starts[kept]), named.spellings[kept]
        if before is None:
            self.parties.count(self.spelled[1])
        del self._mentions, self._labels, self._slots

    def renewed(self, gone: Flags, part: Reading) -> Reading:
        """Return these without those of some documents, by place, and with others for them."""
        new = copy(self)
        new.line, new.parties = part.line, part.parties
        quotes = _Renewal(self.quotes, gone, part.quotes)
        opinions = _Renewal(self.opinions, gone, part.opinions)
        new.quotes, new.opinions = quotes.frames, opinions.frames
        for frames, name in (
            (quotes, "contents"), (quotes, "insertions"), (quotes, "speakers"),
            (opinions, "expressions"), (opinions, "about"),
        ):  # fmt: skip
            mine, theirs = getattr(self, name), getattr(part, name)
            found = frames.pairs(
                (mine.frames, mine.starts, mine.ends), (theirs.frames, theirs.starts, theirs.ends)
            )
            setattr(new, name, Stretches(*found))
        for frames, name in (
            (quotes, "quote_sources"), (quotes, "quote_targets"),
            (opinions, "opinion_holders"), (opinions, "opinion_targets"),
        ):  # fmt: skip
            setattr(new, name, frames.pairs(getattr(self, name), getattr(part, name)))
        mine, theirs = self.opinion_quotes, part.opinion_quotes
        new.opinion_quotes = opinions.pairs(
            (mine[0], quotes.old[mine[1]]), (theirs[0], quotes.new[theirs[1]])
        )
        new.inferred = quotes.both(self.inferred, part.inferred)
        for frames, codes, names in (
            (quotes, "acts", "act_names"), (quotes, "kinds", "kind_names"),
            (opinions, "polarities", "polarity_names"),
        ):  # fmt: skip
            known = list(dict.fromkeys([*getattr(self, names), *getattr(part, names)]))
            # The last is that of no value, which has the code -1.
            again = np.array([*map(known.index, getattr(part, names)), -1], dtype=np.int64)
            setattr(new, names, known)
            setattr(new, codes, frames.both(getattr(self, codes), again[getattr(part, codes)]))
        stay = ~gone[self.spelled[0]]
        new.spelled = (
            np.concatenate([self.spelled[0][stay], part.spelled[0]]),
            np.concatenate([self.spelled[1][stay], part.spelled[1]]),
        )
        new.parties.count(new.spelled[1])
        return new

    def _having(self, labels: Collection[int]) -> Flags:
        """Tell which annotations have one of some labels, which are row ids."""
        wanted = np.array([each.id in labels for each in self.scheme.labels] + [False], dtype=bool)
        having: Flags = wanted[self._labels.labels]
        return having

    def _frames(self, kind: LayerKind) -> Frames:
        layers = [layer.uid for layer in self.scheme.layers if layer.kind is kind]
        found = [self.scheme.frame_label(layer) for layer in layers]
        at = np.flatnonzero(self._having({label.id for label in found if label is not None}))
        labels = self._labels
        kept = np.ones(len(at), dtype=bool)
        return Frames(labels.ids[at], labels.places[at], labels.annotators[at], kept)

    def _named(self) -> Named:
        labels = self._labels
        filling = self._having(_filling(self.scheme, _SOURCE, _HOLDER, _TARGET))
        named = Named(self.parties, labels, filling, self._slots.words)
        of_spans = {
            label_id(layer.uid, label.uid)
            for layer in self.scheme.layers
            if layer.kind is LayerKind.SPANS
            for label in self.scheme.labels_of(layer.uid, retired=True)
        }
        linked = np.flatnonzero(labels.entries >= 0)
        entries, which = np.unique(labels.entries[linked], return_inverse=True)
        codes = np.array([self.parties.code(each) for each in entries.tolist()], dtype=np.int64)
        of_entry = np.full(len(labels.ids), -1, dtype=np.int64)
        of_entry[linked] = codes[which] if len(codes) else NONE
        mention = (self._having(of_spans) & (labels.entries >= 0))[labels.part_of]
        at = np.flatnonzero(mention)
        at = at[~self.line.in_zone(labels.starts[at], labels.ends[at])]
        owners = labels.part_of[at]
        self._mentions = Mentions(
            labels.starts[at], labels.ends[at], labels.annotators[owners], of_entry[owners]
        )
        named.resolve(of_entry, self._mentions)
        return named

    # Composing -------------------------------------------------------------------------------

    def _compose(
        self, quotes: Frames, opinions: Frames, named: Named, attributes: Attributes
    ) -> None:
        sources = self._filled(quotes, _SOURCE, named)
        holders = self._filled(opinions, _HOLDER, named)
        targets = self._filled(opinions, _TARGET, named)
        about = _in_order(targets[0], named.starts[targets[1]], named.ends[targets[1]])
        speakers = _in_order(sources[0], named.starts[sources[1]], named.ends[sources[1]])
        self.contents = self._stretches(quotes, _CONTENT)
        self.insertions = self._stretches(quotes, _INSERTION)
        self.expressions = self._stretches(opinions, _EXPRESSION)
        self.about, self.speakers = about, speakers
        self.quotes = self._without_zones(quotes, (self.contents, speakers))
        self.opinions = self._without_zones(opinions, (self.expressions, about))
        #: Of quotes: places in the names beside them, -1 for none.
        self.acts, self.act_names = attributes.of(_ACT, quotes.ids)
        self.kinds, self.kind_names = attributes.of(KIND, quotes.ids)
        self.inferred = attributes.having(_BASIS, _INFERRED, quotes.ids)
        self.polarities, self.polarity_names = attributes.of(_POLARITY, opinions.ids)
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
        found, parts = self._slots.links[role]
        owners = looked_up(found, frames.ids)
        at = looked_up(parts, named.ids)
        there = (owners >= 0) & (at >= 0)
        return owners[there], at[there]

    def _stretches(self, frames: Frames, role: int) -> Stretches:
        found, parts = self._slots.links[role]
        owners = looked_up(found, frames.ids)
        labels = self._labels
        filling = looked_up(parts, labels.ids)
        there = (owners >= 0) & (filling >= 0)
        there[there] = self._having(_filling(self.scheme, role))[filling[there]]
        at, which = joined_places(filling[there], labels.part_of, len(labels.ids))
        return _in_order(owners[there][at], labels.starts[which], labels.ends[which])

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
        linked, said_in = self._slots.links[_QUOTE]
        opinions = looked_up(linked, self.opinions.ids)
        quotes = looked_up(said_in, self.quotes.ids)
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
        for person in np.unique(people).tolist():
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
        at, which = joined_places(quotes[asked], self.quote_sources[0], len(self.quotes.ids))
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
        at, which = joined_places(opinions[kept], about, len(self.opinions.ids))
        mentions = self._mentions
        ranged, content = self._in_contents(mentions.starts, mentions.ends, mentions.annotators)
        return pairs(
            np.concatenate([quotes[kept][at], self.contents.frames[content]]),
            np.concatenate([party[which], mentions.parties[ranged]]),
        )


def _in_order(frames: Ints, starts: Ints, ends: Ints) -> Stretches:
    order = np.lexsort((ends, starts, frames))
    return Stretches(frames[order], starts[order], ends[order])


class _Renewal:
    """Frames of which some go and others come, and where whatever is said of them goes."""

    def __init__(self, before: Frames, gone: Flags, part: Frames) -> None:
        self._stay = ~gone[before.places]
        ids = np.concatenate([before.ids[self._stay], part.ids])
        self._order, self.old, self.new = order_of(ids, self._stay)
        self.frames = Frames(
            ids[self._order],
            self.both(before.places, part.places),
            self.both(before.annotators, part.annotators),
            self.both(before.kept, part.kept),
        )

    def both(self, mine: NDArray[Any], theirs: NDArray[Any]) -> NDArray[Any]:
        """Return what is said of each frame."""
        found: NDArray[Any] = np.concatenate([mine[self._stay], theirs])[self._order]
        return found

    def pairs(self, mine: tuple[Ints, ...], theirs: tuple[Ints, ...]) -> Any:
        """Return what is said of frames, in their order; the first of each are the frames."""
        frames = np.concatenate([self.old[mine[0]], self.new[theirs[0]]])
        kept = np.flatnonzero(frames >= 0)
        # What is said of one frame is in order already.
        order = kept[np.argsort(frames[kept], kind="stable")]
        return (
            frames[order],
            *(np.concatenate(each)[order] for each in zip(mine[1:], theirs[1:], strict=True)),
        )
