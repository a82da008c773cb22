"""A part of a document that is about one thing."""

from __future__ import annotations

import re

from docgen.diagnostics.position import Span
from docgen.reading.entries.declaration import Declaration
from docgen.reading.markdown.parser import Block
from docgen.reading.sections import Section
from docgen.records import Record

_ARROW = re.compile(r"([^\n]*?)[` ]*(?:[-=]>|[→⇒➜])")  # before what is returned
_LONGEST_TITLE = 300  # characters, which each operation below has


class SubjectPart(Record, frozen=True, kw_only=True):
    """What an operation has of a page that is about one subject as a whole."""

    sections: tuple[tuple[Section, bool], ...]  # with its messages; whether each is of an example
    about: str  # its description, "" for that of the page
    is_alone: bool  # it takes nothing from the page's other operations


class Entry(Record, frozen=True, kw_only=True):
    """A heading that is no part of another, and everything up to the next one."""

    title: str
    level: int
    at: Span
    blocks: tuple[Block, ...]
    requests: tuple[tuple[Declaration, ...], ...]  # the request lines of each block
    declared: tuple[Declaration, ...] = ()
    samples: tuple[Declaration, ...] = ()  # request lines that are samples
    is_inferred: bool = False  # declared by nothing but a curl command or a whole message
    is_past: bool = False  # of a change log
    is_item: bool = False  # a bullet, with what is around its list
    subject: SubjectPart | None = None  # of a page that is about one subject


def title_of(entry: Entry) -> str:
    """The words of a title beside its request line: "Create a lamp [POST /lamps]"."""
    title = entry.title[:_LONGEST_TITLE]
    for declaration in entry.declared:
        whole = f"{declaration.method} {declaration.target}"
        method = declaration.method
        for part in (f"[{whole}]", f"({whole})", whole, f"[{method}]", f"({method})"):
            title = title.replace(part, " ")
        # "/lamps: All lamps", whose method is elsewhere
        title = title.removeprefix(declaration.target).removeprefix(declaration.target[1:])
        # "`POST` Add a lamp", whose path is elsewhere
        title = re.sub(rf"^\W*\b{method}\b[`*\])]*[ :–—-]+(?=[^\W\d_])", "", title)
        # "[POST] - '/lamps'": nothing but signs is between and around them
        path = declaration.target.lstrip("/")
        if path and title.endswith((path, f"{path}'", f'{path}"')):
            before = title.rpartition(path)[0].partition(method)
            title = "" if before[1] and not re.search(r"\w", before[0] + before[2]) else title
        is_answered = any(label == "response" for label, _ in declaration.row)
        if is_answered and (arrow := _ARROW.match(title)):
            title = arrow[1]
    return " ".join(title.replace("``", " ").split()).strip("-–—:|*→ ")
