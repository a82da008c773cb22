"""Where the local links of a document lead."""

from __future__ import annotations

import pytest

from docgen.diagnostics.position import Source
from docgen.reading.anchors import Anchors
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.page import HeadingDoc
from docgen.reading.read import read_page

PAGE = """
# Lamps

## List lamps

### Parameters

## Get a lamp {#getLamp}

### Parameters

<a id="after-parameters"></a>

text

<ManualAnchor id="lamp-object-structure" />

###### Lamp_Structure

# Rooms

## List lamps

<h2 id="tocS_Room">The room object</h2>
"""


@pytest.fixture(scope="module")
def headings() -> tuple[HeadingDoc, ...]:
    return read_page(Source(path="a.mdx", text=PAGE), load_dialect("plain")).headings


@pytest.mark.parametrize(
    ("fragment", "line"),
    [
        ("#lamps", 2),
        ("lamps", 2),
        ("#List-Lamps", 4),
        ("#list-lamps-1", 22),
        ("#rooms-list-lamps", 22),
        ("#lamps-list-lamps", 4),
        ("#lamps-list-lamps-parameters", 6),
        ("#list-lamps-parameters", 6),
        ("#getlamp", 8),
        ("#get-a-lamp", 8),
        ("#parameters-1", 10),
        ("#after-parameters", 10),
        ("#lamp-object-structure", 18),
        ("#lampstructure", 18),
        ("#tocs_room", 24),
        ("#the-room-object", 24),
        ("#the%2Droom%2Dobject", 24),
    ],
)
def test_a_fragment_leads_to_a_heading(fragment: str, line: int, headings: tuple[HeadingDoc, ...]):
    found = Anchors(headings).find(fragment)
    assert found is not None
    assert headings[found].at.line == line


@pytest.mark.parametrize("fragment", ["", "#", "#shades", "#list", "#rooms-parameters"])
def test_a_fragment_leads_nowhere(fragment: str, headings: tuple[HeadingDoc, ...]):
    assert Anchors(headings).find(fragment) is None
