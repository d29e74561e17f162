"""The command ``seedbrief``, one module per command or group of commands. The only room that imports click."""
