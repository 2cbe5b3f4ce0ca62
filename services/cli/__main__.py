"""`nashra`, and `python -m services.cli`: says what to install where the command line is not."""

import sys


def main() -> None:
    """Run a command."""
    try:
        from services.cli.main import run
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("services"):
            raise
        sys.exit(f"nashra: the command line needs {missing.name}: pip install 'nashra[all]'")
    run()


if __name__ == "__main__":
    main()
