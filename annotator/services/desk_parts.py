"""Labels that are moved, split and joined at the desk.

Owns which label a key is about: the one in hand, else the one that was in hand before the person
went to select words for it.
"""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.annotations import Annotation
from annotator.domain.article import reading_order
from annotator.domain.steps import Step
from annotator.services import parts
from annotator.services.desk_comments import CommentDesk
from annotator.services.upkeep import NotPossible


class PartDesk(CommentDesk):
    """A desk at which labels change their places."""

    def add_part(self) -> bool:
        """Make the selection another part of the label."""
        return self._change(
            lambda label: parts.add_part(self.scribe(), label, self._selected_range())
        )

    def take_part(self) -> bool:
        """Take the selection out of the label."""
        return self._change(
            lambda label: parts.take_part(self.scribe(), label, self._selected_range())
        )

    def move_here(self) -> bool:
        """Put the label on the selection, or on the word under the cursor."""
        return self._change(lambda label: parts.move(self.scribe(), label, self._range()))

    def split_here(self) -> bool:
        """Make two labels of one: the second begins at the cursor, or at the selection."""
        start = self.caret if self.selection is None else self.selection.start
        return self._change(lambda label: parts.split(self.scribe(), label, start))

    def join_next(self) -> bool:
        """Make one label of this one and the next with the same label."""
        return self._change(lambda label: parts.join(self.scribe(), label, self._next_alike(label)))

    def _change(self, make: Callable[[Annotation], Step]) -> bool:
        def act() -> None:
            label = self._label_meant()
            self._apply(make(label))
            self.select(label.id)

        return self._do(act)

    def _label_meant(self) -> Annotation:
        annotation = self.selected_annotation()
        if annotation is None and self.article is not None and self._last_label is not None:
            annotation = self.article.annotations.get(self._last_label)
        if annotation is None or not annotation.spans:
            raise NotPossible("no-label-meant")
        return annotation

    def _next_alike(self, label: Annotation) -> Annotation:
        assert self.article is not None
        alike = [
            each
            for each in self.article.in_layer(label.layer, label.label)
            if each.spans and each.annotator == label.annotator
        ]
        alike.sort(key=reading_order)
        following = alike[alike.index(label) + 1 :]
        if not following:
            raise NotPossible("join-nothing")
        return following[0]
