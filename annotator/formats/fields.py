"""The fields of the native format, read and written from one list.

Owns the names and their order on a line.  `jsonl` and `prodigy` both go through here.
"""

from __future__ import annotations

#: Keys of a line, in the order they are written.
LINE = (
    "id", "text", "meta", "tokens", "spans", "links", "quotes", "opinions", "zones",
    "document_labels", "entries", "states", "decisions", "comments", "offsets",
)  # fmt: skip
#: Keys of a line that say something in Prodigy's words; `prodigy_tasks` puts them into ours.
PRODIGY_TASK = ("answer", "relations", "accept", "label", "_annotator_id", "_session_id")
#: Keys of a line with which Prodigy keeps its books; they are read over without a word.
PRODIGY_BOOKS = (
    "_input_hash", "_task_hash", "_view_id", "_timestamp", "_is_binary", "options", "config",
    "version",
)  # fmt: skip
#: Keys of a line that hold something we do not keep; they are listed as passed over.
PRODIGY_MORE = ("html", "image", "path", "priority", "score")
#: Keys of `meta` that are columns of a document, and the field of `Document` each one is.
META = {
    "title": "title",
    "outlet": "outlet",
    "date": "published",
    "url": "url",
    "language": "language",
    "author": "author",
}
SPAN = (
    "id", "start", "end", "parts", "token_start", "token_end", "label", "text", "layer",
    "attributes", "entry", "annotator", "origin", "suggested", "model", "score",
)  # fmt: skip
#: Keys that Prodigy adds to spans and relations; they say nothing that is ours.
PRODIGY_SPAN = ("ws", "disabled", "source", "input_hash", "pattern", "color", "hidden", "type")
PRODIGY_RELATION = ("head", "child", "head_span", "child_span", "label", "color", "propagate")
LINK = ("id", "role", "from", "to", "annotator")
#: Slots of frames, which are relations from the frame to annotations with spans.
QUOTE_SLOTS = ("content", "cue", "source", "insertion")
OPINION_SLOTS = ("holder", "target", "expression")
#: `layer` is written where a scheme has several layers of quotes or of opinions.
QUOTE = (
    "id", "layer", *QUOTE_SLOTS, "parent", "responds_to", "type", "act", "attributes",
    "annotator", "origin",
)  # fmt: skip
OPINION = (
    "id", "layer", "polarity", "intensity", *OPINION_SLOTS, "quote", "attributes", "annotator",
    "origin",
)  # fmt: skip
ZONE = ("id", "start", "end", "kind")
DOCUMENT_LABEL = ("id", "label", "layer", "attributes", "annotator", "origin")
ENTRY = ("id", "name", "kind", "aliases", "note", "wikidata")
STATE = ("annotator", "state")
COMMENT = ("id", "annotator", "text", "on", "reply_to", "resolved")
#: Where the annotations of the gold set come from.
DECISION = ("id", "how", "annotator", "time", "gold", "from", "seen", "strategy")
