"""`docgen verify --service` over OData: a service that answers as the bundled pages document, but for one thing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.cli.main import main
from docgen.driver.workspace import read_folder
from docgen.mock.server import serving
from docgen.records import replace
from docgen.spec.model import Operation, Sample, Spec
from docgen.verify.placeholders import with_values

pytestmark = pytest.mark.slow

PAGES = Path(__file__).parents[2] / "specs/external_connectors/pages"
GET = "GET /external/connections/{connectionsId}"
LIST = "GET /external/connections"
Content = dict[str, Any]


@pytest.fixture(scope="module")
def spec() -> Spec:
    built = read_folder(PAGES, "graph", name="external_connectors").built
    return with_values(built.spec, built.placeholders)


def altered(spec: Spec, id: str, change: Callable[[Content], Content]) -> Spec:
    """A service that has other content in the answers of one operation."""

    def sample(one: Sample) -> Sample:
        response = one.response
        if response is None or not isinstance(response.json, dict):
            return one
        return replace(one, response=replace(response, json=change(response.json)))

    def operation(one: Operation) -> Operation:
        is_it = one.id == id
        return replace(one, samples=tuple(map(sample, one.samples))) if is_it else one

    return replace(spec, operations=tuple(map(operation, spec.operations)))


def report(spec: Spec, output: Path) -> dict[str, Any]:
    with serving(spec) as served:
        words = ["verify", str(PAGES), "--dialect", "graph", "--service", served.url]
        main([*words, "--rate", "1000", "--format", "json", "-o", str(output)])
    return json.loads(output.read_text())["apis"][0]


def test_what_is_as_documented_has_no_finding(spec: Spec, tmp_path: Path):
    found = report(spec, tmp_path / "report")
    assert found["findings"] == []
    assert {row["status"] for row in found["requests"]} == {200}
    assert found["coverage"]["operations"] == {"documented": 18, "in samples": 18, "came": 7}


def of_items(change: Callable[[Content], Content]) -> Callable[[Content], Content]:
    return lambda content: {**content, "value": [change(item) for item in content["value"]]}


@pytest.mark.parametrize(
    "id, change, code, words",
    [
        (GET, lambda c: {**c, "region": "north"}, "DG606", "the service sends region, a string"),
        (GET, lambda c: {**c, "name": 5}, "DG608", "name is documented as a string"),
        (GET, lambda c: {**c, "state": "lost"}, "DG610", "sends lost for state"),
        (GET, lambda c: {**c, "configuration": "none"}, "DG608", "configuration is documented as"),
        (LIST, of_items(lambda c: {**c, "region": "north"}), "DG606", "value[].region"),
        (LIST, of_items(lambda c: {**c, "name": 5}), "DG608", "value[].name"),
        # Control information, of which a service sends more or less.
        (GET, lambda c: {**c, "@odata.etag": "5"}, "", ""),
        (GET, lambda c: {k: v for k, v in c.items() if "@" not in k}, "", ""),
        (LIST, lambda c: {"value": c["value"]}, "", ""),
        (LIST, lambda c: {**c, "@odata.count": 2}, "", ""),
    ],
)
def test_a_difference_is_at_the_row_of_its_property(
    id: str, change: Callable[[Content], Content], code: str, words: str, spec: Spec, tmp_path: Path
):
    found = report(altered(spec, id, change), tmp_path / "report")["findings"]
    assert {row["code"] for row in found} == ({code} if code else set())
    for row in found:
        assert words in row["message"]
        assert row["path"].endswith(".md") and row["operation"] == id
