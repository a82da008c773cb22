"""The first page the project was asked to read."""

import os
from pathlib import Path

import pytest

from docgen.diagnostics.position import Source
from docgen.driver.stages import build_package, build_plan, build_spec
from docgen.project.templates import read_templates
from docgen.reading.dialects.detection import guess_dialect
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.read import read_page
from docgen.spec.types import use_of

SEED = Path(__file__).parents[3] / "shared/seed/externalconnectors-post-connections.md"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SEED.exists() and not os.environ.get("CI"), reason=f"{SEED} is not here"
    ),
]
NAMESPACE = "microsoft.graph.externalConnectors"


@pytest.fixture(scope="module")
def built():
    source = Source(path=SEED.name, text=SEED.read_text("utf-8"))
    dialect = load_dialect(guess_dialect([source.text])[0])
    return build_spec([read_page(source, dialect)], [SEED.name], dialect, name="seed")


def test_one_operation_with_five_properties(built):
    (operation,) = built.spec.operations
    assert (operation.id, operation.kind) == ("POST /connections", "create")
    properties = {p.name: p for p in operation.request_body.properties}
    assert list(properties) == ["id", "configuration", "description", "name", "state"]
    assert [n for n, p in properties.items() if p.inherited_from] == ["id"]
    assert properties["id"].inherited_from.endswith("entity")


def test_the_enum_of_its_phrase(built):
    (enum,) = [e for e in built.spec.enums if e.name == f"{NAMESPACE}.connectionState"]
    assert [m.name for m in enum.members] == [
        "draft",
        "ready",
        "obsolete",
        "limitExceeded",
        "unknownFutureValue",
    ]


def test_the_response_and_both_samples(built):
    (operation,) = built.spec.operations
    (response,) = operation.responses
    assert response.status == 201
    assert response.type == use_of(f"{NAMESPACE}.externalConnection")
    (sample,) = operation.samples
    assert sample.request.has_json and sample.request.target == "/connections"
    assert sample.response.status == 201 and sample.response.has_json


def test_one_warning_for_the_link_that_leads_nowhere(built):
    (warning,) = [d for d in built.diagnostics if d.level != "note"]
    assert (warning.at.line, warning.at.column) == (49, 53)
    assert '"entity" is not documented' in warning.message


def test_the_code(built):
    planned = build_plan(built.spec, "seed", read_templates())
    files = build_package(planned, read_templates())
    model = files["models/_external_connection.py"]
    assert 'state: ConnectionState | None = field("state")' in model
    assert "def create(self, body: models.ExternalConnection)" in files["requests/connections.py"]
