"""Reuse the results of earlier builds: a result is valid as long as all that it was made from is equal.

Every stage calls the function that makes a record or a page through ``BuildMemo.call``. The function gets its inputs
with their mappings replaced by ``TrackedMapping``, which records each look-up and what it found. In the next build, if
the arguments and all recorded look-ups give equal values, the result is reused. So no stage has to declare what
depends on what. Values are compared with ``==``, which is quick for those that have been reused themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import repeat
from typing import Any, Generic, TypeVar

from generator.spool import Spool

G = TypeVar("G", bound=Hashable)
K = TypeVar("K", bound=Hashable)
P = TypeVar("P")
T = TypeVar("T")
V = TypeVar("V")

_MISSING = object()  # what a look-up finds where there is nothing
_ALL = object()  # the key under which a value is recorded as a whole

_Place = tuple[int, str]
"""Which input, and which of its fields; no field is named where the input is a mapping itself."""
_Lookups = dict[_Place, dict[Any, Any]]
"""What was found by place and key, while a function is running."""
_Found = tuple[tuple[int, str, tuple[Any, ...], tuple[Any, ...]], ...]
"""The same, to keep: the input, the field, the keys and the values of each place. Dicts would take more memory."""


@dataclass(frozen=True, slots=True)
class _Result:
    """What a function has returned, and what it was made from."""

    value: Any
    arguments: tuple[Any, ...]
    found: _Found


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
    _language: str = "en"
    spool: Spool = field(default_factory=Spool)
    """What of the results is on disk."""

    def begin(self, language: str = "en") -> None:
        """Begin a build: drop the results that the last build did not use, or all if it was in another language."""
        self._last, self._now = self._now if language == self._language else {}, {}
        self._language = language

    def call(self, key: Hashable, function: Callable[..., T], inputs: tuple[Any, ...], *arguments: Any) -> T:
        """Return ``function(*inputs, *arguments)``, reused from the last build where nothing it depends on changed.

        ``key`` names the result; no two calls in a build may share it. ``inputs`` are dicts, or data classes
        with fields that are dicts: of those, only what the function looks up counts. All other fields, and
        ``arguments``, count as a whole. An exception is passed on, and nothing is kept.
        """
        last = self._last.get(key)
        if last is None or not (last.arguments == arguments and _are_equal(last.found, inputs)):
            lookups: _Lookups = {}
            tracked = (_track(value, number, lookups) for number, value in enumerate(inputs))
            last = _Result(function(*tracked, *arguments), arguments, _to_keep(lookups))
        self._now[key] = last
        return last.value  # type: ignore[no-any-return]  # what ``function`` returned under this key

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
        self._now[key] = _Result(groups, (), ())
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
    """A mapping that records what is looked up in it, and what is found."""

    __slots__ = ("found", "mapping")

    def __init__(self, mapping: Mapping[Any, Any], found: dict[Any, Any]) -> None:
        self.mapping, self.found = mapping, found

    def __getitem__(self, key: Any) -> Any:
        value = self.get(key, _MISSING)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        return self.get(key, _MISSING) is not _MISSING

    def get(self, key: Any, default: Any = None) -> Any:
        """Look a key up, and record what is there."""
        value = self.mapping.get(key, _MISSING)
        self.found[key] = value
        return default if value is _MISSING else value

    def __iter__(self) -> Iterator[Any]:
        self.found[_ALL] = self.mapping
        return iter(self.mapping)

    def __len__(self) -> int:
        self.found[_ALL] = self.mapping
        return len(self.mapping)


def _track(value: Any, number: int, lookups: _Lookups) -> Any:
    """Return an input with its mappings tracked; all else in it is recorded as a whole."""
    if isinstance(value, dict):
        found = lookups[number, ""] = {}
        return TrackedMapping(value, found)
    tracked = {}
    for item in fields(value):
        part = getattr(value, item.name)
        found = lookups[number, item.name] = {}
        if isinstance(part, dict):
            tracked[item.name] = TrackedMapping(part, found)
        else:
            found[_ALL] = part
    return replace(value, **tracked)


def _to_keep(lookups: _Lookups) -> _Found:
    return tuple((*place, tuple(found), tuple(found.values())) for place, found in lookups.items() if found)


def _are_equal(found: _Found, inputs: tuple[Any, ...]) -> bool:
    """Return whether every recorded look-up finds an equal value in ``inputs``."""
    for number, name, keys, values in found:
        source = getattr(inputs[number], name) if name else inputs[number]
        if _ALL in keys:
            now = tuple(source if key is _ALL else source.get(key, _MISSING) for key in keys)
        else:
            now = tuple(map(source.get, keys, repeat(_MISSING)))
        if now != values:
            return False
    return True
