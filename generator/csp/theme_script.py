"""A change in the templates of Material, and of Zensical, so that their inline scripts are the same on all pages.

Then the security policy, which allows each inline script by its hash, is known from the first page on.
"""

from __future__ import annotations

import re
from contextlib import suppress

from jinja2 import ChoiceLoader, DictLoader, Environment, TemplateNotFound

# Private API: the template of Material's first script, which contains the path from a page to the site's root. If it is
# another one, the policy has a hash for each such path, and every page is written a second time.
BASE_SCRIPT = "partials/javascripts/base.html"
_PATH = re.compile(r'<script>(__md_scope=new URL\()"({{.*?}})"')
_ATTRIBUTE = r'<script data-scope="\2">\1document.currentScript.dataset.scope'


def make_script_constant(templates: Environment) -> None:
    """Move the path in Material's first script into an attribute of its element, from which the script reads it."""
    with suppress(TemplateNotFound):  # another theme
        loader = templates.loader
        assert loader
        source, _, _ = loader.get_source(templates, BASE_SCRIPT)
        templates.loader = ChoiceLoader([DictLoader({BASE_SCRIPT: constant_script(source)}), loader])


def constant_script(source: str) -> str:
    """Return the template of the script so changed, or as it is if it is another one."""
    return _PATH.sub(_ATTRIBUTE, source)
