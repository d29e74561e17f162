"""``seedbrief lock`` of the seeds, and the severity of rules: what is written down once and holds from then on."""

import hashlib

import pytest

from tests.helpers.example import CLAIM, MISQUOTED, QUOTED, SMALL_BRIEF, Project

SEED = "seeds/000_fc20fb43fa0c9ed5.txt"
DIGESTS = "seeds/SHA256SUMS"
PERMALINKS = "content/permalinks.lock"


def test_locking_again_changes_nothing(small: Project) -> None:
    before = small.read(DIGESTS), small.read(PERMALINKS)
    assert small.seedbrief("lock").exit_code == 0
    assert (small.read(DIGESTS), small.read(PERMALINKS)) == before


def test_the_lock_is_what_sha256sum_writes(project: Project) -> None:
    for line in project.read(DIGESTS).splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((project.root / "seeds" / name).read_bytes()).hexdigest() == digest


def test_a_new_seed_is_asked_for_until_it_is_locked(small: Project) -> None:
    small.write("seeds/new.txt", "Something happened.")
    small.write("content/sources/new.yml", "title: New\npublisher: lantern-bay-courier\n")
    checked = small.seedbrief("check", "--strict")
    assert checked.exit_code == 1
    assert "seeds/new.txt:1:1: warning: this seed is not locked [seed-not-locked]" in checked.stdout
    assert small.seedbrief("lock").exit_code == 0
    assert small.seedbrief("check", "--strict").exit_code == 0


def test_a_changed_seed_is_refused_and_names_what_quotes_it(project: Project) -> None:
    locked = project.read(DIGESTS)
    project.replace(SEED, QUOTED, MISQUOTED)
    for command in ("check", "lock"):
        refused = project.seedbrief(command)
        assert refused.exit_code == 1
        assert f"{SEED}:1:1: error: this seed has changed since it was locked" in refused.stdout
        assert f"hyesan-exports-resume#{CLAIM}: NO LONGER THERE" in refused.stdout
        assert "hyesan-exports-resume#goods-named: still there" in refused.stdout
    assert project.read(DIGESTS) == locked

    assert project.seedbrief("lock", "--accept").exit_code == 0
    assert project.read(DIGESTS) != locked
    assert "seed-changed" not in project.seedbrief("check").stdout


@pytest.mark.parametrize(
    "data", [b"", "It ended “there”.".encode("cp1252")], ids=["emptied", "another encoding"]
)
def test_a_changed_seed_is_refused_also_if_it_cannot_be_read_now(project: Project, data: bytes) -> None:
    locked = project.read(DIGESTS)
    (project.root / SEED).write_bytes(data)
    for command in ("check", "lock"):
        refused = project.seedbrief(command)
        assert refused.exit_code == 1
        assert (
            f"{SEED}:1:1: error: this seed has changed since it was locked, and is now unreadable"
            in refused.stdout
        )
    assert project.read(DIGESTS) == locked


def test_a_seed_that_is_gone_is_missed(project: Project) -> None:
    (project.root / SEED).unlink()
    refused = project.seedbrief("lock")
    assert refused.exit_code == 1
    assert f"{DIGESTS}:1:1: error: {SEED} was locked and is missing [seed-gone]" in refused.stdout


def set_rules(project: Project, rules: str) -> None:
    project.set_option(f"rules: {rules}")


@pytest.mark.parametrize(
    ("word", "exit_code", "shown"),
    [("error", 1, "error: "), ("warning", 0, "warning: "), ('"off"', 0, None), ("off", 0, None)],
)
def test_a_site_sets_how_much_a_rule_of_the_craft_matters(
    small: Project, word: str, exit_code: int, shown: str | None
) -> None:
    set_rules(small, f"{{vague-likelihood: {word}}}")
    small.replace(SMALL_BRIEF, "the other bakeries will buy", "the other bakeries could buy")
    checked = small.seedbrief("check")
    assert checked.exit_code == exit_code
    assert ("[vague-likelihood]" in checked.stdout) == bool(shown)
    built = small.build()
    assert built.exit_code == exit_code
    assert (
        (f'{shown}"could" is a hedge with no defined likelihood' in built.stderr)
        if shown
        else ("could" not in built.stderr)
    )


@pytest.mark.parametrize(
    "rules", ["{quote-not-found: off}", "{vague-likelihod: off}", "{vague-likelihood: maybe}", "[a]"]
)
def test_a_wrong_setting_is_refused_with_a_sentence(small: Project, rules: str) -> None:
    set_rules(small, rules)
    checked = small.seedbrief("check")
    assert checked.exit_code == 2
    assert checked.stderr.startswith("Error: mkdocs.yml")
    assert small.build().exit_code == 1


def test_the_rules_are_listed_with_their_examples(small: Project) -> None:
    listed = small.seedbrief("rules")
    assert listed.exit_code == 0
    assert "unquoted-figure (error, configurable)" in listed.stdout
    assert "quote-not-found (error)\n" in listed.stdout
    assert "Since January, 30 trucks are lined up." in listed.stdout


PAGE = "seeds/tide-mill-turns-again.html"
RECORD = "content/sources/tide-mill-turns-again.yml"


@pytest.fixture
def saved_page(small: Project) -> Project:
    """A project with the saved page of its article, which its source record names; both are locked."""
    page = b"<p>The mill turns again.\n"
    small.write(PAGE, page)
    digest = hashlib.sha256(page).hexdigest()
    name = PAGE.removeprefix("seeds/")
    original = f"original: {{file: {name}, sha256: {digest}, media_type: text/html}}\n"
    small.write(RECORD, small.read(RECORD) + original)
    assert small.seedbrief("lock").exit_code == 0
    assert small.seedbrief("check", "--strict").exit_code == 0
    return small


def test_the_lock_has_originals_too(saved_page: Project) -> None:
    (line,) = (line for line in saved_page.read(DIGESTS).splitlines() if line.endswith(".html"))
    assert (
        line
        == f"{hashlib.sha256((saved_page.root / PAGE).read_bytes()).hexdigest()}  {PAGE.removeprefix('seeds/')}"
    )


def test_a_saved_page_of_an_older_project_is_locked_without_a_record(small: Project) -> None:
    small.write(PAGE, "<p>The mill turns again.\n")
    assert small.seedbrief("check", "--strict").exit_code == 0
    assert small.seedbrief("lock").exit_code == 0
    small.write(PAGE, "<p>The mill turned again.\n")
    refused = small.seedbrief("check")
    assert (
        f"{PAGE}:1:1: error: this original has changed since it was locked [original-changed]"
        in refused.stdout
    )
    assert refused.stderr == "1 error\n"


@pytest.mark.parametrize("change", ["altered", "removed", "renamed", "a link", "both removed"])
def test_an_original_that_is_not_what_it_was_is_one_error_with_its_claims(
    saved_page: Project, change: str
) -> None:
    locked, page = saved_page.read(DIGESTS), saved_page.root / PAGE
    match change:
        case "altered":
            saved_page.write(PAGE, "<p>The mill stands still.\n")
        case "removed":
            page.unlink()
        case "renamed":
            page.rename(page.with_name("Tide mill.html"))
        case "a link":
            page.rename(saved_page.root / "elsewhere.html")
            page.symlink_to(saved_page.root / "elsewhere.html")
        case "both removed":
            page.unlink()
            saved_page.replace(
                RECORD, saved_page.read(RECORD)[saved_page.read(RECORD).index("original:") :], ""
            )
    for command in ("check", "lock"):
        refused = saved_page.seedbrief(command)
        assert refused.exit_code == 1
        assert refused.stderr.splitlines()[0] == "1 error"
        if change == "a link":
            assert f"{PAGE}:1:1: error: this is a symbolic link" in refused.stdout
        else:
            assert "claims that quote its text: tide-mill-grinds-again#" in refused.stdout
    assert ("its bytes are now under seeds/Tide mill.html" in refused.stdout) == (change == "renamed")
    assert saved_page.read(DIGESTS) == locked
    assert saved_page.build().exit_code == 1


def test_an_altered_text_with_its_original_unchanged_is_one_error(saved_page: Project) -> None:
    saved_page.write(
        "seeds/tide-mill-turns-again.txt", saved_page.read("seeds/tide-mill-turns-again.txt") + "More.\n"
    )
    refused = saved_page.seedbrief("check")
    assert (refused.stderr, "[seed-changed]" in refused.stdout) == ("1 error\n", True)
