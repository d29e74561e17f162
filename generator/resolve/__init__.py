"""``Content`` to ``Site``: ids become links, quotations become places in an article."""
