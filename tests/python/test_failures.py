"""Failures that pages list, as the SDK's classes."""

from __future__ import annotations

import re
from pathlib import Path

from docgen.python.hints import ERROR_CLASSES, failures
from docgen.spec.model import Error, Operation

RUNTIME = Path(__file__).parents[2] / "templates" / "python" / "runtime" / "errors.py"


def told(*errors: Error) -> list[tuple[str, str]]:
    operation = Operation(method="GET", path="/lamps", kind="list", errors=errors)
    return list(failures(operation))


def test_the_classes_are_those_of_the_runtime():
    classes = re.findall(r"^class (\w+)\(\w+, status=(\d+)\)", RUNTIME.read_text(), re.M)
    assert {int(status): name for name, status in classes} == ERROR_CLASSES


def test_the_name_of_a_status_is_said_once():
    gone = [
        Error(status="404", description=text)
        for text in (
            "Not Found: It is gone.",
            "[Not Found](https://a.example/b). It is gone.",
            "404 not found",
        )
    ]
    assert told(*gone) == [("NotFound", "It is gone."), ("NotFound", "It is gone.")]


def test_other_statuses_and_codes_are_told():
    assert told(
        Error(status="418", description="It is a teapot."),
        Error(status="5XX", description="Try again."),
        Error(status="default", description="Anything else."),
        Error(code="too_bright", description="Dim it."),
        Error(status="409", description="Conflict"),
    ) == [
        ("ApiError", "It is a teapot."),
        ("ServerError", "5XX: Try again."),
        ("ApiError", "Anything else."),
        ("ApiError", "too_bright: Dim it."),
    ]
