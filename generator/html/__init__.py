"""Turns Markdown pages into HTML: those that we generated, quickly, and those that an author wrote."""
