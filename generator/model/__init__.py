"""The types: what an author writes, and what a reader sees."""
