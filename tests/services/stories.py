"""Projects for the insights, made of stories written down in a few words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.domain.ids import derived_id, format_id
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session


class Writing:
    """An article as a line of the native format, labelled piece by piece."""

    def __init__(self, uid: str, text: str, *, by: str = "Mina Kell", state: str = "done",
                 **meta: str) -> None:  # fmt: skip
        self.by, self.text = by, text
        self._number = 0
        self.line: dict[str, Any] = {
            "id": uid, "text": text, "meta": meta, "spans": [], "links": [], "quotes": [],
            "opinions": [], "zones": [], "document_labels": [], "entries": [],
            "states": [{"annotator": by, "state": state}] if state else [],
        }  # fmt: skip

    def span(self, words: str, label: str, layer: str, nth: int = 0, entry: str = "") -> str:
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        record = self._record(start=start, end=start + len(words), text=words)
        record |= {"label": label, "layer": layer}
        if entry:
            record["entry"] = entry
            if entry not in [each["id"] for each in self.line["entries"]]:
                self.line["entries"].append({"id": entry, "name": entry, "kind": ""})
        self.line["spans"].append(record)
        return str(record["id"])

    def mention(self, words: str, entry: str = "", label: str = "ORG", nth: int = 0) -> str:
        return self.span(words, label, "entities", nth, entry)

    def quote(
        self, content: str | Iterable[str], source: str | Iterable[str] = (),
        act: str | None = None, parent: str | None = None, nth: int = 0, **attributes: Any,
    ) -> str:  # fmt: skip
        quote = self._record(
            content=[self.span(each, "content", "quotes", nth) for each in _each(content)],
            source=[self.span(each, "source", "quotes") for each in _each(source)],
            cue=[], act=act, parent=parent, type="indirect", attributes=attributes,
        )  # fmt: skip
        self.line["quotes"].append(quote)
        return str(quote["id"])

    def quote_at(self, content: tuple[int, int], *sources: tuple[int, int]) -> None:
        """Add a quote by where its parts stand, for texts that are too long to look in."""
        slots: dict[str, list[str]] = {"content": [], "source": []}
        for label, (start, end) in (("content", content), *(("source", at) for at in sources)):
            record = self._record(start=start, end=end, text=self.text[start:end], label=label)
            self.line["spans"].append(record | {"layer": "quotes"})
            slots[label].append(record["id"])
        self.line["quotes"].append(
            self._record(**slots, cue=[], act=None, parent=None, type="indirect", attributes={})
        )

    def opinion(
        self, polarity: str, target: str = "", holder: str = "", expression: str = "",
        quote: str | None = None, nth: int = 0,
    ) -> str:  # fmt: skip
        def part(words: str, label: str) -> list[str]:
            return [self.span(words, label, "opinions", nth)] if words else []

        opinion = self._record(
            polarity=polarity, intensity=None, attributes={}, quote=quote,
            holder="writer" if holder == "writer" else part(holder, "holder"),
            target=part(target, "target"), expression=part(expression, "expression"),
        )  # fmt: skip
        self.line["opinions"].append(opinion)
        return str(opinion["id"])

    def zone(self, words: str) -> None:
        start = self.text.index(words)
        self.line["zones"].append({"start": start, "end": start + len(words), "kind": "related"})

    def _record(self, **fields: Any) -> dict[str, Any]:
        self._number += 1
        number = derived_id("story", self.line["id"], self.by, str(self._number))
        return {"id": format_id(number), "annotator": self.by, "origin": "manual", **fields}


def _each(words: str | Iterable[str]) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def take_in(session: Session, folder: Path, *writings: Writing) -> None:
    """Import stories one after another; two of one text and id are one article by two people."""
    for writing in writings:
        import_lines(session, folder, [writing])


def import_lines(session: Session, folder: Path, writings: Iterable[Writing]) -> None:
    """Import stories at once."""
    path = folder / "stories.jsonl"
    lines = [json.dumps(each.line, ensure_ascii=False) for each in writings]
    path.write_text("\n".join(lines), encoding="utf-8")
    import_paths(session, [path], ImportOptions())
