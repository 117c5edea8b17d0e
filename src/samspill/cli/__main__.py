"""``python -m samspill.cli``, where the command ``samspill`` is not on the path."""

from samspill.cli.main import run

run()
