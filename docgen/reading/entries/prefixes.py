"""What a chapter says that its paths begin with: "Base path: `/lamps`", "All endpoints are under `/api/rooms`.".

    - `/lamps`               a bullet around those of its request lines
      - `POST /`
    ## Lamps (`/lamps`)      a heading, where a request line below it is `GET /` or `GET /{id}`, or told in full elsewhere

The blocks of a document and their request lines enter; a prefix without a host is put before the targets below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases, rests
from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.declarations import ITEM
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph
from docgen.records import replace

_LABELLED = re.compile(r"([^:：\n]{1,60}?)[ \t]*[:：][ \t]*(/(?!/)\S*)")
_PATH = re.compile(r"/(?!/)[\w.~{}<>:/-]*\w[\w.~{}<>:/-]*")
# Few blocks have a line with nothing after a label and a path, or with a path alone.
_LINE_END = r"[ \t*_`+-]*/(?!/)[^\s/]\S{0,199}[ \t]*$"
_ENDS_IN_LABELLED = re.compile(rf"[:：]{_LINE_END}", re.MULTILINE)
_ENDS_IN_PATH = re.compile(rf"(?:^|[:：]){_LINE_END}", re.MULTILINE)
_BULLET = re.compile(
    r"[ \t]*[-*+][ \t]+[`*_]{1,3}(/(?!/)[\w.~{}<>:/-]*\w[\w.~{}<>:/-]*)[`*_]{1,3}[ \t]*"
)
# "under `/api/rooms`"
_IN_SENTENCE = re.compile(rf"[^`/\n]{{0,40}}`+({_PATH.pattern})`")
# What is not at the root of an API: "/", "/:id"
_RELATIVE = re.compile(r"/(?:\Z|[?{<:])")
_FILE = re.compile(r"\.[a-z]\w{1,4}\Z")
_LONGEST = 200  # characters of a line that states a prefix


def put_prefixes(
    blocks: Sequence[Block], found: Sequence[list[Declaration]], dialect: Dialect
) -> None:
    """Puts the prefix of a chapter before the targets of its request lines, which may begin with it already."""
    # The levels of the headings above, each with the prefix that holds below it.
    above: list[tuple[int, str]] = [(0, "")]
    opening = _opening(blocks, found)
    heading: Heading | None = None
    bullets: list[tuple[int, str]] = [
        (0, "")
    ]  # the columns of those around a bullet, with their prefixes
    for number, block in enumerate(blocks):
        column = block.span.column if isinstance(block, Paragraph) and ITEM.match(block.text) else 0
        while len(bullets) > 1 and bullets[-1][0] >= column:
            bullets.pop()
        if isinstance(block, Heading):
            while above[-1][0] >= block.level:
                above.pop()
            path = "" if found[number] else _of_heading(block)
            around = above[-1][1]
            is_prefix = path and _is_around(path, _of_chapter(blocks, found, number, block.level))
            above.append((block.level, _below(around, path) if is_prefix else around))
            heading = block
        if column and not found[number] and (path := _of_bullet(block)):
            bullets.append((column, _below(bullets[-1][1], path)))
        elif not found[number]:
            is_labelled = heading is not None and blocks[number - 1] is heading
            label = heading.text[:_LONGEST] if heading and is_labelled else ""
            in_sentence, labelled = _in_sentence(block, dialect), _labelled(block, label, dialect)
            if prefix := in_sentence or labelled:
                # "## Base path" is a label of what its chapter has.
                first = len(above) - 1 - bool(label and _says_prefix(label, dialect))
                first = 0 if number < opening and labelled else first
                above[first:] = [(level, prefix) for level, _ in above[first:]]
        elif prefix := bullets[-1][1] or above[-1][1]:
            found[number][:] = [
                replace(declaration, target=_below(prefix, declaration.target))
                for declaration in found[number]
            ]


def _opening(blocks: Sequence[Block], found: Sequence[list[Declaration]]) -> int:
    """How many blocks are before the chapter of the first request line: what they say is of all chapters."""
    first = next((number for number, lines in enumerate(found) if lines), 0)
    levels = {n: b.level for n, b in enumerate(blocks[:first]) if isinstance(b, Heading)}
    top = min(levels.values(), default=0)
    return max((number for number, level in levels.items() if level == top), default=0)


def _in_sentence(block: Block, dialect: Dialect) -> str:
    """The prefix that a sentence states, "" for none; a file is none: "Its description is at `/api/openapi.yaml`"."""
    if not isinstance(block, Paragraph) or "`/" not in block.text:
        return ""
    found = (_IN_SENTENCE.match(rest) for _, rest in rests(dialect, "server", block.text))
    stated = (match[1].rstrip("/") for match in found if match)
    return next((path for path in stated if not _FILE.search(path)), "")


def _labelled(block: Block, label: str, dialect: Dialect) -> str:
    """The prefix beside a label, or alone below one; "" for none."""
    if not isinstance(block, (Paragraph, Fence)) or "/" not in block.text:
        return ""
    may_be_alone = bool(label) and _says_prefix(label, dialect)
    if not (_ENDS_IN_PATH if may_be_alone else _ENDS_IN_LABELLED).search(block.text):
        return ""
    for line in (each for each in block.text.split("\n") if len(each) < _LONGEST):
        item = ITEM.match(line)
        text = plain(line[item.end() :] if item else line).strip(" \t*_`")
        labelled = _LABELLED.fullmatch(text)
        name, path = (labelled[1], labelled[2]) if labelled else (label, text)
        path = path.strip("`*_ ")
        if name and _PATH.fullmatch(path) and _says_prefix(name, dialect):
            return path.rstrip("/")
    return ""


def _of_heading(heading: Heading) -> str:
    """The path that a heading ends with: "Lamps (`/lamps`)", "Lamps - '/lamps'"; "" for none."""
    words = plain(heading.text[:_LONGEST]).split()
    path = words[-1].strip("`*()[]\"'“”‘’") if words else ""
    return path.rstrip("/") if _PATH.fullmatch(path) else ""


def _of_chapter(
    blocks: Sequence[Block], found: Sequence[list[Declaration]], number: int, level: int
) -> Iterator[Declaration]:
    """The request lines below a heading and the headings inside of it."""
    for below in range(number + 1, len(blocks)):
        block = blocks[below]
        if isinstance(block, Heading) and block.level <= level:
            return
        yield from found[below]


def _is_around(path: str, declarations: Iterable[Declaration]) -> bool:
    """Whether the targets of a chapter are below the path in its heading, by one that nothing else can mean."""
    told = {(each.method, each.target.rstrip("/")) for each in declarations}
    return any(
        _RELATIVE.match(target or "/") or (method, path + target) in told for method, target in told
    )


def _of_bullet(block: Block) -> str:
    """The path that a bullet is."""
    match = _BULLET.fullmatch(block.text[:_LONGEST]) if isinstance(block, Paragraph) else None
    return match[1].rstrip("/") if match else ""


def _says_prefix(label: str, dialect: Dialect) -> bool:
    return phrases(dialect, "server").search(label) is not None


def _below(prefix: str, target: str) -> str:
    """A target below a prefix, as it is where it has the prefix, or steps of it."""
    path = target.partition("?")[0].rstrip("/")
    steps = zip_longest(prefix.split("/"), path.split("/")[: prefix.count("/") + 1])
    if not prefix:
        return target
    if not path:
        return prefix + target[1:]  # "POST /"
    if not target.startswith("/") or all(one == other for one, other in steps):
        return target
    return prefix + target[len(path) :] if path and prefix.endswith(path) else prefix + target
