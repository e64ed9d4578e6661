"""A range is the same characters on every way it takes: file, project, search, export."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Span
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Edit, Step
from annotator.domain.text import normalise
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session
from tests import articles

#: Every scalar value but NUL, weighted towards those on which offsets go wrong.
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = (
    st.lists(ANY | st.sampled_from([*articles.SCRIPTS, "\r\n", "\r", "\ufeff", "\u2029", "\x0b"]),
             min_size=1, max_size=60)
    .map("".join)
    .filter(lambda text: bool(normalise(text).strip()))
)  # fmt: skip


@settings(max_examples=60)
@given(TEXTS, st.data())
def test_a_range_keeps_its_characters(
    news_scheme: Scheme, written: str, data: st.DataObject
) -> None:
    text = normalise(written)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder, "article.txt"), Path(folder, "out.jsonl")
        file.write_bytes(written.encode("utf-8"))
        path = Path(folder, "p.annotator")
        with Session.create(path, news_scheme, "Mina Kell") as session:
            options = ImportOptions(encoding="utf-8")
            import_paths(session, [file], options)
            document = session.document_ids()[0]
            assert session.text(document) == text
            made = Annotation(
                session.ids.next(), document, session.annotator.id, "entities", "PERSON",
                (Span(start, end),),
            )  # fmt: skip
            session.apply(Step("annotation-made", (Edit(None, made),), document=document))
            export(session, out, ExportOptions())
        with Session.open(path) as session:
            article = session.article(document)
            (kept,) = article.in_layer("entities")
            assert kept.spans[0].of(article.text) == text[start:end]
        line = json.loads(out.read_bytes())
        (span,) = line["spans"]
        assert line["text"] == text
        assert line["text"][span["start"] : span["end"]] == text[start:end]
        # Whole code points are counted, whatever the encoding of the file.
        assert len(line["text"].encode("utf-32-le")) // 4 == len(text)
