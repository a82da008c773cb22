"""What a mention means depends on the pages, not on what was resolved before it."""

from __future__ import annotations

from docgen.diagnostics.position import Source, Span
from docgen.driver.stages import build_spec
from docgen.linking.names import Names, declare
from docgen.linking.resolve import Mentions, Target, dead_links, resolve_mentions
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.page import Page, TypeRef
from docgen.reading.read import read_page
from docgen.spec.types import ANY, array_of, use_of

DIALECT = load_dialect("graph")
LAMP = """\
# lamp resource type

Namespace: shop

## Properties

|Property|Type|Description|
|:---|:---|:---|
|room|[room](room.md)|Where it is.|
|rooms|[rooms](room.md) collection|Where it was.|
|color|colour|The color. The possible values are: `red`, `green`.|
|maker|[factory](https://shop.example/factory)|Who made it.|
|shade|[lamp](room.md)|Linked to another page.|
|wheel|wheell|Is documented nowhere.|
|size|Int32|A number.|
"""
ROOM = """\
# room resource type

Namespace: shop

## Properties

|Property|Type|Description|
|:---|:---|:---|
|color|colour|Has no values here.|
|wheel|[wheel](wheel.md)|Turns.|
"""
WHEEL = "# wheel resource type\n\nNamespace: shop\n\n## Properties\n\n|Property|Type|\n|:--|:--|\n|id|String|\n"


def pages(**texts: str) -> list[Page]:
    return [
        read_page(Source(path=f"{name}.md", text=text), DIALECT)
        for name, text in sorted(texts.items())
    ]


def mentions(*documents: Page) -> tuple[Mentions, list[Page]]:
    return resolve_mentions(documents, declare(documents, DIALECT).names, DIALECT), [*documents]


def targets(page: Page, resolved: Mentions) -> dict[str, Target]:
    rows = (row for resource in page.resources for row in resource.properties)
    return {row.name: resolved.target(row.type, page.path) for row in rows}


def test_each_cell_has_a_target_or_a_finding():
    resolved, (lamp, *_) = mentions(*pages(lamp=LAMP, room=ROOM, wheel=WHEEL))
    cells = targets(lamp, resolved)
    assert cells["room"].type == use_of("shop.room")
    assert cells["rooms"].type == array_of(use_of("shop.room"))
    assert cells["color"].name == "shop.colour"
    assert cells["size"].type == use_of("int32")
    assert {name: cells[name].code for name in ("maker", "shade", "wheel", "room")} == {
        "maker": "DG319",
        "shade": "DG314",
        "wheel": "DG303",
        "room": "",
    }
    assert (cells["wheel"].name, cells["wheel"].type) == (None, ANY)
    (finding,) = cells["wheel"].findings(Span("lamp.md", 14, 9))
    assert finding.at.line == 14 and 'did you mean "wheel"?' in finding.help


def test_a_row_declares_the_members_of_its_type_for_all_pages():
    """Also for the pages before the one that lists them."""
    resolved, (room, *_) = mentions(*pages(a=ROOM, lamp=LAMP))
    assert targets(room, resolved)["color"].name == "shop.colour"


def test_looking_up_changes_nothing():
    resolved, (lamp, *_) = mentions(*pages(lamp=LAMP, room=ROOM))
    before = targets(lamp, resolved)
    for word in ("wheel", "room", "lamp", "nothing"):
        resolved.named(word, lamp)
    assert targets(lamp, resolved) == before
    assert not hasattr(Names, "add")


def test_a_word_that_the_page_does_not_say_is_found_by_its_namespace():
    resolved, (lamp, *_) = mentions(*pages(lamp=LAMP, room=ROOM))
    assert resolved.named("room", lamp) == "shop.room"
    assert resolved.named("cellar", lamp) is None
    assert resolved.target(None, lamp.path).type == ANY
    assert TypeRef(name="cellar") not in resolved.targets[lamp.path]


def test_links_to_missing_files():
    documents = pages(lamp=LAMP, room=ROOM)
    codes = [
        (d.code, d.at.path)
        for d in dead_links([page.page_links() for page in documents], ["lamp.md", "Room.md"])
    ]
    assert codes == [("DG301", "room.md")]


def test_a_type_that_only_a_parameter_is_of_is_in_the_spec():
    """A link to the only thing that a page lists: the values of a key of the response."""
    page = """\
## GET /lamps

|Name|Type|Description|
|:---|:---|:---|
|like|[room](lamps.md)|Optional.|

### Response

|Attribute|Type|Description|
|:---|:---|:---|
|value|String|Possible values are 'a' and 'b'.|
|» size|String|The key.|
"""
    spec = build_spec(pages(lamps=page), ["lamps.md"], DIALECT, name="shop").spec
    (parameter,) = spec.operations[0].parameters
    assert {parameter.type.name} == {item.name for item in spec.types}
