"""MkDocs's theme, whose templates are listed and compiled once, not in each build: half the time of a small site."""

from functools import cache

import jinja2
import material
import pytest
from jinja2.bccache import Bucket
from mkdocs.theme import Theme

MATERIAL = material.__path__[0]  # what is installed does not change while tests run


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, by path and content: an edited one is compiled again."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], object] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


class Templates(jinja2.FileSystemLoader):
    """The templates of the theme's folders; Material's, with its 14,000 icons, is read once."""

    def list_templates(self) -> list[str]:
        return sorted({name for folder in self.searchpath for name in names_in(folder)})


def names_in(folder: str) -> list[str]:
    return names_in_material(folder) if folder.startswith(MATERIAL) else walk(folder)


def walk(folder: str) -> list[str]:
    return jinja2.FileSystemLoader(folder).list_templates()


names_in_material = cache(walk)


def share_templates(patch: pytest.MonkeyPatch) -> None:
    """Let all builds in this process share the templates."""
    make_environment, compiled = Theme.get_env, Compiled()

    def get_env(theme: Theme) -> jinja2.Environment:
        environment = make_environment(theme)
        environment.loader, environment.bytecode_cache = Templates(theme.dirs), compiled
        return environment

    patch.setattr(Theme, "get_env", get_env)
