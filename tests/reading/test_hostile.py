"""Pages of an enemy: whatever stands on a page, it arrives as text and never as code."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

import black
import pytest
from hypothesis import Phase, given, settings, strategies as st
from support import HOSTILE, PATIENCE

from docgen.cli.main import main
from docgen.driver.stages import build_package, build_plan
from docgen.project.templates import read_templates as templates
from docgen.spec.model import (
    Enum,
    Member,
    Operation,
    Parameter,
    Permission,
    Property,
    RequestBody,
    Response,
    Spec,
    Type,
    content_of,
    servers_of,
)
from docgen.spec.types import array_of, use_of
from docgen.syntax.url_path import fits, is_path, path_pattern, path_template
from docgen.verify.loader import imported

CODE = [
    '");import os;os.environ["PWNED"]="1"#',
    '"""\nimport os;os.environ["PWNED"]="1"\n"""',
    '""";import os;os.environ["PWNED"]="1";"""',
    "''';import os;os.environ['PWNED']='1';'''",
    '{__import__("os").environ.setdefault("PWNED","1")}',
    "x')}{__import__('os').putenv('PWNED','1')}{quote('",
    "{{ cycler.__init__.__globals__.os.environ.update(PWNED='1') }}",
    "{% include 'target.toml' %}{# x #}{% raw %}",
    "x\nimport os\nos.environ['PWNED']='1'\n",
    "import os;os.environ['PWNED']='1'",
]
MARKS = ['"', "'", '""', '"""', '""""', "\\", 'x"', "x\\", '\\"', '\\"""', "a\\N{BULLET}", "%s{}$x"]
SIGNS = [
    "\u202eevil",
    "\u2066x",
    "a\u2028b",
    "x\u200b",
    "\ufeffx",
    "😀",
    "日本",
    "é",
    "\U000e0001x",
]
WORDS = (
    "None class import match __class__ __init__ __dict__ _data list str int property print models field self"
    " Model OpenModel Any TYPE_CHECKING datetime find id ID Id aB a_b AB ab a-b a.b mro name value keys"
    " operation collection scopes quote literal Request RequestBuilder Mode client Api con 1 12a"
).split()
PATHS = ["..", "../../x", "/etc/x", "C:\\x", "./x", "~", "a/../b", "%2e%2e", ".", "-rf"]
FOLDS = ["½", "²", "１", "ſ", "s", "ﬁ", "fi", "ａ", "a", "ß", "SS", "ŉ", "K", "k"]
LONG = ["x" * 300, "aB" * 2500, "a b " * 1000]
TEXTS = {
    "code": CODE,
    "marks": MARKS,
    "signs": SIGNS,
    "words": WORDS,
    "paths": PATHS,
    "folds": FOLDS,
    "long": LONG,
}


def resource(name: str, *, about: str = "A thing.", rows: str = "", more: str = "") -> str:
    return (
        f"# {name} resource type\nNamespace: microsoft.graph\n\n{about}\n\n## Properties\n"
        f"|Property|Type|Description|\n|:---|:---|:---|\n|id|String|The key.|\n{rows}\n{more}\n"
    )


def annotated(type_name: str, keys: Mapping[str, str]) -> str:
    given = json.dumps({"blockType": "resource", "@odata.type": type_name})
    shown = json.dumps(keys)
    comment = given.replace(">", "\\u003e")
    return f"## JSON representation\n\n<!-- {comment} -->\n```json\n{shown}\n```\n"


def enum(name: str, rows: str) -> str:
    head = f"# {name} enum type\nNamespace: microsoft.graph\n\nAn enum.\n\n## Members\n"
    return f"{head}|Member|Description|\n|:---|:---|\n|first|The first.|\n{rows}\n"


def operation(requests: str, *, about: str = "Get it.", more: str = "") -> str:
    return (
        f"# Get it\nNamespace: microsoft.graph\n\n{about}\n\n## HTTP request\n```http\n{requests}\n```\n\n"
        f"{more}\n\n## Response\nReturns `200 OK` and a [widget](../resources/widget.md) object.\n"
    )


def cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def table(title: str, *rows: str) -> str:
    return f"## {title}\n|Name|Type|Description|\n|:---|:---|:---|\n" + "\n".join(rows) + "\n"


def numbered(folder: str, texts: list[str]) -> Iterator[tuple[str, str]]:
    return ((f"{folder}/p{number}.md", text) for number, text in enumerate(texts))


def pages_with(slot: str, texts: list[str]) -> dict[str, str]:
    """A folder of pages that has these texts in one kind of place."""
    lines = [cell(text) for text in texts]
    pages = {"resources/widget.md": resource("widget"), "api/widget.md": operation("GET /widgets")}
    match slot:
        case "title":
            pages |= numbered("resources", [resource(x) for x in lines])
        case "enum title":
            pages |= numbered("resources", [enum(x, "") for x in lines])
        case "type":
            shapes = [annotated("microsoft.graph." + x, {"id": "String"}) for x in texts]
            pages |= numbered("resources", [resource("x", more=x) for x in shapes])
        case "namespace":
            shapes = [annotated(x + ".thing", {"id": "String"}) for x in texts]
            pages |= numbered("resources", [resource("x", more=x) for x in shapes])
        case "property":
            rows = "\n".join(f"|{x}|[widget](widget.md) collection|x|" for x in lines)
            pages["resources/p.md"] = resource("x", rows=rows)
        case "key":
            keys = dict.fromkeys(texts, "String")
            pages["resources/p.md"] = resource("x", more=annotated("a.b.x", keys))
        case "member":
            pages["resources/p.md"] = enum("x", "\n".join(f"|{x}|x|" for x in lines))
        case "values":
            rows = "\n".join(
                f"|p{n}|String|The possible values are: `a`, `{x}`, and `b`.|\n"
                f"|e{n}|kind{n}|The possible values are: `a`, `{x}`, and `b`.|"
                for n, x in enumerate(lines)
            )
            pages["resources/p.md"] = resource("x", rows=rows)
        case "about":
            rows = "\n".join(f"|p{number}|String|{x}|" for number, x in enumerate(lines))
            pages |= numbered(
                "resources", [resource(f"x{n}", about=x) for n, x in enumerate(lines)]
            )
            pages |= numbered(
                "api", [operation(f"GET /x{n}", about=x) for n, x in enumerate(lines)]
            )
            pages["resources/rows.md"] = resource("rows", rows=rows)
            pages["resources/enum.md"] = enum("kind", rows.replace("|String", ""))
        case "path":
            urls = "\n".join(f"GET /{x}\nGET /{x}/{{id}}\nGET /y/{x}/{x}/z" for x in lines)
            pages["api/p.md"] = operation(urls)
        case "quoted":
            pages["api/p.md"] = operation("\n".join(f"GET /y/f(a='{x}')" for x in lines))
        case "parameter":
            pages |= numbered(
                "api", [operation(f"GET /y{n}/{{{x}}}/a(b={{{x}}})") for n, x in enumerate(lines)]
            )
        case "header":
            rows = "\n".join(f"|{x}|x|" for x in lines)
            more = f"## Request headers\n|Name|Description|\n|:---|:---|\n{rows}\n"
            pages["api/p.md"] = operation("GET /y", more=more)
        case "query":
            more = table("Query parameters", *(f"|{x}|String|x|" for x in lines))
            pages["api/p.md"] = operation("GET /y", more=more)
        case "body":
            more = table("Request body", *(f"|{x}|widget|x|" for x in lines))
            pages["api/p.md"] = operation("POST /y/{id}/act", more=more)
        case "scope":
            rows = "\n".join(f"|App|A.{x}, {x}|" for x in lines)
            more = f"## Permissions\n|Permission type|Permissions|\n|:---|:---|\n{rows}\n"
            pages["api/p.md"] = operation("GET /y", more=more)
        case "file":
            for number, text in enumerate(texts):
                name = text.replace("/", "_").replace("\0", "_")[:60]
                pages[f"resources/{name}.md"] = resource(f"x{number}")
                pages[f"api/{name}.md"] = operation(f"GET /x{number}/a")
        case _:
            raise KeyError(slot)
    return pages


SLOTS = (
    "title, enum title, type, namespace, property, key, member, values, about, path, quoted, parameter,"
    " header, query, body, scope, file"
).split(", ")

# What generated modules may call and import; anything else came from a page.
CALLS = {"field", "namespace", "scopes", "quote", "quote_path", "literal", "_request", "changes"}
CALLS |= {"AttributeError", "getattr", "import_module", "operation", "collection"}
IMPORTS = {"__future__", "collections.abc", "datetime", "decimal", "importlib", "typing"}
BUILDER = re.compile(r"\w+RequestBuilder(?:Item)?(?:_\d*)?")


def generated(folder: Path, pages: Mapping[str, str]) -> dict[str, str]:
    for path, text in pages.items():
        file = folder / "pages" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
    given = ["--package", "sdk", "--output", str(folder / "out"), "--dialect", "graph"]
    assert main(["generate", str(folder / "pages"), *given]) in (0, 1)
    assert sorted(path.name for path in folder.iterdir()) == ["out", "pages"]
    assert [path.name for path in (folder / "out").iterdir()] == ["sdk"]
    root = folder / "out" / "sdk"
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}


def own(files: Mapping[str, str]) -> dict[str, str]:
    """The modules that are made from pages."""
    return {
        path: text
        for path, text in files.items()
        if path.endswith((".py", ".pyi")) and not path.startswith("_runtime/")
    }


def assert_harmless(files: Mapping[str, str]) -> None:
    folded = [path.casefold() for path in files]
    assert len(set(folded)) == len(folded), "two files that some disks take for one"
    for path in files:
        parts = PurePosixPath(path).parts
        assert ".." not in parts and not path.startswith("/")
        assert all(len(part.encode()) <= 143 for part in parts), "too long for some disks"
    for path, text in own(files).items():
        assert all(c.isprintable() or c == "\n" for c in text), "what a reviewer cannot see"
        tree = ast.parse(text, path)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
                assert name in CALLS or BUILDER.fullmatch(str(name)), ast.dump(node)
            elif isinstance(node, ast.Import):
                pytest.fail(ast.dump(node))
            elif isinstance(node, ast.ImportFrom):
                assert node.level or node.module in IMPORTS, ast.dump(node)
    with imported("sdk", files) as package:
        for path in own(files):
            if path.endswith(".py"):
                inside = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                if inside != "__init__":
                    import_module(f"{package.__name__}.{inside}")
        models = import_module(f"{package.__name__}.models")
        for name in models.__dir__():
            fields = getattr(getattr(models, name), "_fields", dict)
            for item in fields().values():
                item._prepare()
    assert "PWNED" not in os.environ


@pytest.mark.slow
@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize("slot", SLOTS)
def test_a_page_is_never_code(slot: str, texts: str, tmp_path: Path):
    assert_harmless(generated(tmp_path, pages_with(slot, TEXTS[texts])))


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_no_page_takes_generation_down(name: str, tmp_path: Path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "broken.md").write_bytes(HOSTILE[name])
    assert_harmless(generated(tmp_path, {"resources/widget.md": resource("widget")}))


@pytest.mark.slow
@pytest.mark.parametrize(
    "slot, texts",
    [
        ("property", WORDS),
        ("header", WORDS),
        ("parameter", WORDS),
        ("member", [*WORDS, *SIGNS]),
        (
            "about",
            [*SIGNS, *PATHS, *LONG, "y" * 89 + '"', "x " * 46 + '"', "e " * 43 + 'a "quote"'],
        ),
        ("about", ["\u200b"]),
        *((slot, MARKS) for slot in ("title", "type", "key", "quoted")),
    ],
)
def test_black_has_nothing_to_do(slot: str, texts: list[str], tmp_path: Path):
    for path, text in own(generated(tmp_path, pages_with(slot, texts))).items():
        mode = black.Mode(line_length=100, is_pyi=path.endswith("i"))
        assert black.format_str(text, mode=mode) == text, path


@pytest.mark.slow
def test_black_has_nothing_to_do_with_any_length(tmp_path: Path):
    texts = ["word " * 14 + "x" * length for length in range(10, 35)]
    pages = pages_with("about", texts)
    apart = {path.replace("/", "-"): text for path, text in pages.items()}  # without an address
    for path, text in own(generated(tmp_path, apart)).items():
        mode = black.Mode(line_length=100, is_pyi=path.endswith("i"))
        assert black.format_str(text, mode=mode) == text, path


def test_black_has_nothing_to_do_without_types(tmp_path: Path):
    for path, text in own(generated(tmp_path, {"api/p.md": operation("GET /x")})).items():
        mode = black.Mode(line_length=100, is_pyi=path.endswith("i"))
        assert black.format_str(text, mode=mode) == text, path


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [*CODE, *MARKS, *SIGNS, *WORDS, ""],
)
def test_a_wire_name_is_kept(text: str):
    thing = Type(
        name="a.b.thing",
        kind="object",
        properties=(Property(name=text, type=use_of("string")),),
    )
    spec = Spec(name="sdk", servers=servers_of("https://x"), namespace="a.b", types=(thing,))
    with imported("sdk", built(spec)) as package:
        thing = import_module(f"{package.__name__}.models").Thing
        own = [item.wire_name for item in thing._fields().values() if item.name != "odata_type"]
        assert own == [text]


@pytest.mark.slow
@pytest.mark.parametrize(
    "path, step, url",
    [
        ("/stocks/{name}", lambda c: c.stocks["a b"].get, "/stocks/a%20b"),
        ("/stocks/{self}", lambda c: c.stocks["a/b"].get, "/stocks/a%2Fb"),
        ("/stocks('{body}')", lambda c: c.stocks["it's"].get, "/stocks('it''s')"),
        ("/stocks/{quote}", lambda c: c.stocks["a"].get, "/stocks/a"),
        ("/stocks('{literal}')", lambda c: c.stocks["a"].get, "/stocks('a')"),
    ],
)
def test_a_parameter_of_any_name_is_sent(path: str, step: Any, url: str, tmp_path: Path):
    pages = {"resources/widget.md": resource("widget"), "api/p.md": operation(f"GET {path}")}
    with imported("sdk", generated(tmp_path, pages)) as package:
        assert step(package.Client(base_url="https://x")).request().url == f"https://x{url}"


@pytest.mark.slow
@pytest.mark.parametrize("step", "property operation collection scopes list quote Mode".split())
def test_a_step_of_any_name_is_a_step(step: str, tmp_path: Path):
    many = "## Response\nReturns `200 OK` and a collection of [widget](../resources/widget.md) objects.\n"
    more = f"## Permissions\n|Permission type|Permissions|\n|:---|:---|\n|App|A.B|\n\n{many}"
    pages = {
        "resources/widget.md": resource("widget"),
        "api/p.md": operation(f"GET /a/{step}/{{id}}\nGET /a/zeta/{{id}}\nGET /a", more=more),
        "api/q.md": operation("PUT /a"),
    }
    assert_harmless(generated(tmp_path, pages))


def test_half_a_character_is_written(tmp_path: Path):
    (tmp_path / "pages").mkdir()
    page = resource("thing", more=annotated("microsoft.graph.x\ud800", {"x": "String"}))
    (tmp_path / "pages" / "p.md").write_text(page)
    config = tmp_path / "docgen.toml"
    config.write_text(
        '[api.sdk]\npages = "pages"\noutput = "."\nspec = "spec.json"\ndialect = "graph"\n'
    )
    assert main(["generate", "--config", str(config)]) in (0, 1)
    json.loads((tmp_path / "spec.json").read_text("utf-8"))
    assert main(["check", "--config", str(config)]) == 0


# Any text at all, in every place of a spec: the code has the shape that plain words give it.


def spec_with(word: str, name: str, segment: str, parameter: str) -> Spec:
    """A spec with a word in every place that takes text, and a name in those that take names."""
    kept = [Property(name="first", type=use_of("string"), description="First.")]
    types = Type(
        name=f"a.b.{name}",
        kind="entity",
        page=f"resources/{word}.md",
        description=f"About {word}",
        properties=(
            *kept,
            Property(
                name=f"p{name}",
                type=array_of(use_of(f"a.b.{name}")),
                description=f"Tells {word}",
            ),
            Property(name=f"q{name}", type=use_of(f"a.b.e{name}"), description=f"{word} tells"),
        ),
    )
    members = (Member(name="first"), Member(name=f"m{name}", description=f"Is {word}"))
    enums = Enum(name=f"a.b.e{name}", description=f"An {word}", members=members)
    parameters = (
        Parameter(name=parameter, location="path"),
        Parameter(name=f"${name}", location="query", description=word),
        Parameter(name=f"H{name}", location="header", description=word),
    )
    called = Operation(
        method="GET",
        path=f"/things/s{segment}/{{{parameter}}}",
        kind="get",
        page=f"api/{word}.md",
        description=f"Gets {word}",
        parameters=parameters,
        permissions=(Permission(kind=word, scopes=("A.B", word)),),
        responses=(Response(status=200, content=content_of(use_of(f"a.b.{name}"))),),
    )
    acted = Operation(
        method="POST",
        path=f"/things/s{segment}/{{{parameter}}}/act",
        kind="action",
        description=f"{word} is done",
        request_body=RequestBody(
            properties=(Parameter(name=f"b{name}", location="body", description=word),)
        ),
        responses=(Response(status=204),),
    )
    return Spec(
        name="sdk",
        servers=servers_of(f"https://x/{word}"),
        namespace="a.b",
        page_urls={"api": "https://docs/{name}", "resources": "https://docs/{name}"},
        types=(types,),
        enums=(enums,),
        operations=(called, acted),
    )


def built(spec: Spec) -> dict[str, str]:
    return build_package(build_plan(spec, "sdk", templates()), templates())


def shape(files: Mapping[str, str]) -> list[str]:
    """What kinds of nodes the modules consist of, whatever their names and texts are."""
    kinds = (
        " ".join(type(node).__name__ for node in ast.walk(ast.parse(text, path)))
        for path, text in own(files).items()
    )
    return sorted(kinds)


PLAIN = "plain"
WORD = st.text(st.characters(codec="utf-8"), max_size=120) | st.sampled_from(
    [*CODE, *MARKS, *SIGNS, *LONG]
)
LETTERS = st.characters()
# A name may come from JSON, which can spell half a character; a path is read as UTF-8. Letters of a list, because Hypothesis
# draws texts from the modules that are loaded, which are others where tests run alone.
NAME = st.lists(st.sampled_from("aBc1_\"'\\{}#\n") | LETTERS, max_size=40).map("".join)


@pytest.mark.slow
@settings(
    max_examples=int(os.environ.get("EXAMPLES", 40)),
    derandomize="EXAMPLES" not in os.environ,
    phases=[Phase.generate],  # shrinking takes minutes
)
@given(word=WORD, name=NAME, segment=NAME)
def test_the_code_has_the_shape_of_plain_pages(word: str, name: str, segment: str):
    # A point or a bracket in a name says that it is part of another.
    name = re.sub(r"[.\[\]]", "", name)
    segment = segment.encode("utf-8", "ignore").decode()
    # DG103 refuses a page with the first; a point makes two steps of a segment.
    segment = segment.replace("\0", "").replace(".", "")
    template = path_template(f"/things/s{segment}/{{id}}")
    if not is_path(template.path) or template.path.count("/") != 3 or "(" in segment:
        template = path_template("/things/s/{id}")
    segment, parameter = template.path[9:].split("/")[0], template.parameters[-1]
    if "{" in segment or segment.endswith(":"):
        segment, parameter = "", "id"
    files = built(spec_with(word, name, segment, parameter))
    plain = built(spec_with(PLAIN, PLAIN, PLAIN, "plain-id"))
    assert shape(files) == shape(plain)
    assert all(text.encode("utf-8") for path, text in files.items() if path != "py.typed")


LISTED = "|p|String|Possible values are: `a` {} x `b`.|"


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            resource("widget", rows=LISTED.format("1 -  " * 40)),
            id="list of values",
        ),
        resource("widget", rows=f"|p|String|{'**a [b]( <c `' * 3000}|"),
        pytest.param(
            operation("GET /x" + "/{a}" * 3000),
            id="many placeholders",
        ),
        pytest.param(
            operation("GET /x" + "/a" * 1100),
            id="deep path",
        ),
    ],
)
def test_no_page_takes_long(page: str, tmp_path: Path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.md").write_text(page)
    command = [sys.executable, "-m", "docgen", "generate", "pages", "--package", "sdk"]
    command += ["--output", "out", "--dialect", "graph"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    # Half a second is enough; the limit only ends a failure.
    given = {"env": environment, "capture_output": True, "timeout": PATIENCE}
    done = subprocess.run(command, cwd=tmp_path, **given)
    assert done.returncode in (0, 1)


STEPS = st.sampled_from(
    [
        "users",
        "Users",
        "{id}",
        "{user-id}",
        "f(x='{x}')",
        "{a},{b}",
        "$count",
        "delta()",
        "1",
        "é",
        "",
    ]
)


@pytest.mark.slow
@settings(max_examples=500)
@given(
    st.lists(STEPS, min_size=1, max_size=4), st.lists(STEPS, min_size=1, max_size=4), st.booleans()
)
def test_what_fits_a_template_is_what_its_pattern_fits(
    written: list[str], given_steps: list[str], is_file: bool
):
    template = "/" + "/".join(written) + (":/{path}" if is_file else "")
    path = "/" + "/".join(given_steps) + (":/a/b" if is_file else "")
    assert fits(template, path) == (path_pattern(template).fullmatch(path) is not None)
