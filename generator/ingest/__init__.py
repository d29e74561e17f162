"""An article to a seed, a source record and a draft brief: ``seedbrief new``."""
