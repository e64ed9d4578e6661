"""Entries at the desk.

Owns what E means: which entries a mention may be of, and linking what is in hand to one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.domain.annotations import Annotation
from annotator.domain.article import reading_order
from annotator.domain.documents import Entry, Suggestion
from annotator.domain.entries import (
    EntryIndex,
    alias_key,
    is_name,
    is_named_in,
    is_short_for,
    keys_of,
)
from annotator.domain.passages import paragraph_at
from annotator.domain.steps import Step, added
from annotator.domain.suggested_frames import entry_of, kind_of
from annotator.services.annotating import NotPossible
from annotator.services.desk_frames import FrameDesk
from annotator.services.entries import LinkProposal, link, link_all, unlink
from annotator.services.session import Change

#: Code points shown on each side of a mention.
_AROUND = 80
#: Entries offered before anything is typed; a new one has a number of its own behind them.
_OFFERED = 8


class EntryDesk(FrameDesk):
    """A desk at which mentions are linked to entries."""

    _index: EntryIndex | None = None

    @property
    def entries(self) -> EntryIndex:
        """Return the entries of the project."""
        if self._index is None:
            self._index = EntryIndex(self.session.entries().values())
        return self._index

    def mention(self) -> Annotation | None:
        """Return what E is about: what is selected, else the shortest annotation at the cursor.

        For a suggestion that is the annotation it would become: E accepts it.
        """
        suggestion = self.selected_suggestion()
        if suggestion is not None:
            if kind_of(suggestion, self.session.scheme) is not None:
                return None  # who said it is linked, once that is accepted
            return self._accepted(suggestion)[0]
        annotation = self.selected_annotation()
        if annotation is not None:
            return annotation if annotation.spans else None
        if self.article is None or self.selection is not None or self.selected is not None:
            return None
        at = self.article.at(self.caret)
        return next((each for each in at if each.layer == self.layer), at[0] if at else None)

    def words_of(self, annotation: Annotation) -> str:
        """Return the words of an annotation, its parts joined by spaces."""
        return " ".join(span.of(self.reading.text) for span in annotation.spans)

    def link_at_once(self) -> bool:
        """Link the mention to the one entry that is called so; False if a person has to choose.

        A suggestion knows its entry already, if it was proposed with one.
        """
        mention = self.mention()
        suggestion = self.selected_suggestion()
        proposed = None if suggestion is None else self.entries.get(entry_of(suggestion))
        if mention is not None and proposed is not None:
            return self.link_to(proposed)
        if mention is None or mention.entry is not None:
            return False
        called = self.entries.called(self.words_of(mention))
        if len(called) != 1:
            return False
        return self.link_to(called[0])

    def offered_entries(self, typed: str) -> list[Entry]:
        """Return the entries that the mention may be of, the likeliest first.

        Without anything typed: those called so, those whose names share words with it, and those
        mentioned just before.
        """
        mention = self.mention()
        if typed.strip() or mention is None:
            return self.entries.search(typed)
        words = self.words_of(mention)
        found = {each.id: each for each in self.entries.called(words)}
        near = list(self._mentioned_before(mention))
        inside = self._linked_inside(mention)
        for each in (
            *inside,
            *(each for each in near if is_short_for(words, each) or is_named_in(words, each)),
            *(each for each in self.entries if is_short_for(words, each)),
            *near,
        ):
            found.setdefault(each.id, each)
        return list(found.values())[:_OFFERED]

    def link_to(self, entry: Entry, *, new: bool = False) -> bool:
        """Link the mention to an entry of the project, or to a new one."""

        def act() -> None:
            mention = self.mention()
            if mention is None:
                raise NotPossible("nothing-to-link")
            suggestion = self.selected_suggestion()
            words, learn = self.words_of(mention), self._is_mention(mention)
            if suggestion is None:
                self._apply(link(mention, words, entry, new=new, learn=learn))
                self.select(mention.id)
                self.say("linked", name=entry.name)
                return
            made, accepting = self._accepted(suggestion)
            unlinked = made._replace(entry=None)
            step = link(unlinked, words, entry, new=new, learn=learn)
            linking = [edit for edit in step.edits if edit.before != unlinked]
            linked = made._replace(entry=entry.id)
            before = [edit for edit in accepting.edits if edit.after != made]
            edits = (*before, *linking, *added(linked))
            self._apply(Step(step.code, edits, step.values, step.document))
            self._onward(suggestion)
            self.say("accepted-as", text=words, name=entry.name)

        return self._do(act)

    def link_to_new(self, name: str) -> bool:
        """Link the mention to a new entry of this name, of the kind that its label says."""
        mention = self.mention()
        kind = ""
        if mention is not None and self._is_mention(mention):
            kind = mention.label
        return self.link_to(Entry(self.session.ids.next(), name.strip(), kind), new=True)

    def unlink_entry(self) -> bool:
        """Leave the mention without an entry."""

        def act() -> None:
            mention = self.mention()
            if mention is None:
                raise NotPossible("nothing-to-link")
            words, entry = self.words_of(mention), self.entries.get(mention.entry)
            self._apply(unlink(mention, words, entry))
            self.select(mention.id)

        return self._do(act)

    def proposed_links(self) -> list[LinkProposal]:
        """Return the annotations of the article without an entry that are called like one.

        A part of the name of an entry that is mentioned here will do: after "Dana Ilves", "Ilves"
        is she.
        """
        found: list[LinkProposal] = []
        if self.article is None or not len(self.entries):
            return found
        text = self.reading.text
        here = {each.entry for each in self.article.annotations.values()}
        named = [entry for entry in map(self.entries.get, here) if entry is not None]
        for each in sorted(self.article.annotations.values(), key=reading_order):
            if each.entry is not None or not each.spans:
                continue
            words = self.words_of(each)
            called = self.entries.called(words) or [
                entry
                for entry in named
                if is_name(words) and is_short_for(words, entry) and entry.kind == each.label
            ]
            if called:
                line = paragraph_at(text, each.start)
                before = text[max(line.start, each.start - _AROUND) : each.start]
                after = text[each.end : max(each.end, min(line.end, each.end + _AROUND))]
                found.append(LinkProposal(each, words, before, after, tuple(called)))
        return found

    def link_all(self, chosen: Sequence[tuple[LinkProposal, Entry]]) -> bool:
        """Link annotations to entries as proposed."""
        return self._do(lambda: self._apply(link_all(chosen)))

    def _accepted(self, suggestion: Suggestion) -> tuple[Annotation, Step]:
        """Return what a suggestion would become, and the step that accepts it."""
        step = self.scribe().accept([suggestion])
        made = next(e.after for e in step.edits if isinstance(e.after, Annotation))
        return made, step

    def _mentioned_before(self, mention: Annotation) -> Iterable[Entry]:
        """Yield the entries of the article, the one mentioned last before `mention` first."""
        assert self.article is not None
        linked = [each for each in self.article.annotations.values() if each.entry and each.spans]
        here = mention.start
        linked.sort(key=lambda each: (each.start > here, abs(each.start - here)))
        seen: set[int] = set()
        for each in linked:
            entry = self.entries.get(each.entry)
            if entry is not None and entry.id not in seen:
                seen.add(entry.id)
                yield entry

    def _linked_inside(self, mention: Annotation) -> list[Entry]:
        """Return the entries of mentions inside a longer one, its last name first."""
        assert self.article is not None
        inside = [
            each
            for span in mention.spans
            for each in self.article.touching(span)
            if each.id != mention.id
            and all(any(part.contains(own) for part in mention.spans) for own in each.spans)
        ]
        inside.sort(key=lambda each: each.start, reverse=True)
        found = (self.entries.get(each.entry) for each in inside)
        return [entry for entry in found if entry is not None]

    # Following -----------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if change.bulk:
            self._index = None
        changed: set[str] = set()
        for edit in change.edits:
            if not isinstance(edit.record, Entry):
                continue
            for each in (edit.before, edit.after):
                changed |= keys_of(each) if isinstance(each, Entry) else set()
            if self._index is None:
                continue
            if edit.after is None:
                self._index.drop(edit.record.id)
            else:
                self._index.put(edit.record)
        super()._follow(change)
        if changed and self.article is not None:
            numbers = {edit.record.id for edit in change.edits if isinstance(edit.record, Entry)}
            self._tell(
                "marks",
                marks=[
                    each.id
                    for each in self.article.annotations.values()
                    if each.spans
                    and (each.entry in numbers or alias_key(self.words_of(each)) in changed)
                ],
            )
