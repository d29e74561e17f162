"""A build that reuses earlier results gives the same as a build from scratch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from generator.incremental import BuildMemo, NoMemo, Untracked
from generator.spool import Spooled

Part = tuple[tuple[str, int], ...]

groups = st.sampled_from("abc")
versions = st.lists(
    st.dictionaries(
        st.sampled_from(["one", "two", "three"]), st.lists(st.tuples(groups, st.integers(0, 9))).map(tuple)
    ),
    max_size=6,
)


@given(versions, st.booleans())
def test_groups_follow_their_parts(found: list[dict[str, Part]], ordered: bool) -> None:
    memo, order = BuildMemo(), (lambda number: number % 5) if ordered else None
    for parts in found:
        memo.begin()
        assert memo.group_incrementally("key", parts, iter, order) == NoMemo().group_incrementally(
            "key", parts, iter, order
        )


def test_a_group_that_no_part_has_touched_is_the_same_object() -> None:
    memo, one = BuildMemo(), (("a", 1), ("b", 2))
    first = memo.group_incrementally("key", {"one": one, "two": (("a", 3),)}, iter)
    memo.begin()
    second = memo.group_incrementally("key", {"one": one, "two": (("a", 4),)}, iter)
    assert second == {"a": (1, 4), "b": (2,)}
    assert second["b"] is first["b"]


def test_what_fails_is_done_again_from_the_beginning() -> None:
    memo = BuildMemo()
    memo.group_incrementally("key", {"one": (("a", 1),)}, iter)
    memo.begin()
    try:
        memo.group_incrementally(
            "key", {"one": (("a", 1), ("a", 2))}, lambda part: (("a", 1 // (2 - n)) for _, n in part)
        )
    except ZeroDivisionError:
        memo.begin()
    assert memo.group_incrementally("key", {"one": (("a", 1),)}, iter) == {"a": (1,)}


def test_what_was_made_is_remembered_until_something_that_it_looked_up_has_changed() -> None:
    memo, made = BuildMemo(), []

    def build(number: int) -> int:
        memo.begin()

        def make(numbers: Mapping[str, int]) -> int:
            made.append(number)
            return numbers["one"]

        return memo.call("key", make, ({"one": number, "two": len(made)},))

    assert [build(1), build(1), build(2), build(2)] == [1, 1, 2, 2]
    assert made == [1, 2]


def test_what_is_kept_on_disk_is_the_same_and_made_again_when_needed() -> None:
    memo, made = BuildMemo(), []

    def build(number: int) -> list[int]:
        memo.begin()

        def make(numbers: Mapping[str, int]) -> list[int]:
            made.append(number)
            return [numbers["one"]] * 2_000

        return memo.call_on_disk("key", make, ({"one": number},))

    first, second = build(300), build(300)
    assert first == second == [300] * 2_000
    assert first is not second  # so nobody can change what is kept
    assert isinstance(memo.last("key"), Spooled)
    assert build(400) == [400] * 2_000
    assert made == [300, 400]


@dataclass(frozen=True)
class Numbers:
    one: Mapping[str, int]
    other: Mapping[str, int]
    plain: int = 0


def test_of_a_data_class_only_what_is_looked_up_counts_and_all_that_is_no_mapping() -> None:
    memo, made = BuildMemo(), []

    def make(numbers: Numbers, name: str, untracked: Untracked) -> int:
        made.append(untracked.value)
        return numbers.one[name] + numbers.plain

    def build(numbers: Numbers, name: str, number: int) -> int:
        memo.begin()
        return memo.call("key", make, (numbers,), name, Untracked(number))

    assert build(Numbers({"a": 1}, {}), "a", 1) == 1
    assert build(Numbers({"a": 1, "b": 2}, {"a": 3}), "a", 2) == 1  # nothing that was looked up has changed
    assert build(Numbers({"a": 1, "b": 2}, {}, 5), "a", 3) == 6
    assert build(Numbers({"a": 1, "b": 2}, {}, 5), "b", 4) == 7
    assert build(Numbers({"a": 1}, {}, 5), "a", 5) == 6
    assert made == [1, 3, 4, 5]
