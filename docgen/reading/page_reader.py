"""A page while it is read: its kind and namespace, annotations by fence, places, findings.

A `Document` and a `Dialect` enter; blocks leave, and unused ones are reported. The readers of
every kind of page share it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, wraps
from typing import Any, TypeVar

from docgen.diagnostics.diagnostic import Diagnostic, Edit, diagnose
from docgen.diagnostics.position import Lines, Span
from docgen.diagnostics.suggestion import Near, near
from docgen.reading.anchors import headings_of
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.markdown.inline import plain, slug
from docgen.reading.markdown.parser import Block, Comment, Document, Fence, Paragraph, Table
from docgen.reading.page import HeadingDoc, Skipped
from docgen.reading.sections import Section
from docgen.syntax.lenient_json import Leniency

T = TypeVar("T")
V = TypeVar("V")

_LABEL = re.compile(r"\*\*[^*]++\*\*:?")
_QUALIFIER = re.compile(r"\s*\((?!deprecated)[^()]*\)$", re.IGNORECASE)  # "(v1.0)", "(preview)"
_ANCHOR_END = re.compile(r"#([\w-]*)\)")  # of the target of a link
_OF_ANNOTATION = ("blockType", "@odata.type", "name")
_NAMESPACE = re.compile(r"\s*([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)\.?\s*$")


# Every section of a page needs it.
@lru_cache(16)
def _title_kind(title: str, dialect: Dialect) -> tuple[str | None, str]:
    title = _QUALIFIER.sub("", title)
    lower = title.lower()
    for kind, suffixes in dialect.title_suffixes.items():
        for suffix in sorted(
            (s for s in suffixes if lower.endswith(f" {s}")), key=len, reverse=True
        ):
            name = title[: -len(suffix)].strip()
            # "Get a room resource" names a request, "room resource" a type.
            if " " not in name:
                return kind, name
    return None, title.split(" ")[0] if title else ""


def rows_of(block: Block) -> Iterator[Span]:
    """The places of what a block lists: rows, a bullet, terms with a definition."""
    match block:
        case Table():
            yield from (row[0].span for row in block.rows if row)
        case Paragraph() if "\n:" in block.text or "\n  :" in block.text:
            lines = block.text.split("\n")
            for number, (line, below) in enumerate(zip(lines, lines[1:])):
                if below.lstrip().startswith(": ") and not line.lstrip().startswith(": "):
                    yield block.span.below(number)
        case Paragraph():
            yield block.span
        case _:
            pass


class PageReader:
    """A document while it is read: the blocks used so far, and the findings."""

    def __init__(self, document: Document, dialect: Dialect, sections: tuple[Section, ...]) -> None:
        self.document = document
        self.dialect = dialect
        self.references: Mapping[str, str] = document.references
        self.diagnostics: list[Diagnostic] = list(document.diagnostics)
        front_matter = document.front_matter
        self.doc_type = (front_matter.get("doc_type") or front_matter.get("ms.topic", "")).lower()
        title = sections[0] if sections else None
        self.title = title.title if title else ""
        self.title_at = title.at if title else Span(document.source.path, 1)
        self.namespace, introduction = self._introduction(title)
        described = next((s for s in sections if s.role == "description"), None)
        self.description = introduction or self._introduction(described)[1]
        self._sections = sections
        # By `id`: a copy of a block that a reader used stays, so that no other one gets its id.
        self._used: dict[int, Block] = {}
        self._skipped: dict[tuple[str, str], list[int]] = {}
        # With its table, whose number no other has as long as it is here.
        self._facts: dict[int, tuple[Table, dict[object, Any]]] = {}

    # Output

    def report(
        self, code: str, at: Span, edit: Edit | None = None, /, **words: object
    ) -> Diagnostic:
        diagnostic = diagnose(code, at, edit, **words)
        self.diagnostics.append(diagnostic)
        return diagnostic

    def report_leniencies(
        self, code: str, leniencies: Sequence[Leniency], text: str, at: Span
    ) -> None:
        """Departures from JSON in a text that begins at a place."""
        if not leniencies:
            return
        lines = Lines(text, at)
        for leniency in leniencies:
            place = lines.span(leniency.offset, 1)
            self.report(code, place, leniency.edit(lines), what=leniency.what)

    def skip(self, rule: str, rows: Iterable[Span]) -> None:
        """Counts rows of lists that a rule leaves out; its code has a finding."""
        for row in rows:
            self._skipped.setdefault((rule, row.path), []).append(row.line)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        return tuple(
            Skipped(rule=rule, path=path, lines=tuple(lines))
            for (rule, path), lines in self._skipped.items()
        )

    def place(self, block: Fence | Paragraph, offset: int) -> Span:
        """The place of an offset into a block's text."""
        start = (
            block.span if isinstance(block, Paragraph) else Span(block.span.path, block.span.line)
        )
        return start.at_offset(block.text, offset, 1)

    def use(self, block: Block) -> None:
        self._used[id(block)] = block

    def is_used(self, block: Block) -> bool:
        """Whether a reader used the block."""
        return id(block) in self._used

    def report_unused(self, sections: tuple[Section, ...]) -> None:
        """A note for every table and fence that no reader used."""
        for section in sections:
            for block in section.blocks:
                if self.is_used(block) or section.role == "see_also":
                    continue
                if isinstance(block, (Table, Fence)):
                    self.report_block(block, section.title, self._heading_edit(section))

    def _heading_edit(self, section: Section) -> Edit | None:
        """The edit that corrects the heading of a section that has no role."""
        meant = Near() if section.role else self.dialect.near_heading(slug(section.title))
        words = meant.name.replace("-", " ")
        written = words.capitalize() if section.title[:1].isupper() else words
        return meant.edit(section.at, section.title, written) if meant.is_typo else None

    def report_block(
        self, block: Table | Fence | Paragraph, section: str, edit: Edit | None = None
    ) -> None:
        """A note that a table, a fence or a list, which begins with this paragraph, is not read."""
        match block:
            case Table():
                header = " | ".join(cell.text for cell in block.header)
                self.report("DG201", block.span, edit, header=header, section=section)
                self.skip("DG201", rows_of(block))
            case Fence():
                info = block.info or "no info string"
                self.report("DG202", block.span, edit, info=info, section=section)
            case Paragraph():
                self.report("DG207", block.span, text=block.text, section=section)
                self.skip("DG207", rows_of(block))

    # The kind of page

    def title_kind(self) -> tuple[str | None, str]:
        """ "resource", "enum", "values" or None by the title's ending, and the name before it."""
        return _title_kind(self.title.strip(), self.dialect)

    def _introduction(self, title: Section | None) -> tuple[str, str]:
        """The namespace that a line states, and the first paragraph of prose."""
        namespace = description = ""
        for paragraph in title.all(Paragraph) if title else ():
            text = paragraph.text.strip()
            label, colon, value = text.split("\n")[0].replace("：", ":").partition(":")
            if colon and label.strip("* ").lower() in self.dialect.namespace_words:
                match = _NAMESPACE.match(plain(value))
                if match and not namespace:
                    namespace = match[1]
                elif not match:
                    self.report("DG203", paragraph.span, text=value.strip())
                text = "\n".join(text.split("\n")[1:]).strip()
            # "**Applies to:**" heads a list of products on every page of some documentations.
            is_note = (
                paragraph.is_quoted
                or text.startswith(("[!", ">", "<", "![", "- ", "* "))
                or _LABEL.fullmatch(text)
            )
            if text and not description and not is_note:
                description = " ".join(text.split())
        return namespace, description

    # Blocks

    def with_annotations(self, section: Section) -> Iterator[tuple[Block, Comment | None]]:
        """Each block with the annotation comment that belongs to it.

        A comment belongs to the next fence, past headings and short prose; `ignored` only to the
        block directly after it.
        """
        pending: Comment | None = None
        for block in section.blocks:
            if isinstance(block, Comment):
                if block.annotation is not None and "blockType" in block.annotation:
                    pending = block
                continue
            if isinstance(block, Fence):
                yield block, pending
                pending = None
                continue
            if isinstance(block, Table) or (
                pending and (pending.annotation or {}).get("blockType") == "ignored"
            ):
                pending = None
            yield block, None

    def check_annotation(self, comment: Comment) -> None:
        """Reports unknown keys of an annotation (DG245)."""
        known, keys = self.dialect.annotation_keys, (comment.annotation or {}).keys()
        if keys.isdisjoint(_OF_ANNOTATION):
            return  # the publishing tools' own
        if not (unknown := keys - set(known)):
            return
        lines = Lines(comment.text, comment.span.within(len("<!--")))
        for key in unknown:
            offset = max(comment.text.find(f'"{key}"'), 0)
            span = lines.span(offset, len(key) + 2)
            meant = near(key, known)
            edit = meant.edit(span, f'"{key}"', f'"{meant.name}"')
            self.report("DG245", span, edit, key=key, hint=meant.hint)

    def facts_of(self, table: Table) -> dict[object, Any]:
        """What is known of a table by the functions that found it."""
        return self._facts.setdefault(id(table), (table, {}))[1]

    def texts(self, section: Section) -> Iterator[tuple[str, Span]]:
        """Every piece of inline Markdown of a section with its place."""
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield block.text, block.span
            elif isinstance(block, Table):
                for row in (block.header, *block.rows):
                    for cell in row:
                        yield cell.text, cell.span

    @cached_property
    def headings(self) -> tuple[HeadingDoc, ...]:
        """The headings of the page, and the rows that links lead to."""
        return tuple(headings_of(self.document))

    @cached_property
    def linked_anchors(self) -> frozenset[str]:
        """The anchors of this page that it links itself, in lower case."""
        file = self.document.source.path.rpartition("/")[2].lower()
        texts = (text.lower() for s in self._sections for text, _ in self.texts(s) if "](" in text)
        return frozenset(
            anchor[1]
            for text in texts
            for anchor in _ANCHOR_END.finditer(text)
            if text.endswith(("](", f"]({file}"), 0, anchor.start())
        )

    def matches(self, kind: str, text: str) -> re.Match[str] | None:
        """The first match of the dialect's phrases of a kind ("inherits", "no_body", ...) in the text."""
        return phrases(self.dialect, kind).search(text)


def later(find: Callable[[], V]) -> Callable[[], V]:
    """What is found when it is first asked for. To make a `functools.cache` takes longer than to read a paragraph."""
    found: list[V] = []

    def known() -> V:
        if not found:
            found.append(find())
        return found[0]

    return known


def once(find: Callable[[PageReader, Table], T]) -> Callable[[PageReader, Table], T]:
    """A fact of a table that several readers ask for: found once for each table of a page."""

    @wraps(find)
    def known(page: PageReader, table: Table) -> T:
        facts = page.facts_of(table)
        if find not in facts:
            facts[find] = find(page, table)
        fact: T = facts[find]
        return fact

    return known


def annotation_text(annotation: Mapping[str, Any] | None, key: str) -> str:
    """An annotation's text, "" when it is missing or something else."""
    value = (annotation or {}).get(key)
    return value.strip() if isinstance(value, str) else ""
