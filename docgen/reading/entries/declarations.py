"""Where a reference states an operation: a request line alone in code, in a heading, a bullet, a table, a component.

A block enters; `Declaration`s leave. Whether a request line is a declaration or a sample is decided by its form and
by the outline around it, not here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from docgen.diagnostics.position import Lines, Span
from docgen.reading.entries.declaration import IN_CODE, TARGET, URL, VERB, Declaration
from docgen.reading.entries.fence_requests import REMARK, fence_requests
from docgen.reading.entries.sentences import in_sentences
from docgen.reading.entries.table_requests import table_requests
from docgen.reading.markdown.parser import Block, Cell, Fence, Heading, Paragraph, Table
from docgen.syntax.http_message import METHODS, WEBHOOK
from docgen.syntax.path_spellings import Target
from docgen.syntax.url_path import EXPRESSION

_ANY_CASE = f"{VERB}|(?i:{'|'.join(METHODS)})"
_LINE = re.compile(rf"\s*({VERB})[ \t]+({TARGET})(?:[ \t]+HTTP/[\d.]+)?{REMARK}[ \t]*$")
# "GET /lamps - All lamps", "**GET** /lamps: All lamps", "[GET] /lamps: All lamps"
_TITLED_LINE = re.compile(
    rf"[*_\[]{{0,3}}({VERB})[*_\]]{{0,3}}:?[ \t]+({TARGET})(?=[ \t]*(?:：|[:–—][ \t])|(?<=:)[ \t]+[^\W_]|[ \t]+-+[ \t])"
)
# "get /lamps", "Delete `/lamps/:id`", all of a heading
_LOWER = re.compile(
    rf"[\s`*]*((?i:{'|'.join(METHODS)}))[`*]*[ \t]+[`*]*(?=/)(?={TARGET}\s*\Z)([^\s`*]+)[`*]*[ \t]*\Z"
)
# "**GET /lamps** - All lamps", "`GET /lamps`: All lamps", outside of a list
_BOLD_TITLE = re.compile(
    rf"\*\*`?({VERB})[ \t]+((?=[^\s*]*/)[^\s*`]++)`?\*\*(?=[ \t]*(?:：|(?:[-–—]{{1,3}}|:)[ \t])[ \t]*[^\W_])"
)
_TITLE_AFTER = re.compile(r"[ \t]*(?:：|(?:[-–—]{1,3}|:)[ \t])[ \t]*[^\W_][^\n]{0,120}\Z")
_WORDS_AFTER = re.compile(r"[ \t]*[*_]{0,3}\s*(?:[:：–—→]|-+>?(?=[ \t]))?[ \t]*(\[?[^\W_][\s\S]*)")
# "**Endpoint**: " before the code.
_LABEL = re.compile(r"[ \t*_]*[^\W\d_][\w -]{0,30}[*_]*[:：][*_ \t]*(?=`)")
_SPLIT_CODE = re.compile(
    rf"(?:`|\*\*|<[a-z][^<>]*>)({VERB})(?:`|\*\*|</[a-z]+>)[ \t]*+(?:\n[ \t]*+)?+(?:\*\*)?`({TARGET})`"
)
# "[`GET /lamps`](lamps.md)", on a line of its own
_LINKED = re.compile(
    rf"[*_]*\[([*_`]*(?:{VERB})\b[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]\([^()\s]*\)[*_.,;]*"
)
# A line of nothing but a method and a target, in any mark-up: "![GET](get.svg) `/lamps`", "**`GET`** /lamps".
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
# Outside of code, where "<id>" is a placeholder.
_HTML = re.compile(r"(`[^`]*+`)|</?[a-z][^<>]*>", re.I)
_BEFORE = r"(?:[^\W\d_][\w -]{0,30}(?:[*_]*[:：]|[*_]{2}))?[\s*_`\[(·•|]*"  # a label
_MARKED = re.compile(
    rf"(?>(?:[^\w/:]|:\w+:)*){_BEFORE}\b({_ANY_CASE})\b[\s*_`\])|:·•–—→⇒➜=>-]+({TARGET})"
    r"[\s*_`]*(?:\([^()]*\)[\s*_`]*)?(?:[·•|][^\n]*)?$"
)
# "Request: POST /lamps", "Request: POST /lamps with parameters (color, size)."
_LABELLED = re.compile(
    rf"[^\W\d_][\w -]{{0,30}}[:：][ \t]+({VERB})[ \t]+({TARGET})"
    r"(?:[ \t]+HTTP/[\d.]+|[ \t]+[^\n()`]{0,40}\(([\w, ]+)\)\.?)?[ \t]*\Z"
)
_MARKS = re.compile(r"[*`<!\[_]|&nbsp;")
# "`/lamps` (GET)"
_REVERSED = re.compile(rf"{_BEFORE}((?:https?://|/)[^\s`*|]+)[\s*_`]*[\[(]({VERB})[\])]$")
_LONGEST_ITEM = 40  # characters before the words of a bullet
_VERBS = re.compile(rf"\b(?:{_ANY_CASE})\b")
_TAG = re.compile(r"<[A-Z][^<>]*>|</[A-Z]\w*>|\n", re.I)
# method="get", class="endpoint get"
_METHOD = re.compile(
    rf"\b(?:method=[\"'{{]*|class(?:Name)?=[\"'][^\"']*?(?<![\w-]))({VERB})(?![\w-])", re.I
)
_BEGINS_TARGET = re.compile(URL)
_IN_TARGETS = ("/", "{", "<", "$")  # of which each has one
# "GET /lamps", "[GET]/lamps", "GET/HEAD /lamps"
_HEADING = re.compile(
    rf"(?:^|[\s(\[`>])((?:{VERB})(?:(?:[/|]|,[ ]?)(?:{VERB})\b){{0,5}})(?:`|\]|</[a-z]+>|\s|[-–—|:](?=\s))+({TARGET})"
)
_QUOTED = re.compile(r"(?<![^\s])[\"'“‘](/[^\s\"'“”‘’]*+)[\"'”’]")  # "POST - '/lamps'"
_URL_ALONE = re.compile(r"`+[ \t]*((?:https?://|/|\{)[^`\s]+)[ \t]*`+[ \t]*\Z")
_LINE_END = re.compile(r"[.:,;]?[ \t]*$")
ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
# "`GET /lamps` -> `Lamp[]`", but not "`GET /old` -> `GET /lamps`"
_RETURNS = re.compile(
    r"(?:[-=]>|[→⇒➜])[ \t]*(?:`[^`/\n]+`|\[[^\[\]]*\]\(#[^()\s]*\)|\w+(?:/[\w.+-]+)?)(?:[,;]?[ \t][^\n/]{1,200})?"
)
_ANSWER = re.compile(r"[ \t*_]*(?:[-=]>|[→⇒➜])[ \t]*+(\S[^\n]*)")
# "### `GET /lamps` → `Lamp[]`"
_ARROW = re.compile(
    r"[`*)\]\s]*(?:[-=]>|[→⇒➜])[ \t]*+(`[^`/\n]+`|\[[^\[\]]*\]\(#[^()\s]*\)|[^\W\d_]+(?:\[\])?)[ \t]*\Z"
)
# "`GET /lamps/`*`<lamp>`*`/on`", of which each part has its own marks
_NAME_APART = re.compile(
    r"(?<=/)`[*_]{1,3}`?[<{:]?([A-Za-z][\w -]{0,60})[>}]?`?[*_]{1,3}(?:`(?=/)|(?P<end>(?!`)))"
)
_NEXT_ITEM = re.compile(r"\n[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_QUOTE = re.compile(r"(?:[ \t]*>)+[ \t]?")
_HASHES = re.compile(r"^#+ *")
_LONGEST = 2_000  # characters of a target


def declarations(block: Block) -> Iterator[Declaration]:
    """The request lines of a block."""
    match block:
        case Fence():
            yield from fence_requests(block)
        case Heading(request=request) if request:
            method, target = request.method, request.target
            form = WEBHOOK if method == WEBHOOK else "heading"
            yield Declaration(method=method, target=target, form=form, at=block.span)
        case Heading():
            may_have_target = any(sign in block.text for sign in _IN_TARGETS)
            text = _QUOTED.sub(r" \1 ", block.text.replace("%", " ")) if may_have_target else ""
            if lower := _LOWER.match(text):
                yield _of_heading(block, lower[1].upper(), lower[2])
                return
            for match in _HEADING.finditer(text):
                target, row = _without_end(match[2]), ()
                if arrow := _ARROW.match(text, match.end()):
                    row = (("response", Cell(text=arrow[1].strip(), span=block.span)),)
                for method in _VERBS.findall(match[1]):
                    yield _of_heading(block, method, target, row)
        case Table():
            yield from table_requests(block)
        case Paragraph():
            # "**GET** `/lamps`" has two forms.
            found: dict[tuple[str, str, Span], Declaration] = {}
            for one in _in_paragraph(block):
                key = one.method, one.target, one.at
                found[key] = one if one.row or key not in found else found[key]
            yield from found.values() or in_sentences(block)


def _of_heading(
    heading: Heading, method: str, target: str, row: tuple[tuple[str, Cell], ...] = ()
) -> Declaration:
    return Declaration(method=method, target=target, form="heading", at=heading.span, row=row)


def item_column(block: Block) -> int:
    """The column of a bullet, 0 for any other block."""
    is_item = isinstance(block, Paragraph) and ITEM.match(block.text)
    return block.span.column if is_item else 0


def is_sentence(block: Block | None) -> bool:
    """Whether a block is a paragraph that is no bullet."""
    return isinstance(block, Paragraph) and not ITEM.match(block.text)


def _without_end(target: str) -> str:
    """The target of "Create a lamp [POST /lamps]", "Create a lamp (POST /lamps)", "POST /lamps: Create a lamp"."""
    target = target.rstrip(":") or target
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
        yield from _in_line(line, offset, text, places)
        offset += len(line) + 1
    for match in _SPLIT_CODE.finditer(text) if "`" in text else ():
        nearby = max(match.start() - _LONGEST_ITEM, 0)
        item = ITEM.match(text, text.rfind("\n", nearby, match.start()) + 1)
        is_item = item is not None and item.end() >= match.start() - 2
        form = "quote" if paragraph.is_quoted else "code"
        row = words_after(text, match.end(), places) if is_item else ()
        yield _declared(places, match[1], match[2], form, match.start(2), row)


def _in_line(line: str, start: int, text: str, places: Lines) -> Iterator[Declaration]:
    """The request line of a line of a paragraph; `start` is its place in the text."""
    quote = _QUOTE.match(line)
    body = line[quote.end() :] if quote else line
    is_quote, end = quote is not None, start + len(line)
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
    if "/`" in body:
        body = _NAME_APART.sub(_joined, body)
    label = _LABEL.match(body)
    if match := IN_CODE.match((body[label.end() :] if label else body).lstrip(" *_")):
        rest = body[body.find(match[0]) + len(match[0]) :]
        is_titled = _TITLE_AFTER.fullmatch(rest) is not None
        if (item and not rest.startswith("?")) or link or is_titled or _is_alone(rest):
            has_words = is_titled or form == "item"
            row = words_after(text, end - len(rest), places) if has_words else ()
            if form == "item" and label and not row:
                # "- All lamps: `GET /lamps`"
                words = label[0].strip(" \t*_:：")
                row = (("description", Cell(text=words, span=places.span(start, len(words)))),)
            if not has_words and (answer := _ANSWER.match(rest)):
                at = places.span(end - len(rest) + answer.start(1), len(answer[1]))
                row = (("response", Cell(text=answer[1], span=at)),)
            yield _declared(places, match[1], match[2], form, start + body.find(match[2]), row)
    elif match := _LINE.match(body.strip("`* \"'")):
        form = form if link else "quote" if is_quote else "text"
        yield _declared(places, match[1], match[2], form, start + body.find(match[2]))
    elif match := _BOLD_TITLE.match(body):
        row = words_after(text, start + match.end(), places)
        yield _declared(places, match[1], match[2], form, start + match.start(2), row)
    elif match := _TITLED_LINE.match(body):
        row = words_after(text, start + match.end(2), places)
        target = _without_end(match[2])
        yield _declared(places, match[1], target, form, start + match.start(2), row)
    elif match := _LABELLED.match(body) if not is_quote else None:
        names = Cell(text=match[3] or "", span=places.span(start, len(body)))
        row = (("parameters", names),) if match[3] else ()
        yield _declared(places, match[1], match[2], form, start + match.start(2), row)
    elif marked := _in_marks(body):
        yield _declared(places, *marked, form, start + max(body.find(marked[1]), 0))


def _joined(name: re.Match[str]) -> str:
    return f"<{name[1]}>" if name["end"] is None else f"<{name[1]}>`"


def words_after(text: str, start: int, places: Lines) -> tuple[tuple[str, Cell], ...]:
    """What a bullet says after its request line, as the description in a row of a table."""
    end = next((m.start() for m in _NEXT_ITEM.finditer(text, start)), len(text))
    match = _WORDS_AFTER.match(text, start, end)
    if match is None or not match[1].strip(" *_`."):
        return ()
    words = " ".join(match[1].split())
    return (("description", Cell(text=words, span=places.span(match.start(1), len(match[1])))),)


def _in_marks(line: str) -> tuple[str, str] | None:
    """Method and target of a line that holds nothing else but mark-up."""
    if len(line) > _LONGEST or not _MARKS.search(line) or not _VERBS.search(line):
        return None
    if "![" in line:
        line = _IMAGE.sub(r"\1", line)
    if "<" in line:
        line = _HTML.sub(lambda m: m[1] or "", line)
    bare = html.unescape(line).replace("\u00a0", " ").strip()
    if bare.count("[") > bare.count("]"):
        return None  # a link that goes on below: it mentions the operation
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
    """Whether nothing but markup, a remark in brackets, a type or another request line follows the code."""
    rest = rest.strip(" *_\t\\")
    return (
        bool(_LINE_END.match(rest))
        or bool(re.match(r"(?:,|or|and|\()", rest))
        or rest.startswith("<")
        or _RETURNS.fullmatch(rest) is not None
    )


def _declared(
    places: Lines,
    method: str,
    target: str,
    form: str,
    offset: int,
    row: tuple[tuple[str, Cell], ...] = (),
) -> Declaration:
    at = places.span(max(offset, 0), len(target))
    return Declaration(method=method, target=target, form=form, at=at, row=row)


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
    is_host = target.server and re.match(r"https?://[\w.:-]+\Z", target.server)
    host = target.server if is_host else ""
    query = "&".join(f"{name}={{{name}}}" for name in target.query)
    return f"{host}{target.path}" + (f"?{query}" if query else "")
