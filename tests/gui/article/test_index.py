"""Which marks lie in which block, and in which lane."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Span
from annotator.gui.article.firsts import FirstMentions
from annotator.gui.article.index import MarkIndex
from annotator.gui.article.marks import Mark
from annotator.gui.article.positions import DisplayText

TEXT = "\n".join(["One ship left.", "", "Two 👍🏽 ships 𝔘 came back to the harbour.", "Three."] * 3)


@st.composite
def marks(draw: st.DrawFn, key: int) -> Mark:
    """One mark of one to three parts."""
    borders = sorted(draw(st.sets(st.integers(0, len(TEXT)), min_size=2, max_size=6)))
    parts = tuple(zip(borders[::2], borders[1::2], strict=False))
    return Mark(key, parts, "#336699", draw(st.sampled_from(["A", "B"])))


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[int, Mark | None]]:
    """Marks that come, change and (None) go."""
    keys = draw(st.lists(st.integers(1, 8), min_size=1, max_size=24))
    return [(key, draw(st.none() | marks(key))) for key in keys]


def after(steps: list[tuple[int, Mark | None]]) -> dict[int, Mark]:
    held: dict[int, Mark] = {}
    for key, mark in steps:
        held.pop(key, None)
        if mark is not None:
            held[key] = mark
    return held


@given(changes())
def test_changing_marks_one_by_one_is_putting_them_in_at_once(
    steps: list[tuple[int, Mark | None]],
) -> None:
    display = DisplayText(TEXT)
    index = MarkIndex(display, [])
    for block in range(len(display.block_starts)):
        index.fragments(block)
    for key, mark in steps:
        touched = index.drop(key) if mark is None else index.put(mark)
        assert index.blocks_of(key) <= touched
        for block in range(len(display.block_starts)):
            index.lanes(block)
    fresh = MarkIndex(display, after(steps).values())
    assert index.marks == fresh.marks
    for block in range(len(display.block_starts)):
        assert index.fragments(block) == fresh.fragments(block)
        assert index.lanes(block) == fresh.lanes(block)


@given(changes())
def test_fragments_hold_exactly_the_characters_of_their_marks(
    steps: list[tuple[int, Mark | None]],
) -> None:
    display = DisplayText(TEXT)
    held = after(steps)
    index = MarkIndex(display, held.values())
    covered: dict[int, set[int]] = {key: set() for key in held}
    for block, start in enumerate(display.block_starts):
        base = display.to_qt(start)
        for fragment in index.fragments(block):
            covered[fragment.key] |= set(range(base + fragment.start, base + fragment.end))
    for key, mark in held.items():
        wanted = {
            unit
            for start, end in mark.parts
            for position in range(start, end)
            if TEXT[position] != "\n"  # stands between two blocks
            for unit in range(display.to_qt(position), display.to_qt(position + 1))
        }
        assert covered[key] == wanted


@given(changes())
def test_lanes_hold_one_mark_at_a_time_and_there_are_no_more_than_needed(
    steps: list[tuple[int, Mark | None]],
) -> None:
    display = DisplayText(TEXT)
    index = MarkIndex(display, after(steps).values())
    for block in range(len(display.block_starts)):
        fragments, lanes = index.fragments(block), index.lanes(block)
        at = list(zip(fragments, lanes, strict=True))
        for number, (one, lane) in enumerate(at):
            for other, its_lane in at[number + 1 :]:
                if lane == its_lane:
                    assert one.end <= other.start
        deepest = max(
            (sum(one.start <= each.start < one.end for one in fragments) for each in fragments),
            default=0,
        )
        assert max(lanes, default=-1) + 1 <= max(deepest, 1 if fragments else 0)


@given(changes())
def test_the_first_of_the_same_words_and_tag(steps: list[tuple[int, Mark | None]]) -> None:
    firsts = FirstMentions(TEXT, [])
    for key, mark in steps:
        if mark is None:
            firsts.drop(key)
        else:
            firsts.put(mark)
    held = after(steps)

    def wording(mark: Mark) -> tuple[str, str]:
        hull = Span(mark.parts[0][0], mark.parts[-1][1])
        return mark.tag, TEXT[hull.start : hull.end]

    for key, mark in held.items():
        alike = [each for each in held.values() if wording(each) == wording(mark)]
        first = min(alike, key=lambda each: (each.parts[0][0], each.key))
        assert firsts.is_first(key) == (first.key == key)
