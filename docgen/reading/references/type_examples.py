"""JSON as the example of a type: below a heading such as "Example" of the object above, or beside it.

The sections of a page and its types enter; the types leave with their examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from docgen.reading.markdown.parser import Fence
from docgen.reading.page import ExampleDoc, ResourceDoc, TypeMention, TypeRef
from docgen.reading.page_reader import PageReader
from docgen.reading.references.type_sections import Section
from docgen.records import replace
from docgen.syntax.lenient_json import Unreadable, read_json

_MANY_KEYS = 3  # of another type, before an example shows that it is the base type
_LONGEST_TITLE = 80  # characters of a heading that may end in the name of a type


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
