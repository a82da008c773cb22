"""Parsers of the command line, and of one command.

Arguments enter; their values leave, or a line on stderr and exit 2.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from docgen.cli.console import print_error


class Parser(argparse.ArgumentParser):
    """One that reports what is wrong in a line."""

    def error(self, message: str) -> NoReturn:
        """One line instead of the usage as well."""
        self.exit(print_error(f"{message}; see: {self.prog} --help", 2))


class CommandParser(Parser):
    """The parser of one command, which gets its options when they are parsed or listed."""

    add_options: Callable[[argparse.ArgumentParser], None] | None = None

    def complete(self) -> None:
        """Adds the options."""
        add_options, self.add_options = self.add_options, None
        if add_options:
            add_options(self)

    def parse_known_args(self, *arguments: Any, **keywords: Any) -> Any:
        """What `argparse` calls for the command that is given."""
        self.complete()
        return super().parse_known_args(*arguments, **keywords)
