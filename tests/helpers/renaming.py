"""The later brief of the example and a claim in it, renamed as an author renames them."""

from tests.helpers.example import CLAIM, FORMER_ID, LATER, Project

RENAMED = "content/briefs/exports-resume.yml"


def rename_brief(project: Project, *, alias: bool) -> None:
    """Rename a brief as an author does: the file, what refers to it, and perhaps its alias."""
    (project.root / LATER).rename(project.root / RENAMED)
    replace_everywhere(project, "hyesan-exports-resume", "exports-resume")
    if alias:
        project.write(RENAMED, project.read(RENAMED) + "aliases: [hyesan-exports-resume]\n")


def rename_claim(project: Project, *, alias: bool) -> None:
    """Give a claim another id, with what refers to it."""
    replace_everywhere(project, CLAIM, "lined-up-at-tojang")
    if alias:
        project.replace(LATER, f"aliases: [{FORMER_ID}]", f"aliases: [{CLAIM}, {FORMER_ID}]")


def replace_everywhere(project: Project, old: str, new: str) -> None:
    for file in (project.root / "content").rglob("*.yml"):
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
