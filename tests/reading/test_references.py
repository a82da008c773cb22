"""References that state many operations: what belongs to one never reaches another, in any language."""

from __future__ import annotations

from pathlib import Path

from docgen.project.sources import read_sources
from docgen.reading.dialects.detection import guess_dialect
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.page import OperationDoc
from docgen.reading.read import read_page

CASES = Path(__file__).parents[1] / "cases"


def operations(case: str) -> list[OperationDoc]:
    sources = read_sources(CASES / case).sources
    dialect = load_dialect(guess_dialect(source.text for source in sources)[0])
    return [doc for source in sources for doc in read_page(source, dialect).operations]


def stated(doc: OperationDoc) -> tuple[object, ...]:
    """Method, targets and the parameters of an operation, each with its place and whether it is required."""
    places = {
        "path": doc.path_parameters,
        "query": doc.query_parameters,
        "body": doc.body_parameters,
    }
    return (
        *((target.method, target.target) for target in doc.targets),
        *((place, row.name, row.is_required) for place, rows in places.items() for row in rows),
        *(("header", row.name, row.is_required) for row in doc.headers),
    )


def test_every_reference_is_read_as_plain():
    for folder in CASES.glob("reference-*"):
        texts = (source.text for source in read_sources(folder).sources)
        assert guess_dialect(texts)[0] == "plain", folder.name


def test_what_an_operation_lists_is_its_own():
    create, listing, delete = map(stated, operations("reference-tables-do-not-leak"))
    assert create == (("POST", "/lamps"), ("body", "color", True))
    assert listing == (("GET", "/lamps"), ("query", "limit", False))
    assert delete == (("DELETE", "/lamps/{id}"),)


def test_two_languages_state_the_same_operations():
    english, german = operations("reference-in-english"), operations("reference-in-german")
    assert [doc.targets[0].method for doc in english] == ["POST", "GET", "PUT"]
    assert [stated(doc) for doc in english] == [stated(doc) for doc in german]
    types = [
        [row.type for row in (*doc.path_parameters, *doc.query_parameters, *doc.body_parameters)]
        for doc in (*english, *german)
    ]
    assert types[:3] == types[3:]
