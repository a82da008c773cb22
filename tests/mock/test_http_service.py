"""What the server does for APIs that are no OData: credentials, pages, forms, queries, the richest sample."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import Any, Literal

import pytest

from docgen.mock.messages import Request, Response as Answer
from docgen.mock.responder import Service
from docgen.spec.model import (
    Error,
    ErrorFields,
    Operation,
    Paging,
    Parameter,
    Property,
    RequestBody,
    Response,
    Sample,
    SampleResponse,
    SecurityRequirement,
    SecurityScheme,
    Server,
    ServerVariable,
    Spec,
    Type,
    content_of,
    servers_of,
)
from docgen.spec.types import ANY, INT32, STRING, array_of, use_of

LAMPS = [{"id": n, "color": "red"} for n in (1, 2, 3)]
Location = Literal["", "header", "query", "cookie"]


def operation(content: Any = LAMPS, **fields: Any) -> Operation:
    response = SampleResponse(status=200, json=content, has_json=True)
    usual: dict[str, Any] = {
        "method": "GET",
        "path": "/lamps",
        "kind": "list",
        "responses": (Response(status=200, content=content_of(ANY)),),
        "samples": (Sample(name="one", response=response),),
    }
    return Operation(**{**usual, **fields})


def service(item: Operation, *, requires_credentials: bool = False, **fields: Any) -> Service:
    spec = Spec(
        name="lamps",
        namespace="lamps",
        servers=servers_of("https://lamps.example"),
        operations=(item,),
        **fields,
    )
    return Service(spec, requires_credentials=requires_credentials)


def ask(
    served: Service,
    target: str = "/lamps",
    method: str = "GET",
    content: bytes = b"",
    **headers: str,
) -> Answer:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return served.respond(
        Request(method=method, target=target, headers=fields, content=content, origin="http://here")
    )


BASIC = b64encode(b"me:docgen").decode()


@pytest.mark.parametrize(
    ("type_", "scheme", "location", "sent", "target"),
    [
        ("http", "bearer", "", {"Authorization": "Bearer docgen"}, "/lamps"),
        ("http", "Bot", "", {"Authorization": "Bot docgen"}, "/lamps"),
        ("http", "basic", "", {"Authorization": f"Basic {BASIC}"}, "/lamps"),
        ("oauth2", "", "", {"Authorization": "Bearer docgen"}, "/lamps"),
        ("apiKey", "", "header", {"X_Key": "docgen"}, "/lamps"),
        ("apiKey", "", "query", {}, "/lamps?X-Key=docgen"),
        ("apiKey", "", "cookie", {"Cookie": "a=b; X-Key=docgen"}, "/lamps"),
    ],
)
def test_credentials_are_required_as_they_are_documented(
    type_: Any, scheme: str, location: Location, sent: dict[str, str], target: str
):
    key = SecurityScheme(
        name="key", type=type_, scheme=scheme, location=location, parameter="X-Key"
    )
    served = service(
        operation(),
        requires_credentials=True,
        security_schemes=(key,),
        security=((SecurityRequirement(scheme="key"),),),
    )
    assert ask(served, target, **sent).status == 200
    wrong = {
        name: text.replace("docgen", "other").replace(BASIC, "x") for name, text in sent.items()
    }
    for refused in (ask(served), ask(served, target.replace("docgen", "other"), **wrong)):
        assert refused.status == 401
        assert dict(refused.headers)["WWW-Authenticate"]


def test_an_operation_without_security_requires_no_credentials():
    key = SecurityScheme(name="key", type="http", scheme="bearer")
    needed = ((SecurityRequirement(scheme="key"),),)
    served = service(
        operation(security=()), requires_credentials=True, security_schemes=(key,), security=needed
    )
    assert ask(served).status == 200


def test_a_refusal_has_the_code_that_the_pages_list_for_its_status():
    codes = [("404", "no_lamp"), ("405", "not_so"), ("405", "never"), ("400", "")]
    errors = tuple(Error(status=status, code=code) for status, code in codes)
    served = service(operation(), errors=errors)
    for target, method, code in (
        ("/shades", "GET", "no_lamp"),
        ("/lamps", "PUT", "MethodNotAllowed"),
        ("/lamps/%ff", "GET", "BadRequest"),
    ):
        assert json.loads(ask(served, target, method).content)["error"]["code"] == code


@pytest.mark.parametrize(
    "fields, content",
    [
        (None, {"error": {"code": "NotFound", "message": "%"}}),
        (ErrorFields(code="/kind", message="/text"), {"kind": "NotFound", "text": "%"}),
        (ErrorFields(message="/errors/0/text"), {"errors": [{"text": "%"}]}),
        (ErrorFields(code="/a/0/b", message="/a/0/c"), {"a": [{"b": "NotFound", "c": "%"}]}),
        (ErrorFields(code="/a", message="/a/b"), {"a": "NotFound"}),
    ],
)
def test_a_refusal_has_the_documented_keys(fields: ErrorFields | None, content: object):
    answer = ask(service(operation(), error_fields=fields), "/shades").content
    message = "no page documents the path /shades"
    assert json.loads(answer) == json.loads(json.dumps(content).replace("%", message))


def test_a_variable_in_the_path_of_the_server_is_any_text():
    server = Server(
        url="https://{region}.lamps.example/{shop}/v1",
        variables=(ServerVariable(name="region", default="eu"), ServerVariable(name="shop")),
    )
    served = Service(
        Spec(name="lamps", namespace="lamps", servers=(server,), operations=(operation(),))
    )
    targets = ("/7/v1/lamps", "/a-b/v1/lamps", "/lamps", "/v1/lamps", "/7/v2/lamps")
    assert [ask(served, target).status for target in targets] == [200, 200, 200, 404, 404]


def pages(served: Service, target: str, next_of: Any, at: str) -> list[int]:
    """The ids on all pages."""
    ids: list[int] = []
    for _ in range(9):
        answer = ask(served, target)
        content = json.loads(answer.content)
        ids += [item["id"] for item in (content[at] if at else content)]
        following = next_of(answer, content)
        if not following:
            return ids
        target = following.removeprefix("http://here")
    raise AssertionError("the pages do not end")


def linked(answer: Answer, content: Any) -> str:
    link = re.match(r'<(.+)>; rel="next"', dict(answer.headers).get("Link", ""))
    return link[1] if link else ""


@pytest.mark.parametrize("target", ["/lamps", "/lamps?per_page=1", "/lamps?per_page=9"])
def test_pages_that_follow_by_a_link(target: str):
    served = service(operation(), paging=Paging(style="link", size="per_page"))
    assert pages(served, target, linked, "") == [1, 2, 3]


def test_pages_that_follow_by_a_cursor():
    paging = Paging(style="cursor", items="/data", next="/next", parameter="cursor", size="limit")
    served = service(operation({"data": LAMPS, "next": "abc"}), paging=paging)

    def following(answer: Answer, content: Any) -> str:
        return f"/lamps?limit=1&cursor={content['next']}" if content["next"] else ""

    assert pages(served, "/lamps?limit=1", following, "data") == [1, 2, 3]


@pytest.mark.parametrize(
    ("paging", "targets"),
    [
        (Paging(style="page", parameter="page", size="n"), ("?n=2", "?n=2&page=2", "?n=2&page=3")),
        (Paging(style="offset", size="n"), ("?n=2", "?n=2&offset=2", "?n=2&offset=4")),
        (Paging(style="after", size="n"), ("?n=2", "?n=2&after=2", "?n=2&after=3")),
    ],
)
def test_pages_that_a_client_counts(paging: Paging, targets: tuple[str, ...]):
    served = service(operation(), paging=paging)
    found = [json.loads(ask(served, f"/lamps{target}").content) for target in targets]
    assert [[item["id"] for item in page] for page in found] == [[1, 2], [3], []]


def test_a_list_that_no_sample_shows_has_a_page():
    many = (Response(status=200, content=content_of(array_of(INT32))),)
    served = service(
        operation(samples=(), responses=many), paging=Paging(style="page", parameter="page")
    )
    found = [json.loads(ask(served, f"/lamps{target}").content) for target in ("", "?page=2")]
    assert [len(page) for page in found] == [1, 0]


CREATE = {
    "method": "POST",
    "request_body": RequestBody(
        properties=(Parameter(name="color", location="body", is_required=True),)
    ),
}


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"color=red", "application/x-www-form-urlencoded", 200),
        (b"colour=red", "application/x-www-form-urlencoded", 400),
        (b'--x\nContent-Disposition: form-data; name="color"\n\nred\n--x--', "multipart/form-data; boundary=x", 200),
        (b"red", "multipart/form-data; boundary=x", 400),
        (b'{"color": "red"}', "application/json", 200),
        (b'{"color": null}', "application/json", 400),
        (b"", "application/json", 400),
    ],
)  # fmt: skip
def test_forms_and_json_have_what_is_required(content: bytes, media_type: str, status: int):
    served = service(operation(**CREATE))
    assert ask(served, method="POST", content=content, Content_Type=media_type).status == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=5&since=2026-01-01", 200),
        ("since=2026-01-01", 400),
        ("limit=five", 400),
        ("limit=99999999999", 400),
        ("limit=5&since=yesterday", 400),
        ("limit=5&tags=a,b", 200),
        ("limit=5&unknown=1", 200),
    ],
)
def test_the_query_is_as_documented(query: str, status: int):
    options = (
        Parameter(name="limit", location="query", type=INT32, is_required=True),
        Parameter(name="since", location="query", type=use_of("date")),
        Parameter(name="tags", location="query", type=array_of(STRING)),
    )
    assert ask(service(operation(parameters=options)), f"/lamps?{query}").status == status


def test_of_several_samples_the_richest_is_the_answer():
    contents = ([], [{"id": 1, "color": "red"}], [{"id": 1}])
    samples = tuple(
        Sample(name=f"{n}", response=SampleResponse(status=200, json=content, has_json=True))
        for n, content in enumerate(contents)
    )
    answer = ask(service(operation(samples=samples)))
    assert json.loads(answer.content) == [{"id": 1, "color": "red"}]


def test_a_sample_without_content_is_not_the_answer_where_a_content_is_documented():
    cut = SampleResponse(status=200)
    served = service(
        operation(
            path="/lamps/$count",
            responses=(Response(status=200, content=content_of(INT32)),),
            samples=(Sample(name="one", response=cut),),
        ),
        protocol="odata",
    )
    answer = ask(served, "/lamps/$count")
    assert (answer.content, dict(answer.headers)["Content-Type"]) == (b"0", "text/plain")


def test_an_object_of_which_nothing_is_always_there_has_its_scalars():
    lamp = Type(
        name="lamps.lamp",
        kind="object",
        properties=(
            Property(name="id", type=STRING),
            Property(name="watts", type=INT32),
            Property(name="room", type=use_of("lamps.lamp")),
        ),
    )
    listed = content_of(array_of(use_of("lamps.lamp")))
    served = service(operation(responses=(Response(status=200, content=listed),), samples=()), types=(lamp,))  # fmt: skip
    assert json.loads(ask(served).content) == [{"id": "", "watts": 0}]


def test_an_object_that_no_sample_of_the_operation_shows_is_as_another_one_shows_it():
    lamp = Type(
        name="api.lamp",
        kind="object",
        properties=(Property(name="id", type=INT32), Property(name="color", type=STRING)),
    )
    lists = operation(
        responses=(Response(status=200, content=content_of(array_of(use_of("api.lamp")))),)
    )
    gets = operation(
        path="/lamps/{id}",
        kind="get",
        responses=(Response(status=200, content=content_of(use_of("api.lamp"))),),
        samples=(),
    )
    spec = Spec(name="shop", namespace="api", types=(lamp,), operations=(lists, gets))
    answer = ask(Service(spec), "/lamps/7")
    assert json.loads(answer.content) == LAMPS[0]


def test_content_that_is_no_json_has_its_media_type():
    content = content_of(STRING, "text/csv")
    spec = Spec(
        name="shop",
        namespace="api",
        operations=(operation(responses=(Response(status=200, content=content),), samples=()),),
    )
    answer = ask(Service(spec), "/lamps")
    assert (answer.content, dict(answer.headers)["Content-Type"]) == (b"", "text/csv")
