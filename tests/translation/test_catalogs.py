"""The catalogs: what a translator may have broken, and that the complete ones are complete."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGS = Path(str(resources.files("generator.translation") / "catalogs"))
COMPLETE = ["ko"]
KEYWORDS = {
    "_": None,
    "N_": None,
    "Rule": (2,),
    "pgettext": ((1, "c"), 2),
    "ngettext": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
}


def read(language: str) -> Catalog:
    with (CATALOGS / f"{language}.po").open("rb") as file:
        return read_po(file)


def fields(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{(\w+)\}", text))


def translated(catalog: Catalog) -> Iterator[tuple[Message, str]]:
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        yield from ((message, string) for string in strings if message.id and string)


@pytest.mark.parametrize("language", [path.stem for path in sorted(CATALOGS.glob("*.po"))])
def test_a_translation_has_the_fields_of_its_message(language: str) -> None:
    for message, string in translated(read(language)):
        singular, plural = message.id if isinstance(message.id, tuple) else (message.id, message.id)
        assert fields(string) in (fields(singular), fields(plural)), string
        assert singular[:1].isspace() == string[:1].isspace(), string


def test_particles_are_chosen_only_where_python_fills_in_the_field_before_them() -> None:
    for message, string in translated(read("ko")):
        written = re.findall(r"(.?)\[\w+/\w+\]", string)
        assert set(written) <= {"}"}, string
        if written:
            assert not any(path.endswith((".js", "verify.py")) for path, _ in message.locations), string


def test_no_message_is_in_an_f_string_where_babel_does_not_look() -> None:
    call = r"\b(?:_|N_|[np]gettext)\("
    hidden = re.compile(rf"""f"[^"\n]*{call}'|f'[^'\n]*{call}\"""")
    for file in (ROOT / "generator").rglob("*.py"):
        assert hidden.findall(file.read_text("utf-8")) == [], file


@pytest.mark.slow
@pytest.mark.parametrize("language", COMPLETE)
def test_a_complete_catalog_has_every_message_of_the_code(language: str) -> None:
    with (ROOT / "generator/translation/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = {
        (context, message)
        for _, _, message, _, context in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    }
    catalog = {(message.context, message.id) for message, _ in translated(read(language))}
    assert found - catalog == set(), "make messages, then translate what is new"
