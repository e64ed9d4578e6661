"""What the article shows while somebody reviews: versions loud, everything else quiet."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.domain.annotations import Annotation
from annotator.domain.scheme import Scheme
from annotator.gui.article.marks import Line, Mark
from annotator.services.reviewing import Reviewer
from annotator.wording import tr

#: The line under each version: colour is never the only sign.
_LINES = (Line.SOLID, Line.DASHED, Line.DOTTED, Line.DOUBLE)
_QUIET = "#6b7280"
#: Key of the mark of a version that is being changed; annotations have others.
DRAFT = -1


def review_marks(reviewer: Reviewer) -> dict[int, Mark]:
    """Return the marks of the article in hand, by their keys."""
    if reviewer.reviewed is None:
        return {}
    scheme = reviewer.session.scheme
    loud = {mark.key: mark for mark in _versions(reviewer, scheme)}
    layer = reviewer.item.layer if reviewer.item is not None else ""
    marks = dict(loud)
    seen = {(mark.parts, mark.colour) for mark in loud.values()}
    for each in reviewer.reviewed.article.annotations.values():
        if each.id in loud or each.layer != layer or not each.spans:
            continue
        parts = tuple((start, end) for start, end in each.spans)
        if (parts, _QUIET) not in seen:  # several people say it: one line is enough
            seen.add((parts, _QUIET))
            marks[each.id] = Mark(each.id, parts, _QUIET, line=Line.DOTTED)
    return marks


def _versions(reviewer: Reviewer, scheme: Scheme) -> Iterator[Mark]:
    item = reviewer.item
    if item is None:
        return
    if reviewer.draft is not None and reviewer.draft.spans:
        yield _mark(
            scheme, reviewer.draft._replace(id=DRAFT), tr("review-mark-edit"), Line.SOLID, 0
        )
        return
    for number, version in enumerate(item.versions, start=1):
        line = _LINES[(number - 1) % len(_LINES)]
        if version.annotation.spans:
            yield _mark(scheme, version.annotation, str(number), line, number)
        for fillers in version.slots.values():
            for filler in fillers:
                yield _mark(scheme, filler, str(number), line, number)


def _mark(scheme: Scheme, annotation: Annotation, sign: str, line: Line, order: int) -> Mark:
    label = scheme.label(annotation.layer, annotation.label)
    return Mark(
        annotation.id,
        tuple((start, end) for start, end in annotation.spans),
        _QUIET if label is None else label.colour,
        tag=f"{sign} {annotation.label if label is None else label.name}",
        fill=True,
        line=line,
        order=order,
    )
