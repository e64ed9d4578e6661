"""CASes as dkpro-cassis loads them: words by its own offsets, relations by their features."""

import json
import sys
from pathlib import Path

from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem

CUSTOM = "webanno.custom."


def main() -> None:
    folder = Path(sys.argv[2])
    found = {"articles": 0, "labels": [], "relations": [], "document_labels": []}
    for cas in cases(folder):
        found["articles"] += 1
        read(cas, found)
    print(json.dumps(found))


def cases(folder):
    if sys.argv[1] == "uima-json":
        for path in sorted(folder.glob("*.json")):
            with path.open("rb") as file:
                yield load_cas_from_json(file)
        return
    with (folder / "TypeSystem.xml").open("rb") as file:
        types = load_typesystem(file)
    for path in sorted(folder.glob("*.xmi")):
        with path.open("rb") as file:
            yield load_cas_from_xmi(file, typesystem=types)


def read(cas, found) -> None:
    parts, words = {}, {}
    custom = [
        each for kind in cas.typesystem.get_types() if kind.name.startswith(CUSTOM)
        for each in cas.select(kind.name) if each.type.name == kind.name
    ]  # fmt: skip
    for each in custom:
        if getattr(each, "part_of", None):
            parts.setdefault(each.part_of, []).append(each.get_covered_text())
    for each in custom:
        if hasattr(each, "Governor"):
            continue
        if not hasattr(each, "begin"):
            found["document_labels"].append(each.label)
        elif not each.part_of and each.label not in ("quote", "opinion"):
            words[each.id] = " … ".join([each.get_covered_text(), *parts.get(each.id, ())])
            found["labels"].append([each.label, words[each.id]])
    for each in custom:
        if hasattr(each, "Governor"):
            ends = words[each.Governor.id], words[each.Dependent.id]
            found["relations"].append([each.role, *ends])
        for slot in getattr(getattr(each, "slots", None), "elements", None) or ():
            found["relations"].append(
                [slot.role, each.id, words.get(slot.target.id, slot.target.id)]
            )


main()
