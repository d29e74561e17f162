"""Seedbrief: a static research-brief site generator."""
