"""Linking annotations to entries, as steps.

Owns what an entry learns from a mention, and what a new entry may be called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Entry
from annotator.domain.entries import alias_key, is_name, with_alias
from annotator.domain.ids import format_id
from annotator.domain.steps import Edit, Step, added
from annotator.services.upkeep import NotPossible, shortened

#: An item of Wikidata, such as Q649 for Moscow.
_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class LinkProposal:
    """A mention without an entry, and the entries that are called so, or by more than that."""

    annotation: Annotation
    words: str
    before: str  # what stands before it in its line
    after: str
    entries: tuple[Entry, ...]  # by name; at least one

    @property
    def sure(self) -> bool:
        """Tell whether it can be only one entry."""
        return len(self.entries) == 1


def tidy_entry(entry: Entry) -> Entry:
    """Return an entry without stray spaces and without aliases that say its name again.

    Raises NotPossible("entry-without-name", "entry-wikidata").
    """
    name = " ".join(entry.name.split())
    if not name:
        raise NotPossible("entry-without-name")
    wikidata = entry.wikidata.strip().upper()
    if wikidata and not _WIKIDATA.fullmatch(wikidata):
        raise NotPossible("entry-wikidata", typed=shortened(entry.wikidata))
    seen, aliases = {alias_key(name), ""}, []
    for alias in (" ".join(each.split()) for each in entry.aliases):
        if alias_key(alias) not in seen:
            seen.add(alias_key(alias))
            aliases.append(alias)
    return replace(
        entry,
        name=name,
        kind=entry.kind.strip(),
        note=entry.note.strip(),
        wikidata=wikidata,
        aliases=tuple(aliases),
    )


def link(
    annotation: Annotation, words: str, entry: Entry, *, new: bool = False, learn: bool = True
) -> Step:
    """Return the step that links an annotation to an entry, which may learn its words as an alias.

    Only names are learned (`domain.entries.is_name`): not "he", and nothing of a source, who is
    described as in "Citadel spokesman Oren Maret".  `new` adds the entry itself.  Raises
    NotPossible("nothing-changes", "entry-without-name").
    """
    if annotation.entry == entry.id:
        raise NotPossible("nothing-changes")
    edits: list[Edit] = [Edit(annotation, annotation._replace(entry=entry.id))]
    after = with_alias(entry, words) if learn and is_name(words) else entry
    if new:
        # First, because the annotation will refer to it.
        edits.insert(0, *added(tidy_entry(after)))
    elif after != entry:
        edits.append(Edit(entry, after))
    values = {"name": entry.name, "text": shortened(words)}
    return Step("entry-linked", tuple(edits), values, annotation.document)


def link_all(chosen: Sequence[tuple[LinkProposal, Entry]]) -> Step:
    """Return the step that links annotations to entries, which learn names they lack.

    Raises NotPossible("nothing-changes") for none.
    """
    if not chosen:
        raise NotPossible("nothing-changes")
    before = {entry.id: entry for _, entry in chosen}
    after = dict(before)
    edits = []
    for proposal, entry in chosen:
        mention = proposal.annotation
        edits.append(Edit(mention, mention._replace(entry=entry.id)))
        if is_name(proposal.words):
            after[entry.id] = with_alias(after[entry.id], proposal.words)
    edits += [Edit(before[each], after[each]) for each in before if before[each] != after[each]]
    values = {"number": len(chosen)}
    return Step("mentions-linked", tuple(edits), values, chosen[0][0].annotation.document)


def unlink(annotation: Annotation, words: str, entry: Entry | None) -> Step:
    """Return the step that leaves an annotation without an entry, which keeps its aliases."""
    if annotation.entry is None:
        raise NotPossible("nothing-changes")
    name = format_id(annotation.entry) if entry is None else entry.name
    return Step(
        "entry-unlinked",
        (Edit(annotation, annotation._replace(entry=None)),),
        {"name": name, "text": shortened(words)},
        annotation.document,
    )
