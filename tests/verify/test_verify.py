"""Verification notices a sample that the generated code would not send or understand."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.diagnostics.position import Source
from docgen.driver.stages import build_package, build_plan, build_spec, generated_package
from docgen.project.templates import read_templates
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.read import read_page
from docgen.records import replace
from docgen.syntax.json_difference import difference
from docgen.verify.pipeline import replay_samples

PAGES = Path(__file__).parents[2] / "specs/external_connectors/pages"
SOURCES = {
    path.relative_to(PAGES).as_posix(): path.read_text("utf-8") for path in PAGES.rglob("*.md")
}
DIALECT = load_dialect("graph")
READ = {path: read_page(Source(path=path, text=text), DIALECT) for path, text in SOURCES.items()}
OPERATIONS = "api/connectionoperation-get.md"
LIST = "api/externalconnection-list.md"
ITEMS = "api/externalconnection-list-items.md"
CREATE = "api/external-post-connections.md"
PUT = "api/externalconnection-put-items.md"


def replays(page: str = "", old: str = "", new: str = ""):
    """All replays after one edit of one page."""
    pages = dict(READ)
    if page:
        assert old in SOURCES[page], f"{page} does not hold {old!r}"
        text = SOURCES[page].replace(old, new)
        pages[page] = read_page(Source(path=page, text=text), DIALECT)
    built = build_spec(list(pages.values()), list(pages), DIALECT, name="external_connectors")
    planned = build_plan(built.spec, "x", read_templates())
    return replay_samples(
        built.spec, generated_package(planned, build_package(planned, read_templates()))
    )


def test_every_documented_message_is_replayed():
    found = replays()
    assert [replay for replay in found if replay.difference] == []
    assert len([r for r in found if r.kind == "request"]) == 20
    assert len([r for r in found if r.kind == "response"]) == 20


@pytest.mark.slow
@pytest.mark.parametrize(
    "page, old, new, told",
    [
        (ITEMS, "$top=2", "$top=two", ""),
        (PUT, '"acl": [', '"acl": 5, "x": [', "an array was expected"),
        (PUT, '"type": "text"', '"type": 7', "cannot read 7"),
        (OPERATIONS, '"status": "', '"status": true, "x": "', "cannot read True"),
    ],
)
def test_a_broken_sample_is_noticed(page: str, old: str, new: str, told: str):
    differences = [replay for replay in replays(page, old, new) if replay.difference]
    if not told:  # text where a number is documented goes into the URL as it is
        assert differences == []
        return
    assert differences, "nobody noticed"
    first, *_ = differences
    assert told in first.difference
    (diagnostic,) = first.diagnostics()
    assert diagnostic.code == "DG601" and diagnostic.at.path == page


PARTS = """Content-Type: multipart/related; boundary="A1"

--A1
Content-ID: <metadata>
Content-Type: application/json

{"name": "Fern parts", "unknown": 1}

--A1
Content-ID: <content>
Content-Type: text/plain

Of any kind.

--A1--
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "right, wrong, told",
    [
        ("", "", ""),
        ("--A1--", "--A1", "boundary"),
        ('"A1"', '"A2"', "boundary"),
        ('; boundary="A1"', "", "boundary"),
        ('"Fern parts"', "7", "documented is 7"),
        ('"unknown": 1', '"unknown" 1', "a part is not JSON: expected a colon"),
        ("Content-Type: multipart", "Content-Type: image", ""),
        ('multipart/related; boundary="A1"\n\n--A1', "text/plain\n\n{", "the sample shows none"),
    ],
)
def test_content_that_is_no_json_in_place_of_a_model(right: str, wrong: str, told: str):
    text = SOURCES[CREATE]
    begin = text.index("Content-Type: application/json", text.index("POST https://"))
    content = text[begin : text.index("```", begin)]
    found = [r for r in replays(CREATE, content, PARTS.replace(right, wrong)) if r.difference]
    assert [r.kind for r in found] == ["request"] * bool(told)
    assert all(told in replay.difference for replay in found)


def test_a_collection_that_is_none_is_noticed_when_it_is_read():
    text = SOURCES[LIST].replace('"value": [', '"values": [')
    pages = {**READ, LIST: read_page(Source(path=LIST, text=text), DIALECT)}
    built = build_spec(list(pages.values()), list(pages), DIALECT, name="x")
    assert "DG327" in [d.code for d in built.diagnostics if d.at.path == LIST]


def test_a_broken_builder_is_noticed():
    """The documented verb, path or header differs from what the generated code sends."""
    built = build_spec(list(READ.values()), list(READ), DIALECT, name="x")
    planned = build_plan(built.spec, "x", read_templates())
    wrong = tuple(
        (
            replace(file, template="requests.py.jinja", record=_with_put(file.record))
            if file.path == "requests/external_connections.py"
            else file
        )
        for file in planned.files
    )
    broken = replace(planned, files=wrong)
    found = replay_samples(
        built.spec, generated_package(broken, build_package(broken, read_templates()))
    )
    told = [r.difference for r in found if r.difference and r.kind == "request"]
    assert "the method is PUT, documented is POST" in told


def _with_put(record):
    builders = tuple(
        replace(
            builder,
            methods=tuple(
                replace(m, verb="PUT") if m.verb == "POST" else m for m in builder.methods
            ),
        )
        for builder in record.builders
    )
    return replace(record, builders=builders)


@pytest.mark.parametrize(
    "made, documented, told",
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, ""),
        ({"a": [1, 2]}, {"a": [1, 3]}, "/a/1 is 2, documented is 3"),
        ({"a/b": {"~": 1}}, {"a/b": {"~": 2}}, "/a~1b/~0 is 1, documented is 2"),
        ({"a": 1}, {}, 'the content has the key "a", which is not documented'),
        ({}, {"a": 1}, 'the content lacks the documented key "a"'),
        ([1], [1, 2], "the content has 1 items, documented are 2"),
        (1, True, "the content is 1, documented is True"),
        (1, 1.0, ""),
        (12345678901234567000, 1.2345678901234567e19, ""),
        (None, 0, "the content is None, documented is 0"),
        ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00.0000000Z", ""),
        ("2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", ""),
        ("2020-01-01T00:00:00Z", "2020-01-01T00:00:01Z", "the content is '2020-01-01T00:00:00Z'"),
        ("18:30:00", "18:30:00.0000000", ""),
        ("18:30:00", "18:30:01", "the content is '18:30:00', documented is '18:30:01'"),
        ("PT1H", "PT60M", ""),
        ("PT1H", "PT61M", "the content is 'PT1H', documented is 'PT61M'"),
        ("aGk=", "aGk", ""),
        ("aGk=", "aGl", "the content is 'aGk=', documented is 'aGl'"),
    ],
)
def test_difference(made: object, documented: object, told: str):
    assert difference(made, documented).startswith(told) and bool(
        difference(made, documented)
    ) == bool(told)
