"""Write every page of the reference. With ``--check``, only say which of them are out of date, and fail if any is."""

import sys

from scripts.reference import PAGES, make_page, path_of

is_check = sys.argv[1:] == ["--check"]
outdated = 0
for name in PAGES:
    path = path_of(name)
    text = make_page(name)
    if not path.exists() or path.read_text("utf-8") != text:
        outdated += 1
        if is_check:
            print(
                f"docs/content/pages/reference/{path.name} is out of date. To write it again: make reference"
            )
        else:
            path.write_text(text, "utf-8", newline="\n")
            print(f"Wrote docs/content/pages/reference/{path.name}.")
sys.exit(is_check and outdated > 0)
