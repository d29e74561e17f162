"""Between which dates something is or can be: an EDTF date taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from generator.text.edtf import EdtfDate, parse_edtf


@dataclass(frozen=True, slots=True)
class DateRange:
    """Between which dates something is, or can be, as far as these are known."""

    first: EdtfDate
    last: EdtfDate
    is_open_before: bool  # it can have been before the first as well
    is_open_after: bool
    lasts: bool  # all of this time belongs to it, and not one day that is not known more exactly

    @property
    def beginning(self) -> DateRange:
        """When it began."""
        return replace(self, last=self.first, is_open_after=False) if self.lasts else self

    @property
    def is_sure(self) -> bool:
        """Say whether it cannot have been before or after these dates."""
        signs = (self.first.uncertain, self.first.approximate, self.last.uncertain, self.last.approximate)
        return not (self.is_open_before or self.is_open_after or any(signs))


@lru_cache(maxsize=1 << 12)
def date_range(dated: EdtfDate) -> DateRange:
    """Take a date apart. One of which no day is known stays whole, open at both ends."""
    parts = map(parse_edtf, filter(None, re.split(r"/|\.\.|,", dated.edtf.strip("[]{}"))))
    known = [part for part in parts if part.earliest] or [dated]
    # Of 2024-11/2024-XX the end is a year that begins before the beginning does: only a part that bounds it all counts.
    firsts = [part for part in known if part.earliest == dated.earliest] or known
    lasts = [part for part in known if part.latest == dated.latest] or known
    return DateRange(
        min(firsts, key=lambda part: part.sort_key),
        max(lasts, key=lambda part: (part.latest or date.min, part.sort_key)),
        dated.earliest is None,
        dated.latest is None,
        "/" in dated.edtf or dated.edtf.startswith("{"),
    )
