"""What `docgen verify` reports: outcomes, coverage, the report as JSON, and its self-test."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from docgen.cli.main import main
from docgen.spec.model import (
    Enum,
    Member,
    Operation,
    Property,
    Response,
    Sample,
    SampleResponse,
    Spec,
    Type,
    content_of,
    servers_of,
)
from docgen.spec.types import array_of, use_of
from docgen.verify.coverage import coverage

pytestmark = pytest.mark.slow

CONNECTORS = Path(__file__).parents[2] / "specs/external_connectors/pages"
PARCELS = Path(__file__).parents[2] / "specs/parcels/pages"
GET_ITEM = "api/externalitem-get.md"
ITEM = "GET https://graph.microsoft.com/v1.0/external/connections/fernparts/items/bell0031"


def verified(
    tmp_path: Path, right: str = "", wrong: str = "", *, format: str = "json"
) -> tuple[int, str]:
    """The exit code and the report after one edit of one page."""
    pages = tmp_path / "pages"
    if not pages.exists():
        shutil.copytree(CONNECTORS, pages)
    page = pages / GET_ITEM
    text = page.read_text()
    assert right in text
    page.write_text(text.replace(right, wrong, 1))
    report = tmp_path / f"report.{format}"
    given = ["--dialect", "graph", "--no-cache", "--format", format, "-o", str(report)]
    return main(["verify", str(pages), *given]), report.read_text()


def faults(report: str) -> list[dict[str, Any]]:
    (api,) = json.loads(report)["apis"]
    messages = (s[k] for s in api["samples"] for k in ("request", "response") if k in s)
    return [m for m in messages if m["verdict"] not in ("replayed", "no value")]


def test_a_sound_api(tmp_path: Path):
    code, report = verified(tmp_path)
    (api,) = json.loads(report)["apis"]
    assert code == 0 and faults(report) == []
    others = {"only evidence": 0, "docs fault": 0, "not supported": 0}
    assert api["totals"]["request"] == {"replayed": 20, "no value": 0, **others}
    # Six responses are a status line.
    assert api["totals"]["response"] == {"replayed": 14, "no value": 6, **others}
    assert api["areas"][0]["area"] == "external"
    operations, *_ = api["coverage"]
    assert (operations["total"], operations["shown"], operations["missing"]) == (18, 18, [])


TO_DOWNLOAD = """```http
GET https://files.test/d/1?sig=x
Range: bytes=0-3
```

```http
HTTP/1.1 206 Partial Content
Content-Type: application/octet-stream

abcd
```
"""
TO_CANCEL = """```http
DELETE https://files.test/d/1?sig=x
```

```http
HTTP/1.1 204 No Content
```
"""
REFUSED = TO_DOWNLOAD.replace("206 Partial Content", "404 Not Found")
BATCH = """```http
POST https://graph.microsoft.com/v1.0/$batch
Content-Type: application/json
Prefer: odata.continue-on-error

{
  "requests": [
    {"id": "a", "method": "GET", "url": "/external/connections/fernparts/items/bell0031"},
    {
      "id": "b",
      "method": "POST",
      "url": "external/connections",
      "headers": {"content-type": "application/json"},
      "body": {"id": "x", "name": "X", "description": "Of X."},
      "dependsOn": ["a"]
    }
  ]
}
```
"""


ANSWERS = """```http
HTTP/1.1 200 OK
Content-Type: application/json

{
  "responses": [
    {"id": "b", "status": 201, "body": {"id": "x", "name": "X", "unknown": 1}},
    {"id": "a", "status": 404, "headers": {"x": "y"}, "body": {"error": {"code": "itemNotFound"}}}
  ]
}
```
"""


OTHER_MEDIA = """```http
POST https://graph.microsoft.com/v1.0/external/connections
Content-Type: TYPE

UmU6IGxhbXBz
```
"""


def with_more(tmp_path: Path, more: str) -> str:
    """The report with more samples at the end of the page."""
    pages = tmp_path / "pages"
    shutil.copytree(CONNECTORS, pages)
    text = (pages / GET_ITEM).read_text()
    return verified(tmp_path, text, f"{text}\n### More\n\n{more}")[1]


@pytest.mark.parametrize("more", [TO_DOWNLOAD, TO_CANCEL, REFUSED, BATCH, BATCH + "\n" + ANSWERS])
def test_what_no_operation_sends_goes_through_the_runtime(more: str, tmp_path: Path):
    report = with_more(tmp_path, more)
    assert faults(report) == []
    totals = json.loads(report)["apis"][0]["totals"]
    assert totals["request"]["replayed"] == 21
    response = totals["response"]
    assert response["replayed"] + response["no value"] == 20 + more.count("HTTP/1.1")


@pytest.mark.parametrize("media_type", ["text/plain", "image/png"])
def test_content_of_another_media_type_is_sent_as_it_is(media_type: str, tmp_path: Path):
    more = OTHER_MEDIA.replace("TYPE", media_type)
    assert faults(with_more(tmp_path, more)) == []


def test_json_that_cannot_be_read_is_no_content(tmp_path: Path):
    (fault,) = faults(with_more(tmp_path, OTHER_MEDIA.replace("TYPE", "application/json")))
    assert fault["diagnostics"][0]["code"] == "DG242"


@pytest.mark.parametrize(
    "right, wrong, told",
    [
        ("external/connections/fernparts", "external/nowhere", "for no documented operation"),
        ('"name": "X"', '"name": 7', "documented is 7"),
        ('"requests": [', '"request": [', "an object with requests"),
        ('"status": 201', '"status": 200, "x": 1', ""),
        ('"name": "X", "unknown"', '"name": 7, "unknown"', "documented is 7"),
        ('{"id": "b", "status"', '{"id": "c", "status"', "has the id c"),
    ],
)
def test_a_wrong_batch_is_noticed(right: str, wrong: str, told: str, tmp_path: Path):
    batch = f"{BATCH}\n{ANSWERS}"
    assert right in batch
    found = faults(with_more(tmp_path, batch.replace(right, wrong)))
    assert all(fault["verdict"] == "docs fault" for fault in found)
    assert any(told in fault["difference"] for fault in found) if told else not found


def test_an_operation_on_another_host_is_a_fault_of_its_page(tmp_path: Path):
    report = with_more(
        tmp_path, "```http\nDELETE https://graph.test/v1.0/external/connections\n```\n"
    )
    (fault,) = faults(report)
    assert (fault["verdict"], fault["diagnostics"][0]["code"]) == ("docs fault", "DG310")


@pytest.mark.parametrize(
    "right, wrong, codes",
    [
        ('"id": "bell0031"', '"id": 31', ["DG332"]),
        (ITEM, ITEM + "/more", ["DG310"]),
        ('"id": "bell0031",', '"id": "bell0031" oops', ["DG243"]),
        # The version is no reason for what does not match.
        (ITEM, ITEM.replace("v1.0", "beta") + "\n\n[1]", ["DG325", "DG601"]),
    ],
)
def test_a_fault_of_the_docs_tells_where(right: str, wrong: str, codes: list[str], tmp_path: Path):
    code, report = verified(tmp_path, right, wrong)
    found = faults(report)
    assert code == 1 and {f["verdict"] for f in found} == {"docs fault"}
    assert [d["code"] for d in found[0]["diagnostics"]] == codes
    assert found[0]["diagnostics"][0]["path"].endswith(GET_ITEM)
    lines = (tmp_path / "pages" / GET_ITEM).read_text().split("\n")
    assert lines[found[0]["line"] - 1].startswith(("GET", "HTTP"))


@pytest.mark.parametrize(
    "right, wrong, code",
    [
        (ITEM, ITEM.replace("v1.0", "beta"), "DG325"),
        ("HTTP/1.1 200 OK", "HTTP/1.1 201 Created", "DG602"),
        (ITEM, ITEM + "?colour=red", "DG602"),
        (ITEM, ITEM + "\nColour: red", "DG602"),
    ],
)
def test_what_is_replayed_may_have_something_to_mend(
    right: str, wrong: str, code: str, tmp_path: Path
):
    exit_code, report = verified(tmp_path, right, wrong)
    assert exit_code == 1 and not faults(report)
    found = [
        d["code"]
        for api in json.loads(report)["apis"]
        for sample in api["samples"]
        for kind in ("request", "response")
        for d in sample.get(kind, {}).get("diagnostics", ())
    ]
    assert found == [code]


def test_a_word_that_stands_for_a_value_is_replayed_as_a_value(tmp_path: Path):
    page = "api/connectionoperation-get.md"
    assert '"id": "' in (CONNECTORS / page).read_text()
    # `error` is an object, `status` an enumeration: a String would be a value by itself.
    pages = tmp_path / "pages"
    shutil.copytree(CONNECTORS, pages)
    text = (pages / page).read_text()
    for word in ("connectionOperationStatus-value", "<later>", "comp..."):
        (pages / page).write_text(re.sub(r'"status": "\w+"', f'"status": "{word}"', text))
        code, report = verified(tmp_path)
        assert code == 0 and not faults(report), word
        assert word in (pages / page).read_text()


@pytest.mark.parametrize(
    "message, verdict",
    [
        ("POST https://bot.test/callback", "replayed"),
        ("DELETE https://up.test/session", "replayed"),
        ("DELETE http://up.test/session", "docs fault"),  # no TLS
        ("PUT https://up.test/a\nContent-Range: bytes 0-1/2", "replayed"),
        ("PUT https://up.test/a\nContent-Range: bytes 10-99/4000000000", "replayed"),
        ("PUT https://up.test/a\nContent-Length: 2\nContent-Range: bytes 0-1/2", "replayed"),
        ("PUT https://up.test/a\nContent-Range: bytes {from}-{to}/{size}", "replayed"),
        ("PUT https://up.test/a\nContent-Length: 3\nContent-Range: bytes 0-1/2", "docs fault"),
        ("PUT https://up.test/a\nContent-Range: bytes 2-1/2", "docs fault"),
        ("PUT https://up.test/a\nContent-Range: bytes 0-2/2", "docs fault"),
        ("PUT https://up.test/a\nContent-Range: 0-1", "docs fault"),
        ("POST https://up.test/a\nContent-Range: bytes 0-1/2", "docs fault"),
        (
            "PUT https://up.test/a\nContent-Range: bytes 0-999999999999/1000000000000",
            "not supported",
        ),
        ("PUT http://up.test/a\nContent-Range: bytes 0-1/2", "docs fault"),  # no TLS
        ('[{"on": {"@odata.type": "#TYPE", "id": "a", "unknown": [1]}}, 7]', "replayed"),
        ('{"@odata.type": "#TYPE", "labels": 7}', "docs fault"),
        ('{"@odata.type": "#TYPE", "labels" 7}', "docs fault"),
        ('{"@odata.type": "#of.another.service", "id": 7}', "replayed"),
    ],
)
def test_a_message_to_another_service_goes_through_the_types(
    message: str, verdict: str, tmp_path: Path
):
    if not message[0].isalpha():
        content = message.replace("TYPE", "microsoft.graph.externalConnectors.property")
        message = f"POST https://bot.test/callback\nContent-Type: application/json\n\n{content}"
    _, report = verified(tmp_path, ITEM, message)
    found = [message["verdict"] for message in faults(report)]  # its answer has a type, and is read
    assert found == ([] if verdict == "replayed" else [verdict])


def test_text_lists_what_is_not_supported(tmp_path: Path):
    part = "PUT https://up.test/a\nContent-Range: bytes 0-999999999/1000000000"
    _, report = verified(tmp_path, ITEM, part, format="text")
    told = ": not supported: URL of an upload session (request)"
    assert f"{GET_ITEM}:" in report and told in report
    assert report.splitlines()[-2].endswith(
        "19 of 20 documented requests replayed; 1 not supported"
    )


def test_coverage_counts_what_samples_hold():
    lamp = Type(
        name="shop.lamp",
        kind="entity",
        base="shop.thing",
        properties=(
            Property(name="color", type=use_of("shop.color")),
            Property(name="parts", type=array_of(use_of("shop.lamp"))),
            Property(name="dark", type=use_of("boolean")),
        ),
    )
    thing = Type(
        name="shop.thing",
        kind="entity",
        properties=(Property(name="id", type=use_of("string")),),
    )
    color = Enum(name="shop.color", members=(Member(name="warm"), Member(name="cold")))
    sample = SampleResponse(
        status=200, json={"id": "1", "parts": [{"color": "WARM"}]}, has_json=True
    )
    get = Operation(
        method="GET",
        path="/lamps/{id}",
        kind="get",
        responses=(Response(status=200, content=content_of(use_of("shop.lamp"))),),
        samples=(Sample(name="s", response=sample),),
    )
    drop = Operation(method="DELETE", path="/lamps/{id}", kind="delete")
    spec = Spec(
        name="shop", servers=servers_of("https://x.test"), namespace="shop",
        types=(lamp, thing), enums=(color,), operations=(get, drop),
    )  # fmt: skip
    found = {row.kind: (row.total, [item.name for item in row.missing]) for row in coverage(spec)}
    assert found == {
        "operations": (2, ["DELETE /lamps/{id}"]),
        "types": (2, []),
        "properties": (4, ["shop.lamp.dark"]),
        "enum members": (2, ["shop.color.cold"]),
    }


def test_coverage_is_a_table(capsys: pytest.CaptureFixture[str]):
    assert main(["verify", str(CONNECTORS), "--dialect", "graph", "--coverage"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^operations +18 +18 +100\.0 %$", out, re.MULTILINE)
    assert re.search(
        r"^specs|^/.*label\.md:\d+: no sample contains enum member .*\.label\.url$", out, re.M
    )


# The self-test


COMMON_AND_WEBHOOKS = """# Lamps

All requests must send an `X-Account` header. Every request must have the `region` query parameter.

## List lamps

`GET /lamps`

| Parameter | Type | Description |
|---|---|---|
| color | string | Only those of this color. |

```sh
curl "https://shop.example/lamps?region=eu" -H "X-Account: acc_2"
```

## Webhooks

### lamp.lit

| Attribute | Type | Description |
|---|---|---|
| event | string | The event. |
| lamp_id | integer | The lamp. |
| is_lit | boolean | Whether it is lit. |

Payload:

```json
{"event": "lamp.lit", "lamp_id": 7, "is_lit": true}
```
"""


def test_mistakes_in_payloads_and_in_what_every_request_sends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "lamps.md").write_text(COMMON_AND_WEBHOOKS)
    assert (
        main(["verify", str(tmp_path), "--dialect", "plain", "--mutate", "60", "--seed", "1"]) == 0
    )
    *rows, last = capsys.readouterr().out.splitlines()
    counts = {row[:40].strip(): row[40:].split()[0:3:2] for row in rows}
    assert counts["sample: rename a key"] == counts["sample: change a value's type"] == ["3", "3"]
    assert counts["type: rename a key"] == counts["type: change a type"] == ["3", "3"]
    assert (
        counts["sample: rename a query option"] == counts["sample: rename a header"] == ["1", "1"]
    )
    assert counts["parameter of all requests: rename"] == ["2", "2"]
    assert "(100.0 %)" in last


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pages", "dialect"), [(CONNECTORS, "graph"), (PARCELS, "plain")], ids=["pages", "reference"]
)
def test_most_mistakes_are_noticed_and_the_seed_decides_which(
    pages: Path, dialect: str, capsys: pytest.CaptureFixture[str]
):
    command = ["verify", str(pages), "--dialect", dialect, "--mutate", "100", "--seed", "7"]
    assert main(command) == 0
    first = capsys.readouterr().out
    assert main(command) == 0
    assert capsys.readouterr().out == first
    last = first.splitlines()[-1]
    assert re.fullmatch(r"\w+: (9[5-9]|100) of 100 mutants noticed \(.*\)", last), first
    for row in first.splitlines():
        if "survived" in row:
            assert re.match(r".*\.md:\d+: survived: .*: .* \(.+\)$", row)


@pytest.mark.parametrize("wrong", [["--mutate", "0"], ["--mutate", "5", "--format", "json"]])
def test_wrong_usage_of_the_self_test(wrong: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(["verify", str(CONNECTORS), "--dialect", "graph", *wrong]) == 2
    assert "--mutate N needs one API" in capsys.readouterr().err
