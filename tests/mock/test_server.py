"""The server made from documentation: its answers as values, and over real sockets."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, unquote, urlsplit

import pytest
from external_connectors import AsyncClient, Client
from external_connectors._runtime import errors
from external_connectors._runtime.accepted import Accepted
from external_connectors.models import (
    ConnectionOperation,
    ConnectionOperationStatus,
    ExternalConnection,
    ExternalGroup,
    ExternalGroupMember,
    ExternalItem,
    Schema,
)
from hypothesis import given, settings, strategies as st
from jsonschema import Draft202012Validator
from sockets import CLIENTS, sent
from support import PATIENCE

from docgen.cli.main import main
from docgen.driver.stages import build_package, build_plan, generated_package
from docgen.driver.workspace import read_folder
from docgen.mock import messages
from docgen.mock.messages import injected_failure
from docgen.mock.responder import Service
from docgen.mock.server import serving
from docgen.openapi.schemas import json_schema_text
from docgen.project.templates import read_templates
from docgen.python.calls import plan_calls
from docgen.records import replace
from docgen.spec.minimal_value import MinimalValues
from docgen.spec.model import (
    Enum,
    Member,
    Operation,
    Parameter,
    Property,
    RequestBody,
    Response,
    Sample,
    SampleRequest,
    SampleResponse,
    Spec,
    Type,
    content_of,
    servers_of,
)
from docgen.spec.odata import NEXT_LINKS
from docgen.spec.spec_json import from_json
from docgen.spec.types import TypeUse, array_of, use_of
from docgen.verify.pipeline import replay_samples

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "specs/external_connectors/pages"
SPEC = from_json((ROOT / "specs/external_connectors/spec.json").read_text("utf-8"))
SERVICE = Service(SPEC)
CONNECTIONS, ITEMS = "/external/connections", "/external/connections/fernparts/items"


def ask(
    method: str, target: str, content: Any = None, service: Service = SERVICE, **headers: str
) -> messages.Response:
    given = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return service.respond(
        messages.Request(
            method=method,
            target=target,
            headers=given,
            content=b"" if content is None else body,
            origin="http://here",
        )
    )


def value(answer: messages.Response) -> Any:
    return json.loads(answer.content)


def message(answer: messages.Response) -> str:
    return value(answer)["error"]["message"]


def shown(operation: str, number: int = 0) -> Sample:
    return next(o for o in SPEC.operations if o.id == operation).samples[number]


# Which sample is answered


@pytest.mark.parametrize("prefix", ["", "/v1.0"])
def test_every_documented_request_has_its_documented_response(prefix: str):
    for operation in SPEC.operations:
        for sample in operation.samples:
            assert sample.request and sample.response
            content = sample.request.json if sample.request.has_json else None
            answer = ask(sample.request.method, prefix + sample.request.target, content)
            assert answer.status == sample.response.status
            if sample.response.has_json:
                assert without_links(value(answer)) == without_links(sample.response.json)


def without_links(found: Any) -> Any:
    links = ("@odata.nextLink", "@odata.deltaLink")
    return {k: v for k, v in found.items() if k not in links} if isinstance(found, dict) else found


def test_options_may_come_in_any_order_and_encoding():
    asked = ask("GET", f"{ITEMS}?%24top=2&$select=id%2Cproperties")
    assert [item["id"] for item in value(asked)["value"]] == ["frame1842", "wheel2110"]
    assert set(value(asked)["value"][0]) == {"id", "properties"}


def test_the_content_of_a_request_chooses_its_sample():
    create = "POST /external/connections/{connectionsId}/groups/{externalGroupId}/members"
    place = "/external/connections/fernrepairs/groups/mechanics/members"
    for number in (0, 1):
        sample = shown(create, number)
        assert sample.request and sample.response
        assert value(ask("POST", place, sample.request.json)) == sample.response.json


def test_a_content_that_says_the_same_is_that_of_the_sample():
    told = {"at": "2019-02-04T19:58:15.5Z"}
    add = Operation(
        method="POST",
        path="/lamps",
        kind="create",
        samples=tuple(
            Sample(
                name=name,
                request=SampleRequest(method="POST", target="/lamps", json=content, has_json=True),
                response=SampleResponse(status=201, json={"is": name}, has_json=True),
            )
            for name, content in (("other", {"at": "2020-01-01"}), ("this", told))
        ),
    )
    same = {"at": "2019-02-04T20:58:15.500000+01:00"}
    assert value(ask("POST", "/lamps", same, service=api(add))) == {"is": "this"}


def test_a_system_option_needs_no_dollar_where_there_are_such_options():
    samples = (sample("/lamps", {"all": 1}), sample("/lamps?select=id", {"is": "short"}))
    operation = get("/lamps", *samples)
    assert value(ask("GET", "/lamps?%24Select=id", service=api(operation))) == {"all": 1}
    odata = Service(replace(api(operation).spec, protocol="odata"))
    for target in ("/lamps?%24Select=id", "/lamps?select=id", "/lamps?$select=id"):
        assert value(ask("GET", target, service=odata)) == {"is": "short"}


def test_other_values_get_the_nearest_sample():
    assert value(ask("GET", f"{CONNECTIONS}/other"))["id"] == "fernparts"
    assert ask("DELETE", f"{CONNECTIONS}/a/groups/b/members/c").status == 204


def test_select_and_top_and_count():
    page = value(ask("GET", f"{CONNECTIONS}?$select=name&$top=1&$count=true"))
    assert page["@odata.count"] == 2
    assert [set(item) for item in page["value"]] == [{"name"}]
    assert "name" in value(ask("GET", f"{CONNECTIONS}/x?$select=name"))
    assert "state" not in value(ask("GET", f"{CONNECTIONS}/x?$select=name&$expand=items"))
    assert value(ask("GET", f"{CONNECTIONS}?$top=0&$orderby=a&$filter=b eq 1"))["value"] == []
    assert ask("GET", f"{CONNECTIONS}?$top=many").status == 400


@pytest.mark.parametrize("target", [CONNECTIONS, "/v1.0" + ITEMS, f"{CONNECTIONS}?$top=1&a=b"])
def test_the_second_page_is_the_last(target: str):
    first = value(ask("GET", target))
    link = urlsplit(first["@odata.nextLink"])
    assert link.netloc == "here" and link.path == target.partition("?")[0]
    assert "skiptoken" in link.query and target.partition("?")[2] in unquote(link.query)
    last = value(ask("GET", f"{link.path}?{link.query}"))
    assert "@odata.nextLink" not in last and last["value"] == first["value"]


@pytest.mark.parametrize("name", NEXT_LINKS)
def test_a_next_link_of_any_spelling_leads_here(name: str):
    page = {"value": [{"id": "1"}], name: "https://shop.example/lamps?page=2"}
    odata = Service(replace(api(get("/lamps", sample("/lamps", page))).spec, protocol="odata"))
    link = value(ask("GET", "/lamps", service=odata))[name]
    assert link == "http://here/lamps?page=2&$skiptoken=2"
    assert name not in value(ask("GET", "/lamps?$skiptoken=2", service=odata))


def test_a_documented_place_leads_here():
    sample = shown("POST /external/connections/{connectionsId}/schema")
    assert sample.request
    answer = ask("POST", "/v1.0/external/connections/fernparts/schema", sample.request.json)
    (location,) = [v for n, v in answer.headers if n == "Location"]
    assert location.startswith("http://here/v1.0/external/connections/fernparts/operations/")


def test_head_and_options():
    assert ask("HEAD", CONNECTIONS) == ask("GET", CONNECTIONS)
    options = ask("OPTIONS", CONNECTIONS)
    assert options.status == 204 and not options.content
    assert dict(options.headers)["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert ask("OPTIONS", "*").status == 204
    assert ask("OPTIONS", "/nowhere").status == 404


# Batches


def batch(*items: dict[str, Any]) -> messages.Response:
    """The response to a batch; each item gets its number as its id."""
    numbered = [
        {"id": str(number), "method": "GET", **item} for number, item in enumerate(items, 1)
    ]
    return ask("POST", "/v1.0/$batch", {"requests": numbered})


def test_each_request_of_a_batch_is_answered_as_alone():
    create = shown(f"POST {CONNECTIONS}")
    assert create.request and create.response
    answer = batch(
        {"url": "/external/connections"},
        {"url": CONNECTIONS, "method": "POST", "body": create.request.json, "dependsOn": ["1"]},
        {"url": "/nowhere"},
        {"url": CONNECTIONS, "dependsOn": ["3"]},
    )
    first, second, third, fourth = value(answer)["responses"]
    assert answer.status == 200
    alone = value(ask("GET", f"/v1.0{CONNECTIONS}"))
    assert (first["id"], first["status"], first["body"]) == ("1", 200, alone)
    assert (second["status"], second["body"]) == (201, create.response.json)
    assert (third["status"], third["body"]["error"]["code"]) == (404, "NotFound")
    assert fourth["status"] == 424


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ([], "an array of requests"),
        ({"requests": []}, "an array of requests"),
        ({"requests": [7]}, "request 1: an object expected"),
        ({"requests": [{"id": 1, "method": "GET", "url": "/a"}]}, "request 1: a text expected as its id"),
        ({"requests": [{"id": "1", "method": "GET", "url": "/a"}] * 2}, "an id of its own"),
        ({"requests": [{"id": "1", "method": "GET", "url": "/a", "dependsOn": ["2"]}]}, "the id 2"),
        ({"requests": [{"id": "1", "method": "POST", "url": "/$batch"}]}, "holds no batch"),
    ],
)  # fmt: skip
def test_a_batch_that_is_none(content: Any, told: str):
    answer = ask("POST", "/$batch", content)
    assert answer.status == 400 and told in message(answer)


def test_a_batch_is_sent_with_post():
    assert dict(ask("GET", "/$batch").headers)["Allow"] == "OPTIONS, POST"
    assert ask("OPTIONS", "/$batch").status == 204


# What is refused


@pytest.mark.parametrize("target", ["/", "/nowhere", "/v1.0", "/v1.0x/external/connections", "*"])
def test_unknown_paths(target: str):
    assert ask("GET", target).status == 404
    assert value(ask("GET", target))["error"]["code"] == "NotFound"


@pytest.mark.parametrize("method", ["PUT", "BREW", "get", ""])
def test_other_methods(method: str):
    answer = ask(method, CONNECTIONS)
    assert answer.status == 405 and dict(answer.headers)["Allow"] == "GET, HEAD, OPTIONS, POST"


GOOD = {"id": "parts", "name": "Parts"}


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "there is no content; JSON is documented"),
        (b"{", "the content is not JSON"),
        (b"\xff\xfe", "the content is not JSON"),
        (b"NaN", "the content is not JSON: NaN is no JSON"),
        (b"[" * 100_000, "the content is not JSON"),
        (b"1" * 5_000, "the content is not JSON"),
        ([], "the content: object expected, found []"),
        ({**GOOD, "name": 7}, "/name: string or null expected, found 7"),
        ({**GOOD, "configuration": 7}, "/configuration: object or null expected, found 7"),
        (
            {**GOOD, "configuration": {"authorizedAppIds": ["a", {}]}},
            "/configuration/authorizedAppIds/1: string expected, found {}",
        ),
        ({**GOOD, "state": True}, "/state: string or null expected, found true"),
        ({"id": "parts"}, "the content: 'name' is a required property"),
        (
            {**GOOD, "configuration": "x" * 9_000},
            '/configuration: object or null expected, found "xxx',
        ),
    ],
)
def test_content_that_does_not_fit(content: Any, told: str):
    answer = ask("POST", CONNECTIONS, content)
    assert answer.status == 400
    assert message(answer).startswith(told) and len(message(answer)) < 500


def test_content_may_have_unknown_keys_and_unknown_members():
    content = {**GOOD, "state": "sleeping", "colour": {"is": ["new"]}}
    assert ask("POST", CONNECTIONS, content).status == 201
    assert ask("PATCH", f"{CONNECTIONS}/parts", {"description": None}).status == 204


def test_what_is_required_may_be_linked():
    content = {**GOOD, "name@odata.bind": "/names/7"}
    del content["name"]
    assert ask("POST", CONNECTIONS, content).status == 201


def test_a_request_of_nothing_in_particular_is_not_refused():
    refused = sample("/lamps", {"error": "no token"}, status=401)
    service = api(get("/lamps", refused, sample("/lamps?a=2", [2])))
    request = messages.Request(method="GET", target="/v2/lamps")
    assert json.loads(service.respond(request).content) == [2]
    only = api(get("/lamps", refused))
    assert only.respond(request).status == 401


def test_what_every_request_sends():
    account = Parameter(name="X-Account", location="header", is_required=True)
    house = Parameter(name="house", location="query", is_required=True)
    page = get("/lamps", sample("/lamps?house=1", [1]), sample("/lamps?a=2", [2]))
    service = Service(replace(api(page).spec, parameters=(account, house)))

    def answer(target: str, *headers: tuple[str, str]) -> bytes:
        request = messages.Request(method="GET", target=target, headers=headers)
        return service.respond(request).content

    given = ("X-Account", "a")
    assert b"the header X-Account is missing" in answer("/v2/lamps?house=7")
    assert b"the query option house is missing" in answer("/v2/lamps", given)
    assert json.loads(answer("/v2/lamps?house=7&a=2", given)) == [2]


@pytest.mark.parametrize("stale", ['"stale"', "stale", 'W/"stale"'])
def test_a_stale_etag(stale: str):
    assert ask("DELETE", f"{CONNECTIONS}/parts", If_Match=stale).status == 412
    assert ask("DELETE", f"{CONNECTIONS}/parts", If_Match='"fresh"').status == 204
    assert ask("DELETE", "/nowhere", If_Match=stale).status == 404


@pytest.mark.parametrize(
    "wish, statuses",
    [("429 2", [429, 429, None]), ("503", [503, None]), ("404 1", [404, None]),
     ("200", [400, 400]), ("429 -1", [400]), ("x", [400]), ("", [None])],
)  # fmt: skip
def test_injected_failures(wish: str, statuses: list[int | None]):
    asked = messages.Request(method="GET", target="/", headers=(("X-Docgen-Fail", wish),))
    found = [injected_failure(asked, times) for times in range(len(statuses))]
    assert [answer and answer.status for answer in found] == statuses
    for answer in found:
        if answer and answer.status in (429, 503):
            assert dict(answer.headers)["Retry-After"] == "0"


@pytest.mark.parametrize(
    "target, status",
    [
        ("/a" * 5_000, 414),
        ("/" * 7_000, 404),
        (f"{CONNECTIONS}/{':/' * 3_000}", 404),
        (f"{CONNECTIONS}/%zz", 400),
        (f"{CONNECTIONS}/%", 400),
        (f"{CONNECTIONS}/%ff", 400),
        (f"{CONNECTIONS}/a%2Fb%00%25", 200),
        (f"{CONNECTIONS}?$top=%ff", 400),
        (f"{CONNECTIONS}?&&=&$top&=1", 400),
        (f"{CONNECTIONS}/{'(' * 3_000}", 200),
        ("/external/../connections", 404),
    ],
)
def test_hostile_targets(target: str, status: int):
    began = time.process_time()
    assert ask("GET", target).status == status
    assert time.process_time() - began < 10


@pytest.mark.slow
@settings(max_examples=150)
@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "X"]),
    st.one_of(st.text(), st.sampled_from([CONNECTIONS, ITEMS]).flatmap(
        lambda start: st.text().map(lambda rest: start + rest))),
    st.one_of(st.binary(), st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
              lambda inner: st.lists(inner) | st.dictionaries(
                  st.sampled_from(["id", "name", "configuration", "acl"]) | st.text(), inner),
              max_leaves=8)),
)  # fmt: skip
def test_any_request_has_an_answer(method: str, target: str, content: Any):
    answer = ask(method, target, content)
    assert 200 <= answer.status < 500
    if answer.status >= 400:
        assert message(answer)


# Small APIs


def api(
    *operations: Operation,
    types: tuple[Type, ...] = (),
    enums: tuple[Enum, ...] = (),
    protocol: Literal["http", "odata"] = "http",
):
    return Service(
        Spec(
            name="shop",
            protocol=protocol,
            servers=servers_of("https://shop.test/v2"),
            namespace="shop",
            types=types,
            enums=enums,
            operations=operations,
        )
    )


def get(
    path: str, *samples: Sample, answers: TypeUse | None = None, status: int = 200
) -> Operation:
    told = (Response(status=status, content=content_of(answers)),)
    return Operation(method="GET", path=path, kind="get", samples=samples, responses=told)


def sample(
    target: str, found: Any = None, *, status: int = 200, text: str = "", **headers: str
) -> Sample:
    """A sample of GET; headers with `Prefer` are those of the request."""
    named = [(name.replace("_", "-"), text) for name, text in headers.items()]
    return Sample(
        name="s",
        request=SampleRequest(
            method="GET", target=target, headers=tuple(h for h in named if h[0] == "Prefer")
        ),
        response=SampleResponse(
            status=status,
            json=found,
            has_json=not text and found is not None,
            text=text,
            headers=tuple(h for h in named if h[0] != "Prefer"),
        ),
    )


@pytest.mark.parametrize(
    "target, found",
    [
        ("/lamps/1", "lamp"),
        ("/lamps/delta", "delta"),
        ("/LAMPS/Delta", "delta"),
        ("/lamps('1')", "lamp"),
        ("/lamps/a%2Fb", "lamp"),
        ("/companies(7)/lamps(8)", "keys"),
        ("/root:/a/b.txt:/versions", "versions"),
        ("/root:/a/b.txt:", "file"),
        ("/root:/a/b.txt:/versions/3", "version"),
        ("/v2/root:/a:/versions", "versions"),
        ("/find(text='a%20b',n=1)", "find"),
    ],
)
def test_the_most_literal_path_answers(target: str, found: str):
    paths = {
        "/lamps/{id}": "lamp",
        "/lamps/delta": "delta",
        "/companies({id})/lamps({lamp-id})": "keys",
        "/root:/{path}:": "file",
        "/root:/{path}:/versions": "versions",
        "/root:/{path}:/versions/{id}": "version",
        "/find(text='{text}',n={n})": "find",
    }
    service = api(*(get(p, sample("/elsewhere", {"is": name})) for p, name in paths.items()))
    assert value(ask("GET", target, service=service)) == {"is": found}


def test_a_less_literal_path_may_have_the_method():
    only_delete = Operation(method="DELETE", path="/lamps/old", kind="delete")
    service = api(get("/lamps/{id}", sample("/lamps/1", {})), only_delete)
    assert ask("GET", "/lamps/old", service=service).status == 200
    assert ask("DELETE", "/lamps/old", service=service).status == 204
    refused = ask("PUT", "/lamps/old", service=service)
    assert dict(refused.headers)["Allow"] == "DELETE, GET, HEAD, OPTIONS"


def test_pages_of_a_delta():
    link = "https://shop.test/v2/lamps/delta?$skiptoken="
    service = api(
        get(
            "/lamps/delta",
            sample("/lamps/delta", {"value": [1], "@odata.nextLink": link + "a"}),
            sample("/lamps/delta?$skiptoken=a", {"value": [2], "@odata.nextLink": link + "b"}),
            sample(
                "/lamps/delta?$skiptoken=b",
                {"value": [3], "@odata.deltaLink": "https://shop.test/v2/d?$deltatoken=c"},
            ),
        )
    )
    target, seen = "/v2/lamps/delta", []
    for _ in range(3):
        found = value(ask("GET", target, service=service))
        seen += found["value"]
        target = found.get("@odata.nextLink", "").removeprefix("http://here")
    assert seen == [1, 2, 3]
    assert found["@odata.deltaLink"] == "http://here/v2/lamps/delta?$deltatoken=c"
    other = value(ask("GET", "/lamps/delta?$skiptoken=z", service=service))
    assert other["value"] == [3] and "@odata.nextLink" not in other


def test_a_page_that_is_its_own_next_one_is_the_last():
    link = "https://shop.test/v2/lamps?$skip=1"
    service = api(get("/lamps", sample("/lamps?$skip=1", {"value": [], "@odata.nextLink": link})))
    assert "@odata.nextLink" not in value(ask("GET", "/lamps?$skip=1", service=service))


def test_preferences():
    service = api(
        get(
            "/a",
            sample("/a", {"is": "plain"}),
            sample("/a", {"is": "short"}, Prefer="short", Preference_Applied="short"),
        )
    )
    assert value(ask("GET", "/a", service=service)) == {"is": "plain"}
    short = ask("GET", "/a", service=service, Prefer="short")
    assert value(short) == {"is": "short"} and ("Preference-Applied", "short") in short.headers
    assert value(ask("GET", "/a", service=service, Prefer="respond-async")) == {"is": "plain"}


def test_redirects_and_places_elsewhere_stay_here():
    service = api(
        get("/file", sample("/file", status=302, text=" ", Location="https://cdn.test/x%20y?t=1")),
        get("/copy", sample("/copy", status=202, text=" ", Location="https://other.test/jobs/1")),
        get("/nothing", status=302),
    )
    for target, location, kind in (
        ("/file", "http://here/x%20y?t=1", "application/octet-stream"),
        ("/copy", "http://here/jobs/1", "application/json"),
        ("/v2/nothing", "http://here/v2/docgen-content", "application/octet-stream"),
    ):
        headers = dict(ask("GET", target, service=service).headers)
        assert headers["Location"] == location
        there = ask("GET", location.removeprefix("http://here"), service=service)
        assert there.status == 200 and dict(there.headers)["Content-Type"] == kind


def test_documented_headers_that_cannot_be_sent_are_left_out():
    shown = sample("/a", {}, Content_Length="999", ETag='W/"1"', X="sn\u00f6w\u2603", Y="a\r\nb")
    answer = ask("GET", "/a", service=api(get("/a", shown)))
    assert answer.headers == (("Content-Type", "application/json"), ("ETag", 'W/"1"'))


def test_text_is_answered_as_it_stands():
    answer = ask(
        "GET", "/a", service=api(get("/a", sample("/a", text="a,b", Content_Type="text/csv")))
    )
    assert answer == messages.Response(
        status=200, headers=(("Content-Type", "text/csv"),), content=b"a,b"
    )


BULB = Type(
    name="shop.bulb",
    kind="entity",
    key=("id",),
    properties=(
        Property(name="id", type=use_of("string"), is_never_null=True),
        Property(name="watt", type=use_of("double"), is_never_null=True),
        Property(name="color", type=use_of("shop.color"), is_never_null=True),
        Property(name="inner", type=use_of("shop.bulb"), is_never_null=True),
        Property(name="spare", type=array_of(use_of("shop.bulb")), is_never_null=True),
        Property(name="note", type=use_of("string")),
    ),
)
COLOR = Enum(name="shop.color", members=(Member(name="warm"),))


def test_what_no_sample_shows_is_made():
    service = api(
        get("/bulbs/{id}", answers=use_of("shop.bulb")),
        get("/bulbs", answers=array_of(use_of("shop.bulb"))),
        get("/count", answers=use_of("int32")),
        get("/file", answers=use_of("binary")),
        get("/empty", status=204),
        types=(BULB,),
        enums=(COLOR,),
        protocol="odata",
    )
    bulb = value(ask("GET", "/bulbs/b%2F7", service=service))
    assert bulb["id"] == "b/7" and bulb["watt"] == 0 and bulb["color"] == "warm"
    assert "note" not in bulb
    assert value(ask("GET", "/bulbs?$select=id", service=service)) == {"value": [{"id": "1"}]}
    assert value(ask("GET", "/count", service=service)) == {"value": 0}
    assert ask("GET", "/file", service=service).content == b""
    assert ask("GET", "/empty", service=service).status == 204


def test_what_is_made_of_http_is_the_value_itself():
    service = api(
        get("/bulbs", answers=array_of(use_of("string"))),
        get("/count", answers=use_of("int32")),
    )
    assert value(ask("GET", "/bulbs", service=service)) == [""]
    assert value(ask("GET", "/count", service=service)) == 0


def test_an_abstract_type_is_made_as_one_that_is_not():
    spec = Spec(name="a", servers=servers_of("https://a.test"), namespace="a", types=(
        Type(name="a.animal", kind="entity", is_abstract=True, base="a.cat"),
        Type(name="a.cat", kind="entity", base="a.animal"),
    ))  # fmt: skip
    assert MinimalValues(spec).of(use_of("a.animal")) == {"@odata.type": "#a.cat"}


def test_minimal_values_are_valid():
    schema = json.loads(json_schema_text(SPEC))
    for name in schema["$defs"]:
        found = MinimalValues(SPEC).of(use_of(name))
        wanted = {"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}
        assert [e.message for e in Draft202012Validator(wanted).iter_errors(found)] == []


def test_parameters_of_an_action():
    ring = Operation(
        method="POST",
        path="/ring",
        kind="action",
        request_body=RequestBody(properties=parameters(times="int32")),
        responses=(Response(status=204),),
    )
    service = api(ring, protocol="odata")
    assert ask("POST", "/ring", service=service).status == 204
    assert ask("POST", "/ring", {"times": None, "more": 1}, service=service).status == 204
    refused = ask("POST", "/ring", {"times": "2"}, service=service)
    assert message(refused) == '/times: integer or null expected, found "2"'


def parameters(**types: str):
    from docgen.spec.model import Parameter

    return tuple(Parameter(name=n, location="body", type=use_of(t)) for n, t in types.items())


# Over sockets


@pytest.fixture(scope="module")
def url(docgen_server: Callable[..., Any]) -> str:
    return docgen_server(PAGES, "graph").url


def body(operation: str, model: Any, number: int = 0) -> Any:
    request = shown(operation, number).request
    assert request and request.has_json
    return model.from_dict(request.json)


C = "/external/connections/{connectionsId}"
G, I = f"{C}/groups/{{externalGroupId}}", f"{C}/items/{{externalItemId}}"
CREATE = body("POST /external/connections", ExternalConnection)
MEMBER = body(f"POST {G}/members", ExternalGroupMember, 1)
OPERATION = "8b3a60d2-1f57-4e0c-9c2a-f5d7e1b04a96"
CALLS: dict[str, tuple[Callable[[Any], Any], type | None, Callable[[Any], object], object]] = {
    "GET /external/connections": (
        lambda at: at.list(), ExternalConnection, lambda r: r.name, "Fern Bikes parts catalogue"),
    "POST /external/connections": (
        lambda at: at.create(CREATE), ExternalConnection, lambda r: r.id, "fernparts"),
    f"GET {C}": (lambda at: at["fernparts"].get(), ExternalConnection, lambda r: r.state, "ready"),
    f"PATCH {C}": (lambda at: at["fernparts"].update(
        body(f"PATCH {C}", ExternalConnection)), None, lambda r: r, None),
    f"DELETE {C}": (lambda at: at["ferntours"].delete(), None, lambda r: r, None),
    f"POST {C}/groups": (lambda at: at["fernrepairs"].groups.create(
        body(f"POST {C}/groups", ExternalGroup)), ExternalGroup, lambda r: r.id, "mechanics"),
    f"DELETE {G}": (lambda at: at["fernrepairs"].groups["apprentices"].delete(),
                    None, lambda r: r, None),
    f"POST {G}/members": (lambda at: at["fernrepairs"].groups["mechanics"].members.create(MEMBER),
                          ExternalGroupMember, lambda r: r.id, "apprentices"),
    f"DELETE {G}/members/{{externalGroupMemberId}}": (
        lambda at: at["fernrepairs"].groups["mechanics"].members["b09d4e63"].delete(),
        None, lambda r: r, None),
    f"GET {C}/items": (lambda at: at["fernparts"].items.list(select=["id", "properties"], top=2),
                       ExternalItem, lambda r: r.id, "frame1842"),
    f"GET {I}": (lambda at: at["fernparts"].items["bell0031"].get(),
                 ExternalItem, lambda r: r.acl[1].access_type, "deny"),
    f"PUT {I}": (lambda at: at["fernparts"].items["frame1842"].replace(
        body(f"PUT {I}", ExternalItem)), ExternalItem, lambda r: r.id, "frame1842"),
    f"PATCH {I}": (lambda at: at["fernparts"].items["wheel2110"].update(
        body(f"PATCH {I}", ExternalItem)), ExternalItem, lambda r: r.id, "wheel2110"),
    f"DELETE {I}": (lambda at: at["fernparts"].items["wheel2110"].delete(),
                    None, lambda r: r, None),
    f"GET {C}/operations": (lambda at: at["fernparts"].operations.list(),
                            ConnectionOperation, lambda r: r.status, "completed"),
    f"GET {C}/operations/{{connectionOperationId}}": (
        lambda at: at["fernparts"].operations[OPERATION].get(),
        ConnectionOperation, lambda r: r.error.code, "duplicateLabel"),
    f"GET {C}/schema": (lambda at: at["fernrepairs"].schema.get(),
                        Schema, lambda r: r.properties[0].name, "ticketTitle"),
    f"POST {C}/schema": (lambda at: at["fernparts"].schema.create(
        body(f"POST {C}/schema", Schema)), Accepted, lambda r: r.status_code, 202),
}  # fmt: skip


def test_every_operation_is_called():
    assert set(CALLS) == {operation.id for operation in SPEC.operations}


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "/v1.0"])
def test_the_client_calls_every_operation(url: str, prefix: str):
    with Client("token", base_url=url + prefix) as client:
        for name, (call, kind, read, wanted) in CALLS.items():
            result = call(client.external.connections)
            result = result.first() if hasattr(result, "first") else result
            assert (type(result) if kind else result) is kind, name
            assert read(result) == wanted, name


def test_the_asynchronous_client_calls_every_operation(url: str):
    async def calls() -> None:
        async with AsyncClient("token", base_url=url) as client:
            for name, (call, kind, read, wanted) in CALLS.items():
                result = call(client.external.connections)
                result = await (result.first() if hasattr(result, "first") else result)
                assert (type(result) if kind else result) is kind, name
                assert read(result) == wanted, name

    asyncio.run(calls())


@pytest.mark.slow
def test_both_clients_send_every_documented_request(url: str):
    planned = build_plan(SPEC, "sdk", read_templates())
    files = build_package(planned, read_templates())
    replays = replay_samples(SPEC, generated_package(planned, files))
    found = sent(SPEC, files, plan_calls(planned.files), replays, url)
    assert [one for one in found if one.difference] == []
    samples = [(o.id, s.name) for o in SPEC.operations for s in o.samples]
    for client in CLIENTS:
        assert [(f.operation, f.sample) for f in found if f.client == client] == samples


@pytest.mark.slow
def test_an_answer_that_is_not_as_documented_is_found():
    """With a server of other pages: what `make corpus` counts."""
    others = tuple(replace(o, samples=()) for o in SPEC.operations)
    planned = build_plan(SPEC, "sdk", read_templates())
    files = build_package(planned, read_templates())
    replays = replay_samples(SPEC, generated_package(planned, files))
    with serving(replace(SPEC, operations=others)) as served:
        found = sent(SPEC, files, plan_calls(planned.files), replays, served.url)
    assert all(one.is_readable for one in found)
    read = [one for one in found if one.operation.startswith("GET")]
    assert read and all(one.difference for one in read)


def test_a_word_in_place_of_a_value_is_served_as_a_value(
    tmp_path: Path, docgen_server: Callable[..., Any]
):
    pages = tmp_path / "pages"
    shutil.copytree(PAGES, pages)
    page = pages / "api/connectionoperation-get.md"
    text = re.sub(
        r'"status": "\w+"', '"status": "connectionOperationStatus-value"', page.read_text()
    )
    assert text != page.read_text()
    page.write_text(text)
    with Client(base_url=docgen_server(pages, "graph").url) as client:
        found = client.external.connections["fernparts"].operations[OPERATION].get()
    assert found.status in list(ConnectionOperationStatus)


def test_all_pages_of_a_collection(url: str):
    with Client(base_url=url) as client:
        connections = client.external.connections
        pages = list(connections.list().pages())
        assert [page.next_link is None for page in pages] == [False, True]
        assert len([*connections["fernparts"].items.list(select=["id", "properties"], top=2)]) == 4

    async def pages_of() -> list[Any]:
        async with AsyncClient(base_url=url + "/v1.0") as client:
            return [item async for item in client.external.connections.list()]

    assert len(asyncio.run(pages_of())) == 4


def test_the_client_sends_a_batch(url: str):
    with Client(base_url=url + "/v1.0") as client:
        connections = client.external.connections
        known, unknown = connections["fernparts"].get.request(), connections["x"].items["y"].get
        results = client.batch([known, unknown.request().with_query({"$top": "x"})])
        assert results.of(known).id == "fernparts"
        assert isinstance(results[1], errors.BadRequest)


@pytest.mark.slow
def test_work_that_goes_on_can_be_waited_for(url: str):
    with Client(base_url=url + "/v1.0") as client:
        schema = body(f"POST {C}/schema", Schema)
        accepted = client.external.connections["fernparts"].schema.create(schema)
        assert accepted.location.startswith(url)
        done = accepted.wait(client, ConnectionOperation)
        assert isinstance(done, ConnectionOperation) and done.status


def test_errors_are_typed(url: str):
    with Client(base_url=url + "/nowhere") as client, pytest.raises(errors.NotFound) as missing:
        client.external.connections["a"].get()
    assert missing.value.code == "NotFound" and "/nowhere/external" in missing.value.message
    with Client(base_url=url) as client:
        with pytest.raises(errors.BadRequest) as bad:
            client.external.connections.create(ExternalConnection.from_dict({**GOOD, "name": 7}))
        assert bad.value.message == "/name: string or null expected, found 7"
    with Client(base_url=url, headers={"If-Match": '"stale"'}) as client:
        with pytest.raises(errors.PreconditionFailed):
            client.external.connections["a"].delete()


def test_retries_can_be_tried(url: str):
    with Client(base_url=url, headers={"X-Docgen-Fail": "429 2"}) as client:
        for _ in range(2):  # they fail and succeed in turns
            assert client.external.connections["a"].get().id == "fernparts"
    with Client(base_url=url, headers={"X-Docgen-Fail": "429 9"}, retries=2) as client:
        with pytest.raises(errors.TooManyRequests) as refused:
            client.external.connections["b"].get()
        assert refused.value.headers["retry-after"] == "0"
    with Client(base_url=url, headers={"X-Docgen-Fail": "500"}, retries=0) as client:
        with pytest.raises(errors.ServerError):
            client.external.connections["c"].get()


def status_of(url: str, text: bytes) -> int:
    at = urlsplit(url)
    with socket.create_connection((at.hostname or "", at.port or 0), timeout=PATIENCE) as sock:
        sock.sendall(text)
        response = http.client.HTTPResponse(sock)
        response.begin()
        return response.status


@pytest.mark.parametrize(
    "start, status",
    [
        ("GET /external/connections HTTP/1.1", 200),
        ("HEAD /external/connections HTTP/1.1", 200),
        ("OPTIONS * HTTP/1.1", 204),
        ("GET http://x/v1.0/external/connections HTTP/1.1", 200),
        ("BREW /external/connections HTTP/1.1", 405),
        ("GET /%zz HTTP/1.1", 400),
        ("GET /%ff%fe HTTP/1.1", 400),
        (f"GET /{'a' * 20_000} HTTP/1.1", 414),
        (f"GET /{'a' * 200_000} HTTP/1.1", 400),
        ("GET /\u00e4 HTTP/1.1", 400),
        ("nonsense", 400),
        ("GET /external/connections HTTP/1.1\r\nHost: a\"b'c<d>", 200),
        ("GET /external/connections HTTP/1.1\r\nX-Docgen-Fail: \u00e4", 400),
        ("POST /external/connections HTTP/1.1\r\nContent-Length: 3\r\n\r\n{,}", 400),
        ("POST /external/connections HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz", 400),
    ],
)
def test_hostile_messages(url: str, start: str, status: int):
    head = start if "Host:" in start else start.replace(" HTTP/1.1", " HTTP/1.1\r\nHost: x", 1)
    assert status_of(url, head.encode() + b"\r\nConnection: close\r\n\r\n") == status


def test_head_has_the_length_of_get_and_no_content(url: str):
    lengths = {}
    for method in ("GET", "HEAD"):
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
        connection.request(method, CONNECTIONS)
        response = connection.getresponse()
        lengths[method] = response.getheader("content-length"), len(response.read())
        connection.close()
    assert lengths["GET"] == (str(lengths["GET"][1]), lengths["GET"][1])
    assert lengths["HEAD"] == (lengths["GET"][0], 0)


def test_answers_do_not_wait_for_more(url: str):
    """40 ms each, were the head and the content sent in two packets without TCP_NODELAY.

    A busy machine delays some of them.
    """
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
    seconds: list[float] = []
    for _ in range(50):
        began = time.perf_counter()
        connection.request("GET", CONNECTIONS)
        connection.getresponse().read()
        seconds.append(time.perf_counter() - began)
    connection.close()
    assert sorted(seconds)[10] < 0.03


def test_one_folder_has_one_server(docgen_server: Callable[..., Any], url: str):
    assert docgen_server(str(PAGES), "graph").url == url
    assert docgen_server(PAGES).url != url


def test_threads_get_one_server(tmp_path: Path, docgen_server: Callable[..., Any]):
    shutil.copytree(PAGES, tmp_path / "pages")
    with ThreadPoolExecutor(8) as pool:
        urls = [*pool.map(lambda _: docgen_server(tmp_path / "pages", "graph").url, range(8))]
    assert len({*urls}) == 1


@pytest.mark.parametrize(
    "folder, dialect, reported",
    [
        ("nope", None, "nope is not a folder; name the one that contains the .md or .mdx files"),
        (".", None, "contains no .md or .mdx files; name the folder that does"),
        (PAGES, "grph", 'unknown dialect "grph"; known: '),
    ],
)
def test_what_the_fixture_refuses_fails_the_test_in_one_line(
    folder: str,
    dialect: str | None,
    reported: str,
    tmp_path: Path,
    docgen_server: Callable[..., Any],
):
    with pytest.raises(pytest.fail.Exception) as failed:
        docgen_server(tmp_path / folder, dialect)
    assert reported in str(failed.value) and not failed.value.pytrace


@pytest.mark.slow
def test_the_plugin_is_found_by_pytest(tmp_path: Path):
    (tmp_path / "test_it.py").write_text(
        "def test(docgen_server):\n"
        "    from urllib.request import urlopen\n"
        f"    at = docgen_server({str(PAGES)!r}, dialect='graph').url\n"
        "    assert urlopen(at + '/external/connections').status == 200\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


# The command


@pytest.mark.slow
def test_the_command_serves_until_it_is_stopped():
    command = [sys.executable, "-m", "docgen", "serve", str(PAGES), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("18 operations at http://127.0.0.1:")
        with Client(base_url=line.split()[3].rstrip(";")) as client:
            assert client.external.connections["fernparts"].get().id == "fernparts"
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130


@pytest.mark.parametrize(
    "given, told",
    [
        (["--port", "x"], "is not a port"),
        (["--port", "70000"], "is not a port"),
        (["--host", "256.0.0.1"], "cannot listen on 256.0.0.1:8000"),
    ],
)
def test_what_the_command_refuses(given: list[str], told: str, capsys: pytest.CaptureFixture[str]):
    try:
        code = main(["serve", str(PAGES), "--dialect", "graph", *given])
    except SystemExit as stopped:
        code = stopped.code
    assert code == 2 and told in capsys.readouterr().err


def test_a_taken_port(url: str, capsys: pytest.CaptureFixture[str]):
    port = str(urlsplit(url).port)
    assert main(["serve", str(PAGES), "--dialect", "graph", "--port", port]) == 2
    assert "in use" in capsys.readouterr().err


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "docgen.mock.server", raising=False)
    monkeypatch.delattr("docgen.mock.server", raising=False)
    assert main(["serve", str(PAGES)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("install it with: pip install 'docgen-sdk[serve]'")


# A whole documentation set

CORPORA = ROOT.parent / "shared/corpora"


@pytest.mark.slow
@pytest.mark.skipif(
    not CORPORA.is_dir() and not os.environ.get("CI"), reason=f"{CORPORA} is not here"
)
@pytest.mark.parametrize(
    "folder, dialect, least",
    [
        ("graph/v1.0", "graph", 2000),
        ("onedrive/rest-api", "onedrive", 40),
        ("business-central/api-reference/v2.0", "business-central", 130),
    ],
)
def test_all_of_an_api_is_answered(folder: str, dialect: str, least: int):
    spec = read_folder(CORPORA / folder, dialect, name="x").built.spec
    service = Service(spec)
    samples = [s for o in spec.operations for s in o.samples if s.request and s.response]
    wanted: dict[messages.Request, list[SampleResponse]] = {}
    for each in samples:
        assert each.request and each.response
        if each.response.status == 200 and not (each.response.text or each.response.has_json):
            continue  # the page shows no content, and documents one
        wanted.setdefault(asked_as(each.request), []).append(each.response)
    astray = [
        asked for asked, told in wanted.items() if not is_one_of(service.respond(asked), told)
    ]
    assert astray == []
    assert len(samples) > least and len(wanted) > 0.85 * len(samples)
    for asked in wanted:
        for _ in range(5):
            answer = service.respond(asked)
            if b'"@odata.nextLink"' not in answer.content:
                break
            found = value(answer)
            if "@odata.nextLink" not in found:  # that of a collection inside
                break
            target = found["@odata.nextLink"].removeprefix("http://here")
            asked = messages.Request(method="GET", target=target, origin="http://here")
        else:
            pytest.fail(f"the pages of {asked.target} have no end")
    # Every template has an answer, with values of its own and nothing sent.
    for operation in spec.operations:
        path = quote(operation.path, safe="/!$&'()*+,;=:@~")
        assert ask(operation.method, path, service=service).status not in (404, 405, 414)


def asked_as(request: SampleRequest) -> messages.Request:
    return messages.Request(
        method=request.method,
        target=quote(request.target, safe="/!$&'()*+,;=:@~?%"),
        headers=request.headers,
        content=json.dumps(request.json).encode() if request.has_json else request.text.encode(),
        origin="http://here",
    )


def is_one_of(answer: messages.Response, told: list[SampleResponse]) -> bool:
    """Several samples may have one request. HTTP has no content with 204, whatever a page shows."""
    if answer.status == 204:
        return not answer.content and 204 in [response.status for response in told]
    return any(
        answer.status == response.status
        and (
            without_links(value(answer)) == without_links(response.json)
            if response.has_json
            else answer.content == response.text.encode()
        )
        for response in told
    )
