"""A document cut into the sections that are each about one thing, with the request lines of each.

A `Document` enters; `Entry`s leave, in page order. A heading of words such as "Parameters" or "Example response" is
part of the entry above it; any other heading begins one. Levels are a hint only, since pages slip in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.diagnostics.position import Span
from docgen.reading.markdown.parser import Block, Comment, Document, Fence, Heading, Paragraph
from docgen.reading.references.declarations import Declaration, declarations, url_alone
from docgen.records import Record, replace
from docgen.syntax.curl import commands
from docgen.syntax.path_spellings import targets

PART_WORDS = frozenset("""
request requests response responses parameter parameters param params argument arguments attribute attributes field
fields header headers body bodies payload return returns returned result results error errors example examples sample
samples definition url uri urls query path route endpoint endpoints method methods http https json xml form usage
input output code codes status statuses value values properties property schema data format details options
permission permissions authorization scopes description note notes notice success failure curl information resource
message messages string generic common additional enumerated accepted supported available optional required
deprecated parsed raw rest syntax prerequisites limits limitations remarks
""".split())
LINK_WORDS = frozenset("a an the of for to in and or with on as by is your this from per".split())
OF_SAMPLES = re.compile(r"\b(?:example|sample|e\.g\.|for instance|looks? like|curl)", re.I)
OF_ENDPOINTS = re.compile(
    r"\b(?:endpoint|request|url|uri|definition|method|api|route|path|call)s?\b", re.I
)
_WORD = re.compile(r"[a-z0-9']+")
_TITLE_VERB = re.compile(
    r"(?:get|list|retriev\w+|fetch\w*|read|show|find|search\w*|query\w*|look|count|check|creat\w+|add\w*|post|plac\w+|"
    r"send\w*|updat\w+|edit\w*|modify\w*|chang\w+|replac\w+|set|put|patch|delet\w+|remov\w+|cancel\w*|start|stop|"
    r"upload\w*|download\w*|import|export|generat\w+|revok\w+|enabl\w+|disabl\w+|activat\w+|deactivat\w+|abort\w*)\b",
    re.I,
)
# Each block below a label reads it again.
LONGEST_LABEL = 1_000
_STRONG = ("component", "table", "heading", "code", "item", "fence")


class Entry(Record, frozen=True, kw_only=True):
    """A heading that is no part of another, and everything up to the next one."""

    title: str
    level: int
    at: Span
    blocks: tuple[Block, ...]
    declared: tuple[Declaration, ...] = ()
    samples: tuple[Declaration, ...] = ()  # request lines that are samples
    is_inferred: bool = False  # declared by nothing but a curl command


def outline(document: Document) -> tuple[Entry, ...]:
    """The entries of a document; the first has the text before any heading."""
    entries = [_with_declarations(entry) for entry in _entries(document)]
    # Where a whole document has curl commands and no request line, each command is an operation's.
    is_bare = not any(entry.declared for entry in entries)
    entries = [
        entry if entry.declared else replace(entry, declared=tuple(_by_curl(entry, is_bare)))
        for entry in entries
    ]
    joined: list[list[Entry]] = []
    for entry in entries:
        above = joined[-1][0] if joined else None
        if above and above.declared and not entry.declared and entry.level > above.level:
            joined[-1].append(entry)
        else:
            joined.append([entry])
    return tuple(_joined(*several) for several in joined)


def _joined(entry: Entry, *below: Entry) -> Entry:
    """An entry with those below it, which declare nothing."""
    if not below:
        return entry
    blocks = list(entry.blocks)
    for each in below:
        blocks.append(Heading(level=each.level, text=each.title, slug="", span=each.at))
        blocks += each.blocks
    samples = (declaration for each in (entry, *below) for declaration in each.samples)
    return replace(entry, blocks=tuple(blocks), samples=tuple(samples))


def is_part(title: str) -> bool:
    """Whether a heading names a part of what is above it: only words such as "request", "parameters", "example"."""
    words = _WORD.findall(title.lower())
    return bool(words) and all(w in PART_WORDS or w in LINK_WORDS or w.isdigit() for w in words)


def _entries(document: Document) -> Iterator[Entry]:
    title, level, at = "", 0, Span(document.source.path, 1)
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Heading) and not (is_part(block.text) and (level or blocks)):
            if blocks or title:
                yield Entry(title=title, level=level, at=at, blocks=tuple(blocks))
            title, level, at = block.text, block.level, block.span
            blocks = [block] if any(declarations(block)) else []
        else:
            blocks.append(block)
    yield Entry(title=title, level=level, at=at, blocks=tuple(blocks))


def _with_declarations(entry: Entry) -> Entry:
    """The entry with its declarations: the request lines that no label calls a sample.

    Strong forms come first, then messages and quotations, then those of an example with placeholders; an
    entry without any is declared by its URL with the method of its curl command, or by that alone.
    """
    strong: list[Declaration] = []
    weak: list[Declaration] = []
    samples: list[Declaration] = []
    for label, is_first, block in _labelled(entry):
        for declaration in declarations(block):
            is_sample = declaration.form in ("fence", "message") and OF_SAMPLES.search(label)
            is_loose = declaration.form == "text" and not (is_first or OF_ENDPOINTS.search(label))
            rank = (
                samples
                if is_sample or is_loose
                else strong if declaration.form in _STRONG else weak
            )
            rank.append(declaration)
    chosen = strong or weak or [d for d in samples if _has_placeholder(d.target)]
    if chosen:
        taken = {id(declaration) for declaration in chosen}
        rest = [d for d in (*samples, *weak) if id(d) not in taken]
        return replace(entry, declared=tuple(chosen), samples=tuple(rest))
    return replace(entry, samples=tuple(samples), is_inferred=True)


def _labelled(entry: Entry) -> Iterator[tuple[str, bool, Block]]:
    """Each block with the labels above it, and whether nothing but headings is above.

    "Example" heads all below it, also what "Request" heads in it, up to a heading that is no deeper.
    """
    label = entry.title[-LONGEST_LABEL:] if is_part(entry.title) else ""
    example, level = "", 0
    is_first = True
    for block in entry.blocks:
        yield f"{example} {label}", is_first, block
        if isinstance(block, Heading):
            label = label_text(block)
            if OF_SAMPLES.search(label) or block.level <= level:
                is_example = OF_SAMPLES.search(label) is not None
                example, level = (label, block.level) if is_example else ("", 0)
        elif isinstance(block, Paragraph):
            label = label_text(block)
        is_first = is_first and isinstance(block, (Heading, Comment))


def label_text(block: Heading | Paragraph) -> str:
    """The words of a heading, or of the last line of a paragraph, that label the next blocks: the last 1,000 characters."""
    return block.text.strip().rpartition("\n")[2][-LONGEST_LABEL:]


def _has_placeholder(target: str) -> bool:
    return any("{" in t.path for t in targets(target))


def _by_curl(entry: Entry, is_bare: bool) -> Iterator[Declaration]:
    """Declarations by curl commands alone: below a URL that stands alone, below a title such as "Create a lamp", or anywhere."""
    sent = [
        (command.message, block.span.below(command.line))
        for block in entry.blocks
        if isinstance(block, Fence)
        for command in commands(block.text)
    ]
    if not sent:
        return
    urls = [
        url
        for label, _, block in _labelled(entry)
        if OF_ENDPOINTS.search(label) and (url := url_alone(block))
    ]
    method = sent[0][0].method
    if urls:
        for target, at in urls:
            yield Declaration(method=method, target=target, form="url", at=at)
    elif is_bare or _TITLE_VERB.match(entry.title):
        for message, at in sent:
            yield Declaration(method=message.method, target=message.target, form="curl", at=at)
