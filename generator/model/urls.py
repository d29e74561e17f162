"""URLs between the pages of a site: always relative, so that a site works under any path."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1 << 16)
def built_path(uri: str) -> str:
    """Return the path of a built page below the site's root, from that of its Markdown file.

    ``briefs/a.md`` is built at ``briefs/a/``, as MkDocs does it with ``use_directory_urls``; ``index.md`` at ``""``.
    """
    folder, _, name = uri.removesuffix(".md").rpartition("/")
    return f"{folder}/" * bool(folder) + f"{name}/" * (name != "index")


def relative_url(path: str, folder: str) -> str:
    """Return the URL of ``path`` relative to the pages in ``folder``; both are paths below the site's root.

    A path that ends in a slash is that of a built page, which is in the folder of the same name.
    """
    path_folder, _, name = path.rpartition("/")
    if path_folder == folder:
        return name or "./"
    return "../" * (folder.count("/") + 1 if folder else 0) + path
