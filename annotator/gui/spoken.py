"""How an annotation or a suggestion is said in one sentence, for a screen reader.

Owns the words; what there is to say is `annotator.services.annotation_list`'s.
"""

from __future__ import annotations

from annotator.gui.panels.inspector_panel import score_in_words
from annotator.services.annotation_list import InQuote, Listed
from annotator.wording import tr

_VALUES = {True: "value-yes", False: "value-no"}


def spoken(listed: Listed) -> str:
    """Return what somebody hears: label, layer, words, who suggests it, and the quote it is in."""
    said = {"label": listed.label, "layer": listed.layer, "words": listed.words}
    if listed.suggested:
        sentence = tr("spoken-suggestion", **said, sure=score_in_words(listed.score))
    else:
        sentence = tr("spoken-annotation", **said)
    parts = [sentence]
    if listed.entry:
        parts.append(tr("spoken-entry", entry=listed.entry))
    if listed.attributes:
        parts.append(attributes_in_words(listed))
    if listed.quote is not None:
        parts.append(_of_quote(listed.quote))
    return "; ".join(parts)


def attributes_in_words(listed: Listed) -> str:
    """Return what is set of an annotation: "Act: denies, Basis: document"."""
    return ", ".join(
        f"{name}: {tr(_VALUES[value]) if isinstance(value, bool) else value}"
        for name, value in listed.attributes
    )


def by_in_words(listed: Listed) -> str:
    """Return whose it is: an annotator, or what suggests it and how sure that is."""
    if not listed.suggested:
        return listed.by
    return tr("spoken-suggested-by", by=listed.by, sure=score_in_words(listed.score))


def _of_quote(quote: InQuote) -> str:
    source = quote.speakers[-1] if quote.speakers else tr("spoken-nobody")
    code = f"spoken-quote-{quote.role or 'inside'}"
    return tr(code, source=source, words=quote.words)
