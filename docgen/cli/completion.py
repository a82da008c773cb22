"""Completion of the command line in a shell.

A parser and the name of a shell enter; the script that the shell sources leaves.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import shtab

from docgen.cli.parsers import CommandParser
from docgen.diagnostics.diagnostic import codes
from docgen.diff.changes import rules
from docgen.reading.dialects.dialect import dialect_names


def completion_script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script for "bash" or "zsh". It completes commands, options, their choices, files and folders."""
    for action in _actions(parser):
        if action.dest == "code":
            action.choices = (*codes(), *rules())
        elif action.dest == "dialect":
            action.choices = dialect_names()
        elif "DIR" in str(action.metavar):
            setattr(action, "complete", shtab.DIRECTORY)
        elif action.metavar in ("FILE", "PATH", "OLD", "NEW"):
            setattr(action, "complete", shtab.FILE)
    return shtab.complete(parser, shell)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                assert isinstance(command, CommandParser)
                command.complete()
                yield from _actions(command)
