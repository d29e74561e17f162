"""Invents what the articles are about: a tree of topics, people, places and things with their names, publishers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.language import Writer, hangul_name, latin_name

TOP_TOPICS, TOPICS, ENTITIES, PUBLISHERS = 8, 40, 300, 25
SHARES = {
    "place": 95,
    "facility": 50,
    "organisation": 60,
    "person": 45,
    "commodity": 30,
    "event": 15,
    "other": 5,
}

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity: its id, its names (the label first) and those of them in Hangul."""

    id: str
    kind: str
    names: tuple[str, ...]
    hangul: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that briefs refer to, most common first, and its records as written to YAML."""

    topics: tuple[str, ...]
    things: tuple[Thing, ...]
    publishers: tuple[str, ...]
    records: Mapping[str, Mapping[str, Record]]  # "topics", "entities", "publishers": by id


def make_world(rng: random.Random, writer: Writer, names: int) -> World:
    """Invent a world with up to 300 entities, which have ``names`` distinct labels and aliases together."""
    topics = _topics(rng, writer)
    entities, things = _entities(rng, writer, names, set(topics))
    publishers = _publishers(rng, writer, {*topics, *entities})
    ranked_topics, ranked_things = list(topics), list(things)
    rng.shuffle(ranked_topics)
    rng.shuffle(ranked_things)
    records = {"topics": topics, "entities": entities, "publishers": publishers}
    return World(tuple(ranked_topics), tuple(ranked_things), tuple(publishers), records)


def slug(words: str) -> str:
    """Turn plain ASCII words into an id."""
    kept = "".join(
        character if character.isascii() and character.isalnum() else " " for character in words.lower()
    )
    return "-".join(kept.split())


def _topics(rng: random.Random, writer: Writer) -> dict[str, Record]:
    topics: dict[str, Record] = {}
    while len(topics) < TOPICS:
        label = f"{writer.phrase(rng)}s".capitalize()
        name = slug(label)
        if name in topics:
            continue
        earlier = list(topics)
        topics[name] = topic = {
            "label": label,
            "definition": f"The {writer.noun(rng)} of {writer.phrase(rng)}s, and {writer.phrase(rng)}s besides.",
            "broader": rng.choice(earlier[:TOP_TOPICS]) if len(earlier) >= TOP_TOPICS else None,
            "related": rng.sample(earlier, 2) if len(earlier) > TOP_TOPICS and rng.random() < 0.5 else [],
            "alt_labels": [f"{writer.phrase(rng)}s".capitalize(), hangul_name(rng)],
        }
        topic["related"] = [other for other in topic["related"] if other != topic["broader"]]
    return topics


def _publishers(rng: random.Random, writer: Writer, taken: set[str]) -> dict[str, Record]:
    publishers: dict[str, Record] = {}
    while len(publishers) < PUBLISHERS:
        label = f"{latin_name(rng)} {rng.choice(('Daily', 'Courier', 'Post', 'Monitor', 'Wire'))}"
        name = slug(label)
        if name not in taken and name not in publishers:
            publishers[name] = {
                "label": label,
                "url": f"https://{name}.example/",
                "reliability": rng.choices("ABCDEF", (1, 4, 6, 3, 1, 2))[0],
                "note": f"Rated on its articles about {writer.phrase(rng)}s.",
            }
    return publishers


def _entities(
    rng: random.Random, writer: Writer, names: int, taken: set[str]
) -> tuple[dict[str, Record], list[Thing]]:
    count = min(ENTITIES, names)
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    used: set[str] = set(writer.words.nouns) | set(
        writer.words.adjectives
    )  # no entity has the name of a common word
    used |= {word.replace("-", " ") for word in taken}

    def fresh(make: Callable[[], str]) -> str:
        while (name := make()).casefold() in used or slug(name) in taken:
            pass
        used.add(name.casefold())
        return name

    kinds = kinds[:: max(1, len(kinds) // count)][:count]
    places: list[str] = []
    labels: list[str] = []
    for kind in kinds:
        labels.append(fresh(partial(_label, rng, writer, kind, places)))
        places += [labels[-1]] if kind == "place" else []
    all_names = [[label] for label in labels]
    hangul: list[list[str]] = [[] for _ in labels]
    variants = [_variants(rng, label) for label in labels]
    for extra in range(names - count):
        at = extra % count
        alias = fresh(partial(next, variants[at]))
        all_names[at].append(alias)
        hangul[at] += [alias] if alias[0] >= "가" else []
    things = [
        Thing(slug(label), kind, tuple(own), tuple(korean))
        for label, kind, own, korean in zip(labels, kinds, all_names, hangul, strict=True)
    ]
    return {thing.id: _record(rng, writer, thing, at, things) for at, thing in enumerate(things)}, things


def _label(rng: random.Random, writer: Writer, kind: str, places: list[str]) -> str:
    name = latin_name(rng)
    place = rng.choice(places) if places else name
    match kind:
        case "facility":
            return f"{place} {rng.choice(('customs house', 'harbour', 'power station', 'market', 'depot', 'bridge'))}"
        case "organisation":
            return f"{name} {rng.choice(('Trading', 'Shipping', 'Bank', 'Ministry', 'Committee', 'Works'))}"
        case "person":
            return f"{latin_name(rng)} {name}"
        case "commodity":
            return f"{name}ite" if rng.random() < 0.5 else f"{name} {writer.noun(rng)}".capitalize()
        case "event":
            return f"{rng.choice(('Closure', 'Reopening', 'Flood'))} of {place}"
        case "other":
            return f"{rng.choice(('Residents', 'Drivers', 'Traders'))} of {place}"
    return name


def _variants(rng: random.Random, label: str) -> Iterator[str]:
    """Yield other names of a thing without end: in Hangul, spelt differently, longer, or abbreviated."""
    first, _, rest = label.partition(" ")
    while True:
        yield hangul_name(rng)
        at = rng.choice([index for index, letter in enumerate(first) if letter in "aeiou"] or [0])
        yield f"{first[:at]}{rng.choice(('ae', 'eo', 'u', 'oe', 'ya'))}{first[at + 1 :]} {rest}".strip()
        yield f"{rng.choice(('Old', 'New', 'Upper', 'Lower', 'Greater'))} {label}"
        yield "".join(rng.choices("BCDFGHJKLMNPRSTVZ", k=rng.choice((3, 4))))
        yield f"{label} {rng.choice(('district', 'authority', 'group', 'branch', 'area'))}"


def _record(rng: random.Random, writer: Writer, thing: Thing, at: int, things: list[Thing]) -> Record:
    containing = [other for other in things[: min(at, 40)] if other.kind == "place"]
    is_located = thing.kind in ("place", "facility", "event") and containing and at > 2
    return {
        "label": thing.names[0],
        "kind": thing.kind,
        "aliases": list(thing.names[1:]),
        "description": f"A {thing.kind} known for its {writer.phrase(rng)}s.",
        "coordinates": [round(rng.uniform(34, 43), 2), round(rng.uniform(124, 131), 2)]
        if thing.kind == "place"
        else None,
        "located_in": rng.choice(containing).id if is_located else None,
        "same_as": [f"https://things.example/{thing.id}"] if rng.random() < 0.3 else [],
    }
