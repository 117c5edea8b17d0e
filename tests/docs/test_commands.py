"""Every command and every option is documented in docs/reference/commands.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from typer.core import TyperGroup
from typer.main import get_command

from samspill.cli.main import app_for

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")


def names(command: TyperGroup, path: str) -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield path, max(parameter.opts, key=len)
    for name, part in getattr(command, "commands", {}).items():
        yield path, f"{path} {name}"
        yield from names(part, f"{path} {name}")


def test_every_command_and_option_is_documented() -> None:
    found = list(names(get_command(app_for(["--help"])), "samspill"))
    assert len(found) > 15
    missing = [f"{path}: {name}" for path, name in found if f"`{name}" not in PAGE and name != "--help"]
    assert missing == []
