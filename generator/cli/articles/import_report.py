"""What ``seedbrief new`` prints: the details of a few files, or one line for each of many, and one summary."""

from __future__ import annotations

from collections.abc import Iterator

import click

from generator.cli.common import engine
from generator.diagnostics import printable
from generator.ingest.article import Article, Fact
from generator.ingest.draft import ImportPlan
from generator.progress import Progress
from generator.resolve.evidence import count_words
from generator.text.line_breaks import one_line

FEW = 3  # files that are described in detail
_SHOWN = 60  # code points of a first or last line


class ImportReport:
    """Reports the import of ``count`` files as it goes on, above a bar if it takes long on a terminal."""

    def __init__(self, count: int) -> None:
        self.is_long = count > FEW
        self.count, self.imported, self.known = count, 0, 0
        self.failures: list[str] = []
        self._remarks: list[str] = []
        self._drafts: list[str] = []
        self._records: list[str] = []  # source records with a TODO
        self._progress = Progress(lambda line: None)
        self._progress.begin("Importing", count if self.is_long else 0)

    def add(self, location: str, article: Article | None, plan: ImportPlan) -> None:
        """Report a file that was imported, or that was there already; its article, if it had to be read."""
        self.imported += bool(plan.created)
        self.known += not plan.created
        self._drafts += [path for path in plan.created if path.startswith("content/briefs/")]
        self._records += [
            path
            for path, data in plan.created.items()
            if path.startswith("content/sources/") and b"TODO" in data
        ]
        if self.is_long and article:
            self._remarks += [f"{location}: {remark}" for remark in article.remarks]
        self._progress.step()
        self._echo(_line(location, article, plan) if self.is_long else _details(location, article, plan))

    def fail(self, location: str, reason: str) -> None:
        """Report a file that could not be imported: at once, or in the summary if there are many."""
        self.failures.append(f"{location}: {reason}")
        self._progress.step()
        if self.is_long:
            self._echo([f"{location}  not imported"])
        else:
            self._echo([self.failures[-1]], fails=True)

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self._echo([text])

    def end(self) -> None:
        """Print the summary and what to do next."""
        self._progress.end()
        if self.is_long:
            self._print_summary()
        if not self._drafts:
            return
        click.echo("Next:")
        for paths, what in (
            (self._drafts, "drafts in content/briefs/"),
            (self._records, "records in content/sources/"),
        ):
            if len(paths) > FEW:
                click.echo(f"  fill in each TODO in the {len(paths)} {what}")
            else:
                for path in paths:
                    click.echo(f"  fill in each TODO in {path}")
        for command, purpose in (
            (f"{engine()} serve", "preview the draft; reloads on every save"),
            ("seedbrief check", "count the TODOs that are left"),
            ("seedbrief lock", "before you publish: record seed checksums and published URLs"),
        ):
            click.echo(f"  {command:<17}{purpose}")

    def _print_summary(self) -> None:
        counts = (
            (self.imported, "imported"),
            (self.known, "already there"),
            (len(self.failures), "failed"),
            (self.count - self.imported - self.known - len(self.failures), "not tried"),
        )
        parts = [f"{count:,} {what}" for count, what in counts if count or what == "imported"]
        click.echo(click.style(f"{', '.join(parts)}.", bold=True))
        if self._remarks:
            click.echo("Look at:")
        for remark in self._remarks:
            click.echo(f"  {printable(remark)}")
        for failure in self.failures:
            click.echo(click.style(printable(failure), fg="red"), err=True)

    def _echo(self, lines: list[str], *, fails: bool = False) -> None:
        """Print lines above the bar."""
        with self._progress.hidden():
            for at, line in enumerate(map(printable, lines)):
                is_head = at == 0 and not self.is_long
                click.echo(
                    click.style(line, fg="red" if fails else None, bold=(is_head and not fails) or None),
                    err=fails,
                )


def _line(location: str, article: Article | None, plan: ImportPlan) -> list[str]:
    if not (article and plan.created):
        return [f"{location}  already imported as {plan.seed}"]
    facts = (
        _words(article),
        article.language.value or "language unknown",
        article.published.value or "no date",
        plan.publisher or "no publisher",
    )
    count = len(article.remarks)
    return [f"{location}  {', '.join(facts)}" + (f"  {count} remark{'s' * (count != 1)}" if count else "")]


def _words(article: Article) -> str:
    words = count_words(article.body)
    return f"{words:,} word{'s' * (words != 1)}"


def _details(location: str, article: Article | None, plan: ImportPlan) -> list[str]:
    if article is None:
        return [location, *(f"  {note}" for note in plan.notes)]
    lines = [line.strip() for line in article.body.splitlines() if line.strip()] or [""]
    first, last = _shortened(lines[0]), _shortened(lines[-1], at_end=True)
    share = f" ({article.share:.0%} of what the page shows)" if article.share else ""
    return [
        location,
        f"  {_words(article)}{share}, from “{first}” to “{last}”",
        *(f"  {name}: {fact.value} ({fact.origin})" for name, fact in _facts(article)),
        *(f"  {item.field}? {item.value} ({item.reason})" for item in (*article.proposals, *plan.publishers)),
        *(f"  look at: {remark}" for remark in article.remarks),
        *(f"  {note}" for note in plan.notes),
        *(f"  wrote {path}" for path in plan.created),
        *(f"  added the publisher to {path}" for path in plan.appended),
    ]


def _facts(article: Article) -> Iterator[tuple[str, Fact]]:
    """Yield what the article states about itself, as it was found."""
    named = (
        ("title", article.title),
        ("publisher", article.site_name),
        *(("author", author) for author in article.authors),
        ("published", article.published),
        ("language", article.language),
        ("url", article.url),
        ("archived", article.archived),
        ("archived on", article.archived_on),
        ("accessed", article.accessed),
    )
    return ((name, fact) for name, fact in named if fact)


def _shortened(line: str, *, at_end: bool = False) -> str:
    """Return the beginning of a line, or its end, if it is long."""
    words = one_line(line)
    if len(words) <= _SHOWN:
        return words
    return f"...{words[-_SHOWN:].lstrip()}" if at_end else f"{words[:_SHOWN].rstrip()}..."
