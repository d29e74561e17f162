"""Build the files that programs read, from the ``Site`` or from its types."""
