"""All reading and writing of files: a project's folder to bytes, and a built site to a folder."""

from __future__ import annotations

import datetime
import gc
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import yaml

from generator.build import BuildResult, Locks, Options, build_site, lock_site, parse_severities
from generator.diagnostics import in_order
from generator.exports.evidence_manifest import VERIFIER
from generator.incremental import BuildMemo
from generator.project.files import FileStatCache, read_files
from generator.project.resources import shipped_files

_MANIFEST = ".seedbrief-files"  # what an earlier run wrote into an output folder
_STAGING = ".seedbrief-new"


class ProjectError(Exception):
    """Something about the project's folder, or the output's, that the user must settle; the text says what."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many files a run wrote anew, left as they were, and removed."""

    changed: int
    kept: int
    removed: int


def find_root(start: Path) -> Path:
    """Find the project in which ``start`` lies: the nearest folder with a ``mkdocs.yml`` and a ``content``."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "content").is_dir():
            return folder
    raise ProjectError(f"{start}: no folder from here upwards has a mkdocs.yml and a content/")


def build_project(
    root: Path,
    *,
    drafts: bool = False,
    for_editor: bool = False,
    rules: Mapping[str, object] | None = None,
    site_name: str = "",
    site_url: str = "",
    known: FileStatCache | None = None,
    memory: BuildMemo | None = None,
) -> BuildResult:
    """Read a project and build its site, from the templates that come with Seedbrief where it has none of its own.

    ``SOURCE_DATE_EPOCH`` (seconds), if set, is the day things are due. ``rules`` sets the severity of rules; where it
    is not given, the plugin's option of that name in ``mkdocs.yml`` does, and the site has the name and address that
    stand there, so that command and plugin make the same. ``known`` and ``memory`` are those of earlier builds of the
    same project, and make this one quicker.
    """
    if rules is None:
        written, site_name, site_url = _settings(root)
        rules = _map(written.get("rules"))
    try:
        severities = parse_severities(rules)
    except ValueError as error:
        raise ProjectError(f"mkdocs.yml: plugins: seedbrief: {error}") from None
    files, unread = read_files(root, known)
    files = shipped_files() | files
    files[VERIFIER] = (
        package_files("generator").joinpath("exports/verify.py").read_bytes()
    )  # published as it is
    refused = {diagnostic.span.path for diagnostic in unread}
    options = Options(drafts, for_editor, _build_day(), severities, site_name, site_url)
    with _nothing_collected(to_the_end=memory is None):
        result = build_site(files, options, refused, memory)
    return replace(result, diagnostics=in_order([*unread, *result.diagnostics]))


@contextmanager
def _nothing_collected(*, to_the_end: bool) -> Iterator[None]:
    """Put off the collection of cyclic garbage, which looks again and again through all that a build makes and keeps.

    That takes a sixth of the time and finds next to nothing, as ``render`` collects its own. What a single build made
    is kept ``to_the_end`` of the process: then it is not looked through later either, while MkDocs builds the pages.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if to_the_end:
            gc.freeze()
        if collecting:
            gc.enable()


def lock_project(root: Path, *, accept: bool = False) -> Locks:
    """Write ``seeds/SHA256SUMS`` and ``content/permalinks.lock``; neither of them if something speaks against it."""
    files, unread = read_files(root)
    locks = lock_site(files, {diagnostic.span.path for diagnostic in unread}, accept=accept)
    locks = replace(locks, blockers=in_order([*unread, *locks.blockers]))
    for path, data in locks.files.items():
        if not locks.blockers and _content(root / path) != data:
            _replace(root / path, data)
    return locks


def write_tree(folder: Path, files: Mapping[str, bytes]) -> Written:
    """Make ``folder`` hold exactly ``files``: what changed is written, what an earlier run wrote and is gone now goes.

    Everything new is written beside the old before anything is replaced, so a full disk or a crash while writing
    leaves the old files whole. A folder with files of another origin is refused.
    """
    manifest, staging = folder / _MANIFEST, folder / _STAGING
    if folder.exists() and not folder.is_dir():
        raise ProjectError(f"{folder} is a file; name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (manifest.is_file() or staging.is_dir()):
        raise ProjectError(
            f"{folder} is not empty and was not written by seedbrief; name a new or an empty folder"
        )
    before = (_content(manifest) or b"").decode(errors="replace").splitlines()
    gone = sorted(uri for uri in set(before) - set(files) if (folder / uri).is_file())
    for uri in (*files, *gone):
        if not (folder / uri).resolve().is_relative_to(folder.resolve()):
            raise ProjectError(f"{uri} would be outside {folder}")
    # First of all comes the list of the files: after an interruption nothing is there that it does not name.
    wanted = {_MANIFEST: "".join(f"{uri}\n" for uri in sorted(files)).encode(), **files}
    changed = [uri for uri, data in wanted.items() if _content(folder / uri) != data]
    shutil.rmtree(staging, ignore_errors=True)
    try:
        for uri in changed:
            _write(staging / uri, wanted[uri])
        for uri in gone:
            (folder / uri).unlink()
            _remove_empty(folder, (folder / uri).parent)
        for uri in changed:
            (folder / uri).parent.mkdir(parents=True, exist_ok=True)
            (staging / uri).replace(folder / uri)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    written = len(set(changed) - {_MANIFEST})
    return Written(written, len(files) - written, len(gone))


class _MkDocsYaml(yaml.SafeLoader):
    """Reads ``mkdocs.yml`` for what concerns us; what only MkDocs understands (Python names) is let be."""


def _from_environment(loader: _MkDocsYaml, node: yaml.Node) -> object:
    """Read ``!ENV NAME`` or ``!ENV [NAME, OTHER, default]`` as MkDocs does: ``false`` is no text there either."""
    listed = isinstance(node, yaml.SequenceNode)
    given = [loader.construct_object(item) for item in node.value] if listed else [node.value]
    *names, default = given if len(given) > 1 else (*given, None)
    for name in names:
        if (value := os.environ.get(name)) is not None:
            tag = loader.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
            return loader.construct_object(yaml.ScalarNode(tag, value))
    return default


_MkDocsYaml.add_multi_constructor("", lambda loader, suffix, node: None)
_MkDocsYaml.add_constructor("!ENV", _from_environment)


def plugin_options(root: Path) -> dict[str, Any]:
    """Read from ``mkdocs.yml`` the options that the plugin is given there."""
    return _settings(root)[0]


def _settings(root: Path) -> tuple[dict[str, Any], str, str]:
    """Read from ``mkdocs.yml`` the plugin's options, and the name and address of the site, if it has them."""
    written = _written(root, "mkdocs.yml")
    if not written:
        raise ProjectError(
            "mkdocs.yml is empty; write `site_name` and `plugins: [seedbrief]`, or see `seedbrief init`"
        )
    plugins = written.get("plugins")
    named = plugins if isinstance(plugins, dict) else {}
    for plugin in plugins if isinstance(plugins, list) else []:
        named |= plugin if isinstance(plugin, dict) else {}
    try:
        options = dict(named.get("seedbrief") or {})
    except (TypeError, ValueError):
        raise ProjectError("mkdocs.yml: plugins: seedbrief: this must be a map of options") from None
    return options, str(written.get("site_name") or ""), str(written.get("site_url") or "")


def _written(root: Path, name: str, heirs: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Read a configuration, by its path from the root, over the one that it inherits from, as MkDocs does."""
    try:
        written = yaml.load((root / name).read_bytes(), _MkDocsYaml) or {}
        if "INHERIT" not in written:
            return dict(written)
        base = os.path.normpath(Path(name).parent / written.pop("INHERIT"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise ProjectError(f"{name}{place}: this cannot be read: {error.problem or error}") from None
    except (OSError, yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise ProjectError(f"{name} cannot be read: {error}") from None
    heirs = (*heirs, (root / name).resolve())
    if (root / base).resolve() in heirs:
        raise ProjectError(
            f"{name}: INHERIT: {base} inherits from this file, in a circle; take out this line"
        )
    if not (root / base).is_file():
        raise ProjectError(f"{name}: INHERIT: there is no file {base}; write its path as seen from {name}")
    return _merged(_written(root, base, heirs), written)


def _merged(base: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Put values over those that they inherit: maps are merged, all else, lists too, is replaced."""
    both = {
        key: value
        for key, value in own.items()
        if isinstance(value, dict) and isinstance(base.get(key), dict)
    }
    return {**base, **own, **{key: _merged(base[key], value) for key, value in both.items()}}


def _map(written: object) -> dict[str, object]:
    if not isinstance(written, Mapping | None):
        raise ProjectError(
            "mkdocs.yml: plugins: seedbrief: rules: this must be a map of rules and their severity"
        )
    return dict(written or {})


def _build_day() -> datetime.date | None:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ProjectError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a number of seconds") from None


def write_file(path: Path, data: bytes) -> None:
    """Write a file, and its folder if need be, so that at every moment the old or the new one is there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path.resolve(), data)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that at every moment the old or the new one is there, whole."""
    new = path.with_name(f".{path.name}.new")
    _write(new, data)
    new.replace(path)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _remove_empty(folder: Path, inner: Path) -> None:
    while inner != folder and not any(inner.iterdir()):
        inner.rmdir()
        inner = inner.parent
