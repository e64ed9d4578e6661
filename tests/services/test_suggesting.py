"""What the worker is asked, and what becomes of its answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.assist import pipelines, protocol
from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.documents import Entry, Suggestion, SuggestionState, Zone
from annotator.domain.ids import format_id
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Edit, Step, added
from annotator.services import models, suggesting
from annotator.services.annotating import Scribe
from annotator.services.pipeline_choice import Choice, agree_to, keep_choice
from annotator.services.schemes import load_scheme
from annotator.services.session import Change, Session
from annotator.services.suggesting import WANTS, Analysis, Plan, ProtocolError
from tests import articles
from tests.articles import HARBOUR

MODEL = "small-1"


def span(words: str, nth: int = 0) -> Span:
    return articles.where(HARBOUR, words, nth)


def entity(words: str, label: str = "GPE", nth: int = 0, **more: Any) -> EntityProposal:
    return EntityProposal(*span(words, nth), label, more.pop("suggester", MODEL), **more)


def quote(*content: str, **slots: Any) -> QuoteProposal:
    """Return a quote of these words; what else it has is given as words, too."""
    for name in ("cue", "source", "insertion"):
        if name in slots:
            slots[name] = (span(slots[name]),)
    slots.setdefault("suggester", "quote-rules-1")
    return QuoteProposal(tuple(span(each) for each in content), **slots)


def opinion(target: str, polarity: str = "positive", **more: Any) -> OpinionProposal:
    for name in ("holder", "expression"):
        if name in more:
            more[name] = (span(more[name]),)
    more.setdefault("suggester", "opinion-rules-1")
    return OpinionProposal(span(target), polarity, **more)


def take(session: Session, *proposals: object, plan: Plan | None = None) -> list[Suggestion]:
    """Have an analysis with these proposals taken; return the open suggestions of the article."""
    article = session.article(session.document_ids()[0])
    analysis = Analysis(article.document.id, model=MODEL)
    words = [articles.where(article.text, word) for word in ("Karsk", "denies")]
    analysis.add({
        "starts": [each.start for each in words], "ends": [each.end for each in words],
        "sentences": [0],
    })  # fmt: skip
    for each in proposals:
        match each:
            case EntityProposal():
                analysis.entities.append(each)
            case QuoteProposal():
                analysis.quotes.append(each)
            case OpinionProposal():
                analysis.opinions.append(each)
    suggesting.take(session, article, analysis, plan or suggesting.plan_of(session))
    made = session.open_suggestions(article.document.id)
    assert len({each.id for each in made}) == len(made)
    return made


def names(suggestions: list[Suggestion]) -> set[tuple[str, str]]:
    return {(each.label, HARBOUR[each.start : each.end]) for each in suggestions}


def answer(session: Session, suggestion: Suggestion, state: SuggestionState) -> None:
    after = dataclasses.replace(suggestion, state=state)
    session.apply(Step("suggestion-rejected", (Edit(suggestion, after),)))


def reject(session: Session, suggestion: Suggestion) -> None:
    answer(session, suggestion, SuggestionState.REJECTED)


def scribe(session: Session) -> Scribe:
    article = session.article(session.document_ids()[0])
    return Scribe(article, session.scheme, session.ids, session.annotator.id)


@pytest.fixture
def one(session: Session) -> int:
    return articles.add_article(session, HARBOUR, language="en")


# What is asked -----------------------------------------------------------------------------------


def test_a_plan_names_pipeline_labels_and_all_that_is_wanted(session: Session, one: int) -> None:
    plan = suggesting.plan_of(session)
    assert plan.wants == WANTS
    assert plan.notices == ()
    assert plan.setup["pipeline"] == pipelines.find("").name
    assert plan.setup["labels"]["GPE"] == "GPE"
    assert {"PERSON", "ORG", "GPE"} <= set(plan.setup["targets"])
    assert plan.key == plan.setup["key"]
    assert suggesting.plan_of(session) == plan


def test_what_changes_the_suggestions_changes_the_key(session: Session, one: int) -> None:
    keys = [suggesting.plan_of(session).key]

    def changed() -> bool:
        keys.append(suggesting.plan_of(session).key)
        return keys[-1] != keys[-2]

    session.apply(Step("entry-made", added(Entry(session.ids.next(), "Karsk", "GPE"))))
    assert changed()
    keep_choice(session, Choice(labels={"NORP": ""}))
    assert changed()
    keep_choice(session, Choice(labels={"NORP": ""}, switches={"beliefs": True}))
    assert changed()
    session.set_setting(suggesting.PATTERNS, [{"name": "Piers"}])
    assert changed()
    session.set_setting("document", one)
    assert not changed()


def test_a_request_says_the_setup_once(session: Session, one: int) -> None:
    plan, known = suggesting.plan_of(session), set[str]()
    article = session.article(one)
    first = suggesting.requests_for(1, plan, article, known)
    assert [each["do"] for each in first] == ["setup", "analyse"]
    assert first[0] == plan.setup
    assert first[1]["key"] == plan.key
    second = suggesting.requests_for(2, plan, article, known)
    assert [each["do"] for each in second] == ["analyse"]
    other = dataclasses.replace(plan, key="another")
    assert len(suggesting.requests_for(3, other, article, known)) == 2


def test_a_request_carries_zones_language_and_mentions_that_opinions_may_be_about(
    session: Session, one: int
) -> None:
    zone = Zone(session.ids.next(), one, 0, 5)
    session.apply(Step("zone-made", (Edit(None, zone),), document=one))
    for words, label in (("Velmar", "GPE"), ("Monday", "DATE"), ("Oren Maret", "PERSON")):
        _, step = scribe(session).make([span(words)], "entities", label)
        session.apply(step)
    plan = suggesting.plan_of(session)
    _, asked = suggesting.requests_for(1, plan, session.article(one), set())
    assert (asked["zones"], asked["language"]) == ([[0, 5]], "en")
    assert sorted(asked["mentions"]) == sorted([[*span("Velmar")], [*span("Oren Maret")]])


def test_names_of_entries_have_the_label_of_their_kind_or_of_their_mentions(
    session: Session, one: int
) -> None:
    ids = session.ids
    karsk = Entry(ids.next(), "Karsk", "GPE", aliases=("the capital", "Karsk"))
    maret = Entry(ids.next(), "Oren Maret", "spokesman")
    nobody = Entry(ids.next(), "Somebody", "spokesman")
    session.apply(Step("entries-made", added(karsk, maret, nobody)))
    for nth, label in enumerate(("ORG", "PERSON", "PERSON")):
        words = ("Citadel spokesman Oren Maret", "Oren Maret", "Maret")[nth]
        made, step = scribe(session).make([span(words)], "entities", label)
        session.apply(step)
        linked = made._replace(entry=maret.id)
        session.apply(Step("linked", (Edit(made, linked),), document=one))
    assert suggesting.plan_of(session).setup["gazetteer"] == [
        ["Karsk", "GPE", format_id(karsk.id)],
        ["the capital", "GPE", format_id(karsk.id)],
        ["Oren Maret", "PERSON", format_id(maret.id)],
    ]


def test_a_retired_label_names_nothing(session: Session, one: int) -> None:
    session.apply(Step("entries-made", added(Entry(session.ids.next(), "Karsk", "GPE"))))
    gone = session.scheme.label("entities", "GPE")
    assert gone is not None
    session.apply(Step("retired", (Edit(gone, dataclasses.replace(gone, retired=True)),)))
    plan = suggesting.plan_of(session)
    assert plan.setup["gazetteer"] == []
    assert plan.setup["labels"]["GPE"] == "LOC"  # the next best
    assert names(take(session, entity("Karsk"), entity("Velmar", "ORG"))) == {("ORG", "Velmar")}


def test_a_pipeline_that_is_not_there_is_told_and_the_rest_goes_on(
    session: Session, one: int
) -> None:
    keep_choice(session, Choice(pipeline="no_such_pipeline"))
    session.apply(Step("entry-made", added(Entry(session.ids.next(), "Karsk", "GPE"))))
    plan = suggesting.plan_of(session)
    assert [code for code, _ in plan.notices] == ["pipeline-missing"]
    assert plan.setup["pipeline"] == ""
    assert plan.setup["gazetteer"] != []
    assert suggesting.plan_of(session, pipelines.find("").name).notices == ()


def test_a_folder_of_somebody_elses_project_is_not_loaded_unasked(
    session: Session, one: int, tmp_path: Path
) -> None:
    import spacy

    folder = tmp_path / "theirs"
    spacy.blank("en").to_disk(folder)
    keep_choice(session, Choice(pipeline=str(folder)))
    plan = suggesting.plan_of(session)
    assert [code for code, _ in plan.notices] == ["pipeline-not-agreed"]
    assert plan.setup["pipeline"] == ""
    agree_to(folder)
    plan = suggesting.plan_of(session)
    assert plan.notices == ()
    assert plan.setup["pipeline"] == str(folder)


def test_a_scheme_without_quotes_is_not_asked_for_any(project_path: Path) -> None:
    with Session.create(project_path, load_scheme("conll-2003"), "Mina Kell") as session:
        assert suggesting.plan_of(session).wants == ("entities",)


def test_suggestions_switched_off_are_not_asked_for(session: Session, one: int) -> None:
    session.set_setting("suggest", False)
    plan = suggesting.plan_of(session)
    assert plan.wants == ()
    assert take(session, entity("Karsk"), plan=plan) != []  # nobody asked, nobody answers this
    assert take(session, plan=plan) == []
    assert session.tokens(one) is not None


def test_own_models_are_named_and_those_of_others_are_told(
    session: Session, one: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from annotator.domain.errors import AnnotatorError

    stranger = AnnotatorError("model-not-ours", name="quote-model-12345678")
    usable = models.Usable({"quotes": tmp_path}, {"quotes": "quote-model-1"}, (stranger,))
    monkeypatch.setattr(models, "usable", lambda _: usable)
    plan = suggesting.plan_of(session)
    assert plan.setup["models"] == {"quotes": str(tmp_path)}
    assert plan.setup["names"] == {"quotes": "quote-model-1"}
    assert plan.notices == (("model-not-ours", {"name": "quote-model-12345678"}),)


# Results as they come ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part",
    [
        [],
        {"starts": [-1], "ends": [2]},
        {"starts": ["x"], "ends": [2]},
        {"entities": [[1, 2]]},
        {"entities": 7},
        {"quotes": [{}]},
        {"opinions": [None]},
    ],
)
def test_nonsense_from_the_worker_is_refused(part: Any) -> None:
    with pytest.raises(ProtocolError):
        Analysis(0).add(part)


@pytest.mark.parametrize(
    "done", [{}, {"model": "m"}, {"model": "m", "pipeline": 1, "notices": [3]}]
)
def test_a_nonsensical_end_is_refused(done: Any) -> None:
    with pytest.raises(ProtocolError):
        Analysis(0).finish(done)


def test_sections_are_put_together_with_their_links() -> None:
    analysis = Analysis(0)
    first = protocol.plain_quote(quote("closest neighbour"))
    child = protocol.plain_quote(quote("partner", parent=0))
    about = protocol.plain_opinion(opinion("Velmar", quote=1))
    for _ in range(2):
        analysis.add({"quotes": [first, child], "opinions": [about]})
    assert [each.parent for each in analysis.quotes] == [None, 0, None, 2]
    assert [each.quote for each in analysis.opinions] == [1, 3]


# Entities ----------------------------------------------------------------------------------------


def test_entities_become_suggestions_with_score_entry_and_suggester(
    session: Session, one: int
) -> None:
    made = take(
        session,
        entity("Amber Bridge", "FAC", score=0.8, entry=12, suggester="gazetteer"),
        entity("Oren Maret", "PERSON"),
        entity("Monday", "NO_SUCH"),
    )
    assert names(made) == {("FAC", "Amber Bridge"), ("PERSON", "Oren Maret")}
    bridge = next(each for each in made if each.label == "FAC")
    assert (bridge.model, bridge.score) == ("gazetteer", 0.8)
    assert bridge.payload == {"entry": format_id(12)}
    tokens = session.tokens(one)
    assert tokens is not None
    assert (len(tokens), tokens.model) == (2, MODEL)


def test_the_same_range_and_label_is_one_row_whoever_proposes_it(
    session: Session, one: int
) -> None:
    before = take(session, entity("Oren Maret", "PERSON"), entity("Oren Maret", "PERSON"))
    assert names(before) == {("PERSON", "Oren Maret")}
    again = take(session, entity("Oren Maret", "PERSON", suggester="gazetteer", score=0.9))
    assert [each.id for each in again] == [each.id for each in before]
    assert (again[0].model, again[0].score) == ("gazetteer", 0.9)


def test_what_is_not_proposed_any_more_goes_whatever_model_it_came_from(
    session: Session, one: int
) -> None:
    take(session, entity("Karsk", suggester="entity-model-00000001"), entity("Velmar"))
    assert names(take(session, entity("Velmar"))) == {("GPE", "Velmar")}


def test_labels_carried_over_from_copies_stay(session: Session, one: int) -> None:
    carried = Suggestion(
        session.ids.next(), one, "entities", "ORG", *span("Unity Office"), "copies"
    )
    session.save_suggestions(one, [carried], "copies")
    assert names(take(session, entity("Velmar"))) == {("GPE", "Velmar"), ("ORG", "Unity Office")}
    assert names(take(session)) == {("ORG", "Unity Office")}


def test_a_partial_plan_leaves_the_other_layers_alone(session: Session, one: int) -> None:
    take(session, entity("Velmar"), quote("closest neighbour"))
    plan = suggesting.plan_of(session).only(["quotes"])
    assert {each.layer for each in take(session, plan=plan)} == {"entities"}


def test_zones_get_no_suggestions_and_are_borders_of_tokens(session: Session, one: int) -> None:
    zone = Zone(session.ids.next(), one, 0, span("Karsk denies").end - 3)
    session.apply(Step("zone-made", (Edit(None, zone),), document=one))
    made = take(session, entity("Karsk"), entity("denies"), entity("Oren Maret", "PERSON"))
    assert names(made) == {("PERSON", "Oren Maret")}
    tokens = session.tokens(one)
    assert tokens is not None
    found = [tokens.span(each).of(HARBOUR) for each in range(len(tokens))]
    assert found == ["Karsk", "den", "ies"]


def test_what_lies_outside_the_text_is_dropped(session: Session, one: int) -> None:
    length = len(HARBOUR)
    beyond = EntityProposal(length - 2, length + 5, "GPE", MODEL)
    far = QuoteProposal((Span(length, length + 3),), suggester="x")
    partly = dataclasses.replace(quote("closest neighbour"), source=(Span(length, length + 9),))
    made = take(session, beyond, far, partly, OpinionProposal(Span(length, length + 1), "positive"))
    assert [each.layer for each in made] == ["quotes"]
    assert "source" not in made[0].payload


def test_nothing_is_proposed_over_a_label_of_the_same_layer(session: Session, one: int) -> None:
    _, step = scribe(session).make([span("Lena van der Brandt")], "entities", "PERSON")
    session.apply(step)
    assert names(take(session, entity("Brandt", "PERSON"), entity("Velmar"))) == {("GPE", "Velmar")}


def test_what_was_rejected_does_not_come_back_moved_or_by_another(
    session: Session, one: int
) -> None:
    made = take(session, entity("the Amber Bridge", "FAC"), entity("Bank", "ORG"), entity("Velmar"))
    for each in made:
        if each.label != "GPE":
            reject(session, each)
    assert names(
        take(
            session,
            entity("Amber Bridge", "FAC", suggester="gazetteer"),  # two characters fewer
            entity("Bank of Norvia", "ORG"),  # another name that happens to start alike
            entity("Amber Bridge", "ORG"),  # the same words as something else
            entity("Amber Bridge", "FAC", nth=1),  # the same words elsewhere
        )
    ) == {("ORG", "Bank of Norvia"), ("ORG", "Amber Bridge"), ("FAC", "Amber Bridge")}
    left = session.open_suggestions(one)
    assert {each.start for each in left if each.label == "FAC"} == {span("Amber Bridge", 1).start}


def test_undoing_a_rejection_brings_the_proposal_back(session: Session, one: int) -> None:
    reject(session, take(session, entity("Velmar"))[0])
    assert take(session, entity("Velmar")) == []
    session.undo()
    assert names(take(session, entity("Velmar"))) == {("GPE", "Velmar")}


# Quotes ------------------------------------------------------------------------------------------

SAID = "no Norvian gun had fired on the Amber Bridge"


def test_a_quote_becomes_a_suggestion_with_its_parts(session: Session, one: int) -> None:
    (made,) = take(
        session,
        quote("We did not fire", "and we never will", cue="told", source="Oren Maret",
              insertion="Seaboard", speaker=span("Citadel spokesman Oren Maret"), act="denies",
              score=0.93),
    )  # fmt: skip
    assert (made.layer, made.label, made.model, made.score) == (
        "quotes", "quote", "quote-rules-1", 0.93,
    )  # fmt: skip
    assert Span(made.start, made.end) == Span(
        span("We did not fire").start, span("and we never will").end
    )
    assert made.payload == {
        "content": [[*span("We did not fire")], [*span("and we never will")]],
        "cue": [[*span("told")]],
        "source": [[*span("Oren Maret")]],
        "insertion": [[*span("Seaboard")]],
        "speaker": [*span("Citadel spokesman Oren Maret")],
        "act": "denies",
    }


def test_quotes_name_the_one_they_are_reported_in(session: Session, one: int) -> None:
    outer, inner = quote("Maret told us: ‘Nobody fired.’ That is all"), quote("Nobody fired")
    made = take(session, outer, dataclasses.replace(inner, parent=0))
    by_words = {HARBOUR[each.start : each.end]: each for each in made}
    child = by_words["Nobody fired"]
    assert child.payload["parent"] == format_id(by_words[outer.content[0].of(HARBOUR)].id)
    # A parent that is not shown is not named.
    reject(session, by_words[outer.content[0].of(HARBOUR)])
    (left,) = take(session, outer, dataclasses.replace(inner, parent=0))
    assert "parent" not in left.payload
    (alone,) = take(session, dataclasses.replace(inner, parent=7))
    assert "parent" not in alone.payload


def test_an_act_that_the_scheme_does_not_know_is_left_out(session: Session, one: int) -> None:
    (made,) = take(session, quote("partner", act="sings"))
    assert "act" not in made.payload


def test_zones_are_cut_out_of_a_content(session: Session, one: int) -> None:
    zone = Zone(session.ids.next(), one, *span("Norvian gun"))
    session.apply(Step("zone-made", (Edit(None, zone),), document=one))
    (made,) = take(session, quote(SAID, cue="said"), quote("Norvian gun"))
    assert [HARBOUR[a:b] for a, b in made.payload["content"]] == [  # type: ignore[attr-defined]
        "no ", " had fired on the Amber Bridge",
    ]  # fmt: skip


def test_a_quote_that_stands_there_already_is_not_proposed(session: Session, one: int) -> None:
    from annotator.domain.cues import QuoteDraft

    _, step = scribe(session).quote(QuoteDraft((span(SAID),)))
    session.apply(step)
    made = take(
        session,
        quote("that no Norvian gun had fired on the Amber Bridge"),
        quote("no Norvian gun"),  # a part of it
        quote("on Monday that no"),  # one word of three is in it
        quote("closest neighbour"),
    )
    assert {HARBOUR[each.start : each.end] for each in made} == {
        "on Monday that no",
        "closest neighbour",
    }


def test_a_rejected_quote_does_not_come_back_a_word_longer(session: Session, one: int) -> None:
    (made,) = take(session, quote(SAID, source="The Citadel"))
    reject(session, made)
    assert take(
        session,
        quote("that no Norvian gun had fired on the Amber Bridge", suggester="quote-model-1"),
        quote("Norvian gun had fired on the Amber Bridge", cue="said"),
    ) == []  # fmt: skip
    (left,) = take(session, quote("no Norvian gun"))
    assert HARBOUR[left.start : left.end] == "no Norvian gun"


def test_a_deleted_quote_does_not_come_back_either(session: Session, one: int) -> None:
    (made,) = take(session, quote(SAID))
    answer(session, made, SuggestionState.ACCEPTED)
    assert take(session, quote(SAID, suggester="quote-model-1")) == []


# Opinions ----------------------------------------------------------------------------------------


def test_an_opinion_becomes_a_suggestion_with_its_parts(session: Session, one: int) -> None:
    made = take(
        session,
        quote("closest neighbour", source="Dana Ilves"),
        opinion("Velmar", intensity="strong", holder="Dana Ilves", expression="closest neighbour",
                quote=0, score=0.75),
        opinion("Karsk", "negative", intensity="huge"),
    )  # fmt: skip
    quoted = next(each for each in made if each.layer == "quotes")
    felt = {each.payload["polarity"]: each for each in made if each.layer == "opinions"}
    assert felt["positive"].payload == {
        "polarity": "positive", "intensity": "strong", "target": [[*span("Velmar")]],
        "holder": [[*span("Dana Ilves")]], "expression": [[*span("closest neighbour")]],
        "quote": format_id(quoted.id),
    }  # fmt: skip
    assert Span(felt["positive"].start, felt["positive"].end) == span("closest neighbour")
    assert (felt["positive"].label, felt["positive"].score) == ("opinion", 0.75)
    assert felt["negative"].payload == {
        "polarity": "negative", "target": [[*span("Karsk")]], "holder": "writer",
    }  # fmt: skip
    assert Span(felt["negative"].start, felt["negative"].end) == span("Karsk")


def test_a_polarity_that_the_scheme_does_not_know_is_not_proposed(
    session: Session, one: int
) -> None:
    assert take(session, opinion("Velmar", "furious")) == []


def test_a_target_with_an_opinion_gets_no_other(session: Session, one: int) -> None:
    ids, who = session.ids, session.annotator.id
    frame = Annotation(
        ids.next(), one, who, "opinions", "opinion", attributes={"polarity": "mixed"}
    )
    target = Annotation(ids.next(), one, who, "opinions", "target", (span("Velmar"),))
    linked = Relation(ids.next(), one, who, "target", frame.id, target.id)
    session.apply(Step("opinion-made", added(frame, target, linked), document=one))
    assert {each.payload["target"][0][0] for each in take(  # type: ignore[index]
        session, opinion("Velmar"), opinion("Karsk"))} == {span("Karsk").start}  # fmt: skip


def test_a_rejected_opinion_does_not_come_back_but_the_opposite_may(
    session: Session, one: int
) -> None:
    (made,) = take(session, opinion("the Amber Bridge"))
    reject(session, made)
    assert take(session, opinion("Amber Bridge", suggester="opinion-model-1")) == []
    (left,) = take(session, opinion("Amber Bridge", "negative"))
    assert left.payload["polarity"] == "negative"


# Schemes that lack something ---------------------------------------------------------------------


def without(scheme: Scheme, *gone: str) -> Scheme:
    """Return a scheme without roles, labels or attributes of these names."""
    return dataclasses.replace(
        scheme,
        labels=tuple(each for each in scheme.labels if f"{each.layer}.{each.uid}" not in gone),
        roles=tuple(each for each in scheme.roles if each.uid not in gone),
        attributes=tuple(e for e in scheme.attributes if f"{e.layer}.{e.uid}" not in gone),
    )


@pytest.mark.parametrize(
    ("gone", "layers", "keys"),
    [
        ((), {"entities", "quotes", "opinions"}, {"content", "cue", "source", "act"}),
        (("quotes.cue",), {"entities", "quotes", "opinions"}, {"content", "source", "act"}),
        (("source", "quotes.act"), {"entities", "quotes", "opinions"}, {"content", "cue"}),
        (("quotes.content",), {"entities", "opinions"}, set()),
        (("content",), {"entities", "opinions"}, set()),
        (("target",), {"entities", "quotes"}, {"content", "cue", "source", "act"}),
        (("opinions.polarity",), {"entities", "quotes"}, {"content", "cue", "source", "act"}),
        (("entities.GPE",), {"quotes", "opinions"}, {"content", "cue", "source", "act"}),
    ],
)
def test_what_the_scheme_has_no_place_for_is_left_out(
    project_path: Path, news_scheme: Scheme, gone: tuple[str, ...], layers: set[str],
    keys: set[str],
) -> None:  # fmt: skip
    with Session.create(project_path, without(news_scheme, *gone), "Mina Kell") as session:
        articles.add_article(session, HARBOUR, language="en")
        made = take(
            session, entity("Karsk"), opinion("Velmar"),
            quote("partner", cue="called", source="Dana Ilves", act="claims"),
        )  # fmt: skip
    assert {each.layer for each in made} == layers
    assert {key for each in made if each.layer == "quotes" for key in each.payload} == keys


# How it is kept ----------------------------------------------------------------------------------


@pytest.fixture
def changes(session: Session) -> list[Change]:
    told: list[Change] = []
    session.subscribe(told.append)
    return told


def test_tokens_and_suggestions_are_one_transaction(
    session: Session, one: int, monkeypatch: pytest.MonkeyPatch, changes: list[Change]
) -> None:
    from annotator.storage import project

    def fails(*_: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(project, "write_edit", fails)
        with pytest.raises(RuntimeError):
            take(session, entity("Karsk"))
    assert session.tokens(one) is None
    assert session.open_suggestions(one) == []
    take(session, entity("Karsk"))
    assert [each.kind for each in changes] == ["tokens", "suggestions"]
    assert session.history(limit=1)[0].code == "imported"


def test_sections_replace_what_begins_in_them_and_nothing_else(session: Session, one: int) -> None:
    plan = suggesting.plan_of(session)
    middle = HARBOUR.index("\n", 200)

    def section(start: int, end: int, *found: EntityProposal) -> set[tuple[str, str]]:
        part = {"range": [start, end], "entities": [protocol.plain_entity(e) for e in found]}
        for _ in suggesting.take_section(session, session.article(one), part, plan):
            pass
        return names(session.open_suggestions(one))

    section(0, middle, entity("Karsk"))
    assert section(middle, len(HARBOUR), entity("Tom Reske", "PERSON")) == {
        ("GPE", "Karsk"),
        ("PERSON", "Tom Reske"),
    }
    assert section(0, middle) == {("PERSON", "Tom Reske")}
    assert section(middle, len(HARBOUR)) == set()
    with pytest.raises(ProtocolError):
        next(suggesting.take_section(session, session.article(one), {"range": [1]}, plan))


def test_a_section_is_taken_in_bits_and_all_of_it(
    session: Session, one: int, changes: list[Change], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "_BIT", 2)
    plan = suggesting.plan_of(session)
    words = ("Karsk", "Velmar", "Norvia", "Unity Office", "Seaboard Agency", "Tom Reske")
    found = [entity(each) for each in words] + [entity("Karsk", "ORG"), entity("Karsk", "LOC")]
    part = {
        "range": [0, len(HARBOUR)],
        "entities": [protocol.plain_entity(each) for each in found],
        "quotes": [protocol.plain_quote(quote("closest neighbour"))],
    }
    take(session, entity("Dana Ilves", "PERSON"))
    changes.clear()
    for _ in suggesting.take_section(session, session.article(one), part, plan):
        pass
    made = session.open_suggestions(one)
    assert len(made) == len(found) + 1
    assert {each.document for each in made} == {one}
    assert len(changes) >= 3
    assert max(len(each.edits) for each in changes) <= 4  # three begin at one place


def test_what_is_labelled_meanwhile_is_not_proposed(session: Session, one: int) -> None:
    plan = suggesting.plan_of(session)
    article = session.article(one)
    part = {"range": [0, len(HARBOUR)], "entities": [protocol.plain_entity(entity("Brandt"))]}
    steps = suggesting.take_section(session, article, part, plan)
    next(steps)
    next(steps)
    _, step = scribe(session).make([span("Lena van der Brandt")], "entities", "PERSON")
    article.apply(session.apply(step).edits)
    assert list(steps) == []
    assert session.open_suggestions(one) == []


def test_a_project_that_is_only_read_keeps_nothing(session: Session, one: int) -> None:
    session.close()
    with Session.open(session.path, read_only=True) as reading:
        assert take(reading, entity("Karsk")) == []
        assert reading.tokens(one) is None


def test_many_settled_ones_do_not_make_it_slow(
    session: Session, one: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each proposal is compared with what is near it, not with everything."""
    compared = 0
    overlaps: Callable[[Span, Span], bool] = Span.overlaps

    def counted(self: Span, other: Span) -> bool:
        nonlocal compared
        compared += 1
        return overlaps(self, other)

    text = "Karsk fell silent again. " * 4000
    number = articles.add_article(session, text, language="en")
    article = session.article(number)
    places = range(0, len(text), 25)
    old = [
        Suggestion(session.ids.next(), number, "entities", "GPE", at, at + 5, "m",
                   state=SuggestionState.REJECTED)
        for at in places
    ]  # fmt: skip
    monkeypatch.setattr(Session, "settled_suggestions", lambda *_: old)
    monkeypatch.setattr(Span, "overlaps", counted)
    analysis = Analysis(number, entities=[EntityProposal(a, a + 5, "ORG", "m") for a in places])
    assert len(suggesting.suggestions_of(session, article, analysis)) == len(places)
    assert compared < 60 * len(places)
