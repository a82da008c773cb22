"""A document cut into the sections that are each about one thing, with the request lines of each.

A `Document` enters; `Entry`s leave, in page order. A heading of words such as "Parameters" or "Example response" is
part of the entry above it; any other heading begins one. Levels are a hint only, since pages slip in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.answers import has_table, is_returned, returned_by
from docgen.reading.entries.declaration import ROW, STRONG, UNSTATED, Declaration
from docgen.reading.entries.declarations import url_alone
from docgen.reading.entries.entry import Entry
from docgen.reading.entries.index_rows import INDEX, has_index
from docgen.reading.entries.items import CURL, in_items
from docgen.reading.entries.labelled_values import (
    ADDRESS_LABELS,
    addresses_beside,
    methods_of_chapter,
    methods_of_title,
)
from docgen.reading.entries.method_names import with_named_methods
from docgen.reading.entries.parts import Above, Section, follows, sections_of
from docgen.reading.entries.sentences import PROSE, with_told
from docgen.reading.entries.shown import (
    FENCED,
    has_placeholder,
    is_example,
    is_shown,
    only_shows,
    with_shown_keys,
    with_templates,
)
from docgen.reading.entries.split_requests import Requests, request_lines
from docgen.reading.entries.unstated_methods import with_titles
from docgen.reading.entries.webhooks import with_webhooks
from docgen.reading.labels import LONGEST_LABEL, label_text
from docgen.reading.markdown.inline import NUMBERING
from docgen.reading.markdown.parser import (
    Block,
    Comment,
    Document,
    Fence,
    Heading,
    Paragraph,
    Table,
)
from docgen.records import replace
from docgen.syntax.curl import commands
from docgen.syntax.http_message import EXTENSION_METHODS, METHODS
from docgen.syntax.path_spellings import targets
from docgen.syntax.url_path import fits

_MOST_COMPARED = 20  # commands with each address that a label states
_NUMBERED = re.compile(r"[^\W\d_]+[ ]\d{1,3}[ ]?[:.)–—-]")  # "Endpoint 2: "
_OF_PARTS = ("body", "error", "header", "parameters", "query", "request", "response", "sample")


def outline(document: Document, dialect: Dialect) -> tuple[Entry, ...]:
    """The entries of a document; the first has the text before any heading."""
    words = dialect.vocabulary()
    requests = request_lines(document, dialect)
    title = document.front_matter.get("title", "")
    found = _without_history(_entries(document, requests, words), title, dialect)
    entries = [_with_declarations(entry, words) for entry in found]
    if not any(entry.declared for entry in entries):
        entries = [*with_named_methods(entries, document.blocks, dialect)]
    entries = [*with_titles(entries)]
    # Where a whole document has curl commands and no request line, each command is an operation's.
    is_bare = all(d.form == PROSE for entry in entries for d in entry.declared)
    entries = with_shown_keys([_with_curl(entry, is_bare, words) for entry in entries])
    entries = with_told(entries)
    titled = _titled([_joined(*parts) for parts in _with_parts(entries, dialect)], dialect)
    parted = [item for entry in titled for item in in_items(entry)]
    return tuple(with_webhooks(parted, dialect))


def _with_parts(entries: Sequence[Entry], dialect: Dialect) -> list[list[Entry]]:
    """The entries, each with those below it that are parts of its operation; all others are alone."""
    words = dialect.vocabulary()
    declaring = [entry for entry in entries if entry.declared]
    only = declaring[0] if len(declaring) == 1 and not declaring[0].is_inferred else None
    joined: list[list[Entry]] = []
    answer = cache(lambda group: returned_by(joined[group][0], dialect))
    is_index = cache(lambda group: has_index(joined[group][0]))
    for entry in entries:
        above = joined[-1][0] if joined else None
        is_below = above is not None and bool(above.declared) and entry.level > above.level
        is_of_only = above is not None and above is only and _is_of_parts(entry, words)
        # Beside those that an index names, a section is about something else.
        is_below = is_below and (bool(entry.declared) or not is_index(len(joined) - 1))
        may_be_type = (is_below or is_of_only) and has_table(entry)
        is_type = may_be_type and is_returned(entry, answer(len(joined) - 1), dialect)
        if not is_type and (is_of_only or is_below and _is_part(entry, joined[-1], words)):
            joined[-1].append(entry)
        else:
            joined.append([entry])
    return joined


def _is_part(entry: Entry, group: Sequence[Entry], words: Vocabulary) -> bool:
    """Whether an entry below an operation, and parts of it, states no operation of its own."""
    return not entry.declared or only_shows(entry, group[0]) or is_example(entry, group, words)


def _without_history(entries: Iterable[Entry], title: str, dialect: Dialect) -> Iterator[Entry]:
    """The entries; those of a change log, and below it, are without request lines. `title` is the document's."""
    is_all, level = _is_history(dialect, title[:LONGEST_LABEL]), 0
    for entry in entries:
        if not level or entry.level <= level:
            level = entry.level if _is_history(dialect, entry.title[:LONGEST_LABEL]) else 0
        if is_all or level:
            entry = replace(entry, requests=((),) * len(entry.requests), is_past=True)
        yield entry


# "Parameters" and "Responses" are below each operation.
@lru_cache(4096)
def _is_history(dialect: Dialect, title: str) -> bool:
    return phrases(dialect, "history").search(title) is not None


def _titled(entries: Sequence[Entry], dialect: Dialect) -> Iterator[Entry]:
    """The entries; one that is titled by its request line has the title and the text of the one operation it is below.

    "## Create a lamp", a sentence, "### POST /lamps"
    """
    title: Entry | None = None
    for number, entry in enumerate(entries):
        below = entries[number + 1] if number + 1 < len(entries) else None
        after = entries[number + 2] if number + 2 < len(entries) else None
        is_title = (
            below
            and not entry.declared
            and 0 < entry.level < below.level
            and any(isinstance(b, Heading) for b in below.blocks[:1])
            and any(d.at.line == below.at.line for d in below.declared)
            and not methods_of_chapter(entry.title, dialect)
            and (after is None or after.level <= entry.level)
            # Below a heading such as "Parameters" they are the operation's.
            and not isinstance(_first_of(entry, Heading, Table, Fence), (Table, Fence))
        )
        if is_title:
            title = entry
        elif title is not None:
            blocks, requests = (*title.blocks, *entry.blocks), (*title.requests, *entry.requests)
            yield replace(entry, title=title.title, at=title.at, blocks=blocks, requests=requests)
            title = None
        else:
            yield entry


def _is_of_parts(entry: Entry, words: Vocabulary) -> bool:
    """Whether all that an entry has beside sentences is below headings of parts: "Concept", then "Attributes" with a table."""
    if entry.declared or words.means(entry.title, "thing"):
        return False
    return isinstance(_first_of(entry, Heading, Table, Fence), Heading)


def _first_of(entry: Entry, *kinds: type[Block]) -> Block | None:
    return next((block for block in entry.blocks if isinstance(block, kinds)), None)


def _joined(entry: Entry, *below: Entry) -> Entry:
    """An entry with those below it, which declare nothing."""
    if not below:
        return entry
    blocks, requests = list(entry.blocks), list(entry.requests)
    for each in below:
        blocks.append(Heading(level=each.level, text=each.title, slug="", span=each.at))
        blocks += each.blocks
        requests += ((), *each.requests)
    samples = [declaration for each in (entry, *below) for declaration in each.samples]
    samples += (declaration for each in below for declaration in each.declared)
    return replace(entry, blocks=tuple(blocks), requests=tuple(requests), samples=tuple(samples))


def _entries(document: Document, requests: Requests, words: Vocabulary) -> Iterator[Entry]:
    declared = requests.of_document
    title = document.front_matter.get("title", "") if declared else ""
    above = Above(1 if declared else 0, Span(document.source.path, 1))
    blocks: list[Block] = []
    of_blocks: list[tuple[Declaration, ...]] = []

    def entry() -> Entry:
        return Entry(
            title=title,
            level=above.level,
            at=above.at,
            blocks=tuple(blocks),
            requests=tuple(of_blocks),
            declared=declared,
        )

    for section in sections_of(document, requests):
        heading, head = section.heading, above.head
        # Components of requests, one right below the other, head the same.
        is_another = heading and heading.request and head and head.request and blocks == [head]
        is_within = head and head.request and head.request.is_around and blocks == [head]
        if heading and is_within and not words.is_part(heading.text):
            title, above = heading.text, above._replace(level=heading.level, at=heading.span)
            blocks, of_blocks = [*blocks, *section.blocks[1:]], [*of_blocks, *section.requests[1:]]
        elif heading and not is_another and not _is_part_of(section, heading, above, blocks, words):
            if blocks or title:
                yield entry()
            declared = ()
            title = NUMBERING.sub("", heading.text)
            above = Above(heading.level, heading.span, heading)
            # A title is no block of its entry unless a request line is in it.
            first = 0 if section.requests[0] else 1
            blocks, of_blocks = section.blocks[first:], section.requests[first:]
        else:
            blocks += section.blocks
            of_blocks += section.requests
        above = above.and_below(section)
    yield entry()


def _is_part_of(
    section: Section, heading: Heading, above: Above, blocks: Sequence[Block], words: Vocabulary
) -> bool:
    """Whether a section is a part of the entry above it: its heading says so, and nothing that it has says otherwise."""
    is_beside = heading.level == above.level
    return (
        bool(above.level or blocks)
        and (_names_part(heading, words) or _is_call(heading, blocks, words))
        # "Field values" of another chapter, or file, is no part of the last section of this one.
        and not (heading.level == 1 and (above.level > 1 or heading.span.path != above.at.path))
        and not (above.head and follows(heading, above.head))
        and not any(request.form == UNSTATED for request in section.requests[0])
        # "Notes" is a resource where it has a request line, as the entry above it has.
        and not (above.declares and heading.level <= above.level and _is_resource(section, words))
        # "Endpoint: GET /lamps" is that of the entry above it, a further one and "Endpoint 2: GET /lamps" are not.
        and not (
            _is_endpoint(section, heading, words)
            and (above.is_headed or _NUMBERED.match(heading.text))
        )
        # "Status request" is an operation where its message is another one than that above.
        and not (is_beside and _asks_other(section, above.asked, words))
        # "Endpoints" with a table of them is no part of the model above it.
        and not (not above.states and above.is_of_tables and section.lists_requests)
        # "Error" is a type where it has a table, as what is above it on the same level has.
        and not (is_beside and above.is_of_tables and section.is_of_tables)
    )


def _is_endpoint(section: Section, heading: Heading, words: Vocabulary) -> bool:
    """Whether a heading is a request line below a word for one, and not for a sample."""
    is_sample = words.means(heading.text, "sample", "response")
    return section.is_headed and words.means(heading.text, "endpoint") and not is_sample


def _asks_other(section: Section, asked: frozenset[tuple[str, str]], words: Vocabulary) -> bool:
    """Whether the messages of a section are other requests than those above it, and its heading calls them no samples."""
    own = section.asked if asked else set[tuple[str, str]]()
    is_sample = section.heading is not None and words.means(section.heading.text, "sample")
    return bool(own) and own.isdisjoint(asked) and not is_sample


def _names_part(heading: Heading, words: Vocabulary) -> bool:
    """Whether a heading has only words for a part, or is a label with one of them: "Curl command:"."""
    is_label = heading.text.endswith((":", "：")) and words.means(heading.text, *_OF_PARTS)
    return words.is_part(heading.text) or is_label


def _is_call(heading: Heading, blocks: Sequence[Block], words: Vocabulary) -> bool:
    """Whether a heading beside those of parts, "Request body", is that of the call they are of: "REST API"."""
    names = heading.text.split()
    rest = [name for name in names if "/" in name or not words.means(name, "api")]
    is_beside = any(isinstance(b, Heading) and b.level == heading.level for b in blocks)
    is_of_words = len(rest) < len(names) and (not rest or words.is_part(" ".join(rest)))
    return is_beside and is_of_words


def _is_resource(section: Section, words: Vocabulary) -> bool:
    heading = section.heading
    return heading is not None and section.declares and not words.means(heading.text, "sample")


def _with_declarations(entry: Entry, words: Vocabulary) -> Entry:
    """The entry with its declarations: the request lines that no label calls a sample.

    Strong forms come first, then messages and quotations, then those of an example with placeholders; an
    entry without any is declared by its URL with the method of its curl command, or by that alone.
    """
    if entry.declared:
        return entry
    if not any(entry.requests):
        return replace(entry, is_inferred=True)
    strong: list[Declaration] = []
    weak: list[Declaration] = []
    samples: list[Declaration] = []
    placed: set[int] = set()
    titled = methods_of_title(entry.title)
    for (label, is_first, _), requests in zip(_labelled(entry, words), entry.requests):
        for declaration in requests:
            if declaration.form == INDEX or id(declaration) in placed:
                continue  # stated elsewhere; its other part
            is_sample = declaration.form in FENCED and words.means(label, "sample")
            # A sentence is about an operation of its own at the beginning only.
            is_loose = not is_first and (
                declaration.form == PROSE
                or (
                    declaration.form == "text"
                    and declaration.method not in titled
                    and not words.means(label, *ADDRESS_LABELS)
                )
            )
            rank = (
                samples if is_sample or is_loose else strong if declaration.form in STRONG else weak
            )
            rank.append(declaration)
            if rank is strong:
                placed.add(id(declaration))
    templates = [d for d in strong if d.form not in FENCED and has_placeholder(d.target)]
    shown = [is_shown(d, templates) for d in strong]
    samples += [d for d, of_other in zip(strong, shown) if of_other]
    strong = [d for d, of_other in zip(strong, shown) if not of_other]
    chosen = strong or weak or [d for d in samples if has_placeholder(d.target)]
    if chosen:
        found = [*samples, *weak, *chosen]
        chosen = with_templates(chosen, entry.blocks)
        taken = {id(declaration) for declaration in chosen}
        rest = [d for d in {id(d): d for d in found}.values() if id(d) not in taken]
        # A whole message may be a sample, a sentence or a link about an operation of another page, which decides then.
        is_inferred = all(d.form in ("message", PROSE, "link", ROW) for d in chosen)
        return replace(entry, declared=tuple(chosen), samples=tuple(rest), is_inferred=is_inferred)
    return replace(entry, samples=tuple(samples), is_inferred=True)


def _labelled(entry: Entry, words: Vocabulary) -> Iterator[tuple[str, bool, Block]]:
    """Each block with the labels above it, and whether nothing but headings is above.

    "Example" heads all below it, also what "Request" heads in it, up to a heading that is no deeper.
    """
    label = entry.title[-LONGEST_LABEL:] if words.is_part(entry.title) else ""
    example, level = "", 0
    is_first = True
    for block in entry.blocks:
        yield f"{example} {label}", is_first, block
        if isinstance(block, Heading):
            label = label_text(block)
            is_example = words.means(label, "sample")
            if is_example or block.level <= level:
                example, level = (label, block.level) if is_example else ("", 0)
        elif isinstance(block, Paragraph):
            label = label_text(block)
        is_first = is_first and isinstance(block, (Heading, Comment))


def _with_curl(entry: Entry, is_bare: bool, words: Vocabulary) -> Entry:
    """The entry; one without a declaration with those by its curl commands."""
    declared = () if entry.declared else tuple(_by_curl(entry, is_bare, words))
    return replace(entry, declared=declared) if declared else entry


def _by_curl(entry: Entry, is_bare: bool, words: Vocabulary) -> Iterator[Declaration]:
    """Declarations by curl commands alone: below a URL that stands alone or is labelled, "Route: `/lamps/:color`", below a title
    such as "Create a lamp", or anywhere.
    """
    sent = [
        (command.message, block.span.below(command.line))
        for block in entry.blocks
        if isinstance(block, Fence)
        for command in commands(block.text)
        if command.message.method in (*METHODS, *EXTENSION_METHODS)
    ]
    if not sent:
        return
    urls = [
        url
        for label, _, block in _labelled(entry, words)
        if words.means(label, *ADDRESS_LABELS) and (url := url_alone(block))
    ]
    method = sent[0][0].method
    labelled = [
        (value, message.method)
        for value in addresses_beside(entry.blocks, words)
        for message, _ in sent[:_MOST_COMPARED]
        if any(fits(t.path, s.path) for t in targets(value.text) for s in targets(message.target))
    ]
    if urls:
        for target, at in urls:
            yield Declaration(method=method, target=target, form="url", at=at)
    elif labelled:
        for value, method in dict.fromkeys(labelled):
            yield Declaration(method=method, target=value.text, form="url", at=value.at)
    elif is_bare or words.is_action(entry.title):
        for message, at in sent:
            yield Declaration(method=message.method, target=message.target, form=CURL, at=at)
