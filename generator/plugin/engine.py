"""Which engine runs the plugin: MkDocs, or ProperDocs, its maintained fork.

Under ProperDocs, ``mkdocs`` and all modules below it are its own, also where MkDocs is not installed. So this room
imports from ``mkdocs`` only, and what differs between the two is here.
"""

from __future__ import annotations

import mkdocs

COMMAND: str = mkdocs.__name__
"""``mkdocs`` or ``properdocs``: the command, and the name of the logger that has the handlers for its output."""
