"""Which units the figures of a project count."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from annotator.domain.annotations import Span
from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import LayerKind, Scheme
from annotator.services.adjudicating import adjudicate
from annotator.services.agreeing import METRICS, Agreement, AgreementOptions, agreement
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session
from tests import articles
from tests.services.test_adjudicating import Table

WORDS = [
    "Karsk",
    "denies",
    "it",
    ".",
    "Dana",
    "Ilves",
    "left",
    "Velmar",
    "on",
    "Monday",
    "and",
    "the",
    "Citadel",
    "waits",
]
TEXT = " ".join(WORDS)
PLACES = [sum(len(word) + 1 for word in WORDS[:at]) for at in range(len(WORDS))]


def figures(session: Session, **options: Any) -> dict[tuple[Any, ...], Agreement]:
    """Return figures by (metric, layer, label or role, people)."""
    found = agreement(session, AgreementOptions(**options))
    people = ("".join(name[0] for name in each.annotators) for each in found)
    return {
        (each.metric, each.layer, each.label or each.role, who): each
        for each, who in zip(found, people, strict=True)
    }


@pytest.fixture
def table(session: Session) -> Table:
    return Table(session)


def test_exact_overlap_and_label_are_told_apart(table: Table) -> None:
    table.label("Ada", "Velmar", "GPE")
    table.label("Bo", "Velmar", "GPE")
    table.label("Ada", "Oren Maret", "PERSON")
    table.label("Bo", "Citadel spokesman Oren Maret", "PERSON")
    table.label("Ada", "Seaboard Agency", "ORG")
    table.label("Bo", "Seaboard Agency", "GPE")
    found = figures(table.session, layers=("entities",))
    exact = found["span_f1_exact", "entities", None, "AB"]
    assert (exact.value, exact.n) == (pytest.approx(2 / 6), 5)
    assert found["span_f1_overlap", "entities", None, "AB"].value == pytest.approx(4 / 6)
    assert found["span_f1_exact", "entities", "PERSON", "AB"].value == 0
    assert found["span_f1_overlap", "entities", "PERSON", "AB"].value == 1
    cohen = found["cohen_kappa", "entities", None, "AB"]
    assert cohen.n == 2
    assert cohen.note == "few-items"
    assert found["span_f1_exact", "entities", "ORG", "AB"].note == "few-items one-sided"


def test_who_is_done_without_a_label_disagrees(table: Table) -> None:
    table.label("Ada", "Velmar", "GPE")
    table.label("Bo", "Velmar", "GPE")
    table.done("Cy")
    found = figures(table.session, metrics=("span_f1_exact", "fleiss_kappa"))
    assert found["span_f1_exact", "entities", None, "AB"].value == 1
    assert found["span_f1_exact", "entities", None, "AC"].value == 0
    fleiss = found["fleiss_kappa", "entities", None, "ABC"].value
    assert fleiss is not None
    assert fleiss < 1


def test_articles_that_one_person_read_do_not_count(table: Table) -> None:
    table.label("Ada", "Velmar", "GPE")
    assert agreement(table.session) == []
    table.label("Bo", "Velmar", "GPE")
    n = figures(table.session)["token_kappa", "entities", None, "AB"].n
    articles.add_article(table.session, articles.PLAIN)
    assert figures(table.session)["token_kappa", "entities", None, "AB"].n == n


def test_zones_are_left_out(table: Table) -> None:
    table.label("Ada", "Velmar", "GPE")
    table.label("Bo", "Velmar", "GPE")
    table.label("Ada", "Oren Maret", "PERSON")
    before = figures(table.session)["token_kappa", "entities", None, "AB"].n
    line = articles.HARBOUR.splitlines()[2]
    table.session.apply(table.scribe("Ada").zone(articles.where(articles.HARBOUR, line)))
    found = figures(table.session)
    assert found["span_f1_exact", "entities", None, "AB"].value == 1
    assert found["token_kappa", "entities", None, "AB"].n < before


def test_slots_of_quotes_are_roles(table: Table) -> None:
    for name, source in (("Ada", "Oren Maret"), ("Bo", "Citadel spokesman Oren Maret")):
        table.label(name, "We did not fire", "content", "quotes")
        table.label(name, source, "source", "quotes")
    found = agreement(table.session, AgreementOptions(("quotes",), ("span_f1_exact",)))
    roles = {each.role: each.value for each in found}
    assert roles == {None: 0.5, "content": 1.0, "source": 0.0}
    assert {each.label for each in found} == {None}


def test_polarity_of_the_same_expression(table: Table) -> None:
    for name, polarity in (("Ada", "positive"), ("Bo", "negative")):
        table.opinion(name, polarity, "closest neighbour")
        table.opinion(name, "negative", "partner")
    found = figures(table.session, layers=("opinions",))
    alpha = found["krippendorff_alpha", "opinions", "polarity", "AB"]
    assert alpha.n == 2
    assert alpha.value == pytest.approx(0.0)


def test_labels_of_documents(table: Table) -> None:
    scheme = table.session.scheme
    layer = next(each.uid for each in scheme.layers if each.kind is LayerKind.DOCUMENT)
    labels = {each.uid: each for each in scheme.labels_of(layer)}
    for name, uid in (("Ada", "relevant"), ("Bo", "relevant"), ("Bo", "duplicate")):
        table.session.apply(table.scribe(name).document_label(labels[uid]))
    found = figures(table.session, layers=(layer,))
    assert found["krippendorff_alpha", layer, None, "AB"].n == len(labels)
    assert found["cohen_kappa", layer, "relevant", "AB"].note == "one-label"


def test_labels_that_were_accepted_can_be_left_out(table: Table) -> None:
    from annotator.domain.annotations import Origin
    from annotator.domain.steps import Edit, Step

    one = table.label("Ada", "Velmar", "GPE")
    table.label("Bo", "Velmar", "GPE")
    accepted = one._replace(origin=Origin.SUGGESTION)
    table.session.apply(Step("accepted", (Edit(one, accepted),), {}, table.document))
    with_them = figures(table.session)
    without = figures(table.session, with_accepted=False)
    assert with_them["span_f1_exact", "entities", None, "AB"].value == 1
    assert without["span_f1_exact", "entities", None, "AB"].value == 0


def test_everybody_is_compared_with_the_gold_set(table: Table) -> None:
    for name in ("Ada", "Bo", "Cy"):
        table.label(name, "Velmar", "GPE")
    table.label("Ada", "Oren Maret", "PERSON")
    with pytest.raises(AnnotatorError, match="no-gold"):
        agreement(table.session, AgreementOptions(gold=True))
    step, _ = adjudicate(table.session, "all-agree")
    table.session.apply(step)
    found = figures(table.session, gold=True, layers=("entities",))
    assert {key[3] for key in found} == {"Ag", "Bg", "Cg"}
    assert found["span_f1_exact", "entities", None, "Bg"].value == 1
    assert found["span_f1_exact", "entities", None, "Ag"].value == pytest.approx(2 / 3)
    assert "gold" not in {name for key in figures(table.session) for name in key[3]}


def test_nested_labels_are_named(table: Table) -> None:
    for name in ("Ada", "Bo"):
        table.label(name, "Bank of Norvia", "ORG")
        table.label(name, "Norvia", "GPE")
    where = articles.where(articles.HARBOUR, "Bank of Norvia")
    inner = Span(where.end - 6, where.end)
    for name in ("Ada", "Bo"):
        _, step = table.scribe(name).make([inner], "entities", "LOC")
        table.session.apply(step)
    found = figures(table.session)
    assert found["token_kappa", "entities", None, "AB"].note == "nested-labels"
    assert found["span_f1_exact", "entities", "LOC", "AB"].value == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"layers": ("verbs",)}, "layer-unknown"),
        ({"metrics": ("luck",)}, "metric-unknown"),
        ({"annotators": ("Nobody",)}, "annotator-unknown"),
    ],
)
def test_unknown_names_are_refused(table: Table, options: Any, code: str) -> None:
    with pytest.raises(AnnotatorError, match=code):
        agreement(table.session, AgreementOptions(**options))


def test_one_annotator_agrees_with_nobody(table: Table) -> None:
    table.label("Ada", "Velmar", "GPE")
    table.done("Ada")
    assert agreement(table.session) == []
    assert table.session.assignment(table.document).state is State.DONE


# Against plain implementations --------------------------------------------------------------------

_marks = st.lists(
    st.tuples(
        st.sampled_from(["Ada", "Bo", "Cy"]),
        st.integers(0, 2),  # document
        st.integers(0, len(WORDS) - 1),
        st.sampled_from(["GPE", "PERSON", "ORG"]),
    ),
    max_size=40,
    unique_by=lambda mark: mark[:3],
)


def lines(marks: list[tuple[str, int, int, str]]) -> Iterator[str]:
    for document in range(3):
        spans = [
            {"start": PLACES[at], "end": PLACES[at] + len(WORDS[at]), "label": label,
             "annotator": name}
            for name, where, at, label in marks if where == document
        ]  # fmt: skip
        states = [{"annotator": name, "state": "done"} for name in ("Ada", "Bo", "Cy")]
        yield json.dumps({"id": f"d{document}", "text": TEXT, "spans": spans, "states": states})


def test_figures_are_those_of_plain_implementations(tmp_path: Path, news_scheme: Scheme) -> None:
    @settings(max_examples=40)
    @given(_marks)
    def holds(marks: list[tuple[str, int, int, str]]) -> None:
        path = tmp_path / "p.annotator"
        path.unlink(missing_ok=True)
        (tmp_path / "in.jsonl").write_text("\n".join(lines(marks)))
        with Session.create(path, news_scheme, "Ada") as session:
            import_paths(session, [tmp_path / "in.jsonl"], ImportOptions())
            found = figures(session, layers=("entities",))
            out = io.BytesIO()
            export(session, out, ExportOptions())
        tokens = [line["tokens"] for line in map(json.loads, out.getvalue().splitlines())]
        said = {(name, d, at): label for name, d, at, label in marks}
        for one, other in (("Ada", "Bo"), ("Ada", "Cy"), ("Bo", "Cy")):
            pair = one[0] + other[0]
            answers = []
            for name in (one, other):
                row = []
                for document, some in enumerate(tokens):
                    for token in some:
                        at = PLACES.index(token["start"])
                        row.append(said.get((name, document, at), "-"))
                answers.append(row)
            kappa = found["token_kappa", "entities", None, pair]
            assert kappa.n == 3 * len(WORDS)
            if len({*answers[0], *answers[1]}) > 1:
                assert kappa.value == pytest.approx(cohen_kappa_score(*answers))
            mine, others = (
                {(d, at, label) for name, d, at, label in marks if name == who}
                for who in (one, other)
            )
            exact = found["span_f1_exact", "entities", None, pair]
            assert exact.n == len(mine | others)
            if mine | others:
                wanted = 2 * len(mine & others) / (len(mine) + len(others))
                assert exact.value == pytest.approx(wanted)
                # A word is one token: what meets is the same.
                overlap = found["span_f1_overlap", "entities", None, pair]
                assert overlap.value == pytest.approx(wanted)
            cohen = found["cohen_kappa", "entities", None, pair]
            shared = {(d, at) for d, at, _ in mine} & {(d, at) for d, at, _ in others}
            assert cohen.n == len(shared)

    holds()


def test_every_metric_is_there(table: Table) -> None:
    table.label("Ada", "Velmar", "GPE")
    table.label("Bo", "Velmar", "GPE")
    assert {each.metric for each in agreement(table.session)} == set(METRICS)
    plain = agreement(table.session)[0].plain()
    assert list(plain) == [
        "metric", "layer", "label", "role", "annotators", "value", "low", "high", "n", "note",
    ]  # fmt: skip
