"""Files to ``Content``."""
