"""Reads YAML keeping the positions of its values, says what is wrong in it, and writes it."""
