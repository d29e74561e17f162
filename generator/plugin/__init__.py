"""The MkDocs plugin: builds and serves the site. The only room that imports MkDocs."""
