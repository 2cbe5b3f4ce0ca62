"""`python -m services.cli`: the same as `nashra`."""

from services.cli.main import run

run()
