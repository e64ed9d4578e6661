"""Columns as seqeval takes them: the tags of sentences, in the strict IOB2 mode."""

import json
import sys
from pathlib import Path

from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import IOB2, Entities


def main() -> None:
    articles, labels = 0, []
    for block in Path(sys.argv[2]).read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split(" ") for line in block.split("\n") if line]
        if rows and rows[0][0] == "-DOCSTART-":
            articles += 1
            continue
        words = [row[0] for row in rows]
        tags = [row[-1] for row in rows]
        strict = {(each.tag, each.start, each.end) for each in Entities([tags], IOB2).entities[0]}
        lenient = {(name, first, last + 1) for name, first, last in get_entities(tags)}
        assert strict == lenient, "the tags are no strict IOB2"
        for name, first, after in sorted(strict):
            labels.append([name, words[first:after], rows[first:after]])
    print(json.dumps({"articles": articles, "labels": [[n, joined(w, r)] for n, w, r in labels]}))


def joined(words, rows):
    """Put the white space back that stands beside the words."""
    text = ""
    for place, (word, row) in enumerate(zip(words, rows, strict=True)):
        text += word
        if place < len(words) - 1:
            notes = dict(each.partition("=")[::2] for each in row[2].split("|"))
            said = notes.get("SpacesAfter", " ")
            said = said.replace("\\s", " ").replace("\\n", "\n").replace("\\t", "\t")
            said = said.replace("\\u00a0", "\u00a0")
            text += "" if notes.get("SpaceAfter") == "No" else said
    return text


main()
