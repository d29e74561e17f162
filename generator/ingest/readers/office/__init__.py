"""Reads documents of word processors."""
