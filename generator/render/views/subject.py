"""What the pages of topics and of entities have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from dataclasses import dataclass

from generator.model.site import SiteBrief, SiteClaim, SiteJudgment, Statement, Target
from generator.render.views.short_lists import shorten

JUDGMENTS = 20  # on a page
JUDGMENTS_SHOWN = 3  # the others are folded
CLAIMS_SHOWN = 4  # of each brief on the page of an entity; likewise
BRIEFS = 6  # newest ones, shown with their claims; the others are lines
TOGETHER = 8  # topics and entities that come up together with the subject
BRIEFS_FOR_A_MAP = 5  # with fewer, everything would be connected with everything
DATES_FOR_A_TIMELINE = 10  # with fewer, the list says it better


@dataclass(frozen=True, slots=True)
class BriefClaims:
    """A brief, and those of its claims that a page shows under its title."""

    brief: SiteBrief
    claims: tuple[SiteClaim, ...]

    @property
    def first(self) -> tuple[SiteClaim, ...]:
        """Return the claims that are not folded."""
        return shorten(self.claims, CLAIMS_SHOWN).shown

    @property
    def others(self) -> tuple[SiteClaim, ...]:
        """Return the claims that are folded."""
        return self.claims[len(self.first) :]


def list_statements(judgments: Iterable[SiteJudgment], groups: Iterable[BriefClaims]) -> list[Target]:
    """List the targets of judgments and of the claims under briefs."""
    claims = (claim for group in groups for claim in group.claims)
    return [statement.target for statement in (*judgments, *claims)]


def is_worth_a_map(briefs: Sized) -> bool:
    """Tell whether a map of what is linked with a subject of these briefs says more than a list."""
    return len(briefs) >= BRIEFS_FOR_A_MAP


def is_worth_a_timeline(statements: Iterable[Statement]) -> bool:
    """Tell whether claims and judgments have enough different dates for a timeline to say something."""
    return len({statement.when for statement in statements if statement.when}) >= DATES_FOR_A_TIMELINE
