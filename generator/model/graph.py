"""Walks along the relations between records, none of which follows a loop for ever."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

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
    """Return ``start``, its parent, the parent of that and so on, until there is none or one comes a second time."""
    path = {start: None}
    node = parent(start)
    while node is not None and node not in path:
        path[node] = None
        node = parent(node)
    return list(path)


def find_loops(edges: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield loops until none is left, each as the ids along it, from the first by name and back to it.

    After each loop its first edge counts as removed, so that loops that share an edge may be reported as one.
    """
    left = {node: sorted(edges[node]) for node in sorted(edges)}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            # graphlib gives a loop against the direction of the edges.
            nodes = list(reversed(error.args[1]))[:-1]
            first = nodes.index(min(nodes))
            loop = [*nodes[first:], *nodes[:first], nodes[first]]
            yield loop
            left[loop[0]].remove(loop[1])
        else:
            return
