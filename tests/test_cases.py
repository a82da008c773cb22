"""Small folders of pages, and everything that docgen makes of them.

Each folder under `cases/` is named for what it shows. Snapshots hold the pages as read, the spec,
the diagnostics and the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec import Struct, structs
from syrupy.assertion import SnapshotAssertion

from docgen.diagnostics.diagnostic import Diagnostic, codes, in_page_order
from docgen.diagnostics.formats import as_text
from docgen.diagnostics.position import Span
from docgen.driver.messages import Keyed, in_words, keyed_pages
from docgen.driver.stages import Planned, build_package, build_plan, build_spec
from docgen.driver.workspace import Folder, read_api
from docgen.project.configuration import Api
from docgen.project.templates import read_templates
from docgen.reading.page import Page
from docgen.records import replace
from docgen.spec.spec_json import to_json

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir())
NOT_SHOWN = re.compile(
    r"_runtime/|README|.*\.pyi$|(.*/)?__init__\.py$|(auth|client)\.py$|py\.typed"
)


class Made(NamedTuple):
    """What docgen makes of a case."""

    folder: Folder
    planned: Planned
    files: Mapping[str, str]


templates = cache(read_templates)
fields = cache(structs.fields)


def read(name: str) -> tuple[Folder, Planned]:
    """What the pages of a case document, and the plan of its package."""
    folder = read_api(Api(pages=CASES / name, package=name))
    return folder, build_plan(folder.built.spec, "shop", templates())


@pytest.fixture(scope="module", params=NAMES)
def case(request: pytest.FixtureRequest) -> Made:
    """Each case, made once for all of its tests."""
    folder, planned = read(request.param)
    return Made(folder, planned, build_package(planned, templates()))


def shown(value: Any, indent: str = "") -> str:
    """A record as an outline without the fields that hold their default; a place as line:column."""
    inner = indent + "  "
    if isinstance(value, Span):
        return f"{value.line}:{value.column}"
    if isinstance(value, Diagnostic):
        return f"{value.code} at {shown(value.at)}"
    if isinstance(value, Struct):
        rows = [
            (
                f"\n{inner}{field.name}: {shown(getattr(value, field.name), inner)}"
                if field.name != "request_lines"
                else f"\n{inner}{field.name}: {len(getattr(value, field.name))}"
            )
            for field in fields(type(value))
            if getattr(value, field.name) != field.default
            and getattr(value, field.name) not in ((), None, "")
        ]
        return type(value).__name__ + "".join(rows)
    if isinstance(value, Mapping) and any(isinstance(v, Struct) for v in value.values()):
        return "".join(f"\n{inner}{key}: {shown(item, inner)}" for key, item in value.items())
    if isinstance(value, tuple) and any(isinstance(item, Struct) for item in value):
        return "".join(f"\n{inner}- {shown(item, inner)}" for item in value)
    return value.name if isinstance(value, Enum) else repr(value)


def shown_page(page: Page) -> str:
    """A page without what the other snapshots show."""
    return shown(replace(page, links=(), headings=(), diagnostics=()))


def test_case(case: Made, snapshot: SnapshotAssertion):
    folder = case.folder
    found = in_page_order((*folder.diagnostics, *case.planned.diagnostics))
    told = "\n".join(as_text(d, folder.lines(d.at.path)) for d in found)
    code = "\n".join(
        f"# {path}\n{text}" for path, text in case.files.items() if not NOT_SHOWN.match(path)
    )
    assert "\n".join(map(shown_page, folder.built.pages)) == snapshot(name="page")
    assert to_json(folder.built.spec) == snapshot(name="spec")
    assert told == snapshot(name="diagnostics")
    assert code == snapshot(name="code")
    # A request line of no operation is a finding.
    places = {(finding.at.path, finding.at.line) for finding in folder.diagnostics}
    assert places >= {(line.at.path, line.at.line) for line in folder.linked.lines_of_none}


def docstrings(files: Mapping[str, str]) -> set[str]:
    """Those of classes with sentences; a builder's paths are none: two whose sentences are the same are one."""
    made = (
        text for path, text in files.items() if path.endswith(".py") and "_runtime/" not in path
    )
    modules = map(ast.parse, made)
    classes = (c for module in modules for c in ast.walk(module) if isinstance(c, ast.ClassDef))
    alone = (node.value for c in classes for node in ast.walk(c) if isinstance(node, ast.Expr))
    texts = (node.value for node in alone if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and not text.startswith("`")}


@pytest.mark.slow
def test_no_stage_after_reading_reads_sentences(case: Made):
    """What `generate` makes with ids in place of sentences, and then puts into words, is what is made with these."""
    built = case.folder.built
    keyed, catalog = keyed_pages(built.pages)
    apart = build_spec(keyed.value, (), case.folder.dialect, name=built.spec.name)
    planned = build_plan(apart.spec, "shop", templates())
    planned = replace(planned, files=tuple(in_words(Keyed(f), catalog) for f in planned.files))
    assert to_json(in_words(Keyed(apart.spec), catalog)) == to_json(built.spec)
    assert docstrings(build_package(planned, templates())) == docstrings(case.files)


@pytest.mark.slow
def test_every_code_is_raised_by_a_case():
    both = map(read, NAMES)
    raised = {d.code for f, p in both for d in (*f.diagnostics, *p.diagnostics)}
    # test_lint: bytes, a long line, many request lines, a name; test_output: links and names; test_no_crash: many types; test_verify;
    # tests/corrections; test_names_that_stay
    elsewhere = {
        "DG102",
        "DG104",
        "DG115",
        "DG120",
        "DG121",
        "DG122",
        "DG123",
        "DG124",
        "DG125",
        "DG351",
        "DG353",
        "DG601",
        "DG602",
    }
    drift = {code for code in codes() if code.startswith("DG7")}  # test_drift
    service = {f"DG{number}" for number in range(603, 617)}  # test_service
    assert set(codes()) - raised == elsewhere | drift | service
