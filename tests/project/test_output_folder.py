"""No command writes among what a site is made from, and no build deletes what is not a site."""

from __future__ import annotations

from pathlib import Path

import mkdocs.__main__
import pytest
from mkdocs.livereload import LiveReloadServer

from generator.project.config import ProjectError
from generator.project.output_folder import check_output_folder, check_site_folder
from tests.helpers.example import Project, fresh_mkdocs, tree

SOURCES = [
    "seeds",
    "content/briefs",
    "content/new",
    "site_templates",
    ".git",
    ".git/objects",
    "link",
    "Seeds/../seeds",
]


@pytest.fixture
def guarded(small: Project) -> Project:
    small.write(".git/objects/ab/cd", "blob")
    small.write("notes/thesis.py", "years = 3\n")
    small.write("theme/sitemap.xml", "<urlset/>")
    (small.root / "link").symlink_to("seeds", target_is_directory=True)
    return small


def test_a_build_deletes_nothing_but_a_site(guarded: Project) -> None:
    guarded.replace("mkdocs.yml", "  name: material\n", "  name: material\n  custom_dir: theme\n")
    plain = guarded.read("mkdocs.yml")
    for folder in (*SOURCES, "notes", "theme"):
        guarded.write("mkdocs.yml", plain.replace("site_dir: site", f"site_dir: {folder}"))
        before = tree(guarded.root)
        built = guarded.build()
        assert built.exit_code == 1
        assert "write `site_dir: site` in mkdocs.yml" in built.stderr
        assert "Traceback" not in built.stderr
        assert tree(guarded.root) == before


def test_the_option_of_a_build_is_guarded_too(guarded: Project) -> None:
    before = tree(guarded.root)
    for folder in ("seeds", "notes", "."):
        assert guarded.build("--site-dir", folder).exit_code == 1
        assert tree(guarded.root) == before


def test_a_deployment_is_guarded_too(guarded: Project) -> None:
    plain, before = guarded.read("mkdocs.yml"), tree(guarded.root / "seeds")
    guarded.write("mkdocs.yml", plain.replace("site_dir: site", "site_dir: link"))
    for options in ([], ["--site-dir", "seeds"], ["--site-dir", "../project/seeds/"]):
        with fresh_mkdocs():
            deployed = guarded.invoke(mkdocs.__main__.cli, "gh-deploy", *options)
        assert deployed.exit_code == 1
        assert "contains the site's source files" in deployed.stderr
        assert tree(guarded.root / "seeds") == before


def test_a_preview_writes_into_no_folder_of_the_project(
    guarded: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded.write("mkdocs.yml", guarded.read("mkdocs.yml").replace("site_dir: site", "site_dir: seeds"))
    before = tree(guarded.root)
    monkeypatch.setattr(LiveReloadServer, "serve", lambda server, **_: None)
    with fresh_mkdocs():
        served = guarded.invoke(mkdocs.__main__.cli, "serve", "--dev-addr", "127.0.0.1:0")
    assert served.exit_code == 0
    assert tree(guarded.root) == before


def test_a_plugin_that_sets_the_folder_later_is_no_way_around(guarded: Project) -> None:
    guarded.write("hook.py", "def on_config(config):\n    config.site_dir = 'seeds'\n    return config\n")
    guarded.write("mkdocs.yml", guarded.read("mkdocs.yml") + "\nhooks: [hook.py]\n")
    before = tree(guarded.root / "seeds")
    assert guarded.build().exit_code == 1
    assert tree(guarded.root / "seeds") == before


@pytest.mark.parametrize("command", ["generate", "index", "postprocess", "schema", "init"])
def test_no_command_writes_among_the_sources(guarded: Project, command: str) -> None:
    guarded.write("seeds/index.html", "<p>A saved page</p>")
    before = tree(guarded.root)
    for folder in ("seeds", "content/briefs", ".git", "link"):
        written = guarded.seedbrief(command, guarded.root / folder, folder="content")
        assert written.exit_code == 2
        assert "contains the site's source files" in written.stderr
        assert tree(guarded.root) == before


def test_a_command_run_elsewhere_finds_the_project_of_the_folder(guarded: Project, tmp_path: Path) -> None:
    guarded.write("seeds/index.html", "<p>A saved page</p>")
    written = Project(tmp_path).seedbrief("postprocess", guarded.root / "seeds")
    assert written.exit_code == 2
    assert guarded.read("seeds/index.html") == "<p>A saved page</p>"


def test_the_project_and_the_folders_above_it_are_refused(guarded: Project) -> None:
    (guarded.root / "up").symlink_to("..", target_is_directory=True)
    spellings = (
        "up",
        "up/project",
        "up/project/seeds",
        "seeds/..",
        "../project/seeds",
        "link/new",
        "link/../seeds",
    )
    written = [guarded.root / spelling for spelling in spellings]
    for folder in (guarded.root, *guarded.root.parents, *written):
        with pytest.raises(ProjectError, match="contains the site's source files"):
            check_output_folder(folder, guarded.root)
    check_output_folder(guarded.root / "site", guarded.root)
    check_output_folder(guarded.root.parent / "elsewhere", guarded.root)


def test_an_earlier_site_is_replaced_whoever_built_it_and_however_it_ended(tmp_path: Path) -> None:
    site = Project(tmp_path / "site")
    check_site_folder(site.root, tmp_path)  # new
    site.write(".git", "gitdir: elsewhere")
    check_site_folder(site.root, tmp_path)  # MkDocs leaves hidden files alone
    site.write("assets/a.css", "")
    with pytest.raises(ProjectError, match=r"is not a site built earlier"):
        check_site_folder(site.root, tmp_path)
    for name in ("sitemap.xml", ".seedbrief-unfinished"):
        site.write(name, "")
        check_site_folder(site.root, tmp_path)
        (site.root / name).unlink()


def test_a_build_that_failed_half_way_can_be_repeated(small: Project) -> None:
    hook = "def on_env(env, config, files):\n    open(config.site_dir + '/half', 'w').close()\n    raise KeyError\n"
    small.write("hook.py", hook)
    plain = small.read("mkdocs.yml")
    small.write("mkdocs.yml", plain + "\nhooks: [hook.py]\n")
    assert small.build().exit_code == 1
    assert (small.root / "site/half").exists()
    small.write("mkdocs.yml", plain)
    assert small.build().exit_code == 0
    assert not [path for path in tree(small.root / "site") if path == "half" or "seedbrief-" in path]


def test_a_full_disk_is_said_in_a_sentence(small: Project) -> None:
    hook = "def on_env(env, config, files):\n    raise OSError(28, 'No space left on device', 'a', None, 'site/a')\n"
    small.write("hook.py", hook)
    small.write("mkdocs.yml", small.read("mkdocs.yml") + "\nhooks: [hook.py]\n")
    built = small.build()
    assert built.exit_code == 1
    assert "site/a: No space left on device" in built.stderr


def test_links_inside_a_site_lead_nowhere_else(tmp_path: Path) -> None:
    site = Project(tmp_path / "site")
    site.write("sitemap.xml", "")
    site.write("1.0/index.html", "")
    (site.root / "latest").symlink_to("1.0", target_is_directory=True)
    check_site_folder(site.root, tmp_path)
    (site.root / "briefs").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(ProjectError, match="symbolic link to a folder outside the site"):
        check_site_folder(site.root, tmp_path)


def test_a_site_may_be_a_link_but_not_a_loop_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "site").symlink_to("www")
    check_site_folder(tmp_path / "site", tmp_path)
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    for name in ("file", "loop"):
        with pytest.raises(ProjectError):
            check_site_folder(tmp_path / name, tmp_path)
