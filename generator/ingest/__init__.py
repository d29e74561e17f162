"""Turns an article into a seed, a source record and a draft brief (``seedbrief new``)."""
