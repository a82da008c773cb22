"""Time grows with a page, not with its square: every reader over shapes of hostile pages at n, 2n, 4n and 8n.

Measured is CPU time, the least of a few runs. A linear reader takes 8 times as long for 8n, a quadratic one 64
times; what takes little time at 8n is fine whatever it grows like.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hostile_pages import HOLE, PLACES, WIDE, fragments, units

from docgen.diagnostics.position import Source, Span
from docgen.project.sources import find_dialect
from docgen.reading.dialects.detection import guess_dialect
from docgen.reading.dialects.dialect import dialect_names
from docgen.reading.enum_phrases import bare_values, listed_values
from docgen.reading.markdown.front_matter import read_front_matter
from docgen.reading.markdown.inline import code_spans, links, plain, slug
from docgen.reading.markdown.parser import parse, split_row
from docgen.reading.read import read_page
from docgen.reading.type_phrases import read_type
from docgen.syntax.http_message import (
    read_message,
    request_lines,
    starts_request,
    starts_response,
)
from docgen.syntax.lenient_json import Unreadable, read_json
from docgen.syntax.naming import constant_case, pascal_case, singular, snake_case
from docgen.syntax.plain_text import plain_text
from docgen.syntax.url_path import fits, is_path, path_template, relative_target

pytestmark = pytest.mark.growth

SIZE = 2000  # characters; the largest text has 8 times as many
FAST = 0.03  # seconds for the largest text that are never too long
MOST = 16  # times as long as for an eighth of the text
TRIES = 4

AT = Span("api/page.md", 1)
GRAPH = find_dialect("graph")
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


def growth(read: Reader, make: Callable[[int], str]) -> str:
    """The times of a text and of its doubles where they grow faster than it; "" where they do not."""
    times: list[float] = []
    for attempt in range(1, TRIES):
        largest = seconds(read, make(8 * SIZE), attempt)
        if largest < FAST:
            return ""
        times = [*(seconds(read, make(n * SIZE), 1 + attempt) for n in (1, 2, 4)), largest]
        if largest <= MOST * max(times[0], FAST / MOST):
            return ""
    return ", ".join(f"{1000 * t:.1f}" for t in times) + " ms"


def _json(text: str) -> None:
    with suppress(Unreadable):
        read_json(text)


def _path(text: str) -> None:
    is_path(path_template(relative_target(f"/a{text}")).path)


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
    "names": lambda text: (snake_case(text), pascal_case(text), constant_case(text), singular(text)),
    "dialect": lambda text: guess_dialect([text]),
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_a_grammar_is_linear(reader: str):
    read = READERS[reader]
    slow = {name: found for name, make in fragments().items() if (found := growth(read, make))}
    assert not slow, report(slow)


def report(slow: dict[str, str]) -> str:
    return "\n".join(f"{name}: {times}" for name, times in slow.items())


# Quadratic in modules that are about to be replaced: `sections._parts` splits a paragraph again for each of its lines
# where it has a mark of bold words, `samples._messages` a fence again for each request in it.
BOLD = ("'**a**\\n'", "'**\\n'", "'__a\\n'", "'**Response**\\n'")
REQUESTS = ("'GET /a\\n'", "'GET /a\\n\\n'", "'GET /a\\nA: b\\n\\n'", "'GET /a/{b}\\n'")


def is_known(place: str, name: str) -> bool:
    is_example = "### Request" in PLACES[place]
    return (
        name in BOLD
        or (place == "bold line" and "\\n" in name)
        or (is_example and name in REQUESTS)
    )


def read(dialect: str) -> Reader:
    given = find_dialect(dialect)
    return lambda text: read_page(Source(path=AT.path, text=text), given)


def slow_fragments(place: str, dialect: str) -> Iterator[tuple[str, str]]:
    """The fragments in a place that take more time than they have text, with their times."""
    page = PLACES[place]
    for name, make in (fragments() if place in WIDE else units()).items():
        if not is_known(place, name):
            if times := growth(read(dialect), lambda size: page.replace(HOLE, make(size))):
                yield name, times


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_linear(place: str):
    slow = dict(slow_fragments(place, "graph"))
    assert not slow, report(slow)


@pytest.mark.parametrize("dialect", [name for name in dialect_names() if name != "graph"])
@pytest.mark.parametrize("place", ["prose", "description", "response", "message"])
def test_a_page_of_any_dialect_is_linear(place: str, dialect: str):
    slow = dict(slow_fragments(place, dialect))
    assert not slow, report(slow)


@pytest.mark.xfail(reason="reading/{sections,samples}.py are about to be replaced", strict=True)
@pytest.mark.parametrize(
    "place, fragment", [("page", BOLD[1]), ("bold line", "'a\\n'"), ("message", REQUESTS[2])]
)
def test_what_is_replaced_is_linear(place: str, fragment: str):
    make = fragments()[fragment]
    found = growth(read("graph"), lambda size: PLACES[place].replace(HOLE, make(size)))
    assert not found, found
