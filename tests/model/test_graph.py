"""Loops and levels in the relations between records."""

from __future__ import annotations

from graphlib import TopologicalSorter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from generator.model.graph import MAX_LEVELS, find_loops, find_too_deep, shown_loop

NODES = st.sampled_from("abcdefg")


@given(st.dictionaries(NODES, st.frozensets(NODES)))
def test_without_the_nodes_of_the_loops_found_there_is_no_loop(edges: dict[str, frozenset[str]]) -> None:
    loops = list(find_loops(edges))
    for loop in loops:
        assert loop[0] == loop[-1] == min(loop)
        assert all(following in edges[node] for node, following in pairwise(loop))
    found = [node for loop in loops for node in loop[1:]]
    assert len(found) == len(set(found))
    TopologicalSorter(
        {node: others.difference(found) for node, others in edges.items() if node not in found}
    ).prepare()


def test_only_the_first_level_that_is_too_deep_is_found() -> None:
    parents = {str(level): str(level - 1) for level in range(2, MAX_LEVELS + 9)}
    assert find_too_deep({"1": None, **parents}) == [str(MAX_LEVELS + 1)]
    assert find_too_deep(parents) == [str(MAX_LEVELS + 2)]  # an unknown parent is no level
    assert find_too_deep({**parents, "1": str(MAX_LEVELS + 8)}) == []  # a loop is reported as such


def test_the_middle_of_a_long_loop_is_left_out() -> None:
    assert shown_loop([*"abcdefghijk", "a"]) == "a -> b -> c -> d -> e -> f -> g -> h -> i -> j -> k -> a"
    assert shown_loop([*"abcdefghijklm", "a"]) == "a -> b -> c -> d -> e -> f -> (6 more) -> m -> a"
