"""Time grows with a page, not with its square: every reader over shapes of hostile pages at n, 2n, 4n and 8n.

Measured is CPU time, the least of a few runs. A linear reader takes 8 times as long for 8n and 2 times as
long as for 4n, a quadratic one 64 times and 4 times; what takes little time at 8n is fine whatever it grows like.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hostile import LIMIT, SIZE as SIZE_OF_A_PAGE, costs
from hostile_pages import HOLE, PLACES, WIDE, fragments, units
from hostile_references import PAGES

from docgen.diagnostics.position import Source, Span
from docgen.diagnostics.suggestion import similar
from docgen.driver.stages import build_package, build_plan, build_spec
from docgen.project.sources import find_dialect
from docgen.project.templates import read_templates
from docgen.python.filters import prose
from docgen.reading.assemble import assemble
from docgen.reading.deprecation import says_deprecated, since, without_deprecation
from docgen.reading.dialects.detection import guess_dialect
from docgen.reading.entries.declarations import declarations
from docgen.reading.entries.entry import Entry
from docgen.reading.entries.sentences import in_sentences
from docgen.reading.entries.split_requests import request_lines as lines_in_two_places
from docgen.reading.general.servers import servers_of
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.facts import named_lines
from docgen.reading.lists.fields import Field
from docgen.reading.lists.names import bare_name, clean_name
from docgen.reading.lists.permissions import access_in_prose, labelled_access
from docgen.reading.lists.rows import row_of
from docgen.reading.lists.tables import table_fields
from docgen.reading.lists.told import told_fields
from docgen.reading.markdown.attribute_lists import title_of
from docgen.reading.markdown.front_matter import read_front_matter
from docgen.reading.markdown.html_tables import read_html_table
from docgen.reading.markdown.inline import as_markdown, code_spans, links, plain, slug
from docgen.reading.markdown.json_blocks import is_message
from docgen.reading.markdown.parser import Cell, Fence, Heading, Paragraph, Table, parse, split_row
from docgen.reading.markdown.table_rows import drawn
from docgen.reading.markdown.transparent import clear
from docgen.reading.messages.comments import commented_fields
from docgen.reading.messages.fence_labels import Label, content_in_code
from docgen.reading.page import TypeRef
from docgen.reading.page_reader import PageReader
from docgen.reading.read import read_page
from docgen.reading.references.statuses import listed_status, response_of_bullet
from docgen.reading.survey import survey
from docgen.reading.type_phrases import read_type
from docgen.reading.types.literals import members_in_code
from docgen.reading.values.descriptions import values_in
from docgen.reading.values.phrases import bare_values, listed_numbers, listed_values
from docgen.reading.values.typed import default_in_type, listed_alone, values_in_type
from docgen.records import replace
from docgen.syntax.curl import commands
from docgen.syntax.http_message import (
    read_head,
    read_message,
    request_lines,
    starts_request,
    starts_response,
)
from docgen.syntax.includes import include_lines
from docgen.syntax.lenient_json import Unreadable, read_json
from docgen.syntax.naming import constant_case, pascal_case, singular, snake_case
from docgen.syntax.path_spellings import targets
from docgen.syntax.plain_text import plain_text
from docgen.syntax.programs.literals import literal_json
from docgen.syntax.programs.requests import program_requests
from docgen.syntax.type_code import golang, python
from docgen.syntax.type_code.typescript import declarations as type_declarations
from docgen.syntax.url_path import fits, is_path, path_template, relative_target
from docgen.syntax.yaml_text import YamlFault, load_yaml

pytestmark = pytest.mark.growth

SIZE = 2000  # characters; the largest text has 8 times as many
FAST = 0.03  # seconds for the largest text that are never too long
MOST = 16  # times as long as for an eighth of the text
MOST_OF_HALF = 3  # times as long as for half of it: what is read in another way from a size on takes longer by a step
TRIES = 4
WORK = 0.022  # seconds that `pace` takes where the limit for a page was set

AT = Span("api/page.md", 1)
GRAPH, PLAIN = find_dialect("graph"), find_dialect("plain")
EMPTY = parse(Source(path=AT.path, text="# A\n"))
READER = PageReader(EMPTY, PLAIN, ())
Reader = Callable[[str], object]


def seconds(read: Reader, text: str, runs: int) -> float:
    """CPU time, the least of some runs. Each run has a text of its own, so that nothing is remembered."""
    least = float("inf")
    for number in range(runs):
        own = f"{text}{number}"
        start = time.process_time()
        read(own)
        least = min(least, time.process_time() - start)
    return least


def growth(read: Reader, make: Callable[[int], str], enough: float = FAST) -> str:
    """The times of a text and of its doubles where they grow faster than it; "" where they do not."""
    for attempt in range(1, TRIES):
        largest = seconds(read, make(8 * SIZE), attempt)
        if largest < enough:
            return ""
        least = seconds(read, make(SIZE), 1 + attempt)
        if largest <= MOST * max(least, enough / MOST):
            return ""
        if largest <= MOST_OF_HALF * seconds(read, make(4 * SIZE), 1 + attempt):
            return ""
    between = [seconds(read, make(n * SIZE), 1) for n in (2, 4)]
    return ", ".join(f"{1000 * t:.1f}" for t in (least, *between, largest)) + " ms"


def _json(text: str) -> None:
    with suppress(Unreadable):
        read_json(text)


def _yaml(text: str) -> None:
    with suppress(YamlFault):
        load_yaml(f"a: {text}")


def _path(text: str) -> None:
    is_path(path_template(relative_target(f"/a{text}")).path)


def _entry(text: str) -> Entry:
    blocks = (Paragraph(text=text, span=AT),)
    return Entry(title="", level=1, at=AT, blocks=blocks, requests=((),))


def _table(text: str) -> Table:
    row = (Cell(text=text, span=AT), Cell(text=f"GET /a{text}", span=AT), Cell(text=text, span=AT))
    return Table(header=row, rows=(row, row), span=AT)


def _columns(text: str) -> Table:
    header = tuple(Cell(text=word, span=AT) for word in ("GET", "PUT", "Path", "About"))
    row = tuple(Cell(text=word, span=AT) for word in (text, "X", f"/a{text}", text))
    return Table(header=header, rows=(row, row), span=AT)


def _fields(text: str) -> None:
    page = PageReader(EMPTY, PLAIN, ())
    list(table_fields(page, _table(text)))
    for written in (f"- {text}", f"- `a` {text}", f"- `a` ({text}", f"{text}\n: {text}"):
        list(paragraph_fields(page, Paragraph(text=written, span=AT)))
    for written in (f"`a` {text}", f"**a** {text}", text):
        list(paragraph_fields(page, Paragraph(text=written, span=AT), is_of_list=True))


def _split_requests(text: str) -> None:
    heading = Heading(level=2, text=f"A lamp [/a{text}", slug="", span=AT)
    blocks = (
        heading,
        replace(heading, level=3, text=f"GET: {text}"),
        *(Paragraph(text=written, span=AT) for written in (f"**URL**: /{text}", f"**{text}", text)),
        Fence(info="", text=f"/a{text}", span=AT),
        _table(text),
    )
    lines_in_two_places(replace(EMPTY, blocks=blocks), PLAIN)


READERS: dict[str, Reader] = {
    "markdown": lambda text: parse(Source(path=AT.path, text=text)),
    "row of a table": lambda text: split_row(text.replace("\n", " "), at=AT),
    "inline marks": plain,
    "links": lambda text: list(links(text, AT, {})),
    "code spans": lambda text: list(code_spans(text)),
    "anchor of a heading": slug,
    "plain text": plain_text,
    "front matter": read_front_matter,
    "type phrase": lambda text: (read_type(text, GRAPH), read_type(f"a{text}[", GRAPH)),
    "enum phrase": lambda text: listed_values(f"Possible values are: {text}", GRAPH),
    "values": lambda text: (listed_values(text, GRAPH), bare_values(text, GRAPH)),
    "message": read_message,
    "request lines": lambda text: list(request_lines(text)),
    "first line": lambda text: (starts_request(text), starts_response(text)),
    "JSON": _json,
    "path": _path,
    "path that fits": lambda text: fits("/a{b}-{c}-{d}/{e}:/{f}:/g", f"/a{text}"),
    "declarations": lambda text: [*declarations(Paragraph(text=text, span=AT))],
    "declarations of a heading": lambda text: [*declarations(Heading(level=2, text=text, slug="", span=AT))],
    "declarations of a fence": lambda text: [*declarations(Fence(info="", text=f"GET /a{text}", span=AT))],
    "declarations of a table": lambda text: [*declarations(_table(text))],
    "declarations of columns": lambda text: [*declarations(_columns(text))],
    "status in a bullet": lambda text: listed_status(READER, Paragraph(text=f"- 200{text}", span=AT)),
    "words and a status in a bullet": lambda text: listed_status(
        READER, Paragraph(text=f"- Code {text}", span=AT)
    ),
    "failure in a bullet": lambda text: response_of_bullet(
        READER, Paragraph(text=f"- 404 {text}", span=AT)
    ),
    "codes of failures in bullets": lambda text: [
        response_of_bullet(READER, Paragraph(text=f"- {start}{text}", span=AT), "Error codes")
        for start in ("404 a_b", "`a`", "`a")
    ],
    "values in a type": lambda text: [
        (values_in_type(phrase, PLAIN), listed_alone(phrase, is_enum=True))
        for phrase in (f"string ({text})", f"enum: {text}", f"`a` or {text}", f"string, one of {text}", f"a, {text}")
    ],
    "default in a type": lambda text: default_in_type(PLAIN, f"int = {text}"),
    "numbers as values": lambda text: listed_numbers(f"One of 1, 2, {text}", PLAIN),
    "values with what they mean": lambda text: [
        values_in(f"`a`: b `c`: {text}", TypeRef(name="string", is_primitive=True), PLAIN),
        values_in(f"<li>a</li><li>{text}", TypeRef(name="string", is_primitive=True), PLAIN),
    ],
    "ways in names": lambda text: (bare_name(f"a > {text}"), bare_name(f"a > b{text}")),
    "null in words": lambda text: row_of(
        READER, Field(name="a", about=f"null or {text}", at=AT, type_at=AT)
    ),
    "a status behind a language": lambda text: title_of(f"json 404 {text}"),
    "JSON that is told": lambda text: content_in_code(
        READER, Label(), Paragraph(text=f"Returns the `{{\"a\": {text}", span=AT)
    ),
    "JSON outside of a fence": lambda text: is_message(f'{{\n"a": {text}\n}}'),
    "members in code": lambda text: [
        *members_in_code(Paragraph(text=f"`a?: {text}`", span=AT), 0, PLAIN)
    ],
    "lines with names": lambda text: named_lines(Paragraph(text=f"`a`: {text}\n`b`：{text}", span=AT)),
    "text in colours": lambda text: as_markdown(f'<span style="color:red">{text}</span><font {text}'),
    "HTML table of facts": lambda text: read_html_table(
        f'<table><tr><td>a</td><td colspan="2">{text}</td></tr>{text}</table>', AT
    ),
    "status of fields": lambda text: read_head(f"Status: 200\n{text}"),
    "phrase": lambda text: (read_type(text, PLAIN), read_type(f"<{text}", PLAIN)),
    "request lines in two places": _split_requests,
    "fields": _fields,
    "types": lambda text: (type_declarations(text), type_declarations(f"interface A {{ a: {text}")),
    "types of Go": lambda text: (
        golang.declarations(f'type A struct {{\n{text}\nB int `json:"b"`\n}}'),
        golang.declarations(f'type A struct {{\nB {text} `json:"b"`\n}}'),
    ),
    "types of Python": lambda text: (
        python.declarations(f"class A:\n    a: {text}\n{text}"),
        python.declarations(f"class A({text}):\n    a: list[{text}] = {text}"),
    ),
    "comments in JSON": lambda text: commented_fields(
        Fence(info="", text=f'{{"a": 1, // required\n{text}', span=AT), PLAIN
    ),
    "requests in sentences": lambda text: [
        *in_sentences(Paragraph(text=f"Send a `POST` {text} to `/lamps`", span=AT)),
        *in_sentences(Paragraph(text=f"Call `GET /lamps` {text}", span=AT)),
    ],
    "fields in sentences": lambda text: [
        *told_fields(Paragraph(text=f"It takes `a` (string) and {text}", span=AT), PLAIN),
        *told_fields(Paragraph(text=f"Fields: `a` ({text})", span=AT), PLAIN),
    ],
    "target": targets,
    "servers": lambda text: [
        *servers_of(
            PageReader(EMPTY, PLAIN, ()), [Paragraph(text=f"Base URL {text}", span=AT)], ()
        ),
        *servers_of(PageReader(EMPTY, PLAIN, ()), (), [_entry(f"https://{text}")]),
    ],
    "drawn tables": lambda text: drawn(Fence(info="", text=f"+--+\n{text}\n|{text}", span=AT)),
    "code in a bullet": lambda text: response_of_bullet(
        READER, Paragraph(text=f"- `a` (404{text}", span=AT)
    ),
    "curl": lambda text: [*commands(f"curl {text}"), *commands(text)],
    "httpie": lambda text: [*commands(f"http {text}"), *commands(f"http POST /{text}")],
    "programs": lambda text: (
        program_requests(text),
        program_requests(f"requests.post('/lamps', json={{{text}"),
        literal_json(f"{{{text}}}"),
    ),
    "includes": lambda text: include_lines("a.md.erb", f"---\nincludes:\n{text}\n---\n{text}"),
    "mark-up": lambda text: clear("a.mdx", text.split("\n")),
    "HTML table": lambda text: read_html_table(f"<table><tr><td>{text}</td></tr>{text}</table>", AT),
    "suggestion": lambda text: similar(text, ["a" * 90, text, "b"], 1),
    "names": lambda text: (snake_case(text), pascal_case(text), constant_case(text), singular(text)),
    "name of a row": lambda text: (clean_name(text), clean_name(f"a{text}")),
    "deprecation": lambda text: (says_deprecated(PLAIN, text), without_deprecation(PLAIN, text), plain(text)),
    "release": lambda text: (since(PLAIN, text), since(PLAIN, f"added in {text}")),
    "access": lambda text: [
        *labelled_access(PLAIN, Paragraph(text=f"**OAuth:** {text}", span=AT)),
        *access_in_prose(PLAIN, text),
    ],
    "prose of a README": prose,
    "YAML": _yaml,
    "front matter of any kind": lambda text: read_front_matter(f"a: !x &b [c]\n{text}"),
    "dialect": lambda text: guess_dialect([text]),
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_a_grammar_is_linear(reader: str):
    read = READERS[reader]
    slow = {name: found for name, make in fragments().items() if (found := growth(read, make))}
    assert not slow, report(slow)


def report(slow: dict[str, str]) -> str:
    return "\n".join(f"{name}: {times}" for name, times in slow.items())


def read(dialect: str) -> Reader:
    given = find_dialect(dialect)
    return lambda text: read_page(Source(path=AT.path, text=text), given)


def slow_fragments(place: str, dialect: str) -> Iterator[tuple[str, str]]:
    """The fragments in a place that take more time than they have text, with their times."""
    page = PLACES[place]
    for name, make in (fragments() if place in WIDE else units()).items():
        if times := growth(read(dialect), lambda size: page.replace(HOLE, make(size))):
            yield name, times


@pytest.mark.parametrize("dialect", ["graph", "plain"])
@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_linear(place: str, dialect: str):
    slow = dict(slow_fragments(place, dialect))
    assert not slow, report(slow)


# Each type has the properties of all above it, so that what is made of the page grows with its square.
INHERITED = ("a chain of base types",)


def whole(dialect: str) -> Reader:
    """All that is done with a page, up to the files of its package."""
    given, templates = find_dialect(dialect), read_templates()

    def build(text: str) -> None:
        source = Source(path=AT.path, text=text)
        survey([assemble(source)], given)
        spec = build_spec([read_page(source, given)], [AT.path], given, name="shop").spec
        build_package(build_plan(spec, "shop", templates), templates)

    return build


@pytest.mark.parametrize("dialect", ["graph", "plain"])
@pytest.mark.parametrize("name", [name for name in PAGES if name not in INHERITED])
def test_a_package_is_linear(name: str, dialect: str):
    """From four times as much text on: what takes a third of a second is fine."""
    times = growth(whole(dialect), lambda size: PAGES[name](4 * size), enough=0.3)
    assert not times, times


def test_many_dead_links_are_linear():
    """A folder of pages with names that are alike, and links to others that are too."""

    def build(text: str) -> None:
        count = len(text) // 80
        names = [f"api/lamp-of-a-room-{number}.md" for number in range(count)]
        pages = [
            read_page(Source(path=name, text=f"# A\n\n[a](lamp-in-a-room-{number}.md)\n"), GRAPH)
            for number, name in enumerate(names)
        ]
        build_spec(pages, names, GRAPH, name="shop")

    times = growth(build, lambda size: "a" * 16 * size)
    assert not times, times


def pace() -> float:
    """How many times slower this machine is now than where the limit for a page was set."""
    least = min(
        seconds(lambda text: sum(len(str(n)) for n in range(300_000)), "", 1) for _ in range(5)
    )
    return max(1.0, least / WORK)


def test_no_page_of_100_kB_takes_long():
    """Twice as long as `make hostile` allows a page, over a few of its shapes."""
    most = 2 * LIMIT * pace()
    shapes = list(PAGES)[:: len(PAGES) // 12]
    costs("# A\n\n`GET /a`\n", "plain")  # what is imported once
    slow = {
        f"{name}, {command}": f"{seconds:.1f} s"
        for name in shapes
        for command, seconds in costs(PAGES[name](SIZE_OF_A_PAGE), "plain")
        if seconds > most
    }
    assert not slow, report(slow)
