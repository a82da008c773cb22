"""What docgen.toml states of how an API is called: it is used in place of what pages show, and reaches all that is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from docgen.cli.main import main
from docgen.project.configuration import read_configuration
from docgen.project.usage import UsageError

PAGE = """# Lamps

## List lamps

`GET /lamps`

| Name | In | Type | Description |
|---|---|---|---|
| color | query | string | Only those of this color. |

```sh
curl "https://shop.example/lamps" -H "X-Key: <key>"
```

```json
{"results": [{"id": 7, "color": "red"}], "more": "abc"}
```

## Get a lamp

`GET /lamps/{id}`

```sh
curl "https://shop.example/lamps/7" -H "X-Key: <key>"
```

```json
{"payload": {"id": 7, "color": "red"}, "took": 3}
```

## Get a room

`GET /rooms/{id}`

```json
{"payload": {"id": 7, "name": "Hall"}, "took": 3}
```

```json
HTTP/1.1 404 Not Found
Content-Type: application/json

{"fault": {"kind": "no_room", "text": "There is none.", "trace": "t1"}}
```
"""


class Project:
    """A folder with one page, and what docgen makes of it with some tables in docgen.toml."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        (folder / "docs").mkdir()
        (folder / "docs/lamps.md").write_text(PAGE)

    def write(self, text: str) -> None:
        head = (
            '[api.shop]\npages = "docs"\noutput = "src"\nspec = "spec.json"\nopenapi = "o.json"\n'
        )
        (self.folder / "docgen.toml").write_text(head + text)

    def made(self, text: str) -> dict[str, Any]:
        self.write(text)
        assert main(["generate"]) == 0
        return json.loads((self.folder / "spec.json").read_text())

    def findings(self, text: str) -> list[str]:
        self.write(text)
        main(["lint"])
        return [line for line in self.capsys.readouterr().out.split("\n") if "DG124" in line]

    def text(self, path: str) -> str:
        return (self.folder / path).read_text()


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path, capsys)


def operation(spec: dict[str, Any], id: str) -> dict[str, Any]:
    return next(o for o in spec["operations"] if f'{o["method"]} {o["path"]}' == id)


KEY = '[api.shop.security.key]\ntype = "apiKey"\nin = "cookie"\nname = "lamp_key"\n'


def test_credentials(project: Project):
    spec = project.made(KEY)
    assert spec["security_schemes"] == [
        {"name": "key", "type": "apiKey", "location": "cookie", "parameter": "lamp_key"}
    ]
    assert spec["security"] == [[{"scheme": "key"}]]
    assert '_security = (auth.Cookie("lamp_key"),)' in project.text("src/shop/client.py")
    schemes = json.loads(project.text("o.json"))["components"]["securitySchemes"]
    assert schemes["key"] == {"type": "apiKey", "in": "cookie", "name": "lamp_key"}


def test_credentials_of_oauth_and_of_a_scheme(project: Project):
    spec = project.made(
        '[api.shop.security.oauth]\ntype = "oauth2"\n'
        '[api.shop.security.oauth.flows.clientCredentials]\ntokenUrl = "https://a.example/token"\n'
        'scopes."lamps:read" = "Read lamps"\n'
        '[api.shop.security.bot]\ntype = "http"\nscheme = "Bot"\n'
    )
    oauth, bot = spec["security_schemes"]
    assert oauth["flows"] == [
        {"kind": "clientCredentials", "token_url": "https://a.example/token"}
        | {"scopes": [["lamps:read", "Read lamps"]]}
    ]
    assert bot == {"name": "bot", "type": "http", "scheme": "Bot"}
    assert spec["security"] == [[{"scheme": "oauth"}], [{"scheme": "bot"}]]


def test_one_operation_has_credentials_of_its_own_and_one_needs_none(project: Project):
    spec = project.made(
        '[api.shop.operations."GET /lamps"]\nsecurity = []\n'
        '[api.shop.operations."GET /lamps/{lamp}".security.admin]\ntype = "http"\nscheme = "basic"\n'
    )
    assert operation(spec, "GET /lamps")["security"] == []
    assert operation(spec, "GET /lamps/{id}")["security"] == [[{"scheme": "admin"}]]
    assert {s["name"] for s in spec["security_schemes"]} == {"admin", "X-Key"}
    assert spec["security"] == [[{"scheme": "X-Key"}]]


COMMON = (
    '[[api.shop.parameters]]\nin = "header"\nname = "X-House"\nrequired = true\n'
    'description = "Which house."\n'
    '[[api.shop.parameters]]\nin = "query"\nname = "color"\ndefault = "red"\n'
)


def test_what_every_request_sends(project: Project):
    spec = project.made(COMMON)
    house, color = spec["parameters"]
    assert house == {
        "name": "X-House",
        "location": "header",
        "is_required": True,
        "description": "Which house.",
    }
    assert color["default"] == "red"
    assert not operation(spec, "GET /lamps").get("parameters")
    client = project.text("src/shop/client.py")
    assert "        house: str,\n" in client and '        color: str = "red",\n' in client
    assert json.loads(project.text("o.json"))["components"]["parameters"].keys() == {
        "header.X-House",
        "query.color",
    }


def test_what_pages_say_of_all_requests_is_not_used_then(project: Project):
    page = project.folder / "docs/start.md"
    page.write_text(
        "# Start\n\nAll requests must send an `X-Account` header and the X-Floor header.\n"
    )
    assert [p["name"] for p in project.made("")["parameters"]] == ["X-Account"]
    assert [p["name"] for p in project.made(COMMON)["parameters"]] == ["X-House", "color"]
    assert not project.made("parameters = []\n").get("parameters")
    page.write_text("# Start\n\nAll requests must send the X-Account header.\n")
    project.write("")
    main(["lint"])
    assert "DG251" in project.capsys.readouterr().out
    project.write(COMMON)
    main(["lint"])
    assert "DG251" not in project.capsys.readouterr().out


def test_a_credential_is_no_parameter(project: Project):
    stated = '[[api.shop.parameters]]\nin = "header"\nname = "x-key"\n'
    assert not project.made(stated).get("parameters")
    (finding,) = project.findings(stated)
    assert "docgen.toml:6:1: warning DG124" in finding and "x-key is a credential" in finding


def test_init_prints_what_every_request_sends(project: Project):
    page = project.folder / "docs/start.md"
    page.write_text("# Start\n\nAll requests must send an `X-Account` header.\n")
    assert main(["init", "docs"]) == 0
    printed = project.capsys.readouterr().out
    assert '  [[api.shop.parameters]]  # stated, docs/start.md:3\n  in = "header"\n' in printed


PAGING = (
    '[api.shop.paging]\nstyle = "cursor"\nitems = "/results"\nnext = "/more"\nparameter = "at"\n'
)


def test_paging(project: Project):
    spec = project.made(PAGING)
    stated = {"style": "cursor", "items": "/results", "next": "/more", "parameter": "at"}
    assert spec["paging"] == stated
    lamps = operation(spec, "GET /lamps")
    assert [p["name"] for p in lamps["parameters"]] == ["color", "at"]
    code = project.text("src/shop/requests/lamps.py")
    assert 'CursorPaging("/results", next="/more", parameter="at")' in code
    assert "at: str | None = None" in code


def test_paging_of_one_operation(project: Project):
    spec = project.made('[api.shop.operations."GET /lamps".paging]\nstyle = "none"\n')
    assert "paging" not in spec
    assert operation(spec, "GET /lamps")["paging"] == {"style": "none", "items": "/results"}


def test_lists_of_odata_are_linked(project: Project):
    spec = project.made('[api.shop.paging]\nstyle = "odata"\n')
    assert spec["paging"] == {"style": "link", "items": "/value", "next": "/@odata.nextLink"}


def test_envelope(project: Project):
    spec = project.made('[api.shop.envelope]\ndata = "/payload"\n')
    assert spec["envelope"]["data"] == "/payload" and "evidence" not in spec["envelope"]
    assert [p["name"] for p in spec["envelope"]["properties"]] == ["took"]
    names = {item["name"] for item in spec["types"]}
    assert {"api.Lamp", "api.Room"} <= names and "api.RoomResponse" not in names
    room = operation(spec, "GET /rooms/{id}")
    assert room["responses"][0]["content"][0]["type"] == "api.Room"


def test_envelope_of_one_operation(project: Project):
    spec = project.made('[api.shop.operations."GET /rooms/{id}".envelope]\ndata = "/payload"\n')
    assert operation(spec, "GET /rooms/{id}")["envelope"] == {"data": "/payload"}


ERRORS = '[api.shop.errors]\ncode = "/fault/kind"\nmessage = "/fault/text"\nrequest_id = "/fault/trace"\n'


def test_errors(project: Project):
    spec = project.made(ERRORS)
    fields = {"code": "/fault/kind", "message": "/fault/text", "request_id": "/fault/trace"}
    assert spec["error_fields"] == fields
    assert json.loads(project.text("o.json"))["x-docgen"]["error_fields"] == fields


def test_servers(project: Project):
    spec = project.made(
        '[[api.shop.servers]]\nurl = "https://{region}.shop.example/"\n'
        'variables.region = { default = "eu", enum = ["eu", "us"] }\n'
        '[[api.shop.servers]]\nurl = "https://test.example"\ndescription = "For tests."\n'
    )
    assert spec["servers"] == [
        {
            "url": "https://{region}.shop.example",
            "variables": [{"name": "region", "default": "eu", "values": ["eu", "us"]}],
        },
        {"url": "https://test.example", "description": "For tests."},
    ]
    assert "region: " in project.text("src/shop/client.py")


def test_a_put_is_called_update_but_beside_a_patch(project: Project):
    page = project.folder / "docs/lamps.md"
    lines = ("PUT /lamps/{id}", "PUT /rooms/{id}", "PATCH /rooms/{id}")
    page.write_text(PAGE + "".join(f"\n## Of {line}\n\n`{line}`\n" for line in lines))
    spec = project.made('put = "update"\n')
    assert [operation(spec, line)["kind"] for line in lines] == ["update", "replace", "update"]
    assert "def update(" in project.text("src/shop/requests/lamps.py")


def test_what_changes_is_generated_again_and_compared(project: Project):
    project.made("")
    (project.folder / "spec.json").rename(project.folder / "old.json")
    project.made(KEY)
    assert main(["diff", "old.json", "spec.json"]) in (0, 1)
    assert "lamp_key" in project.capsys.readouterr().out


@pytest.mark.parametrize(
    "text, place, why",
    [
        (
            '[api.shop.operations."GET /lamp"]\nsecurity = []\n',
            "6:1",
            'operations.GET /lamp of docgen.toml does not apply: no page documents it; did you mean "GET /lamps"?',
        ),
        (
            '[api.shop.operations."GET /lamps"]\n  security = ["kee"]\n',
            "7:3",
            'operations.GET /lamps.security of docgen.toml does not apply: there is no credential "kee"',
        ),
        (PAGING.replace("/results", "/result"), "8:1", "paging.items of docgen.toml"),
        (PAGING.replace("/more", "/mor"), "9:1", "no response has /mor"),
        ('envelope = { data = "/date" }\n', "6:1", "no response has /date"),
        (ERRORS.replace("/trace", "/id"), "9:1", "no documented failure has this key"),
        (
            'dialect = "graph"\n[api.shop.paging]\nstyle = "link"\n',
            "7:1",
            "paging of docgen.toml does not apply: the dialect says that the API is OData",
        ),
    ],
)  # fmt: skip
def test_what_names_nothing_is_a_warning_with_its_place(
    text: str, place: str, why: str, project: Project
):
    (finding,) = project.findings(text)
    assert finding.startswith(f"docgen.toml:{place}: warning DG124: ") and why in finding


def test_what_applies_is_silent(project: Project):
    assert not project.findings(KEY + PAGING + ERRORS)


@pytest.mark.parametrize(
    "text, message",
    [
        ('[api.shop.security.a]\ntype = "apikey"\n', 'security.a.type must be one of apiKey, http, oauth2, openIdConnect, mutualTLS; did you mean "apiKey"?'),
        ('[api.shop.security.a]\ntype = "apiKey"\nin = "body"\n', "security.a.in must be one of header, query, cookie"),
        ('[api.shop.security.a]\ntype = "apiKey"\nin = "query"\n', 'security.a.name must be a string, e.g. name = "X-Api-Key"'),
        ('[api.shop.security.a]\ntype = "http"\nshceme = "a"\n', 'unknown key "shceme"; did you mean "scheme"?'),
        ('[api.shop.paging]\nstile = "page"\n', 'api.shop.paging: unknown key "stile"; did you mean "style"?'),
        ('[api.shop.paging]\nstyle = "page"\n', 'api.shop.paging.parameter must be a string, e.g. parameter = "page"'),
        ('[api.shop.paging]\nstyle = "link"\nitems = "results"\n', 'paging.items must be a JSON Pointer (RFC 6901), e.g. items = "/items"'),
        ('[api.shop.envelope]\ndata = "/a/b"\n', 'envelope.data must be "/" and one key'),
        ('[api.shop.errors]\ncod = "/code"\n', 'api.shop.errors: unknown key "cod"; did you mean "code"?'),
        ('[api.shop.operations.lamps]\nsecurity = []\n', 'operations."lamps" must be named as "GET /lamps"'),
        ('[api.shop.operations."GET /a"]\nerrors = {}\n', 'operations."GET /a": unknown key "errors"'),
        ('[[api.shop.servers]]\nurl = "https://{a}.example"\nvariables.b.default = "c"\n', 'servers[0].variables: unknown key "b"'),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error(text: str, message: str, project: Project):
    project.write(text)
    with pytest.raises(UsageError) as raised:
        read_configuration(Path("docgen.toml"))
    assert message in str(raised.value) and str(raised.value).startswith("docgen.toml: api.shop")
    assert main(["generate"]) == 2
