"""The MkDocs plugin ``seedbrief``: hands the generated pages to MkDocs as virtual files.

Nothing is written to disk, so nothing of it can trigger a rebuild. While ``mkdocs serve`` runs, an error in the
content keeps the last good pages on the screen, with what is to be mended above them.
"""

from __future__ import annotations

import html
import logging
from pathlib import Path
from typing import Literal

from mkdocs.config.base import Config
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator.diagnostics import Diagnostic, Severity, format_text, has_errors, summary
from generator.load import PAGES
from generator.pipeline import BuildResult
from generator.project import FOLDERS, ProjectError, build_project

log = get_plugin_logger("seedbrief")

NO_HOME = b"# There is no site yet\n"
"""Where ``mkdocs serve`` shows what is to be mended, if it starts on templates that do not even make a home page."""


class SeedbriefConfig(Config):
    """The plugin's options in ``mkdocs.yml``."""

    rules = Type(dict, default={})
    """The severity of rules: ``{vague-likelihood: off}``; ``seedbrief rules`` lists those that can be set."""


class SeedbriefPlugin(BasePlugin[SeedbriefConfig]):
    """Builds the site's pages before MkDocs looks for them. One instance lives as long as ``mkdocs serve``."""

    def __init__(self) -> None:
        self.serving = False
        self.newest = BuildResult((), (), ())
        self.last_good: BuildResult | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what MkDocs was started for; having this makes MkDocs keep the instance between rebuilds."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Have ``mkdocs serve`` watch what the pages are made from."""
        root = _root(config)
        config.watch.extend(str(root / name) for name in FOLDERS if (root / name).is_dir())
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Build the pages: now, as MkDocs empties the site folder next, and an error is to leave the old site there."""
        try:
            rules = self.config.rules
            self.newest = build_project(
                _root(config), drafts=self.serving, for_editor=self.serving, rules=rules
            )
        except ProjectError as error:
            raise PluginError(str(error)) from None
        found = self.newest.diagnostics
        for diagnostic in found:
            level = logging.ERROR if diagnostic.severity is Severity.ERROR else logging.WARNING
            log.log(level, format_text(diagnostic))
        if not has_errors(found):
            self.last_good = self.newest
        elif not self.serving:
            raise PluginError(f"{summary(found)} in the content: no site was built")

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages, after an error the last good ones; a page by hand that has one would end MkDocs."""
        at_fault = {diagnostic.span.path for diagnostic in self.newest.diagnostics}
        for file in [file for file in files if PAGES + file.src_uri in at_fault]:
            files.remove(file)
        shown = {"index.md": NO_HOME, **(self.last_good or self.newest).files()}
        for uri, data in shown.items():
            files.append(File.generated(config, uri, content=data))
        return files

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """While serving, show above every page what is to be mended."""
        return _banner(self.newest.diagnostics, self.last_good is not None) + html if self.serving else html


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent


def _banner(diagnostics: tuple[Diagnostic, ...], kept: bool) -> str:
    if not diagnostics:
        return ""
    old = has_errors(diagnostics) and kept
    note = (
        "The pages are as they were before; they follow your edits again when this is mended." if old else ""
    )
    items = "".join(_item(diagnostic) for diagnostic in diagnostics)
    title = f"<p><strong>{summary(diagnostics)} in the content.</strong> {note}</p>"
    return f'<div class="sb-diagnostics" role="alert">{title}<ul>{items}</ul></div>\n'


def _item(diagnostic: Diagnostic) -> str:
    where, what = html.escape(str(diagnostic.span)), html.escape(diagnostic.message)
    hint = f"<br><small>{html.escape(diagnostic.hint)}</small>" if diagnostic.hint else ""
    return f"<li><code>{where}</code> {diagnostic.severity}: {what}{hint}</li>"
