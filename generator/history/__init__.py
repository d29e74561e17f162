"""Compares the content with a git revision (``seedbrief diff``)."""
