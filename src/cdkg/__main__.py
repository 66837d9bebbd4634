"""Runs the command line as ``python -m cdkg``."""

from cdkg.cli import main

main()
