"""What the rules say of a target: polarity, whose it is, in which words, and when to be silent."""

from __future__ import annotations

import json

import pytest

from annotator.assist.opinions import (
    FLOOR,
    RULES,
    judged_phrases,
    polarity_of,
    suggest_opinions,
)
from annotator.assist.opinions.lexicon import Lexicon, LexiconError, american, lexicon
from annotator.assist.parse import Parse
from annotator.domain.annotations import Span
from annotator.domain.opinions import INTENSITIES, POLARITIES
from annotator.domain.proposals import QuoteProposal
from annotator.locations import resource
from tests.assist.opinion_texts import at, parsed, verdict, words
from tests.work import calls_of

pytestmark = pytest.mark.real_pipeline


@pytest.mark.parametrize(
    ("text", "target", "polarity"),
    [
        ("Aune is a brave man.", "Aune", "positive"),
        ("Aune is not a brave man.", "Aune", "negative"),
        ("The board accused Maret of fraud.", "Maret", "negative"),
        ("Maret was accused of fraud.", "Maret", "negative"),
        ("Orlo lied to the harbour board.", "Orlo", "negative"),
        ("Fans love Rhee.", "Rhee", "positive"),
        ("Brandt warned against Velmar.", "Velmar", "negative"),
        ("There are new allegations against Dorn.", "Dorn", "negative"),
        ("The disgraced minister Corr left the hall.", "Corr", "negative"),
        ("Corr's failure cost the port a fortune.", "Corr", "negative"),
        ("Sild won the prize.", "Sild", "positive"),
        ("Critics called Ondin a coward.", "Ondin", "negative"),
        ("Brandt described Velmar as a reliable partner.", "Velmar", "positive"),
        ("Voters distrust Quill, but they admire Strand.", "Quill", "negative"),
        ("Voters distrust Quill, but they admire Strand.", "Strand", "positive"),
        ("Ilves arrived in Karsk on Monday.", "Ilves", "neutral"),
        ("They criticised Aull.", "Aull", "negative"),  # British spelling
        ("Her decision was brave and foolish.", "decision", "mixed"),
        ("Dorn pleaded guilty on Friday.", "Dorn", "negative"),
        ("Dorn was found guilty on Friday.", "Dorn", "negative"),
        ("The firm is well-respected in Lund.", "firm", "positive"),
    ],
)
def test_who_does_what_to_whom_decides(text: str, target: str, polarity: str) -> None:
    assert verdict(text, target).polarity == polarity


def test_the_critic_is_not_what_he_criticises() -> None:
    text = "Maret slammed the Senate for its shameful weakness."
    assert verdict(text, "Senate").polarity == "negative"
    assert verdict(text, "Maret").score < FLOOR or verdict(text, "Maret").polarity == "neutral"


def test_what_somebody_says_is_not_about_the_one_who_says_it() -> None:
    text = "Maret said the terrible storm had destroyed the quay."
    assert suggest_opinions(parsed(text), [at(text, "Maret")]) == []


def test_a_denial_of_blame_is_too_little_to_propose_praise() -> None:
    text = "Brandt has no quarrel with Norvia."
    assert suggest_opinions(parsed(text), [at(text, "Norvia")]) == []


@pytest.mark.parametrize(
    ("text", "intensity"),
    [
        ("Aune is a good man.", "weak"),
        ("Aune came to Lund.", None),
        ("The report was a clear success.", "average"),
        ("Orlo is an appalling liar.", "strong"),
        ("Orlo is the worst liar in Karsk.", "strong"),
    ],
)
def test_strength_is_that_of_the_words(text: str, intensity: str | None) -> None:
    target = "report" if "report" in text else text.partition(" ")[0]
    assert verdict(text, target).intensity == intensity


def test_degree_words_heighten_and_soften() -> None:
    plain = verdict("Aune is a helpful man.", "Aune")
    heightened = verdict("Aune is a very helpful man.", "Aune")
    softened = verdict("Aune is a somewhat helpful man.", "Aune")
    assert softened.score < plain.score < heightened.score
    assert (softened.intensity, plain.intensity) == ("weak", "average")


# Whose it is, and in which words -----------------------------------------------------------------


def test_in_a_quote_its_source_feels_it() -> None:
    text = '"Orlo is a liar," said the spokeswoman of the port.'
    quote = QuoteProposal((at(text, "Orlo is a liar"),), source=(at(text, "the spokeswoman"),))
    found = verdict(text, "Orlo", (quote,))
    assert words(text, found.holder) == ["the spokeswoman"]
    assert found.quote == 0
    assert words(text, found.expression) == ["liar"]


def test_outside_quotes_it_is_the_writers_unless_a_verb_of_feeling_says_whose() -> None:
    assert verdict("Orlo is a liar.", "Orlo").holder == ()
    text = "The harbour board praised Sild."
    assert words(text, verdict(text, "Sild").holder) == ["The harbour board"]
    text = "Sild was praised by the harbour board."
    assert words(text, verdict(text, "Sild").holder) == ["the harbour board"]


def test_the_innermost_of_nested_quotes_says_it() -> None:
    text = "State media reported that the Citadel had called Roon a brilliant host."
    outer = QuoteProposal((at(text, text[27:-1]),), source=(at(text, "State media"),))
    inner = QuoteProposal((at(text, "Roon a brilliant host"),), source=(at(text, "the Citadel"),))
    found = verdict(text, "Roon", (outer, inner))
    assert (words(text, found.holder), found.quote) == (["the Citadel"], 1)


def test_praise_of_oneself_is_not_proposed() -> None:
    text = '"I am an excellent captain," Varr said.'
    quote = QuoteProposal((at(text, "I am an excellent captain"),), source=(at(text, "Varr"),))
    assert suggest_opinions(parsed(text), [at(text, "Varr")], [quote]) == []


def test_negations_and_neighbours_belong_to_the_expression() -> None:
    text = "We will not applaud a trade in shells."
    assert words(text, verdict(text, "a trade in shells").expression) == ["not applaud"]
    text = 'Brandt warned against "illegal and reckless cooperation".'
    quote = QuoteProposal(
        (at(text, "illegal and reckless cooperation"),), source=(at(text, "Brandt"),)
    )
    found = verdict(text, "cooperation", (quote,))
    assert words(text, found.expression) == ["warned against", "illegal and reckless"]


def test_targets_in_targets_are_proposed_once() -> None:
    text = "The record of Roon is a disgrace."
    found = suggest_opinions(parsed(text), [at(text, "Roon"), at(text, "The record of Roon")])
    assert [each.target for each in found] == [at(text, "The record of Roon")]
    asked = [at(text, "Roon"), at(text, "The record of Roon")]
    every = suggest_opinions(parsed(text), asked, floor=0.0, nested=True)
    assert [each.target for each in every] == asked


# The samples -------------------------------------------------------------------------------------


def _sample(name: str) -> tuple[dict[str, object], str, Parse, list[QuoteProposal]]:
    line = resource("samples", name).read_text(encoding="utf-8").splitlines()[0]
    article = json.loads(line)
    zones = tuple((each["start"], each["end"]) for each in article["zones"])
    spans = {each["id"]: Span(each["start"], each["end"]) for each in article["spans"]}

    def held(ids: list[str]) -> tuple[Span, ...]:
        return tuple(spans[each] for each in ids)

    quotes = [
        QuoteProposal(held(each["content"]), held(each["cue"]), held(each["source"]))
        for each in article["quotes"]
    ]
    return article, article["text"], parsed(article["text"], zones), quotes


def test_the_opinions_of_the_twin_article_are_found_with_their_holders() -> None:
    article, text, parse, quotes = _sample("twin-gold.jsonl")
    spans = {each["id"]: Span(each["start"], each["end"]) for each in article["spans"]}  # type: ignore[attr-defined]
    wrong = []
    for each in article["opinions"]:  # type: ignore[attr-defined]
        found = polarity_of(parse, spans[each["target"][0]], quotes=quotes)
        sure = found.polarity if found.score >= FLOOR else "neutral"
        holder = () if each["holder"] == "writer" else tuple(spans[e] for e in each["holder"])
        if (sure, found.holder) != (each["polarity"], holder):
            wrong.append((each["id"], sure, words(text, found.holder)))
    assert wrong == []


def test_of_the_names_in_the_twin_article_only_those_are_proposed_that_are_judged() -> None:
    article, text, parse, quotes = _sample("twin-gold.jsonl")
    named = [
        Span(each["start"], each["end"])
        for each in article["spans"]  # type: ignore[attr-defined]
        if each["label"] in {"PERSON", "ORG", "GPE", "NORP"}
    ]
    targets = sorted({*named, *judged_phrases(parse, named, quotes)})
    found = suggest_opinions(parse, targets, quotes)
    assert [(text[slice(*each.target)], each.polarity) for each in found] == [
        ("Norvia", "positive"),
        ("The trip", "positive"),
        ("invitation of Marshal Edvar Roon", "positive"),
        ("Roon's record", "negative"),
        ("cooperation", "negative"),
        ("bargain", "negative"),
        ("a trade", "negative"),
    ]
    norvia = found[0]
    assert words(text, norvia.expression) == ["closest neighbour", "partner"]
    assert words(text, norvia.holder) == ["the Citadel"]
    assert norvia.intensity == "strong"
    for each in found:
        assert each.suggester == RULES
        assert each.score is not None
        assert each.score >= FLOOR
        assert each.polarity in POLARITIES
        assert each.intensity in INTENSITIES


# Bad input ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "  \n\n ", '"" “” \'\' """" — …'])
def test_texts_without_words_have_no_opinions(text: str) -> None:
    parse = parsed(text)
    assert suggest_opinions(parse, [Span(0, len(text))] if text else [], []) == []
    assert judged_phrases(parse) == []
    assert polarity_of(parse, Span(0, 0)).polarity == "neutral"


def test_without_a_parse_nothing_is_said() -> None:
    text = "Orlo is a liar."
    parse = Parse(text, parsed=False)
    parse.starts, parse.ends, parse.words = [0, 5, 8, 10, 14], [4, 7, 9, 14, 15], text.split()
    parse.lemmas = parse.tags = parse.deps = [""] * 5
    parse.heads, parse.sentences, parse.paragraphs = list(range(5)), [0], [0]
    assert suggest_opinions(parse, [Span(0, 4)]) == []
    assert judged_phrases(parse) == []
    assert polarity_of(parse, Span(0, 4)).polarity == "neutral"


def test_another_language_under_the_english_pipeline_gets_no_proposals() -> None:
    text = "Der Minister Orlo hat im Hafen von Karsk über die Fische und das Wetter gesprochen."
    assert suggest_opinions(parsed(text), [at(text, "Orlo"), at(text, "Karsk")]) == []


def test_words_in_a_zone_say_nothing_and_a_target_at_its_border_is_read() -> None:
    text = "Corrupt liars win againOrlo is a hero."
    border = text.index("Orlo")
    found = polarity_of(parsed(text, ((0, border),)), Span(border, border + 4))
    assert (found.polarity, words(text, found.expression)) == ("positive", ["hero"])


def test_a_target_over_several_sentences_is_judged_by_the_first() -> None:
    text = "Orlo is a hero. Maret is a thief."
    assert polarity_of(parsed(text), Span(0, len(text))).polarity in POLARITIES


def test_targets_in_quotes_that_overlap_each_other_do_not_confuse_the_search() -> None:
    text = "He said Orlo is a liar and a thief and Maret is a saint."
    contents = ["Orlo is a liar", "a thief and Maret", "Maret is a saint", text[8:-1]]
    quotes = [QuoteProposal((at(text, each),), source=(at(text, "He"),)) for each in contents]
    found = suggest_opinions(parsed(text), [at(text, "Orlo"), at(text, "Maret")], quotes)
    assert [(each.polarity, each.quote) for each in found] == [("negative", 0), ("positive", 2)]


def test_ten_times_the_words_are_ten_times_the_work() -> None:
    sentence = (
        "At the end of a long day in the harbour of Karsk, where two ferries had to wait for the "
        "tide and the pilots for their coffee, the board of the port praised Sild for her patience."
    )
    one = parsed(sentence)
    target = at(sentence, "Sild")

    def work(times: int) -> int:
        parse = Parse(" ".join([sentence] * times))
        for copy in range(times):
            base, offset = len(parse.starts), copy * (len(sentence) + 1)
            parse.starts += [offset + each for each in one.starts]
            parse.ends += [offset + each for each in one.ends]
            parse.heads += [base + each for each in one.heads]
            parse.words += one.words
            parse.lemmas += one.lemmas
            parse.tags += one.tags
            parse.deps += one.deps
            parse.sentences.append(base)
        parse.paragraphs = [0]
        everywhere = [
            Span(target.start + offset, target.end + offset)
            for offset in range(0, times * (len(sentence) + 1), len(sentence) + 1)
        ]
        assert len(suggest_opinions(parse, everywhere)) == times
        return calls_of(lambda: (suggest_opinions(parse, everywhere), judged_phrases(parse)))

    assert work(1_000) < 11 * work(100)


# The lexicon -------------------------------------------------------------------------------------


def test_the_shipped_lexicon_is_readable_and_large() -> None:
    path = resource("lexicon", "polarity.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 3_000
    assert len(set(lines)) == len(lines)
    Lexicon(lines)


@pytest.mark.parametrize(
    "line",
    [
        "good\tadjective\ttwo\t0\t0\t",
        "good\tadjective\t9\t0\t0\t",
        "good\tadjective\t0\t0\t0\t",
        "good\tparticle\t1\t0\t0\t",
        "good",
    ],
)
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(LexiconError, match="line 2"):
        Lexicon(["# words\n", line + "\n"])


def test_words_are_found_in_both_spellings_and_adverbs_by_their_adjectives() -> None:
    found = lexicon()
    assert [american(each) for each in ("demonise", "honour")] == ["demonize", "honor"]
    # Words that only look British are found as they are.
    assert found.entry("praised", "praise", "VBD") is not None
    assert found.entry("criticised", "criticise", "VBN") == found.entry("", "criticize", "VBN")
    assert found.entry("bravely", "bravely", "RB") == found.entry("brave", "brave", "JJ")
    assert found.entry("clearly", "clearly", "RB") is None
    best, good = found.entry("best", "good", "JJS"), found.entry("better", "good", "JJR")
    assert best is not None
    assert good is not None
    assert best.tone > good.tone
