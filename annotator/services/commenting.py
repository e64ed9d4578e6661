"""Remarks on an article or an annotation, and answers to them.

Owns what a thread is and who may change what: everybody answers and resolves, only who wrote a
comment changes or deletes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotator.domain.documents import Comment
from annotator.domain.ids import IdSource
from annotator.domain.steps import Edit, Step, added, removed
from annotator.services.upkeep import NotPossible, shortened

#: Code points of one comment; more was pasted by mistake.
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and the answers to it, oldest first."""

    first: Comment
    replies: tuple[Comment, ...]

    @property
    def resolved(self) -> bool:
        """Tell whether somebody said that it is settled."""
        return self.first.resolved


def threads(comments: Iterable[Comment]) -> list[Thread]:
    """Return comments as threads: open ones first, each kind in the order of their ids.

    An answer to an answer belongs to the thread of both; one whose comment is gone stands alone.
    """
    known = {each.id: each for each in sorted(comments, key=lambda each: each.id)}
    found: dict[int, list[Comment]] = {}
    for each in known.values():
        first, seen = each, {each.id}
        while first.reply_to in known and first.reply_to not in seen:
            first = known[first.reply_to]
            seen.add(first.id)
        if first.reply_to in seen:  # a circle, which no program of ours makes: the oldest leads
            first = known[min(seen)]
        found.setdefault(first.id, [])
        if first is not each:
            found[first.id].append(each)
    made = [Thread(known[number], tuple(replies)) for number, replies in found.items()]
    return sorted(made, key=lambda each: (each.resolved, each.first.id))


def remark(
    ids: IdSource, document: int, annotator: int, text: str, annotation: int | None = None
) -> Step:
    """Return the step that adds a comment on an annotation, or on the article.

    Raises NotPossible("nothing-written", "comment-too-long").
    """
    made = Comment(ids.next(), document, annotator, _checked(text), annotation)
    return Step("comment-made", added(made), {"text": shortened(made.text)}, document)


def reply(ids: IdSource, to: Comment, annotator: int, text: str) -> Step:
    """Return the step that answers a comment; raises what `remark` raises.

    Answering what was resolved opens it again.
    """
    made = Comment(ids.next(), to.document, annotator, _checked(text), to.annotation, to.id)
    edits = added(made)
    if to.resolved:
        edits = (*edits, Edit(to, replace(to, resolved=False)))
    return Step("comment-answered", edits, {"text": shortened(made.text)}, to.document)


def resolve(first: Comment, *, resolved: bool) -> Step:
    """Return the step that says that a thread is settled, or open again."""
    code = "comment-resolved" if resolved else "comment-reopened"
    edit = Edit(first, replace(first, resolved=resolved))
    return Step(code, (edit,), {"text": shortened(first.text)}, first.document)


def rewrite(comment: Comment, annotator: int, text: str) -> Step:
    """Return the step that changes one's own comment.

    Raises what `remark` raises, and NotPossible("comment-of-another", "nothing-changes").
    """
    _refuse_another(comment, annotator)
    after = replace(comment, text=_checked(text))
    if after == comment:
        raise NotPossible("nothing-changes")
    return Step(
        "comment-changed", (Edit(comment, after),), {"text": shortened(after.text)}, after.document
    )


def delete(comment: Comment, annotator: int, replies: Iterable[Comment]) -> Step:
    """Return the step that deletes one's own comment.

    Raises NotPossible("comment-of-another"), and "comment-has-answers": others' words about it
    would lose their sense; resolving it puts it aside.
    """
    _refuse_another(comment, annotator)
    if any(True for _ in replies):
        raise NotPossible("comment-has-answers")
    values = {"text": shortened(comment.text)}
    return Step("comment-deleted", removed(comment), values, comment.document)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise NotPossible("nothing-written")
    if len(text) > _LONGEST:
        raise NotPossible("comment-too-long", length=len(text), most=_LONGEST)
    return text


def _refuse_another(comment: Comment, annotator: int) -> None:
    if comment.annotator != annotator:
        raise NotPossible("comment-of-another")
