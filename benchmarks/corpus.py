"""Writes an invented project of any size for benchmarks and large tests, the same for the same random seed.

Each brief has one article and one source record, with realistic sizes, links and dates: an article of about 2.5 kB,
five claims with exact quotations, judgments, topics, and names of entities, few of them written as ``[[...]]``. Short
briefs have no judgments, gaps or body. ``seedbrief check`` finds no problems in it.

    python -m benchmarks.corpus 1000 /tmp/corpus [--short]
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.language import Report, Writer, make_words
from benchmarks.plans import CLAIMS, NEAR, Plan, make_plans
from benchmarks.world import Thing, World, make_world
from benchmarks.yaml_block import to_yaml

EXAMPLE = Path(__file__).parents[1]
MIN_ARTICLE = 2_350  # bytes; a last paragraph brings the mean to 2.5 kB
LIKELIHOODS = (
    ("very unlikely", "unlikely", "roughly even chance", "likely", "very likely"),
    ("highly improbable", "improbable", "roughly even odds", "probable", "highly probable"),
)
ANALYSIS = ("judgments", "assumptions", "gaps", "revisions", "see_also")
ABOUT = """# About

Nothing here is true: the articles, the briefs and the words of both are made up, to see how a large site behaves.
"""


def files(
    briefs: int, *, aliases: int = 600, is_short: bool = False, random_seed: int = 20261121
) -> dict[str, bytes]:
    """Return a project of ``briefs`` briefs as path -> bytes, with ``mkdocs.yml`` and templates.

    ``aliases`` is the number of labels and aliases of all entities together; ``is_short`` leaves briefs their claims.
    """
    writer = Writer(make_words(random.Random(f"{random_seed} words")))
    world = make_world(random.Random(f"{random_seed} world"), writer, aliases)
    plans = make_plans(world, writer, briefs, random_seed)
    out = _shared(world)
    names: list[str] = []
    permalinks: list[str] = []
    for number, plan in enumerate(plans):
        rng = random.Random(f"{random_seed} text {number}")
        reports, article = _article(rng, writer, plan)
        names.append(f"{number:05d}_{hashlib.sha256(article).hexdigest()[:16]}")
        brief = _brief(rng, writer, plans, number, names[-1], reports)
        if is_short:
            brief |= {name: [] for name in ANALYSIS} | {"body": ""}
        out[f"seeds/{names[-1]}.txt"] = article
        out[f"content/sources/{names[-1]}.yml"] = to_yaml(_source(rng, writer, plan, names)).encode()
        out[f"content/briefs/{plan.slug}.yml"] = to_yaml(brief).encode()
        permalinks += _permalinks(plan.slug, brief)
    return out | _locks(out, permalinks)


def write(
    folder: Path, briefs: int, *, aliases: int = 600, is_short: bool = False, random_seed: int = 20261121
) -> None:
    """Write a project of ``briefs`` briefs below ``folder``."""
    project = files(briefs, aliases=aliases, is_short=is_short, random_seed=random_seed)
    for path, data in project.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _shared(world: World) -> dict[str, bytes]:
    """Return the files that exist once: maps of ids, and the templates and configuration of the example."""
    out = {f"content/{name}.yml": to_yaml(records).encode() for name, records in world.records.items()}
    config = (EXAMPLE / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"(?m)^site_name:.*", "site_name: Invented briefs", config, count=1)
    config = re.sub(
        r"(?m)^site_description:.*", "site_description: Invented, to see how a large site behaves", config
    )
    out["mkdocs.yml"] = re.sub(r"(?m)^copyright:.*\n", "", config).encode()
    out["content/pages/about.md"] = ABOUT.encode()
    for file in sorted((EXAMPLE / "site_templates").rglob("*")):
        if file.is_file():
            out[file.relative_to(EXAMPLE).as_posix()] = file.read_bytes()
    return out


def _permalinks(name: str, brief: dict[str, Any]) -> list[str]:
    statements = [*brief["claims"], *brief["judgments"]]
    return [name, *brief["aliases"], *(f"{name}#{statement['id']}" for statement in statements)]


def _locks(files: Mapping[str, bytes], permalinks: Iterable[str]) -> dict[str, bytes]:
    """Record the checksums of the seeds and all permalinks, as ``seedbrief lock`` does."""
    seeds = sorted(path for path in files if path.startswith("seeds/"))
    digests = [f"{hashlib.sha256(files[path]).hexdigest()}  {path[6:]}\n" for path in seeds]
    return {
        "seeds/SHA256SUMS": "".join(digests).encode(),
        "content/permalinks.lock": "".join(f"{permalink}\n" for permalink in sorted(permalinks)).encode(),
    }


def _article(rng: random.Random, writer: Writer, plan: Plan) -> tuple[list[Report], bytes]:
    """Write an article; return the reports to quote, each of which occurs once, and the text."""
    names = [thing.names[0] for thing in plan.things] + [thing.names[-1] for thing in plan.things[:2]]
    reports: list[Report] = []
    sentences = [f"{plan.title}, {writer.noun(rng)} by {writer.noun(rng)}."]
    quoted = set(rng.sample(range(1, 19), CLAIMS + 2))
    size, at = 0, 0
    while size < MIN_ARTICLE or len(reports) < CLAIMS + 2:
        at += 1
        report = writer.report(rng, names)
        if report.head in " ".join(sentences):
            continue
        reports += [report] if at in quoted or at > 19 else []
        sentences.append(writer.sentence(rng, report))
        size += len(sentences[-1].encode()) + 1
    paragraphs = [" ".join(sentences[first : first + 3]) for first in range(0, len(sentences), 3)]
    text = "\n\n".join(paragraphs) + "\n"
    text = _with_hangul(rng, plan, text)
    kept = [report for report in reports if text.count(report.head) == 1 and report.words in text]
    return (kept, text.encode()) if len(kept) >= CLAIMS + 1 else _article(rng, writer, plan)


def _with_hangul(rng: random.Random, plan: Plan, text: str) -> str:
    """Add a sentence with the Korean name of a thing, as in translated articles."""
    korean = [name for thing in plan.things for name in thing.hangul]
    if not korean or rng.random() < 0.4:
        return text
    name, particle = rng.choice(korean), rng.choice(("에서", "은", "의", "에"))
    return f"{text.rstrip()} The Korean report has {name}{particle} here, and {name} once more.\n"


def _source(rng: random.Random, writer: Writer, plan: Plan, names: Sequence[str]) -> dict[str, Any]:
    url = f"https://{plan.publisher}.example/{plan.published:%Y/%m}/{plan.slug}"
    is_approximate = rng.random() < 0.1
    return {
        "title": plan.title,
        "publisher": plan.publisher,
        "authors": [f"{writer.noun(rng).capitalize()} {writer.noun(rng).capitalize()}"]
        if rng.random() < 0.5
        else [],
        "url": url,
        "archived": {"url": f"https://archive.example/{url[8:]}", "date": str(plan.day)}
        if rng.random() < 0.4
        else {},
        "published": f"{plan.published:%Y-%m}~" if is_approximate else str(plan.published),
        "published_basis": f"The copy bears no date; it speaks of the {writer.phrase(rng)}."
        if is_approximate
        else "",
        "accessed": str(plan.day),
        "language": "en",
        "reliability": rng.choice("BCCD") if rng.random() < 0.3 else None,
        "derived_from": None if plan.repeats is None else names[plan.repeats],
        "rights": "full" if rng.random() < 0.05 else None,
    }


def _brief(
    rng: random.Random,
    writer: Writer,
    plans: Sequence[Plan],
    number: int,
    source: str,
    reports: Sequence[Report],
) -> dict[str, Any]:
    plan = plans[number]

    def name() -> str:
        return _mention(rng, rng.choice(plan.things))

    def several(minimum: int, maximum: int, write: Callable[[], str]) -> list[str]:
        return [write() for _ in range(rng.randint(minimum, maximum))]

    def sentence() -> str:
        subject = f"The {writer.phrase(rng)} of {name()}"
        return f"{subject} {writer.verb(rng)}ed the {writer.noun(rng)} of the {writer.phrase(rng)}."

    def paragraph() -> str:
        return " ".join(several(3, 6, sentence))

    earlier = plans[rng.randrange(max(0, number - NEAR), number)] if number else None
    old = f"{plan.slug[:60].strip('-')}-{plan.day:%Y%m%d}-{number}"
    return {
        "title": plan.title,
        "date": str(plan.day),
        "sources": [source],
        "topics": list(plan.topics),
        "summary": f"According to one article, {_lower_first(sentence())} {sentence()}",
        "entities": [plan.things[0].id] if rng.random() < 0.4 else [],
        "claims": [_claim(rng, writer, plans, number, at, reports) for at in range(CLAIMS)],
        "judgments": _judgments(rng, writer, plan, earlier, name),
        "assumptions": several(0, 2, lambda: f"{name()} and the {writer.phrase(rng)} are one and the same."),
        "gaps": several(1, 3, lambda: f"How many {writer.noun(rng)}s went to {name()} is not said."),
        "body": "\n\n".join(several(1, 3, paragraph)) if rng.random() < 0.5 else "",
        "see_also": [earlier.slug] if earlier and rng.random() < 0.15 else [],
        "aliases": [old] if rng.random() < 0.05 else [],
        "revisions": [{"date": str(plan.day), "note": "First version."}] if rng.random() < 0.2 else [],
    }


def _claim(
    rng: random.Random, writer: Writer, plans: Sequence[Plan], number: int, at: int, reports: Sequence[Report]
) -> dict[str, Any]:
    plan, report = plans[number], reports[at]
    evidence = [
        f"{report.head} [...] {report.tail}" if report.middle and rng.random() < 0.5 else report.words
    ]
    if at % 2 and rng.random() < 0.5:
        evidence.append(reports[CLAIMS].words)
    ref, other = _other_claim(rng, plans, number)
    relation = rng.choice(("corroborates", "contradicts", "updates")) if ref and rng.random() < 0.1 else ""
    independent = other is not None and other.origin != plan.origin
    credibility = 1 if relation == "corroborates" and independent else rng.choice((2, 3, 3, 4, 6))
    happened = plan.published - datetime.timedelta(days=rng.randint(0, 60))
    written = {
        "id": plan.claims[at],
        "text": f"{rng.choice(('The article', 'The source', 'A source'))} says that {report.gist}.",
        "when": rng.choice((str(happened), f"{happened:%Y-%m}", f"{happened:%Y-%m}~", f"{happened:%Y}")),
        "where": [thing.id for thing in plan.things if thing.kind in ("place", "facility")][:2],
        "credibility": credibility,
        "evidence": evidence,
        "corroborates": [ref] if relation == "corroborates" else [],
        "contradicts": [ref] if relation == "contradicts" else [],
        "updates": [ref] if relation == "updates" else [],
    }
    if plan.forecast and at == CLAIMS - 1:
        due = plan.day + datetime.timedelta(days=rng.randint(30, 400))
        written |= {"expected": f"{due:%Y-%m}", "outcome": _outcome(rng, plans, number)}
    return {name: value for name, value in written.items() if at < 3 or name not in ("when", "where")}


def _outcome(rng: random.Random, plans: Sequence[Plan], number: int) -> dict[str, str]:
    """Return the outcome of a forecast, from a later brief if there is one."""
    later = number + rng.randint(1, NEAR)
    if later >= len(plans) or rng.random() < 0.5:
        return {"status": "open"}
    later_brief = plans[later]
    return {
        "status": rng.choice(("occurred", "late", "failed")),
        "by": f"{later_brief.slug}#{later_brief.claims[0]}",
    }


def _other_claim(rng: random.Random, plans: Sequence[Plan], number: int) -> tuple[str, Plan | None]:
    """Choose a claim of an earlier brief."""
    if not number:
        return "", None
    other = plans[rng.randrange(max(0, number - NEAR), number)]
    return f"{other.slug}#{rng.choice(other.claims)}", other


def _judgments(
    rng: random.Random, writer: Writer, plan: Plan, earlier: Plan | None, name: Callable[[], str]
) -> list[dict[str, Any]]:
    term_set = LIKELIHOODS[rng.random() < 0.1]
    made = []
    for at in range(rng.randint(1, 2)):
        elsewhere = [f"{earlier.slug}#{earlier.claims[0]}"] if earlier and rng.random() < 0.3 else []
        subject = f"The {writer.phrase(rng)} of {name()}"
        made.append(
            {
                "id": f"judged-{writer.noun(rng)}" if at == 0 else "judged-besides",
                "text": f"{subject} was {writer.verb(rng)}ed by the {writer.noun(rng)} of {name()}.",
                "likelihood": rng.choice(term_set),
                "confidence": rng.choice(("low", "low", "moderate", "high")),
                "based_on": [*plan.claims[at : at + 2], *elsewhere],
                "against": [plan.claims[4]] if rng.random() < 0.3 else [],
            }
        )
    return made


def _mention(rng: random.Random, thing: Thing) -> str:
    """Mention a thing in prose: mostly by its label, sometimes in Hangul with a particle, rarely as a reference."""
    if thing.hangul and rng.random() < 0.05:
        return f"{rng.choice(thing.hangul)}{rng.choice(('에서', '의', '은', ''))}"
    shown = thing.names[0] if rng.random() < 0.7 else rng.choice(thing.names)
    if rng.random() < 0.08:
        return f"[[{thing.id}]]" if rng.random() < 0.5 else f"[[{thing.id}|{shown}]]"
    return shown


def _lower_first(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("briefs", type=int, help="number of briefs")
    parser.add_argument("folder", type=Path, help="where to write the project")
    parser.add_argument(
        "aliases", nargs="?", type=int, default=600, help="number of entity names (default: 600)"
    )
    parser.add_argument("--short", action="store_true", help="claims alone: no judgments, gaps or body")
    arguments = parser.parse_args()
    write(arguments.folder, arguments.briefs, aliases=arguments.aliases, is_short=arguments.short)
