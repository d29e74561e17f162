"""What one page shows, gathered from the ``Site``. A module for each kind of page or part of a page."""
