"""Where a reference states an operation: a request line alone in code, in a heading, a bullet, a table, a component.

A block enters; `Declaration`s leave. Whether a request line is a declaration or a sample is decided by its form and
by the outline around it, not here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import dropwhile

from docgen.diagnostics.position import Lines, Span
from docgen.reading.entries.declaration import URL, VERB, Declaration
from docgen.reading.entries.table_requests import table_requests
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table
from docgen.syntax.http_message import METHODS
from docgen.syntax.path_spellings import Target
from docgen.syntax.url_path import EXPRESSION

_ANY_CASE = f"{VERB}|(?i:{'|'.join(METHODS)})"
# A placeholder may hold spaces; a target ends at one elsewhere. No bracket is closed after one that nothing closes.
_CLOSED = r"(?:<[^<>\n`|]*>|\[[^\[\]\n|]*+\](?:\([^()\s]*\))?+|\([^()\n`|]*\)|\{[^{}\n`|]*\}|[^\s`|<(\[{])++"
_UNCLOSED = r"[\[{(<](?![^\n)\]}>]{0,500}+[)\]}>])[^\s`|]*+"
_TARGET = rf"(?={URL})(?:{_CLOSED}(?:{_UNCLOSED})?+|{_UNCLOSED})"
_REMARK = r"(?:[ \t]+\([^()\n]{1,80}\))?"  # "POST /lamps (signed)"
_LINE = re.compile(rf"\s*({VERB})[ \t]+({_TARGET})(?:[ \t]+HTTP/[\d.]+)?{_REMARK}[ \t]*$")
_CODE = re.compile(rf"(?<!`)`++[ \t]*+({VERB})[ \t]+({_TARGET})(?:[ \t]+HTTP/[\d.]+)?[ \t]*`+")
# "**Endpoint**: " before the code.
_LABEL = re.compile(r"[ \t*_]*[^\W\d_][\w -]{0,30}[*_]*[:：][*_ \t]*(?=`)")
_SPLIT_CODE = re.compile(
    rf"(?:`|\*\*|<[a-z][^<>]*>)({VERB})(?:`|\*\*|</[a-z]+>)[ \t]*+(?:\n[ \t]*+)?+`({_TARGET})`"
)
# "[`GET /lamps`](lamps.md)", on a line of its own
_LINKED = re.compile(rf"[*_]*\[([*_`]*(?:{VERB})\b[^\[\]]*)\]\([^()\s]*\)[*_.,;]*")
# A line of nothing but a method and a target, in any mark-up: "![GET](get.svg) `/lamps`", "**`GET`** /lamps".
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
# Outside of code, where "<id>" is a placeholder.
_HTML = re.compile(r"(`[^`]*+`)|</?[a-z][^<>]*>", re.I)
_BEFORE = r"(?:[^\W\d_][\w -]{0,30}(?:[*_]*[:：]|[*_]{2}))?[\s*_`\[(·•|]*"  # a label
_MARKED = re.compile(
    rf"(?>(?:[^\w/:]|:\w+:)*){_BEFORE}\b({_ANY_CASE})\b[\s*_`\])|:·•–—→⇒➜=>-]*({_TARGET})"
    r"[\s*_`]*(?:\([^()]*\)[\s*_`]*)?(?:[·•|][^\n]*)?$"
)
_MARKS = re.compile(r"[*`<!\[_]|&nbsp;")
# "`/lamps` (GET)"
_REVERSED = re.compile(rf"{_BEFORE}((?:https?://|/)[^\s`*|]+)[\s*_`]*[\[(]({VERB})[\])]$")
# "Send a `POST` request to `/lamps`."
_IN_PROSE = re.compile(
    rf"\b({VERB})[`*]*\s+(?:request|call)s?\s+(?:to|on|against)\s+(?:the\s+)?(?:following\s+)?"
    rf"(?:endpoint|url|uri|path|address)?:?\s*[*]*`({_TARGET})`",
    re.I,
)
_CALLS = re.compile(
    r"\b(?:call|calling|send|sending|use|using|via|with)(?: (?:an?|the))?[ *]*\Z", re.I
)
_LONGEST_CALL = 30  # characters of such words
_VERBS = re.compile(rf"\b(?:{_ANY_CASE})\b")
_TAG = re.compile(r"<[A-Z][^<>]*>|</[A-Z]\w*>|\n", re.I)
# method="get", class="endpoint get"
_METHOD = re.compile(
    rf"\b(?:method=[\"'{{]*|class(?:Name)?=[\"'][^\"']*?(?<![\w-]))({VERB})(?![\w-])", re.I
)
_BEGINS_TARGET = re.compile(URL)
# "GET /lamps", "[GET]/lamps"
_HEADING = re.compile(rf"(?:^|[\s(\[`>])({VERB})(?:`|\]|</[a-z]+>|\s|[-–—|:](?=\s))+({_TARGET})")
_URL_ALONE = re.compile(r"`+[ \t]*((?:https?://|/|\{)[^`\s]+)[ \t]*`+[ \t]*\Z")
_LINE_END = re.compile(r"[.:,;]?[ \t]*$")
ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_QUOTE = re.compile(r"(?:[ \t]*>)+[ \t]?")
_HASHES = re.compile(r"^#+ *")
_LONGEST = 2_000  # characters of a target
# The query on the lines below the path.
_QUERY_LINE = re.compile(r"[ \t]*([?&][\w.$~-]+(?:\[[\w.-]*\])*=[^\s]*)[ \t]*\Z")
_HEADER = re.compile(r"\s*[A-Z][A-Za-z-]*: ")
_COMMENT = re.compile(r"\s*(?:#(?!\{)|//)")


def declarations(block: Block) -> Iterator[Declaration]:
    """The request lines of a block."""
    match block:
        case Fence():
            yield from _in_fence(block)
        case Heading(request=request) if request:
            method, target = request.method, request.target
            yield Declaration(method=method, target=target, form="heading", at=block.span)
        case Heading():
            for match in _HEADING.finditer(block.text.replace("%", " ")):
                target = _without_bracket(match[2])
                yield Declaration(method=match[1], target=target, form="heading", at=block.span)
        case Table():
            yield from table_requests(block)
        case Paragraph():
            found = [*_in_paragraph(block)]
            yield from found or _in_sentences(block)


def _without_bracket(target: str) -> str:
    """The target of "Create a lamp [POST /lamps]", "Create a lamp (POST /lamps)"."""
    is_closed = any(
        target[-1] == end and target.count(end) > target.count(start) for start, end in ("[]", "()")
    )
    return target[:-1] if is_closed else target


def by_method(declarations: Iterable[Declaration]) -> dict[str, list[Declaration]]:
    """The declarations of each method."""
    of_method: dict[str, list[Declaration]] = {}
    for declaration in declarations:
        of_method.setdefault(declaration.method, []).append(declaration)
    return of_method


def request_line(line: str) -> tuple[str, str] | None:
    """Method and target of a line that holds nothing else."""
    match = _LINE.match(line)
    return (match[1], match[2]) if match else None


def _in_fence(fence: Fence) -> Iterator[Declaration]:
    """A fence of request lines; one whose first line is one and that goes on with headers is a `message`, else `content`."""
    lines = (
        (number, line)
        for number, line in enumerate(fence.text.split("\n"))
        if line.strip() and not _COMMENT.match(line)
    )
    # Some state the content type above the request line.
    rest = dropwhile(lambda item: _HEADER.match(item[1]) is not None, lines)
    requests: list[tuple[int, str, tuple[str, str]]] = []
    form = "fence"
    for number, line in rest:
        request = request_line(line)
        if request is None and requests and (match := _QUERY_LINE.match(line)):
            first, start, (method, target) = requests[-1]
            # Longer targets are not read to their end either.
            requests[-1] = (first, start, (method, target[:_LONGEST] + match[1]))
        elif request is None:
            form = "message" if _HEADER.match(line) else "content"
            break
        else:
            requests.append((number, line, request))
    for number, line, (method, target) in requests:
        written = request_line(line)
        size = len(written[1]) if written else 0
        column = line.find(target[:size]) + 1
        at = Span(fence.span.path, fence.span.line + number, column, size)
        yield Declaration(method=method, target=target, form=form, at=at)


def _in_paragraph(paragraph: Paragraph) -> Iterator[Declaration]:
    text = paragraph.text
    has_components = "<" in text and ("ethod=" in text or "class" in text)
    if not has_components and "/" not in text and "{" not in text:
        return
    places = Lines(text, paragraph.span)
    if has_components:
        yield from _in_components(text, places)
    offset = 0
    for line in text.split("\n"):
        start, offset = offset, offset + len(line) + 1
        quote = _QUOTE.match(line)
        body = line[quote.end() :] if quote else line
        is_quote = quote is not None
        body = _HASHES.sub("", body) if is_quote else body
        start += len(line) - len(body)
        item = ITEM.match(body)
        if item:
            start += item.end()
            body = body[item.end() :]
        form = "quote" if is_quote else "item" if item else "code"
        # A line of a sentence may be a link as well.
        link = _LINKED.fullmatch(body.strip()) if item or "\n" not in text else None
        if link:
            # The rest is where the link leads to.
            inner, form = link[1].strip(" *_"), "link"
            start, body = start + body.find(inner), inner
        label = _LABEL.match(body)
        if match := _CODE.match((body[label.end() :] if label else body).lstrip(" *_")):
            rest = body[body.find(match[0]) + len(match[0]) :]
            if item or link or _is_alone(rest):
                yield _declared(places, match[1], match[2], form, start + body.find(match[2]))
        elif match := _LINE.match(body.strip("`* ")):
            yield _declared(
                places,
                match[1],
                match[2],
                form if link else "quote" if is_quote else "text",
                start + body.find(match[2]),
            )
        elif marked := _in_marks(body):
            yield _declared(places, *marked, form, start + max(body.find(marked[1]), 0))
    for match in _SPLIT_CODE.finditer(text):
        yield _declared(
            places,
            match[1],
            match[2],
            "quote" if paragraph.is_quoted else "code",
            match.start(2),
        )


def _in_sentences(paragraph: Paragraph) -> Iterator[Declaration]:
    """Request lines among words: "Send a `POST` request to `/lamps`", "Call it with `GET /lamps`"."""
    text = paragraph.text
    if "`" not in text or "/" not in text:
        return
    places = Lines(text, paragraph.span)
    for match in _IN_PROSE.finditer(text):
        yield _declared(places, match[1].upper(), match[2], "prose", match.start(2))
    for match in _CODE.finditer(text):
        # "The `GET /lamps` endpoint is slow" calls nothing.
        if _CALLS.search(text, max(match.start() - _LONGEST_CALL, 0), match.start()):
            yield _declared(places, match[1], match[2], "prose", match.start(2))


def _in_marks(line: str) -> tuple[str, str] | None:
    """Method and target of a line that holds nothing else but mark-up."""
    if len(line) > _LONGEST or not _MARKS.search(line) or not _VERBS.search(line):
        return None
    bare = (
        html.unescape(_HTML.sub(lambda m: m[1] or "", _IMAGE.sub(r"\1", line)))
        .replace("\u00a0", " ")
        .strip()
    )
    if match := _MARKED.match(bare):
        return match[1].upper(), match[2].strip("*_`")
    reverse = _REVERSED.match(bare)
    return (reverse[2], reverse[1]) if reverse else None


def _in_components(text: str, places: Lines) -> Iterator[Declaration]:
    """Tags with a method around a path, on one line: `<Route method="GET">/lamps</Route>`, `<b class="get">/lamps</b>`."""
    method, start = "", 0
    for tag in _TAG.finditer(text):
        if tag[0] == "\n":
            method = ""
        elif tag[0].startswith("</"):
            if method:
                target = text[start : tag.start()].strip()
                if _BEGINS_TARGET.match(target):
                    yield _declared(places, method, target, "component", start)
            method = ""
        elif not method and (stated := _METHOD.search(text, tag.start() + 2, tag.end())):
            method, start = stated[1].upper(), tag.end()


def _is_alone(rest: str) -> bool:
    """Whether nothing but markup, a remark in brackets or another request line follows the code."""
    rest = rest.strip(" *_\t\\")
    return (
        bool(_LINE_END.match(rest))
        or bool(re.match(r"(?:,|or|and|\()", rest))
        or rest.startswith("<")
    )


def _declared(places: Lines, method: str, target: str, form: str, offset: int) -> Declaration:
    at = places.span(max(offset, 0), len(target))
    return Declaration(method=method, target=target, form=form, at=at)


def url_alone(block: Block) -> tuple[str, Span] | None:
    """The URL that a paragraph holds in code and nothing else."""
    if isinstance(block, Paragraph) and (match := _URL_ALONE.match(block.text.strip())):
        return match[1], block.span
    return None


def is_concrete(declaration: Declaration, target: Target) -> bool:
    """Whether a message has a value for each parameter of its path."""
    names = EXPRESSION.findall(target.path)
    is_sent = declaration.form == "message" and names
    return bool(is_sent) and all(name not in declaration.target for name in names)


def written(target: Target) -> str:
    """The target as the linker reads it: with its host, and the names in its query."""
    host = target.server if re.match(r"https?://[\w.:-]+\Z", target.server) else ""
    query = "&".join(f"{name}={{{name}}}" for name in target.query)
    return f"{host}{target.path}" + (f"?{query}" if query else "")
