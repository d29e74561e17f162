"""Reads an article from a PDF: the extraction is another process, because a PDF can crash or hang the library."""
