"""Failures that pages list, as the SDK's classes."""

from __future__ import annotations

import re
from pathlib import Path

from docgen.python.hints import ERROR_CLASSES, failures
from docgen.spec.model import Error, Operation

RUNTIME = Path(__file__).parents[2] / "templates" / "python" / "runtime" / "errors.py"


def told(*errors: Error) -> list[tuple[str, tuple[str, ...], str]]:
    operation = Operation(method="GET", path="/lamps", kind="list", errors=errors)
    return [(told.name, told.codes, told.doc.text) for told in failures(operation.errors)]


def test_the_classes_are_those_of_the_runtime():
    classes = re.findall(r"^class (\w+)\(\w+, status=(\d+)\)", RUNTIME.read_text(), re.M)
    assert {int(status): name for name, status in classes} == ERROR_CLASSES


def test_other_statuses_and_codes_are_told():
    assert told(
        Error(status="418", description="It is a teapot."),
        Error(status="5XX", description="Try again."),
        Error(status="default", description="Anything else."),
        Error(code="too_bright", description="Dim it."),
        Error(status="409"),
    ) == [
        ("ApiError", (), "It is a teapot."),
        ("ServerError", ("5XX",), "Try again."),
        ("ApiError", (), "Anything else."),
        ("ApiError", ("too_bright",), "Dim it."),
    ]
