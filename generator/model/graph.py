"""Walks along the relations between records, none of which follows a loop for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

MAX_LEVELS = 16
"""The most levels that a hierarchy may have; walks go no further."""

N = TypeVar("N", bound=Hashable)


def reachable(starts: Iterable[N], neighbours: Callable[[N], Iterable[N]]) -> list[N]:
    """Return ``starts`` and all that can be reached from them, each once."""
    found = dict.fromkeys(starts)
    waiting = list(found)
    while waiting:
        new = dict.fromkeys(node for node in neighbours(waiting.pop()) if node not in found)
        found |= new
        waiting += new
    return list(found)


def chain(start: N, parent: Callable[[N], N | None]) -> list[N]:
    """Return ``start``, its parent, the parent of that and so on, until there is none or one comes a second time.

    Of a hierarchy with too many levels, which is an error, only ``MAX_LEVELS`` nodes.
    """
    path = {start: None}
    node = parent(start)
    while node is not None and node not in path and len(path) < MAX_LEVELS:
        path[node] = None
        node = parent(node)
    return list(path)


def find_too_deep(parent_of: Mapping[str, str | None]) -> list[str]:
    """Return the nodes of the first level that is too deep: ``MAX_LEVELS`` levels below a node without a parent."""
    children = defaultdict[str | None, list[str]](list)
    for node, parent in parent_of.items():
        children[parent if parent in parent_of else None].append(node)
    level = children[None]
    for _ in range(MAX_LEVELS):
        level = [child for node in level for child in children[node]]
    return level


def find_loops(edges: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield loops until none is left, each as the ids along it, from the first by name and back to it.

    After each loop its nodes count as removed, so that loops that share a node may be reported as one. The time is
    linear in the number of edges.
    """
    done: set[str] = set()
    for start in sorted(edges):
        path = {start: iter(sorted(edges[start]))} if start not in done else {}
        while path:
            following = next(path[next(reversed(path))], None)
            if following is None:
                done.add(path.popitem()[0])
            elif following in path:
                loop = [path.popitem()[0]]
                while loop[-1] != following:
                    loop.append(path.popitem()[0])
                loop.reverse()
                done.update(loop)
                first = loop.index(min(loop))
                yield [*loop[first:], *loop[:first], loop[first]]
            elif following not in done:
                path[following] = iter(sorted(edges.get(following, ())))


def shown_loop(loop: list[str]) -> str:
    """Return a loop as text, without the middle of a long one."""
    shown = [*loop[:6], f"({len(loop) - 8} more)", *loop[-2:]] if len(loop) > 12 else loop
    return " -> ".join(shown)
