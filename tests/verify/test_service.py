"""`docgen verify --service` against a small service on loopback, which differs from its pages where a test says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from docgen.cli.main import main
from docgen.diagnostics.diagnostic import Edit
from docgen.diagnostics.fixes import edited
from docgen.diagnostics.position import Span
from docgen.spec.model import Operation
from docgen.verify.replay import Player
from tests.support import valid_report

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = """\
# Shop

## List lamps

`GET /lamps`

| Name | In | Type | Description |
|------|----|------|-------------|
| `limit` | query | integer | How many lamps a page has |
| `offset` | query | integer | The number of lamps before the page |

```json
{
  "lamps": [
    {
      "id": "l1",
      "name": "Desk",
      "watts": 9,
      "dimmable": true
    }
  ],
  "total": 1
}
```

## Get a lamp

`GET /lamps/{lamp_id}`

```json
{
  "id": "l1",
  "name": "Desk",
  "watts": 9,
  "dimmable": true
}
```

## Create a lamp

`POST /lamps`

| Name | In | Type | Description |
|------|----|------|-------------|
| `name` | body | string | Required. The name |

```json
{"name": "Desk"}
```

Returns `201`:

```json
{"id": "l1", "name": "Desk"}
```

## Delete a lamp

`DELETE /lamps/{lamp_id}`

Returns `204`.

## Search

`GET /search`

| Name | In | Type | Description |
|------|----|------|-------------|
| `q` | query | string | What to search for |
| `deep` | query | boolean | Required. Whether to look into rooms |

```json
{"found": ["l1"]}
```
"""

Answer = tuple[int, Any]
Route = Callable[[dict[str, str], Any], Answer]


class Shop:
    """The service, as documented. A test puts other routes in place of its own."""

    def __init__(self) -> None:
        self.lamps = {
            name: {"id": name, "name": f"Lamp {name}", "watts": 5, "dimmable": False}
            for name in ("a1", "a2", "a3")
        }
        self.requests: list[tuple[str, dict[str, str]]] = []  # "GET /lamps?limit=1", fields
        self.media_type = "application/json"
        self.routes: dict[str, Route] = {
            "GET /lamps": self.list,
            "GET /lamps/": self.get,
            "POST /lamps": self.create,
            "DELETE /lamps/": self.delete,
            "GET /search": self.search,
        }

    def list(self, query: dict[str, str], _: Any) -> Answer:
        start = int(query.get("offset", 0))
        lamps = list(self.lamps.values())[start : start + int(query.get("limit", 100))]
        return 200, {"lamps": lamps, "total": len(self.lamps)}

    def get(self, query: dict[str, str], _: Any) -> Answer:
        lamp = self.lamps.get(query["key"])
        return (200, lamp) if lamp else (404, {"error": "no such lamp"})

    def create(self, _: dict[str, str], content: Any) -> Answer:
        self.lamps["a9"] = {"id": "a9", "name": content["name"], "watts": 1, "dimmable": True}
        return 201, {"id": "a9", "name": content["name"]}

    def delete(self, query: dict[str, str], _: Any) -> Answer:
        return (204, None) if self.lamps.pop(query["key"], None) else (404, None)

    def search(self, query: dict[str, str], _: Any) -> Answer:
        return (200, {"found": ["a1"]}) if "deep" in query else (400, {"error": "no deep"})


@contextmanager
def served(shop: Shop) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            shop.requests.append((f"{self.command} {self.path}", dict(self.headers)))
            length = int(self.headers.get("Content-Length") or 0)
            content = json.loads(self.rfile.read(length)) if length else None
            url = urlsplit(self.path)
            query = dict(parse_qsl(url.query))
            path = url.path
            if path.startswith("/lamps/"):
                path, query["key"] = "/lamps/", path.removeprefix("/lamps/")
            route = shop.routes.get(f"{self.command} {path}", lambda *_: (404, None))
            status, value = route(query, content)
            headers = value if status in (302, 307) else {"Content-Type": shop.media_type}
            text = b"" if value is None or status in (302, 307) else json.dumps(value).encode()
            self.send_response(status)
            for name, field in headers.items():
                self.send_header(name, field)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_DELETE = do_PUT = answer

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "shop.md").write_text(PAGE)
    return folder


VALUES = 'q = "desk"\ndeep = true\n'


def run(shop: Shop, pages: Path, *options: str, values: str = VALUES) -> tuple[int, str]:
    """The exit code and the report of a run."""
    (pages.parent / "values.toml").write_text(values)
    output = pages.parent / "report"
    with served(shop) as url:
        arguments = ["verify", str(pages), "--service", url, "--rate", "1000", "-o", str(output)]
        code = main([*arguments, "--values", str(pages.parent / "values.toml"), *options])
    if "json" in options:
        valid_report(output.read_text("utf-8"))
    return code, output.read_text()


def findings(report: str) -> list[tuple[str, int]]:
    """The code and the line of each finding."""
    rows = json.loads(report)["apis"][0]["findings"]
    return [(row["code"], row["line"]) for row in rows]


def sent(shop: Shop) -> list[str]:
    return [request for request, _ in shop.requests]


def line_of(text: str, after: str = "# Shop") -> int:
    return PAGE[: PAGE.index(text, PAGE.index(after))].count("\n") + 1


def test_a_service_that_is_as_documented(pages: Path):
    shop = Shop()
    code, report = run(shop, pages, "--format", "json")
    assert findings(report) == [] and code == 0
    # What an item is requested with is from the list; the list is also requested by pages.
    assert sent(shop) == [
        "GET /lamps",
        "GET /lamps?limit=1",
        "GET /lamps?limit=1&offset=1",
        "GET /search?deep=true",
        "GET /lamps/a1",
    ]


def changed(**keys: Any) -> Route:
    """A route of a lamp that has other keys; None takes one away."""

    def route(query: dict[str, str], content: Any) -> Answer:
        lamp = {"id": "a1", "name": "Lamp", "watts": 5, "dimmable": False} | keys
        return 200, {key: value for key, value in lamp.items() if value is not ...}

    return route


GET = "## Get a lamp"


@pytest.mark.parametrize(
    "route, answer, code, line, edit",
    [
        ("GET /lamps/", lambda *_: (405, None), "DG604", line_of("`GET", GET), None),
        ("GET /search", lambda *_: (404, None), "DG604", line_of("`GET", "## Search"), None),
        (
            "GET /lamps/",
            changed(maker="Fern"),
            "DG606",
            line_of('"dimmable"', GET),
            ("", '  "maker": "Fern",\n'),
        ),
        (
            # Beside the first documented key of its object, as nothing is before it.
            "GET /lamps",
            lambda *_: (200, {"lamps": [{"maker": "Fern"} | Shop().lamps["a1"]], "total": 1}),
            "DG606",
            line_of('"id"'),
            ("", '      "maker": "Fern",\n'),
        ),
        (
            "GET /lamps/",
            changed(watts=...),
            "DG607",
            line_of('"watts"', GET),
            ('  "watts": 9,', ""),
        ),
        (
            "GET /lamps/",
            changed(watts="5"),
            "DG608",
            line_of('"watts"', GET),
            ("9", '"5"'),
        ),
        (
            "GET /lamps/",
            changed(name=None),
            "DG609",
            line_of('"name"', GET),
            ('"Desk"', "null"),
        ),
        (
            "GET /lamps/",
            changed(watts=..., wattage=5),
            "DG615",
            line_of('"watts"', GET),
            ("watts", "wattage"),
        ),
        (
            "GET /search",
            lambda q, _: (200, {"found": []}) if "q" in q else (400, {"error": "q is missing"}),
            "DG613",
            line_of("| `q`"),
            ("", "(required) "),
        ),
        (
            "GET /lamps",
            lambda *_: (200, {"lamps": list(Shop().lamps.values()), "total": 3}),
            "DG611",
            line_of("| `limit`"),
            None,
        ),
    ],
)
def test_a_difference_is_reported_at_its_line_with_an_edit(
    pages: Path, route: str, answer: Route, code: str, line: int, edit: Any
):
    shop = Shop()
    shop.routes[route] = answer
    exit_code, report = run(shop, pages, "--format", "json")
    (row,) = json.loads(report)["apis"][0]["findings"]
    assert (row["code"], row["line"]) == (code, line)
    made = row["edit"]
    assert (made and (made["old"], made["new"])) == edit
    if made:
        assert made["line"] == line and not made["is_safe"]
        at = made["column"] - 1
        assert PAGE.split("\n")[line - 1][at : at + made["length"]] == made["old"]
    assert exit_code == 1


def test_content_that_no_page_documents_could_not_be_sent(pages: Path):
    (pages / "shop.md").write_text(PAGE + "\n## Import lamps\n\n`POST /import`\n\nImports.\n")
    shop = Shop()
    shop.routes["POST /import"] = lambda *_: (400, {"error": "snappy: corrupt input"})
    _, report = run(shop, pages, "--allow", "POST /import", "--format", "json")
    api = json.loads(report)["apis"][0]
    reason = "no request body is documented, and without one the service responds with 400"
    assert {"operation": "POST /import", "reason": reason} in api["uncalled"]
    assert api["findings"] == []


def test_coverage_of_samples_is_beside_that_of_the_service(pages: Path):
    shop = Shop()
    shop.routes["GET /lamps/"] = changed(watts=...)
    _, report = run(shop, pages, "--format", "json")
    covered = json.loads(report)["apis"][0]["coverage"]["properties"]
    assert covered == {"documented": 11, "in samples": 11, "came": 10}


def test_a_documented_request_that_is_refused(pages: Path):
    shop = Shop()
    shop.routes["GET /search"] = lambda *_: (422, {"error": "too early"})
    code, report = run(shop, pages, "--format", "json", values="deep = true\n")
    assert findings(report) == [("DG612", line_of("`GET", "## Search"))] and code == 1
    (pages / "shop.md").write_text(PAGE + "\nIt is `422` before noon.\n")
    code, report = run(shop, pages, "--format", "json", values="deep = true\n")
    assert findings(report) == []


def test_an_edited_page_has_no_finding_for_the_same_answers(pages: Path, tmp_path: Path):
    """Record, edit the page as proposed, replay without the service."""
    shop = Shop()
    shop.routes["GET /lamps/"] = changed(watts="5", maker="Fern")
    record = tmp_path / "record"
    code, report = run(shop, pages, "--format", "json", "--record", str(record))
    assert code == 1
    rows = [row["edit"] for row in json.loads(report)["apis"][0]["findings"]]
    edits = [
        Edit(at=Span("", row["line"], row["column"], row["length"]), old=row["old"], new=row["new"])
        for row in rows
    ]
    text, made = edited(PAGE, edits)
    assert len(made) == len(edits)
    arguments = ["verify", str(pages), "--replay", str(record), "-o", str(tmp_path / "again")]
    assert main(arguments) == 1
    (pages / "shop.md").write_text(text)
    assert main(arguments) == 0


ROOMS = """\
# Rooms

## The room object

| Field | Type | Description |
|-------|------|-------------|
| `id` | string | The id |
| `state` | string | Whether it is lit: `on` or `off` |
| `floor` | integer | The floor |

### Get a room

`GET /rooms/{room_id}`

Returns the room object.

## Get a clock

`GET /clock`

| Name | In | Type | Description |
|------|----|------|-------------|
| `zone` | query | string | Required. Its time zone |

- `beats` - integer. How often it ticked

Returns `201`.

```json
{"now": "2026-01-01T10:00:00Z", "beats": 1}
```
"""


def as_line(row: dict[str, Any]) -> str:
    """The line that an edit makes."""
    at = Span("", row["line"], row["column"], row["length"])
    text, _ = edited(ROOMS, [Edit(at=at, old=row["old"], new=row["new"])])
    (line,) = {*text.split("\n")} - {*ROOMS.split("\n")} or {""}
    return line


def rooms(pages: Path, room: Answer, clock: Answer, media_type: str = "application/json"):
    """The findings of a service with one room and a clock."""
    (pages / "shop.md").write_text(ROOMS)
    shop = Shop()
    shop.media_type = media_type
    shop.routes = {"GET /rooms/r1": lambda *_: room, "GET /clock": lambda *_: clock}
    _, report = run(shop, pages, "--format", "json", values='room_id = "r1"\nzone = "UTC"\n')
    return {
        (row["code"], ROOMS.split("\n")[row["line"] - 1]): row["edit"] and as_line(row["edit"])
        for row in json.loads(report)["apis"][0]["findings"]
    }


ROOM = {"id": "r1", "state": "on", "floor": 1}
CLOCK = {"now": "2026-01-01T10:00:00Z", "beats": 1}


def test_tables_and_lists_of_types(pages: Path):
    assert rooms(pages, (200, ROOM), (201, CLOCK)) == {}
    assert rooms(pages, (200, ROOM | {"state": "dim", "floor": "1"}), (200, CLOCK)) == {
        ("DG603", "Returns `201`."): "Returns `200`.",
        ("DG608", "| `floor` | integer | The floor |"): "| `floor` | string | The floor |",
        (
            "DG610",
            "| `state` | string | Whether it is lit: `on` or `off` |",
        ): "| `state` | string | Whether it is lit: `on` or `off`, `dim` |",
    }
    found = rooms(pages, (200, ROOM), (201, CLOCK | {"beats": "1"}))
    assert found.keys() == {("DG608", '{"now": "2026-01-01T10:00:00Z", "beats": 1}')}
    found = rooms(pages, (200, ROOM), (201, CLOCK), "text/html")
    assert {code for code, _ in found} == {"DG605"}


def test_a_sample_beside_rows_that_agree_with_the_service(pages: Path):
    clock = ROOMS[ROOMS.index("## Get a clock") : ROOMS.index("- `beats`")]
    fields = "The response has:\n\n- `beats` - integer - How often it ticked.\n\n"
    (pages / "shop.md").write_text(f'{clock}{fields}```json\n{{\n  "beats": "one"\n}}\n```\n')
    shop = Shop()
    shop.routes = {"GET /clock": lambda *_: (200, {"beats": 1})}
    _, report = run(shop, pages, "--format", "json", values='zone = "UTC"\n')
    (found,) = json.loads(report)["apis"][0]["findings"]
    assert found["message"] == "beats is documented as a string, the service sends a number"
    assert found["edit"]["old"] == '"one"' and found["edit"]["new"] == "1"


def test_what_the_generated_code_does_not_read(pages: Path, monkeypatch: pytest.MonkeyPatch):
    def lossy(_: Player, operation: Operation, *__: object) -> str:
        return "beats: lost" if operation.path == "/clock" else ""

    monkeypatch.setattr(Player, "response_difference", lossy)
    found = rooms(pages, (200, ROOM), (201, CLOCK))
    assert found == {("DG616", "`GET /clock`"): None}


def test_a_parameter_that_is_required_without_need(pages: Path):
    (pages / "shop.md").write_text(ROOMS)
    shop = Shop()
    shop.routes = {"GET /clock": lambda *_: (201, CLOCK)}
    code, report = run(shop, pages, "--format", "json", values="")
    assert findings(report) == [("DG614", ROOMS[: ROOMS.index("| `zone`")].count("\n") + 1)]
    assert code == 0  # only a note


def test_cookies_are_sent(pages: Path):
    rows = "".join(
        f"| `{name}` | cookie | string | Required. A cookie |\n" for name in ("room", "lamp")
    )
    text = PAGE.replace("| `q` | query", f"{rows}| `q` | query")
    (pages / "shop.md").write_text(text)
    shop = Shop()
    code, report = run(
        shop, pages, "--format", "json", values='deep = true\nroom = "hall"\nlamp = "l1"\n'
    )
    fields = next(fields for request, fields in shop.requests if request.startswith("GET /search"))
    assert fields["Cookie"] == "room=hall; lamp=l1"
    assert findings(report) == [] and code == 0


def test_nothing_but_safe_requests_without_allow(pages: Path):
    shop = Shop()
    _, report = run(shop, pages)
    assert {request.partition(" ")[0] for request in sent(shop)} == {"GET"}
    assert "2 operations are not allowed; give --allow 'POST /lamps' and others" in report


def test_what_a_run_makes_is_used_and_deleted(pages: Path):
    shop = Shop()
    before = set(shop.lamps)
    code, _ = run(shop, pages, "--allow", "POST /lamps")
    assert sent(shop)[-2:] == ["POST /lamps", "DELETE /lamps/a9"]
    assert set(shop.lamps) == before and code == 0


def test_only_what_a_run_made_is_deleted(pages: Path):
    shop = Shop()
    run(shop, pages, "--allow", "DELETE /lamps/*")
    assert not [request for request in sent(shop) if request.startswith("DELETE")]
    run(shop, pages, "--allow", "DELETE /lamps/*", values='lamp_id = "a2"\n')
    assert [r for r in sent(shop) if r.startswith("DELETE")] == ["DELETE /lamps/a2"]


def test_a_limit_stops_a_run_which_cleans_up(pages: Path):
    shop = Shop()
    _, report = run(shop, pages, "--allow", "POST /lamps", "--max-requests", "6")
    assert sent(shop)[-1] == "DELETE /lamps/a9" and len(shop.requests) == 7
    shop = Shop()
    _, report = run(shop, pages, "--max-requests", "2")
    assert len(shop.requests) == 2 and "stopped: the limit of 2 requests was reached" in report


@pytest.mark.parametrize(
    "pattern", ["POST *", "POST /**", "**", "/lamps", "* /lamps", "POST /*/**"]
)
def test_allow_needs_a_method_and_a_word(pages: Path, pattern: str):
    with served(Shop()) as url:
        assert main(["verify", str(pages), "--service", url, "--allow", pattern]) == 2


def test_a_redirect_to_another_address_is_not_followed(pages: Path):
    other = Shop()
    with served(other) as address:
        shop = Shop()
        shop.routes["GET /search"] = lambda *_: (302, {"Location": f"{address}/search"})
        run(shop, pages)
    assert other.requests == []


def test_a_dry_run_sends_nothing(pages: Path, capsys: pytest.CaptureFixture[str]):
    shop = Shop()
    with served(shop) as url:
        arguments = ["verify", str(pages), "--service", url, "--dry-run", "--allow", "POST /lamps"]
        assert main(arguments) == 0
    assert shop.requests == []
    assert capsys.readouterr().out.split("\n")[:4] == [
        "GET /lamps",
        "GET /search",
        "GET /lamps/{lamp_id}",
        "POST /lamps",
    ]


SECRET = "sk-5f0c9a7d1b"


def test_credentials_are_sent_and_in_no_output(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    shop = Shop()
    shop.routes["GET /lamps/"] = changed(
        watts=SECRET, maker=f"by {SECRET}", access_token="t-1234567", next_token="n-1234567"
    )
    record = tmp_path / "record"
    options = ["--credential-env", "SHOP_TOKEN", "--record", str(record)]
    for kind in ("text", "json", "sarif", "github"):
        _, report = run(shop, pages, *options, "--format", kind)
        assert SECRET not in report and "t-1234567" not in report, kind
    assert shop.requests[0][1]["Authorization"] == f"Bearer {SECRET}"
    recorded = "".join(path.read_text() for path in record.glob("*.json"))
    assert SECRET not in recorded and "t-1234567" not in recorded and "n-1234567" in recorded


@pytest.mark.parametrize("credential", ["", SECRET])
def test_the_action_asks_a_service(pages: Path, credential: str):
    """The step of action.yml, as GitHub runs it."""
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    (step,) = [step for step in steps if step.get("name") == "service"]
    (pages.parent / "docgen.toml").write_text('[api.shop]\npages = "pages"\nspec = "shop.json"\n')
    (pages.parent / "values.toml").write_text(VALUES)
    shop = Shop()
    shop.routes["GET /lamps/"] = changed(watts="5")
    with served(shop) as url:
        env = {
            **os.environ,
            "DOCGEN": str(Path(sys.executable).parent / "docgen"),
            "CONFIG": "docgen.toml",
            "SERVICE": url,
            "OPTIONS": "--api shop --values values.toml",
            "DOCGEN_CREDENTIAL": credential,
        }
        script = ["bash", "-ec", step["run"]]
        done = subprocess.run(script, cwd=pages.parent, env=env, capture_output=True, text=True)
    line = line_of('"watts"', GET)
    assert f"::error file=pages/shop.md,line={line},col=3,title=DG608::" in done.stdout, done.stderr
    assert done.returncode == 1
    fields = shop.requests[0][1]
    assert fields.get("Authorization") == (f"Bearer {credential}" if credential else None)


@pytest.mark.parametrize(
    "options",
    [
        ["--service", "ftp://x"],
        ["--service", "http://x", "--replay", "y"],
        ["--replay", "nowhere"],
        ["--service", "http://x", "--credential-env", "NO_SUCH_NAME"],
        ["--service", "http://x", "--values", "nowhere.toml"],
        ["--format", "sarif"],
    ],
)
def test_wrong_usage(pages: Path, options: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(["verify", str(pages), *options]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("docgen: ")


def test_labels_and_objects_of_one_kind(tmp_path: Path):
    """Keys that users choose are no difference, nor are those that the answer documents of a like object."""
    event = {"id": "e1", "sender": "a", "type": "lit", "at": 1}
    shown = {
        "labels": {"__address__": "a", "job": "b"},
        "before": event,
        "state": event | {"key": "k"},
    }
    came = {
        "labels": {"__address__": "a", "__scheme__": "b"},
        "before": shown["state"],
        "state": event,
    }
    page = f"# Shop\n\n## Get events\n\n`GET /events`\n\n```json\n{json.dumps(shown)}\n```\n"
    assert not [m for m in compared(tmp_path, page, "GET /events", came) if "not documented" in m]


def compared(tmp_path: Path, page: str, operation: str, content: Any) -> list[str]:
    """The messages of a replay of one answer."""
    target = operation.partition(" ")[2]
    exchange = {"operation": operation, "target": target, "status": 200, "content": content}
    exchange |= {"media_type": "application/json", "has_json": True}
    for name, text in (("pages/shop.md", page), ("recording/1.json", json.dumps(exchange))):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    output = tmp_path / "report.json"
    arguments = ["verify", str(tmp_path / "pages"), "--replay", str(tmp_path / "recording")]
    main([*arguments, "--format", "json", "-o", str(output)])
    return [row["message"] for row in json.loads(output.read_text())["apis"][0]["findings"]]


def test_objects_of_texts_with_other_keys_in_other_samples(tmp_path: Path):
    shown = {
        "/events": {"tags": {"floor": "1", "wing": "a"}, "id": 1},
        "/alarms": {"tags": {"wing": "b"}, "id": 1},
        "/lamps": {"tags": {"color": "red"}, "id": 1},
    }
    page = "# Shop\n" + "".join(
        f"\n## Get {path[1:]}\n\n`GET {path}`\n\n```json\n{json.dumps(item)}\n```\n"
        for path, item in shown.items()
    )
    came = {"tags": {"floor": "1", "wing": "a", "room": "7"}, "id": 1, "more": 1}
    (message,) = compared(tmp_path, page, "GET /events", came)
    assert "more" in message


def test_what_the_text_above_all_operations_lists_is_documented(tmp_path: Path):
    page = """# Features

The features are [Glow](glow.md) and [Dim](dim.md).

## List them

`GET /features`

```json
{"features": {"glow": true, "blink": false}}
```
"""
    came = {"features": {"glow": True, "blink": False, "dim": True, "fade": True}}
    (message,) = compared(tmp_path, page, "GET /features", came)
    assert "features.fade" in message
