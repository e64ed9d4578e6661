"""W3C Web Annotations as JSON-LD, for annotation servers and stores of linked data; only written.

Owns the way from bundles to one AnnotationCollection, an annotation a line.  What the standard has
no word for stands under our own prefix; the help page of the format documents each of those terms.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.article import Article
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment, Document, Entry, Zone
from annotator.domain.ids import format_id
from annotator.domain.quotes import quote_of
from annotator.domain.review import Decision
from annotator.domain.scheme import LayerKind
from annotator.formats import fields
from annotator.formats.flat import is_frame, reading_order
from annotator.formats.registry import CARRIED, Format, Frames, WriteOptions

#: Names under it stay the same for good: the ids in files are made from them.
_NAMESPACE = uuid.UUID("6b0e7a52-3c1d-4f0e-9a52-0d3f5f6f2b8a")
_CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    # The model has the class in its appendix on sets, its context does not.
    {"annotator": f"urn:uuid:{_NAMESPACE}#", "List": "oa:List"},
]
#: A page without items is none, and a collection of nothing has no page.
_FIRST = b',"first":{"type":"AnnotationPage","startIndex":0,"items":[\n'
_NEXT = b",\n"
#: Code points before and after the words that a selector quotes.
AROUND = 32
#: Roles that are bodies of the annotation of a frame instead of links of their own.
_SLOTS = {
    LayerKind.QUOTES: (*fields.QUOTE_SLOTS, "parent", "responds_to"),
    LayerKind.OPINIONS: (*fields.OPINION_SLOTS, "quote"),
}
_AGENTS = {"person": "Person", "model": "Software"}
_WEB_ADDRESS = re.compile(r"""https?://[^\s\x00-\x20<>"{}|\\^`]+""", re.ASCII)
_WIKIDATA = re.compile(r"Q[1-9]\d*", re.ASCII)
#: The one form of a time that the standard allows, as our times are written.
_UTC = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)\+00:00", re.ASCII)

_Node = dict[str, Any]


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one collection of all annotations; its ids and its total stand at its end."""
    scheme = options.scheme
    head: _Node = {
        "@context": _CONTEXT,
        "type": "AnnotationCollection",
        "label": f"Annotations after the scheme {scheme.name}, version {scheme.version}",
    }
    digest = hashlib.sha256(orjson.dumps(head))
    yield orjson.dumps(head)[:-1]
    total = 0
    for bundle in bundles:
        for annotation in _ArticleWriter(bundle, options).annotations():
            line = orjson.dumps(annotation)
            digest.update(line)
            yield (_NEXT if total else _FIRST) + line
            total += 1
    if total:
        yield b'\n],"id":' + orjson.dumps(_iri("page", digest.hexdigest())) + b"}"
    tail = {"total": total, "id": _iri("collection", digest.hexdigest())}
    yield b"," + orjson.dumps(tail, option=orjson.OPT_APPEND_NEWLINE)[1:]


def _iri(kind: str, name: str) -> str:
    """Return the id of something: the same in every file, by its name in the project."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{kind}:{name}')}"


def _annotation_iri(number: int) -> str:
    return _iri("annotation", format_id(number))


class _ArticleWriter:
    """The annotations of one article."""

    def __init__(self, bundle: Bundle, options: WriteOptions) -> None:
        self._bundle = bundle
        self._options = options
        self._text = bundle.text
        self._source = _iri("document", bundle.document.uid)
        self._there = {each.id: each for each in bundle.annotations}
        self._article = Article(
            bundle.document, bundle.text, bundle.annotations, bundle.relations, bundle.zones
        )
        self._creators = {
            each.id: _agent(each.name, _AGENTS.get(each.kind, ""))
            for each in bundle.annotators.values()
        }

    def annotations(self) -> Iterator[_Node]:
        bundle = self._bundle
        yield self._about_itself()
        for zone in sorted(bundle.zones, key=lambda each: (each.start, each.end, each.id)):
            yield self._zone(zone)
        placed = [each for each in bundle.annotations if each.spans]
        bare = [each for each in bundle.annotations if not each.spans]
        for each in sorted(placed, key=reading_order(self._options.scheme)):
            yield self._span(each)
        for each in sorted(bare, key=lambda each: (each.layer, each.id)):
            frame = is_frame(each, self._options.scheme)
            yield self._frame(each) if frame else self._article_label(each)
        for link in sorted(bundle.relations, key=lambda each: each.id):
            if not self._in_a_slot(link):
                yield self._link(link)
        for decision in sorted(bundle.decisions, key=lambda each: each.id):
            yield self._decision(decision)
        for comment in sorted(bundle.comments, key=lambda each: each.id):
            yield self._comment(comment)

    # The article -------------------------------------------------------------------------------

    def _about_itself(self) -> _Node:
        """Return an annotation of the article as such: its text and what is known of it."""
        document = self._bundle.document
        # Never the page in the web: offsets count in this text and in no other.
        source: _Node = {
            "id": self._source,
            "type": ["Text", "TextualBody"],
            "value": self._text,
            "format": "text/plain",
            "textDirection": "auto",
            "dcterms:identifier": document.uid,
            **_facts(document),
        }
        entries = sorted(self._bundle.entries.values(), key=lambda each: each.id)
        if entries:
            source["schema:mentions"] = [_entry(each) for each in entries]
        node = {"id": _iri("article", document.uid), "type": "Annotation"}
        return node | {"motivation": "describing", "target": source}

    def _zone(self, zone: Zone) -> _Node:
        node = {"id": _iri("zone", format_id(zone.id)), "type": "Annotation"}
        return node | {
            "motivation": "classifying",
            "dcterms:identifier": format_id(zone.id),
            "body": _text(zone.kind.value, "classifying") | {"annotator:kind": "zone"},
            "target": self._words((Span(zone.start, zone.end),)),
        }

    def _words(self, parts: Iterable[Span]) -> _Node:
        """Return words as a target; all parts of a label together are what it is about."""
        found = [self._part(each) for each in parts]
        return found[0] if len(found) == 1 else {"type": "List", "items": found}

    def _part(self, part: Span) -> _Node:
        start, end = part
        text = self._text
        quote: _Node = {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        }
        position = {"type": "TextPositionSelector", "start": start, "end": end}
        return {
            "type": "SpecificResource",
            "source": self._source,
            "selector": [position, quote],
        }

    # Labels ------------------------------------------------------------------------------------

    def _span(self, each: Annotation) -> _Node:
        bodies = self._label(each, "tagging")
        if each.entry is not None:
            bodies.append(_reference(_iri("entry", format_id(each.entry)), "identifying"))
        return self._node(each, "tagging", bodies) | {"target": self._words(each.spans)}

    def _article_label(self, each: Annotation) -> _Node:
        bodies = self._label(each, "classifying")
        if each.entry is not None:
            bodies.append(_reference(_iri("entry", format_id(each.entry)), "identifying"))
        return self._node(each, "classifying", bodies) | {"target": self._source}

    def _frame(self, each: Annotation) -> _Node:
        """Return a quote or an opinion: what fills it are bodies that name their role."""
        bodies = self._label(each, "tagging")
        for relation in self._article.relations_from(each.id):
            if self._in_a_slot(relation):
                filler = _reference(_annotation_iri(relation.target), "linking")
                bodies.append(filler | {"annotator:role": relation.role})
        node = self._node(each, "linking", bodies) | {"target": self._source}
        if self._options.layer_kind(each.layer) is LayerKind.QUOTES:
            node["annotator:quoteType"] = quote_of(self._article, each).type.value
        return node

    def _label(self, each: Annotation, purpose: str) -> list[_Node]:
        """Return the label of an annotation and its attributes as bodies."""
        named = _text(each.label, purpose) | {"annotator:layer": each.layer}
        return [
            named,
            *(
                _text(f"{name}: {_shown(value)}", "describing")
                | {"annotator:attribute": name, "annotator:attributeValue": value}
                for name, value in sorted(each.attributes.items())
            ),
        ]

    def _node(self, each: Annotation, motivation: str, bodies: list[_Node]) -> _Node:
        record = format_id(each.id)
        return {
            "id": _annotation_iri(each.id),
            "type": "Annotation",
            "motivation": motivation,
            "dcterms:identifier": record,
            **self._creator(each.annotator),
            "annotator:origin": each.origin.value,
            "body": bodies,
        }

    # Between annotations -----------------------------------------------------------------------

    def _in_a_slot(self, relation: Relation) -> bool:
        frame = self._there.get(relation.source)
        if frame is None or not is_frame(frame, self._options.scheme):
            return False
        kind = self._options.layer_kind(frame.layer)
        return kind is not None and relation.role in _SLOTS.get(kind, ())

    def _link(self, link: Relation) -> _Node:
        return {
            "id": _iri("relation", format_id(link.id)),
            "type": "Annotation",
            "motivation": "linking",
            "dcterms:identifier": format_id(link.id),
            **self._creator(link.annotator),
            "body": [
                _text(link.role, "tagging") | {"annotator:kind": "relation"},
                _reference(_annotation_iri(link.target), "linking"),
            ],
            "target": _annotation_iri(link.source),
        }

    def _decision(self, decision: Decision) -> _Node:
        """Return what was decided as a remark about the annotation that came of it."""
        sources = [_annotation_iri(each) for each in decision.sources]
        node: _Node = {
            "id": _iri("decision", format_id(decision.id)),
            "type": "Annotation",
            "motivation": "moderating",
            "dcterms:identifier": format_id(decision.id),
            **self._creator(decision.annotator),
            "body": _text(decision.how.value, "moderating") | {"annotator:kind": "decision"},
            "target": _annotation_iri(decision.gold) if decision.gold else self._source,
        }
        utc = _UTC.fullmatch(decision.time)
        if utc is not None:
            node["created"] = utc.group(1) + "Z"
        elif decision.time:
            node["annotator:time"] = decision.time
        more: _Node = {
            "annotator:decidedFrom": [{"id": each} for each in sources],
            "annotator:seen": decision.seen,
            "annotator:strategy": decision.strategy,
        }
        return node | {name: value for name, value in more.items() if value}

    def _comment(self, comment: Comment) -> _Node:
        targets = []
        if comment.reply_to is not None:
            targets.append(_iri("comment", format_id(comment.reply_to)))
        if comment.annotation is not None:
            targets.append(_annotation_iri(comment.annotation))
        motivation = "commenting" if comment.reply_to is None else "replying"
        node: _Node = {
            "id": _iri("comment", format_id(comment.id)),
            "type": "Annotation",
            "motivation": motivation,
            "dcterms:identifier": format_id(comment.id),
            **self._creator(comment.annotator),
            "body": _text(comment.text, motivation),
            "target": targets if len(targets) > 1 else (targets or [self._source])[0],
        }
        return node | {"annotator:resolved": True} if comment.resolved else node

    def _creator(self, annotator: int) -> _Node:
        known = self._creators.get(annotator)
        return {} if known is None else {"creator": known}


# Nodes -----------------------------------------------------------------------------------------


def _agent(name: str, kind: str) -> _Node:
    node = {"id": _iri("annotator", name), "name": name}
    return node | {"type": kind} if kind else node


def _text(value: str, purpose: str) -> _Node:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _reference(iri: str, purpose: str) -> _Node:
    return {"type": "SpecificResource", "source": iri, "purpose": purpose}


def _shown(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _facts(document: Document) -> _Node:
    """Return what is known of an article in the words of Dublin Core."""
    web = _WEB_ADDRESS.fullmatch(document.url) is not None
    named = {
        "dcterms:title": document.title,
        "dc:publisher": document.outlet,
        "dc:creator": document.author,
        # A day is no xsd:dateTime, which the standard wants in “created”.
        "dcterms:issued": document.published,
        "language": document.language,
        # What is no address for sure is kept as it was written.
        "via" if web else "dc:source": document.url,
    }
    facts: _Node = {name: value for name, value in named.items() if value}
    if document.meta:
        facts["annotator:fact"] = [
            _fact(name, value) for name, value in sorted(document.meta.items())
        ]
    return facts


def _fact(name: str, value: object) -> _Node:
    """Return a further fact; lists, objects and null would mean something else in JSON-LD."""
    if isinstance(value, str | bool | int | float):
        return {"name": name, "value": value}
    return {"name": name, "value": orjson.dumps(value).decode(), "format": "application/json"}


def _entry(entry: Entry) -> _Node:
    node: _Node = {
        "id": _iri("entry", format_id(entry.id)),
        "dcterms:identifier": format_id(entry.id),
        "label": entry.name,
    }
    more: _Node = {
        "skos:altLabel": list(entry.aliases),
        "annotator:kind": entry.kind,
        "skos:note": entry.note,
    }
    if _WIKIDATA.fullmatch(entry.wikidata):
        more["owl:sameAs"] = {"id": f"http://www.wikidata.org/entity/{entry.wikidata}"}
    else:
        more["annotator:wikidata"] = entry.wikidata
    return node | {name: value for name, value in more.items() if value}


FORMAT = Format(
    "w3c",
    "W3C Web Annotation (JSON-LD)",
    (".jsonld",),
    write=write,
    carries=frozenset(CARRIED) - {"states", "suggestions"},
    frames=Frames.WHOLE,
    same_twice=True,
)
