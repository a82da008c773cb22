"""Attributes that have a heading each: the name in the heading, the rest in labelled lines below it.

    ### `color` {{%optional%}} {#color}
    **Description:** What it shines in.\\
    **Type:** String (Enumerable, oneOf)\\
    `warm` = Like fire.\\
    **Version history:**\\
    4.1.0 - added

A heading with the blocks below it enters; a `Field` leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.deprecation import is_named_deprecated, says_deprecated, since
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.entries.labelled_values import METHOD
from docgen.reading.lists.fields import FLAG, Field
from docgen.reading.lists.marks import marks_of
from docgen.reading.lists.names import WIRE_NAME
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Heading, Paragraph
from docgen.reading.page_reader import PageReader

# "**Type:** string": a label in bold that begins a line
LABEL = re.compile(r"[ \t]*(?:\*\*([^*\n]{1,40}?):?\*\*:?|__([^_\n]{1,40}?):?__:?)[ \t]*")
# "*Result*: ", "_Result:_ "
EMPHASIZED = re.compile(r"[ \t]*[*_]([^*_\n]{1,40})(?::[*_]|[*_]:)[ \t]*")
# With a capital, as a field of that name seldom has.
_BULLET = re.compile(
    r"[ \t]*[-*+][ \t]+[*_]{0,3}([A-Z][a-z]{2,15})[*_]{0,3}:[*_]{0,3}[ \t]+(\S[^\n]*)\Z"
)
_VALUE = re.compile(r"[ \t]*(?:[-*][ \t]+)?`([^`\n]+)`[ \t]*(?:=|[-–—:](?=\s))[ \t]*")

_PLAIN_LABEL = re.compile(r"[ \t]*([A-Z][a-z]{2,15}):[ \t]+(\S.*)\Z")
_BELOW = frozenset({"type", "required", "default"})
_ROLES = frozenset({"type", "required", "default", "description", "location"})


def attribute_field(page: PageReader, heading: Heading, blocks: Sequence[Block]) -> Field | None:
    """The attribute that a heading names; None where no line below it states a type, or it is a parameter."""
    name = FLAG.sub("", heading.text).strip(" `")
    if not WIRE_NAME.match(name) or any(page.is_used(block) for block in blocks[:1]):
        return None
    lines = [line for block in blocks if isinstance(block, Paragraph) for line in _lines(block)]
    parts = dict(_parts(page.dialect, lines))
    if "type" not in parts:
        return None
    type_text, type_at = parts["type"][0]
    if METHOD.fullmatch(plain(type_text)):
        return None  # "**Type:** GET"
    for block in blocks:
        if isinstance(block, Paragraph):
            page.use(block)
    flags = {found[1].lower() for found in FLAG.finditer(f"{heading.text} {type_text}")}
    about = [text for text, _ in parts.get("description", ())]
    stated = [text for text, _ in parts["type"][1:]]
    values = [found[1] for text in stated if (found := _VALUE.match(text))]
    releases = (since(page.dialect, text) for texts in parts.values() for text, _ in texts)
    return Field(
        name=name,
        type_text=("{{%nullable%}} " if "nullable" in flags else "")
        + FLAG.sub("", type_text).strip(),
        about=" ".join([*about, *stated]),
        is_required=False if "optional" in flags else None,
        values=tuple(values),
        is_deprecated=is_named_deprecated(page.dialect, f"{heading.text} {type_text}")
        or any(
            says_deprecated(page.dialect, text) for texts in parts.values() for text, _ in texts
        ),
        since=next(filter(None, releases), ""),
        at=heading.span,
        type_at=type_at,
    )


def is_name(heading: Heading) -> bool:
    """Whether a heading is a name as it is sent, "color", and no title."""
    return heading.text[:1].islower() and WIRE_NAME.match(heading.text) is not None


def states_type(dialect: Dialect, blocks: Sequence[Block]) -> bool:
    """Whether one of some blocks is labelled lines with a type among them: "**Type:** string"."""
    return any(isinstance(b, Paragraph) and "type" in labelled(dialect, b.text) for b in blocks)


def labelled(dialect: Dialect, text: str) -> dict[str, str]:
    """The texts of a paragraph of labelled lines by the roles of their labels, {} for any other paragraph.

    Also of a bullet: "- Type: String".
    """
    if bullet := _BULLET.match(text):
        role, said = dialect.column(bullet[1].lower()) or "", bullet[2].strip(" .")
        return {role: said} if role in _ROLES else {}
    if not text.startswith(("**", "__")):
        return {}
    lines = [line.rstrip("\\").strip() for line in text.split("\n")]
    labels = [LABEL.match(line) for line in lines]
    if not all(labels):
        return {}
    texts = [(plain(m[1] or m[2]), line[m.end() :]) for m, line in zip(labels, lines) if m]
    roles = [(dialect.column(label) or "", text.strip()) for label, text in texts]
    # "**Required:**" alone heads what is below it.
    is_whole = all(role in _ROLES and text for role, text in roles)
    is_optional = any(marks_of(dialect).optional.search(label) for label, _ in texts)
    return dict(roles) if is_whole and not is_optional else {}


def below_name(dialect: Dialect, text: str) -> tuple[dict[str, str], str]:
    """What lines below a name say by their roles, and the other lines: "Its color.", "Type: String", "Required: Yes"."""
    said: dict[str, str] = {}
    others: list[str] = []
    for line in text.split("\n") if ":" in text else ():
        match = _PLAIN_LABEL.match(line)
        role = (dialect.column(match[1].lower()) or "") if match else ""
        if match and role in _BELOW and role not in said:
            said[role] = match[2].rstrip(" \\")
        else:
            others.append(line)
    return said, "\n".join(others) if said else text


def _lines(paragraph: Paragraph) -> Iterator[tuple[str, Span]]:
    for number, line in enumerate(paragraph.text.split("\n")):
        at = (
            paragraph.span
            if not number
            else Span(paragraph.span.path, paragraph.span.line + number)
        )
        yield line.rstrip("\\").strip(), at


def _parts(
    dialect: Dialect, lines: Sequence[tuple[str, Span]]
) -> Iterator[tuple[str, list[tuple[str, Span]]]]:
    """The role of each label, as that of a column, with its text and the lines below it; "description" for those before."""
    role, texts = "description", list[tuple[str, Span]]()
    for line, at in lines:
        if label := LABEL.match(line):
            if texts:
                yield role, texts
            words = plain(label[1] or label[2])
            role = dialect.column(words) or words.lower()
            texts = [(line[label.end() :], at)]
        else:
            texts.append((line, at))
    if texts:
        yield role, texts
