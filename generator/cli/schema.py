"""The command ``schema``: what an editor needs to complete and explain what is typed under ``content/``."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.common import UsageError, root_of
from generator.exports.json_schema import KINDS, schemas
from generator.exports.vscode_settings import NotPlainJson, merged, settings
from generator.load.loader import load
from generator.project.build import ProjectError, write_file, write_tree
from generator.project.files import FOLDERS, read_files

DEFAULT = Path(".seedbrief", "schema")
SETTINGS = Path(".vscode", "settings.json")


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--vscode", is_flag=True, help=f"Add them to {SETTINGS.as_posix()}; your own settings stay.")
@click.pass_obj
def schema(project: Path, folder: Path | None, vscode: bool) -> None:
    """Write a JSON Schema for every kind of file under content/ into FOLDER, for completion and hover in editors.

    The schemas describe every field, and have the ids of the site as choices; write them again when ids have been
    added. FOLDER is .seedbrief/schema in the project where none is named; git is told to ignore that one,
    for it changes with the content.

    Visual Studio Code finds them by its settings (--vscode) once the extension "YAML" is there. Any editor with
    yaml-language-server finds one by a comment at the top of a file, here in content/briefs/:

    \b
      # yaml-language-server: $schema=../../.seedbrief/schema/brief.schema.json

    The schemas catch what can be seen in one file by itself. Whether a quotation is in its source, only
    seedbrief check knows.
    """
    root = root_of(project)
    target = folder or root / DEFAULT
    if target.resolve() == root or any(target.resolve().is_relative_to(root / name) for name in FOLDERS):
        raise UsageError(f"{target} holds what the site is made from; name another folder")
    files, unread = read_files(root)
    content, _ = load(files, {diagnostic.span.path for diagnostic in unread})
    made = schemas(content) | ({} if folder else {".gitignore": b"*\n"})
    try:
        written = write_tree(target, made)
        shown = _relative(target, root)
        click.echo(f"{shown}: {written.changed} files written, {written.kept} unchanged.")
        if vscode:
            _add_to_vscode(root, {f"{shown}/{kind.schema}": kind.globs for kind in KINDS})
        elif not folder:
            click.echo(
                "For Visual Studio Code: seedbrief schema --vscode. For other editors: seedbrief schema --help."
            )
    except ProjectError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or target}: {error.strerror or error}") from None


def _relative(folder: Path, root: Path) -> str:
    """Name a folder as Visual Studio Code wants it: from the folder that it opens, with ``./``, or in full."""
    folder = folder.resolve()
    return f"./{folder.relative_to(root).as_posix()}" if folder.is_relative_to(root) else folder.as_posix()


def _add_to_vscode(root: Path, wanted: dict[str, list[str]]) -> None:
    file = root / SETTINGS
    try:
        before = file.read_bytes().decode("utf-8") if file.exists() else ""
        after = merged(before, wanted)
    except (NotPlainJson, UnicodeDecodeError):
        click.echo(f"{SETTINGS.as_posix()} is not plain JSON, and was left as it is. Add to it:", err=True)
        click.echo(settings(wanted), nl=False)
        return
    if after == before:
        click.echo(f"{SETTINGS.as_posix()} names them already.")
        return
    write_file(file, after.encode())
    click.echo(f"{SETTINGS.as_posix()} names them now. Open {root.name}/ itself as the folder in the editor.")
