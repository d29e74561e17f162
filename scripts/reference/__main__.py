"""Write every page of the reference."""

from scripts.reference import PAGES, make_page, path_of

for name in PAGES:
    path = path_of(name)
    text = make_page(name)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8", newline="\n")
        print(f"Wrote docs/content/pages/reference/{path.name}.")
