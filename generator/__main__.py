"""The command ``seedbrief``, also as ``python -m generator``. It reacts to signals while the rest is imported."""

import sys

from generator.project.termination import clean_up_on_signals


def run() -> None:
    """Run the command."""
    clean_up_on_signals()
    try:
        from generator.cli.main import main
    except KeyboardInterrupt:
        print("\nAborted!", file=sys.stderr)  # as click does later
        sys.exit(1)
    main(prog_name="seedbrief")


if __name__ == "__main__":
    run()
