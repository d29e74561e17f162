"""Formats that are independent of briefs: YAML with positions, dates, prose, encodings."""
