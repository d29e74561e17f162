"""Assemble what one page, or one part of a page, shows from the ``Site``. A module for each."""
