"""What a page may have more of than is read of it."""

import pytest

from docgen.diagnostics.position import Source
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.markdown.parser import Heading, parse
from docgen.reading.read import read_page

MANY = 2_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "text, line",
    [
        ("# Lamps\n\n" + "".join(f"- `GET /a{n}` - b\n" for n in range(MANY)), 3 + 1_000),
        (
            "# Lamps\n\n```http\n" + "".join(f"GET /a{n}\n" for n in range(MANY)) + "```\n",
            4 + 1_000,
        ),
        ("# Lamps\n\n" + "".join(f"`GET /a{n}`\n\n" for n in range(MANY)), 3 + 2_000),
        ("|M|P|\n|-|-|\n" + "".join(f"|PUT|`/a{n}`|\n" for n in range(MANY)), 3 + 1_000),
        ("\n".join(f"## Get a{n}\n\n    curl https://a.b/a{n}\n" for n in range(MANY)), 4_001),
    ],
    ids=["bullets", "a fence", "paragraphs", "rows", "commands"],
)
def test_a_page_is_read_up_to_the_last_request_line_that_it_may_have(text: str, line: int):
    read = read_page(Source(path="api/lamps.md", text=text), load_dialect("plain"))
    (found,) = (d for d in read.diagnostics if d.code in ("DG114", "DG125"))
    assert (found.code, found.at.line, found.level) == ("DG125", line, "error")
    assert sum(len(o.targets) for o in read.operations) == 1_000


def test_a_page_is_read_up_to_the_last_heading_that_it_may_have():
    fence = "```sh\n" + "# a comment\n" * MANY + "```\n"
    text = fence + "".join(f"## A{n}\n\nB.\n\n" for n in range(MANY))
    document = parse(Source(path="api/lamps.md", text=text))
    (found,) = document.diagnostics
    assert (found.code, found.at.line) == ("DG125", 2 + MANY + 4 * 1_000 + 1)
    assert sum(isinstance(block, Heading) for block in document.blocks) == 1_000


def test_a_long_page_may_have_more():
    text = "# Lamps\n\n" + "".join(f"- `GET /a{n}` - {'b' * 90}\n" for n in range(MANY))
    assert not parse(Source(path="api/lamps.md", text=text)).diagnostics


def test_a_line_that_is_data_is_left_out():
    text = f"# Lamps\n\n{'a' * 100_001}\n\nAll lamps.\n"
    document = parse(Source(path="api/lamps.md", text=text))
    assert [(d.code, d.at.line) for d in document.diagnostics] == [("DG104", 3)]
    assert [getattr(block, "text", "") for block in document.blocks] == ["Lamps", "All lamps."]


def test_comments_of_front_matter_are_no_headings():
    """YAML's comments begin as headings do."""
    text = "---\ntitle: Lamps\n" + "# a\n" * MANY + "---\n\n`GET /lamps`\n"
    read = read_page(Source(path="lamps.md", text=text), load_dialect("plain"))
    assert {"DG106", "DG125"}.isdisjoint(found.code for found in read.diagnostics)
    assert [o.targets[0].target for o in read.operations] == ["/lamps"]
