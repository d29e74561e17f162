"""Pages that are filled into a shell are what the templates would have given, byte for byte."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import script_tag_filter, url_filter

from benchmarks import corpus
from generator.plugin import config, plugin
from generator.plugin.page_shells import PageShells, _Kind
from tests.helpers.built_site import ADDRESS
from tests.helpers.example import Project, copy_example
from tests.helpers.many_scripts import add_brief_in_many_scripts

CHILD = SimpleNamespace(title="Below", url="#below", level=2, children=[])
TOCS = ([], [CHILD], [SimpleNamespace(title="<b>Top</b>", url="#top", level=1, children=[CHILD, CHILD])])


def a_page(name: str, toc: list[Any], heading: str = "", **meta: object) -> SimpleNamespace:
    url = f"briefs/{name}/" if name < "c" else f"briefs/b1/{name}/"
    file = SimpleNamespace(src_uri=f"briefs/{name}.md")
    return SimpleNamespace(url=url, title=heading, content=f"<h1>{name}</h1>", toc=toc, meta=meta, file=file)


PAGES = [
    page
    for number, toc in enumerate(TOCS)
    for page in (
        a_page(f"a{number}", toc, 'A & "B"', title="A", published="2026-11-27"),
        a_page(f"b{number}", toc, "C <i>D</i>", hide=["toc"], tags={"x": number}),
        a_page(f"c{number}", toc, authors=["kim", "lee"]),
    )
] * 3
FOLLOWED = {
    "nothing": "Always {{ config.site_name }}",
    "values": "{{ page.title }}{{ page['url'] }}{{ page.meta.title }}{{ (page.meta.authors or [0])[0] }}",
    "filters": "{{ page.title | striptags | e }}{{ page.meta.published | d('') | replace('-', '/', count=1) }}",
    "conditions": "{% if page.meta.hide and 'toc' in page.meta.hide %}a{% elif page.title == 'A' %}b{% endif %}",
    "a value in a list": "{{ 'B' if page.meta.title in ['A', 'B'] else 'C' }}",
    "a value that is joined": "{% set x = page.title ~ page.meta.title %}{% if x %}{{ x }}{% endif %}",
    "a part that is joined": "{% set x %}{{ page.title }}{% endset %}{{ x if '<' in x and x | length > 4 }}",
    "numbers": "{{ 1 + page.toc | length }}{% if page.toc | length + 1 > 1 %}some{% endif %}",
    "calls": "{{ page.content.partition('>')[2] }}{{ '-'.join(page.meta.authors or []) }}",
    "texts": "{{ '%s' | format(page.title) }}{{ '{}'.format(page.title) }}",
    "tests": "{{ page.toc | first is defined }}{{ page.meta is mapping }}{{ page.title is none }}",
    "loops": "{% for t in page.toc %}{{ loop.index }}{% for u in t.children %}{{ u.url }}{% endfor %}{% endfor %}",
    "pairs": "{% for a, b in page.meta | items %}{{ a }}={{ b }}{{ loop.changed(b) }}{% endfor %}",
    "slices": "{{ page.toc[:1] | length }}{{ page.content[4:] }}",
    "macros": "{% macro m(x) %}{{ x }}{{ caller() }}{% endmacro %}{% call m(page.title) %}{{ page.url }}{% endcall %}",
    "names": "{% set n = namespace(t='') %}{% if page.toc %}{% set n.t = page.title %}{% endif %}{{ n.t }}",
    "URLs": "{{ 'briefs/' | url }} {{ 'x.css' | url }} {{ (page.url ~ 'feed.xml') | url }}",
    "absolute URLs": "{{ '/' | url }} {{ '//a.example/' | url }} {{ 'https://a.example' | url }}",
    "URLs below a page": "{{ 'briefs/b1/part/' | url }} {{ 'briefs/c1/' | url }}",
    "blocks": "{% extends 'base' %}{% block a %}{{ super() | replace('</h1>', page.title, 1) }}{% endblock %}",
    "included": "{% include 'part' %}{% import 'macros' as m with context %}{{ m.named() }}",
    "imported": "{% import 'own' as own %}{{ own.about(page) }}{% if own.about(page) == '<p>Pepper</p>' %}P{% endif %}",
}
NOT_FOLLOWED = {
    "{% for p in pages %}{{ p }}{% endfor %}": "shows all other pages",
    "{{ build_date_utc }}": "shows the time",
    "{{ [1, 2, 3] | random }}": "chooses at random",
    "{% import 'own' as own %}{{ own.any() }}": "chooses at random",
    "{% if '%s' % page.title == 'A' %}A{% endif %}": "makes a text from a value of the page",
    "{{ {page.title: 1} }}": "calculates with a value of the page",
    "{{ page.title in 'A text' }}": "requires string as left operand",
    "{{ [page.title] | join }}": "makes a list of values of the page",
    "{{ page.toc | map(attribute='url') | join }}": "uses `do_map` on a value of the page",
    "{{ config.count.pop() }}": "would make something else of briefs/b0.md",
}
PARTS = {
    "base": "A{% block a %}<h1>{{ page.title }}</h1>{% endblock %}Z",
    "part": "{{ page.title }}",
    "macros": "{% macro named() %}{{ page.meta.title | d('none') }}{% endmacro %}",
    "own": (
        "{% macro about(p) %}<p>{{ p.title | replace('C <i>D</i>', 'Pepper') | trim }}</p>{% endmacro %}"
        "{% macro any() %}{{ ['a'] | random }}{% endmacro %}"
    ),
}


def rendered(
    template: str, pages: list[SimpleNamespace] = PAGES, *, with_shells: bool
) -> tuple[list[str], PageShells, list[str]]:
    env = Environment(loader=DictLoader({**PARTS, "main.html": template}))
    env.filters |= {"url": url_filter, "script_tag": script_tag_filter}
    said: list[str] = []
    shells = PageShells(env, said.append, "" if with_shells else "not now")
    settings = SimpleNamespace(site_name="S", extra_css=[], extra_javascript=[], count=[*range(99)])
    shared: dict[str, Any] = {"nav": SimpleNamespace(pages=[]), "pages": [1], "config": settings}
    shared |= {"extra_css": [], "extra_javascript": [], "mkdocs_version": "1", "build_date_utc": "now"}
    main = env.get_template("main.html")
    contexts = [{**shared, "page": page, "base_url": get_relative_url(".", page.url)} for page in pages]
    return [main.render(context) for context in contexts], shells, said


@pytest.mark.parametrize("template", FOLLOWED.values(), ids=FOLLOWED)
def test_what_is_learned_is_what_templates_do(template: str) -> None:
    filled, shells, said = rendered(template, with_shells=True)
    assert filled == rendered(template, with_shells=False)[0]
    assert shells.filled > len(filled) // 2
    assert not said


@pytest.mark.parametrize(("template", "reason"), NOT_FOLLOWED.items())
def test_what_cannot_be_followed_is_rendered_as_usual(template: str, reason: str) -> None:
    _, shells, said = rendered(template, with_shells=True)
    assert shells.filled == 0
    assert reason in said[0]


def test_macros_that_were_first_imported_for_a_shell_serve_other_pages_as_usual() -> None:
    template = "{% if page.title == 'C <i>D</i>' %}{% import 'own' as own %}{{ own.any() }}{% endif %}"
    filled, _, said = rendered(template, with_shells=True)
    assert filled == rendered(template, with_shells=False)[0]
    assert "chooses at random" in said[0]


def test_few_shells_are_learned_where_no_page_is_like_another(monkeypatch: pytest.MonkeyPatch) -> None:
    learned, learn = [], _Kind._learn
    monkeypatch.setattr(_Kind, "_learn", lambda *arguments: learned.append(1) or learn(*arguments))
    template = "{% for t in page.toc %}{{ t.title }}{% endfor %}"
    pages = [a_page(f"a{size}", [CHILD] * size) for size in range(50)]
    filled, _, said = rendered(template, pages, with_shells=True)
    assert filled == rendered(template, pages, with_shells=False)[0]
    assert len(learned) < 10
    assert not said


class BothWays(PageShells):
    """Renders each page with shells and as usual."""

    last: "BothWays"

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.different = list[str]()
        self.pages = 0
        BothWays.last = self

    def render(self, template: Template, context: dict[str, Any], usual: Callable[[], str]) -> str:
        output = super().render(template, context, usual)
        self.pages += 1
        if output != usual():
            self.different.append(context["page"].url)
        return output


def once(render: Callable[[Page, MkDocsConfig, Files], None]) -> Callable[[Page, MkDocsConfig, Files], None]:
    """Render the Markdown of each page only once."""
    rendered: dict[object, dict[str, Any]] = {}

    def render_once(page: Page, config: MkDocsConfig, files: Files) -> None:
        key = (page.file.src_uri, page.markdown)
        if key not in rendered:
            before = dict(vars(page))
            render(page, config, files)
            rendered[key] = {
                name: value for name, value in vars(page).items() if value is not before.get(name)
            }
        vars(page).update(rendered[key])

    return render_once


@pytest.fixture(scope="module", autouse=True)
def _both_ways() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plugin, "PageShells", BothWays)
        patch.setattr(plugin, "EarlyIndex", lambda pages: None)
        patch.setattr(config, "_set_language_of_words", lambda config: None)
        patch.setattr(Page, "render", once(Page.render))
        yield


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Make a project with all kinds of generated pages, and several kinds of hand-written ones."""
    project = copy_example(tmp_path_factory.mktemp("shells") / "project")
    add_brief_in_many_scripts(project)
    assert project.seedbrief("lock").exit_code == 0
    metadata = ["title: A & B", "hide: [toc, footer]", "template: own.html", "description: <i>", "x: 1"]
    for number, line in enumerate(metadata * 4):
        headings = "".join(f"\n\n{'#' * (2 + part % 2)} Part {part}" for part in range(number % 3))
        project.write(f"content/pages/notes/{number}.md", f"---\n{line}\n---\n# Note {number}{headings}\n")
    project.write(
        "site_templates/theme/own.html", "{% extends 'main.html' %}{% block footer %}{% endblock %}"
    )
    return project


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("invented") / "project"
    corpus.write(root, 6, aliases=30)
    return Project(root)


FEATURES = """  features:
    - navigation.footer
    - navigation.path
    - navigation.sections
    - navigation.indexes
    - navigation.tabs.sticky
    - toc.integrate
"""
ENTRIES = "  - Topics: topics/index.md\n  - People, places, things: entities/index.md\n"
SECTION = "  - Subjects:\n    - topics/index.md\n    - Things: [entities/index.md]\n"
SETTINGS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "no URL": ("", []),
    "a URL": (ADDRESS, []),
    "others": (ADDRESS, [("language: en", "language: ko"), ("  features:\n", FEATURES), (ENTRIES, SECTION)]),
}
OVERRIDES = {
    "partials/toc-item.html": "{{ toc_item.title | upper }}{% if page.toc | length > 2 %}+{% endif %}",
    "partials/footer.html": "{% for w in (page.title or '').split() %}{{ w }}-{% endfor %}{{ page.canonical_url }}",
    "seedbrief/search.html": "{% if page and page.meta.description %}{{ page.file.src_uri }}{% endif %}",
}


def assert_same(project: Project, at_least: float = 0.5, **settings: str) -> None:
    built = project.build(**settings)
    assert built.exit_code == 0, built.output
    assert BothWays.last.different == []
    assert BothWays.last.filled > at_least * BothWays.last.pages
    assert "goes through the theme's templates" not in built.output


@pytest.mark.parametrize(("address", "changes"), SETTINGS.values(), ids=SETTINGS)
def test_pages_are_the_same_with_any_settings(
    example: Project, address: str, changes: list[tuple[str, str]]
) -> None:
    before = example.read("mkdocs.yml")
    for old, new in changes:
        example.replace("mkdocs.yml", old, new)
    try:
        assert_same(example, SITE_URL=address)
    finally:
        example.write("mkdocs.yml", before)


def test_pages_are_the_same_with_overrides_of_the_theme(invented: Project) -> None:
    for path, template in OVERRIDES.items():
        invented.write(f"site_templates/theme/{path}", template)
    assert_same(invented)


def test_other_plugins_are_named_that_may_change_what_is_shown(invented: Project) -> None:
    invented.write("hook.py", "def on_page_context(context, page, config, nav): context['page'].title = 'T'")
    invented.write("mkdocs.yml", invented.read("mkdocs.yml") + "\nhooks: [hook.py]\n")
    built = invented.build()
    reason = "the plugin or hook `hook.py` may change what templates show"
    assert built.output.count(f"goes through the theme's templates, which takes longer: {reason}\n") == 1
    assert BothWays.last.filled == 0
    assert BothWays.last.different == []
