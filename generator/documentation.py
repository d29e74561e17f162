"""Where the documentation is published: the URL `Documentation` in the metadata of the package (`pyproject.toml`)."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, metadata


@cache
def documentation_url() -> str:
    """Return the URL of the documentation, with a slash at its end; empty if the package does not name one."""
    try:
        urls = metadata("seedbrief").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    named = dict(url.split(", ", 1) for url in urls)
    return named["Documentation"].rstrip("/") + "/" if "Documentation" in named else ""


def rule_url(rule: str) -> str:
    """Return the URL of what the reference says about a rule; empty if it is not known."""
    return f"{base}reference/rules/#{rule}" if (base := documentation_url()) else ""


def field_url(record: str, field: str) -> str:
    """Return the URL of what the reference says about a field of a record (``Claim``); empty if it is not known."""
    return f"{base}reference/fields/#{field_anchor(record, field)}" if (base := documentation_url()) else ""


def field_anchor(record: str, field: str) -> str:
    """Return the anchor of a field on the page of fields: ``claim-evidence``."""
    return f"{record.lower()}-{field.replace('_', '-')}"
