"""Words that say whether something has to be sent: in a cell, in a label above a list, in a sentence about all fields.

Texts enter; whether what they are about is required leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import WordPattern, word_pattern
from docgen.reading.markdown.inline import code_spans, plain
from docgen.reading.markdown.parser import Block, Cell, Paragraph, Table
from docgen.syntax.plain_text import sentences

_STEM = 4  # letters
_LONGEST_GROUP = 60  # characters of a label such as "The following arguments are required:"
_LONGEST_TEXT = 1_000  # characters that may say something of all fields
_IN_NAME = re.compile(r"\((?:required|mandatory)\)", re.I)
_OWN_WORD = re.compile(r"[\s*_`]*(?:[(\[]([^()\[\]\n]{1,80})[)\]]|[*_]([^*_\n]{1,40})[*_])")
_TOKEN = re.compile(r"[^\W_]+")
_CODE = re.compile(r"`[^`\n]+`")
# "\\*", "`*`" and "(*)" as signs that a note explains, "color*" with one.
_STAR = re.compile(r"\\\*|`\*`|\(\*\)")
_STARRED = re.compile(r"[\w\])`][ ]?\\?\*+\Z")
_LONGEST_NOTE = 120  # characters
_LETTERS = (
    {"M": True, "O": False, "C": False},
    {"R": True, "O": False},
    {"O": True, "X": False},
    {"1": True, "0": False},
)
_SIGN = re.compile(r"[^\w\s]\Z")
_SIGNS_OF_NO = frozenset("-–—✗✘❌×✖")


class Marks(NamedTuple):
    """Searches for the words that say whether something has to be sent."""

    every: WordPattern  # "all" of them
    exceptions: WordPattern
    nullable: WordPattern
    whether: WordPattern  # what follows is yes or no
    set_to: WordPattern  # at the end of a text, before a value in code
    separated: WordPattern  # several values in one text
    number: WordPattern  # what follows is counted
    also: WordPattern  # in another place too
    may: WordPattern  # what follows need not be sent
    otherwise: WordPattern  # what is said holds where nothing else does

    yes: re.Pattern[str]  # at the beginning of a cell
    condition: WordPattern
    required: WordPattern
    stated: WordPattern  # "required: yes"
    conditional: WordPattern  # "required if"
    optional: WordPattern
    deprecated: WordPattern
    default: WordPattern  # with the value after it


@lru_cache(16)
def marks_of(dialect: Dialect) -> Marks:
    """The searches with the words of a dialect."""
    marks = dialect.marks
    words = {
        mark: word_pattern(marks[mark])
        for mark in ("yes", "no", "required", "optional", "condition", "default", "by")
    }
    is_no = rf"[ \t]*[:：?][ \t*_`]*{words['no']}"  # "Required: **no**"
    return Marks(
        WordPattern(marks["all"]),
        WordPattern(marks["except"]),
        WordPattern(marks["nullable"]),
        WordPattern(marks["whether"]),
        WordPattern(marks["set_to"], rf"{word_pattern(marks['set_to'])}\s*\Z"),
        WordPattern(marks["separated"]),
        WordPattern(marks["number"]),
        WordPattern(marks["also"]),
        WordPattern(marks["may"]),
        WordPattern(marks["otherwise"]),
        re.compile(
            rf"\s*(?:{words['yes']}|{words['required']}|[✓✔✅☑]|\[x\]|:[\w-]*check[\w-]*:)", re.I
        ),
        WordPattern(marks["condition"]),
        WordPattern(
            marks["required"],
            rf"(?<![\"'/<=]){words['required']}(?!\s+{words['condition']}|{is_no})",
        ),
        WordPattern(marks["required"], rf"{words['required']}[:：][ \t*_`]*{words['yes']}"),
        WordPattern(marks["required"], rf"{words['required']}\s+{words['condition']}"),
        WordPattern(
            (*marks["optional"], *marks["required"]),
            rf"{words['optional']}|{words['required']}{is_no}",
        ),
        WordPattern(marks["deprecated"]),
        WordPattern(
            marks["default"],
            # "`pdf` (default), `png`"
            rf"`([^`\n]{{1,60}})`[ ]?\((?:\w+ )?{words['default']}\)"
            # "20 by default", "`red`, par défaut"; "50, default 20" has it after the word
            rf"|(?:`([^`\n]{{1,60}})`|(?<![\w.,-])(-?\d{{1,18}}(?:\.\d{{1,18}})?|true|false)),?[ ]\(?{words['by']}[ ]{words['default']}(?![ :=]{{0,3}}[\d`\"])"
            rf"|(?<![\"'`]){words['default']}[^\w\n`\"'\[{{)]{{0,6}}(?:(?:value|is|to|of|as)\b[ *_:=]{{1,4}}){{0,3}}"
            r"(?:`+([^`\n]{1,60})`+|\"([^\"\n]{1,60})\"|(-?\d+(?:\.\d+)?|true|false)\b)",
        ),
    )


def is_required_in(marks: Marks, head: str, whole: str) -> bool | None:
    """Whether the beginning of a text says that something is required, or the whole that it is optional."""
    if marks.required.search(head) or marks.stated.search(whole):
        return True
    return False if marks.optional.search(whole) else None


def says_yes(dialect: Dialect, text: str) -> bool:
    """Whether a cell says that something is so: "yes", "✓", "x", "true"."""
    words = plain(text).strip()
    return bool(marks_of(dialect).yes.match(words)) or words.lower() == "x"


def required_by_optional(dialect: Dialect, text: str) -> bool | None:
    """Whether a cell of a column "Optional" says that a field is required: "no", "required"; None for an empty one."""
    marks, words = marks_of(dialect), plain(text).strip()
    if not words:
        return None
    if marks.required.fullmatch(words):
        return True
    is_no = words.lower().rstrip(".") in dialect.marks["no"] or words in _SIGNS_OF_NO
    is_optional = says_yes(dialect, words) or marks.optional.fullmatch(words)
    return True if is_no else False if is_optional else None


def required_by_row(dialect: Dialect, cell: Cell | None, name: str, about: str) -> bool | None:
    """Whether a row says that its field is required: its own column, else the name or the description."""
    if cell is not None:
        marks = marks_of(dialect)
        text = plain(cell.text)
        yes = marks.yes.match(text)
        # "si" alone says yes in Spanish, and before other words "if".
        is_required = yes and (yes[0] == text or not marks.condition.search(text))
        return True if is_required else False if text else _calls_required(dialect, about)
    return _required_by(dialect, name, about)


# A field has one description where it is read, created and updated.
@lru_cache(4096)
def _required_by(dialect: Dialect, name: str, about: str) -> bool | None:
    marks, written = marks_of(dialect), f"{name} {about}"
    if marks.optional.search(plain(name)):
        return False
    if marks.required.search(written[: len(name) + 60]) or marks.stated.search(about):
        return True
    # In a group of required ones too: "The address. Required if there is no phone."
    if marks.optional.search(written) or marks.conditional.search(about):
        return False
    is_required = _IN_NAME.search(name) or phrases(dialect, "required").search(plain(about))
    return True if is_required else None


# A field has one description where it is read, created and updated.
@lru_cache(4096)
def calls_optional(dialect: Dialect, about: str, type_text: str = "") -> bool:
    """Whether a description, or a type, begins with a word of its own for what is optional.

    "(optional) Its color", "**Optional.** Its color", "Optional `int`"
    """
    optional = marks_of(dialect).optional
    first, *others = plain(type_text).split() or [""]
    is_of_type = bool(others) and optional.fullmatch(first) is not None
    return is_of_type or any(map(optional.fullmatch, _own_words(about)))


def _calls_required(dialect: Dialect, about: str) -> bool | None:
    """True where a description begins with a word of its own for what is required, "(required) Its color", else None."""
    return True if any(map(marks_of(dialect).required.fullmatch, _own_words(about))) else None


def _own_words(about: str) -> list[str]:
    """The words in the bracket, or the emphasis, that a description begins with."""
    word = _OWN_WORD.match(about)
    parts = re.split(r"[,;:]", next(filter(None, word.groups()), "")) if word else ()
    return [part.strip(" .*_") for part in parts]


@lru_cache(16)
def _stems(dialect: Dialect) -> frozenset[str]:
    """What the words for "optional" begin with, as that for "options" does in most languages."""
    return frozenset(word[:_STEM].lower() for word in dialect.marks["optional"] if len(word) > 6)


# Labels recur on every page.
@lru_cache(4096)
def required_by_label(dialect: Dialect, label: str) -> bool | None:
    """Whether the fields below a label are required, "Required parameters"; None where it does not say."""
    marks, words = marks_of(dialect), plain(label)
    is_required, is_optional = marks.required.search(words), marks.optional.search(words)
    stem = words.lower()[:_STEM]
    # "Options", "Opciones" alone
    is_optional = is_optional or " " not in words.strip() and stem in _stems(dialect)
    if (
        not dialect.vocabulary()
        or len(words) > _LONGEST_GROUP
        or bool(is_required) == bool(is_optional)
    ):
        return None
    return is_required is not None


def letters_of(table: Table, column: int | None) -> Mapping[str, bool]:
    """What each letter of a column of nothing else means: mandatory, optional and conditional; a circle and a cross."""
    if column is None:
        return {}
    cells = {plain(row[column].text).upper() for row in table.rows if column < len(row)} - {""}
    for letters in _LETTERS:
        # An X alone is a mark that something is so.
        if cells and cells <= letters.keys() and any(letters[cell] for cell in cells):
            return letters
    # One sign, and nothing in the other cells: "*", "●".
    written = {row[column].text.strip(" `\\") for row in table.rows if column < len(row)} - {""}
    signs = written - _SIGNS_OF_NO
    if len(written) == 1 == len(signs) and all(map(_SIGN.match, signs)):
        return dict.fromkeys(signs, True)
    return {}


def starred(blocks: Iterable[Block], dialect: Dialect) -> set[Span]:
    """The places of names with a star, in tables beside a note that says that it marks what is required: "\\* required"."""
    names: list[Cell] = []
    is_explained, required = False, marks_of(dialect).required
    for block in blocks:
        if isinstance(block, Table):
            names += (row[0] for row in block.rows if row and "*" in row[0].text)
        elif isinstance(block, Paragraph) and "*" in block.text[:_LONGEST_NOTE]:
            is_note = len(block.text) <= _LONGEST_NOTE and _STAR.search(block.text)
            is_explained |= bool(is_note and required.search(plain(block.text)))
    return {name.span for name in names if is_explained and _STARRED.search(name.text.rstrip())}


class Rule(NamedTuple):
    """What a sentence says of all fields beside it."""

    is_required: bool
    is_nullable: bool
    exceptions: frozenset[str]  # names of those that it does not hold for


@lru_cache(4096)
def rule_of_all(dialect: Dialect, text: str) -> Rule | None:
    """What a sentence of a text says of all fields: "All parameters are optional and nullable except for `name`." """
    marks, words = marks_of(dialect), dialect.vocabulary()
    if not words or not marks.every.search(text):
        return None
    for sentence in sentences(" ".join(text[:_LONGEST_TEXT].split())):
        codes = [code for _, _, code in code_spans(sentence)]
        bare = marks.otherwise.without(plain(_CODE.sub(" ", sentence)))
        every = marks.every.search(bare)
        said = marks.optional.search(bare) or marks.required.search(bare)
        # "sauf" is a word for either.
        after = marks.exceptions.without(bare[said.end() :]) if said else ""
        if every is None or said is None or marks.condition.search(after):
            continue
        between = bare[every.end() : said.start()] if every.end() < said.start() else bare
        exceptions = marks.exceptions.search(bare)
        # "All parameters that are marked with a star are required" is not about all.
        unknown = sum(not words.meanings(token) for token in _TOKEN.findall(between))
        unknown -= len(_TOKEN.findall(exceptions[0])) if exceptions else 0
        is_whole = words.means(between, "parameters", "attributes") and unknown <= 1
        if is_whole and bool(exceptions) == bool(codes) and not marks.condition.match(bare):
            is_required = not marks.optional.search(bare)
            is_nullable = marks.nullable.search(bare) is not None
            return Rule(is_required, is_nullable, frozenset(codes))
    return None
