"""The plugin for MkDocs and ProperDocs: builds and serves the site. The only room that imports them."""

from generator.project.termination import clean_up_on_signals

clean_up_on_signals()  # before the rest of the plugin is imported, which takes a second or more
