"""Where the fields below a label go: "Query parameters", "Response headers", "Request body".

A label enters, or a field with it; a place leaves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.entry import Entry
from docgen.reading.labels import STATUS, label_text
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of, required_by_label
from docgen.reading.markdown.inline import plain, slug
from docgen.reading.markdown.parser import Heading, Paragraph, Table
from docgen.reading.page_reader import PageReader
from docgen.reading.type_phrases import read_type
from docgen.syntax.form_content import MULTIPART, URL_ENCODED
from docgen.syntax.http_message import WITH_CONTENT
from docgen.syntax.plain_text import sentences
from docgen.syntax.url_path import parameter_key

_MEDIA_TYPE = re.compile(r"\b(?:application|audio|image|multipart|text|video)/[\w.+*-]*[\w+*]")
_OF_MEDIA_TYPE = re.compile(rf"({_MEDIA_TYPE.pattern})[*`]*:[ \t*]*((?:(?!<br)[^\n])+)")
# "Body (form-data)", "Body urlencoded"
_FORM = re.compile(r"(?<![\w/-])(?:((?:x-www-)?(?:form-)?url-?encoded)|form-?data)\b", re.I)
_CONTENT_TYPE = re.compile(r"^[ \t*`_-]*content-type[*_`]*[:：]([^\n]*)", re.I | re.M)
_ERRORS = re.compile(r"\W*(?:default|[45]xx)\W*", re.I)  # as OpenAPI has them, 4.8.16
_LONGEST_OF_FORM = 60  # characters of a label that has a word for a form
_LONGEST = 1_000  # characters of a description that are looked at
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_APART = 3  # "paramètre de requête"
_CODE_BEFORE = re.compile(r"`([^`\n]+)`[ ]*(?:\w+[ ]*)?\Z")  # "the `color` URL query parameter"
# Meanings of a label -> where what it heads goes; of several the first.
PLACES = {
    "response": "response",
    "error": "error",
    "status": "error",
    "header": "header",
    "query": "query",
    "path": "path",
    "body": "body",
}
# The places of what a label announces as a list.
LISTED = frozenset({"query", "path", "body", "header", "response"})
# The roles that dialects give to headings -> where a field below one goes.
_PLACES_OF_ROLES = {
    "query_parameters": "query",
    "path_parameters": "path",
    "request_body": "body",
    "request_headers": "header",
    "function_parameters": "function",
    "response": "response",
    "example_response": "response",
    "error_responses": "error",
    "permissions": "permission",
}


def label_place(page: PageReader, label: str) -> str:
    """The place of the fields below a label; "" where it has no word for one."""
    return place_of_words(page.dialect, label)


def place_below(page: PageReader, label: str, heading: str) -> str:
    """The place of a label, or of the heading above it where the label has no word for one."""
    return _place_below(page.dialect, label, heading)


def heads_fields(page: PageReader, label: str, place: str) -> bool:
    """Whether a label announces fields, each of which may be a line alone: "Query parameters", "Options"."""
    words = page.dialect.vocabulary()
    is_alone = words.means(label, "attributes") and words.is_part(label)
    return place in LISTED or is_alone or words.means(label, "parameters")


def lists_sent(words: Vocabulary, title: str) -> bool:
    """Whether a heading says that what a request has is listed: "Parameters of a lamp", "Request structure", "Request elements"."""
    is_whole = words.means(title, "request") and words.means(title, "thing", "attributes")
    return is_whole or words.means(title, "parameters")


def heading_words(page: PageReader, block: Heading) -> str:
    """The words of a heading; those of its id where only they name a place: "Anforderungsheader {#request-headers}"."""
    text, dialect = label_text(block), page.dialect
    if dialect.vocabulary().meanings(text) or dialect.role(slug(text)):
        return text
    ids = (name.replace("-", " ") for name in (block.slug, *block.ids))
    return next((words for words in ids if place_of_words(dialect, words)), text)


def words_below(page: PageReader, block: Heading, above: list[tuple[int, str]]) -> str:
    """The words of a heading; below one with a place those of a part without are of that too: "Response", "Fields".

    So are those of a heading that announces a list: "Parameters", "Where the lamp is:".

    `above` are the headings that it is below, each with its level and "" or the words of a place; it becomes one of them.
    """
    while above and above[-1][0] >= block.level:
        above.pop()
    text, words = heading_words(page, block), page.dialect.vocabulary()
    is_of_place = label_place(page, text) or words.means(text, "request")
    is_of_above = words.is_part(block.text) or block.text.endswith((":", "："))
    if above and above[-1][1] and is_of_above and not is_of_place:
        text = f"{above[-1][1]} {text}"
    above.append((block.level, text if label_place(page, text) else ""))
    return text


def column_place(page: PageReader, table: Table, place: str = "") -> str:
    """The place of the fields of a table whose first column says it: | Header | Value |, | Query parameter | Type |.

    That of its label counts, `place`; of a response there are header fields too.
    """
    own = label_place(page, plain(table.header[0].text)) if table.header else ""
    if place:
        return "response header" if (place, own) == ("response", "header") else place
    return own if own in (*LISTED, "error") else ""


def is_media_type(page: PageReader, title: str) -> bool:
    """Whether a heading only says of which media type what is above it is: "Content-Type: application/json"."""
    rest = _MEDIA_TYPE.sub("", title) if "/" in title else title
    return rest != title and not label_place(page, rest)


def media_types(text: str) -> list[str]:
    """The media types that a text names, in lower case."""
    return [name.lower() for name in _MEDIA_TYPE.findall(text)] if "/" in text else []


def content_types(place: str, text: str) -> list[str]:
    """The media types of the content of a request, in a text about it or a header field: "Content-Type: text/csv"."""
    field = _CONTENT_TYPE.search(text) if place in ("", "header") else None
    is_label = place == "body" and len(text) < _LONGEST_OF_FORM
    if is_label and (form := _FORM.search(text)):
        return [*media_types(text), URL_ENCODED if form[1] else MULTIPART]
    return media_types(field[1] if field else text) if place == "body" or field else []


def is_of_errors(page: PageReader, title: str) -> bool:
    """Whether a heading is that of errors: "Errors", "default", "4XX"."""
    return _ERRORS.fullmatch(title) is not None or page.dialect.vocabulary().means(title, "error")


def of_media_type(text: str) -> str:
    """The phrase of JSON in a cell with one for each media type, "**application/json**: [Lamp](#lamp)"; else the cell."""
    phrases = {found[1].lower(): found[2].strip() for found in _OF_MEDIA_TYPE.finditer(text)}
    return next((phrase for name, phrase in phrases.items() if "json" in name), "") or next(
        iter(phrases.values()), text
    )


# Labels recur on every page.
@lru_cache(8192)
def place_of_words(dialect: Dialect, label: str) -> str:
    """The place that the words of a label or of a heading name; "" for none."""
    words = dialect.vocabulary()
    # "Body (application/x-www-form-urlencoded)"
    bare = _MEDIA_TYPE.sub("", label) if "/" in label else label
    bare = _FORM.sub(lambda form: " form " if form[1] else form[0], bare)  # of no URL
    meanings = words.meanings(bare) or words.meanings(label)
    if meanings >= {"response", "header"}:
        return "response header"
    if meanings >= {"error", "status"}:
        return "error"  # "The error codes that a response body may have"
    place = _PLACES_OF_ROLES.get(dialect.role(slug(label)) or "", "")
    if place and (place != "function" or dialect.is_odata):
        return place
    place = next((place for meaning, place in PLACES.items() if meaning in meanings), "")
    codes = STATUS.findall(label)
    if not place and (STATUS.match(label) or _ERRORS.fullmatch(label)):
        place = "error"  # "404: Not found"
    return "response" if place == "error" and codes and codes[0][0] in "23" else place


@lru_cache(4096)
def _place_below(dialect: Dialect, label: str, heading: str) -> str:
    place = place_of_words(dialect, label or heading)
    is_answer = place_of_words(dialect, heading) == "response"
    if label and is_answer and not dialect.vocabulary().means(label, "request"):
        place = {"body": "response", "header": "response header"}.get(place, place)
    # "It has these attributes:", below "200 OK"; "The lamp object:" below "Response:"; "Code: 200".
    meanings = dialect.vocabulary().meanings(label) - {"link"}
    is_of_heading = (
        not meanings
        or meanings - {"part"}
        and meanings <= {"attributes", "part", "thing"}
        or meanings == {"part"}
        and (STATUS.search(label) or _is_group(dialect, label))
    )
    return place or (place_of_words(dialect, heading) if is_of_heading else "")


def _is_group(dialect: Dialect, label: str) -> bool:
    """Whether a label only says what is required: "Required", below "Data Params"."""
    return required_by_label(dialect, label) is not None


def is_of_path(item: Field, names: Mapping[str, str], listed: Collection[str]) -> bool:
    """Whether a field is a parameter of the path; of `id` and `ID` only the first is in `/lamps/{id}`.

    `names` are those of the path by their keys, `listed` those of all fields.
    """
    name = names.get(parameter_key(item.name), "")
    is_another = item.name.lower() == name.lower() and item.name != name and name in listed
    return bool(name) and not item.depth and not is_another


# A field has one description where it is created and updated.
@lru_cache(4096)
def says_query(dialect: Dialect, name: str, about: str) -> bool:
    """Whether a description says that its field is sent in the query: "as a query parameter", "the `color` query parameter"."""
    words, marks, others = dialect.vocabulary(), marks_of(dialect), phrases(dialect, "no_list")
    for sentence in sentences(" ".join(about[:_LONGEST].split())):
        if not (words.means(sentence, "query") and words.means(sentence, "parameters")):
            continue
        found = [*_WORD.finditer(sentence)]
        for first, last in zip(found, [*found[_WORDS_APART - 1 :], *found[-1:] * _WORDS_APART]):
            before, pair = sentence[: first.start()], sentence[first.start() : last.end()]
            heads = words.means(first[0], "query", "parameters")
            if not (heads and words.means(pair, "query") and words.means(pair, "parameters")):
                continue
            code = _CODE_BEFORE.search(before)
            # "If it is not sent, the `tint` query parameter is taken", "instead of a query parameter"
            # "`&`, which is also the query parameter delimiter"
            is_aside = any(aside.search(before) for aside in (marks.condition, marks.also, others))
            if (code is None or code[1] == name) and not is_aside:
                return True
    return False


def place_of(item: Field, label: str, is_of_path: bool, method: str) -> str:
    """Where a field goes: its own column, a name in the path, its label, its method."""
    if item.location:
        return item.location
    if label in ("response", "response header", "error", "header"):
        return label
    if is_of_path:
        return "path"
    if label == "path":
        return "query"  # "URL parameters" are those of the query as well
    if label:
        return label
    return "body" if method in WITH_CONTENT else "query"


def with_segments(path: str, fields: Sequence[tuple[Field, str]]) -> str:
    """The path; a segment that is the name of a listed parameter of the path is one, as `/lamps/lampId` is `/lamps/{lampId}`.

    One in lower case may be the word of a collection.
    """
    names = {
        item.name
        for item, place in fields
        if (item.location or place) == "path" and not item.name.islower()
    }
    segments = path.split("/") if names else ()
    return "/".join(f"{{{s}}}" if s in names else s for s in segments) or path


# "`?state=`", "`?page=1&size=10`", "`?size=` (default 10)"
_QUERY = re.compile(r"`\?([\w.\[\]-]{1,60}=[^`\s]{0,300})`(?:[ \t]*\(([^()\n]{1,100})\))?")


def queried_in(entry: Entry, known: Collection[str]) -> Iterator[tuple[Field, str]]:
    """The parameters of a query that sentences have in code, without those that are known by their names.

    Beside content such a query is more often one of another address, that a field takes.
    """
    if any(declaration.method in WITH_CONTENT for declaration in entry.declared):
        return
    seen = set(known)
    for block in entry.blocks:
        if not isinstance(block, Paragraph):
            continue
        for match in _QUERY.finditer(block.text):
            pairs = match[1].split("&")
            about = match[2] or "" if len(pairs) == 1 else ""
            at = block.span.at_offset(block.text, match.start(), len(match[0]))
            for name in dict.fromkeys(pair.partition("=")[0] for pair in pairs):
                if name and name not in seen:
                    seen.add(name)
                    item = Field(
                        name=name,
                        about=about,
                        is_of_prose=True,
                        is_required=False,
                        at=at,
                        type_at=at,
                    )
                    yield item, "query"


def place_in_operation(
    page: PageReader, item: Field, label: str, is_in_path: bool, method: str
) -> str:
    """The place of a field of an operation, by its label and what it says of itself: a file is in no query."""
    place = place_of(item, label, is_in_path, method)
    if place == "query" and method in WITH_CONTENT and item.type_text:
        ref = read_type(item.type_text, page.dialect)
        place = "body" if ref and ref.is_primitive and ref.name == "binary" else place
    is_of_body = place == "body" and not (item.location or label or item.depth)
    return "query" if is_of_body and says_query(page.dialect, item.name, item.about) else place


def is_in_body(page: PageReader, item: Field) -> bool:
    """Whether the words of a parameter of the path name the content too.

    "In the request body, or as part of the URL", "can also be a part of the URL".
    """
    words, also = page.dialect.vocabulary(), marks_of(page.dialect).also
    sentences = item.about.split(". ") if words.means(item.about, "path") else ()
    return any(
        words.means(sentence, "path") and (words.means(sentence, "body") or also.search(sentence))
        for sentence in sentences
    )
