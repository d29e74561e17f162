"""What ``mkdocs.yml`` says of the site as a publication: its name, URL, organisation and licence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from generator.model.fields import LANGUAGE_PATTERN
from generator.model.site import Licence, Publication
from generator.translation import interface_language

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-([0-9.]+)")
_PUBLIC_DOMAIN = "CC0-1.0"


def make_publication(
    name: str, description: str, url: str, plugin_options: Mapping[str, Any], language: str = ""
) -> Publication:
    """Return what the site's settings say of it; ``plugin_options`` are those of the plugin ``seedbrief``.

    ``language`` is that of the theme; without one, or if the interface is not translated to it, the site is in English.

    Raises ValueError if one of these options cannot be used.
    """
    return Publication(
        name=name,
        description=description,
        url=f"{url.rstrip('/')}/" if url else "",
        organisation=_text(plugin_options, "organisation", "Example Institute"),
        licence=parse_licence(_text(plugin_options, "licence", "CC-BY-4.0")),
        language=interface_language(language)[0],
        content_language=_language(plugin_options),
    )


def _language(options: Mapping[str, Any]) -> str:
    written = _text(options, "content_language", "ko")
    if written and not re.fullmatch(LANGUAGE_PATTERN, written):
        raise ValueError(
            f"content_language: {written!r} is not a language tag: write for example en, ko or zh-Hant (BCP 47)"
        )
    return written


def parse_licence(written: str) -> Licence | None:
    """Parse a licence: an SPDX id (https://spdx.org/licenses/), a URL, or words such as ``All rights reserved``.

    Returns None for an empty text. Raises ValueError for a single word that is neither an SPDX id nor a URL.
    """
    if not written:
        return None
    if re.fullmatch(r"https?://\S+", written):
        return Licence(written.partition("://")[2].rstrip("/"), written)
    try:
        known = str(canonicalize_license_expression(written.replace(" ", "-")))
    except InvalidLicenseExpression:
        try:
            return Licence(str(canonicalize_license_expression(written)))  # several: MIT OR Apache-2.0
        except InvalidLicenseExpression:
            pass
        if " " in written:
            return Licence(written)
        raise ValueError(
            f"licence: {written!r} is not an SPDX id; write for example CC-BY-4.0, "
            "the URL of the licence, or words such as `All rights reserved`"
        ) from None
    if kind := _CREATIVE_COMMONS.fullmatch(known):
        path = f"{kind[1].lower()}/{kind[2]}/"
        return Licence(f"CC {kind[1]} {kind[2]}", f"https://creativecommons.org/licenses/{path}")
    if known == _PUBLIC_DOMAIN:
        return Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
    is_listed = not known.startswith("LicenseRef-")
    return Licence(known, f"https://spdx.org/licenses/{known}.html" if is_listed else "")


def _text(options: Mapping[str, Any], name: str, example: str) -> str:
    value = options.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name}: must be text, such as `{name}: {example}`")
    return " ".join(value.split())
