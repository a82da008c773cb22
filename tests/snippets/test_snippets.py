"""Snippets: programs that send exactly the documented requests, in files and in pages."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import external_connectors as sdk
import httpx2
import pytest
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from docgen.cli.main import main
from docgen.diagnostics.position import Source
from docgen.driver.stages import build_package, build_plan, build_spec
from docgen.project.templates import read_templates
from docgen.python.calls import plan_calls
from docgen.python.expressions import Unfit
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.read import read_page
from docgen.records import replace
from docgen.snippets.programs import Writer, find_snippets
from docgen.snippets.recorder import Recorder
from docgen.snippets.tabs import with_python
from docgen.spec.spec_json import from_json, to_json
from docgen.verify.binding import Mismatch
from docgen.verify.loader import imported

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SHOP = Path(__file__).parent / "pages"
CONNECTORS = ROOT / "specs/external_connectors"


def snippets(output: Path, *more: str, pages: Path = SHOP) -> int:
    where = [str(pages), "--dialect", "graph", "--no-cache", "--package", "shop"]
    return main(["snippets", *where, "-o", str(output), *more])


def texts(folder: Path) -> dict[str, str]:
    found = (path for path in sorted(folder.rglob("*.*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def built(folder: Path, dialect_name: str = "graph"):
    dialect = load_dialect(dialect_name)
    sources = [Source(path=path, text=text) for path, text in texts(folder).items()]
    pages = [read_page(source, dialect) for source in sources]
    return build_spec(pages, [source.path for source in sources], dialect, name="shop")


def test_files(tmp_path: Path, capsys: Any, snapshot: SnapshotAssertion):
    assert snippets(tmp_path / "out") == 1
    told = capsys.readouterr().out.replace(str(tmp_path), "").replace(str(SHOP), "PAGES")
    made = texts(tmp_path / "out/snippets")
    assert "\n".join([told, *(f"--- {p}\n{t}" for p, t in made.items())]) == snapshot


def test_pages(tmp_path: Path, snapshot: SnapshotAssertion):
    before = texts(SHOP)
    snippets(tmp_path / "out", "--inject")
    made = texts(tmp_path / "out/pages")
    assert texts(SHOP) == before and made.keys() == before.keys()
    changed = [f"--- {path}\n{text}" for path, text in made.items() if text != before[path]]
    assert "\n".join(changed) == snapshot


def test_injecting_again_changes_nothing_and_the_pages_say_the_same(tmp_path: Path):
    for folder in (SHOP, CONNECTORS / "pages"):
        once, twice = tmp_path / folder.name, tmp_path / f"{folder.name}2"
        snippets(once, "--inject", pages=folder)
        snippets(twice, "--inject", pages=once / "pages")
        assert texts(once) == texts(twice)
        assert to_json(built(once / "pages").spec) == to_json(built(folder).spec)


def test_line_ends_and_byte_order_marks_stay(tmp_path: Path):
    pages = tmp_path / "pages"
    for path, text in texts(SHOP).items():
        (pages / path).parent.mkdir(parents=True, exist_ok=True)
        (pages / path).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    snippets(tmp_path / "out", "--inject", pages=pages)
    snippets(tmp_path / "plain", "--inject")
    for path, text in texts(tmp_path / "plain/pages").items():
        made = (tmp_path / "out/pages" / path).read_bytes()
        assert made == b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["docs", "-o", "docs/made"], "docs/made is in the folder of pages"),
        (["docs", "-o", "docs"], "docs is in the folder of pages"),
        (["docs", "-o", "."], ". contains the pages docs"),
        (["../other", "-o", "."], "--output is the current folder"),
        (["docs", "-o", "mine"], "mine was not written by docgen"),
        (["docs", "-o", "out", "--package", "no name"], "no name"),
        (["-o", "out", "--package", "x"], "--package needs PAGES_DIR"),
        (["-o", "out", "--api", "other"], "--api NAME"),
    ],
)
def test_wrong_usage(
    more: list[str], message: str, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for folder in ("docs", "../other"):
        Path(folder).mkdir()
        Path(folder, "lamp.md").write_text("# lamp resource type\n")
    Path("docs/lamp.md").write_text((SHOP / "resources/lamp.md").read_text())
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("keep")
    Path("docgen.toml").write_text('[api.shop]\npages = "docs"\noutput = "."\n')
    assert main(["snippets", *more, "--no-cache"]) == 2
    assert message in capsys.readouterr().err
    assert not Path("docs/made").exists() and Path("mine/notes.txt").read_text() == "keep"


COMMON = """# Lamps

All requests must send an `X-Account` header, an `X-Floor` header and an `X-Hall` header.

## Get a lamp

`GET /lamps/{id}`

```sh
curl https://shop.example/lamps/7 -H "X-Account: acc_1" -H "X-Floor: <your floor>" -H "X-Hall: a\\"b"
```

## List lamps

`GET /lamps`

```sh
curl https://shop.example/lamps -H "X-Account: acc_2"
```
"""


def test_what_every_request_sends_has_the_documented_value(tmp_path: Path):
    """That of the sample itself, else of another; a placeholder is none."""
    (tmp_path / "lamps.md").write_text(COMMON)
    read = built(tmp_path, "plain")
    templates = read_templates()
    planned = build_plan(read.spec, "lamp_shop", templates)
    files = build_package(planned, templates)
    found = find_snippets(read.spec, planned.package, planned.files, files, read.unmatched)
    assert [s.fault for s in found if s.fault] == []
    first, second = (snippet.text for snippet in found)
    assert 'account="acc_1", floor="...", hall=\'a"b\'' in " ".join(first.split())
    assert 'account="acc_2", floor="...", hall=\'a"b\'' in " ".join(second.split())
    assert 'account="acc_2", floor="..."' in files["README.md"]


def test_the_programs_of_the_bundled_api_run_over_its_client(monkeypatch: pytest.MonkeyPatch):
    """Each sends the request that its page documents, with the transport that users have."""
    own = sdk.Client
    read = built(CONNECTORS / "pages")
    planned = build_plan(read.spec, "external_connectors", read_templates())
    files = build_package(planned, read_templates())
    found = find_snippets(read.spec, planned.package, planned.files, files, read.unmatched)
    documented = {
        sample.request.at: sample
        for operation in read.spec.operations
        for sample in operation.samples
        if sample.request
    }
    assert [s.fault for s in found if s.fault] == [] and len(found) == len(documented) == 20
    for snippet in found:
        sent: list[httpx2.Request] = []
        request, answer = documented[snippet.at].request, documented[snippet.at].response
        assert request and answer

        def service(made: httpx2.Request) -> httpx2.Response:
            sent.append(made)
            if len(sent) > 1:  # the page behind the one that is shown
                return httpx2.Response(200, json={"value": []})
            body = json.dumps(answer.json) if answer.has_json else answer.text
            return httpx2.Response(answer.status, content=body.encode())

        def client(token: str) -> sdk.Client:
            return own(token, transport=httpx2.MockTransport(service))

        with monkeypatch.context() as patched:
            patched.setattr(sdk, "Client", client)
            exec(compile(snippet.text, "snippet", "exec"), {"print": lambda *_: None})
        assert (sent[0].method, str(sent[0].url)) == (
            request.method,
            read.spec.base_url + request.target,
        )
        assert json.loads(sent[0].content or b"null") == request.json


# Hostile samples

TYPES = ("String", "Int32", "Double", "Decimal", "Boolean", "DateTimeOffset", "Date", "TimeOfDay",
         "Duration", "Binary", "Untyped")  # fmt: skip
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
HOSTILE = st.sampled_from(
    ['"""', "'''", "\\", "\n", "{{ 7 }}", "```", "2020-02-30", "P1Y", "PT1H", "INF", "'); boom('",
     "2020-01-02T03:04:05.1234567Z", "24:00:00", "aGk=", "a,b", "#shop.lamp", "\ud800", "\r\n"]
)  # fmt: skip
NAMES = st.sampled_from([f"p{name}" for name in TYPES] + ["@odata.type", "pEnum", "pMany", "x y"])


def spec_with(content: Any, target: str, header: str):
    lamp = {
        "name": "shop.lamp",
        "kind": "entity",
        "properties": [
            *({"name": f"p{name}", "type": f"Edm.{name}"} for name in TYPES),
            {"name": "pEnum", "type": "shop.color"},
            {"name": "pMany", "type": "Collection(shop.lamp)"},
        ],
    }
    request = {"method": "POST", "target": target, "headers": [["X-A", header]], "json": content}
    operation = {
        "method": "POST",
        "path": "/rooms/{room}/lamps",
        "kind": "create",
        "request_body": {"type": "shop.lamp"},
        "responses": [{"status": 204}],
        "samples": [{"name": "s", "request": request, "response": {"status": 204}}],
    }
    color = {"name": "shop.color", "is_flags": True, "members": [{"name": "a"}, {"name": "b"}]}
    about = {"version": 1, "name": "x", "base_url": "https://x.test", "namespace": "shop"}
    return from_json(
        json.dumps({**about, "types": [lamp], "enums": [color], "operations": [operation]})
    )


PLANNED = build_plan(spec_with({}, "/rooms/1/lamps", ""), "shop", read_templates())
FILES = build_package(PLANNED, read_templates())


@pytest.mark.parametrize(("text", "code"), [("{ }", "models.Lamp()"), ("Hi", "")])
def test_text_where_an_object_is_documented(text: str, code: str):
    spec = spec_with({}, "/rooms/1/lamps", "")
    (operation,) = spec.operations
    assert operation.samples[0].request
    request = replace(operation.samples[0].request, json=None, has_json=False, text=text)
    call = plan_calls(PLANNED.files)[operation.id]
    if not code:
        with pytest.raises(Mismatch, match="the operation takes content"):
            Writer(spec, PLANNED.files).program(operation, request, call)
        return
    program = Writer(spec, PLANNED.files).program(operation, request, call)
    assert program.code.startswith(f'request = client.rooms["1"].lamps.create.request({code})')
    with imported("shop", FILES) as root:
        sample = replace(operation.samples[0], request=request)
        assert Recorder(root, "shop", spec).run(program.text("shop"), sample).fault == ""


@pytest.mark.parametrize("depth", [250, 900])
def test_content_that_is_nested_too_deeply_has_no_program(depth: int):
    content: Any = 1
    for _ in range(depth):
        content = [content]
    spec = spec_with({}, "/rooms/1/lamps", "")
    (operation,) = spec.operations
    assert operation.samples[0].request
    request = replace(operation.samples[0].request, json={"pUntyped": content})
    call = plan_calls(PLANNED.files)[operation.id]
    with pytest.raises(Unfit, match="nested too deeply"):
        Writer(spec, PLANNED.files).program(operation, request, call)


@settings(max_examples=300)
@given(
    st.dictionaries(NAMES | st.text(), JSON | HOSTILE, max_size=6),
    st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda t: t not in (".", "..")),
    HOSTILE | st.text(),
)
def test_no_value_becomes_code(content: dict[str, Any], key: str, header: str):
    content = {**content, "pMany": [content]}
    spec = spec_with(
        content, f"/rooms/{quote(key.replace(chr(39), ''), safe='') or 1}/lamps", header
    )
    (operation,) = spec.operations
    (sample,) = operation.samples
    assert sample.request
    call = plan_calls(PLANNED.files)[operation.id]
    try:
        program = Writer(spec, PLANNED.files).program(operation, sample.request, call)
    except Unfit:  # a number that Python has no literal for
        assert "inf" in json.dumps(content).lower()
        return
    text = program.text("shop")
    nodes = list(ast.walk(ast.parse(text)))
    known = {"Client", "client", "models", "request", "print", "timezone",
             "date", "datetime", "time", "timedelta", "Decimal", "b64decode"}  # fmt: skip
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    assert {name for name in names if not re.fullmatch(r"lamp_?\d*", name)} <= known
    assert not any(
        isinstance(node, (ast.Lambda, ast.JoinedStr, ast.comprehension)) for node in nodes
    )
    with imported("shop", FILES) as root:
        assert Recorder(root, "shop", spec).run(text, sample).fault == ""


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(["`", "``", "```", "~~~~", "a", "\n", " ", "---", "# [x](#tab/y)"])),
    st.sampled_from(["", "> ", "   "]),
)
def test_no_program_closes_its_fence(parts: list[str], margin: str):
    program = "".join(parts) + "x\n"
    page = f"Text.\n\n{margin}```http\n{margin}GET /a\n{margin}```\n"
    made = with_python(page, {4: program}, has_headings=True)
    assert with_python(made, {5: program}, has_headings=True) == made
    fences = [token for token in MarkdownIt().parse(made) if token.type == "fence"]
    assert [token.info for token in fences] == ["http", "python"]
    kept = [line.rstrip() for line in fences[1].content.rstrip("\n").split("\n")]
    assert kept == [line.rstrip() for line in program.rstrip("\n").split("\n")]


SHORT_CODES = """{{< tabs >}}
{{< tab title="cURL" >}}

```shell
curl /a
```

{{< /tab >}}
%s{{< /tabs >}}
"""
SHORT_CODE = """{{< tab title="Python" >}}

```python
%s
```

{{< /tab >}}
"""
COMPONENTS = """<Tabs groupId="ways">
<TabItem value="curl" label="cURL" default>

```shell
curl /a
```

</TabItem>
%s</Tabs>
"""
COMPONENT = """<TabItem value="python" label="Python">

```python
%s
```

</TabItem>
"""
DIRECTIVES = """::Tabs

:::TabTitle cURL

```shell
curl /a
```

%s::EndTabs
"""
DIRECTIVE = """:::TabTitle Python

```python
%s
```

"""
LANGUAGES = """---
language_tabs:
  - shell
%s---

```shell
curl /a
```
%s"""
PLAIN = """Text.

```shell
curl /a
```
%s
> The answer.
"""
FENCE = """
```python
%s
```
"""


@pytest.mark.parametrize(
    ("page", "tab"),
    [
        (SHORT_CODES, SHORT_CODE),
        (COMPONENTS, COMPONENT),
        (DIRECTIVES, DIRECTIVE),
        (LANGUAGES.replace("%s", "", 1), FENCE),
        (PLAIN, FENCE),
    ],
    ids=["short codes", "components", "directives", "languages", "plain"],
)
def test_a_program_is_beside_its_sample_as_the_site_writes_tabs(page: str, tab: str):
    before = page % ""
    line = 1 + before[: before.index("curl /a")].count("\n")
    made = with_python(before, {line: "call()\n"}, has_headings=False)
    expected = page % (tab % "call()")
    if page.startswith("---"):
        expected = expected.replace("  - shell\n", "  - shell\n  - python\n")
    assert made == expected
    # Doing it again replaces it.
    line = 1 + made[: made.index("curl /a")].count("\n")
    again = with_python(made, {line: "other()\n"}, has_headings=False)
    assert again == expected.replace("call()", "other()")


LAMPS = """# Lamps

## Watch lamps

`GET /lamps`

Response:

```
{"id": 1}
{"id": 2}
{"id": 3}
```

## Follow a lamp

`GET /lamps/{id}/events`

```http
HTTP/1.1 200 OK
Content-Type: text/event-stream

event: dimmed
data: {"to": 4}
```

## Add photos

`POST /lamps/{id}/photos`

| Form field | Type | Description |
|---|---|---|
| `cover` | file | The first photo. |
| `others[]` | array of files | More photos. |
| `title` | string | A title. |

```sh
curl -F cover=@hall.png -F "others[]=@a.png" -F "others[]=@b.png" -F title=Hall https://lamps.example/lamps/l1/photos
```
"""


def test_streams_are_iterated_over_and_files_have_their_names(tmp_path: Path, capsys: Any):
    page = tmp_path / "docs/lamps.md"
    page.parent.mkdir()
    page.write_text(LAMPS)
    words = [str(page.parent), "--dialect", "plain", "--no-cache", "--package", "shop"]
    assert main(["snippets", *words, "-o", str(tmp_path / "out")]) == 0, capsys.readouterr().out
    made = "".join(texts(tmp_path / "out/snippets").values())
    assert "for item in client.lamps.get():\n    print(item)\n" in made
    assert 'for event in client.lamps["{id}"].events.get():\n    print(event)\n' in made
    assert 'cover=Path("hall.png"),' in made
    assert 'others=[Path("a.png"), Path("b.png")],' in made
