"""Golden cases: ``golden/<stage>/*.yml`` hold files of a small project, and what a stage makes of them.

``pytest --update-golden`` writes what is made now into the cases; read the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import textwrap
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import build as pipeline
from generator.diagnostics import format_text
from generator.load.loader import load
from generator.model.site import SiteClaim
from generator.project import build as project
from generator.project import files as reading
from generator.project.config import read_config
from generator.resolve.resolver import resolve
from generator.rules import RULES

HERE = Path(__file__).parents[0]
GOLDEN = HERE / "golden"
CASES = sorted(GOLDEN.glob("*/*.yml"))


@cache
def read_case(case: Path) -> dict[str, Any]:
    """Read a case; libyaml does that in a tenth of the time."""
    return yaml.load(case.read_bytes(), Loader=yaml.CSafeLoader)


BASE: dict[str, str] = read_case(GOLDEN / "base.yml")["files"]


def diagnostics(root: Path) -> str:
    """What ``seedbrief check`` prints, optional rules turned on if the case has a ``mkdocs.yml`` that does so."""
    rules = read_config(root).plugin_options["rules"] if (root / "mkdocs.yml").exists() else {}
    found = project.build_project(root, for_editor=True, rules=rules).diagnostics
    return "".join(f"{format_text(item)}\n" for item in found)


def pages(root: Path, wanted: Iterable[str]) -> dict[str, str]:
    """The Markdown of the pages that the case names."""
    result = project.build_project(root, rules={})
    assert not result.diagnostics
    return {page.uri: page.markdown for page in result.pages if page.uri in wanted}


def content(root: Path, wanted: Iterable[str]) -> dict[str, str]:
    """The records that the case names, as they were decoded; what is left at its default is left out."""
    read, found = load(reading.read_files(root)[0])
    assert not found
    kinds = {"briefs": read.briefs, "sources": read.sources, "topics": read.topics, "entities": read.entities}
    records = {name: kinds[name.partition("/")[0]][name.partition("/")[2]] for name in wanted}
    return {
        name: yaml.safe_dump(
            json.loads(record.model_dump_json(exclude_defaults=True)), allow_unicode=True, sort_keys=False
        )
        for name, record in records.items()
    }


def site(root: Path, wanted: Iterable[str]) -> dict[str, str]:
    """Every link of the site, a line each; every quotation with its place; what the topics have below them."""
    made, found, _ = resolve(load(reading.read_files(root)[0])[0])
    assert not found
    claims = [item for item in made.statements.values() if isinstance(item, SiteClaim)]
    lists = {
        "links": sorted(
            f"{link.source.id} {link.relation} {link.target.id}"
            for links in made.backlinks.values()
            for link in links
        ),
        "quotations": [
            f"{item.target.id} {quote.source.id} {quote.spans}" for item in claims for quote in item.evidence
        ],
        "standing": [
            f"{item.target.id} {item.rating or '-'} {item.corroboration.origins}" for item in claims
        ],
        "topics": [
            f"{name} {len(topic.briefs)} / {topic.briefs_below}" for name, topic in made.topics.items()
        ],
    }
    return {name: "".join(f"{line}\n" for line in lists[name]) for name in wanted}


def assets(root: Path, wanted: Iterable[str]) -> dict[str, str]:
    """The published files that the case names."""
    made = {asset.uri: asset.data for asset in project.build_project(root, rules={}).assets}
    return {uri: made[uri].decode() for uri in wanted}


def charts(root: Path, wanted: Iterable[str]) -> dict[str, str]:
    """Return the charts on the pages that the case names, as they are in the Markdown."""
    figures = re.compile(r"^<figure class=\"sb-picture.*?^</figure>$", re.DOTALL | re.MULTILINE)
    return {uri: "\n".join([*figures.findall(page), ""]) for uri, page in pages(root, wanted).items()}


STAGES: dict[str, Callable[..., Any]] = {
    "diagnostics": lambda root, _: diagnostics(root),
    "content": content,
    "site": site,
    "pages": pages,
    "charts": charts,
    "assets": assets,
}


@pytest.mark.parametrize("case", CASES, ids=[f"{case.parent.name}/{case.stem}" for case in CASES])
def test_golden(case: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    read, stage = read_case(case), case.parent.name
    write_files(tmp_path, {**BASE, **read["files"]})
    found = STAGES[stage](tmp_path, read.get(stage) or ())
    if request.config.getoption("--update-golden") and found != read.get(stage):
        files = re.split(f"(?m)^{stage}:", case.read_text("utf-8"))[0].rstrip()
        case.write_text(f"{files}\n\n{stage}:{shown(found)}", "utf-8")
        pytest.skip("rewritten")
    assert found == read.get(stage)


def write_files(root: Path, files: Mapping[str, Any]) -> None:
    """Write the files of a case, without templates. A mapping stands for what is no text: see the cases of files."""
    data = {path: data for path, content in files.items() if (data := as_bytes(content)) is not None}
    locks = pipeline.lock_site(data, accept=True).files
    data |= {path: lock for path, lock in locks.items() if path not in files}
    for path in {**data, **files}:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        match files.get(path):
            case {"link": str(target)}:
                file.symlink_to(target)
            case {"socket": True}:  # something that nobody can read as a file
                with contextlib.chdir(file.parent), socket.socket(socket.AF_UNIX) as made:
                    made.bind(file.name)
            case _ if path in data:
                file.write_bytes(data[path])


def as_bytes(content: Any) -> bytes | None:
    match content:
        case str():
            return content.encode()
        case {"hex": str(digits)}:
            return bytes.fromhex(digits)
        case {"size": int(size)}:
            return b" " * size
    return None


def shown(value: Any) -> str:
    """Write texts as blocks, and mappings of texts, as YAML that is good to read."""
    if isinstance(value, dict):
        entries = (f"{key}:{shown(inner)}" for key, inner in value.items())
        return "\n" + textwrap.indent("\n".join(entries), "  ") + "\n"
    return f" |\n{textwrap.indent(value, '  ')}" if value else " ''\n"


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_has_a_case_that_breaks_it(rule: str) -> None:
    cases = [read_case(case) for case in CASES if case.parent.name == "diagnostics"]
    assert any(f"[{rule}]\n" in case.get("diagnostics", "") for case in cases)
