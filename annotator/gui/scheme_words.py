"""What the window calls the slots and values that a scheme and the program both know.

Owns the choice between the two: what a scheme names in its own way is shown as it stands there,
what it left as the program has it speaks the language of the window.  Keeps nothing, so that the
language may change.
"""

from __future__ import annotations

from annotator.services.details import Detail, Value
from annotator.wording import language, messages, tr

_VALUES: dict[object, str] = {True: "value-yes", False: "value-no", None: "value-none"}


def slot_name(uid: str, name: str) -> str:
    """Return what a slot is called; its usual name is one word of each language."""
    code = f"slot-{uid}"
    usual = messages().get(code)
    return tr(code) if usual is not None and usual.casefold() == name.casefold() else name


def detail_name(detail: Detail) -> str:
    """Return what a detail is called: a link as its slot, an attribute as the scheme does."""
    return slot_name(detail.uid, detail.name) if detail.is_link else detail.name


def value_name(value: Value) -> str:
    """Return what a value of a detail is called: a choice as the scheme does, else yes or no."""
    # By type too: a number or an id of an annotation may equal True.
    if value.data is None or isinstance(value.data, bool):
        return tr(_VALUES[value.data])
    return value.name


def in_sentence(name: str) -> str:
    """Return the name of a slot as it stands inside a sentence: only German has capitals there."""
    return name if language() == "de" else name.lower()
