"""``seedbrief explain``: why a rule exists, and links to the reference wherever a problem is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

import pytest

from generator import documentation
from generator.cli.check import _most_broken
from generator.diagnostics import Diagnostic, Severity, Span
from generator.documentation import documentation_url
from generator.exports import json_schema
from generator.exports.json_schema import schemas
from generator.model.content import Content
from generator.plugin.banner_and_policy import render_banner
from generator.rules import RULES
from tests.helpers.example import SMALL_BRIEF, Project

BROKEN = Diagnostic(Span("content/briefs/a.yml"), "quote-not-found", Severity.ERROR, "quotation not found")


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the metadata of the package say where its documentation is."""
    package = Message()
    package["Project-URL"] = "Documentation, https://example.org/docs"
    monkeypatch.setattr(documentation, "metadata", lambda name: package)
    for cached in (documentation_url, json_schema._record_schemas):
        cached.cache_clear()
    yield
    for cached in (documentation_url, json_schema._record_schemas):
        cached.cache_clear()


def test_a_rule_is_explained_with_an_example(tmp_path) -> None:
    said = Project(tmp_path).seedbrief("explain", "quote-not-found", "vague-likelihood")
    assert said.exit_code == 0
    assert "If a word differs, the article does not say it." in said.stdout
    assert "evidence: [trucks are queued up]" in said.stdout
    assert "rules: {vague-likelihood: off}" in said.stdout
    assert "rules: {quote-not-found" not in said.stdout  # it cannot be set


def test_a_misspelt_rule_gets_the_nearest(tmp_path) -> None:
    said = Project(tmp_path).seedbrief("explain", "quote-not-fuond")
    assert said.exit_code == 2
    assert said.stderr == "Error: there is no rule `quote-not-fuond`. did you mean `quote-not-found`?\n"


def test_every_rule_can_be_explained(tmp_path) -> None:
    said = Project(tmp_path).seedbrief("explain", *(rule.id for rule in RULES))
    assert said.exit_code == 0, said.output
    assert said.stdout.count("\n  Right:\n") + said.stdout.count("\n  Fix: ") == len(RULES)


def test_on_a_terminal_check_says_which_rules_to_look_up() -> None:
    found = [BROKEN, BROKEN, replace(BROKEN, rule="missing-seed")]
    assert _most_broken(found) == ["quote-not-found", "missing-seed"]


def test_without_published_documentation_the_preview_links_to_the_rules_of_the_site() -> None:
    banner = render_banner([BROKEN], is_old_version=False, rules_page="/briefs/method/rules/")
    assert 'href="/briefs/method/rules/#quote-not-found"' in banner


def test_in_the_preview_warnings_do_not_look_like_errors_and_many_are_folded() -> None:
    def shown(*diagnostics: Diagnostic) -> str:
        return render_banner(diagnostics, is_old_version=False, rules_page="/method/rules/")

    warning = replace(BROKEN, severity=Severity.WARNING, message="write `a: b` <", rule="shared-name")
    assert 'role="status"><p><strong>2 warnings in the content.</strong></p>' in shown(warning, warning)
    assert "write <code>a: b</code> &lt;" in shown(warning)
    assert '<details class="sb-fold"><summary><strong>3 warnings' in shown(*[warning] * 3)
    assert 'role="alert"><p><strong>1 error, 3 warnings' in shown(BROKEN, *[warning] * 3)


@pytest.mark.usefixtures("published")
def test_each_problem_links_to_the_published_reference(small: Project) -> None:
    url = "https://example.org/docs/reference/rules/#quote-not-found"
    assert url in small.seedbrief("explain", "quote-not-found").stdout
    assert url in render_banner([BROKEN], is_old_version=False, rules_page="/method/rules/")
    small.replace(SMALL_BRIEF, "sources: [", "sources: [gone, ")
    found = json.loads(small.seedbrief("check", "--format", "json").stdout)["findings"]
    assert {item["url"] for item in found} == {
        f"https://example.org/docs/reference/rules/#{item['rule']}" for item in found
    }
    log = json.loads(small.seedbrief("check", "--format", "sarif").stdout)
    assert url in {rule["helpUri"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}


@pytest.mark.usefixtures("published")
def test_hover_texts_of_the_schema_link_to_the_field() -> None:
    url = "https://example.org/docs/reference/fields/#claim-evidence"
    assert url in b"".join(schemas(Content()).values()).decode()
