"""The page of gaps stays short on a large site."""

from __future__ import annotations

from pathlib import Path

from generator.render.views.open_questions import collect_gaps
from tests.helpers.invented_site import a_brief, a_claim, a_site
from tests.helpers.rendering import render

ROOT = Path(__file__).parents[2]
TEMPLATES = {
    str(file.relative_to(ROOT)): file.read_bytes() for file in (ROOT / "site_templates/pages").iterdir()
}


def test_the_first_gaps_are_shown_and_the_rest_folded() -> None:
    briefs = {f"b-{at}": a_brief(gaps=[f"Why {at}?"], title=f"Brief {at}") for at in range(9)}
    pages, failures = render(a_site(**briefs), TEMPLATES)
    assert not failures
    gaps = next(page.markdown for page in pages if page.uri == "gaps.md")
    shown, folded = gaps.partition("## Information gaps")[2].split("<summary>4 more</summary>")
    assert (shown.count("Why"), folded.count("Why")) == (5, 4)
    assert gaps.count("<details") == gaps.count("</details>")


def test_two_claims_that_contradict_each_other_are_one_pair() -> None:
    site = a_site(
        a=a_brief(a_claim("x", contradicts=["b#y", "b#z"])),
        b=a_brief(a_claim("y", contradicts=["a#x"]), a_claim("z", contradicts=["b#y"])),
    )
    pairs = [
        (statement.target.id, [it.id for it in others])
        for statement, others in collect_gaps(site, [*site.briefs.values()]).contradicted
    ]
    assert pairs == [("a#x", ["b#y", "b#z"]), ("b#y", ["b#z"])]
