"""Verification of references whose operations take forms, parameters at other places, and credentials."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from docgen.diagnostics.position import Source
from docgen.driver.stages import build_package, build_plan, build_spec, generated_package
from docgen.project.templates import read_templates
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.read import read_page
from docgen.spec.model import SampleRequest
from docgen.verify.outcomes import Outcome
from docgen.verify.pipeline import judge, replay_samples
from docgen.verify.report import Verified, as_text
from docgen.verify.request_difference import request_difference

PAGE = """# Lamps

Every request has the header `X-Key`, your API key.

## Create a lamp

`POST /lamps`

| Parameter | Type | Required | Description |
|---|---|---|---|
| `color` | string | yes | The color. |
| `watts` | integer | no | The power. |
| `is_on` | boolean | no | Whether it is on. |
| `tags` | array of strings | no | Its tags. |
| `plug` | object | no | Where it is. |

```shell
curl --header "X-Key: <your_key>" %s "https://lamps.example/lamps%s"
```

```json
{"id": 1, "color": "red"}
```

## Get a lamp

`GET /lamps/:id`

```json
%s
```
"""
LAMP = '{"id": 2, "color": "green"}'


def verified(options: str, query: str = "", lamp: str = LAMP) -> list[Outcome]:
    """What becomes of the request, its response and that of the other operation."""
    return judged(PAGE % (options, query, lamp))


def judged(page: str) -> list[Outcome]:
    """What becomes of the messages of a page."""
    dialect = load_dialect("plain")
    source = Source(path="lamps.md", text=page)
    built = build_spec([read_page(source, dialect)], ["lamps.md"], dialect, name="lamps")
    planned = build_plan(built.spec, "lamps", read_templates())
    package = generated_package(planned, build_package(planned, read_templates()))
    replays = replay_samples(built.spec, package, built.placeholders, built.objects)
    return [*judge(built.spec, package, replays, built.unmatched, built.diagnostics)]


def request(options: str, query: str = "") -> tuple[str, tuple[str, ...]]:
    """The difference of the request, and what it shows that is not documented."""
    outcomes = verified(options, query)
    (created,) = (o.replay for o in outcomes if o.replay.kind == "request" and o.replay.operation == "POST /lamps")  # fmt: skip
    return created.difference, created.remarks


def test_a_form_has_the_fields_of_the_content():
    assert request('-d "color=red" -d "watts=5" -d "is_on=true"') == ("", ())
    assert request('--form "color=red" --form "tags[]=a" --form "tags[]=b"') == ("", ())
    assert request('-d "color=red&plug[room]=hall"') == ("", ())


def test_a_field_that_no_page_documents_is_noticed():
    remark = 'the key "colour" is not documented for it'
    json = '{"color": "red", "colour": "green"}'
    assert request(f"--json '{json}'") == ("", (remark,))
    difference = "the form has colour, which the page does not list"
    assert request('-d "color=red" -d "colour=green"') == (difference, (remark,))


def test_a_value_of_another_type_is_noticed():
    difference, _ = request('-d "color=red" -d "watts=many"')
    assert difference == "ValueError: a whole number was expected"


def test_a_parameter_of_the_content_may_be_in_the_query():
    assert request("--request POST", "?color=red&watts=5") == ("", ())
    assert request('--request POST -d "watts=5"', "?color=red") == ("", ())


def test_responses_against_samples_are_compared_with_the_others():
    verdicts = [o.verdict for o in verified("-d color=red") if o.replay.kind == "response"]
    assert verdicts == ["replayed", "replayed"]
    *_, last = verified("-d color=red", lamp='{"id": "two", "color": "green"}')
    assert last.verdict == "docs fault"
    assert last.replay.difference == "/id is string, in other samples integer"
    *_, last = verified("-d color=red", lamp='{"number": 2, "length": 3}')
    assert last.verdict == "only evidence" and not last.diagnostics


def response_verdict(page: str) -> tuple[str, bool]:
    """The verdict of the only response of a page, and whether it has a finding."""
    (outcome,) = (o for o in judged(page) if o.replay.kind == "response")
    return outcome.verdict, bool(outcome.diagnostics)


@pytest.mark.slow
def test_a_response_without_a_documented_value_proves_nothing():
    page = (
        "# The lamp object\n\n| Attribute | Type |\n|---|---|\n| `id` | integer |\n\n"
        "# Get a lamp\n\n`GET /lamps/:id`\n\nReturns a [lamp](#the-lamp-object).\n\n```http\nHTTP/1.1 200 OK\n%s```\n"
    )
    json = "Content-Type: application/json\n\n%s\n"
    assert response_verdict(page % "") == ("no value", False)
    assert response_verdict(page % json % '{"id": 1}') == ("replayed", False)
    assert response_verdict(page % json % '{"number": 1}') == ("no value", True)


def test_parts_without_their_boundary_are_a_difference():
    sample = SampleRequest(
        method="POST",
        target="/lamps",
        headers=(("Content-Type", "multipart/form-data; boundary=x"),),
        text="red",
    )
    made = SimpleNamespace(
        method="POST", url="https://lamps.example/lamps", headers={}, content_bytes=lambda: b"{}"
    )
    assert "boundary" in request_difference(sample, made, "https://lamps.example")


FILE = """# Lamps

## Add a picture

`POST /lamps/:id/pictures`

| Attribute | Type | Required | Description |
|---|---|---|---|
| `id` | integer | yes | The lamp. |
| `file` | file | yes | The picture. |
| `url` | string | no | Where it is from. |

```shell
curl --form 'file=@/path/to/lamp.png' --form 'url=http://example.com' "https://lamps.example/lamps/5/pictures"
```
"""


def test_a_file_of_a_form_is_sent():
    (outcome,) = judged(FILE)
    assert (outcome.verdict, outcome.replay.difference) == ("replayed", "")


def test_a_field_of_a_form_that_the_page_does_not_list():
    (outcome,) = judged(FILE.replace("'url=http", "'note=http"))
    assert outcome.replay.difference == "the form has note, which the page does not list"


def test_payloads_of_webhooks_are_read_through_their_classes():
    page = """# Lamps

## List lamps

`GET /lamps`

## Webhooks

### Lamp moved

Its payload:

| Key | Type | Description |
|---|---|---|
| `lamp` | integer | Which lamp. |
| `room` | string | Where it is. |

```json
{"lamp": %s, "room": "hall"}
```

### Lamp broken

Its payload:

```json
{"since": "yesterday"}
```
"""
    broken, moved = judged(page % 7)
    assert (moved.replay.kind, moved.verdict) == ("payload", "replayed")
    assert moved.replay.operation.startswith("WEBHOOK /lamp_moved")
    assert broken.verdict == "only evidence"
    _, wrong = judged(page % '"seven"')
    assert wrong.verdict == "docs fault" and "lamp" in wrong.replay.difference
    report = as_text(
        Verified(api="lamps", folder="", outcomes=(moved, wrong, broken), coverage=()),
        lambda _: (),
        with_coverage=False,
    )
    assert (
        "lamps: 1 of 3 documented payloads replayed; 1 docs faults, 1 the only evidence of their types"
        in report
    )


def test_examples_of_types_are_read_through_their_classes():
    """An object that no operation answers with is replayed all the same."""
    page = """# Lamps

## Lamp object

| Attribute | Type | Description |
|---|---|---|
| `id` | string | The ID. |
| `lit` | boolean | Whether it is on. |
| `made` | date | When it was made. |

### Example lamp

```json
{"id": "l1", "lit": true, "made": "2026-05-06", "more": 1}
```

## Shade object

| Attribute | Type | Description |
|---|---|---|
| `id` | string | The ID. |
| `width` | integer | Its width. |

### Example shade

```json
{"id": 7, "width": "wide"}
```

## Get a lamp

`GET /lamps/{id}`

Returns a [lamp](#lamp-object).
"""
    outcomes = judged(page)
    lamp, shade = (o for o in outcomes if o.replay.kind == "object")
    assert (lamp.replay.operation, lamp.verdict) == ("api.Lamp", "replayed")
    assert shade.verdict == "docs fault"
    assert "Shade.width: cannot read 'wide'" in shade.replay.difference
