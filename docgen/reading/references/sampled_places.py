"""Where fields go by what samples show, where no label has a word for a place.

    Each node counts these:         keys of the JSON below: of the response
    | File | Description |          a table of something else
    Supported attributes:           of a GET whose answers have them all: of the response

Fields enter, with the fences of their entry, or the JSON and the addresses in its samples; places leave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence, Set

from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.lists.columns import roles_of
from docgen.reading.lists.fields import Field, are_bare
from docgen.reading.lists.names import bare_name
from docgen.reading.markdown.parser import Block, Fence, Table
from docgen.reading.page import PropertyRow
from docgen.reading.page_reader import PageReader
from docgen.reading.values.bullets import OF_INPUTS
from docgen.records import Record, replace
from docgen.syntax.path_spellings import targets
from docgen.syntax.url_path import parameter_key

_LONGEST_SAMPLE = 20_000  # characters
_LEAST_FIELDS = 2  # that tell where they are
_LEAST_WORDS = 4  # of a sentence
_OF_PARTS = frozenset({"part"})  # what words such as "Notes" mean, and no more
_TEMPLATE = re.compile(r"[?&][\w.\[\]-]+=(?:<[\w -]+>|\{[\w-]+\})")
_KEY = re.compile(r"\"([^\"\n]{1,80})\"[ \t]*:")
_SENT = re.compile(r"(?<![\w.-])([A-Za-z_][\w.-]{0,60}+)=")


def is_sent_too(
    item: Field, label: str, above: Iterable[PropertyRow], sent: Iterable[object]
) -> bool:
    """Whether a field below a label of the body is of that, though the path has one with its name.

    That one is listed above as a parameter of the path, or JSON that is sent has the field.
    """
    if label != "body" or item.location:
        return False
    is_shown = any(isinstance(body, dict) and item.name in body for body in sent)
    return is_shown or any(row.name == item.name for row in above)


class Shown(Record, frozen=True, kw_only=True):
    """The names in the fences of an entry."""

    keys: frozenset[str]  # of JSON
    sent: frozenset[str]  # of queries and forms: "color=red"


def shown_in(blocks: Iterable[Block]) -> Shown:
    """The names that samples have."""
    texts = [block.text[:_LONGEST_SAMPLE] for block in blocks if isinstance(block, Fence)]
    keys = (name for text in texts for name in _KEY.findall(text))
    sent = (name for text in texts for name in _SENT.findall(text))
    return Shown(keys=frozenset(keys), sent=frozenset(sent))


def place_by_samples(
    words: Vocabulary,
    sentence: str,
    fields: Sequence[Field],
    shown: Callable[[], Shown],
    *,
    is_beside: bool,
) -> str | None:
    """The place of names below a sentence that has no word for inputs: "Each node counts these:".

    It is the response where samples have them as keys; "" where the sentence has such a word, or requests send them; None for a
    list of something else. `is_beside`: a table above has the inputs, so that "Exceptions:" is enough of a sentence. "Notes:" heads
    what is said of keys.
    """
    is_label = len(sentence.split()) < _LEAST_WORDS
    is_note = is_label and words.meanings(sentence) == _OF_PARTS
    is_other = is_label and not (is_beside or is_note)
    if not sentence or is_other or words.means(sentence, *OF_INPUTS):
        return ""
    names = {item.name.rpartition(".")[2] for item in fields}
    if names & shown().sent or not are_bare(fields):
        return ""
    is_known = names <= shown().keys
    if is_note and not is_beside:
        return None if is_known else ""
    return "response" if is_known and not is_label else None


def is_of_others(page: PageReader, sentence: str, table: Table, shown: Callable[[], Shown]) -> bool:
    """Whether a table below a sentence without a word for inputs lists something else: | File | Description |."""
    columns = roles_of(page, table)
    words, names = page.dialect.vocabulary(), {bare_name(row[0].text) for row in table.rows if row}
    is_headed = {"type", "required", "location"} & {*columns} or columns[:1] == ("name",)
    is_of_inputs = len(sentence.split()) < _LEAST_WORDS or words.means(sentence, *OF_INPUTS)
    return not (is_headed or is_of_inputs or names & shown().sent)


def is_of_sample(words: Vocabulary, label: str, table: Table, shown: Callable[[], Shown]) -> bool:
    """Whether a table below a sample describes it: "Description of the parameters", or most names are its keys, of which requests send few."""
    if words.means(label, "about"):
        return True
    names = {bare_name(row[0].text) for row in table.rows if row}
    are_keys = 2 * len(names & shown().keys) > len(names)
    return are_keys and 2 * len(names & shown().sent) < len(names)


def of_answers(
    fields: Sequence[tuple[Field, str]],
    shown: Sequence[object],
    asked: Sequence[str],
    in_path: Collection[str],
) -> list[tuple[Field, str]]:
    """The fields of a GET; those whose label names no place are of its response where all are keys of every object shown.

    "Supported attributes:" is above parameters as well. `shown` are the values of its samples, `asked` what these request,
    `in_path` the keys of the parameters of its path.
    """
    free = [
        item
        for item, place in fields
        if not (item.location or place or item.depth or parameter_key(item.name) in in_path)
    ]
    # A response has no column that says what is required.
    is_said = any(item.is_required is not None for item in free)
    is_sent_too = any("?" in target for target in asked)
    is_of_answer = len(free) > 1 and shown and not (is_said or is_sent_too)
    names = {item.name for item in free}
    if not is_of_answer or not all(_has_all(value, names) for value in shown):
        return [*fields]
    answered = {id(item) for item in free}
    found: list[tuple[Field, str]] = []
    is_answer = False  # so are the parts of a field
    for item, place in fields:
        is_answer = id(item) in answered or is_answer and item.depth > 0
        found.append((item, "response" if is_answer else place))
    return found


def _has_all(value: object, names: Set[str]) -> bool:
    """Whether an object has all keys; a list whose objects have no others, since one of many may be filtered by some."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(v, dict) and v.keys() == names for v in value)
    return isinstance(value, dict) and names <= value.keys()


def of_query(
    fields: Sequence[tuple[Field, str]], shown: Sequence[object], asked: Sequence[str]
) -> list[tuple[Field, str]]:
    """The fields of a GET; those below a label such as "Data" are of its query, where no object shown has all of them as keys.

    Content of a GET has no meaning (RFC 9110, 9.3.1). `shown` are the values of its samples, `asked` what these request.
    """
    names = {item.name for item, place in fields if place == "body" and not item.depth}
    is_asked = any(f"{name}=" in target for target in asked for name in names)
    is_shown = any(isinstance(value, dict) and names <= value.keys() for value in shown)
    if is_shown and not is_asked:
        return [*fields]
    return [(item, "query" if place == "body" else place) for item, place in fields]


def of_templates(
    fields: Sequence[tuple[Field, str]], asked: Sequence[str]
) -> list[tuple[Field, str]]:
    """The fields; those whose label names no place are of the query where a request shows it as a template: "?color=<value>"."""
    names = {
        name
        for text in asked
        if _TEMPLATE.search(text)
        for target in targets(text)
        for name in target.query
    }
    return [(item, place or ("query" if item.name in names else "")) for item, place in fields]


def in_shown(fields: Sequence[Field], shown: Sequence[object]) -> list[Field]:
    """The fields of a response; in what one key of the objects shown holds, where only that has them: "Each entry in `results` has:"."""
    names = {item.name for item in fields if not item.depth}
    objects = [value for value in shown if isinstance(value, dict)]
    if len(names) < _LEAST_FIELDS or len(objects) < len(shown) or not objects:
        return [*fields]
    keys = [{key for key, held in value.items() if names <= _keys_of(held)} for value in objects]
    key = next(iter(keys[0]), "")
    if any(found != {key} for found in keys) or any(names & value.keys() for value in objects):
        return [*fields]
    kind = "array of objects" if isinstance(objects[0][key], list) else "object"
    holder = Field(name=key, type_text=kind, at=fields[0].at, type_at=fields[0].at)
    inner = (item if item.depth else replace(item, name=f"{key}.{item.name}") for item in fields)
    return [holder, *inner]


def _keys_of(value: object) -> Set[str]:
    """The keys of an object, or of the objects of a list."""
    if isinstance(value, list):
        return {key for item in value if isinstance(item, dict) for key in item}
    return value.keys() if isinstance(value, dict) else frozenset()
