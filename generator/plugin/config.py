"""The plugin's options in ``mkdocs.yml``, and a check of the MkDocs settings that Seedbrief depends on."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.base import Config
from mkdocs.config.config_options import ListOfItems, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.localization import parse_locale
from mkdocs.plugins import get_plugin_logger

from generator.project.config import ProjectError, check_contact, check_page_settings
from generator.render.style_sheet import PARTS, STYLE_SHEET
from generator.translation import interface_language

log = get_plugin_logger("seedbrief")


class SeedbriefConfig(Config):
    """The plugin's options in ``mkdocs.yml``."""

    rules = Type(dict, default={})
    """The severity of rules: ``error``, ``warning`` or ``off``. ``seedbrief rules`` says which can be set.

    Example: ``{vague-likelihood: off}``
    """

    organisation = Type(str, default="")
    """Who publishes the briefs. Citations and feeds name it as the author of a brief that has no ``authors``.

    Example: ``Example Institute``
    """

    licence = Type(str, default="")
    """Licence of the briefs: an SPDX id, the URL of its text, or words. It does not cover the articles.

    Example: ``CC-BY-4.0``
    """

    content_language = Type(str, default="")
    """Language of briefs, topics and names (BCP 47), if a brief does not say otherwise. Default: that of the theme.

    Example: ``ko``
    """

    history = Type(bool, default=True)
    """Whether a revised brief gets a page that shows what changed, from the Git repository of the project.

    Example: ``false``
    """

    hand_written_only = ListOfItems(Type(str), default=[])
    """Other plugins and hooks that get only the hand-written pages. They change no generated page.

    Example: ``[macros]``
    """

    csp = Type((bool, dict), default={})
    """Sources that the Content-Security-Policy also allows, by directive. ``false`` removes the policy.

    Example: ``{img-src: [https://images.example]}``
    """


def project_root(config: MkDocsConfig) -> Path:
    """Return the project's root folder: that of ``mkdocs.yml``."""
    return Path(config.config_file_path).resolve().parent


def config_name(config: MkDocsConfig) -> str:
    """Return the name of the configuration file, ``mkdocs.yml`` as a rule."""
    return Path(config.config_file_path).name


def source_folders(config: MkDocsConfig) -> list[Path]:
    """Return the folders of sources that ``mkdocs.yml`` names."""
    return [Path(folder) for folder in (config.docs_dir, config.theme.custom_dir) if folder]


def check_settings(config: MkDocsConfig) -> None:
    """Raise PluginError for MkDocs settings that would break the site's pages or links."""
    name = config_name(config)
    extensions = config.markdown_extensions
    try:
        check_page_settings(
            name, project_root(config), config.docs_dir, config.use_directory_urls, extensions
        )
        check_contact(config.extra, name)
    except ProjectError as error:
        raise PluginError(str(error)) from None
    _set_language_of_words(config)
    _join_style_sheets(config)


def _join_style_sheets(config: MkDocsConfig) -> None:
    """Replace the style sheets that are joined into one by that one; log a warning if some are listed."""
    names = [str(name) for name in config.extra_css]
    parts = {f"assets/{part}" for part in PARTS}
    if listed := [name for name in names if name in parts]:
        joined = f"assets/{STYLE_SHEET}"
        log.warning(
            f"{config_name(config)}: extra_css: {', '.join(listed)} {'is' if len(listed) == 1 else 'are'} now part of "
            f"{joined}. Write `{joined}` instead, as this build assumes"
        )
        others = [name for name in names if name not in parts]
        config.extra_css = list(dict.fromkeys([joined, *others]))


def _set_language_of_words(config: MkDocsConfig) -> None:
    """Set the language of the theme to that of the interface; log a warning if that is not what was written."""
    option = "language" if config.theme.name == "material" else "locale"
    language, problem = interface_language(config.theme.get(option))
    if problem:
        log.warning(f"{config_name(config)}: theme: {option}: {problem}; this build assumes en")
    if option == "language":
        config.theme[option] = language  # the name of a file of the theme: `ko`, not `ko-KR`
    elif problem:
        config.theme[option] = parse_locale("en")
