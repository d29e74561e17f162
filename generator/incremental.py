"""Reuse the results of earlier builds: a result is valid as long as all that it was made from is equal.

Every stage calls the function that makes a record or a page through ``BuildMemo.call``. The function gets its inputs
with their mappings replaced by ``TrackedMapping``, which records the keys that are looked up. In the next build, if
the arguments are equal and none of those keys has another value, the result is reused. So no stage has to declare what
depends on what. The inputs of two builds are compared only once, however many results were made from them.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, Generic, TypeVar

from generator.spool import Spool, Spooled

G = TypeVar("G", bound=Hashable)
K = TypeVar("K", bound=Hashable)
P = TypeVar("P")
T = TypeVar("T")
V = TypeVar("V")

_MISSING = object()  # what a look-up finds where there is nothing
_ALL = object()  # the key that stands for all keys of a mapping

_Place = tuple[int, str]
"""Which input, and which of its fields; no field is named where the input is a mapping itself."""
_Lookups = dict[_Place, set[Any]]
"""The keys looked up in each place, while a function is running."""
_Changes = Mapping[_Place, Set[Any]]
"""The keys that have another value than in the last build, by place."""


@dataclass(slots=True)
class _Result:
    """What a function has returned, what it was made from, and the inputs of the last build that used it."""

    value: Any
    arguments: tuple[Any, ...] = ()
    lookups: tuple[tuple[_Place, tuple[Any, ...]], ...] = ()
    inputs: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Untracked:
    """An argument left out of the comparison: it changes only together with a tracked input."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Untracked)

    def __hash__(self) -> int:
        return hash(Untracked)


@dataclass(slots=True)
class BuildMemo:
    """The results of the last build, and those of this one so far, by key."""

    _last: dict[Hashable, _Result] = field(default_factory=dict)
    _now: dict[Hashable, _Result] = field(default_factory=dict)
    _inputs: dict[tuple[int, ...], tuple[Any, ...]] = field(
        default_factory=dict
    )  # of this build, by their ids
    _comparison: _Comparison = field(default_factory=lambda: _Comparison())
    _language: str = "en"
    spool: Spool = field(default_factory=Spool)
    """What of the results is on disk."""

    def begin(self, language: str = "en") -> None:
        """Begin a build: drop the results that the last build did not use, or all if it was in another language."""
        self._last, self._now = self._now if language == self._language else {}, {}
        self._inputs, self._comparison = {}, _Comparison()
        self._language = language

    def call(self, key: Hashable, function: Callable[..., T], inputs: tuple[Any, ...], *arguments: Any) -> T:
        """Return ``function(*inputs, *arguments)``, reused from the last build where nothing it depends on changed.

        ``key`` names the result; two calls in a build that share it share the result. ``inputs`` are dicts, or data
        classes with fields that are dicts: of those, only what the function looks up counts. All other fields, and
        ``arguments``, count as a whole. Nobody may change an input afterwards. An exception is passed on, and nothing
        is kept.
        """
        inputs = self._inputs.setdefault(tuple(map(id, inputs)), inputs)
        result = self._now.get(key) or self._last.get(key)
        if result is None or result.arguments != arguments or self._has_changed(result, inputs):
            lookups: _Lookups = {}
            tracked = (_track(value, number, lookups) for number, value in enumerate(inputs))
            result = _Result(function(*tracked, *arguments), arguments, _to_keep(lookups))
        result.inputs = inputs
        self._now[key] = result
        return result.value  # type: ignore[no-any-return]  # what ``function`` returned under this key

    def call_on_disk(
        self, key: Hashable, function: Callable[..., T], inputs: tuple[Any, ...], *arguments: Any
    ) -> T:
        """Do the same as ``call``, and keep the result on disk. Each caller gets a copy, which can be pickled."""

        def pickled(*values: Any) -> bytes | Spooled:
            return self.spool.add(pickle.dumps(function(*values), pickle.HIGHEST_PROTOCOL))

        stored = self.call(key, pickled, inputs, *arguments)
        return pickle.loads(stored.read() if isinstance(stored, Spooled) else stored)  # type: ignore[no-any-return]

    def last(self, key: Hashable) -> Any:
        """Return the result of the last build under this key; None if there is none."""
        result = self._last.get(key)
        return result and result.value

    def keep(self, key: Hashable, value: object) -> None:
        """Keep something that the next build is to find with ``last``."""
        self._now[key] = _Result(value)

    def _has_changed(self, result: _Result, inputs: tuple[Any, ...]) -> bool:
        """Return whether what a result was made from has another value in ``inputs``."""
        if result.inputs is inputs:
            return False
        changes = self._comparison.of_inputs(result.inputs, inputs)
        if not changes:
            return changes is None
        return any(place in changes and not changes[place].isdisjoint(keys) for place, keys in result.lookups)

    def group_incrementally(
        self,
        key: Hashable,
        parts: Mapping[K, P],
        spread: Callable[[P], Iterable[tuple[G, V]]],
        order: Callable[[V], Any] | None = None,
    ) -> dict[G, tuple[V, ...]]:
        """Return the values of all parts by group; only groups that a changed part has a value in are made again.

        ``spread`` returns the values of a part, each after its group. A group has the values in the order of the
        parts, or sorted by ``order``, whose result for a value must not change unless its part does. A part counts
        as unchanged if it is the same object.
        """
        last = self._last.pop(key, None)  # if this raises, the next build starts without these groups
        groups: _Groups[K, P, G, V] = last.value if last else _Groups()
        groups.update(parts, spread, order)
        self._now[key] = _Result(groups)
        return dict(groups.joined)


@dataclass(slots=True)
class _Groups(Generic[K, P, G, V]):
    """The values of several parts by group: those of each part, and all of them joined."""

    parts: dict[K, P] = field(default_factory=dict)
    members: dict[G, dict[K, list[V]]] = field(default_factory=dict)
    joined: dict[G, tuple[V, ...]] = field(default_factory=dict)

    def update(
        self,
        parts: Mapping[K, P],
        spread: Callable[[P], Iterable[tuple[G, V]]],
        order: Callable[[V], Any] | None,
    ) -> None:
        """Update all groups to the parts of this build."""
        touched: set[G] = set()
        for name in self.parts.keys() - parts.keys():
            touched |= self._remove(name, spread)
        for name, part in parts.items():
            if name in self.parts:
                if self.parts[name] is part:
                    continue
                touched |= self._remove(name, spread)
            for group, value in spread(part):
                self.members.setdefault(group, {}).setdefault(name, []).append(value)
                touched.add(group)
        self.parts = dict(parts)
        places = {name: place for place, name in enumerate(parts)}
        for group in touched:
            self._join(group, places, order)

    def _remove(self, name: K, spread: Callable[[P], Iterable[tuple[G, V]]]) -> set[G]:
        groups = {group for group, _ in spread(self.parts[name])}
        for group in groups:
            del self.members[group][name]
        return groups

    def _join(self, group: G, places: Mapping[K, int], order: Callable[[V], Any] | None) -> None:
        """Join a group again; if the result is equal, keep the old object."""
        values = [
            value
            for name in sorted(self.members[group], key=places.__getitem__)
            for value in self.members[group][name]
        ]
        if order:
            values.sort(key=order)
        if not values:
            del self.members[group]
            self.joined.pop(group, None)
        elif self.joined.get(group) != (values_now := tuple(values)):
            self.joined[group] = values_now


class NoMemo(BuildMemo):
    """A memo that keeps nothing and costs nothing, for a single build."""

    def begin(self, language: str = "en") -> None:
        """Do nothing."""

    def call(self, key: Hashable, function: Callable[..., T], inputs: tuple[Any, ...], *arguments: Any) -> T:
        """Return ``function(*inputs, *arguments)``."""
        return function(*inputs, *arguments)

    call_on_disk = call

    def keep(self, key: Hashable, value: object) -> None:
        """Do nothing."""

    def group_incrementally(
        self,
        key: Hashable,
        parts: Mapping[K, P],
        spread: Callable[[P], Iterable[tuple[G, V]]],
        order: Callable[[V], Any] | None = None,
    ) -> dict[G, tuple[V, ...]]:
        """Return the values of all parts by group."""
        groups: dict[G, list[V]] = defaultdict(list)
        for part in parts.values():
            for group, value in spread(part):
                groups[group].append(value)
        if order:
            for values in groups.values():
                values.sort(key=order)
        return {group: tuple(values) for group, values in groups.items()}


class TrackedMapping(Mapping[Any, Any]):
    """A mapping that records which keys are looked up in it."""

    __slots__ = ("keys_used", "mapping")

    def __init__(self, mapping: Mapping[Any, Any], keys_used: set[Any]) -> None:
        self.mapping, self.keys_used = mapping, keys_used

    def __getitem__(self, key: Any) -> Any:
        self.keys_used.add(key)
        return self.mapping[key]

    def __contains__(self, key: object) -> bool:
        self.keys_used.add(key)
        return key in self.mapping

    def get(self, key: Any, default: Any = None) -> Any:
        """Look a key up, and record it."""
        self.keys_used.add(key)
        return self.mapping.get(key, default)

    def __iter__(self) -> Iterator[Any]:
        self.keys_used.add(_ALL)
        return iter(self.mapping)

    def __len__(self) -> int:
        self.keys_used.add(_ALL)
        return len(self.mapping)


def _parts(value: Any, number: int) -> Iterator[tuple[_Place, Any]]:
    """Yield an input that is a dict, or the fields of a data class, each after its place."""
    if isinstance(value, dict):
        yield _place(number, ""), value
    else:
        for item in fields(value):
            yield _place(number, item.name), getattr(value, item.name)


@cache
def _place(number: int, name: str) -> _Place:
    """Return one and the same object for a place: each result names some."""
    return number, name


def _track(value: Any, number: int, lookups: _Lookups) -> Any:
    """Return an input with its mappings tracked."""
    tracked = {}
    for place, part in _parts(value, number):
        if isinstance(part, dict):
            lookups[place] = set()
            tracked[place[1]] = TrackedMapping(part, lookups[place])
    return tracked[""] if "" in tracked else replace(value, **tracked)


def _to_keep(lookups: _Lookups) -> tuple[tuple[_Place, tuple[Any, ...]], ...]:
    return tuple((place, tuple(keys)) for place, keys in lookups.items() if keys)


@dataclass(slots=True)
class _Comparison:
    """What differs between the last build and this one. Two objects are compared once, and kept until the end."""

    inputs: dict[tuple[int, int], tuple[_Changes | None, Any, Any]] = field(
        default_factory=dict
    )  # by their ids
    mappings: dict[tuple[int, int], tuple[set[Any], Any, Any]] = field(default_factory=dict)

    def of_inputs(self, last: tuple[Any, ...], now: tuple[Any, ...]) -> _Changes | None:
        """Return what differs between the inputs of two builds; None if something differs that is no mapping."""
        pair = id(last), id(now)
        if pair not in self.inputs:
            self.inputs[pair] = self._compare_inputs(last, now), last, now
        return self.inputs[pair][0]

    def _compare_inputs(self, last: tuple[Any, ...], now: tuple[Any, ...]) -> _Changes | None:
        changes = {}
        for number, (old, new) in enumerate(zip(last, now, strict=True)):
            if old is new:
                continue
            for (place, before), (_, after) in zip(_parts(old, number), _parts(new, number), strict=True):
                if before is after:
                    continue
                if isinstance(before, dict) and isinstance(after, dict):
                    if keys := self._changed_keys(before, after):
                        changes[place] = keys
                elif before != after or isinstance(before, dict) or isinstance(after, dict):
                    return None
        return changes

    def _changed_keys(self, last: dict[Any, Any], now: dict[Any, Any]) -> set[Any]:
        """Return the keys whose values differ, and with them ``_ALL``."""
        pair = id(last), id(now)
        if pair not in self.mappings:
            keys = last.keys() - now.keys()
            for key, value in now.items():
                old = last.get(key, _MISSING)
                if old is not value and old != value:
                    keys.add(key)
            self.mappings[pair] = keys and keys | {_ALL}, last, now
        return self.mappings[pair][0]
