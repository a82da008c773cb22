"""Request lines in two places: a method in one, a path in another.

    **URL**: `/lamps`      **Method** `POST`        labels, also above their values
    POST                   `/lamps`                 one below the other
    ### /lamps             #### GET                 a heading below another
    ### /lamps             - **GET** All lamps      a bullet below a heading, also `- Method: GET`
    method: GET            path: /lamps             keys of front matter
    ## GET endpoints       ### /lamps: All lamps    a chapter of one method
    ## Lamps [/lamps]      ### Create a lamp [POST]

The blocks of a document enter; `Requests` leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from docgen.diagnostics.position import Lines, Span, with_included
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declaration import LABELLED, METHODS_IN_WORDS, STRONG, VERB, Declaration
from docgen.reading.entries.declarations import (
    declarations,
    item_column,
    request_line,
    words_after,
)
from docgen.reading.entries.index_rows import state_index_rows
from docgen.reading.entries.labelled_values import (
    ADDRESS,
    ADDRESS_LABELS,
    LABELLED_LINE,
    LONGEST,
    METHOD,
    METHOD_FIRST,
    METHOD_LAST,
    Value,
    has_title,
    label_of,
    labelled_address,
    labelled_methods,
    methods_of_chapter,
    values,
)
from docgen.reading.entries.prefixes import put_prefixes
from docgen.reading.entries.unstated_methods import add_unstated
from docgen.reading.markdown.inline import NUMBERING
from docgen.reading.markdown.parser import Block, Document, Heading, Paragraph
from docgen.records import Record
from docgen.syntax.path_spellings import targets
from docgen.syntax.url_path import fits

_SMALL = "get|post|put|patch|delete"
_METHOD_BELOW_LABEL = re.compile(rf"(?i:{_SMALL})")
_METHOD_ALONE = re.compile(rf"{VERB}|{_SMALL}")
# "v1/lamps", below a label of an address
_BARE_ADDRESS = re.compile(
    r"(?!(?:application|audio|image|multipart|text|video)/)[A-Za-z][\w.-]*/[\w./{}<>:?&=-]+"
)
# Most pages have no method apart from its address.
# Each begins with letters that `re` skips to.
_METHOD_IN_LABEL = re.compile(rf"\n[ \t*_]*(?:{VERB})[ \t]+[^\W\d_]+[ \t]*[*_]*[:：]")
_METHOD_LINE_END = re.compile(
    rf"(?:{VERB}|{_SMALL})[`*_\])]*[ \t]*(?:(?:[(（][^()（）\n]*[)）][*_]*|<br ?/?>|(?:</t[dhr]>){{1,3}}|\\)[ \t]*)?$",
    re.MULTILINE,
)
# "\n## `GET` All lamps", "\n## All lamps <Badge text="GET" />"
_METHOD_IN_HEADING = re.compile(rf"\n#++(?:[ `*\[]*+|[^\n<]*+<[A-Z][^\n<>]*=[\"'])(?:{VERB})\b")
# "`POST` Add a lamp", whose address comes below, as that of "Add a lamp [POST]" may
_METHOD_BEFORE_WORDS = re.compile(rf"[\W\d]*?\b({VERB})[`*\])]*[ \t:–—-]+[^\W\d_]")
# "- **GET** All lamps", "- GET: All lamps", below an address
_METHOD_IN_ITEM = re.compile(
    rf"(?:[ \t]*[-*+][ \t]+)?(?:([*_`]{{1,3}})({METHODS_IN_WORDS})\1(?![^\s:–—-])|(?<=[ \t])({METHODS_IN_WORDS})(?=[ \t]*(?:[:–—\n]|-[ \t]|\Z)))"
)
_METHOD_BEGINS_ITEM = re.compile(rf"\n[ \t]*(?:[-*+][ \t]+[*_`]{{0,3}}|[*_`]{{1,3}})(?:{VERB})\b")
# "base_url: https://lamps.example", of front matter
_OF_HOST = re.compile(r"(?:base|api|server)?[_-]?(?:url|uri|host|server)", re.IGNORECASE)
_HOST = re.compile(r"https?://[\w.:-]+/?")
# "/lamps: All lamps"
_ADDRESS_FIRST = re.compile(r"((?:/|https?://)\S*?)[:：]?[ \t]+\S.*")
_ADDRESS_LAST = re.compile(r"\S.*?[ ][\[(]((?:/|https?://)\S*)[\])]")


# The levels of the headings above a block, with the address that each or the text below it states.
_Above = Sequence[tuple[int, Value | None]]


class Requests(Record, frozen=True, kw_only=True):
    """The request lines of a document."""

    # Of each block; one in two places is in all blocks of both.
    of_blocks: tuple[tuple[Declaration, ...], ...]
    # The numbers of the headings that are labels, "Method: GET": parts of what is above them.
    labels: frozenset[int]
    of_document: tuple[Declaration, ...]  # of its front matter


@dataclass(slots=True)
class _Section:
    """What is between two headings, labels apart."""

    addresses: list[Value] = field(default_factory=list[Value])  # without methods yet
    methods: Value | None = None  # without an address yet
    # An address beside any other label, which methods right below it make one of a request.
    other: Value | None = None
    pairs: list[tuple[Value, Value]] = field(default_factory=list[tuple[Value, Value]])
    below: list[Declaration] = field(default_factory=list[Declaration])  # of methods in its heading
    # A method before the words of its heading, or in brackets after them.
    titled: Value | None = None
    heading: int = 0  # its number
    own: Value | None = None  # the address that its heading is
    is_stated: bool = False  # there is a request line in one place

    def take(self, label: str, value: Value, dialect: Dialect) -> None:
        """Reads a value: methods, an address, or neither."""
        is_address = ADDRESS.fullmatch(value.text) is not None
        if self.pairs and dialect.vocabulary().means(label, "sample"):
            return  # "Example URL", below the request line
        if is_address and (of_label := methods_of_chapter(label, dialect)):
            self.pairs.append((value, value._replace(text=of_label)))
        elif methods := METHOD.fullmatch(value.text):
            self.add_methods(value._replace(text=methods[1]))
        elif label and _METHOD_BELOW_LABEL.fullmatch(value.text):
            self.add_methods(value._replace(text=value.text.upper()))
        elif _is_address(value.text, label, dialect) or self.is_completed_by(
            label, value, dialect.vocabulary()
        ):
            self.add_address(value)
        elif label and is_address and (value.text[0] == "/" or value.label < value.block):
            self.other = (
                value  # an address with a host only where nothing is beside it: "> https://..."
            )

    def is_titled_above(self, number: int) -> bool:
        """Whether a block is right below a heading with a method beside its words."""
        return self.titled is not None and number == self.heading + 1

    def is_completed_by(self, label: str, value: Value, words: Vocabulary) -> bool:
        """Whether a value is the address of a method, or of a title with one, that is above it.

        "Syntax: `/lamps`" is that of a title, however far below.
        "POST" with "`/lamps`" on the line below; of the lines of a paragraph, and right below it, the label may be any word.
        """
        if not ADDRESS.fullmatch(value.text):
            return False
        is_part = self.titled and value.label == value.block and words.is_part(label)
        if is_part or self.is_titled_above(value.block):
            return True
        if self.methods is None:
            return False
        is_beside = 0 <= value.block - self.methods.block < 2 and value.text.startswith("/")
        return is_beside or bool(METHOD.fullmatch(label))

    def takes_heading(
        self,
        heading: Heading,
        number: int,
        above: _Above,
        words: Vocabulary,
    ) -> bool:
        """Whether a heading is a label with its value: "Method: GET", and "Route: `/lamps`" after it; then reads it."""
        address = labelled_address(heading, number, words)
        if methods := labelled_methods(heading, number):
            self.add_methods(methods)
        elif address and self.methods and all(level < heading.level for level, _ in above[-1:]):
            self.add_address(address)
        else:
            return False
        return True

    def add_address(self, address: Value) -> None:
        if self.methods:
            self.pairs.append((address, self.methods))
            self.methods = None
        else:
            self.addresses.append(address)

    def shows(self, request: Declaration) -> bool:
        """Whether a fence is a sample of what labels above it state."""
        return request.form == "fence" and any(
            request.method in methods.text and fits(template.path, shown.path)
            for address, methods in self.pairs
            for template in targets(address.text)
            for shown in targets(request.target)
        )

    def add_own(self) -> None:
        """Gives the address in the heading the methods below it, where no address there is a longer form of it."""
        methods = self.methods or next((methods for _, methods in self.pairs), None)
        told = [address.text.rstrip("/") for address, _ in self.pairs]
        if self.own and methods and not any(t.endswith(self.own.text.rstrip("/")) for t in told):
            self.pairs.insert(0, (self.own, methods))

    def add_methods(self, methods: Value) -> None:
        is_beside = self.other and 0 <= methods.block - self.other.block < 2
        if self.other and is_beside and not (self.addresses or self.pairs):
            self.addresses.append(self.other)
        last = self.pairs[-1][1].block if self.pairs else methods.block
        if self.addresses:
            self.pairs += ((address, methods) for address in self.addresses)
            self.addresses = []
        elif last + 1 == methods.block:
            # The next bullet of a list of methods.
            self.pairs += [(address, methods) for address, of in self.pairs if of.block == last]
        else:
            self.methods = methods


def request_lines(document: Document, dialect: Dialect) -> Requests:
    """The request lines of a document, those in two places too."""
    found = [[*declarations(block)] for block in document.blocks]
    labels = set[int]()
    if found and any(_may_have(source.text) for source in with_included([document.source])):
        labels = _pair(document, dialect, found)
    add_unstated(document.blocks, found, dialect)
    put_prefixes(document.blocks, found, dialect)
    state_index_rows(document, found, dialect.vocabulary())
    return Requests(
        of_blocks=tuple(map(tuple, found)),
        labels=frozenset(labels),
        of_document=tuple(_of_front_matter(document, dialect)),
    )


def _may_have(text: str) -> bool:
    text = f"\n{text}"
    return any(
        pattern.search(text)
        for pattern in (_METHOD_IN_HEADING, _METHOD_IN_LABEL, _METHOD_LINE_END, _METHOD_BEGINS_ITEM)
    )


def _pair(document: Document, dialect: Dialect, found: Sequence[list[Declaration]]) -> set[int]:
    """Adds the request lines in two places to those of their blocks. Gives the numbers of headings that are labels."""
    labels: set[int] = set()
    section = _Section()
    above: list[tuple[int, Value | None]] = [] if has_title(document, dialect) else [(0, None)]
    # The levels and the methods of the chapters above.
    chapters: list[tuple[int, Value]] = []
    label = listed = ""
    for number, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            listed = block.text
            if section.takes_heading(block, number, above, dialect.vocabulary()):
                labels.add(number)
                label = block.text
                continue
            if not _address_of(block, number) and _is_label_of_section(block, above, dialect):
                label = block.text
                continue
            if section.addresses and _heads_methods(document.blocks, number, above):
                labels.add(number)
                continue
            _close(section, found)
            if above and section.addresses and not (section.is_stated or section.pairs):
                above[-1] = (above[-1][0], section.addresses[-1])
            own = None if found[number] else _address_of(block, number)
            section, label = _Section(heading=number, own=own), block.text
            title = block.text[:LONGEST].strip()
            is_method = METHOD.fullmatch(title)
            # A method is below its address, whatever their levels are.
            while above and above[-1][0] >= block.level and not (is_method and above[-1][1]):
                above.pop()
            while chapters and chapters[-1][0] >= block.level:
                chapters.pop()
            if methods := methods_of_chapter(block.text, dialect):
                chapters.append((block.level, Value(methods, block.span, number, number)))
            if not found[number]:
                section.below = [*_below_address(block, number, above)]
                if chapters and (address := _address_of(block, number)):
                    section.below = [*_declared(address, chapters[-1][1], "heading")]
                beside = _METHOD_BEFORE_WORDS.match(title) or METHOD_LAST.fullmatch(title)
                section.titled = Value(beside[1], block.span, number, number) if beside else None
            level = max(block.level, above[-1][0] + 1 if above else 0)
            above.append((level, _address_of(block, number)))
            continue
        if above and not found[number]:
            found[number].extend(_of_item(block, above[-1][1]))
        section.is_stated |= any(
            request.form in STRONG and not section.shows(request) for request in found[number]
        )
        # A label, or the heading, is that of all bullets below it.
        for name, value in values(block, number, label or (listed if item_column(block) else "")):
            section.take(name, value, dialect)
        label = label_of(block)
        listed = label or listed
    _close(section, found)
    return labels


def _of_front_matter(document: Document, dialect: Dialect) -> Iterator[Declaration]:
    """The request line that is a value of the front matter, `api: "POST /lamps"`, or two of them."""
    texts = {key: value[:LONGEST].strip() for key, value in document.front_matter.items()}
    line = next(filter(None, map(request_line, texts.values())), None)
    method = next((v.upper() for v in texts.values() if _METHOD_ALONE.fullmatch(v)), "")
    if not line and method:
        is_title = ADDRESS.fullmatch(texts.get("title", "")) is not None
        keyed = (v for key, v in texts.items() if _is_address(v, key, dialect))
        addresses = [texts["title"]] if is_title else keyed
        line = next(((method, address) for address in addresses), None)
    if line:
        hosts = (
            v.rstrip("/")
            for key, v in texts.items()
            if _OF_HOST.fullmatch(key) and _HOST.fullmatch(v)
        )
        host = next(hosts, "") if line[1].startswith("/") else ""
        at = Span(document.source.path, 1)
        yield Declaration(method=line[0], target=f"{host}{line[1]}", form="component", at=at)


def _of_item(block: Block, address: Value | None) -> Iterator[Declaration]:
    """The request lines of a bullet, or a paragraph, that begins with methods, below a heading with their address."""
    match = _METHOD_IN_ITEM.match(block.text) if address and isinstance(block, Paragraph) else None
    if match and address and isinstance(block, Paragraph):
        row = words_after(block.text, match.end(), Lines(block.text, block.span))
        at = block.span.at_offset(block.text, match.start(n := match.lastindex or 0), len(match[n]))
        form = "item" if item_column(block) else "code"
        for method in dict.fromkeys(re.findall(VERB, match[0])):
            yield Declaration(method=method, target=address.text, form=form, at=at, row=row)


def _close(section: _Section, found: Sequence[list[Declaration]]) -> None:
    """Adds what a section states in two places, where it states no request line in one."""
    if section.is_stated:
        return
    found[section.heading].extend(section.below)
    if section.titled and (section.addresses or not section.pairs):
        section.add_methods(section.titled)
    section.add_own()
    for address, methods in section.pairs:
        for declaration in _declared(address, methods, LABELLED):
            for number in {address.label, address.block, methods.label, methods.block}:
                found[number].append(declaration)


def _declared(address: Value, methods: Value, form: str) -> Iterator[Declaration]:
    for method in dict.fromkeys(re.findall(VERB, methods.text)):
        yield Declaration(method=method, target=address.text, form=form, at=address.at)


def _below_address(heading: Heading, number: int, above: _Above) -> Iterator[Declaration]:
    """The request lines of a heading with methods, by the nearest address above it."""
    text = heading.text[:LONGEST].strip()
    match = METHOD_FIRST.fullmatch(text) or METHOD_LAST.fullmatch(text)
    address = next((value for _, value in reversed(above) if value), None)
    if match and address:
        methods = Value(match[1], heading.span, number, number)
        yield from _declared(address, methods, "heading")


def _address_of(heading: Heading, number: int) -> Value | None:
    """The address that a heading states, alone or at its end in brackets."""
    text = _address_in(heading.text) if "/" in heading.text else ""
    return Value(text, heading.span, number, number) if text else None


@lru_cache(256)  # asked for several times in a row
def _address_in(title: str) -> str:
    text = NUMBERING.sub("", title[:LONGEST].strip())
    alone = labelled[2] if (labelled := LABELLED_LINE.fullmatch(text)) else text
    if ADDRESS.fullmatch(alone):
        return alone
    match = _ADDRESS_LAST.fullmatch(text) or _ADDRESS_FIRST.fullmatch(text)
    return match[1] if match else ""


def _is_label_of_section(heading: Heading, above: _Above, dialect: Dialect) -> bool:
    """Whether a heading is a label inside of what is above it: "Request URL", "Method"."""
    words, text = dialect.vocabulary(), heading.text[:LONGEST]
    is_below = any(level < heading.level for level, _ in above)
    return is_below and words.is_part(text) and words.means(text, *ADDRESS_LABELS)


def _heads_methods(blocks: Sequence[Block], number: int, above: _Above) -> bool:
    """Whether a heading below what is above it is only that of methods: "Operations", and "- GET" below it."""
    heading, below = blocks[number], blocks[number + 1 : number + 2]
    is_below = isinstance(heading, Heading) and all(
        level < heading.level for level, _ in above[-1:]
    )
    found = (value.text for block in below for _, value in values(block, number, ""))
    return is_below and any(map(METHOD.fullmatch, found))


def _is_address(text: str, label: str, dialect: Dialect) -> bool:
    """Whether a value is an address by its form and its label."""
    if ADDRESS.fullmatch(text):
        return _is_of_address(label, dialect)
    is_path = dialect.vocabulary().means(label, "endpoint", "path")
    return bool(_BARE_ADDRESS.fullmatch(text)) and is_path and _is_of_address(label, dialect)


def _is_of_address(label: str, dialect: Dialect) -> bool:
    words = dialect.vocabulary()
    is_server = phrases(dialect, "server").search(label) is not None
    return words.means(label, *ADDRESS_LABELS) and not is_server
