"""Reads an article from a file of any kind: one module for each kind of file."""
