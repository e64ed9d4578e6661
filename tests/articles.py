"""Small articles of our own, in the world of Norvia, and how a test gets one into a project."""

from __future__ import annotations

from annotator.domain.annotations import Span
from annotator.domain.documents import Zone
from annotator.services.importing import import_text
from annotator.services.session import Session

#: A short story with every kind of quote: direct, partial, mixed, indirect, second-hand, a denial.
HARBOUR = """\
Karsk denies shelling the Amber Bridge
The Citadel said on Monday that no Norvian gun had fired on the Amber Bridge.
“We did not fire,” Citadel spokesman Oren Maret told the Seaboard Agency, “and we never will.”
Foreign Minister Dana Ilves called Velmar its “closest neighbour” and its “partner”.
According to the Unity Office, Ilves had warned that “every ship” would be stopped.
Lena van der Brandt of the Bank of Norvia declined to comment.
“Maret told us: ‘Nobody fired.’ That is all,” said Tom Reske.
Norvia’s two ferries left Karsk at 07:47 on 15 January 2026.
"""

#: Furniture glued to a name without a space: only a zone or character steps part them.
GLUED = "Talks go on with North KoreaPeskov said on Friday. Karsk was silent."

#: A story that no pipeline is needed for and that has nothing to label in it.
PLAIN = "The road is open. The ferry waits.\nNobody came."

#: Scripts and characters on which offsets go wrong: marks, joiners, right to left, ideographs.
SCRIPTS = (
    "Zoë e\u0301tait à Karsk 👩‍👩‍👧‍👦 🇳🇴 👍🏽.\u00a0دانا إلفس قالت «لا». "
    "דנה אילבס אמרה. 北の港は静かだ。\u2028Nächste Zeile\tEnde 𝔘𝔫𝔦."
)


def where(text: str, words: str, nth: int = 0) -> Span:
    """Return the range of the `nth` occurrence of `words` in `text`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def add_article(session: Session, text: str, **meta: str) -> int:
    """Import an article and return the id of its document."""
    before = set(session.document_ids())
    import_text(session, text, meta)
    new = set(session.document_ids()) - before
    assert len(new) == 1, "the article was there already"
    return new.pop()


def zone(document: int, span: Span, number: int = 1) -> Zone:
    """Return a zone that is stored nowhere."""
    return Zone(number, document, span.start, span.end)
