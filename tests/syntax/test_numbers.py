"""A number of JSON keeps its digits from a page to spec.json, the exports, the SDK and `docgen serve`."""

import copy
import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from docgen.driver.stages import build_package, build_plan, generated_package
from docgen.driver.workspace import read_api
from docgen.mock.messages import Request
from docgen.mock.responder import Service
from docgen.openapi.document import openapi_text
from docgen.project.configuration import Api
from docgen.project.templates import read_templates
from docgen.records import packed, unpacked
from docgen.spec.model import SampleResponse
from docgen.spec.spec_json import from_json, to_json
from docgen.syntax.json_difference import difference
from docgen.syntax.lenient_json import read_json
from docgen.syntax.strict_json import json_text, load_json
from docgen.verify.replay import verify_package

LONG = (
    "12345678901234567890.123456789",
    "-0.10000000000000000001",
    "123456789012345678901234567890",
    "1.00000000000000000001E-7",
)
PAGES = {
    "price.md": """# price resource type

Namespace: shop

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|String|The key.|
|sum|Decimal|The sum. The default is `12345678901234567890.123456789`.|
""",
    "price-get.md": """# Get price

Namespace: shop

## HTTP request

```http
GET /prices/{price-id}
```

## Response

A [price](price.md).

## Example

```http
GET /prices/1
```

```http
HTTP/1.1 200 OK
Content-Type: application/json

{"id": "1", "sum": 12345678901234567890.123456789}
```
""",
}


@pytest.mark.parametrize("text", LONG)
def test_a_long_number_is_written_as_it_was_read(text: str):
    for value in (load_json(text), read_json(text + " // lenient")[0]):
        assert Decimal(json_text(value)) == Decimal(text)
        for copied in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
            assert json_text(copied) == json_text(value) and copied == value
        sample = SampleResponse(status=200, json=value, has_json=True)
        again = unpacked(packed(sample) or b"", SampleResponse)
        # A whole number of more than 64 bits is not cached.
        assert again == sample or packed(sample) is None and isinstance(value, int)


def test_numbers_that_a_double_has_are_doubles():
    for text in ("0.1", "100.00000000000000000000", "1e300", "0.30000000000000004"):
        assert type(load_json(text)) is float


def test_two_long_numbers_of_one_double_differ():
    one, two = load_json("[0.10000000000000000001, 0.10000000000000000002]")
    assert float(one) == float(two) and one != two and repr(one) != repr(two)
    assert difference("0.10000000000000000001", one) == "" and difference(str(two), one)
    assert difference(0.1, one) == ""  # read through a float
    assert difference("no number", one)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_a_price_keeps_its_digits_everywhere(folder: Path):
    spec = read_api(Api(pages=folder, dialect="graph")).built.spec
    text = to_json(spec)
    assert LONG[0] in text and to_json(from_json(text)) == text
    assert LONG[0] in openapi_text(spec)
    answer = Service(spec).respond(Request(method="GET", target="/prices/1", origin="http://here"))
    assert LONG[0].encode() in answer.content


def test_the_sdk_reads_and_sends_all_digits(folder: Path):
    spec = read_api(Api(pages=folder, dialect="graph")).built.spec
    planned = build_plan(spec, "shop", read_templates())
    package = generated_package(planned, build_package(planned, read_templates()))
    replays = verify_package(spec, package)
    assert [(r.kind, r.difference) for r in replays] == [("request", ""), ("response", "")]
