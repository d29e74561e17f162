"""Reads references that Zotero and other programs export: one module for each format."""
