"""Plans all invented briefs before any is written, so that one can refer to another."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

from benchmarks.language import Writer, Zipf
from benchmarks.world import Thing, World, slug

FIRST_DAY, DAYS = datetime.date(2016, 11, 21), 3650
CLAIMS = 5
NEAR = 200  # a brief refers to one of the 200 before it; one of the 200 after it gives the outcome of its forecast


@dataclass(frozen=True, slots=True)
class Plan:
    """What other briefs need to know about a brief before it is written."""

    slug: str
    title: str
    day: datetime.date
    published: datetime.date
    publisher: str
    repeats: int | None  # the number of the brief whose article this one's article repeats
    origin: str
    topics: tuple[str, ...]
    things: tuple[Thing, ...]
    claims: tuple[str, ...]
    forecast: bool  # the last claim is a forecast


def make_plans(world: World, writer: Writer, briefs: int, seed: int) -> list[Plan]:
    """Plan ``briefs`` briefs, oldest first, dated evenly over ten years."""
    draw_topic, draw_thing, draw_publisher = (
        Zipf(len(items), steepness)
        for items, steepness in ((world.topics, 0.8), (world.things, 1.0), (world.publishers, 1.0))
    )
    plans: list[Plan] = []
    taken = {name for records in world.records.values() for name in records}
    for number in range(briefs):
        rng = random.Random(f"{seed} plan {number}")
        topics = [world.topics[rank] for rank in draw_topic.ranks(rng, rng.choice((1, 2, 2, 3)))]
        # Half of the things depend on the topic: each topic starts at a different place in the list.
        shift = 37 * world.topics.index(topics[0])
        ranks = [*draw_thing.ranks(rng, 3), *(rank + shift for rank in draw_thing.ranks(rng, 4))]
        things = [world.things[rank % len(world.things)] for rank in dict.fromkeys(ranks)]
        title = writer.heading(rng, things[0].names[0])
        publisher = world.publishers[draw_publisher.ranks(rng, 1)[0]]
        repeats = rng.randrange(max(0, number - NEAR), number) if number and rng.random() < 0.05 else None
        day = FIRST_DAY + datetime.timedelta(days=DAYS * number // briefs)
        plans.append(
            Plan(
                slug=_unused(slug(title)[:70].strip("-"), taken),
                title=title,
                day=day,
                published=day - datetime.timedelta(days=rng.randint(3, 40)),
                publisher=publisher,
                repeats=repeats,
                origin=publisher if repeats is None else plans[repeats].origin,
                topics=tuple(dict.fromkeys(topics)),
                things=tuple(things),
                claims=_claim_ids(rng, writer),
                forecast=rng.random() < 0.15,
            )
        )
    return plans


def _claim_ids(rng: random.Random, writer: Writer) -> tuple[str, ...]:
    taken: set[str] = set()
    return tuple(_unused(f"{writer.noun(rng)}-{writer.verb(rng)}ed", taken) for _ in range(CLAIMS))


def _unused(name: str, taken: set[str]) -> str:
    unused, number = name, 1
    while unused in taken:
        number += 1
        unused = f"{name}-{number}"
    taken.add(unused)
    return unused
