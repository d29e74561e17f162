"""The rules: of those of the craft every wrong example breaks its rule, every right one none; and their edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.build import Options, build_site
from generator.diagnostics import Diagnostic, Rule, Severity, Span
from generator.incremental import BuildMemo
from generator.model.content import Content
from generator.rules import RULES, is_configurable
from generator.rules.analytic import own_words, unquoted_figures
from generator.rules.explanations import ARTICLE
from generator.text.prose import parse_prose

PROJECT = {
    "seeds/example.txt": ARTICLE,
    "content/publishers.yml": {"paper": {"label": "The Paper", "reliability": "C"}},
    "content/authors.yml": {"kim": {"name": "Kim Min-ji"}, "lee": {"name": "Lee Ha-eun"}},
    "content/topics.yml": {"trade": {"label": "Trade"}},
    "content/sources/example.yml": {"title": "Example", "publisher": "paper", "published": "2024-01-17"},
    "content/briefs/example.yml": {
        "title": "Example",
        "date": "2024-02-01",
        "sources": ["example"],
        "topics": ["trade"],
        "summary": "Trucks are lined up.",
        "claims": [{"id": "trucks-lined-up", "text": "Trucks wait.", "evidence": ["trucks are lined up"]}],
    },
}


UNFINISHED = {
    "template-error",
    "seed-not-locked",
    "permalink-not-locked",
}  # what the project has no files for


def written(files: Mapping[str, Any]) -> dict[str, bytes]:
    """Write the files of the project, with others laid over them."""
    texts = {
        name: value if isinstance(value, str) else yaml.safe_dump(value, allow_unicode=True, width=999)
        for name, value in {**PROJECT, **files}.items()
    }
    return {name: text.encode() for name, text in texts.items()}


def found(rule: str, files: Mapping[str, Any], **options: Any) -> list[Diagnostic]:
    """Lay files over the project, and give what is found against a rule."""
    return [item for item in build_site(written(files), Options(**options)).diagnostics if item.rule == rule]


def brief(**fields: Any) -> dict[str, Any]:
    return {**PROJECT["content/briefs/example.yml"], **fields}


def rules_broken(path: str, example: str, rule: Rule | None = None) -> set[str]:
    """Put the fields of an example into a file of the project, and name the rules that it then breaks.

    ``rule`` is turned on if it is optional.
    """
    turned_on = {rule.id: rule.severity} if rule and rule.is_optional else {}
    files = {path: {**PROJECT[path], **yaml.load(example, yaml.BaseLoader)}}
    broken = build_site(written(files), Options(severities=turned_on)).diagnostics
    return {diagnostic.rule for diagnostic in broken} - UNFINISHED


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.is_analytic], ids=lambda rule: rule.id)
def test_examples_are_what_they_say(rule):
    assert rules_broken(rule.file, rule.wrong, rule) == {rule.id}
    assert rules_broken(rule.file, rule.right, rule) == set()


def test_review_is_asked_for_only_where_a_site_turns_that_on():
    by_nobody, by_its_author = {}, {"authors": ["kim"], "reviewed_by": ["kim"]}
    by_another = {"authors": ["kim"], "reviewed_by": ["kim", "lee"]}
    draft = {"status": "draft"}
    for fields, count in [(by_nobody, 1), (by_its_author, 1), (by_another, 0), (draft, 0)]:
        files = {"content/briefs/example.yml": brief(**fields)}
        assert found("not-reviewed", files) == []
        asked = found("not-reviewed", files, severities={"not-reviewed": Severity.ERROR}, drafts=True)
        assert len(asked) == count, fields


def test_every_rule_has_a_name_of_its_own_and_a_sentence():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.summary.endswith(".") for rule in RULES)


def test_what_makes_a_statement_traceable_cannot_be_set_aside():
    firm = {rule.id for rule in RULES if not is_configurable(rule)}
    assert {"quote-not-found", "quote-ambiguous", "quote-cuts-word"} <= firm
    assert {"seed-changed", "missing-seed", "unknown-id"} <= firm


WIRE = {
    "seeds/wire.txt": "Trucks wait in a line, the wire says.",
    "content/publishers.yml": {"paper": {"label": "The Paper"}, "wire": {"label": "The Wire"}},
    "content/sources/wire.yml": {"title": "Wire", "publisher": "wire"},
}


def confirmed_by(status: str) -> dict[str, Any]:
    """A claim of credibility 1, of which the second origin is a brief's with this status."""
    claim = {"id": "lined-up", "text": "Trucks wait.", "credibility": 1, "evidence": ["trucks are lined up"]}
    other = {"id": "waiting", "text": "Trucks wait.", "evidence": ["Trucks wait in a line"]}
    other["corroborates"] = ["example#lined-up"]
    return WIRE | {
        "content/briefs/example.yml": brief(claims=[claim]),
        "content/briefs/other.yml": brief(sources=["wire"], claims=[other], status=status),
    }


def test_what_only_a_draft_corroborates_is_not_confirmed_where_it_is_published():
    one_origin = found("confirmed-by-one-origin", confirmed_by("draft"))
    assert [item.message for item in one_origin] == [
        "credibility 1 needs two independent sources; this claim has one: paper"
    ]
    assert found("confirmed-by-one-origin", confirmed_by("published")) == []
    assert (
        found("confirmed-by-one-origin", confirmed_by("draft"), drafts=True) == []
    )  # as `mkdocs serve` shows it


def test_what_is_confirmed_is_asked_again_after_an_edit():
    memo = BuildMemo()
    for status in ("published", "draft", "draft", "published"):
        files = written(confirmed_by(status))
        assert build_site(files, memo=memo).diagnostics == build_site(files).diagnostics


def figures_missing(claim: str, *quotations: str) -> list[str]:
    """Give the figures of a claim that are found in none of its quotations."""
    claims = [{"id": "trucks", "text": claim, "evidence": list(quotations)}]
    files = {"seeds/example.txt": "\n\n".join(quotations), "content/briefs/example.yml": brief(claims=claims)}
    return [item.message.split('"')[1] for item in found("unquoted-figure", files)]


@pytest.mark.parametrize(
    ("claim", "quotation"),
    [
        ("Some 30 trucks wait.", "约30辆卡车"),
        ("Some 40 trucks wait.", "약40대의 트럭이"),
        ("Between 10 and 15 trucks wait.", "10-15 trucks wait"),
        ("Some 10-15 trucks wait.", "10 to 15 trucks wait"),
        ("It began in 2023.", "mid-2023 it began"),
        ("There are 30 trucks.", "٣٠ شاحنة"),
        ("There are 1,000.5 tonnes.", "١٬٠٠٠٫٥ طن"),
        ("There are 1,000 trucks.", "1000 camions"),
        ("There are 1,000 trucks.", "1 000 camions"),
        ("There are 1,000 trucks.", "1\u00a0000 camions"),
        ("There are 1,000 trucks.", "1\u202f000 camions"),
        ("There are 1,000 trucks.", "1'000 Lastwagen"),
        ("There are 1,000,000 tonnes.", "1.000.000 Tonnen"),
        ("There are 100,000 trucks.", "1,00,000 trucks wait"),
        ("There are 3.5 tonnes.", "3,5 Tonnen"),
        ("Of the trucks of 2023, 100 wait.", "Of those of 2023 100 wait"),
        ("Of 15 trucks, 100 left.", "of 15 100 left"),
        ("It came on the 17th, in 2024.", "am 17.01.2024 kam es"),
        ("It came on 2024-01-17.", "it came in 2024"),
        ("In 2023-24 it came.", "it came in 2023/24"),
        ("COVID-19 and [[2397-resolution]] were named.", "it was named"),
        ("By January 17 300 trucks crossed.", "In all 300 trucks crossed by January 17"),
        ("Of 30 [[2397-resolution]] 120 came.", "Of the 30 that waited, 120 soldiers"),
        ("She won 1–6, 4–6.", "1-6,4-6"),
        ("It rose by 5 on the 1st, in 2024.", "2024.05.01: +5"),
        ("차량은 40대다.", "약40대의 트럭이"),
        ("约30辆卡车", "30 trucks"),
        ("It rose by 70%.", "it rose by seventy per cent"),
        ("It rose by 70 percent.", "it rose by 70%"),
        ("It cost $3,000,000.", "it cost 3 million dollars"),
        ("It cost $3 million.", "it cost 3,000,000 dollars"),
        ("Some 210 trucks wait.", "Two hundred and ten trucks wait"),
        ("Some 75 trucks wait.", "seventy-five trucks wait"),
        ("Some 3 million won.", "300만 원"),
        ("Some 350,000,000 won.", "3억 5000만 원"),
        ("Some 20,000 people.", "2万人"),
    ],
)
def test_a_figure_is_found_however_its_quotation_writes_it(claim, quotation):
    assert figures_missing(claim, quotation) == []


@pytest.mark.parametrize(
    ("claim", "quotation", "missing"),
    [
        ("There are 35 tonnes.", "3,5 Tonnen", ["35"]),
        ("Some 10-15 trucks wait.", "10 trucks wait", ["15"]),
        ("Some 10-15 trucks wait.", "trucks wait", ["10", "15"]),
        ("There are 1,000 trucks.", "1,00 trucks", ["1,000"]),
        ("There are 30 trucks.", "约130辆卡车", ["30"]),
        ("Resolution 555-12-34 came.", "Resolution came", ["555"]),
        ("It fell by -0.2%.", "It fell by -0.1%", ["0.2"]),
        ("She won 1-6,4-7.", "1-6,4-6", ["7"]),
        ("It is 4‰, or 1/3.", "It is 5‰, or 1/2", ["4", "3"]),
        ("约40辆卡车", "约30辆卡车", ["40"]),
        ("제18호", "제17호", ["18"]),
        ("الشاحنات ٤٠", "٣٠ شاحنة", ["٤٠"]),
        ("४० ट्रक", "३० ट्रक", ["४०"]),
        ("It rose by 70%.", "it rose by seventeen per cent", ["70"]),
        ("It cost $3,000,000.", "it cost 3 thousand dollars", ["3,000,000"]),
        ("It cost $4 million.", "it cost 3,000,000 dollars", ["4"]),
        ("There is 1 truck.", "no one saw a truck", ["1"]),
        ("The 18th came under section 2.1.4.", "The 17th came under section 2.1.3.", ["18", "2.1.4"]),
    ],
)
def test_a_figure_that_no_quotation_has_is_found_out(claim, quotation, missing):
    assert figures_missing(claim, quotation) == missing


FIGURES = [
    "-0.1%", "\u22120.1", "1-6,4-6", "1,5-2,5-3,5", "+82-2-555-1234", "§ 3.2.1", "5‰", "1/2", "30만", "三十", "约30辆",
    "제17호", "٣٠", "१,००,०००", "1 000", "5 100,200,300", "1'000", "17.01.2024", "2024-01-17", "May 5", "5 May", "1st",
    "3 million", "three", "two hundred", "3억", "만",
    "H5N1", "COVID-19", "1*2*3", "&#49;", "[[a|1]]", "`2`", "> 3", "1\\.5",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(FIGURES) | st.text("0123456789.,-' \u00a0–a約*_٣May/\n"), min_size=1), st.data()
)
def test_a_claim_in_the_words_of_its_quotation_states_no_other_figure(parts, data):
    words = " ".join(parts).split()
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    assert unquoted_figures(" ".join(words[start:end]), [" ".join(words)]) == []
    claim = " ".join(parts)
    assert unquoted_figures(own_words(parse_prose(claim)), [claim]) == []


def test_a_figure_is_pointed_at_where_it_stands():
    text = (
        "After [[2030-summit|talks]], [1](https://example.org/2030), 1\u00a0000 trucks and 2030 carts wait."
    )
    claims = [{"id": "trucks", "text": text, "evidence": ["trucks are lined up", "1"]}]
    files = {
        "seeds/example.txt": "1: trucks are lined up",
        "content/briefs/example.yml": brief(claims=claims),
    }
    spans = [item.span for item in found("unquoted-figure", files)]
    line = written(files)["content/briefs/example.yml"].decode().splitlines()[spans[0].line - 1]
    assert [line[span.column - 1 : span.end_column - 1] for span in spans] == ["1\u00a0000", "2030"]
    assert spans[1].column == line.index("2030 carts") + 1


@pytest.mark.parametrize(
    ("published", "when", "impossible"),
    [
        ("2024-01", "2024-02", True),
        ("2024-01~", "2024-02", False),
        ("2024-01?", "2024-02", False),
        ("2024-01", "2024-02~", False),
        ("2024-01", "2024-02%", False),
    ],
)
def test_only_certain_dates_say_that_something_was_reported_before_it_happened(published, when, impossible):
    claim = {"id": "trucks", "text": "Trucks wait.", "when": when, "evidence": ["trucks are lined up"]}
    source = {
        **PROJECT["content/sources/example.yml"],
        "published": published,
        "published_basis": "It says so.",
    }
    files = {"content/sources/example.yml": source, "content/briefs/example.yml": brief(claims=[claim])}
    assert bool(found("event-after-report", files)) == impossible


def marked(rule: str, **fields: Any) -> list[str]:
    """Give the words of the brief that are marked as breaking a rule."""
    files = {"content/briefs/example.yml": brief(**fields)}
    lines = written(files)["content/briefs/example.yml"].decode().splitlines()
    spans = [item.span for item in found(rule, files)]
    return [lines[span.line - 1][span.column - 1 : span.end_column - 1] for span in spans]


@pytest.mark.parametrize(
    ("text", "hedges"),
    [
        ("Perhaps trade grows. Possibly it grows. Reportedly so.", ["Perhaps", "Possibly", "Reportedly"]),
        ("Trade grows from May 2024.", []),
        ("Trade may grow in May.", ["may"]),
        ("After [[summit-may-2024]] trade grows.", []),
        ("After [[summit-may-2024|what may be talks]], perhaps, trade grows.", ["may", "perhaps"]),
        ("After [talks](https://example.org/may-be) trade might grow.", ["might"]),
    ],
)
def test_a_hedge_is_found_where_it_is_said(text, hedges):
    assert marked("vague-likelihood", judgments=[{"id": "trade-grows", "text": text}]) == hedges


def test_an_id_says_nothing_of_likelihood():
    assert marked("likelihood-beside-confidence", body="Of [[likely-talks]] confidence is low.") == []
    text = "By [[likely-talks]] it is likely, with low confidence, that trade grows."
    assert marked("likelihood-beside-confidence", body=text) == ["likely"]


def retold(**derived_from: str) -> dict[str, Any]:
    """Sources of a publisher each, and what each of them repeats."""
    files: dict[str, Any] = {
        "content/publishers.yml": {name: {"label": name} for name in (*derived_from, "paper")}
    }
    for name, other in derived_from.items():
        files[f"seeds/{name}.txt"] = f"Trucks wait, says {name}."
        record = {"title": name, "publisher": name, "derived_from": other}
        files[f"content/sources/{name}.yml"] = {key: value for key, value in record.items() if value}
    claim = {"id": "trucks", "text": "Trucks wait.", "credibility": 1}
    claim["evidence"] = [{"source": name, "quote": f"says {name}"} for name in derived_from]
    return files | {"content/briefs/example.yml": brief(sources=[*derived_from], claims=[claim])}


def test_sources_that_repeat_each_other_are_an_error_and_one_origin():
    files = retold(one="two", two="three", three="two")
    assert [(str(item.span), item.message) for item in found("hierarchy-loop", files)] == [
        ("content/sources/three.yml:1:15", "`derived_from` forms a loop: three -> two -> three")
    ]
    assert [item.message for item in found("confirmed-by-one-origin", files)] == [
        "credibility 1 needs two independent sources; this claim has one: three"
    ]
    assert found("hierarchy-loop", retold(one="one"))
    assert found("hierarchy-loop", retold(one="two", two="three", three="")) == []


def test_no_file_is_read_again_where_nothing_is_found(monkeypatch):
    """To say where something stands, its file is read again: with thousands of briefs that takes seconds."""
    foretold = {"id": "trucks-go", "text": "Trucks go.", "expected": "2024-02", "when": "2024-01"}
    foretold |= {"evidence": ["trucks are lined up"], "outcome": {"status": "occurred", "note": "They went."}}
    judgment = {"id": "trade-grows", "text": "Trade grows.", "likelihood": "likely", "confidence": "low"}
    judgment |= {
        "based_on": ["trucks-go"],
        "outcome": {"status": "open"},
        "expected": "2024-03",
        "aliases": ["a"],
    }
    files = {"content/briefs/example.yml": brief(claims=[foretold], judgments=[judgment], aliases=["former"])}
    asked: list[object] = []
    monkeypatch.setattr(Content, "span", lambda content, *place, **_: asked.append(place) or Span("example"))
    assert not {item.rule for item in build_site(written(files)).diagnostics} - UNFINISHED
    assert asked == []
