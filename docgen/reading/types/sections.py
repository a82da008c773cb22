"""The sections of a page as types are stated in them, and the names that headings give to types.

    ### Lamp Object        Lamp            ## Lamp entity attributes     Lamp
    ###### Lamp Structure  Lamp            ### Properties                 that of the heading above
    ## Objet lampe         Lampe           ## Objeto de la lámpara        Lámpara

A page enters; `Section`s leave, those with attribute headings with their fields. JSON below a heading such as "Example" is of
the type above, or beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from docgen.reading.anchors import Anchors
from docgen.reading.dialects.phrases import rests
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declarations import ITEM
from docgen.reading.lists.attributes import attribute_field
from docgen.reading.lists.fields import Field
from docgen.reading.markdown.inline import code_spans, plain
from docgen.reading.markdown.parser import Block, Cell, Document, Fence, Heading, Paragraph, Table
from docgen.reading.page import ExampleDoc, ResourceDoc, TypeMention, TypeRef
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import of_media_type
from docgen.reading.references.returns import returned_mention, type_alone
from docgen.reading.references.statuses import linked_beside_failure
from docgen.reading.type_phrases import read_type
from docgen.reading.type_words import type_name
from docgen.records import replace
from docgen.syntax.lenient_json import Unreadable, read_json
from docgen.syntax.naming import singular
from docgen.syntax.plain_text import on_one_line

_QUALIFIER = re.compile(r"\s*[(（][^()（）]*[)）]\s*$|\{\{[<%].*?[>%]\}\}|<[^<>]*>")
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)
_TOKEN = re.compile(r"[\w:.]+")
_LONGEST_PHRASE = 6  # words: "array of [lamps](#lamp) or null"
_NO_PROSE = ("<", "{", "[!", "![", "**", "\\*")  # mark-up, notes, pictures, labels, footnotes
# "the [lamp](#lamp)", "`Lamp`"
_BASE = re.compile(
    r"\s*+(?:(?:the|an?|base|type|object)\s+){0,3}+(\[[^\[\]\n]{1,80}\]\([^()\s]*#[^()\s]*\)|[`*]{1,2}([A-Z]\w{1,60})[`*]{1,2})"
)
_LONGEST_NAME = 8  # words of a type's name
_NAME_OF_TYPE = re.compile(r"[A-Z][a-z]\w*")
_TYPE_TOKEN = re.compile(r"(?<![\w.:])[A-Z]\w*+(?!::)")
_NOT_A_NAME = re.compile(r"[^\w :.'/-]")
_MANY_KEYS = 3  # of another type, before an example shows that it is the base type
_LONGEST_TITLE = 80  # characters of a heading that may end in the name of a type


@dataclass(slots=True)
class Section:
    """A heading and the blocks below it, without those of attribute headings, which are fields."""

    heading: Heading | None = None
    above: Section | None = None
    blocks: list[Block] = field(default_factory=list[Block])
    fields: list[Field] = field(default_factory=list[Field])

    @property
    def title(self) -> str:
        return self.heading.text if self.heading else ""


def sections_of(page: PageReader) -> Iterator[Section]:
    """The sections of a page, those with attribute headings with their fields."""
    blocks = page.document.blocks
    starts = [n for n, block in enumerate(blocks) if isinstance(block, Heading)]
    first = Section(blocks=list(blocks[: starts[0]] if starts else blocks))
    above: list[Section] = [first]
    yield first
    for start, end in zip(starts, [*starts[1:], len(blocks)]):
        heading = blocks[start]
        assert isinstance(heading, Heading)
        below = blocks[start + 1 : end]
        if attribute := attribute_field(page, heading, below):
            owner = next(
                s for s in reversed(above) if s.heading is None or s.heading.level < heading.level
            )
            owner.fields.append(attribute)
            continue
        while above[-1].heading and above[-1].heading.level >= heading.level:
            above.pop()
        section = Section(heading, above[-1], list(below))
        above.append(section)
        yield section


def linked_headings(page: PageReader) -> frozenset[int]:
    """The numbers of the headings that cells and paragraphs link to as types: "Array of [Lamp](#lamp)", "Returns a [Lamp](#lamp)".

    And of those whose words a paragraph has in code: "Returns: `Lamp[]`".
    """
    document = page.document
    refs = [read_type(text, page.dialect) for text in _type_texts(document)]
    sentences = (b for b in document.blocks if isinstance(b, Paragraph) and "](#" in b.text)
    mentions = (
        returned_mention(page, s) or type_alone(page, s) or linked_beside_failure(page, s)
        for s in sentences
    )
    refs += [mention.ref for mention in mentions if mention]
    parts = (part for ref in refs if ref for part in ref.parts)
    targets = {part.target for part in parts if part.target.startswith("#")}
    # Few pages link to themselves as to a type.
    found = map(Anchors(page.headings).find, targets) if targets else ()
    return frozenset(number for number in found if number is not None) | _named_headings(page)


def _named_headings(page: PageReader) -> frozenset[int]:
    """The numbers of the headings that are names of types in code elsewhere."""
    named = {h.text: n for n, h in enumerate(page.headings) if _NAME_OF_TYPE.fullmatch(h.text)}
    if not named:
        return frozenset()
    codes = (
        code
        for block in page.document.blocks
        if isinstance(block, Paragraph) and "`" in block.text
        for _, _, code in code_spans(block.text)
    )
    return frozenset(
        named[token] for code in codes for token in _TYPE_TOKEN.findall(code) if token in named
    )


def _type_texts(document: Document) -> Iterator[str]:
    """The phrases with a link to the same page that are all of a cell or a paragraph."""
    for block in document.blocks:
        cells: Sequence[Cell | Paragraph] = ()
        if isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row]
        elif isinstance(block, Paragraph):
            cells = [block]
        for cell in cells:
            text = of_media_type(cell.text).strip() if "](#" in cell.text else ""
            if text and len(plain(text).split()) <= _LONGEST_PHRASE:
                yield text


def first_prose(section: Section) -> str:
    """The first paragraph of a section that is prose, above anything that it lists."""
    for block in section.blocks:
        if isinstance(block, (Table, Fence)):
            break
        if isinstance(block, Paragraph) and not (block.is_quoted or block.container):
            # What ends in a colon is about the lines below it.
            is_label = ITEM.match(block.text) or block.text.endswith((":", "："))
            if not is_label and not block.text.startswith(_NO_PROSE):
                return on_one_line(block.text)
    return ""


def object_name(page: PageReader, title: str) -> str:
    """The type that a heading names by a word such as "object" or "attributes" after it; "" for any other heading."""
    name, _ = split_title(page, title)
    return name


def split_title(page: PageReader, title: str) -> tuple[str, bool]:
    """The name in a heading that says that it is one, and whether the heading has such words and nothing else."""
    return _split_title(page.dialect.vocabulary(), title)


@lru_cache(4096)  # each section below a heading asks for it
def _split_title(vocabulary: Vocabulary, title: str) -> tuple[str, bool]:
    text = _ARTICLE.sub("", _QUALIFIER.sub("", plain(title)).strip(" `*:"))
    tokens = _TOKEN.findall(text)
    kept = _kept(vocabulary, tokens)
    first = _before_name(vocabulary, tokens[:kept])
    is_named = first or kept < len(tokens)
    if not is_named or _NOT_A_NAME.search(text) or kept > _LONGEST_NAME:
        return "", False
    if not kept:
        return "", True
    name = " ".join(tokens[first:kept])
    if vocabulary.is_part(name):
        return "", False
    return type_name(name), False


def _kept(vocabulary: Vocabulary, tokens: Sequence[str]) -> int:
    """How many words of a heading come before "attributes", "structure", "entity attributes", "resource type"."""
    kept = len(tokens)
    # "API_Entities_Badge" is one word.
    if kept and tokens[kept - 1].isalpha() and vocabulary.means(tokens[kept - 1], "attributes"):
        kept -= 1
    while kept and tokens[kept - 1].isalpha() and vocabulary.means(tokens[kept - 1], "thing"):
        kept -= 1
    return kept


def _before_name(vocabulary: Vocabulary, tokens: Sequence[str]) -> int:
    """How many words of a heading come before the name: "Objet lampe", "Attributes of a lamp"."""
    first = 0
    if vocabulary.means(" ".join(tokens[:1]), "attributes"):
        first = _after_links(vocabulary, tokens, 1)
        if first == 1:
            return 0  # "Field notes"
    if vocabulary.means(" ".join(tokens[first : first + 1]), "before_name"):
        first = _after_links(vocabulary, tokens, first + 1)
    return first if first < len(tokens) else 0


def _after_links(vocabulary: Vocabulary, tokens: Sequence[str], start: int) -> int:
    """The number of the first word from one on that is none such as "of" and "the"."""
    numbers = range(start, len(tokens))
    return next((n for n in numbers if vocabulary.meanings(tokens[n]) != {"link"}), len(tokens))


def heading_as_name(page: PageReader, title: str) -> str:
    """The words of a heading as a name, without those such as "attributes" after them."""
    vocabulary = page.dialect.vocabulary()
    tokens = _TOKEN.findall(_ARTICLE.sub("", _QUALIFIER.sub("", plain(title)).strip(" `*:")))
    text = " ".join(tokens[: _kept(vocabulary, tokens)] or tokens)
    return "" if _NOT_A_NAME.search(title) or len(tokens) > _LONGEST_NAME else type_name(text)


def values_name(page: PageReader, section: Section, owners: Collection[int]) -> str:
    """The name of the enumeration whose values a section lists: its heading's words, the last in the singular.

    Below "Enum" or "Values" it is that of the heading above, unless this is one of `owners`, of a type with attributes.
    """
    title = _QUALIFIER.sub("", plain(section.title)).strip(" `*:")
    vocabulary = page.dialect.vocabulary()
    if vocabulary.means(title, "error", "response", "parameters", "sample"):
        return ""
    if vocabulary.is_part(title):
        _, colon, name = title.partition(":")
        above = section.above
        if not vocabulary.means(title, "values"):
            return ""
        if colon:
            return type_name(name)  # "Enum: LampState"
        is_free = above and above.heading and id(above) not in owners
        return heading_as_name(page, above.title) if above and is_free else ""
    tokens = _TOKEN.findall(_ARTICLE.sub("", title))
    if not tokens or len(tokens) > _LONGEST_NAME:
        return ""
    return type_name(" ".join([*tokens[:-1], singular(tokens[-1])]))


def is_of_values(vocabulary: Vocabulary, title: str) -> bool:
    """Whether bullets below a heading are values: "Event types", not "Event type" and "Event attributes"."""
    last = next(iter(_TOKEN.findall(plain(title).lower())[-1:]), "")
    return vocabulary.means(last, "thing") and singular(last) != last


def json_of(page: PageReader, fence: Fence) -> ExampleDoc | None:
    """The JSON of a fence; None for anything else."""
    if not fence.text.lstrip().startswith(("{", "[")):
        return None
    page.use(fence)
    try:
        return ExampleDoc(value=read_json(fence.text)[0], text=fence.text, at=fence.span)
    except (Unreadable, RecursionError):
        return None


def with_examples(
    page: PageReader, sections: Sequence[Section], resources: list[ResourceDoc]
) -> list[ResourceDoc]:
    """The types with the JSON below headings such as "Example": of the object above, or beside it."""
    if not resources:
        return []
    vocabulary = page.dialect.vocabulary()
    by_place = {id(doc.at): n for n, doc in enumerate(resources)}
    by_name = {_letters(doc.name): n for n, doc in reversed([*enumerate(resources)])}
    beside: dict[int, list[int]] = {}
    for section in sections:
        if section.heading and (number := by_place.get(id(section.heading.span))) is not None:
            beside.setdefault(id(section.above), []).append(number)
            beside.setdefault(id(section), []).insert(0, number)
    for section in sections:
        if not vocabulary.means(section.title, "sample"):
            continue
        near = [n for n in beside.get(id(section.above), ()) if resources[n].example is None]
        if (named := _named_in(section.title, by_name)) is not None:
            near = [n for n in near if n == named]
        for block in section.blocks:
            if near and isinstance(block, Fence) and not page.is_used(block):
                example = json_of(page, block)
                if example and isinstance(example.value, dict):
                    resources[near[0]] = replace(resources[near[0]], example=example)
                    break
    return resources


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _named_in(title: str, by_name: Mapping[str, int]) -> int | None:
    """The number of the type that ends a heading such as "Example lamp shade"."""
    letters = _letters(title[-_LONGEST_TITLE:])
    ends = (letters[start:] for start in range(len(letters)))
    return next((by_name[end] for end in ends if end in by_name), None)


def with_bases(resources: Sequence[ResourceDoc]) -> Iterator[ResourceDoc]:
    """The types; one that adds to the first one of its page inherits from it.

    Its example has keys of both, of which some may be left out, and it lists few of the first one's itself.
    """
    main = resources[0] if resources else None
    keys = {row.name for row in main.properties} if main else set[str]()
    for doc in resources:
        own = {row.name for row in doc.properties}
        is_other = main is None or doc is main or doc.base is not None or not doc.headings
        if main is None or is_other or len(keys) < 2 or 2 * len(own & keys) > len(own):
            yield doc
            continue
        value = doc.example.value if doc.example else None
        example = set(value) if isinstance(value, dict) else set[str]()
        rest = example - own
        is_own = 2 * len(example & own) >= len(own)
        if is_own and len(rest & keys) >= _MANY_KEYS and 2 * len(rest & keys) > len(rest):
            base = TypeMention(ref=TypeRef(name=main.name), at=doc.at)
            yield replace(doc, base=base)
        else:
            yield doc


def told_base(page: PageReader, section: Section) -> TypeMention | None:
    """The type that a section says that its own adds to: "Inherits from [Lamp](#lamp).", "All fields of `Lamp`, and:"."""
    for block in section.blocks:
        if not isinstance(block, Paragraph) or ITEM.match(block.text):
            continue
        for offset, rest in rests(page.dialect, "inherits", block.text):
            found = _BASE.match(rest)
            ref = read_type(found[2] or found[1], page.dialect, page.references) if found else None
            if found and ref and not (ref.is_primitive or ref.kind):
                return TypeMention(ref=ref, at=page.place(block, offset + found.start()))
    return None


def said_above(page: PageReader, section: Section, name: str) -> str:
    """What is said of a type below the heading above that of its attributes, where that is of the type as well."""
    above = section.above
    is_part = section.heading is None or split_title(page, section.title)[1]
    if above and above.heading:
        is_same = name in (object_name(page, above.title), heading_as_name(page, above.title))
        return first_prose(above) if is_part or is_same else ""
    if not is_part:
        return ""
    front_matter = page.document.front_matter
    return on_one_line(page.description or front_matter.get("description", ""))
