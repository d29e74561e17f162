"""Formats that know nothing of briefs: YAML with positions, dates, prose, encodings."""
