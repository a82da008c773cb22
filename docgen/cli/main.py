"""The entry point: runs one command, and reports errors.

Arguments enter; text on stdout and stderr and an exit code leave. The module of a command is loaded when it runs, so that
`--help` and `explain` need not wait for the readers.
"""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from docgen.cli import memory
from docgen.cli.console import print_error
from docgen.cli.options import command_parser
from docgen.project.usage import UsageError
from docgen.reading.dialects.names import DialectError


def run() -> NoReturn:
    """The command `docgen`. Memory is left to the system, which frees it at once."""
    code = main()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a closed one is None
        with suppress(OSError):
            stream.flush()
    os._exit(code)  # taking a large API apart object by object takes a twentieth of the time


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: fine, 1: findings, 2: wrong usage or unreadable input, 3: a fault of docgen."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a page may hold what a terminal cannot
    options = command_parser().parse_args(arguments)
    memory.rarely()
    try:
        module = importlib.import_module(f"docgen.cli.commands.{options.command}")
        code: int = module.run(options)
        if sys.stdout:
            sys.stdout.flush()
        return code
    except (UsageError, DialectError) as error:
        return print_error(str(error), 2)
    except BrokenPipeError:
        # The reader left, as `head` does: what is still in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.filename is None and error.errno in _CANNOT_PRINT:
            return print_error(f"cannot print: {error.strerror}", 2)
        if error.filename is not None and error.errno in _REFUSED:
            return print_error(f"cannot use {os.fsdecode(error.filename)}: {error.strerror}", 2)
        return _fault(error)
    except Exception as error:
        return _fault(error)


# A name that is too long, a link to itself, a file where a folder should be.
_REFUSED = (errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EMFILE)
_CANNOT_PRINT = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF)


def _fault(error: Exception) -> int:
    at = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"
    return print_error(f"internal error: {what}; report it with the pages that cause it", 3)
