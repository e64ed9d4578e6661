"""Changing, merging, splitting and removing entries, as steps.

Owns what becomes of the mentions: they are linked anew, never deleted.  Linking one mention is
`services.entries`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Entry
from annotator.domain.entries import alias_key, is_name
from annotator.domain.ids import format_id, parse_id
from annotator.domain.lists import Mention
from annotator.domain.same_entries import MaybeSame, maybe_same
from annotator.domain.scheme import AttributeType, Scheme
from annotator.domain.steps import Edit, Step, added, removed
from annotator.services.entries import tidy_entry
from annotator.services.session import Session
from annotator.services.upkeep import NotPossible

__all__ = [
    "Mention",
    "add_entry",
    "change_entry",
    "keep_apart",
    "may_be_same",
    "mentions_of",
    "merge_entries",
    "remove_entry",
    "split_entry",
]

#: The setting that keeps which entries were told apart: pairs of ids, as `format_id` writes them.
_APART = "entries-apart"


def mentions_of(session: Session, entry: Entry, most: int = 2_000) -> list[Mention]:
    """Return the mentions of an entry in context, in the order of the project, at most so many."""
    return session.mentions(entry.id, most)


def add_entry(entry: Entry) -> Step:
    """Return the step that adds an entry; raises what `tidy_entry` raises."""
    entry = tidy_entry(entry)
    return Step("entry-added", added(entry), {"name": entry.name})


def change_entry(before: Entry, after: Entry) -> Step:
    """Return the step that changes what is known of an entry.

    Raises what `tidy_entry` raises, and NotPossible("nothing-changes").
    """
    after = tidy_entry(after)
    if before == after:
        raise NotPossible("nothing-changes")
    return Step("entry-changed", (Edit(before, after),), {"name": after.name})


def merge_entries(session: Session, kept: Entry, others: Sequence[Entry]) -> Step:
    """Return the step that makes several entries one: `kept`, with the names of all.

    Mentions, and attributes that name one of the others, name `kept` afterwards.  Raises
    NotPossible("entry-into-itself"), and "entry-two-ids" if Wikidata says they are different.
    """
    if not others or any(each.id == kept.id for each in others):
        raise NotPossible("entry-into-itself", name=kept.name)
    ids = {each.wikidata for each in (kept, *others) if each.wikidata}
    if len(ids) > 1:
        raise NotPossible("entry-two-ids", ids=", ".join(sorted(ids)))
    notes = dict.fromkeys(each.note for each in (kept, *others) if each.note)
    after = tidy_entry(
        replace(
            kept,
            kind=kept.kind or next((each.kind for each in others if each.kind), ""),
            note="\n".join(notes),
            wikidata="".join(ids),
            aliases=(*kept.aliases, *(n for each in others for n in (each.name, *each.aliases))),
        )
    )
    edits = [] if after == kept else [Edit(kept, after)]
    # Before they go, because the store refuses to remove what is still in use.
    edits += _relinked(session, {each.id: kept.id for each in others})
    edits += removed(*others)
    names = ", ".join(each.name for each in others)
    return Step("entries-merged", tuple(edits), {"names": names, "name": kept.name})


def split_entry(session: Session, entry: Entry, chosen: Collection[int], name: str) -> Step:
    """Return the step that makes another entry of some mentions (ids of annotations).

    It learns their words, and `entry` forgets the aliases that only they used.  Raises
    NotPossible("nothing-to-split", "entry-without-name").
    """
    annotations = session.annotations_of_entry(entry.id)
    going = [each for each in annotations if each.id in chosen]
    if not going:
        raise NotPossible("nothing-to-split")
    words = {each.id: _words(session, each) for each in annotations}
    theirs = {words[each.id] for each in going}
    stays = {alias_key(words[each.id]) for each in annotations if each.id not in chosen}
    lost = {alias_key(each) for each in theirs} - stays
    new = tidy_entry(
        Entry(
            session.ids.next(),
            name,
            entry.kind,
            aliases=tuple(sorted(each for each in theirs if is_name(each))),
        )
    )
    left = tuple(each for each in entry.aliases if alias_key(each) not in lost)
    edits = list(added(new))
    if left != entry.aliases:
        edits.append(Edit(entry, replace(entry, aliases=left)))
    edits += [Edit(each, each._replace(entry=new.id)) for each in going]
    return Step("entry-split", tuple(edits), {"name": entry.name, "new": new.name})


def remove_entry(session: Session, entry: Entry) -> Step:
    """Return the step that takes an entry away; its mentions stay, without one."""
    edits = (*_relinked(session, {entry.id: None}), *removed(entry))
    return Step("entry-removed", edits, {"name": entry.name})


def may_be_same(session: Session) -> list[MaybeSame]:
    """Return the pairs of entries that may be one, without those that were told apart."""
    return maybe_same(session.entries().values(), _told_apart(session))


def keep_apart(session: Session, first: Entry, second: Entry) -> None:
    """Remember that two entries are not the same; a setting of the project, not a step."""
    pairs = _told_apart(session) | {frozenset((first.id, second.id))}
    session.set_setting(_APART, sorted(sorted(map(format_id, pair)) for pair in pairs))


def _told_apart(session: Session) -> set[frozenset[int]]:
    pairs = session.setting(_APART)
    return {frozenset(parse_id(each) or 0 for each in pair) for pair in pairs or ()}


def _words(session: Session, annotation: Annotation) -> str:
    text = session.text(annotation.document)
    return " ".join(" ".join(span.of(text) for span in annotation.spans).split())


def _relinked(session: Session, goals: Mapping[int, int | None]) -> list[Edit]:
    """Return the edits that let everything that names some entries name others, or none."""
    names = _entry_attributes(session.scheme)
    values = {format_id(before): after for before, after in goals.items()}
    edits: dict[int, Edit] = {}
    for number in goals:
        for each in session.annotations_of_entry(number, with_attributes=bool(names)):
            attributes: dict[str, Any] = dict(each.attributes)
            for name in names.get(each.layer, ()):
                if attributes.get(name) in values:
                    goal = values[attributes.pop(name)]
                    if goal is not None:
                        attributes[name] = format_id(goal)
            entry = goals.get(each.entry, each.entry) if each.entry is not None else None
            after = each._replace(entry=entry, attributes=attributes)
            if after != each:
                edits[each.id] = Edit(each, after)
    return list(edits.values())


def _entry_attributes(scheme: Scheme) -> Mapping[str, set[str]]:
    """Return by layer the attributes whose values are entries."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in scheme.attributes:
        if each.type is AttributeType.ENTRY:
            found[each.layer].add(each.uid)
    return found
