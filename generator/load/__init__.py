"""Load files into ``Content``: parse, decode and check each one by itself."""
