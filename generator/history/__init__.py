"""Compares contents with each other: for ``seedbrief diff``, and for the history of a brief."""
