"""What changed in the content since a revision of git."""
