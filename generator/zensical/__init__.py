"""Builds the site with Zensical in place of MkDocs, for the command ``seedbrief build --engine zensical``."""
