"""``Site`` to Markdown pages."""
