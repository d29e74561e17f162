"""What Zensical says of a page reads like what Seedbrief says of one."""

from generator.zensical.messages import read_messages

OUTPUT = """Build started
\x1b[33mWarning:\x1b[0m page does not exist
    \x1b[38;5;246m╭\x1b[0m\x1b[38;5;246m─\x1b[0m\x1b[38;5;246m[\x1b[0m about.md:10:17 \x1b[38;5;246m]\x1b[0m
    \x1b[38;5;246m│\x1b[0m
 \x1b[38;5;246m10 │\x1b[0m [no such page](nope.md)
 \x1b[38;5;240m   │\x1b[0m                ───┬───
 \x1b[38;5;240m   │\x1b[0m                   ╰───── page does not exist
\x1b[38;5;246m────╯\x1b[0m
Warning: anchor does not exist
    ╭─[ briefs/a.md:20:39 ]
    │
 20 │ [k](../../nope.md) [k](../../index.md#nope)
    │                                       ─┬─
    │                                        ╰── anchor does not exist
────╯
2 issues found
Traceback (most recent call last):
  File "zensical/main.py", line 81, in execute_build
    build(os.path.abspath(config_file), kwargs)

RuntimeError: Aborted because --strict flag is set
"""


def test_an_issue_is_one_line_with_its_file_line_and_column() -> None:
    assert read_messages(OUTPUT, {"about.md"}) == [
        "content/pages/about.md:10:17: warning: page does not exist",
        "the generated page briefs/a.md: warning: anchor does not exist",
    ]


def test_anything_else_is_shown_as_it_is_without_a_traceback() -> None:
    output = (
        'Traceback (most recent call last):\n  File "a.py"\nRuntimeError: unknown filter (in main.html:3)\n'
    )
    assert read_messages(output, ()) == ["Zensical: RuntimeError: unknown filter (in main.html:3)"]


def test_a_build_without_problems_has_no_messages() -> None:
    assert read_messages("Build started\nNo issues found\nBuild finished in 0.22s\n", ()) == []
