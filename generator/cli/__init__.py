"""The command ``seedbrief``, one module a command. The only room that imports click."""
