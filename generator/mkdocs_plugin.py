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
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator.diagnostics import Diagnostic, Severity, format_text, has_errors, summary
from generator.pipeline import BuildResult
from generator.project import FOLDERS, ProjectError, build_project

log = get_plugin_logger("seedbrief")


class NoOptions(Config):
    """There is nothing to set yet."""


class SeedbriefPlugin(BasePlugin[NoOptions]):
    """Builds the site's pages before MkDocs looks for them. One instance lives as long as ``mkdocs serve``."""

    def __init__(self) -> None:
        self.serving = False
        self.last_good: BuildResult | None = None
        self.diagnostics: tuple[Diagnostic, ...] = ()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what MkDocs was started for; having this makes MkDocs keep the instance between rebuilds."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Have ``mkdocs serve`` watch what the pages are made from."""
        root = _root(config)
        config.watch.extend(str(root / name) for name in FOLDERS if (root / name).is_dir())
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages. An error in the content fails a build, and never ends ``mkdocs serve``."""
        try:
            result = build_project(_root(config), drafts=self.serving)
        except ProjectError as error:
            raise PluginError(str(error)) from None
        self.diagnostics = result.diagnostics
        for diagnostic in result.diagnostics:
            level = logging.ERROR if diagnostic.severity is Severity.ERROR else logging.WARNING
            log.log(level, format_text(diagnostic))
        if not has_errors(result.diagnostics):
            self.last_good = result
        elif not self.serving:
            raise PluginError(f"{summary(result.diagnostics)} in the content: no site was built")
        shown = self.last_good or result
        for uri, data in shown.files().items():
            files.append(File.generated(config, uri, content=data))
        return files

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """While serving, show above every page what is to be mended."""
        return _banner(self.diagnostics, self.last_good is not None) + html if self.serving else html


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
