"""Quotes by rules: every way to say that somebody said something, and what is no quote."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.quotes import PARC, RULES, Switches, suggest_quotes
from annotator.domain.quotes import QuoteType, quote_type
from annotator.locations import resource
from tests.articles import where
from tests.assist.quote_parses import by_hand, parsed, said
from tests.work import calls_of

real_pipeline = pytest.mark.real_pipeline


#: Texts (¶ ends a paragraph) and under each its quotes: source / cue / parts of the content.
SENTENCES = """
# Direct: cue behind, before, in the middle, inverted
“The road will open,” Lena Brandt said on Monday.
    Lena Brandt / said / The road will open
Maret said, “We will wait.”
    Maret / said / We will wait.
“We will wait,” said Oren Maret, a spokesman for the Citadel.
    Oren Maret / said / We will wait
“We go,” she said, “at once.”
    she / said / We go | at once.
“We go,” she said. “At once.”
    she / said / We go | At once.
“Why is the ferry late?” asked Tom Reske.
    Tom Reske / asked / Why is the ferry late?
“Stop!” shouted the guard.
    the guard / shouted / Stop!

# Other marks
"The bill is dead," said Corr.
    Corr / said / The bill is dead
‘The bill is dead,’ said Corr.
    Corr / said / The bill is dead
«Nous partons», said Aune.
    Aune / said / Nous partons
„Wir gehen“, said Rhee.
    Rhee / said / Wir gehen

# Colon and dash
Maret: “We did not fire.”
    Maret / : / We did not fire.
“Nobody fired.” — Oren Maret
    Oren Maret / — / Nobody fired.
Maret gave a short answer:¶“Nobody fired.”
    Maret / gave / Nobody fired.

# Indirect
Maret said that the road would open before the thaw.
    Maret / said / the road would open before the thaw
The road will open, the ministry said.
    the ministry / said / The road will open
The bill, the senator said, was dead.
    the senator / said / The bill | was dead
According to the Unity Office, two ferries sank.
    the Unity Office / According to / two ferries sank
Two ferries sank, according to the Unity Office.
    the Unity Office / according to / Two ferries sank
Dana Ilves, who visited Karsk, said the treaty was ready.
    Dana Ilves / said / the treaty was ready

# Passive
Maret was quoted as saying the talks had failed.
    Maret / was quoted as saying / the talks had failed
Orlo is believed to have left Karsk on Sunday.
    / is believed / Orlo | to have left Karsk on Sunday

# Verbs with an object, an infinitive, a preposition
Karsk and Tarn denied any deal.
    Karsk | Tarn / denied / any deal
Ilves vowed to strengthen ties with Velmar.
    Ilves / vowed / to strengthen ties with Velmar
The minister urged the council to act.
    The minister / urged / the council to act
Lena Brandt declined to comment on the report.
    Lena Brandt / declined / to comment on the report

# Nouns
There were suspicions that Velmar had sold the shells.
    / suspicions / Velmar had sold the shells
Tarn rejected her claim that the treaty was void.
    Tarn / rejected / her claim that the treaty was void
    her / claim / the treaty was void

# Words in marks inside the writer's clause
Brandt warned against “reckless cooperation” with Velmar.
    Brandt / warned against / reckless cooperation
Ilves called Velmar its “closest neighbour” and its “partner”.
    Ilves / called / closest neighbour | partner

# Somebody is reported anew
Maret said talks would go on, adding that a date was set.
    Maret / said / talks would go on
    Maret / adding / a date was set

# No quotes
The film “North of Nothing” opens on Friday.
The ferry left Karsk on Monday.
"""


def _cases() -> list[tuple[str, list[tuple[str, ...]]]]:
    found: list[tuple[str, list[tuple[str, ...]]]] = []
    for line in SENTENCES.splitlines():
        if line.startswith("    "):
            found[-1][1].append(tuple(each.strip() for each in line.split(" / ")))
        elif line and not line.startswith("#"):
            found.append((line.replace("¶", "\n"), []))
    return found


@real_pipeline
@pytest.mark.parametrize(("text", "quotes"), _cases())
def test_a_sentence_gives_its_quotes(text: str, quotes: list[tuple[str, ...]]) -> None:
    assert said(text, suggest_quotes(parsed(text))) == quotes


@real_pipeline
def test_a_speech_over_several_paragraphs_is_one_quote() -> None:
    text = "“We waited for years.\n“We asked again.\n“We will not wait,” Brandt said."
    (quote,) = suggest_quotes(parsed(text))
    assert said(text, [quote]) == [
        ("Brandt", "said", "We waited for years. | We asked again. | We will not wait")
    ]
    after = "“We waited,” Brandt said. “We asked.\n“We will not wait.”"
    (quote,) = suggest_quotes(parsed(after))
    assert [span.of(after) for span in quote.content] == [
        "We waited", "We asked.", "We will not wait.",
    ]  # fmt: skip


@real_pipeline
def test_what_is_reported_in_a_quote_is_linked_to_it() -> None:
    text = "State media said the Citadel had promised that Orlo would come."
    outer, inner = suggest_quotes(parsed(text))
    assert said(text, [outer, inner]) == [
        ("State media", "said", "the Citadel had promised that Orlo would come"),
        ("the Citadel", "had promised", "Orlo would come"),
    ]
    assert (outer.parent, inner.parent) == (None, 0)
    assert said(text, suggest_quotes(parsed(text), switches=Switches(nested=False))) == said(
        text, [outer]
    )
    marks = "“Maret told us: ‘Nobody fired.’ That is all,” said Tom Reske."
    outer, inner = suggest_quotes(parsed(marks))
    assert said(marks, [inner]) == [("Maret", "told", "Nobody fired")]
    assert inner.parent == 0


@real_pipeline
@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Maret said the road was open.", "states"),
        ("Maret denied the report.", "denies"),
        ("Maret claimed that the road was open.", "claims"),
        ("Maret warned that the road was closed.", "warns"),
        ("Ilves vowed to return.", "vows"),
        ("Ilves proposed that both sides withdraw.", "proposes"),
        ("“Who fired?” Ilves asked.", "asks"),
        ("Ilves suspects that Velmar fired.", "suspects"),
        ("The Citadel declined to comment.", "declines-to-confirm"),
        ("The Citadel did not confirm the visit.", "declines-to-confirm"),
        ("The Citadel did not deny the report.", ""),
    ],
)
def test_the_act_follows_from_the_cue(text: str, act: str) -> None:
    (quote,) = suggest_quotes(parsed(text))
    assert quote.act == act


@real_pipeline
def test_words_in_brackets_inside_marks_are_insertions() -> None:
    text = "“It [the treaty] is void, and (the council) knows it,” Aune said (in Karsk)."
    (quote,) = suggest_quotes(parsed(text))
    assert [span.of(text) for span in quote.insertion] == ["[the treaty]", "(the council)"]


@real_pipeline
@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Lena Brandt came to Karsk. “We wait,” she said.", "Lena Brandt"),
        ("Lena Brandt came to Karsk. Brandt said the road was open.", "Lena Brandt"),
        (
            "Lena Brandt, spokeswoman for the port, came. The spokeswoman said it was open.",
            "Lena Brandt",
        ),
        (
            "Sundria's Unity Office closed on Friday. The office said it would reopen.",
            "Sundria's Unity Office",
        ),
        ("North Velmar is silent. The North said it would wait.", "North Velmar"),
        ("Lena Brandt said the road was open.", None),
        ("They said the road was open.", None),
        ("She said the road was open.", None),
    ],
)
def test_a_source_leads_to_its_fuller_mention(text: str, speaker: str | None) -> None:
    quote = suggest_quotes(parsed(text))[-1]
    assert quote.source
    found = None if quote.speaker is None else quote.speaker.of(text)
    if speaker is not None and found is not None:
        # How much of a long name an entity holds is the pipeline's affair.
        assert found in speaker
        assert found.split()[-1] == speaker.split()[-1]
    else:
        assert found == speaker


# Guidelines -----------------------------------------------------------------------------------


@real_pipeline
def test_switches_decide_what_belongs_to_a_quote() -> None:
    text = (
        "Ilves said that Velmar was a “closest neighbour”. Maret wants to leave. "
        "“Go,” said Lena Brandt, a port clerk. “Now.” Tarn and Karsk denied it."
    )
    parse = parsed(text)

    def contents(**switches: bool) -> list[str]:
        return [
            each[2] for each in said(text, suggest_quotes(parse, switches=Switches(**switches)))
        ]

    def sources(**switches: bool) -> list[str]:
        return [
            each[0] for each in said(text, suggest_quotes(parse, switches=Switches(**switches)))
        ]

    assert contents()[0] == "Velmar was a “closest neighbour”"
    assert contents(that_in_content=True)[0] == "that Velmar was a “closest neighbour”"
    assert "to leave" not in contents()
    assert "to leave" in contents(beliefs=True)
    assert "Go | Now." in contents()
    assert {"Go", "Now."} <= set(contents(joined=False))
    assert "“Go,” | “Now.”" in contents(marks_in_content=True)
    assert "Lena Brandt" in sources()
    assert "Lena Brandt, a port clerk" in sources(appositions=True)
    assert "Tarn | Karsk" in sources()
    assert "Tarn and Karsk" in sources(joint_sources=True)
    partial = "Ilves called Velmar a “closest neighbour”."
    (quote,) = suggest_quotes(parsed(partial), switches=Switches(whole_phrases=True))
    assert said(partial, [quote])[0][2] == "Velmar a “closest neighbour”"
    titled = "“Go,” said port clerk Lena Brandt."
    (quote,) = suggest_quotes(parsed(titled), switches=Switches(titles=False))
    assert said(titled, [quote])[0][0] == "Lena Brandt"


def test_switches_read_back_from_plain_values() -> None:
    assert Switches.of(PARC.values()) == PARC
    with pytest.raises(ValueError, match="titel"):
        Switches.of({"titel": True})
    with pytest.raises(ValueError, match="titles"):
        Switches.of({"titles": "yes"})


@real_pipeline
def test_scores_rank_direct_quotes_above_the_rest() -> None:
    text = "“We wait for the thaw,” Brandt said. The council criticised the plan."
    direct, other = suggest_quotes(parsed(text))
    assert direct.score is not None
    assert other.score is not None
    assert 1 >= direct.score > other.score > 0
    assert direct.suggester == RULES


# The twin of a real article -------------------------------------------------------------------


@real_pipeline
def test_every_quoted_passage_of_the_twin_has_the_right_source() -> None:
    gold = json.loads(resource("samples", "twin-gold.jsonl").read_text(encoding="utf-8"))
    text = gold["text"]
    zones = [(each["start"], each["end"]) for each in gold["zones"]]
    borders = [place for zone in zones for place in zone]
    found = said(text, suggest_quotes(parsed(text, zones), borders=borders))
    wanted = {
        "closest neighbour | partner": "the Citadel",
        'talks between Norvia and Velmar would go on "at every level" this winter': (
            "Citadel spokesman Oren Maret"
        ),
        'Orlo hopes to visit Tarn in the "foreseeable future"': "Maret",
        "illegal and reckless cooperation": "Sundria's Unity Office",
        "Norvia and Velmar should know that (the council) is watching this shabby bargain "
        "closely": "Lena Brandt",
        "We have no quarrel with the people of Norvia | "
        "but we will not applaud a trade in shells.": "she",
    }
    assert {content: source for source, _, content in found if content in wanted} == wanted
    spans = {each["id"]: each for each in gold["spans"]}
    labelled = {
        " | ".join(spans[each]["text"] for each in quote["content"]) for quote in gold["quotes"]
    }
    assert labelled - {content for _, _, content in found} == set()
    (brandt,) = [
        each
        for each in suggest_quotes(parsed(text, zones), borders=borders)
        if each.source and each.source[0].of(text) == "she"
    ]
    assert brandt.speaker is not None
    assert brandt.speaker.of(text) == "Lena Brandt"


@real_pipeline
def test_a_zone_inside_a_speech_is_no_part_of_it() -> None:
    text = "Brandt said the port was shut. Ferry “Orm” sinks 07:47 | CoastMaret said, “We wait.”"
    zone = where(text, "Ferry “Orm” sinks 07:47 | Coast")
    found = suggest_quotes(parsed(text, [zone]), borders=list(zone))
    assert said(text, found) == [
        ("Brandt", "said", "the port was shut"),
        ("Maret", "said", "We wait."),
    ]


# Bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", " \n ", '"', "“”", '"""""', "“”\n‘’\n«»", "“" * 500, "'\"'\"" * 300, "“\n”\n“"]
)
def test_text_of_marks_alone_has_no_quotes(text: str) -> None:
    assert suggest_quotes(by_hand(text)) == []


def test_without_a_parser_passages_are_still_proposed() -> None:
    text = "Sie sagte: „Wir gehen heute nicht nach Hause.“ Der Film „Nord“ läuft."
    (quote,) = suggest_quotes(by_hand(text))
    assert [span.of(text) for span in quote.content] == ["Wir gehen heute nicht nach Hause."]


MARKS = "\"'“”‘’«»„"
WORDS = st.sampled_from(
    (
        *(*MARKS, *MARKS, "said", "Maret", "told", "we", "that", "(", ")", ",", ".", ":", "—"),
        *("denied", "according", "to", "she", "calling", "claim", "[", "]", "went", "road", "?"),
        *("\n", "\n"),
    )
)
TAGS = ["VBD", "VBG", "NN", "NNP", "PRP", "IN", "DT", "RB", "POS", ""]
DEPS = ["nsubj", "ccomp", "dobj", "xcomp", "prep", "pobj", "advcl", "conj", "cc", "mark", "relcl"]
DEPS += ["parataxis", "auxpass", "agent", "appos", "acl", "poss", "punct", "prt", "nsubjpass", ""]


@given(
    st.lists(st.tuples(WORDS, st.sampled_from(["", " "])), max_size=60),
    st.lists(st.sampled_from(TAGS), max_size=60),
    st.lists(st.sampled_from(DEPS), max_size=60),
    st.lists(st.integers(0, 59), max_size=60),
    st.sampled_from([Switches(), PARC, Switches(joined=False, titles=False)]),
    st.booleans(),
    st.lists(st.integers(-2, 200), max_size=3),
)
def test_soup_of_marks_never_breaks_a_proposal(
    words: list[tuple[str, str]],
    tags: list[str],
    deps: list[str],
    heads: list[int],
    switches: Switches,
    is_parsed: bool,
    borders: list[int],
) -> None:
    text = "".join(word + space for word, space in words)
    parse = by_hand(text, heads, tags, deps, is_parsed=is_parsed)
    found = suggest_quotes(parse, switches=switches, borders=borders)
    for place, quote in enumerate(found):
        assert quote.content
        slots = (quote.content, quote.cue, quote.source, quote.insertion)
        for spans in slots:
            for start, end in spans:
                assert 0 <= start < end <= len(text)
            assert all(one.end <= other.start for one, other in pairwise(spans))
        assert any(map(str.isalnum, "".join(span.of(text) for span in quote.content)))
        assert quote.score is not None
        assert 0 <= quote.score <= 1
        assert quote.parent is None or (0 <= quote.parent < len(found) and quote.parent != place)
        assert quote.speaker is None or quote.speaker.end <= len(text)
        assert quote_type(text, quote.content) in set(QuoteType)


def test_work_grows_with_the_text_and_not_with_its_square() -> None:
    """An endless paragraph of marks and cues, eight times as long: eight times the work."""
    line = "“We go,” she said. “At once. Maret denied, according to Aune, the «report that "

    def work(times: int) -> int:
        parse = by_hand(line * times, is_parsed=True, tags=["VBD", "NN"] * 20 * times)
        return calls_of(lambda: suggest_quotes(parse, switches=PARC))

    assert work(1600) < 9 * work(200)


def test_a_clause_of_nothing_but_that_is_no_quote() -> None:
    parse = by_hand(
        "Maret said that .", [1, 1, 1, 1], ["NNP", "VBD", "IN", "."],
        ["nsubj", "ROOT", "ccomp", "punct"], is_parsed=True,
    )  # fmt: skip
    assert [each.content for each in suggest_quotes(parse)] == [(where(parse.text, "that"),)]
    parse.deps[2] = "mark"
    parse.heads[2], parse.heads[3] = 3, 1
    parse.deps[3] = "ccomp"
    assert suggest_quotes(parse) == []


def test_a_content_has_both_of_its_marks_or_none() -> None:
    text = "“We will all go now,” x"
    (bare,) = suggest_quotes(by_hand(text))
    assert bare.content == (where(text, "We will all go now"),)
    (marked,) = suggest_quotes(by_hand(text), switches=PARC)
    assert marked.content == (where(text, "“We will all go now,”"),)
