"""What sentences below a title say of its operations as a whole: what they do, permissions, whether they are deprecated, since when.

An entry and the paragraphs above its first list enter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.reading.deprecation import is_named_deprecated, says_deprecated, since
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declarations import ITEM
from docgen.reading.entries.entry import Entry
from docgen.reading.labels import paragraph_label
from docgen.reading.lists.marks import Rule, marks_of, rule_of_all
from docgen.reading.lists.permissions import access_in_prose, labelled_access
from docgen.reading.markdown.containers import NOTICES
from docgen.reading.markdown.parser import Heading, Paragraph, Table
from docgen.reading.page import Openness, PermissionRow
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import label_place
from docgen.reading.references.statuses import LABELLED
from docgen.records import replace
from docgen.syntax.naming import singular
from docgen.syntax.url_path import EXPRESSION

_FACT = re.compile(r"\*\*[^*\n]{1,40}(?::\*\*|\*\*[ \t]*:)")  # "**Weight:** 1"
# "Content-Type: `image/png`", "Authorization: Bearer ..."
_FIELD_LINE = re.compile(
    r"[`*]*(?:[A-Z][a-z]{1,20}(?:-[A-Z][A-Za-z]{0,20}){1,5}|Accept|Authorization)[`*]*:[ \t`*]"
)
_CODE_ALONE = re.compile(r"\s*`[^`]*`\s*")
_LINK_ALONE = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()\n]*\)")
_LETTER = re.compile(r"[^\W\d_]")
_BOLD = re.compile(r"\*\*([^*\n]{1,40})\*\*")
_CODE = ("<%", "{%", "{{", "<<<")  # what the tools that publish pages replace
_OF_PARTS = ("body", "header", "parameters", "query", "response")
_CODE_OR_BRACKET = re.compile(r"`[^`\n]*`|[()]")
_SEGMENT = re.compile(r"[A-Za-z][\w-]*")
_LONGEST_LABEL = 40  # characters of a word alone, as "Returns"
Access = tuple[list[PermissionRow], Openness]


def introduction(page: PageReader, entry: Entry) -> Iterator[Paragraph]:
    """The paragraphs of an entry up to its first table, heading or label of a list; of that the lines below it."""
    words = page.dialect.vocabulary()
    for block in entry.blocks:
        match block:
            case Paragraph():
                label = paragraph_label(block)
                if label and (label_place(page, label) or words.means(label, "parameters")):
                    yield replace(block, text=block.text.partition("\n")[2])
                    return
                yield block
            case Heading() if block.span != entry.at:
                return
            case Table():
                return
            case _:
                pass


def access_of(page: PageReader, entry: Entry, above: Sequence[Paragraph]) -> Access:
    """The permissions that lines and sentences of an entry state, and whether it needs credentials."""
    paragraphs = [block for block in entry.blocks if isinstance(block, Paragraph)]
    found = [(p.span, access) for p in paragraphs for access in labelled_access(page.dialect, p)]
    # Some tools print it in a box at the end.
    boxes = (p for p in paragraphs if p.container or p.is_quoted)
    for block in (*above, *boxes):
        found += ((block.span, access) for access in access_in_prose(page.dialect, block.text))
    scopes: dict[str, PermissionRow] = {}
    for at, access in found:
        known = scopes.get(access.kind, PermissionRow(kind=access.kind, scopes=(), at=at))
        if access.scopes:
            names = dict.fromkeys((*known.scopes, *access.scopes))
            scopes[access.kind] = replace(known, scopes=tuple(names))
    stated: list[Openness] = [access.openness for _, access in found if access.openness]
    return [*scopes.values()], ("optional" if scopes else stated[0]) if stated else ""


def states_deprecated(page: PageReader, entry: Entry, above: Sequence[Paragraph]) -> bool:
    """Whether the title or what is said below it, before anything is listed, calls the operations deprecated."""
    is_named = is_named_deprecated(page.dialect, entry.title)
    return is_named or any(says_deprecated(page.dialect, _of_operation(b)) for b in above)


def added_in(page: PageReader, entry: Entry, above: Sequence[Paragraph]) -> str:
    """The release that the title, or what is said below it, has for the operations."""
    texts = (entry.title, *map(_of_operation, above))
    return next(filter(None, (since(page.dialect, text) for text in texts)), "")


def _of_operation(paragraph: Paragraph) -> str:
    """What a paragraph says of an operation as a whole."""
    text = paragraph.text
    if text.endswith((":", "：")):
        return ""  # about the lines below it
    # What more a bullet says is about its field.
    return text.partition(". ")[0] if ITEM.match(text) else text


def describes(paragraph: Paragraph, vocabulary: Vocabulary) -> bool:
    """Whether a paragraph may describe an operation: no notice or quotation, no link alone, no fact or code, and no "or"
    between two request lines.
    """
    if paragraph.is_quoted or paragraph.container in NOTICES:
        return False
    text = paragraph.text
    is_link = " " not in text.strip() and vocabulary.meanings(text) == {"link"}
    is_link |= _LINK_ALONE.fullmatch(text.strip()) is not None or not _LETTER.search(text)
    is_link |= _CODE_ALONE.fullmatch(text) is not None
    bold = _BOLD.match(text)
    # "**Response 204** without content"
    is_label = bold is not None and vocabulary.is_part(bold[1])
    # "(New in 1.4)"
    is_remark = vocabulary.is_part(text[:_LONGEST_LABEL]) and len(text) < _LONGEST_LABEL
    # "Response `200` (`application/json`)"
    is_remark |= len(text) < _LONGEST_LABEL and vocabulary.is_part(_CODE_OR_BRACKET.sub(" ", text))
    is_remark |= text.startswith("(") and text.rstrip().endswith(")") and text.count("(") == 1
    # "Body: the same as above"
    label, colon, _ = text[:_LONGEST_LABEL].partition(": ")
    is_remark |= bool(colon) and vocabulary.is_part(label) and vocabulary.means(label, *_OF_PARTS)
    is_fact = is_remark or _FACT.match(text) or LABELLED.match(text) or _FIELD_LINE.match(text)
    return not (is_link or is_label or is_fact or text.startswith(_CODE))


def usual_rule(page: PageReader, entries: Sequence[Entry]) -> Rule | None:
    """What a sentence outside of all operations says of all that they take: "Unless otherwise noted, all parameters are required"."""
    otherwise = marks_of(page.dialect).otherwise
    for entry in entries:
        for block in () if entry.declared or entry.is_past else entry.blocks:
            if isinstance(block, Paragraph) and otherwise.search(block.text):
                if rule := rule_of_all(page.dialect, block.text):
                    page.use(block)
                    return rule
    return None


def called_by(method: str, path: str) -> str:
    """What an operation without a title is called, in the names of types: `PUT /lamps/{id}/dim` is "Put lamps dim".

    A POST that ends in a name needs no verb: `POST /rooms/{id}/lamps` is "room lamp request".
    """
    names = _SEGMENT.findall(EXPRESSION.sub("", path))
    if method == "POST" and names and not path.endswith("}"):
        return " ".join((*map(singular, names), "request"))
    return " ".join((method.capitalize(), *names))
