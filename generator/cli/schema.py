"""The command ``schema``: write JSON Schemas, with which editors complete and explain the fields of content."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.common import ending, reported_errors, root_of
from generator.exports.json_schema import KINDS, schemas
from generator.exports.vscode_settings import NotPlainJson, merged, settings
from generator.load.loader import load
from generator.project.atomic_write import sole_writer, write_all, write_tree
from generator.project.files import read_files
from generator.project.output_folder import check_output_folder
from generator.text.replace_file import replace_file

DEFAULT = Path(".seedbrief", "schema")
SETTINGS = Path(".vscode", "settings.json")


@click.command(epilog=ending("seedbrief schema", "seedbrief schema --vscode"))
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--vscode", is_flag=True, help=f"Add them to {SETTINGS.as_posix()}; your own settings stay.")
@click.pass_obj
def schema(project: Path, folder: Path | None, vscode: bool) -> None:
    """Write JSON Schemas of the content files, for editors.

    FOLDER gets one for each kind of file in content/. They describe every field and offer the site's ids as choices.
    Write them again after you add ids. The default FOLDER is .seedbrief/schema in the project, which git ignores
    because it changes with the content.

    Visual Studio Code with the extension "YAML" finds the schemas through its settings (--vscode). Any editor with
    yaml-language-server finds one through a comment at the top of a file, here in content/briefs/:

    \b
      # yaml-language-server: $schema=../../.seedbrief/schema/brief.schema.json

    Schemas catch problems within one file. Only seedbrief check can tell whether a quotation is in its source.
    """
    root = root_of(project)
    target = folder or root / DEFAULT
    with reported_errors(target):
        check_output_folder(target, root)
    files, unread = read_files(root)
    content, _ = load(files, {diagnostic.span.path for diagnostic in unread})
    schema_files = schemas(content) | ({} if folder else {".gitignore": b"*\n"})
    with reported_errors(target):
        written = write_tree(target, schema_files)
        shown = _vscode_path(target, root)
        click.echo(f"{shown}: {written.changed} files written, {written.unchanged} unchanged.")
        if vscode:
            _add_to_vscode(root, {f"{shown}/{kind.schema}": kind.globs for kind in KINDS})
        elif not folder:
            click.echo(
                "For Visual Studio Code: seedbrief schema --vscode. For other editors: seedbrief schema --help."
            )


def _vscode_path(folder: Path, root: Path) -> str:
    """Return a path for VS Code's settings: ``./`` and the path from the project's root, or an absolute path."""
    folder = folder.resolve()
    return f"./{folder.relative_to(root).as_posix()}" if folder.is_relative_to(root) else folder.as_posix()


def _add_to_vscode(root: Path, globs_by_schema: dict[str, list[str]]) -> None:
    file, name = root / SETTINGS, SETTINGS.as_posix()
    try:
        before = file.read_bytes().decode("utf-8") if file.exists() else ""
        after = merged(before, globs_by_schema)
    except (NotPlainJson, UnicodeDecodeError):
        click.echo(f"{name} is not plain JSON and was not changed. Add this to it:", err=True)
        click.echo(settings(globs_by_schema), nl=False)
        return
    if after == before:
        click.echo(f"{name} lists the schemas already.")
        return
    if file.is_symlink() and file.exists():  # your settings may be elsewhere
        replace_file(file.resolve(), after.encode())
    else:
        with sole_writer(root):
            write_all(root, {}, {name: after.encode()})
    click.echo(f"Added the schemas to {name}. Open the folder {root.name}/ itself in the editor.")
