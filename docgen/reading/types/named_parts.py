"""Types that stand beside what uses them: tables below the name that a table above mentions.

    | Name     | Type     | Description |
    |----------|----------|-------------|
    | `filter` | `Filter` | What to get |

    **Filter**

    | Name    | Type      | Description |
    |---------|-----------|-------------|
    | `limit` | `integer` | How many.   |

Or below the name of the field that they are parts of. A label and the fields above it enter; types leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from docgen.diagnostics.position import Span
from docgen.reading.lists.fields import Field
from docgen.reading.markdown.inline import code_spans, plain
from docgen.reading.page import ResourceDoc, is_any_object
from docgen.reading.page_reader import PageReader
from docgen.reading.type_phrases import CONTAINERS, read_type
from docgen.reading.type_words import type_name
from docgen.reading.types.trees import fold
from docgen.records import replace
from docgen.syntax.naming import singular, words

_NAME = re.compile(r"[A-Za-z_]\w+")
_LINKED = re.compile(r"\[([^\[\]]+)\]\(#")  # "Array of [Lamp shade](#lamp-shade)"
_LONGEST = 80  # characters of a name
_WORD = re.compile(r"[^\W_]+")
# "A JSON array of lamp shades"
_ITEMS = re.compile(r"\b([^\W\d_]+) of ([^\W\d_]+(?: [^\W\d_]+){1,2})[ ]*(?:[.,;:(]|\Z)")
_MOST_WORDS = 6  # of "Each shade is described by:"
_MOST_ABOVE = 500  # fields, each of which a heading may name
# "the `shade` object", "`shade`对象"
_OBJECT = re.compile(r"`([A-Za-z_][\w-]*)`(?:[ ]|(?=[\u3040-\u30ff\u3400-\u9fff]))([^\W\d_]+)")
# "[shade](lamps.md#lamp-shade)"
_FRAGMENT = re.compile(r"\[([^\[\]]+)\]\([^()#\s]*#([^()\s]+)\)")


class Mentions:
    """The names in the types of fields, each of which is looked at once."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._linked: set[str] = set()
        self._looked_at = 0  # of the listed fields

    def add(self, fields: Iterable[Field]) -> None:
        for item in fields:
            self._names.update(_NAME.findall(item.type_text))
            self._linked.update(_LINKED.findall(item.type_text))

    def named(self, label: str, listed: Sequence[tuple[Field, str]]) -> str:
        """The name that a label is, where the type of a field above has it; "" for any other label."""
        new = listed[self._looked_at :]
        self._looked_at += len(new)
        self.add(item for item, _ in new)
        name = plain(label).strip(" :") if len(label) < _LONGEST else ""
        if _NAME.fullmatch(name):
            return name if name in self._names else ""
        return type_name(name) if name in self._linked else ""


def part_types(
    page: PageReader, name: str, fields: Sequence[Field], at: Span
) -> tuple[ResourceDoc, ...]:
    """The type with this name and these fields, and those of the objects in it."""
    rows, nested = fold(page, name, fields)
    doc = ResourceDoc(
        name=name, namespace=page.namespace, is_annotated=False, properties=rows, at=at
    )
    return (doc, *nested)


def owner_of(
    page: PageReader,
    label: str,
    heading: str,
    sentence: str,
    place: str,
    fields: list[tuple[Field, str]],
) -> str:
    """The listed field that a heading names, or a label as a whole, an object then: "Shade size parameters" above a table of what is in it.

    Or that the sentence above the table does: "The `size` object may have these fields:", also one of a response; or whose
    type does: "array of [lamp shade](#lamp-shade)" above "Lamp shade parameters", or a link that leads to the heading; or
    what is said of it does: "A list of lamp shades" above "Each lamp shade has:".
    """
    owner = _owner_in(page, sentence, place, fields)
    owner = owner or _owner_of_items(page, sentence, place, fields)
    if owner:
        return owner
    names = [_letters(label)] if label else _names_in(page, heading)
    heading = label or heading
    for name in names:
        for number, (item, place) in enumerate(
            fields[-_MOST_ABOVE:], max(len(fields) - _MOST_ABOVE, 0)
        ):
            if not item.depth and (_letters(item.name) == name or _leads_to(item, name, heading)):
                ref = read_type(item.type_text, page.dialect, page.references)
                if label and not (ref and is_any_object(ref)):
                    continue
                is_many = ref is not None and (ref.is_collection or ref.kind == "array")
                text = "array of objects" if is_many else "object"
                fields[number] = replace(item, type_text=text), place
                return item.name
    return ""


def _names_in(page: PageReader, heading: str) -> Iterator[str]:
    """What a heading may name, without the words at its end that name a list: the letters of "Shade size" and of "Shade"."""
    vocabulary = page.dialect.vocabulary()
    tokens = [*words(heading)] if _WORD.search(heading) else []
    is_of_list = True
    while tokens and is_of_list:
        yield "".join(tokens).lower()
        is_of_list = vocabulary.means(tokens.pop(), "parameters", "attributes", "thing", "body")


def _leads_to(item: Field, name: str, heading: str) -> bool:
    """Whether a link in the type of a field has a name as its text, or leads to a heading of several words."""
    whole = _letters(heading) if " " in heading else ""
    return "#" in item.type_text and any(
        _letters(text) == name or (whole and _letters(fragment).endswith(whole))
        for text, fragment in _FRAGMENT.findall(item.type_text)
    )


def within(
    page: PageReader, sentence: str, fields: Sequence[Field], listed: list[tuple[Field, str]]
) -> Sequence[Field]:
    """The fields of a bullet, in the listed object that the sentence above names: "These fields are used by the `size`:"."""
    owner = _owner_in(page, sentence, "", listed) if listed and "`" in sentence else ""
    return [replace(item, name=f"{owner}.{item.name}") for item in fields] if owner else fields


def _owner_in(page: PageReader, sentence: str, place: str, fields: list[tuple[Field, str]]) -> str:
    vocabulary = page.dialect.vocabulary()
    found = [
        m[1]
        for m in _OBJECT.finditer(sentence)
        if vocabulary.means(m[2], "thing") or m[2].lower() in CONTAINERS
    ]
    codes = [code for _, _, code in code_spans(sentence)]
    is_named = len(found) == 1
    if not is_named and (len(codes) != 1 or not vocabulary.means(sentence, "attributes")):
        return ""
    name = found[0] if is_named else codes[0]
    item = next((f for f, _ in fields if f.name == name and not f.depth), None)
    ref = read_type(item.type_text, page.dialect, page.references) if item else None
    is_open = ref is not None and (is_any_object(ref) or ref.name in ("any", "object"))
    is_object = is_open or is_named and (ref is None or not ref.is_primitive)
    return name if (item and is_object) or (not item and is_named and place == "response") else ""


def _owner_of_items(
    page: PageReader, sentence: str, place: str, fields: list[tuple[Field, str]]
) -> str:
    """The last listed array of which a sentence names the items, with two words or more, as what is said of it does.

    Or with one word in a few, as its own name does: "Each shade has:", of `shades`.
    """
    first = max(len(fields) - _MOST_ABOVE, 0)
    places = (place,) if place else ("body", "response")
    may_be = place in ("", "body", "response") and first < len(fields)
    said = _singulars(sentence) if sentence and may_be else ""
    is_short = len(sentence.split()) <= _MOST_WORDS
    for number in range(len(fields) - 1, first - 1, -1) if said else ():
        item, of_item = fields[number]
        if of_item not in places or item.depth:
            continue
        one = singular(item.name.lower())
        if is_short and one != item.name.lower() and f" {one} " in said:
            fields[number] = replace(item, type_text="array of objects"), of_item
            return item.name
        items = _ITEMS.search(item.about)
        if items and items[1].lower() in page.dialect.collection_words:
            if _singulars(items[2]) in said:
                fields[number] = replace(item, type_text="array of objects"), of_item
                return item.name
    return ""


def _singulars(text: str) -> str:
    """The words of a text as a sentence has them of one, between spaces."""
    return f" {' '.join(singular(word) for word in _WORD.findall(text.lower()))} "


# Each heading is compared with all fields above it.
@lru_cache(4096)
def _letters(name: str) -> str:
    return "".join(words(name)).lower()
