"""The command ``seedbrief``, one module per command. The only room that imports click."""
