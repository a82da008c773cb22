"""Request lines among words, and the sections of a document that has no others.

    Send a `POST` request to `/lamps`.              a method, and in the same sentence the address
    To add one, `POST` a JSON object to `/lamps`.
    Envía una petición `POST` a `/lamparas`.
    Call `GET /lamps`.                              both in one piece of code, after a word that says to send it
    A lamp is available at `GET /lamps/{id}`.       a mention, which counts where a whole document has nothing else

A paragraph enters; `Declaration`s leave. Entries enter, those of a document without other request lines; they leave cut
at their mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.diagnostics.position import Lines
from docgen.reading.dialects.vocabulary import WordPattern
from docgen.reading.entries.declaration import IN_CODE, TARGET, VERB, Declaration
from docgen.reading.entries.entry import Entry
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Cell, Heading, Paragraph
from docgen.records import replace
from docgen.syntax.path_spellings import targets
from docgen.syntax.plain_text import SENTENCE_END
from docgen.syntax.url_path import fits, shape

PROSE = "prose"  # the form of one that a sentence says to send
TOLD = "told"  # that of one in a sentence of a document that has no others
# "post request to the following endpoint: `/lamps`"
_REQUEST = WordPattern(
    ("request", "call"),
    rf"\b({VERB})[`*]*\s+(?:request|call)s?\s+(?:to|on|against)\s+(?:the\s+)?(?:following\s+)?"
    rf"(?:endpoint|url|uri|path|address)?:?\s*[*]*`({TARGET})`",
)
# "`POST` a JSON object to `/lamps`", "a POST request to `/lamps`": words that end no sentence, and no other code between.
_APART = re.compile(
    rf"(?<![\w`/*-])[`*]{{0,3}}({VERB})[`*]{{0,3}}(?:[ \t\n]+[^\s`.!?;:*|<>]{{1,30}}){{1,8}}+:?[ \t\n]+[*]{{0,2}}`(?=/|https?:)({TARGET})`"
)
_STAND_IN = re.compile(r"/[A-Z]{3,}\Z")  # "`https://lamps.example/METHOD`", of all operations
_CALLS = re.compile(
    r"\b(?:call|calling|send|sending|use|using|via|with)(?: (?:an?|the))?[ *]*\Z", re.I
)
_LONGEST_CALL = 30  # characters of such words
# What is before a request line that ends a bullet: its title.
_TITLE = re.compile(
    r"[ \t]*[-*+][ \t]+(\S[^\n`]{0,200}?)[ \t]*[*_]{0,3}[ \t]*(?:[:：–—]|-(?=[ \t]))[*_ \t]*"
)
_LONGEST_SENTENCE = 1_000  # characters that describe an operation


def in_sentences(paragraph: Paragraph) -> Iterator[Declaration]:
    """The request lines that sentences say to send."""
    text = paragraph.text
    if "`" not in text or "/" not in text:
        return
    places = Lines(text, paragraph.span)
    seen = set[int]()
    for pattern in (_REQUEST, _APART):
        for match in pattern.finditer(text):
            if match.start(2) not in seen and not _STAND_IN.search(match[2]):
                seen.add(match.start(2))
                yield _declared(places, match[1].upper(), match, PROSE)
    for match in IN_CODE.finditer(text):
        # "The `GET /lamps` endpoint is slow" calls nothing.
        if _CALLS.search(text, max(match.start() - _LONGEST_CALL, 0), match.start()):
            yield _declared(places, match[1], match, PROSE)


def _declared(places: Lines, method: str, match: re.Match[str], form: str) -> Declaration:
    at = places.span(match.start(2), len(match[2]))
    return Declaration(method=method, target=match[2], form=form, at=at)


def with_told(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries of a document whose only request lines are in sentences, each of which is about an operation then.

    A guide mentions some in a few of its sections: they count where half of them or more do so.
    """
    if any(d.form != PROSE for entry in entries for d in entry.declared):
        return entries
    found = [[*_mentions(entry)] for entry in entries]
    with_text = [bool(of_entry) for entry, of_entry in zip(entries, found) if _says(entry)]
    if not any(with_text) or 2 * sum(with_text) < len(with_text):
        return entries
    kept = _first_of_each([d for of_entry in found for _, of_block in of_entry for d in of_block])
    return [
        part for entry, of_entry in zip(entries, found) for part in _parts(entry, of_entry, kept)
    ]


def _says(entry: Entry) -> bool:
    """Whether a section has a sentence, or anything below its headings."""
    return entry.level > 1 and any(not isinstance(block, Heading) for block in entry.blocks)


def _mentions(entry: Entry) -> Iterator[tuple[int, list[Declaration]]]:
    """The numbers of the blocks that mention operations, with these."""
    for number, block in enumerate(entry.blocks):
        is_told = isinstance(block, Paragraph) and not (block.is_quoted or entry.is_past)
        if not isinstance(block, Paragraph) or not is_told or "`" not in block.text:
            continue
        if found := [*_told(block)]:
            yield number, found


def _told(paragraph: Paragraph) -> Iterator[Declaration]:
    """All request lines of a paragraph, in order, each with the sentence that it is in."""
    text, places = paragraph.text, Lines(paragraph.text, paragraph.span)
    patterns = (_REQUEST, _APART, IN_CODE)
    matches = (match for pattern in patterns for match in pattern.finditer(text))
    found = {match.start(2): match for match in matches if not _STAND_IN.search(match[2])}
    for _, match in sorted(found.items()):
        row = (("description", _sentence(text, match, places)),)
        yield replace(_declared(places, match[1].upper(), match, TOLD), row=row)


def _sentence(text: str, match: re.Match[str], places: Lines) -> Cell:
    """The sentence that mentions an operation."""
    before = text[max(match.start() - _LONGEST_SENTENCE, 0) : match.start()]
    starts = [end.end() for end in SENTENCE_END.finditer(before)]
    start = match.start() - len(before) + (starts[-1] if starts else 0)
    end = SENTENCE_END.search(text, match.end(), match.end() + _LONGEST_SENTENCE)
    stop = end.start() + 1 if end else match.end() + _LONGEST_SENTENCE
    title = _TITLE.fullmatch(text, start, match.start())
    if title and not text[match.end() : stop].strip(" *_."):
        said = plain(title[1])  # "* [All lamps](lamps.md): `GET /lamps`"
        return Cell(text=said, span=places.span(title.start(1), len(title[1])))
    said = text[start:stop]
    return Cell(text=" ".join(said.split()).rstrip(":"), span=places.span(start, len(said)))


def _first_of_each(found: Sequence[Declaration]) -> set[int]:
    """The `id`s of the first of each method and path, but for those with values for the placeholders of another."""
    paths = [[target.path for target in targets(d.target)] for d in found]
    templates = {(d.method, path) for d, own in zip(found, paths) for path in own if "{" in path}
    kept, seen = set[int](), set[tuple[str, str]]()
    for declaration, own in zip(found, paths):
        method = declaration.method
        is_shown = any(
            m == method and path != template and "{" not in path and fits(template, path)
            for m, template in templates
            for path in own
        )
        keys = {(method, shape(path)) for path in own}
        if keys and not is_shown and keys.isdisjoint(seen):
            kept.add(id(declaration))
        seen |= keys
    return kept


def _parts(
    entry: Entry, found: Sequence[tuple[int, list[Declaration]]], kept: set[int]
) -> Iterator[Entry]:
    """The entry, or one for each paragraph that is the first about an operation; the first has what is above."""
    spots = [(number, own) for number, all_ in found if (own := [d for d in all_ if id(d) in kept])]
    if not spots:
        yield replace(entry, declared=(), is_inferred=True) if entry.declared else entry
        return
    is_one = len(spots) == 1 and len(spots[0][1]) == 1
    starts = [0, *(number for number, _ in spots[1:]), len(entry.blocks)]
    for (number, own), start, end in zip(spots, starts, starts[1:]):
        blocks: tuple[Block, ...] = entry.blocks[start:end]
        yield replace(
            entry,
            title=entry.title if is_one else "",
            at=entry.at if is_one else entry.blocks[number].span,
            blocks=blocks,
            requests=((),) * (number - start) + (tuple(own),) + ((),) * (end - number - 1),
            declared=tuple(own),
            samples=entry.samples if start == 0 else (),
            is_inferred=True,
        )
