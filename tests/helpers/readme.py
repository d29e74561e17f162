"""The smallest brief that README.md shows, as a project."""

from pathlib import Path

from tests.helpers.example import EXAMPLE, Project, copy_example


def smallest_brief(root: Path) -> Project:
    """Make the example project with this brief alone."""
    project = copy_example(root)
    for file in (root / "content/briefs").iterdir():
        file.unlink()
    for path in ("permalinks.lock", "entities.yml"):  # both name the other briefs
        (root / "content" / path).unlink()
    project.write("content/briefs/smallest.yml", brief_in_readme())
    return project


def brief_in_readme() -> str:
    """Return the YAML of README.md."""
    return (EXAMPLE / "README.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]
