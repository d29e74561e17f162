"""Remember what earlier builds made, with all that was looked up to make it, so that an edit redoes little.

A stage gives each thing that it makes the world to look things up in: mappings, by name. What was looked up and found
is written down; as long as every such look-up still finds an equal value, what was made of it holds. So nobody has
to say what depends on what, and nothing can be forgotten. Equal means ``==``; for values that an earlier build has
made and this one has kept, that is the same object, and quick to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
World = Mapping[str, Mapping[Any, Any]]

_MISSING = object()  # what a look-up finds where there is nothing
_ALL = object()  # the key for having looked at a mapping as a whole


@dataclass(frozen=True, slots=True)
class _Made:
    """Something that was made: from ``given``, and from what was found in the world, by name of the mapping and key."""

    value: Any
    given: Any
    found: dict[tuple[str, Any], Any]


@dataclass(slots=True)
class Memory:
    """What the last build made, and what this one has made so far, by key."""

    last: dict[Hashable, _Made] = field(default_factory=dict)
    now: dict[Hashable, _Made] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a build: what the last one did not need any more is forgotten."""
        self.last, self.now = self.now, {}

    def recall(self, key: Hashable, given: Any, world: World, make: Callable[[World], T]) -> T:
        """Give what ``make`` makes of the world, from memory if neither ``given`` nor what it looked up has changed.

        ``given`` is all else that ``make`` depends on. What it raises is raised, and nothing is remembered.
        """
        made = self.last.get(key)
        if made is None or not (made.given == given and _still_holds(made.found, world)):
            found: dict[tuple[str, Any], Any] = {}
            value = make({name: Watched(name, mapping, found) for name, mapping in world.items()})
            made = _Made(value, given, found)
        self.now[key] = made
        return made.value  # type: ignore[no-any-return]  # what ``make`` has made under this key

    def keep(self, key: Hashable, value: T) -> T:
        """Give the equal value that the last build has made in place of this one.

        What was made of it is then known to hold at a glance, where else both would be compared part by part, once
        for each thing that looks it up.
        """
        made = self.last.get(key)
        if made is None or made.value != value:
            made = _Made(value, None, {})
        self.now[key] = made
        return made.value  # type: ignore[no-any-return]  # equal to the one that was given


class Forgetful(Memory):
    """A memory that remembers nothing, and costs nothing: for builds that happen once."""

    def begin(self) -> None:
        """Nothing is to be forgotten."""

    def recall(self, key: Hashable, given: Any, world: World, make: Callable[[World], T]) -> T:
        """Make it."""
        return make(world)

    def keep(self, key: Hashable, value: T) -> T:
        """Give the value itself."""
        return value


class Watched(Mapping[Any, Any]):
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


def _still_holds(found: Mapping[tuple[str, Any], Any], world: World) -> bool:
    for (name, key), value in found.items():
        now = world[name] if key is _ALL else world[name].get(key, _MISSING)
        if now is not value and now != value:
            return False
    return True
