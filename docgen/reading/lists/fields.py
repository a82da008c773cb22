"""What a reference lists, as one record in whatever form it is written: a row, a bullet, a definition, a line, a component.

What is said beside a `Field` enters; the `Field` with it leaves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.marks import Rule, marks_of, starred
from docgen.reading.markdown.blocks import Block
from docgen.reading.page import TypeMention
from docgen.records import Record, replace
from docgen.syntax.url_path import EXPRESSION, parameter_key

FLAG = re.compile(r"\{\{[<%]?\s*(required|optional|nullable|deprecated)\s*[>%]?\}\}", re.I)

MAP_VALUES = "additionalProperties"  # JSON Schema's word

_QUERIED = re.compile(r"[?&]([\w.-]{1,60})=[{<:]([\w-]{1,60})")
# "key_or_uid", "idOrSlug"
_OR = re.compile(r"[_-]or[_-]|(?<=[a-z\d])Or(?=[A-Z])")


class Field(Record, frozen=True, kw_only=True):
    """A parameter or an attribute as it is listed."""

    name: str  # as it is sent: "color", "ids[]", "filter[size]"
    is_unnamed: bool = False  # a part of the field above, or of the whole content: "*anonymous*"
    type_text: str = ""  # the phrase, "" where none is written
    is_of_prose: bool = False  # the phrase begins a description, and need not name a type
    about: str = ""  # Markdown
    is_required: bool | None = None  # None where not stated
    is_assigned: bool = False  # written "color=<string>"
    # path, query, header, cookie, body, response, response header; "" where not stated
    location: str = ""
    is_of_many: bool = False  # its place is an array of objects that have it
    is_of_form: bool = False  # its place is that of the fields of a form
    depth: int = (
        0  # greater than that of the field that it is part of; 0 for one that is part of no other
    )
    is_marked: bool = False  # its name ends in the "?" of optional ones
    is_called_optional: bool = False  # by a word of its own: "(optional)"
    is_nullable: bool = False  # as all fields beside it, or most
    shown: frozenset[str] = frozenset()  # the kinds of the values that samples have of it: "object"
    default: str = ""  # in a column of its own
    values: tuple[str, ...] = ()  # that lines of their own list
    is_deprecated: bool = False
    since: str = ""  # the release that it came with
    link: str = ""  # the target of the link in its name
    base: TypeMention | None = None  # the type whose properties an object has beside those below it
    at: Span
    type_at: Span
    about_at: Span | None = None  # of a description in a cell of its own

    @property
    def is_key(self) -> bool:
        """Whether it is a key of an object, and not what is said of a whole one or of the values of a map."""
        return not (self.is_unnamed or self.name == MAP_VALUES)


def are_bare(fields: Iterable[Field]) -> bool:
    """Whether nothing is said of fields but what they are for, as of values."""
    return not any(item.type_text or item.is_required is not None for item in fields)


def grouped(item: Field, is_required: bool | None) -> Field:
    """A field that says nothing of whether it is required, as its group is."""
    if item.is_required is not None or item.depth:
        return item
    return item if is_required is None else replace(item, is_required=is_required)


def ruled(item: Field, rule: Rule) -> Field:
    """A field with what a sentence says of all fields; what its own row states of it holds."""
    is_of_rule = item.name not in rule.exceptions
    is_required = rule.is_required if is_of_rule else not rule.is_required
    return replace(
        item,
        is_required=is_required if item.is_required is None else item.is_required,
        is_nullable=item.is_nullable or (rule.is_nullable and is_of_rule),
    )


def required_without_mark(item: Field) -> Field:
    """A field whose name has no mark, where those of optional fields have one: it is required, unless it has a default."""
    is_silent = item.is_required is None and not item.default
    return replace(item, is_required=True) if is_silent else item


def is_sent(item: Field, place: str) -> bool:
    """Whether a field is of the query or the content of a request, where nothing says what is required as such."""
    return (item.location or place) in ("query", "body", "")


def with_marks(lists: Sequence[list[tuple[Field, str]]]) -> Sequence[list[tuple[Field, str]]]:
    """The lists of a page, in which fields without a mark are required where it marks its optional ones: `color?`."""
    if not any(
        item.is_marked for fields in lists for item, place in fields if is_sent(item, place)
    ):
        return lists
    return [
        [
            (required_without_mark(f), place) if is_sent(f, place) else (f, place)
            for f, place in fields
        ]
        for fields in lists
    ]


def with_stars(
    blocks: Iterable[Block], fields: Sequence[tuple[Field, str]], dialect: Dialect
) -> list[tuple[Field, str]]:
    """The fields; those of tables with a star at their names are required, where a note says so."""
    stars = starred(blocks, dialect)
    return [(grouped(item, True) if item.at in stars else item, place) for item, place in fields]


def contrasted(fields: Sequence[tuple[Field, str]], dialect: Dialect) -> list[tuple[Field, str]]:
    """The fields; in a list of what is sent where words call some optional and none required, the others are required.

    But for those of which a default is told. Of alternatives what only one has is optional.
    """
    fields = _of_alternatives(fields)
    places = [item.location or place if not item.depth else "part" for item, place in fields]
    required = {place for place, (item, _) in zip(places, fields) if item.is_required}
    called = {place for place, (item, _) in zip(places, fields) if item.is_called_optional}
    lists = (called - required) & {"query", "body", ""}
    told = marks_of(dialect).default
    return [
        (
            (required_without_mark(item), label)
            if place in lists and not told.search(item.about)
            else (item, label)
        )
        for place, (item, label) in zip(places, fields)
    ]


def _of_alternatives(fields: Sequence[tuple[Field, str]]) -> Sequence[tuple[Field, str]]:
    """The fields; where several lists of a body have the same names, a list for each action, what only one has is optional.

    Each of these lists says of all its fields whether they are required.
    """
    lists: list[set[str]] = [set()]
    for item, place in fields:
        if (item.location or place) == "body" and not item.depth and item.is_required is not None:
            if item.name in lists[-1]:
                lists.append(set())
            lists[-1].add(item.name)
    if len(lists) < 2 or any(len(names) < 2 for names in lists):
        return fields
    counts = Counter(name for names in lists for name in names)
    only = {name for name, count in counts.items() if count < len(lists)}
    return [
        (
            (replace(item, is_required=False), place)
            if item.name in only and not item.depth and (item.location or place) == "body"
            else (item, place)
        )
        for item, place in fields
    ]


def with_key(
    fields: Sequence[tuple[Field, str]], paths: Collection[str], names: Collection[str]
) -> Sequence[tuple[Field, str]]:
    """The fields; one called "id", "The ID of the deal", with the name of the one parameter of the path: `{DEAL_ID}`.

    `names` are the keys of all parameters in the paths. "id" and "slug" are the one parameter `{id_or_slug}`.
    """
    path = next(iter(paths)) if len(paths) == 1 else ""
    found = EXPRESSION.findall(path)
    for name in found:
        fields = _with_either(fields, name)
    listed = {parameter_key(item.name) for item, _ in fields}
    if len(found) != 1 or "id" not in listed or listed & set(names):
        return fields
    owner, is_id = re.subn(r"id\Z", "", parameter_key(found[0]))
    if not is_id:
        return fields
    is_last = path.endswith("}")
    return [
        (
            (replace(item, name=found[0]), "path")
            if _is_key(item, place) and (is_last or owner in item.about.lower())
            else (item, place)
        )
        for item, place in fields
    ]


def as_queried(
    fields: Sequence[tuple[Field, str]], targets: Iterable[str]
) -> Sequence[tuple[Field, str]]:
    """The fields; one that is the value of a query's parameter in all targets as this: "lampId" of `?from={lampId}`."""
    found = [{parameter_key(m[2]): m[1] for m in _QUERIED.finditer(t)} for t in targets]
    names = dict(set.intersection(*(set(each.items()) for each in found))) if found else {}
    listed = {parameter_key(item.name) for item, _ in fields} if names else set[str]()

    def queried(item: Field, place: str) -> tuple[Field, str]:
        name = names.get(parameter_key(item.name), "")
        is_free = place in ("", "path", "query") and not item.location and not item.depth
        is_other = name and is_free and parameter_key(name) not in listed
        return (replace(item, name=name), "query") if is_other else (item, place)

    return [queried(*each) for each in fields] if names else fields


def _with_either(fields: Sequence[tuple[Field, str]], name: str) -> Sequence[tuple[Field, str]]:
    """The fields; those that one parameter of the path is either of as this one: "key" and "uid" as `{key_or_uid}`."""
    keys = [parameter_key(part) for part in _OR.split(name)]
    either = [item for item, at in fields if at == "path" and parameter_key(item.name) in keys]
    if len(keys) < 2 or len(either) < len(keys):
        return fields
    about = "; ".join(item.about for item in either if item.about)
    one = replace(either[0], name=name, about=about)
    return [
        (one if item is either[0] else item, at) for item, at in fields if item not in either[1:]
    ]


def _is_key(item: Field, place: str) -> bool:
    is_free = place in ("", "path", "parameters") and not item.location and not item.depth
    return item.name.lower() == "id" and is_free
