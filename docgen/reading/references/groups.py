"""Headings and labels of an entry that say more together than each by itself.

An `Entry` enters; it leaves with the words of the place in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declarations import ITEM
from docgen.reading.entries.entry import Entry
from docgen.reading.lists.attributes import is_name, states_type
from docgen.reading.lists.brackets import is_type
from docgen.reading.lists.columns import place_in_words
from docgen.reading.lists.facts import beside_label, label_of
from docgen.reading.lists.marks import required_by_label
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import LISTED, PLACES, label_place, place_of_words
from docgen.records import replace

_LONGEST_LABEL = 30
_OF_LABELS = 7  # below headings of any level


def with_groups(page: PageReader, entry: Entry) -> Entry:
    """The entry; headings below one of parameters that lists none itself are of parameters too, or each of one.

    "## Parameters", "### Output format", and a table of parameters; or "### color", and "**Type:** string" below it.
    A bullet that is nothing but the label of those in it is one: "- Query parameters", "  - `color`"; so is "1. Request"
    right above code. "Parameters" beside "Body" are those of the query.
    """
    pairs = zip_longest(entry.blocks, entry.blocks[1:])
    blocks = [_as_label(page, block, below) for block, below in pairs]
    blocks = [*_beside_body([*_grouped(blocks, page.dialect)], page.dialect)]
    return replace(entry, blocks=tuple(blocks))


def outer_label(page: PageReader, label: str, above: tuple[str, str], *, is_inner: bool) -> str:
    """The label that another is inside of: the one right above it; that of "Required:" is also that of "Optional:" below.

    `above`: the last label, and the one that it is inside of itself.
    """
    last, outer = above
    is_group = required_by_label(page.dialect, label) is not None
    if is_group and outer and required_by_label(page.dialect, last) is not None:
        return outer
    return last if is_inner or is_group and label_place(page, last) else ""


def _as_label(page: PageReader, block: Block, below: Block | None) -> Block:
    """A bullet around others, or right above code, as a label, where it has the words of one and nothing else.

    So is a place beside its label, that of the parameters below: "**Location:** `body`".
    """
    fact = beside_label(block) if isinstance(block, Paragraph) else None
    if fact and fact.is_marked and page.dialect.column(fact.label) == "location":
        value = plain(fact.value).strip("`")
        return (
            replace(block, text=f"**{value}:**") if place_in_words(page.dialect, value) else block
        )
    if not (isinstance(block, Paragraph) and isinstance(below, (Paragraph, Fence))):
        return block
    item, is_code = ITEM.match(block.text), isinstance(below, Fence)
    is_outer = is_code or below.span.column > block.span.column and ITEM.match(below.text)
    if item is None or not is_outer:
        return block
    text = block.text[item.end() :].strip()
    is_bare = len(text) <= _LONGEST_LABEL and text.replace(" ", "").isalpha()
    words = page.dialect.vocabulary()
    heads = ("parameters", *PLACES, *(("request",) if is_code else ()))
    if not (is_bare and words.is_part(text) and words.means(text, *heads)):
        return block
    page.use(block)
    return replace(block, text=f"**{text}:**")


def _grouped(blocks: Sequence[Block], dialect: Dialect) -> Iterator[Block]:
    words = dialect.vocabulary()
    chapter: Heading | None = None
    is_direct = False  # no other heading is between it and the block
    typed: Block | None = None  # what is right below a name, and is nothing but its type
    for number, block in enumerate(blocks):
        if block is typed:
            continue
        if not isinstance(block, Heading):
            if is_direct and not (isinstance(block, Paragraph) and not ITEM.match(block.text)):
                chapter = None
        elif chapter and block.level > chapter.level:
            is_direct = False
            below = blocks[number + 1] if number + 1 < len(blocks) else None
            if is_name(block) and states_type(dialect, blocks[number + 1 : number + 2]):
                block = Paragraph(text=f"`{block.text}`", span=block.span)
            elif is_name(block) and isinstance(below, Paragraph) and is_type(dialect, below.text):
                text, typed = f"`{block.text}` ({plain(below.text).strip('()')})", below
                block = Paragraph(text=text, span=block.span)
            elif place_of_words(dialect, block.text) in LISTED - {"response"}:
                pass  # "Header"
            elif _begins_parameters(blocks, number + 1, words):
                block = replace(block, text=chapter.text)
        else:
            meanings = words.meanings(block.text)
            is_direct = "parameters" in meanings and meanings.isdisjoint(("response", "error"))
            chapter = block if is_direct else None
        yield block


def _beside_body(blocks: Sequence[Block], dialect: Dialect) -> Iterator[Block]:
    """The blocks; a heading of parameters is of the query where one beside it is of the body, both with tables.

    So is a label right above a table: "* **Request parameters:**", and "* **Request body:**" in the same section.
    """
    words = dialect.vocabulary()
    above: list[Heading] = []
    # The places of headings and labels with tables right below: the level and the heading above; the heading of a label.
    of_parameters, of_bodies = dict[int, tuple[int, int]](), set[tuple[int, int]]()
    for block, below in zip_longest(blocks, blocks[1:]):
        if isinstance(block, Heading):
            while above and above[-1].level >= block.level:
                above.pop()
            above.append(block)
        elif isinstance(block, Table) and above:
            meanings = words.meanings(above[-1].text) - {"link"}
            place = above[-1].level, id(above[-2]) if len(above) > 1 else 0
            if meanings == {"parameters"}:
                of_parameters[id(above[-1])] = place
            elif meanings == {"body"}:
                of_bodies.add(place)
        elif isinstance(block, Paragraph) and isinstance(below, Table):
            meanings = words.meanings(label_of(block, words)) - {"link", "part", "request"}
            place = _OF_LABELS, id(above[-1]) if above else 0
            if meanings == {"parameters"}:
                of_parameters[id(block)] = place
            elif meanings == {"body"}:
                of_bodies.add(place)
    word = next((word for word in dialect.labels.get("query", ()) if word.isalpha()), "")
    for block in blocks:
        if isinstance(block, Heading) and of_parameters.get(id(block)) in of_bodies:
            block = replace(block, text=f"{block.text} ({word})")
        elif isinstance(block, Paragraph) and of_parameters.get(id(block)) in of_bodies:
            item = ITEM.match(block.text)
            label = plain(block.text[item.end() if item else 0 :]).rstrip(" :：")
            block = replace(block, text=f"{item[0] if item else ''}**{label} ({word}):**")
        yield block


def _begins_parameters(blocks: Sequence[Block], start: int, words: Vocabulary) -> bool:
    """Whether the first block but sentences is a table whose first column is of parameters."""
    rest = islice(blocks, start, None)
    first = next((block for block in rest if not isinstance(block, Paragraph)), None)
    return isinstance(first, Table) and words.means(plain(first.header[0].text), "parameters")
