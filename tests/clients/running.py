"""Calls of a client of an API, each tried; runs in the environment of that client.

    python calls_NAME.py URL

Prints a JSON object: the name of each call, and what went wrong with it, "" for nothing.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping


def main(calls: Callable[[str], Mapping[str, Callable[[], object]]]) -> None:
    """Makes the calls to the service at the URL of the command line. A call that returns nothing true has failed."""
    results: dict[str, str] = {}
    for name, call in calls(sys.argv[1]).items():
        try:
            results[name] = "" if call() else "nothing came back"
        except Exception as error:
            line = traceback.extract_tb(error.__traceback__)[-1]
            results[name] = f"{type(error).__name__}: {error} ({line.filename}:{line.lineno})"
    print(json.dumps(results))
