"""Name the Seedbrief that is running in a form that pip can install again, for a new site's ``requirements.txt``.

Installers record in ``direct_url.json`` what they installed a package from, unless it was a package index:
https://packaging.python.org/en/latest/specifications/direct-url/
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import url2pathname

_PACKAGE = "seedbrief"
_SCP_URL = re.compile(r"((?:[^@/:]+@)?[^@/:]{2,}):(?!//)(.+)")
"""``git@host:path``, which git accepts as a URL and pip does not. A single letter is a Windows drive."""


def installed_requirement() -> str:
    """Return a line for pip that installs the running Seedbrief again.

    Installed from a Git repository, a wheel or a source folder, it is named by that URL, without credentials. A folder
    is named by the Git remote that has its commit, if there is one. Otherwise the result is ``seedbrief==VERSION``.
    """
    installed = distribution(_PACKAGE)
    recorded = installed.read_text("direct_url.json")
    url = _pip_url(json.loads(recorded)) if recorded else ""
    if url.startswith("git+file:"):
        return url  # after a name, pip accepts only URLs that have a host
    return f"{_PACKAGE} @ {url}" if url else f"{_PACKAGE}=={installed.version}"


def is_local(requirement: str) -> bool:
    """Say whether a requirement names a file or folder of this computer."""
    return "file://" in requirement


def wheel_name() -> str:
    """Return the file name of a wheel of the running Seedbrief."""
    return f"{_PACKAGE}-{distribution(_PACKAGE).version}-py3-none-any.whl"


def _pip_url(recorded: dict[str, Any]) -> str:
    """Return the URL for pip of what ``direct_url.json`` records."""
    url, vcs = _without_credentials(recorded["url"]), recorded.get("vcs_info")
    if vcs:
        return _vcs_url(vcs["vcs"], url, vcs["commit_id"], recorded.get("subdirectory", ""))
    if "dir_info" in recorded:
        return _remote_url(Path(url2pathname(urlsplit(url).path))) or url
    return url


def _vcs_url(vcs: str, url: str, commit: str, subdirectory: str) -> str:
    return f"{vcs}+{url}@{commit}" + (f"#subdirectory={subdirectory}" if subdirectory else "")


def _remote_url(folder: Path) -> str:
    """Return the URL for pip of the commit checked out in a folder, or "" if no remote is known to have it."""
    if not _git(
        folder, "ls-files", "pyproject.toml"
    ):  # also if the folder is only inside another project's repository
        return ""
    branches = _git(folder, "for-each-ref", "--contains=HEAD", "--format=%(refname:lstrip=2)", "refs/remotes")
    having = {
        name for name in _git(folder, "remote").split() if re.search(f"(?m)^{re.escape(name)}/", branches)
    }
    if not having:
        return ""
    remote = "origin" if "origin" in having else min(having)
    url = _git(folder, "remote", "get-url", remote)
    if scp := _SCP_URL.fullmatch(url):
        url = f"ssh://{scp[1]}/{scp[2].removeprefix('/')}"
    elif "://" not in url:
        url = (folder / url).resolve().as_uri()
    commit, subdirectory = _git(folder, "rev-parse", "HEAD"), _git(folder, "rev-parse", "--show-prefix")
    return _vcs_url("git", _without_credentials(url), commit, subdirectory.rstrip("/"))


def _without_credentials(url: str) -> str:
    """Drop the password from a URL, and the user too unless it is for SSH: a token may be given as the user."""
    parts = urlsplit(url)
    user, has_user, host = parts.netloc.rpartition("@")
    kept = f"{user.partition(':')[0]}@" if has_user and "ssh" in parts.scheme else ""
    return urlunsplit(parts._replace(netloc=f"{kept}{host}")) if has_user else url


def _git(folder: Path, *arguments: str) -> str:
    """Return what a git command prints, or "" if it fails or git is not installed."""
    # In a hook, git sets variables that name another repository.
    variables = {
        name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")
    }
    try:
        done = subprocess.run(
            ["git", "-C", folder, *arguments],
            env=variables,
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
    except (OSError, subprocess.CalledProcessError, UnicodeDecodeError):
        return ""
    return done.stdout.strip()
