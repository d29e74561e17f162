"""``seedbrief lock`` of the seeds, and the severity of rules: what is written down once and holds from then on."""

import hashlib

import pytest

from tests.helpers.example import CLAIM, MISQUOTED, QUOTED, SMALL_BRIEF, Project

SEED = "seeds/000_fc20fb43fa0c9ed5.txt"
DIGESTS = "seeds/SHA256SUMS"
PERMALINKS = "content/permalinks.lock"


def test_locking_again_changes_nothing(project: Project) -> None:
    before = project.read(DIGESTS), project.read(PERMALINKS)
    assert project.seedbrief("lock").exit_code == 0
    assert (project.read(DIGESTS), project.read(PERMALINKS)) == before


def test_the_lock_is_what_sha256sum_writes(project: Project) -> None:
    for line in project.read(DIGESTS).splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((project.root / "seeds" / name).read_bytes()).hexdigest() == digest


def test_a_new_seed_is_asked_for_until_it_is_locked(project: Project) -> None:
    project.write("seeds/new.txt", "Something happened.")
    project.write("content/sources/new.yml", "title: New\npublisher: daily-nk\n")
    checked = project.seedbrief("check", "--strict")
    assert checked.exit_code == 1
    assert "seeds/new.txt:1:1: warning: this seed is not locked [seed-not-locked]" in checked.stdout
    assert project.seedbrief("lock").exit_code == 0
    assert project.seedbrief("check", "--strict").exit_code == 0


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
def test_a_wrong_setting_is_refused_with_a_sentence(project: Project, rules: str) -> None:
    set_rules(project, rules)
    checked = project.seedbrief("check")
    assert checked.exit_code == 2
    assert checked.stderr.startswith("Error: mkdocs.yml")
    assert project.build().exit_code == 1


def test_the_rules_are_listed_with_their_examples(project: Project) -> None:
    listed = project.seedbrief("rules")
    assert listed.exit_code == 0
    assert "unquoted-figure (error, configurable)" in listed.stdout
    assert "quote-not-found (error)\n" in listed.stdout
    assert "Since January, 30 trucks are lined up." in listed.stdout
