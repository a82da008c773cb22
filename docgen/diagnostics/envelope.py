"""The JSON that commands print: one object, whose first keys are the same for every command.

The name of a command and its fields enter; a text leaves. `docgen/output.schema.json` describes each of them.
"""

from __future__ import annotations

import json

from docgen import __version__

FORMAT_VERSION = 1  # raised when a field changes its meaning or goes away


def json_report(command: str, **fields: object) -> str:
    """The report of a command, with the versions of the format and of docgen."""
    report = {"version": FORMAT_VERSION, "docgen": __version__, "command": command, **fields}
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
