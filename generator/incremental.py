"""Remember what earlier builds made, with all that was looked up to make it, so that an edit redoes little.

A stage gives each thing that it makes the world to look things up in: mappings, by name. What was looked up and found
is written down; as long as every such look-up still finds an equal value, what was made of it holds. So nobody has
to say what depends on what, and nothing can be forgotten. Equal means ``==``; for values that an earlier build has
made and this one has kept, that is the same object, and quick to tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

G = TypeVar("G", bound=Hashable)
K = TypeVar("K", bound=Hashable)
P = TypeVar("P")
T = TypeVar("T")
V = TypeVar("V")
Inputs = Mapping[str, Mapping[Any, Any]]

_MISSING = object()  # what a look-up finds where there is nothing
_ALL = object()  # the key for having looked at a mapping as a whole


@dataclass(frozen=True, slots=True)
class _Made:
    """Something that was made: from ``given``, and from what was found in the world, by name of the mapping and key."""

    value: Any
    given: Any
    found: dict[tuple[str, Any], Any]


@dataclass(slots=True)
class BuildMemo:
    """What the last build made, and what this one has made so far, by key."""

    last: dict[Hashable, _Made] = field(default_factory=dict)
    now: dict[Hashable, _Made] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a build: what the last one did not need any more is forgotten."""
        self.last, self.now = self.now, {}

    def get_or_compute(self, key: Hashable, given: Any, inputs: Inputs, make: Callable[[Inputs], T]) -> T:
        """Give what ``make`` makes of the world, from memory if neither ``given`` nor what it looked up has changed.

        ``given`` is all else that ``make`` depends on. What it raises is raised, and nothing is remembered.
        """
        made = self.last.get(key)
        if made is None or not (made.given == given and _still_holds(made.found, inputs)):
            found: dict[tuple[str, Any], Any] = {}
            value = make({name: TrackedMapping(name, mapping, found) for name, mapping in inputs.items()})
            made = _Made(value, given, found)
        self.now[key] = made
        return made.value  # type: ignore[no-any-return]  # what ``make`` has made under this key

    def group_incrementally(
        self,
        key: Hashable,
        parts: Mapping[K, P],
        spread: Callable[[P], Iterable[tuple[G, V]]],
        order: Callable[[V], Any] | None = None,
    ) -> dict[G, tuple[V, ...]]:
        """Put what each part spreads over some groups together, group by group; only what has changed is done again.

        In a group stand the things of the first part first, sorted by ``order`` where it is given. Whatever ``order``
        makes of a thing must change with its part. A part is taken for unchanged if it is the same object.
        """
        made = self.last.pop(key, None)  # if this fails, nothing is known
        groups: _Groups[K, P, G, V] = made.value if made else _Groups()
        groups.update(parts, spread, order)
        self.now[key] = _Made(groups, None, {})
        return dict(groups.whole)


@dataclass(slots=True)
class _Groups(Generic[K, P, G, V]):
    """Things of several parts by group: as each part has them, and as a whole."""

    parts: dict[K, P] = field(default_factory=dict)
    members: dict[G, dict[K, list[V]]] = field(default_factory=dict)
    whole: dict[G, tuple[V, ...]] = field(default_factory=dict)

    def update(
        self,
        parts: Mapping[K, P],
        spread: Callable[[P], Iterable[tuple[G, V]]],
        order: Callable[[V], Any] | None,
    ) -> None:
        """Bring everything to what the parts are now."""
        touched: set[G] = set()
        for name in self.parts.keys() - parts.keys():
            touched |= self._take_out(name, spread)
        for name, part in parts.items():
            if name in self.parts:
                if self.parts[name] is part:
                    continue
                touched |= self._take_out(name, spread)
            for group, thing in spread(part):
                self.members.setdefault(group, {}).setdefault(name, []).append(thing)
                touched.add(group)
        self.parts = dict(parts)
        places = {name: place for place, name in enumerate(parts)}
        for group in touched:
            self._join(group, places, order)

    def _take_out(self, name: K, spread: Callable[[P], Iterable[tuple[G, V]]]) -> set[G]:
        groups = {group for group, _ in spread(self.parts[name])}
        for group in groups:
            del self.members[group][name]
        return groups

    def _join(self, group: G, places: Mapping[K, int], order: Callable[[V], Any] | None) -> None:
        """Make a group as a whole anew; one that comes out equal stays the object that it was."""
        things = [
            thing
            for name in sorted(self.members[group], key=places.__getitem__)
            for thing in self.members[group][name]
        ]
        if order:
            things.sort(key=order)
        if not things:
            del self.members[group]
            self.whole.pop(group, None)
        elif self.whole.get(group) != (joined := tuple(things)):
            self.whole[group] = joined


class NoMemo(BuildMemo):
    """A memory that remembers nothing, and costs nothing: for builds that happen once."""

    def begin(self) -> None:
        """Nothing is to be forgotten."""

    def get_or_compute(self, key: Hashable, given: Any, inputs: Inputs, make: Callable[[Inputs], T]) -> T:
        """Make it."""
        return make(inputs)

    def group_incrementally(
        self,
        key: Hashable,
        parts: Mapping[K, P],
        spread: Callable[[P], Iterable[tuple[G, V]]],
        order: Callable[[V], Any] | None = None,
    ) -> dict[G, tuple[V, ...]]:
        """Put everything together."""
        found: dict[G, list[V]] = defaultdict(list)
        for part in parts.values():
            for group, thing in spread(part):
                found[group].append(thing)
        if order:
            for things in found.values():
                things.sort(key=order)
        return {group: tuple(things) for group, things in found.items()}


class TrackedMapping(Mapping[Any, Any]):
    """A mapping that writes down what is looked up in it, and what is found."""

    __slots__ = ("found", "mapping", "name")

    def __init__(self, name: str, mapping: Mapping[Any, Any], found: dict[tuple[str, Any], Any]) -> None:
        self.name, self.mapping, self.found = name, mapping, found

    def __getitem__(self, key: Any) -> Any:
        value = self.get(key, _MISSING)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        return self.get(key, _MISSING) is not _MISSING

    def get(self, key: Any, default: Any = None) -> Any:
        """Look a key up, and write down what is there."""
        value = self.mapping.get(key, _MISSING)
        self.found[self.name, key] = value
        return default if value is _MISSING else value

    def __iter__(self) -> Iterator[Any]:
        self.found[self.name, _ALL] = self.mapping
        return iter(self.mapping)

    def __len__(self) -> int:
        self.found[self.name, _ALL] = self.mapping
        return len(self.mapping)


def _still_holds(found: Mapping[tuple[str, Any], Any], inputs: Inputs) -> bool:
    for (name, key), value in found.items():
        now = inputs[name] if key is _ALL else inputs[name].get(key, _MISSING)
        if now is not value and now != value:
            return False
    return True
