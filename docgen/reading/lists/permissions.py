"""Who may call an operation: permissions that a table lists, and what a line or a sentence says.

    **OAuth:** User token + `read:lamps`        **Auth required** : NO        Requires the `MANAGE_LAMPS` permission.

A `Table`, or the text of a paragraph, enters; `PermissionRow`s leave, or an `Access`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import AnyWord, WordPattern, word_pattern
from docgen.reading.entries.declarations import ITEM
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.inline import code_spans, plain
from docgen.reading.markdown.parser import Paragraph, Table
from docgen.reading.page import Openness, PermissionRow
from docgen.reading.page_reader import PageReader
from docgen.syntax.plain_text import sentences

_REVERSED = re.compile(r"from most to least", re.IGNORECASE)
# OAuth 2.0 grants permissions to a user's application, or to the application itself.
_KIND = re.compile(r"\b(?:delegated|application)\b", re.IGNORECASE)
# From the first letter of a word on, which may have a digit before it. Before Python 3.11.5 a possessive group takes the
# character at which it fails (gh-106052); an atomic one does not.
_SCOPE = re.compile(
    r"(?<![\w-])(?>(?:(?![A-Za-z])[\w-])*)([A-Za-z][\w-]*+(?:\.[A-Za-z][\w-]*+)++)"
    r"|\b(openid|profile|email|offline_access)\b"
)
# "**Auth required** : NO", "- **Scopes:** `lamps:read`", "Authentication: none"
_LABELLED = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?(?:(\*\*|__)([^*_\n:：]{1,40}?)[ \t]*[:：]?\1[ \t]*[:：]?|([A-Z][\w /(-]{1,40}?)[ \t]*[:：])"
    r"[ \t]*([^\n]*)"
)
_NAME = re.compile(r"[A-Za-z][\w.:*-]*")
_CODE = re.compile(r"`[^`\n]*`")
_TOKEN = re.compile(r"[^\W_]+")
_AROUND = " \t+:,.;()[]*_`\\"
_LONGEST_TEXT = 1_000  # characters of a paragraph that are looked at
_COLON_SCOPE = re.compile(r"[\w.-]+(?::[\w.*-]+)+")


def permission_rows(page: PageReader, table: Table) -> Iterator[PermissionRow]:
    """The rows of a permissions table, each with its scopes, the least privileged first.

    The columns after the first are levels of privilege, of one kind a row; or kinds, for one thing a row.
    """
    page.use(table)
    headers = [plain(cell.text) for cell in table.header]
    is_reversed = any(map(_REVERSED.search, headers))
    has_kinds = any(map(_KIND.search, headers[1:]))
    for row in table.rows:
        if not row or not row[0].text:
            continue
        first = plain(row[0].text)
        cells = [tuple(a or b for a, b in _SCOPE.findall(plain(c.text))) for c in row[1:]]
        if has_kinds:
            for kind, scopes, cell in zip(headers[1:], cells, row[1:]):
                yield PermissionRow(kind=f"{kind}: {first}", scopes=_ordered(scopes), at=cell.span)
        elif is_scope(first) and not any(cells):
            yield PermissionRow(kind=headers[0], scopes=(first,), at=row[0].span)
        elif cells:
            scopes = _ordered([scope for of_level in cells for scope in of_level])
            yield PermissionRow(
                kind=first, scopes=scopes[::-1] if is_reversed else scopes, at=row[1].span
            )


class Access(NamedTuple):
    """What a text says of who may call an operation."""

    kind: str = ""  # "User token"
    scopes: tuple[str, ...] = ()
    # Anyone, without credentials; or anyone, who gets more with them. "" where the text does not say so.
    openness: Openness = ""


class _Words(NamedTuple):
    anywhere: AnyWord  # of both
    access: WordPattern  # in a label, either of both
    scope: re.Pattern[str]  # in a label or a sentence
    public: re.Pattern[str]  # the first word beside a label
    needs: WordPattern  # in a sentence


@lru_cache(16)
def _words(dialect: Dialect) -> _Words:
    marks = dialect.marks
    access, scope, public = (word_pattern(marks[mark]) for mark in ("access", "scope", "public"))
    both = (*marks["access"], *marks["scope"])
    return _Words(
        AnyWord(both),
        WordPattern(both, rf"{access}|{scope}"),
        re.compile(scope, re.I),
        re.compile(rf"\W*{public}", re.I),
        WordPattern(marks["needs"]),
    )


def labelled_access(dialect: Dialect, paragraph: Paragraph) -> Iterator[Access]:
    """What the lines of a paragraph say beside a label."""
    for line in paragraph.text.split("\n"):
        found = _LABELLED.match(line) if ":" in line or "：" in line else None
        label = found and (found[2] or found[3])
        # "**role**: optional" is a field.
        if found and label and not label[0].islower() and _words(dialect).access.search(label):
            yield _beside(dialect, label, found[4])


def _beside(dialect: Dialect, label: str, value: str) -> Access:
    words = _words(dialect)
    is_of_scopes = words.scope.search(label) is not None
    spans = [span for span in code_spans(value) if is_scope(span[2]) or is_of_scopes]
    # "OAuth2 ( Scopes: lamps:read )"
    codes = [code for _, _, code in spans] or [t for t in value.split() if is_scope(t.strip(","))]
    scopes = tuple(dict.fromkeys(t.strip(",") for t in codes if _NAME.fullmatch(t.strip(","))))
    is_public = words.public.match(value) is not None
    kind = plain(value[: spans[0][0]]).strip(_AROUND) if spans else ""
    return Access(kind, scopes, ("optional" if scopes else "public") if is_public else "")


def access_in_prose(dialect: Dialect, text: str) -> Iterator[Access]:
    """What the sentences of a text say: "Requires the `MANAGE_LAMPS` permission.", "No authentication is required."."""
    text, words = text[:_LONGEST_TEXT], _words(dialect)
    if not words.anywhere.is_in(text):
        return
    for sentence in sentences(text):
        if phrases(dialect, "public").search(sentence):
            # "... if the lamp is public" is no rule for all.
            yield Access(openness="optional" if _is_conditional(dialect, sentence) else "public")
        elif not _is_conditional(dialect, sentence) and words.needs.search(sentence):
            if codes := tuple(dict.fromkeys(_beside_word(sentence, words.scope))):
                yield Access(scopes=codes)


def _beside_word(sentence: str, word: re.Pattern[str]) -> Iterator[str]:
    """The names in code beside a word: "the `A` and `B` permissions", "the scope `lamps:read`"."""
    spans = [*code_spans(sentence)]
    # With code as long as it was, in which no word is.
    blank = _CODE.sub(lambda code: "`" * len(code[0]), sentence)
    for found in word.finditer(blank):
        before = [span for span in spans if span[1] <= found.start()]
        after = [span for span in spans if span[0] >= found.end()]
        yield from reversed([*_adjacent(blank, reversed(before), found.start())])
        yield from _adjacent(blank, after, found.end())


def _adjacent(text: str, spans: Iterable[tuple[int, int, str]], at: int) -> Iterator[str]:
    """The code of spans one after the other, from a place on in either direction, with no more than a word between."""
    for start, end, code in spans:
        between = text[end:at] if end <= at else text[at:start]
        if len(_TOKEN.findall(between)) > 1 or not _NAME.fullmatch(code):
            return
        yield code
        at = start if end <= at else end


def _is_conditional(dialect: Dialect, sentence: str) -> bool:
    return marks_of(dialect).condition.search(sentence) is not None


def is_scope(text: str) -> bool:
    """Whether a text is a scope such as `lamps:read`."""
    return _COLON_SCOPE.fullmatch(text) is not None


def listed_scope(bullet: Paragraph) -> str:
    """The scope that a bullet is, "" for any other paragraph."""
    item = ITEM.match(bullet.text)
    name = plain(bullet.text[item.end() :]).strip() if item else ""
    return name if is_scope(name) else ""


def _ordered(scopes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(scopes))
