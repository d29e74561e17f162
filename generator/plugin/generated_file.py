"""The files that Seedbrief makes, as MkDocs and other plugins see them."""

from __future__ import annotations

import posixpath
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.utils.meta import YAML_RE

from generator.model.content import PAGES, YAML_ENDINGS
from generator.model.site import SiteFile
from generator.project.resources import templates_folder


class GeneratedFile(File):
    """A generated file, which reads its bytes when MkDocs asks for them, and knows whether they have changed."""

    changed = True
    made: SiteFile | str | bytes | None = None

    # Private API: that MkDocs reads the bytes of a file from here. If it does not, it finds no bytes, and fails.
    @property
    def _content(self) -> str | bytes | None:
        return self.made.data if isinstance(self.made, SiteFile) else self.made

    @_content.setter
    def _content(self, content: SiteFile | str | bytes | None) -> None:
        self.made = content

    def is_modified(self) -> bool:
        """Return whether MkDocs must build the file."""
        return self.changed


def generated_file(config: MkDocsConfig, root: Path, made: SiteFile) -> GeneratedFile:
    """Return a file for MkDocs that tells other plugins what it was made from; ``root`` is the project's folder."""
    file = GeneratedFile.generated(config, made.uri, content=made)  # type: ignore[call-overload]
    assert isinstance(file, GeneratedFile)  # MkDocs annotates it as a File
    source = root / made.source
    if file.is_documentation_page():
        # Plugins look for dates and authors in Git only if no plugin is said to have generated the page.
        file.generated_by = None
        # MkDocs appends this to the URL of its docs_dir in the repository.
        file.edit_uri = posixpath.relpath(made.source, PAGES) if source.suffix in YAML_ENDINGS else None
    elif not source.exists():
        source = templates_folder().parent / made.source
    # Many plugins expect a string, and open the file that it names.
    file.abs_src_path = str(source) if made.source else ""
    return file


def markdown_of(file: File) -> str:
    """Return the Markdown of a page without its metadata, as MkDocs reads it."""
    text = file.content_string
    metadata = YAML_RE.match(text)
    return text[metadata.end() :].lstrip("\n") if metadata else text
