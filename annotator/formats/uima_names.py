"""Names of types and features of UIMA CASes, and values as XML can hold them.

Owns how ids of a scheme, which may be any text, become names that Java, XML and Python take; and
back.  Also the names of the few types that are the program's own.
"""

from __future__ import annotations

import json
import keyword
import re
from typing import Any

from annotator.domain.errors import Phrase
from annotator.formats.json_files import parse
from annotator.formats.registry import ProblemError

#: What INCEpTION puts before the names of layers that a person made.
CUSTOM = "webanno.custom."
RELATION, SLOT = "Relation", "Slot"
#: What of an article no layer of INCEpTION can say: zones, facts, and records in native words.
ZONE, FACT, RECORD = "annotator.Zone", "annotator.Fact", "annotator.Record"
ANNOTATION, BASE, TOP = "uima.tcas.Annotation", "uima.cas.AnnotationBase", "uima.cas.TOP"
FS_ARRAY, FS_LIST = "uima.cas.FSArray", "uima.cas.NonEmptyFSList"
DOCUMENT_ANNOTATION = "uima.tcas.DocumentAnnotation"
DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
META_DATA = f"{DKPRO}metadata.type.DocumentMetaData"
TOKEN, SENTENCE = f"{DKPRO}segmentation.type.Token", f"{DKPRO}segmentation.type.Sentence"
#: Features of ours on every layer; attributes that are called like one of them get a "_".
FEATURES = ("label", "annotator", "origin", "id", "entry", "part_of", "slots")
_RESERVED = frozenset((
    *FEATURES, *keyword.kwlist, "begin", "end", "sofa", "type", "self", "xmiID", "get", "set",
    "elements", "head", "tail", "role", "target", "Governor", "Dependent", "get_covered_text",
))  # fmt: skip
_TO_CODE = re.compile(r"[^A-Za-z0-9_]|\A[0-9_]|x(?=[0-9A-F]+_)")
_CODE = re.compile(r"x([0-9A-F]{1,6})_")
#: Characters that XML 1.0 cannot hold in any way, of those that a project can.
_NO_XML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_JSON = "json:"


def coded(name: str) -> str:
    """Return a name of letters, digits and "_" that starts with a letter; `decoded` undoes it.

    What is such a name stays as it is; any other character becomes "x", its number, "_".
    """
    return _TO_CODE.sub(lambda found: f"x{ord(found[0]):X}_", name)


def decoded(name: str) -> str:
    """Return the name that `coded` made this one of; any other name stays as it is."""
    return _CODE.sub(_character, name)


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    # Halves of characters are nothing that a project can hold.
    forbidden = number == 0 or 0xD800 <= number <= 0xDFFF or number > 0x10FFFF
    return found[0] if forbidden else chr(number)


def layer_type(layer: str) -> str:
    """Return the name of the type for a layer."""
    name = coded(layer)
    return CUSTOM + (f"{name}_" if name.rstrip("_").endswith((RELATION, SLOT)) else name)


def layer_of(type_name: str) -> str:
    """Return the layer that a type of layers is for."""
    name = type_name.removeprefix(CUSTOM)
    if name.endswith("_") and name.rstrip("_").endswith((RELATION, SLOT)):
        name = name[:-1]
    return decoded(name)


def relation_type(role: str) -> str:
    """Return the name of the type for a role."""
    return CUSTOM + coded(role) + RELATION


def slot_type(layer: str) -> str:
    """Return the name of the type that joins a frame of a layer to what fills it."""
    return CUSTOM + coded(layer) + SLOT


def feature_of(attribute: str) -> str:
    """Return the name of the feature for an attribute."""
    name = coded(attribute)
    return f"{name}_" if name.rstrip("_") in _RESERVED else name


def attribute_of(feature: str) -> str:
    """Return the attribute that a feature is for."""
    if feature.endswith("_") and feature.rstrip("_") in _RESERVED:
        feature = feature[:-1]
    return decoded(feature)


def short(type_name: str) -> str:
    """Return the name of a type without its package."""
    return type_name.rpartition(".")[2]


# Values ----------------------------------------------------------------------------------------


def text_for_xml(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text in which U+FFFD stands for what XML cannot hold, and (place, character)."""
    gone = [(found.start(), ord(found[0])) for found in _NO_XML.finditer(text)]
    return (_NO_XML.sub("\ufffd", text) if gone else text), gone


def text_from_xml(text: str, gone: list[Any]) -> str:
    """Return the text that `text_for_xml` was given; places that do not fit are passed over."""
    characters = list(text)
    for each in gone:
        match each:
            case [int() as place, int() as number] if 0 <= place < len(text):
                fits = 0 < number <= 0xFFFF and _NO_XML.match(chr(number))
                if fits and characters[place] == "\ufffd":
                    characters[place] = chr(number)
    return "".join(characters)


def written(value: str) -> str:
    """Return a value as XML can hold it: as it is, or as JSON where it could not stand so."""
    if value.startswith(_JSON) or _NO_XML.search(value):
        return _JSON + json.dumps(value)
    return value


def as_meant(value: str) -> str:
    """Return the value that `written` was given; raises ProblemError for JSON that is none."""
    if not value.startswith(_JSON):
        return value
    found = json_value(value.removeprefix(_JSON))
    return found if isinstance(found, str) else value


def json_of(value: Any) -> str:
    """Return a value as JSON that XML can hold."""
    plain = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if _NO_XML.search(plain) else plain


def json_value(raw: str) -> Any:
    """Return the value of a text of JSON; raises ProblemError for what cannot be kept, too."""
    try:
        # In a list, so that no key of the value is spared the look at its characters.
        (value,) = parse(b"[" + raw.encode() + b"]")
    except ProblemError as error:
        if error.code == "line-not-json":
            raise ProblemError("uima-bad", why=Phrase("why-json", {"found": raw[:40]})) from None
        raise
    except ValueError:
        raise ProblemError("uima-bad", why=Phrase("why-json", {"found": raw[:40]})) from None
    return value
