"""Comments at the desk: on what is in hand, else on the article."""

from __future__ import annotations

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Comment
from annotator.domain.loose_ends import LooseEnd, loose_ends
from annotator.services import commenting
from annotator.services.commenting import Thread
from annotator.services.desk_entries import EntryDesk


class CommentDesk(EntryDesk):
    """A desk at which one remarks, answers and settles."""

    def threads(self) -> list[Thread]:
        """Return the comments on what is in hand, else those on the article as a whole."""
        if self.article is None:
            return []
        annotation = self.in_hand()
        if annotation is not None:
            return commenting.threads(self.session.comments_on(annotation.id))
        comments = self.session.comments(self.article.document.id)
        return commenting.threads(each for each in comments if each.annotation is None)

    def reveal(self, number: int) -> None:
        """Select an annotation, in whatever layer it is."""
        if self.article is not None and number in self.article.annotations:
            self._to_layer_of(self.article.annotations[number])
            self.select(number)

    def loose_ends(self) -> list[LooseEnd]:
        """Return what the article may still lack."""
        return [] if self.article is None else loose_ends(self.article, self.session.scheme)

    def commented(self) -> list[Annotation]:
        """Return the annotations of the article that have an open thread, in order."""
        if self.article is None:
            return []
        comments = self.session.comments(self.article.document.id)
        numbers = {
            each.annotation
            for each in comments
            if each.reply_to is None and not each.resolved and each.annotation is not None
        }
        found = [self.article.annotations[n] for n in numbers if n in self.article.annotations]
        return sorted(found, key=lambda each: (self._order.start_of(each.id) or 0, each.id))

    def comment(self, text: str) -> bool:
        """Remark on what is in hand, else on the article."""
        annotation = self.in_hand()
        number = None if annotation is None else annotation.id
        return self._do(
            lambda: self._apply(
                commenting.remark(
                    self.session.ids,
                    self.scribe().article.document.id,
                    self.session.annotator.id,
                    text,
                    number,
                )
            )
        )

    def answer(self, comment: Comment, text: str) -> bool:
        """Answer a comment."""
        by = self.session.annotator.id
        return self._do(lambda: self._apply(commenting.reply(self.session.ids, comment, by, text)))

    def resolve(self, thread: Thread) -> bool:
        """Settle a thread, or open it again."""
        return self._do(
            lambda: self._apply(commenting.resolve(thread.first, resolved=not thread.resolved))
        )

    def rewrite(self, comment: Comment, text: str) -> bool:
        """Change one's own comment."""
        by = self.session.annotator.id
        return self._do(lambda: self._apply(commenting.rewrite(comment, by, text)))

    def delete_comment(self, comment: Comment) -> bool:
        """Delete one's own comment, if nobody has answered it."""
        by = self.session.annotator.id
        there = self.session.comments(comment.document)
        replies = [each for each in there if each.reply_to == comment.id]
        return self._do(lambda: self._apply(commenting.delete(comment, by, replies)))
