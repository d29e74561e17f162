"""A project whose site has every kind of page."""

from pathlib import Path

from tests.helpers.example import Project, copy_example
from tests.helpers.many_scripts import add_brief_in_many_scripts
from tests.helpers.renaming import rename_brief, rename_claim


def make_varied(root: Path) -> Project:
    """Make the example with one more brief, which quotes many scripts, after a brief and a claim were renamed."""
    project = copy_example(root)
    rename_claim(project, alias=True)
    rename_brief(project, alias=True)
    add_brief_in_many_scripts(project)
    assert project.seedbrief("lock").exit_code == 0
    return project
