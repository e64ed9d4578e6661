"""Words that say that somebody says or thinks something, and what they take as its content.

Owns the lexicon of English cues for quotes: verbs and nouns with what they may govern, the act they
stand for, and whether it is said aloud or only thought.  Inflected forms follow from rules, so that
a cue is known with and without a lemmatizer.  The words are our own choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CueWord:
    """A word that introduces what somebody says or thinks."""

    lemma: str
    act: str  # stable id of an act of the News scheme, "" for what is only thought
    speech: bool  # False: a belief, a wish, a perception
    takes: frozenset[str]  # what its content may be, see below
    prepositions: frozenset[str] = frozenset()  # that lead to its content: "warn against"

    @property
    def is_saying(self) -> bool:
        """Tell whether it is a verb of speech in the strict sense.

        Such a verb introduces a reported clause as well as direct speech: "say", "deny", "warn",
        but neither "criticize" (no clause) nor "believe".
        """
        return self.speech and "c" in self.takes and "q" in self.takes


#: Words under their act ("-": none): lemma/what it takes/prepositions that lead to its content; a
#: verb and its particle are joined by "_".
#: c a clause, i an infinitive, o an object, s an object with a complement ("call it a trick",
#: "describe it as"), q direct speech, a direct speech but nothing else ("laugh").
_SPEECH = """
states:
  say/cq tell/cqi add/cq state/cqo note/cqo explain/cqo reply/cq respond/cq answer/cq continue/a
  go/a report/cqo announce/cqo declare/cqo remark/cq/on mention/co comment/cq/on+about
  observe/cq write/cq tweet/cq post/a reveal/cqo disclose/co testify/cq/to recall/cqo
  conclude/cq emphasize/cqo emphasise/cqo stress/cqo underscore/co underline/co reiterate/cqo
  repeat/cqo indicate/co clarify/cq elaborate/q/on concede/cqo acknowledge/cqo admit/cqo/to
  confess/cq/to agree/ci joke/cq/about quip/cq recount/cqo relate/c describe/so speak/a/about+of
  talk//about+of discuss/o outline/o lay_out/o spell_out/o play_down/o speak_out/a/about+against
  detail/o confirm/cqo affirm/cqo reaffirm/cqo certify/co attest/cq/to inform/c notify/c brief/a
  read/q sing/q begin/a interject/q chime/a volunteer/cq opine/cq muse/cq sum_up/qo sum/a put/a
  summarize/co paraphrase/q quote/o cite/o credit/o praise/o hail/os applaud/o laud/o
  celebrate/o congratulate/o thank/o welcome/o endorse/o defend/o justify/o call/qs dub/s
  label/s brand/s term/s characterize/s characterise/s portray/s depict/s refer//to allude//to
  point_out/cq point/a/to introduce/a share/a proclaim/cqo pronounce/cqs profess/cqi publish/a
  rule/c signal/co hint/cq/at counsel/c specify/co caption/q echo/qo joke/cq rejoin/cq retort/cq
  counter/cq fire/a shoot/a snap/q laugh/a smile/a sigh/q shrug/a cry/q shout/cq yell/cq
  scream/q chant/q whisper/cq mutter/cq murmur/q exclaim/q declaim/q gush/q crow/q rant/q/about
  rail/a/against vent/q grumble/cq/about joke/a blurt/q bemoan/o lament/cqo complain/cq/about+of
  object/cq/to protest/cqo gripe/q/about criticize/o criticise/o condemn/o denounce/os slam/o
  blast/os decry/o deride/os mock/os ridicule/o attack/o lambaste/o rebuke/o chide/q scold/q
  castigate/o blame/o fault/o rip/o bash/o assail/o excoriate/o disparage/o insult/o malign/o
  apologize/q/for apologise/q/for preach/q teach/cq narrate/q marvel/q/at effuse/q rhapsodize/q
  predict/cqo forecast/co project/c estimate/c calculate/c foresee/co prophesy/c
claims:
  claim/cqio argue/cq/for+against contend/cq assert/cqo maintain/cqo insist/cq/on allege/cqo
  boast/cq/of+about brag/cq/about accuse/o/of charge/c posit/c purport/i suggest/cqo
  speculate/cq imply/cqo theorize/c reckon/cq
denies:
  deny/cqoi refute/o rebut/o dispute/co reject/o turn_down/o dismiss/os repudiate/o disavow/o
  contradict/o disagree/cq/with rule_out/o downplay/o debunk/o discount/o rebuff/o
declines-to-confirm:
  decline/i refuse/io
warns:
  warn/cqo/of+against+about caution/cq/against+about threaten/cqi alert/c/to
vows:
  vow/cqi pledge/cqio promise/cqio swear/cqi commit/a/to guarantee/co assure/c
proposes:
  propose/cio recommend/cqo advise/cqi/against advocate/co/for prescribe/o back/a float/o moot/o
  pitch/a
asks:
  ask/cqi/about+for inquire/cq/about enquire/cq/about wonder/cq/about question/qo query/q
  demand/cqio request/co urge/cqi implore/qi beg/qi plead/qi/for appeal/a/for+to press/a/for
  invite/a challenge/a exhort/qi order/i instruct/i direct/i encourage/i lobby/a/for
"""
_THOUGHT = """
-:
  believe/cqo/in think/cq/about+of feel/c know/co consider/osi hope/cqi/for want/i/o wish/ci/for
  plan/i/o+for intend/i aim/i expect/cio mean/i decide/ci desire/io seek/io fear/co
  worry/cq/about doubt/co assume/c presume/c suppose/c guess/c imagine/co realize/co realise/co
  understand/co learn/c/of discover/co find/cos see/cos view/s regard/s deem/s perceive/cs
  notice/co remember/co forget/c recognize/co recognise/co appreciate/o accept/co favor/o
  favour/o support/o oppose/o prefer/io like/io love/oi hate/oi dislike/o dread/o enjoy/o
  trust/c sense/co conclude/c determine/c judge/cs show/c prove/c demonstrate/co reflect/c
  ponder/co contemplate/o envision/o anticipate/co await/o resolve/i agree/i vote/i elect/i
  approve/o ban/o intend/io strive/i hear/c reason/cq figure/c long/i/for yearn/i/for dream/c/of
suspects:
  suspect/co
"""
_NOUNS = """
states:
  statement announcement remark comment observation assertion declaration testimony report
  explanation confession admission acknowledgement acknowledgment prediction forecast criticism
  complaint message argument revelation description words quote joke tweet reply response answer
  note letter speech conclusion assessment confirmation apology praise
claims:
  claim allegation accusation contention boast insistence suggestion charge rumour rumor
  speculation implication
denies:
  denial rejection dismissal
warns:
  warning threat caution
vows:
  vow pledge promise oath assurance commitment guarantee
proposes:
  proposal recommendation advice plan
asks:
  question demand request plea call appeal
suspects:
  suspicion fear concern worry doubt
"""
_THOUGHT_NOUNS = """
-:
  belief hope view opinion idea notion expectation desire wish intention understanding sense
  feeling perception conviction thought knowledge realization theory consensus decision finding
"""
_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote written writing",
    "speak": "speaks spoke spoken speaking",
    "go": "goes went gone going",
    "read": "reads read reading",
    "lay": "lays laid laying",
    "spell": "spells spelled spelt spelling",
    "put": "puts put putting",
    "sing": "sings sang sung singing",
    "begin": "begins began begun beginning",
    "think": "thinks thought thinking",
    "feel": "feels felt feeling",
    "know": "knows knew known knowing",
    "mean": "means meant meaning",
    "understand": "understands understood understanding",
    "find": "finds found finding",
    "see": "sees saw seen seeing",
    "foresee": "foresees foresaw foreseen foreseeing",
    "forget": "forgets forgot forgotten forgetting",
    "seek": "seeks sought seeking",
    "swear": "swears swore sworn swearing",
    "forecast": "forecasts forecast forecasted forecasting",
    "hear": "hears heard hearing",
    "shoot": "shoots shot shooting",
    "teach": "teaches taught teaching",
    "show": "shows showed shown showing",
    "learn": "learns learned learnt learning",
    "dream": "dreams dreamed dreamt dreaming",
    "strive": "strives strove striven striving",
    "prove": "proves proved proven proving",
    "quip": "quips quipped quipping",
    "travel": "travels traveled travelled traveling travelling",
}
#: Verbs of more than one syllable that double their last letter.
_DOUBLED = frozenset(
    (
        "admit",
        "commit",
        "refer",
        "rebut",
        "snap",
        "plan",
        "ban",
        "brag",
        "beg",
        "dub",
        "slam",
        "rip",
    )
)


def _forms(lemma: str) -> list[str]:
    """Return a verb with its inflected forms."""
    if lemma in _IRREGULAR:
        return [lemma, *_IRREGULAR[lemma].split()]
    if lemma in _DOUBLED:
        stem = lemma + lemma[-1]
        return [lemma, lemma + "s", stem + "ed", stem + "ing"]
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    plural = "es" if lemma.endswith(("s", "x", "ch", "sh", "z")) else "s"
    british = [lemma + "led", lemma + "ling"] if lemma.endswith("el") else []
    return [lemma, lemma + plural, lemma + "ed", lemma + "ing", *british]


def _noun_forms(lemma: str) -> list[str]:
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ies"]
    return [lemma, lemma + ("es" if lemma.endswith(("s", "x", "ch", "sh")) else "s")]


def _rows(table: str) -> Iterable[tuple[str, str]]:
    """Yield (act, word as it stands in the table)."""
    act = ""
    for word in table.split():
        if word.endswith(":"):
            act = word[:-1].strip("-")
        else:
            yield act, word


def _verbs() -> dict[str, CueWord]:
    found: dict[str, CueWord] = {}
    for table, speech in ((_SPEECH, True), (_THOUGHT, False)):
        for act, row in _rows(table):
            lemma, takes, prepositions = (*row.split("/"), "", "")[:3]
            entry = CueWord(
                lemma,
                act,
                speech,
                frozenset(takes),
                frozenset(filter(None, prepositions.split("+"))),
            )
            word, _, particle = lemma.partition("_")
            for form in _forms(word):
                found.setdefault(f"{form} {particle}".rstrip(), entry)
    return found


def _nouns() -> dict[str, CueWord]:
    found: dict[str, CueWord] = {}
    for table, speech in ((_NOUNS, True), (_THOUGHT_NOUNS, False)):
        for act, lemma in _rows(table):
            for form in _noun_forms(lemma):
                found.setdefault(form, CueWord(lemma, act, speech, frozenset("c")))
    return found


#: Every inflected form of a cue verb ("pointed out" with its particle), in small letters.
CUE_VERBS = _verbs()
CUE_NOUNS = _nouns()


def is_speech(words: Iterable[str]) -> bool:
    """Tell whether the words of a cue hold a verb of speech in the strict sense or "according"."""
    before = ""
    for word in words:
        lower = word.lower()
        if lower == "according":
            return True
        for each in (lower, f"{before} {lower}"):
            entry = CUE_VERBS.get(each)
            if entry is not None and entry.is_saying:
                return True
        before = lower
    return False
