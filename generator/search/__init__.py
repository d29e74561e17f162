"""``Site`` to a Pagefind search index."""
