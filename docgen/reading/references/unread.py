"""What no reader used on a page of a reference: tables, fences, lists and request lines.

The entries of a page that was read enter; findings and the request lines leave. An entry that states no operation is
a guide, so that all of a page's guides have one note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.entries.declaration import UNSTATED, Declaration
from docgen.reading.entries.declarations import ITEM
from docgen.reading.entries.entry import Entry
from docgen.reading.entries.index_rows import INDEX
from docgen.reading.labels import paragraph_label
from docgen.reading.lists.attributes import is_name
from docgen.reading.lists.brackets import is_type
from docgen.reading.lists.bullets import is_change
from docgen.reading.lists.fields import Field
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Cell, Fence, Heading, Paragraph, Table
from docgen.reading.page import RequestTarget
from docgen.reading.page_reader import PageReader, rows_of
from docgen.syntax.headers import TRANSPORT_HEADERS
from docgen.syntax.http_message import WEBHOOK
from docgen.syntax.path_spellings import targets

# A bullet that begins with code but no status, or with a name in bold, or is one word; and the description of a term.
_LISTED = re.compile(
    r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+"
    r"(?:`(?![1-5]\d\d\b)|\*\*[\w$@.\[\]-]+\*\*[ \t]*[-–—:(]|[A-Za-z_][A-Za-z0-9_.\[\]-]*\s*\Z)"
    r"|[^\n]*\n[ \t]*:[ \t]"
)

# "- Name: string", "- string name: The name", below a label of parameters
_NAMED = re.compile(
    r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+[^\W\d_][\w.\[\]-]{0,60}+(?:[ \t][^\W\d_][\w.\[\]-]{0,60}+)?"
    r"[ \t]*(?:[(（:：]|[-–—][ \t])"
)
# What lists fields in a form that no reader knows: an item, HTML, "color=[string]".
_UNKNOWN_LIST = re.compile(
    r"[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|<(?:ul|ol|li|dl)\b|[`*]|[\w.\[\]-]{1,60}+=[^\s=])", re.I
)
_PROCEDURE = re.compile(r"[\"']method[\"']\s*:\s*[\"']([\w./:-]{1,80})[\"']")
_MOST_NAMES = 5


def report_unread(page: PageReader, entries: Sequence[Entry]) -> None:
    """A note for each unused table, fence and list where operations are stated, and one for all other places."""
    guides: list[Span] = []
    seen = set[int]()
    for entry in entries:
        for section, block, rest in _unread(page, entry, seen):
            rule = "DG206" if not entry.declared else "DG207"
            if entry.declared:
                page.report_block(block, section)
            else:
                guides.append(block.span)
                page.skip(rule, rows_of(block))
            for bullet in rest:
                page.skip(rule, rows_of(bullet))
    if guides:
        page.report("DG206", guides[0], count=len(guides))


def report_empty_lists(page: PageReader, entries: Sequence[Entry]) -> None:
    """A note for each label of parameters of an operation below which something looks like a list and nothing was read."""
    for entry in entries:
        for label, below in _announced(page, entry.blocks if entry.declared else ()):
            if _is_lost(page, label, below):
                text = label.text if isinstance(label, Heading) else paragraph_label(label)
                page.report("DG257", label.span, text=plain(text))


def _announced(
    page: PageReader, blocks: Iterable[Block]
) -> Iterator[tuple[Heading | Paragraph, Sequence[Block]]]:
    """Each label that says that parameters come, with the blocks below it."""
    label: Heading | Paragraph | None = None
    below: list[Block] = []
    for block in blocks:
        new = block if isinstance(block, (Heading, Paragraph)) and _announces(page, block) else None
        if new is None and not (isinstance(block, Heading) and not _is_part(page, block, label)):
            below.append(block)
            continue
        if label is not None:
            yield label, below
        label, below = new, []
    if label is not None:
        yield label, below


def _is_part(page: PageReader, heading: Heading, label: Heading | Paragraph | None) -> bool:
    """Whether a heading below a label is a name that is sent, "#### color", and no word such as "url"."""
    is_below = isinstance(label, Heading) and heading.level > label.level
    return is_below and is_name(heading) and not page.dialect.vocabulary().is_part(heading.text)


def _is_lost(page: PageReader, label: Heading | Paragraph, blocks: Sequence[Block]) -> bool:
    """Whether blocks below a label list something that no reader used, and nothing else tells of them."""
    if any(page.is_used(block) or isinstance(block, (Table, Fence)) for block in blocks):
        return False
    if any(_is_unread_item(page, block, label) for block in blocks):
        return False
    first = next((b for b in blocks if isinstance(b, (Heading, Paragraph))), None)
    if first is None:
        return False
    if isinstance(first, Heading):
        # What is right below a name is read with it where it is its type.
        paragraphs = (block for block in blocks if isinstance(block, Paragraph))
        return not any(is_type(page.dialect, block.text) for block in paragraphs)
    is_none = first.text.strip("-*+ \t\n.").lower() in page.dialect.none_words
    return not is_none and _UNKNOWN_LIST.match(first.text) is not None


def report_procedures(page: PageReader) -> None:
    """A note about the methods that the content of requests names, in JSON-RPC 2.0."""
    fences = [b for b in page.document.blocks if isinstance(b, Fence) and '"jsonrpc"' in b.text]
    called = dict.fromkeys(name for fence in fences for name in _PROCEDURE.findall(fence.text))
    if called:
        names = ", ".join([*called][:_MOST_NAMES]) + (", ..." if len(called) > _MOST_NAMES else "")
        page.report("DG252", fences[0].span, names=names)


def report_lists(page: PageReader, entries: Sequence[Entry]) -> None:
    """A note for each list of bullets or definitions on a page that documents types."""
    seen = set[int]()
    for entry in entries:
        for section, block, rest in _unread(page, entry, seen):
            if isinstance(block, Paragraph):
                page.report_block(block, section)
                for bullet in rest:
                    page.skip("DG207", rows_of(bullet))


def skip_lists(page: PageReader, blocks: Iterable[Block]) -> None:
    """Counts the lists of a page that documents nothing."""
    for block in blocks:
        if isinstance(block, Table) or isinstance(block, Paragraph) and _lists(page, block):
            page.skip("DG204", rows_of(block))


def _unread(
    page: PageReader, entry: Entry, seen: set[int]
) -> Iterator[tuple[str, Table | Fence | Paragraph, Sequence[Paragraph]]]:
    """The blocks without a reader, each with the nearest heading; the first of bullets in a row with the others.

    `seen` are the blocks of the entries above, of which several may have one.
    """
    section = entry.title or page.title
    bullets: list[Paragraph] = []
    label: Heading | Paragraph | None = None  # the nearest, which may say that fields come
    for block, requests in (*zip(entry.blocks, entry.requests), (None, ())):
        if block and id(block) in seen:
            continue
        seen.add(id(block))
        if isinstance(block, (Heading, Paragraph)) and not ITEM.match(block.text):
            label = block
        if _is_unread_item(page, block, label):
            assert isinstance(block, Paragraph)
            if is_change(block):
                page.skip("DG206" if not entry.declared else "DG207", rows_of(block))
            elif not requests:
                bullets.append(block)
                continue
        if bullets:
            yield section, bullets[0], bullets[1:]
            bullets = []
        if isinstance(block, Heading):
            section = block.text
        elif isinstance(block, Table) and not block.rows:
            page.use(block)  # which lists nothing
        elif isinstance(block, (Table, Fence)) and not page.is_used(block):
            if not any(request.form == INDEX for request in requests):
                yield section, block, ()


def _announces(page: PageReader, block: Heading | Paragraph) -> bool:
    """Whether a heading or a label says that parameters come."""
    words = page.dialect.vocabulary()
    label = block.text if isinstance(block, Heading) else paragraph_label(block, words)
    return words.is_part(label) and words.means(label, "parameters", "query", "body")


def _is_unread_item(
    page: PageReader, block: Block | None, label: Heading | Paragraph | None
) -> bool:
    """Whether a paragraph looks like an item of a list of fields below a label, and was not read."""
    if not isinstance(block, Paragraph) or page.is_used(block):
        return False
    if _lists(page, block):
        return True
    return label is not None and bool(_NAMED.match(block.text)) and _announces(page, label)


def _lists(page: PageReader, block: Paragraph) -> bool:
    """Whether a paragraph looks like an item of a list of fields; "- none" says that there are none."""
    listed = _LISTED.match(block.text)
    return bool(listed) and block.text.strip("-*+ \t\n.").lower() not in page.dialect.none_words


def report_values(page: PageReader, table: Table) -> None:
    """A note that the values of fields are not in the spec."""
    page.use(table)
    names = ", ".join(dict.fromkeys(plain(row[0].text) for row in table.rows if row))
    page.report("DG220", table.span, count=len(table.rows), names=names)
    page.skip("DG220", rows_of(table))


def report_unstated(page: PageReader, declared: Iterable[Declaration]) -> None:
    """A warning for each address of which no method is said."""
    for declaration in declared:
        if declaration.form == UNSTATED:
            page.report("DG234", declaration.at, target=declaration.target)


def report_without_path(page: PageReader, request: Declaration, fields: Sequence[Field]) -> None:
    """A note for the fields of an entry whose request lines have no path: an address that the caller chooses."""
    items = [item for item in fields if not _rule(item, item.location)]
    if items:
        names = ", ".join(dict.fromkeys(item.name for item in items))
        shown = f"{request.method} {request.target}"
        page.report("DG348", items[0].at, count=len(items), shown=shown, names=names)
        page.skip("DG348", (item.at for item in items))


def report_values_of(
    page: PageReader, tables: Iterable[Table], fields: Iterable[Field], omitted: Sequence[Field]
) -> None:
    """A note for each table that lists values of omitted fields, with their names. `fields` are all of the section."""
    for table in tables:
        cells = _of_these(table, fields, omitted)
        if cells:
            listed = ", ".join(dict.fromkeys(plain(cell.text) for cell in cells))
            page.report("DG220", cells[0].span, count=len(cells), names=listed)
            page.skip("DG220", (cell.span for cell in cells))


def skip_repeated(
    page: PageReader, tables: Iterable[Table], fields: Sequence[Field], repeated: Sequence[Field]
) -> None:
    """Counts the fields that repeat the properties of a type, and their values in tables: the type documents both."""
    page.skip("DG218", (item.at for item in repeated))
    for table in tables:
        page.skip("DG220", (cell.span for cell in _of_these(table, fields, repeated)))


def _of_these(table: Table, fields: Iterable[Field], these: Sequence[Field]) -> list[Cell]:
    """The cells with the names of these fields and of no other of all `fields`."""
    ids = {id(item) for item in these}
    names = {item.name for item in these} - {item.name for item in fields if id(item) not in ids}
    return [row[0] for row in table.rows if row and plain(row[0].text) in names]


# Where a field goes that the spec has no place for -> its rule.
_OMITTED = {"response": "DG217", "error": "DG232", "server": "DG254", "client": "DG256"}


def report_omitted(page: PageReader, fields: Iterable[tuple[Field, str]]) -> list[Field]:
    """A note for each rule that leaves fields of an entry out; these fields. They come with the place of their label."""
    omitted: dict[str, list[Field]] = {}
    for item, place in fields:
        if rule := _rule(item, item.location or place):
            omitted.setdefault(rule, []).append(item)
    for rule, items in omitted.items():
        names = ", ".join(dict.fromkeys(item.name for item in items))
        page.report(rule, items[0].at, count=len(items), names=names)
        page.skip(rule, (item.at for item in items))
    return [item for items in omitted.values() for item in items]


def _rule(item: Field, place: str) -> str:
    if place in _OMITTED:
        return _OMITTED[place]
    if place == "header":
        return "DG219" if item.name.lower() in TRANSPORT_HEADERS else ""
    return "DG218" if item.depth else ""


def seen_requests(entries: Iterable[Entry]) -> Iterator[RequestTarget]:
    """All request lines."""
    for entry in entries:
        lines = (*entry.declared, *entry.samples)
        yield from (_as_written(line) for line in lines if line.form != WEBHOOK)


def unread_requests(page: PageReader, entries: Sequence[Entry]) -> Iterator[RequestTarget]:
    """The request lines that are neither an operation's own nor in a sample that was read."""
    for entry in entries:
        for declaration in entry.declared:
            if not targets(declaration.target):
                yield _as_written(declaration)
        if entry.samples:
            read = set(_lines_read(page, entry))
            yield from (
                _as_written(request) for request in entry.samples if request.at.line not in read
            )


def _lines_read(page: PageReader, entry: Entry) -> Iterator[int]:
    for block in entry.blocks:
        if isinstance(block, Fence) and page.is_used(block):
            first = block.span.line
            yield from range(first, first + block.text.count("\n") + 1)


def _as_written(request: Declaration) -> RequestTarget:
    target = next((t.path for t in targets(request.target)), request.target)
    return RequestTarget(method=request.method, target=target, at=request.at)
