"""Builds the search index of a site with Pagefind."""
