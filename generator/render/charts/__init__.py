"""SVG charts and the tables that go with them."""
