"""Fields in paragraphs: bullets, and names that are alone on a line. Tags are in `field_tags`, definitions in `definitions`.

    - `color` `(string: <required>)` - Its color.    a bullet, with or without a bracket
    * **color** (string, required): Its color.
    * **color** _(body; one of `warm`, `cold`)_
    - `color=<string>`: Its color. Optional.
    **`color`** `string` *Required*                  a line, above its description

A paragraph enters; `Field`s leave, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.reading.deprecation import is_named_deprecated
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.entries.declarations import ITEM
from docgen.reading.lists.attributes import below_name
from docgen.reading.lists.brackets import (
    BRACKET,
    begins_with_type,
    bracket_behind,
    heads_below,
    is_of_type,
    of_bracket,
    of_words,
    type_first,
    without_remark,
)
from docgen.reading.lists.definitions import defined_fields
from docgen.reading.lists.facts import assigned_lines, named_lines, names_in
from docgen.reading.lists.field_tags import fields_in_tags
from docgen.reading.lists.fields import Field, grouped
from docgen.reading.lists.marks import calls_optional, is_required_in, marks_of
from docgen.reading.lists.names import WIRE_NAME, of_items
from docgen.reading.markdown.components import is_field
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Paragraph
from docgen.reading.page_reader import PageReader
from docgen.reading.type_phrases import names_primitives
from docgen.reading.types.literals import members_in_code
from docgen.records import replace
from docgen.syntax.plain_text import half_width

# "- color: Its color", which is a sentence where no label says that fields come.
_BARE_TERM = re.compile(
    r"([a-z][\w-]*(?:[.\[][\w.\[\]-]*)?)"
    r"(?=[ \t]*(?:[(（][^()（）\n]*[)）][ \t]*)?(?:：|[:–—=-][ \t])|[ \t]*[(（][^()（）\n]*[)）][ \t]*\Z)"
)
_QUOTED_TERM = re.compile(r"\"([A-Za-z_][\w.\[\]-]*)\"(?=[ \t]*(?:[(:]|[-–—][ \t]|\n|\Z))")
_NAME_ALONE = re.compile(r"([a-z][\w-]*(?:[.\[][\w.\[\]-]*)?)\s*\Z")
# "*color*: (string) Its color", where a label says that fields come
_SLANTED_TERM = re.compile(
    r"(?:\*([a-z][\w.\[\]-]*)\*|_([a-z](?:[\w.\[\]-]*[a-z0-9\]])?)_)(?=[ \t]*(?:[(（:：]|[-–—][ \t]))"
)
# "color `<string>` Its color"
_TYPED_TERM = re.compile(r"([a-z][\w.\[\]-]*)(?=[ \t]+`<?([^`<>\n]{1,40})>?`)")
# "`string color`"
_TYPE_INSIDE = re.compile(r"`([^\W\d_][\w\[\]<>]{1,30}+) (?=[A-Za-z_][\w.\[\]-]*+`)")
_NAME_INSIDE = re.compile(r"([\w.\[\]-]++)`")
# "(opt) color: Its color", "[optional] color"
_MARK_FIRST = re.compile(r"[(\[]([^\W\d_]{3,12})\.?[)\]][ \t]+")
# "`color` (required)", in bold
_MARKED_TERM = re.compile(r"`([^`\n]+)`[ \t]*\(([^()\n]*)\)\Z")
_TERM = re.compile(r"(?:~~)?(?:`{1,2}([^`\n]+)`{1,2}|\*\*([^*\n]+)\*\*|__([^_\n]+)__)(?:~~)?")
# A name that begins a line, what may be after it, and what is around the words of that.
_LINE_TERM = re.compile(r"(?:~~)?(?:\*\*`([^`*\n]+)`\*\*|`([^`\n]+)`|\*\*([^*\n]+)\*\*)(?:~~)?")
# "color  required  `string`", below a label
_BARE_LINE = re.compile(r"([a-z_][\w.\[\]-]*)(?=[ \t])")
# "<string>" names a type where no HTML has that name; `array<string>` is one.
_LINE_TAG = re.compile(r"(?<!\w)<\s*+/?+\s*+(\w*+)[^<>\n]*+>|</\w++>")
_HTML_NAMES = frozenset("a b br code em font i ins kbd mark s small span strong sub sup u".split())
_LINE_TYPE = re.compile(r"(?<![`*_])[`*_]++([^`*_\n]++)[`*_]++")
_EMPHASIZED = re.compile(r"(?:\*{1,2}|_{1,2})([^\W_][\w<>\[\](), |-]*)(?:\*{1,2}|_{1,2})")
_TYPED_LINE = re.compile(rf"`[^`\n]+`[ \t]+{_EMPHASIZED.pattern}[ \t]*\\?(?:\n|\Z)")
_DESCRIBED = re.compile(r"[ \t]*+(?:[(（][^()（）\n]*[)）][ \t]*+)?(?:：|[:–—-][ \t])[ \t]*\S")
_LONGEST_LINE = 300  # characters
_LONGEST_HEAD = 80  # characters of a description
_MOST_WORDS = 4  # of a type that no primitive is
# "integer `size`", "`string[]` **colors**", "{boolean} is_on": a type, before what may be a name
_TYPE_BEFORE = re.compile(
    r"(?:`([^`\n]{1,40})`|\*{1,2}([^`*\n]{1,40})\*{1,2}|_([^`_\n]{1,40})_|\{([^{}\n]{1,40})\}"
    r"|([^\W\d_][\w\[\]<>|]{1,30}+(?:[ ](?:of|or)[ ][\w\[\]]{1,20}+){0,2}))[ \t]++(?=[`*_A-Za-z])"
)
_DASH = re.compile(r"[ \t][-–—][ \t]+")
_ARRAY = re.compile(r"\(?[\w.-]+\)?\[\]")  # "(integer)[]"
_AROUND = " \t()[],;:|·•*_"
_SEPARATOR = re.compile(r"[ \t]*(?:[-–—:=]+[ \t]+|:)?[ \t]*")
_HISTORY = frozenset(("history", "changelog"))  # containers of what changed in each release
# After a name: "`color` attribute introduced in 1.4".
_CHANGE = re.compile(r"[ \t]+[^\W\d_][^\n]*\b\d+\.\d+[\d.]*[ \t]*\Z")
_ASSIGNED = re.compile(r"([\w.\[\]-]+)(?:=|:[ ]+(?:[A-Z]\w+[ ]+)?(?=<))<?([^<>]+)>?\Z")
_STATUS = re.compile(r"[ \t:：]*`?[1-5]\d\d\b")


def paragraph_fields(
    page: PageReader, paragraph: Paragraph, column: int = 0, *, is_of_list: bool = False
) -> Iterator[Field]:
    """The fields of a paragraph that is a bullet, or a list of definitions; nothing for prose.

    `column` is that of the last bullet with a field that is part of no other, 0 without one above. `is_of_list`: a
    label above says that fields come, of which each may be a line alone.
    """
    if paragraph.container in _HISTORY:
        return
    text = paragraph.text
    if text.startswith(("<", "{%")) and is_field(text[:_LONGEST_LINE]):
        is_part = paragraph.span.column > (column + 1 if column else 3)
        yield from fields_in_tags(paragraph, paragraph.span.column if is_part else 0)
    elif "\n:" in text or "\n  :" in text:
        yield from defined_fields(paragraph, page.dialect)
    elif is_of_list and (assigned := [*assigned_lines(paragraph, page.dialect)]):
        yield from assigned
    elif item := ITEM.match(text):
        is_part = paragraph.span.column > (column + 1 if column else 3)
        depth = paragraph.span.column if is_part else 0
        mark = _MARK_FIRST.match(text, item.end()) if is_of_list else None
        is_required = _of_mark(mark[1], page.dialect) if mark else None
        start = mark.end() if mark and is_required is not None else item.end()
        bare = _BARE_TERM.match(text, start)
        if bare and not is_of_list and not begins_with_type(text[bare.end() :], page.dialect):
            bare = None  # a sentence
        # Below a field it may be one of its values.
        if is_of_list and not is_part and (alone := _NAME_ALONE.match(text, start)):
            bare = alone if alone[1] not in page.dialect.none_words else None
        bare = bare or (_term_of_list(text, start, page.dialect) if is_of_list else None)
        if coded := [*members_in_code(paragraph, start, page.dialect)]:
            yield from (replace(field, depth=depth + field.depth) for field in coded)
        elif is_of_list and len(named := names_in(paragraph, start, page.dialect)) > 1:
            yield from (replace(field, depth=depth) for field in named)
        elif is_of_list and (typed := _type_before(text, start, page.dialect)):
            type_text, term = typed
            for field in _bullet(paragraph, term, page.dialect, depth):
                yield replace(field, type_text=type_text, type_at=field.at)
        elif term := bare or _TERM.match(text, start):
            for field in _bullet(paragraph, term, page.dialect, depth):
                yield field if is_required is None else grouped(field, is_required)
    elif is_of_list or _TYPED_LINE.match(text):
        for line in named_lines(paragraph):
            yield from _line(line, page.dialect, is_of_list=is_of_list)


def _term_of_list(text: str, start: int, dialect: Dialect) -> re.Match[str] | None:
    """A name that only a bullet of a list of fields begins with: in quotes, in italics, before a type in code."""
    typed = _TYPED_TERM.match(text, start)
    if typed and names_primitives(typed[2], dialect):
        return typed
    return _QUOTED_TERM.match(text, start) or _SLANTED_TERM.match(text, start)


def _type_before(text: str, start: int, dialect: Dialect) -> tuple[str, re.Match[str]] | None:
    """The type before a name, and the name: "integer `size`", "`string` **color**", "{boolean} is_on - Whether it is"."""
    inside = _TYPE_INSIDE.match(text, start)
    if inside and names_primitives(inside[1], dialect):
        name = _NAME_INSIDE.match(text, inside.end())
        return (inside[1], name) if name else None
    found = _TYPE_BEFORE.match(text, start)
    if found is None:
        return None
    term = _TERM.match(text, found.end())
    if term is None and not text[start].isalpha():  # "string length: 3" is a sentence
        term = _BARE_TERM.match(text, found.end())
    type_text = next(group for group in found.groups() if group)
    if term is None or not names_primitives(type_text, dialect):
        return None
    name = next(group for group in term.groups() if group).strip("` :")
    marks = marks_of(dialect)
    is_mark = any(m.search(name) for m in (marks.required, marks.optional, marks.deprecated))
    # "`date` `string`" has its type behind.
    is_name = WIRE_NAME.match(name.rstrip("?")) and not names_primitives(name, dialect)
    return (type_text, term) if is_name and not is_mark else None


def is_change(paragraph: Paragraph) -> bool:
    """Whether a bullet says in which release something about a field changed: by its words, or by what it is in."""
    item = ITEM.match(paragraph.text)
    term = _TERM.match(paragraph.text, item.end()) if item else None
    is_said = term is not None and _CHANGE.match(paragraph.text, term.end()) is not None
    return is_said or (item is not None and paragraph.container in _HISTORY)


def _line(paragraph: Paragraph, dialect: Dialect, *, is_of_list: bool) -> Iterator[Field]:
    """A field whose name is alone on a line but for its type and whether it is required: its description may come below.

    So is one with its description after a dash, where the name is code.
    """
    line, _, below = paragraph.text.partition("\n")
    line = line.removesuffix("\\")  # a hard break
    # A longer one is a sentence, or has its description after a dash.
    term = _LINE_TERM.match(line[:_LONGEST_LINE])
    if term is None and is_of_list and len(line) < _LONGEST_LINE:
        line = line.replace("&nbsp;", " ")
        term = _BARE_LINE.match(line)
    name = next((g for g in term.groups() if g), "").strip(" `") if term else ""
    name = plain(name) if "](" in name else name
    if term is None or not WIRE_NAME.match(name.rstrip("?")):
        return
    if "`" not in term[0] and name[0].isupper() and dialect.vocabulary().is_part(name):
        return  # "**Code**: `200 OK`"
    rest = line[term.end() :].replace("&nbsp;", " ")
    marks, rest = marks_of(dialect), _LINE_TAG.sub(_of_tag, rest)
    described = _DESCRIBED.match(rest)
    bracket = BRACKET.match(rest) if described else None
    is_typed = bracket is not None and is_of_type(bracket[1], dialect)
    if described and (line[0] == "`" or is_of_list and is_typed):
        yield from _bullet(paragraph, term, dialect, depth=0)
        return
    if dash := _DASH.search(rest):
        rest, below = rest[: dash.start()], " ".join([rest[dash.end() :], below]).strip()
    is_required = is_required_in(marks, rest, rest)
    whole = rest
    for mark in (marks.required, marks.optional, marks.deprecated):
        whole = mark.without(whole)
    whole = whole.strip()
    bare = whole if _ARRAY.fullmatch(whole) else whole.strip(_AROUND)
    types = [found[1] for found in _LINE_TYPE.finditer(bare)]
    if "`" in term[0] and (emphasized := _EMPHASIZED.fullmatch(whole)):
        types = [emphasized[1]]  # "`color` **string**"
    # "**site_id**" heads a description, "**Example**" is a label.
    is_alone = not rest.strip() and name[0].islower() and not dialect.vocabulary().is_part(name)
    is_stated = is_required is not None or types or rest.strip().startswith("(") or is_alone
    is_stated = is_stated or names_primitives(bare, dialect)
    if term.re is _BARE_LINE:  # not a sentence
        is_stated = bool(rest.strip()) and (not bare or names_primitives(bare, dialect))
    if not is_stated or len(bare.split()) > 3:
        return
    at = paragraph.span.at_offset(line, 0, term.end())
    said, below = below_name(dialect, below)
    if required := said.get("required", ""):
        is_required = marks.yes.match(required) is not None
    yield Field(
        name=name.rstrip("?"),
        type_text=types[0] if types else bare or said.get("type", ""),
        about=below,
        default=said.get("default", ""),
        is_required=is_required,
        is_called_optional=is_required is False,
        is_deprecated=is_named_deprecated(dialect, f"{term[0]} {rest}"),
        at=at,
        type_at=at,
    )


def _of_mark(word: str, dialect: Dialect) -> bool | None:
    """What a word in brackets before a name says, also a short one: "(opt) color"."""
    words = {key: dialect.marks[key] for key in ("required", "optional")}
    found = [key for key, full in words.items() if any(w.startswith(word.lower()) for w in full)]
    return found == ["required"] if found else None


def _of_tag(tag: re.Match[str]) -> str:
    """The name that a tag is, "" for one of HTML."""
    return f" {tag[1]} " if tag[1] and tag[1].lower() not in _HTML_NAMES else " "


def _bullet(
    paragraph: Paragraph, term: re.Match[str], dialect: Dialect, depth: int
) -> Iterator[Field]:
    text = half_width(paragraph.text)
    name, written = next(g for g in term.groups() if g).strip(), ""
    marked = _MARKED_TERM.match(name)
    name = marked[1] if marked else name.strip(" `")
    end = term.end()
    if assigned := _ASSIGNED.match(name):
        name, written = assigned[1], assigned[2].strip("[]")
    elif _is_label(name, text[end:], dialect):
        return
    name = name.rstrip(":： `") if term[0][0] in "*_" else name  # "**`color`:**"
    # "`color*`" is required
    is_starred = name.endswith("*") and not name.endswith(".*")
    name = of_items(name).rstrip("*")
    if not WIRE_NAME.match(name.rstrip("?")):
        return
    bracket = bracket_behind(text, end, dialect)
    inner = bracket[1] if bracket else marked[2] if marked else ""
    end = bracket.end() if bracket else end
    separator = _SEPARATOR.match(text, end)
    about = text[separator.end() if separator else end :]
    is_separate = bracket or separator and separator[0].strip()
    if bracket is None and separator and (below := BRACKET.match(text, separator.end())):
        # "color: (optional string) Its color."
        bracket = below if is_of_type(below[1], dialect) else None
        inner = below[1] if bracket else ""
        about = text[below.end() :].strip() if bracket else about
    if not is_separate and heads_below(about) or not bracket and _CHANGE.match(text, end):
        return  # "`type` is `warm`:" heads what is below it; a list of changes
    said = of_bracket(inner, dialect)
    type_text, is_required = said.type_text, said.is_required
    type_text, about = without_remark(type_text, inner, about, dialect)
    type_text = type_text or type_first(about, dialect)
    about = "" if about == type_text else about
    if not type_text and not inner:
        type_text, is_required, about = of_words(about, dialect)
    if about and text.endswith(about):
        about = paragraph.text[-len(about) :]
    if is_required is None:
        is_required = _required_by(dialect, plain(about), is_starred)
    at, is_typed = paragraph.span.at_offset(text, term.start(), len(term[0])), "<" in term[0]
    yield Field(
        name=name.lstrip(":").rstrip("?"),
        type_text=(written if is_typed else "") or type_text,
        about=about,
        is_required=is_required,
        is_assigned=bool(written) and is_typed,
        values=tuple(written.split("|")) if "|" in written and not is_typed else (),
        is_called_optional=calls_optional(dialect, f"({inner})" if inner else about),
        location=said.location,
        is_of_many=said.is_of_many,
        depth=depth,
        default=said.default,
        is_deprecated=said.is_deprecated or is_named_deprecated(dialect, text[term.start() : end]),
        at=at,
        type_at=paragraph.span.at_offset(text, bracket.start(1), len(inner)) if bracket else at,
    )


def _required_by(dialect: Dialect, about: str, is_starred: bool) -> bool | None:
    """Whether a description says that its field is required, or else a star at the name does."""
    said = is_required_in(marks_of(dialect), about[:_LONGEST_HEAD], about)
    if said is None and (is_starred or phrases(dialect, "required").search(about)):
        return True  # "Which lamp. This parameter is required."
    return said


def _is_label(name: str, rest: str, dialect: Dialect) -> bool:
    """Whether a bullet only says what comes next: "* **URL Params**", "* **Code:** 200"."""
    words = name.rstrip(" :：")
    vocabulary = dialect.vocabulary()
    if name[:1].isupper() and vocabulary.means(words, "accepts", "requires"):
        return True  # "**Accepts**: no parameters"
    # "**Body**: a list of lamps"
    is_content = vocabulary.means(words, "body", "response") and rest[:1] in (":", "：")
    is_content |= vocabulary.means(words, "header") and rest.strip() in (":", "：")
    if is_content and name[:1].isupper() and vocabulary.is_part(words):
        return True
    is_alone = not rest.strip(" \t:：") and (" " in words or words != name)
    is_status = _STATUS.match(rest) is not None
    return (is_alone or is_status) and vocabulary.is_part(words)
