"""The addresses that a page states for an API, and what it says of their variables.

    Base URL: `https://lamps.example/v2`            words say what it is
    - Sandbox: `https://test.lamps.example`         words for where it is used, before the operations
    `https://lamps.example/v2`, JSON everywhere.    a root alone, there

Blocks enter; `ServerDoc`s without a last slash leave, in page order. `http://host:port/{version}` is an address with variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declarations import ITEM
from docgen.reading.entries.entry import Entry
from docgen.reading.general.credentials import cells_text
from docgen.reading.labels import label_text
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.facts import fact_of
from docgen.reading.lists.rows import row_of
from docgen.reading.lists.tables import is_field_table, table_fields
from docgen.reading.lists.told import told_fields
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table
from docgen.reading.page import PropertyRow, ServerDoc
from docgen.reading.page_reader import PageReader
from docgen.records import replace
from docgen.syntax.path_spellings import is_root, placeholder_name, placeholders

_MOST_WORDS = 6  # beside an address: "- Sandbox (Europe): `https://...`"
_LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
# Never tried again with less: its parts may begin anywhere.
_ADDRESS = (
    r"https?://(?:[\w.-]++|\{[\w-]++\}|<[\w -]++>|\$\{?\w++\}?)++(?::\d++)?+"
    r"(?:/(?:[\w.{}~-]|\$(?=\w))++)*+"
)
_URL = re.compile(_ADDRESS)
# Alone, at the beginning in code, or in code behind a label: "The lamp's address: `http://10.0.0.5`".
_ALONE = re.compile(
    rf"[*_<]{{0,3}}({_ADDRESS})/?[*_>]{{0,3}}(?:[ \t.]*\Z|,[ \t])|[*_]{{0,3}}`({_ADDRESS})/?`(?=[*_]{{0,3}}(?:[.,;]|\s*\Z))"
    rf"|[^\n`:]{{1,60}}:[ \t*_]*`({_ADDRESS})/?`[*_. \t]*\Z"
)


# "Host: `api.lamps.example`", "Base URL: lamps.example/v1", which name no scheme; "Server: `server.js`" is a file.
_BARE = re.compile(
    r"[^:`\n]{1,40}:[*_ \t]*`?((?=[\w-]++\.[\w-]++[.:/]\w)(?:[a-z\d-]++\.)++[a-z]{2,}+(?::\d++)?+(?:/[\w.~-]++)*+|localhost:\d++)"
    r"/?`?[. \t]*"
)
_LONGEST_BARE = 150  # characters
_OF_USE = ("environment", "production", "api", "link", "number")
_BRACKET = re.compile(r"\([^()]{0,60}\)?")
# Beside an address: "- Sandbox (Europe): <https://...>", "BASE_URL=https://..."
_WORD = re.compile(r"\(?[^\W_][^\W_.&'’-]*(?:[.&'’-][^\W_]+)*\)?")
_VERSION_LAST = re.compile(r"/(?:v\d[\w.]*|\d{4}-\d\d(?:-\d\d)?|api)\Z", re.IGNORECASE)
# An address of pages for people: `https://lamps.example/docs/api`.
_OF_PAGES = re.compile(
    r"/(?:(?:api-?)?docs?|documentation|redoc|swagger(?:-ui)?)(?=/|\Z)", re.IGNORECASE
)
# In code among words: "It listens on `http://10.0.0.5/api`."
_CODED = re.compile(rf"`({_ADDRESS})/?`")


def servers_of(
    page: PageReader, blocks: Iterable[Block], entries: Iterable[Entry]
) -> Sequence[ServerDoc]:
    """The addresses that words call those of servers, else the roots with words for their use, else those that stand alone."""
    stated = [*_stated_servers(page, blocks)]
    above = () if stated else [*_above_operations(entries)]
    return stated or _servers_by_use(page, above) or [*_lone_servers(page, above)]


def _stated_servers(page: PageReader, blocks: Iterable[Block]) -> Iterator[ServerDoc]:
    """The addresses below a label such as "Base URL", or in a sentence or a table that has such words."""
    dialect = page.dialect
    above: Heading | Paragraph | None = None
    is_listed = False  # in bullets, which a paragraph below them ends: "[Terms](https://...)"
    for block in blocks if dialect.server_phrases else ():
        found = [*_addresses(_stating(block))]
        above = None if is_listed and not _is_item(block) else above
        label = above if found and above and _states(dialect, plain(label_text(above))) else None
        if found and isinstance(block, Paragraph) and _states(dialect, block.text):
            label = block
        if found and isinstance(block, Table):
            yield from _servers_of_table(page, block, label)
        elif label:
            fact = fact_of(block) if isinstance(block, Paragraph) and block is not label else None
            about, at = fact.label if fact else "", label.span
            page.use(block)
            yield from (ServerDoc(url=a, description=about, label=at) for a in found)
        is_listed = label is not None and _is_item(block)
        if isinstance(block, (Heading, Paragraph)) and not (label and _is_address(block)):
            above = block


def _is_item(block: Block) -> bool:
    return isinstance(block, Paragraph) and ITEM.match(block.text) is not None


def _servers_by_use(page: PageReader, above: Sequence[Block]) -> list[ServerDoc]:
    """The roots beside, or below, words such as "Production", "Sandbox" and "URL", that for production first."""
    words = page.dialect.vocabulary()
    found: list[tuple[str, str]] = []
    first: Block | None = None
    heading = label = ""
    for block in above:
        if isinstance(block, Heading):
            heading = label = plain(label_text(block))
            continue
        known = len(found)
        for line in _lines(page.dialect, block):
            match = _URL.search(line)
            about = _beside(line, match) if match else plain(line)
            is_short = len(about.split()) <= _MOST_WORDS
            if not match:
                label = about if is_short else heading
            elif is_short and _tells_use(words, about or label) and _is_base(match[0]):
                found.append((match[0].rstrip("/."), about or label))
        if len(found) > known:
            page.use(block)
            first = first or block
    ranked = sorted(found, key=lambda pair: not words.means(pair[1], "production"))
    is_one = len(found) == 1  # whose words, "URL", tell no use
    return [
        ServerDoc(url=url, description="" if is_one else about, label=first.span)
        for url, about in ranked
        if first
    ]


def _tells_use(words: Vocabulary, text: str) -> bool:
    """Whether words say how an address is used and nothing else, but in brackets: "Production API", "Sandbox (Europe)", not
    "Server status" or "API docs URL".
    """
    bare = _BRACKET.sub(" ", text)
    is_known = all(words.means(word, *_OF_USE) for word in bare.split())
    return is_known and words.means(bare, "environment")


def _lines(dialect: Dialect, block: Block) -> list[str]:
    """The lines of a block that may have an address: those of a table are its rows, with its header if that tells of uses."""
    match block:
        case Paragraph():
            return block.text.splitlines()
        case Fence() if block.text.count("\n") < 3:
            return block.text.splitlines()
        case Table():
            is_of_uses = any(
                dialect.vocabulary().means(cell.text, "environment") for cell in block.header
            )
            lines = [" ".join(cell.text for cell in row) for row in block.rows]
            return lines if is_of_uses else []
        case _:
            return []


def _beside(line: str, address: re.Match[str]) -> str:
    """The words around an address in a line: "Sandbox"."""
    return " ".join(_WORD.findall(plain(f"{line[: address.start()]} {line[address.end() :]}")))


def _lone_servers(page: PageReader, above: Sequence[Block]) -> Iterator[ServerDoc]:
    """The roots that stand alone before the first operation of a page, where no words say what they are; without one, those
    that a sentence or a table there has in code.
    """
    blocks = [block for block in above if isinstance(block, (Paragraph, Table))]
    alone = [s for block in blocks if (s := _lone_server(block))]
    yield from alone or (server for block in blocks for server in _coded_servers(page, block))


def _above_operations(entries: Iterable[Entry]) -> Iterator[Block]:
    for entry in entries:
        yield Heading(level=entry.level, text=entry.title, slug="", span=entry.at)
        for block, requests in zip(entry.blocks, entry.requests):
            if requests:
                return
            yield block


def _lone_server(block: Paragraph | Table) -> ServerDoc | None:
    text = block.text.strip() if isinstance(block, Paragraph) else ""
    found = _ALONE.match(text) if "://" in text else None
    url = next(filter(None, found.groups())).rstrip("/.") if found else ""
    return ServerDoc(url=url, label=block.span, is_alone=True) if _is_base(url) else None


def _is_base(url: str) -> bool:
    """Whether an address has no steps that name a thing, or ends in a version: `https://bank.example/open-banking/v3.1`."""
    is_versioned = _VERSION_LAST.search(url) is not None and not _OF_PAGES.search(url)
    return is_root(url) or is_versioned


def _coded_servers(page: PageReader, block: Paragraph | Table) -> Iterator[ServerDoc]:
    """The roots in code of a block, those of a table with what is beside them."""
    at = block.span
    for row in block.rows if isinstance(block, Table) else [[block]]:
        for cell in row:
            roots = _CODED.findall(cell.text) if "://" in cell.text else ()
            for url in filter(_is_base, roots):
                about = next((plain(c.text) for c in row if c is not cell and c.text), "")
                yield ServerDoc(url=url, description=about, label=at, is_alone=True)
                if isinstance(block, Table):
                    page.use(block)


def _servers_of_table(
    page: PageReader, table: Table, label: Heading | Paragraph | None
) -> Iterator[ServerDoc]:
    """The addresses of a table's rows, each with what the first other cell says: | Sandbox | https://... |."""
    columns = [n for n, cell in enumerate(table.header) if _states(page.dialect, plain(cell.text))]
    for row in table.rows if columns or label else ():
        for number, cell in enumerate(row):
            if columns and number not in columns:
                continue
            others = (plain(other.text) for other in row if other is not cell and other.text)
            for address in _addresses(cell.text):
                page.use(table)
                about = next(others, "")
                yield ServerDoc(url=address, description=about, label=table.span)


def _is_address(block: Heading | Paragraph) -> bool:
    """Whether a paragraph has an address and hardly more, so that the label above is that of the next one too."""
    is_one = isinstance(block, Paragraph) and "://" in block.text
    return is_one and len(block.text.split()) <= _MOST_WORDS


def server_variables(
    page: PageReader, blocks: Iterable[Block], servers: Iterable[str]
) -> Iterator[PropertyRow]:
    """What bullets and tables say of the variables of the page's addresses: "`region`: `eu` or `us`"."""
    names = {name for server in servers for name in placeholders(server)}
    for block in blocks if names else ():
        match block:
            case Paragraph() if any(name in block.text.lower() for name in names):
                told = (item for item, _ in told_fields(block, page.dialect))
                fields = [*paragraph_fields(page, block)] or [*told]
            case Table() if is_field_table(page, block):
                fields = [*table_fields(page, block)]
            case _:
                continue
        if fields and all(placeholder_name(item.name) in names for item in fields):
            page.use(block)
            yield from (
                replace(row_of(page, item), name=placeholder_name(item.name)) for item in fields
            )


def _stating(block: Block) -> str:
    """The text of a block that may state an address."""
    match block:
        case Paragraph():
            return block.text
        case Fence() if block.text.count("\n") < 3:
            return block.text
        case Table():
            return cells_text(block)
        case _:
            return ""


# The labels of samples recur on every page.
@lru_cache(4096)
def _states(dialect: Dialect, text: str) -> bool:
    return phrases(dialect, "server").search(text) is not None


def _addresses(text: str) -> Iterator[str]:
    if "://" not in text:
        if bare := _BARE.fullmatch(text.strip()) if len(text) < _LONGEST_BARE else None:
            yield f"http://{bare[1]}" if bare[1].startswith("localhost") else f"https://{bare[1]}"
        return
    for match in _URL.finditer(_LINK_TARGET.sub("]", text)):
        yield match[0].rstrip("/.")
