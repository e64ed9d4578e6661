"""A split keeps together what belongs together, and gives each part its share."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.services.splitting import Article, SplitOptions, split


def _articles(number: int) -> list[Article]:
    return [
        Article(f"a{place}", place, labels={"entities.ORG": place % 3, "entities.GPE": 1})
        for place in range(number)
    ]


def test_each_part_gets_its_share_of_articles_and_labels() -> None:
    articles = _articles(1000)
    parts = split(articles, SplitOptions())
    assert [Counter(parts)[part] for part in range(3)] == pytest.approx([800, 100, 100], abs=3)
    labels: Counter[int] = Counter()
    for each, part in zip(articles, parts, strict=True):
        labels[part] += each.labels["entities.ORG"]
    assert [labels[part] / 999 for part in range(3)] == pytest.approx([0.8, 0.1, 0.1], abs=0.01)


def test_a_rare_label_gets_into_the_small_parts_too() -> None:
    articles = _articles(200) + [
        Article(f"rare{place}", 1000 + place, labels={"entities.EVENT": 5}) for place in range(10)
    ]
    parts = split(articles, SplitOptions())
    assert {part for each, part in zip(articles, parts, strict=True) if each.copies >= 1000} == {
        0,
        1,
        2,
    }


def test_another_seed_is_another_split_and_the_same_seed_the_same() -> None:
    articles = _articles(100)
    first = split(articles, SplitOptions(seed=1))
    assert split(articles, SplitOptions(seed=1)) == first
    assert split(articles, SplitOptions(seed=2)) != first


_ARTICLES = st.lists(
    st.builds(
        lambda copies, key, labels: (copies, key, labels),
        st.integers(0, 8),
        st.sampled_from(["", "a", "b", "c"]),
        st.dictionaries(st.sampled_from("xyz"), st.integers(1, 4)),
    ),
    max_size=40,
)
_OPTIONS = st.builds(
    SplitOptions,
    st.sampled_from([(80, 10, 10), (1, 0, 1), (0.5, 0.5), (1,), (0, 1, 0)]),
    st.integers(0, 5),
    st.sampled_from(["random", "date", "outlet"]),
)


@given(_ARTICLES, _OPTIONS, st.randoms(use_true_random=False))
def test_together_stays_together_in_any_order(
    drawn: list[tuple[int, str, dict[str, int]]], options: SplitOptions, shuffling: object
) -> None:
    articles = [
        Article(f"a{place}", copies, key, labels)
        for place, (copies, key, labels) in enumerate(drawn)
    ]
    parts = split(articles, options)
    part_of: dict[object, int] = {}
    for each, part in zip(articles, parts, strict=True):
        assert options.shares[part] > 0
        assert part_of.setdefault(each.copies, part) == part
        if options.by == "outlet" and each.key:
            assert part_of.setdefault(each.key, part) == part
    order = list(range(len(articles)))
    shuffling.shuffle(order)  # type: ignore[attr-defined]
    again = split([articles[place] for place in order], options)
    assert [again[order.index(place)] for place in range(len(articles))] == parts


def test_by_date_nothing_newer_is_learned_from() -> None:
    articles = [Article(f"a{day}", day, f"2026-01-{day:02}") for day in range(1, 31)]
    articles.append(Article("copy", 3, "2026-02-01"))  # of the story of the third
    parts = dict(zip((each.uid for each in articles), split(articles, SplitOptions(by="date")),
                     strict=True))  # fmt: skip
    assert parts["copy"] == parts["a3"] == 2
    train = max(each.key for each in articles if parts[each.uid] == 0)
    assert all(each.key > train for each in articles if parts[each.uid] > 0 and each.uid != "a3")


@pytest.mark.parametrize(
    "shares", [(), (0, 0, 0), (1, -1), (1, 1, 1, 1), (float("nan"),), (float("inf"), 1)]
)
def test_shares_that_are_none_are_refused(shares: tuple[float, ...]) -> None:
    with pytest.raises(AnnotatorError) as told:
        SplitOptions(shares)
    assert told.value.code == "split-shares"
