"""Ids are known again however many there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.services import seen_ids
from annotator.services.seen_ids import SeenIds

IDS = st.integers(0, 2**63 - 1) | st.integers(0, 50)


@given(st.lists(st.lists(IDS, max_size=20), max_size=30), st.lists(IDS, max_size=20))
def test_it_is_a_set_that_grows(batches: list[list[int]], asked: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen_ids, "_FRESH", 7)
        seen, known = SeenIds(), set[int]()
        for batch in batches:
            assert seen.among(batch) == known.intersection(batch)
            seen.update(batch)
            known.update(batch)
        assert seen.among(asked) == known.intersection(asked)
        assert seen.among([]) == set()
        sizes = [len(each) for each in seen._settled]
        assert sizes == sorted(sizes, reverse=True)
