"""A change in the templates of Material, and of Zensical, so that their inline scripts are the same on all pages.

Then the security policy, which allows each inline script by its hash, is known from the first page on.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property

from jinja2 import BaseLoader, ChoiceLoader, DictLoader, Environment, TemplateNotFound

# Private API: the template of Material's first script, which contains the path from a page to the site's root. If it is
# another one, the policy has a hash for each such path, and every page is written a second time.
BASE_SCRIPT = "partials/javascripts/base.html"
_PATH = re.compile(r'<script>(__md_scope=new URL\()"({{.*?}})"')
_ATTRIBUTE = r'<script data-scope="\2">\1document.currentScript.dataset.scope'


class _ThemeLoader(ChoiceLoader):
    """Finds the changed script before the theme's own, and lists the theme's files only once, without hidden ones.

    In ``mkdocs serve``, MkDocs asks for the list in each build, for files to copy, and Material has thousands of icons.
    """

    def __init__(self, script: str, theme: BaseLoader) -> None:
        super().__init__([DictLoader({BASE_SCRIPT: script}), theme])

    @cached_property
    def _names(self) -> list[str]:
        return [name for name in super().list_templates() if not name.startswith(".")]

    def list_templates(self) -> list[str]:
        """Return the names of all files that are not hidden."""
        return self._names


def make_script_constant(templates: Environment) -> None:
    """Move the path in Material's first script into an attribute of its element, from which the script reads it.

    A second call does nothing: for a new loader, Jinja would compile all templates again.
    """
    loader = templates.loader
    if loader is None or isinstance(loader, _ThemeLoader):
        return
    with suppress(TemplateNotFound):  # another theme
        source, _, _ = loader.get_source(templates, BASE_SCRIPT)
        templates.loader = _ThemeLoader(constant_script(source), loader)


def constant_script(source: str) -> str:
    """Return the template of the script so changed, or as it is if it is another one."""
    return _PATH.sub(_ATTRIBUTE, source)
