"""How Seedbrief gets on with other plugins and hooks.

Some cannot be used, some must be kept out of generated pages or told something, and one that fails is named.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import PluginCollection, get_plugin_logger

from generator.diagnostics import printable
from generator.project.resources import TEMPLATES, templates_folder

log = get_plugin_logger("seedbrief")

_UNUSABLE = {
    "i18n": "it leaves out every page that is not a file in docs_dir. For a brief in another language, write one with "
    "`translation_of`",
    "monorepo": "it moves docs_dir to another folder. Build each site by itself, or merge their content/ and seeds/",
    "offline": "without a server, pages can neither search nor load their scripts. To read the site without the "
    "Internet, serve it on your own computer: python3 -m http.server --directory site",
    "techdocs-core": "it brings the plugins `monorepo` and `search`, and settings of the theme",
}
"""Plugins that change what all pages depend on, by name, and why they cannot be used."""

_LINK_CHANGERS = ("autolinks", "ezlinks")
"""Plugins that lead links to files of ``docs_dir``, and so break those between generated pages."""

_PAGE_EVENTS = (
    *("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page"),
)

Handler = Callable[..., Any]


def other_handlers(config: MkDocsConfig, plugin: object, events: Iterable[str]) -> Iterator[str]:
    """Yield the names of the plugins and hooks other than ``plugin``, ours, that may change a generated page.

    They do so in the ``events``.
    """
    for event in events:
        for handler in config.plugins.events[event]:
            is_ours = getattr(handler, "__self__", None) is plugin
            if not is_ours and not hasattr(handler, "is_kept_out"):
                yield _name_of(handler, config.plugins)


def check_neighbours(config: MkDocsConfig, config_name: str) -> None:
    """Raise PluginError if a plugin is configured that cannot be used; log a warning if there is one too many."""
    for name, plugin in config.plugins.items():
        short_name = _short(name)
        if (reason := _UNUSABLE.get(short_name)) and plugin.config.get("enabled", True):
            raise PluginError(f"{config_name}: plugins: remove `{short_name}`: {reason}")
        if short_name == "search":
            log.warning(
                f"{config_name}: plugins: remove `search`: Seedbrief has a search of its own, in the same place"
            )
        if name == "material/social":
            _show_logo_on_cards(config, plugin.config["cards_layout_options"])


def _show_logo_on_cards(config: MkDocsConfig, options: dict[str, str]) -> None:
    """Name the file of the logo, for which the plugin ``social`` looks in ``docs_dir`` only."""
    logo = str(config.theme.get("logo") or "")
    folders = (Path(config.config_file_path).resolve().parent / TEMPLATES, templates_folder())
    file = next((file for folder in folders if (file := folder / logo).is_file()), None)
    if file and not (Path(config.docs_dir) / logo).exists():
        options.setdefault("logo", str(file))


def keep_out(config: MkDocsConfig, names: Collection[str], generated: Callable[[], Collection[str]]) -> None:
    """Give plugins and hooks the hand-written pages only.

    Args:
        config: MkDocs's, with all plugins and hooks.
        names: those of plugins and hooks, as they are in ``mkdocs.yml``.
        generated: returns the URIs of the generated files.

    Raises:
        ValueError: there is no plugin or hook with one of the names.
    """
    events = config.plugins.events
    known = {
        _short(_name_of(handler, config.plugins)) for handlers in events.values() for handler in handlers
    }
    for name in names:
        if name not in known:
            raise ValueError(f"hand_written_only: there is no plugin or hook `{name}`")
    kept_out = {*names, *_LINK_CHANGERS}
    for event in _PAGE_EVENTS:
        # Private API: MkDocs calls what is in these lists. If it does not, plugins are not kept out.
        events[event][:] = [
            _kept_out(handler, generated)
            if _short(_name_of(handler, config.plugins)) in kept_out
            else handler
            for handler in events[event]
        ]


def _kept_out(handler: Handler, generated: Callable[[], Collection[str]]) -> Handler:
    @wraps(handler)
    def handle(*arguments: Any, **options: Any) -> Any:
        page = options["page"] if "page" in options else arguments[0]
        return None if page.file.src_uri in generated() else handler(*arguments, **options)

    handle.is_kept_out = True  # type: ignore[attr-defined]
    return handle


def explain_failure(error: Exception, plugin: object, generated: Collection[str]) -> str:
    """Return which other plugin or hook has raised an error and at which page, in a sentence; empty if none has.

    An error that is a sentence already is left alone. ``plugin`` is ours; ``generated`` are the URIs of the generated
    files.
    """
    if isinstance(error, MkDocsException):
        return ""
    calls = [
        frame.f_locals
        for frame, _ in traceback.walk_tb(error.__traceback__)
        if frame.f_code is PluginCollection.run_event.__code__
    ]
    # Private API: the variables of `run_event`. If they have other names, this fails, and a traceback is shown.
    if not calls or getattr(calls[-1]["method"], "__self__", None) is plugin:
        return ""
    call = calls[-1]
    page = call["kwargs"].get("page")
    uri = page.file.src_uri if page else ""
    place = f"at the {'generated ' * (uri in generated)}page {uri}" if page else f"in on_{call['name']}"
    name = _name_of(call["method"], call["self"])
    advice = f"{advise_keeping_out([name])}. " if uri in generated else ""
    return printable(
        f"the plugin or hook `{_short(name)}` failed {place}: {describe_error(error)}. "
        f"{advice}With --verbose, the build shows where in its code"
    )


def describe_error(error: Exception) -> str:
    """Return what went wrong: with which file, or which kind of error it is."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename2 or error.filename}: {error.strerror}"
    return f"{type(error).__name__}: {error}"


def advise_keeping_out(names: Iterable[str]) -> str:
    """Return what to write so that plugins and hooks are kept from generated pages."""
    listed = ", ".join(map(_short, names))
    return f"To keep it from generated pages, add `hand_written_only: [{listed}]` to the options of seedbrief"


def _name_of(handler: Handler, plugins: PluginCollection) -> str:
    # Private API: MkDocs has a handler's plugin only there. If it is elsewhere, mkdocs build fails; then leave the name
    # out of the messages.
    return plugins._event_origins.get(getattr(handler, "__wrapped__", handler), "?")


def _short(name: str) -> str:
    """Return the name of a plugin as it is in ``mkdocs.yml``: Material's may be written without ``material/``."""
    return name.removeprefix("material/")
