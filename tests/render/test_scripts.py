"""Scripts in the language of the site."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_javascript

from generator.project.resources import shipped_files
from generator.render import scripts
from generator.render.pages import ASSETS, assets
from generator.render.scripts import ScriptError, translate_script
from generator.translation import languages, use_language

MARK = "/* global _, ngettext, pgettext, LOCALE -- translated when the asset is made */\n"
SCRIPTS = {Path(path).name: data for path, data in shipped_files().items() if path.endswith(".js")}


def translated(code: str, language: str = "en-XA") -> str:
    with use_language(language):
        return translate_script(f"{MARK}{code}".encode()).decode()


@pytest.mark.parametrize(
    ("code", "literal"),
    [
        ('_("Copy")', '"⟦Çôpý⟧"'),
        ('_("Say \\"ho\\"")', '"⟦Sàý \\"hô\\"⟧"'),
        ('pgettext("verb", "Open")', '"⟦Ôpéñ⟧"'),
        ('_("{n} of {all}", { n, all: count(a, [b]) })', "`⟦${n} ôf ${count(a, [b])}⟧`"),
        ('_("{what}: 1`", { what: _("Copy") })', '`⟦${"⟦Çôpý⟧"}: 1\\`⟧`'),
        ('_("{a} \\\\ ${a}", { a })', "`⟦${a} \\\\ $${a}⟧`"),
        ('`<b>${_("Copy")}</b>`', '`<b>${"⟦Çôpý⟧"}</b>`'),
        ("new Intl.NumberFormat(LOCALE)", 'new Intl.NumberFormat("en-GB")'),
        ('x._("a") + y_("b") + a.LOCALE', 'x._("a") + y_("b") + a.LOCALE'),
    ],
)
def test_a_call_becomes_a_literal(code: str, literal: str) -> None:
    assert translated(code) == literal


def test_comments_on_lines_of_their_own_are_left_out() -> None:
    code = '/* One\n   two */\n// three\na = "//"; // four\n  /** five */\n  b();\n'
    assert translated(code) == 'a = "//"; // four\n  b();\n'


def test_the_browser_chooses_the_plural_form() -> None:
    code = 'ngettext("{n} page of {site}", "{n} pages of {site}", pages.length, { site })'
    shown = '${n.toLocaleString("en-GB")}'
    assert translated(code, "en") == (
        f"((n, forms = {{ other: `{shown} pages of ${{site}}`, one: `{shown} page of ${{site}}` }}) => "
        'forms[new Intl.PluralRules("en-GB").select(n)] ?? forms.other)(pages.length)'
    )


def test_a_language_without_plural_forms_needs_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    code = 'ngettext("{n} page", "{n} pages", count)'
    with use_language("ko") as korean:
        monkeypatch.setattr(korean.messages, "ngettext", lambda singular, plural, n: "{n}쪽")
        assert translated(code, "ko") == '((n) => `${n.toLocaleString("ko")}쪽`)(count)'


def test_both_forms_of_a_korean_particle_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which one fits is not known before the value is."""
    with use_language("ko") as korean:
        monkeypatch.setattr(korean.messages, "gettext", lambda message: "{query}[을/를] 찾는 중")
    assert translated('_("Searching for {query}", { query })', "ko") == "`${query}을(를) 찾는 중`"


@pytest.mark.parametrize(
    "code",
    [
        "_(words)",
        "_('Copy')",
        "_(`Copy`)",
        '_("Copy " + kind)',
        '_("Copy {kind}")',
        '_("Copy", { kind })',
        '_("Copy {kind}", kind)',
        'pgettext("Copy")',
        'ngettext("{n} page", "{n} pages")',
        'ngettext("{n} page", count)',
        '_("Copy"',
        "_(",
    ],
)
def test_a_message_that_cannot_be_translated_is_an_error(code: str) -> None:
    with pytest.raises(ScriptError, match="double quotation marks"):
        translated(code)


def test_such_an_error_names_the_script() -> None:
    _, problems = assets({f"{ASSETS}ours.js": f"{MARK}_(words)".encode(), f"{ASSETS}theirs.js": b"_(words)"})
    assert [(problem.rule, problem.span.path) for problem in problems] == [
        ("template-error", f"{ASSETS}ours.js")
    ]


def test_a_script_of_others_stays_as_it_is() -> None:
    lodash = b"/* global _ */\n// all\n_(users).map(_('name'))"
    assert translate_script(lodash) == lodash


@pytest.mark.parametrize("language", [*languages(), "en-XA"])
def test_our_scripts_speak_every_language(language: str) -> None:
    with use_language(language):
        made, problems = assets({f"{ASSETS}{name}": data for name, data in SCRIPTS.items()})
    assert not problems
    for script in made:
        assert not re.search(r"\b(_|[np]gettext)\(|LOCALE", script.data.decode()), script.uri


@pytest.mark.parametrize("name", SCRIPTS)
def test_babel_finds_the_messages_that_are_replaced(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced = []
    literal = scripts._literal
    monkeypatch.setattr(
        scripts, "_literal", lambda *call: replaced.append((call[0], call[1][0])) or literal(*call)
    )
    translate_script(SCRIPTS[name])
    found = extract_javascript(io.BytesIO(SCRIPTS[name]), ["_", "ngettext", "pgettext"], [], {})
    messages = [(function, words if isinstance(words, str) else words[0]) for _, function, words, _ in found]
    assert sorted(messages) == sorted(
        (function, words[1:-1].replace('\\"', '"')) for function, words in replaced
    )
