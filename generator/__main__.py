"""``python -m generator``: the command ``seedbrief``."""

from generator.cli.main import main

main(prog_name="seedbrief")
