"""What sentences and labelled lines of an entry state of its operations: statuses, the types of contents, names.

A paragraph enters, with the place that the labels above it give; a `Stated` gets what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.reading.labels import STATUS
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.facts import (
    Fact,
    assigned_lines,
    beside_label,
    named_beside,
    names_type,
    parts_of_label,
    takes_named,
    told_beside,
)
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of, required_by_label, rule_of_all
from docgen.reading.lists.told import told_fields
from docgen.reading.markdown.inline import links, plain
from docgen.reading.markdown.parser import Paragraph
from docgen.reading.page import CopyDoc, TypeMention
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import LISTED, label_place, media_types, place_below
from docgen.reading.references.returns import (
    BODY_PHRASE,
    content_alone,
    mentioned,
    name_alone,
    returned_mention,
    sent_mention,
    tells_many,
    type_alone,
)
from docgen.reading.references.stated import IF_READ, Stated, add_schemas, add_statuses
from docgen.reading.references.statuses import (
    answered_as,
    beside_status,
    failure_alone,
    labelled_responses,
    many_beside_status,
    stated_statuses,
    status_alone,
    told_failures,
)
from docgen.reading.references.union import joined_copies, same_as
from docgen.reading.type_phrases import read_type
from docgen.reading.types.fences import add_literals_beside
from docgen.records import replace

_LONGEST_MEDIA_TYPE = 60  # characters of a paragraph of one, with words around it
_WITH_CONTENT = (200, 201)  # statuses of a success that has content, as a rule
_MARKED = re.compile(r"\*\*[^*\n]{1,200}\*\*|`[^`\n]{1,200}`")
_OF_INPUTS = frozenset({"accepts", "parameters", "query", "request", "requires", "selecting"})
# "void (empty response body)"
_VOID = frozenset({"nil", "null", "unit", "void"})
_EMPTY = frozenset({"empty", "n/a", "nothing"})
_LONGEST_OF_NOTHING = 60  # characters
# "**Responses**", "**Response** `200 OK`"
_LABEL_ALONE = re.compile(
    r"\s*\*\*[^*\n]{1,60}\*\*[ ]?:?[\s`(]*(?:[1-5]\d\d\b[\w ]{0,40}[`)]*)?\s*\Z"
)


def add_prose(
    page: PageReader,
    paragraph: Paragraph,
    place: str,
    stated: Stated,
    *,
    is_answered: bool = False,
) -> None:
    """Statuses, the type of a response and that of a body, from words; `is_answered` says that a sample is above."""
    if not paragraph.is_quoted:
        add_schemas(page, labelled_responses(page, paragraph, place), stated)
        stated.told += told_failures(page, paragraph)
        stated.told += failure_alone(paragraph) if place in ("error", "response") else ()
    if paragraph.is_quoted or place == "error":
        return
    if "{" in paragraph.text:
        add_literals_beside(page, paragraph, place, stated)
    if place != "response":
        stated.rule = stated.rule or rule_of_all(page.dialect, paragraph.text)
    stated.in_words += _in_words(page, paragraph, place)
    stated.same_as = joined_copies(stated.same_as, _same_as(page, paragraph, place))
    if STATUS.search(paragraph.text):
        alone = status_alone(paragraph) if place == "response" else ()
        statuses = (*alone, *stated_statuses(page, paragraph))
        add_statuses(statuses, stated)
        stated.answer_types += media_types(paragraph.text)
        if any(status in _WITH_CONTENT for status in statuses):
            stated.same_as = stated.same_as or answered_as(paragraph)
        stated.returns = stated.returns or beside_status(page, paragraph)
        stated.many_at = stated.many_at or many_beside_status(page, paragraph)
    if stated.returns is None or stated.returns.is_noun:
        stated.returns = returned_mention(page, paragraph) or stated.returns
    if place != "response":
        stated.sent = stated.sent or sent_mention(page, paragraph)
        stated.returns = stated.returns or _content_beside(page, paragraph)
    if place == "body" and stated.body is None:
        stated.body = type_alone(page, paragraph)
    if place == "response" and "/" in paragraph.text and len(paragraph.text) < _LONGEST_MEDIA_TYPE:
        stated.answer_types += media_types(paragraph.text)
    if place == "response" and (stated.returns is None or stated.returns.is_noun):
        stated.returns = type_alone(page, paragraph) or content_alone(paragraph) or stated.returns
        stated.returns = stated.returns or _primitive_alone(page, paragraph)
        stated.returns = stated.returns or name_alone(page, paragraph)
        stated.named = stated.named or _linked_content(page, paragraph)
        # "Use [pagination](paging.md) for more" below a sample is about something else.
        is_other = is_answered or _LABEL_ALONE.match(paragraph.text)
        if not (is_other or stated.returns and not stated.returns.is_noun):
            stated.returns = mentioned(page, paragraph, collection_hint=True) or stated.returns
    elif place == "body" and stated.body is None and BODY_PHRASE.search(paragraph.text):
        stated.body = mentioned(page, paragraph)
    stated.returns_nothing |= _returns_nothing(page, paragraph, place)
    if place == "body":
        stated.takes_nothing |= page.matches("no_body", paragraph.text) is not None


def _returns_nothing(page: PageReader, paragraph: Paragraph, place: str) -> bool:
    """Whether a line says that there is no content: "No content." below "Response", "Response: empty", "Returns nothing."."""
    text = plain(paragraph.text).strip(" *_().。")
    if len(text) > _LONGEST_OF_NOTHING or marks_of(page.dialect).condition.search(text):
        return False
    fact = beside_label(paragraph)
    if fact and label_place(page, fact.label) == "response":
        place, text = "response", plain(fact.value).strip(" *_().。")
    is_told = page.matches("no_content", text) is not None
    if place == "response":
        return is_told or text.lower() in {*page.dialect.none_words, *_EMPTY} - {""}
    return place == "" and is_told and page.matches("returns", text) is not None


def _content_beside(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The content of which a line about a response says the media type: "Response: the picture (`image/png`)"."""
    fact = beside_label(paragraph) if "/" in paragraph.text else None
    if fact is None or label_place(page, fact.label) != "response":
        return None
    return content_alone(replace(paragraph, text=fact.value))


def _in_words(page: PageReader, paragraph: Paragraph, place: str) -> Iterator[tuple[Field, str]]:
    for item, words in told_fields(paragraph, page.dialect):
        at = label_place(page, words) or place
        if at in ("", "body") and _is_of_answer(page, words):
            at = IF_READ
        if at in ("", "query", "body", "path", "response", IF_READ):
            yield item, at


def _is_of_answer(page: PageReader, words: str) -> bool:
    """Whether a sentence is about the fields of what a GET answers, and not about inputs: "Available fields:"."""
    meanings = page.dialect.vocabulary().meanings(words)
    return "attributes" in meanings and meanings.isdisjoint(_OF_INPUTS)


def _same_as(page: PageReader, paragraph: Paragraph, place: str) -> CopyDoc | None:
    if fact := beside_label(paragraph):
        place = label_place(page, fact.label) or place
    exceptions = marks_of(page.dialect).exceptions
    return same_as(paragraph, page.dialect.vocabulary(), exceptions, place)


def _marked_type(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type that is all of a paragraph, in bold or in code: "**str**", "`Lamp[]`"."""
    found = _MARKED.fullmatch(paragraph.text.strip())
    ref = read_type(found[0], page.dialect, page.references) if found else None
    if ref is None or ref.name == "any":
        return None
    is_known = all(part.is_primitive for part in ref.parts)
    return TypeMention(ref=ref, is_noun=not is_known, at=paragraph.span)


def _primitive_alone(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type without a name that is all of a paragraph: "`string[]`", "Array of strings."."""
    found, text = _marked_type(page, paragraph), paragraph.text.strip(" .\n")
    if found and not found.is_noun:
        return found
    is_many = text.partition(" ")[0].lower() in page.dialect.collection_words
    ref = read_type(text, page.dialect) if is_many and len(text) < _LONGEST_MEDIA_TYPE else None
    is_known = ref is not None and ref.name != "any" and all(p.is_primitive for p in ref.parts)
    return TypeMention(ref=ref, at=paragraph.span) if ref and is_known else None


def add_returned(page: PageReader, paragraph: Paragraph, heading: str, stated: Stated) -> bool:
    """Reads what is alone below a heading such as "Return type": a type, or a word for nothing; whether it is one."""
    if not page.dialect.vocabulary().means(heading, "thing"):
        return False
    stated.is_call = True
    mention = _marked_type(page, paragraph)
    word = plain(paragraph.text).partition("(")[0].strip(" `*.").lower()
    if word in _VOID or word in page.dialect.none_words:
        stated.returns_nothing, mention = True, None
    elif mention is None:
        return False
    page.use(paragraph)
    stated.returns = stated.returns or mention
    return True


def add_fact(
    page: PageReader,
    paragraph: Paragraph,
    fact: Fact,
    place: str,
    is_required: bool | None,
    stated: Stated,
) -> None:
    """Reads what is beside the label of a fact: a description, fields, statuses."""
    page.use(paragraph)
    if not fact.value:
        return
    words = page.dialect.vocabulary()
    if words.means(fact.label, "about"):
        stated.about = stated.about or " ".join(fact.value.split())
    elif add_named(page, paragraph, "", stated):
        return
    elif not names_type(fact, place) and (place in LISTED or words.means(fact.label, "parameters")):
        inner = replace(paragraph, text=f"- {fact.value}")
        stated.add(paragraph_fields(page, inner, is_of_list=True), place, is_required, False)
    add_prose(page, paragraph, place, stated)


def add_named(page: PageReader, paragraph: Paragraph, heading: str, stated: Stated) -> bool:
    """Reads the names beside a label, "*Body parameters*: `color`, `size`", below a heading; whether there are any."""
    is_named = [_add_named(page, part, heading, stated) for part in parts_of_label(paragraph)]
    return any(is_named)


def _fields_beside(page: PageReader, paragraph: Paragraph, fact: Fact) -> Sequence[Field]:
    """The fields that are named in code beside a label, alone or each with words after it."""
    if named := named_beside(paragraph, fact, page.dialect):
        return named
    if assigned := [*assigned_lines(replace(paragraph, text=fact.value), page.dialect)]:
        return assigned
    told = [(inner, inner.span.column) for inner in told_beside(paragraph, fact)]
    return [item for inner in told for item in paragraph_fields(page, *inner, is_of_list=True)]


def _add_named(page: PageReader, paragraph: Paragraph, heading: str, stated: Stated) -> bool:
    fact = beside_label(paragraph)
    if fact is None:
        return False
    label, words, place = fact.label, page.dialect.vocabulary(), label_place(page, fact.label)
    if place == "header":
        place = place_below(page, label, heading)  # "Headers", below "Response"
    fields = _fields_beside(page, paragraph, fact)
    is_of_list = takes_named(label, place, page.dialect, fields)
    if fact.value.lower() in page.dialect.none_words:
        is_of_all = fact.value and takes_named(label, place, page.dialect, ())
        stated.takes_nothing = stated.takes_nothing or bool(is_of_all and place in ("", "body"))
    if not fields or place in ("response", "error") or not is_of_list:
        return False
    page.use(paragraph)
    is_required = True if words.means(label, "requires") else required_by_label(page.dialect, label)
    first = len(stated.fields)
    stated.add(fields, place, is_required, False)
    stated.named_only |= {
        item.name: first + number
        for number, (item, _) in enumerate(stated.fields[first:])
        if not (item.about or item.type_text)
    }
    return True


def _linked_content(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type of which a line about content links the section: "**Body**: the lamp (see [Lamp attributes](#lamp-attributes))"."""
    fact = beside_label(paragraph) if "#" in paragraph.text else None
    if fact is None or not page.dialect.vocabulary().means(fact.label, "body"):
        return None
    found = links(paragraph.text, paragraph.span, page.references)
    link = next((link for link in found if link.target.startswith("#")), None)
    ref = read_type(f"[{link.text}]({link.target})", page.dialect) if link else None
    if ref is None or link is None:
        return None
    page.use(paragraph)
    is_many = ref.is_collection or tells_many(page.dialect, fact.value)
    return TypeMention(ref=replace(ref, is_collection=is_many), at=link.span)
