"""A project's folder on disk. The only room that reads and writes it."""
