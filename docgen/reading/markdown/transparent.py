"""Mark-up around Markdown, taken away before blocks are parsed: what it wraps is read as if it were alone.

    tag        = "<" ["/"] name { attribute } ["/"] ">"    MDX, where a name has a capital; HTML wrappers such as details
    short code = "{{<" name ... ">}}" | "{{%" name ... "%}}"    Hugo
    liquid     = "{%" ... "%}"
    erb        = "<%" ... "%>"                             in a file .erb, on a line of its own
    container  = ":::" [ name ... ]
    attributes = "{:" ... "}" | "[TOC]"                    on a line of its own, kramdown
    definition = ":" [ list ] | ":" text                   below a term that is a label
    block      = "[block:" name "]" JSON "[/block]"        put aside
    admonition = ("!!!" | "???" | "===") ...               with content that is indented; a title stays in bold
    break      = "<br/>"                                   on a line of its own, below a blank one
    anchor     = "<a id=" ... "></a>" | id of any tag
    heading    = "<h1 id=...>" text "</h1>" ... "<h6>"

Lines enter, and as many leave. Nothing is evaluated. What a reader sees of a tag or of liquid stays: one with `method=`
and `path=` is put aside as a heading, one with `method=` alone stays as written, as a field with `name=` and `type=` does; a status in
`title=` is a label. A short code of a flag such as "required" is written `{{%required%}}`, whatever its delimiters were.
"""

from __future__ import annotations

import re
from collections import Counter

from docgen.reading.markdown.blocks import OPENAPI_PART
from docgen.reading.markdown.cleared import Clear, Frame
from docgen.reading.markdown.components import (
    METHOD_BADGE,
    RequestHeading,
    closed_names,
    first_name,
    is_before_target,
    is_field,
    method_in_heading,
    request_heading,
    seen_of,
    summary_heading,
    wraps_target,
)
from docgen.reading.markdown.containers import Container, admonition, colons
from docgen.reading.markdown.definitions import define_label, label_term, list_of_term, text_of_term
from docgen.reading.markdown.json_blocks import component_data
from docgen.reading.markdown.short_codes import METHOD, SEEN, SHORT_CODE, as_seen, table_of_lists
from docgen.syntax.includes import FENCE

_LAYOUT = frozenset(
    "article center div figcaption figure footer header main nav p section summary".split()
)
_WRAPPERS = _LAYOUT | {"aside", "details"}

_ATTRIBUTES = r"(?:[^<>\"'{}]|\"[^\"]*\"|'[^']*'|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*"
_TAG = re.compile(rf"<(/?)([A-Za-z][\w.]*)((?:\s|/(?=>)){_ATTRIBUTES}|)>")
_BEGUN = re.compile(r"<([A-Za-z][\w.]*)(?:\s|$)")
_COMPONENT = re.compile(r"[A-Z]\w*[a-z]")
_HEADING = re.compile(r"<h([1-6])(\s[^<>]*)?>(.*?)</h\1>[ \t]*$", re.IGNORECASE)
_BREAKS = re.compile(r"(?:<br\s*/?>\s*)+$", re.IGNORECASE)
_ANCHORS = re.compile(
    r"(?:<a\s+(?:name|id)\s*=\s*[\"']?[\w.:-]+[\"']?(?:\s+class\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))?\s*(?:/>|>\s*</a>)\s*)+$",
    re.IGNORECASE,
)
_VERBATIM = re.compile(r"<(pre|script|style|textarea|table|dl)\b(?!-)", re.IGNORECASE)
_ID = re.compile(r"\b(?:id|name)\s*=\s*[\"'{]*([\w.:-]+)", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:type|class|className|style)\s*=\s*[\"']?([A-Za-z][\w-]*)")
_ONLY_SHORT_CODE = re.compile(rf"{SHORT_CODE}\s*$")
_IMPORT = re.compile(r"import\s+(?:[^;'\"]*\sfrom\s+)?['\"][^'\"]+['\"];?\s*$")
_MODULE = re.compile(r"import\s+\{[^}]*$|export\s+(?:const|let|default|function|async)\b")
_MODULE_END = re.compile(r"\}\s*from\s*['\"][^'\"]*['\"];?\s*$")
_ATTRIBUTE_LIST = re.compile(r"(?:\{:[^{}]*\}|\[{1,2}_?toc_?\]{1,2})\s*$", re.IGNORECASE)
_BLOCK = re.compile(r"\[block:([\w-]+)\][ \t]*$")
_SPECIAL = frozenset("<:`~>!?=ie#[")  # what a line that is looked at begins with
_MOST_LINES = 20  # of one tag


def clear(path: str, lines: list[str]) -> Clear:
    """The lines without wrapping mark-up. `path` is that of the page: some mark-up is of one kind of file."""
    return _Clearing(path, lines).run()


class _Clearing:
    def __init__(self, path: str, lines: list[str]) -> None:
        self.is_mdx = path.endswith(".mdx")
        self.is_erb = path.endswith(".erb")
        self.clear = Clear(lines=lines)
        self.lines = lines
        self.frames: list[Frame] = []
        self.verbatim = ""  # what ends lines that are not looked at
        self.is_module = False  # inside of an import or export
        self.skip = 0  # the line after those of a tag
        self.indent = 0  # of the line, as written
        self.opened: Counter[str] = Counter()  # frames by name
        self.closed = closed_names("\n".join(lines))

    def run(self) -> Clear:
        for number in range(len(self.lines)):
            if number >= self.skip:
                self.line(number)
            if self.frames:
                self.clear.containers.setdefault(number, self.frames[-1].container)
        return self.clear

    def line(self, number: int) -> None:
        bare = self.lines[number].lstrip(" \t")
        if not bare:
            self.is_module = False
            return
        # Most lines are text, and nothing of the rest can be in them.
        is_text = bare[0] not in _SPECIAL and "{" not in bare and "</" not in bare
        if is_text and not (self.frames or self.verbatim or self.is_module):
            return
        self.indent = len(self.lines[number]) - len(bare)
        self.strip(number, self.indent, bare)
        if self.verbatim:
            self.within(bare)
        elif is_text and not self.is_module:
            pass
        elif fence := FENCE.match(bare):
            if fence[1][0] == "~" or "`" not in fence[2]:
                self.verbatim = fence[1]
                self.fence(number)
        elif bare.startswith("<"):
            self.tags(number, bare)
        elif bare.startswith(":::"):
            self.container(number, bare)
        elif bare[0] == ":":
            self.definition(number, bare)
        elif block := _BLOCK.match(bare):
            self.json_block(number, block[1])
        elif self.is_mdx and (self.is_module or bare.startswith(("import ", "export "))):
            self.module(number, bare)
        elif _ATTRIBUTE_LIST.match(bare):
            self.lines[number] = ""
        elif bare[0] == "#" and (badge := METHOD_BADGE.search(bare)):
            self.lines[number] = method_in_heading(self.lines[number], badge)
        elif bare.startswith("{%") and (end := table_of_lists(self.clear, number)):
            self.skip = end
        elif bare[0] in "!?=" and (found := admonition(bare)):
            self.indented(number, found)
        else:
            self.inline(number, bare)

    def strip(self, number: int, indent: int, bare: str) -> None:
        """Take off the indentation that a line has as content of a wrapper."""
        while self.frames and not self.frames[-1].name and indent <= self.frames[-1].indent:
            self.close("")  # an admonition ends with its indentation
        if not self.frames:
            return
        frame = self.frames[-1]
        if frame.strip < 0 and not bare.startswith(("</", "{{</", "{{%/", "{{< /", "{{% /")):
            outer = self.frames[-2].strip if len(self.frames) > 1 else 0
            frame.strip = indent if indent > frame.indent else max(outer, 0)
        self.cut(number, min(indent, max(frame.strip, 0)))

    def cut(self, number: int, columns: int) -> None:
        if columns:
            self.lines[number] = self.lines[number][columns:]
            self.clear.shifts[number] = self.clear.shifts.get(number, 0) + columns

    def fence(self, number: int) -> None:
        """Skips the lines of a fence that do not end it, where nothing wraps it whose indentation they have."""
        if not (self.frames or self.is_module):
            self.skip = number + 1
            while self.skip < len(self.lines) and self.verbatim not in self.lines[self.skip]:
                self.skip += 1

    def within(self, bare: str) -> None:
        """A line of a fence, a comment, or HTML that is no Markdown."""
        if self.verbatim[0] in "`~":
            fence = bare.lstrip(" \t>").rstrip()
            if fence.startswith(self.verbatim) and not fence.strip(self.verbatim[0]):
                self.verbatim = ""
        elif self.verbatim in bare.lower():
            self.verbatim = ""

    def tags(self, number: int, bare: str) -> None:
        """A line that begins with a tag."""
        if bare.startswith("<!--"):
            if "-->" not in bare:
                self.verbatim = "-->"
        elif bare.startswith("<%"):
            if self.is_erb and bare.rstrip().endswith("%>"):
                self.lines[number] = ""
        elif _BREAKS.match(bare):
            # Below a blank line it would begin HTML up to the next one (CommonMark, 4.6).
            if not "".join(self.lines[number - 1 : number]).strip():
                self.lines[number] = ""
        elif heading := _HEADING.match(bare):
            self.heading(number, bare, heading)
        elif _ANCHORS.match(bare):
            self.clear.ids.setdefault(number + 1, []).extend(_ID.findall(bare))
            self.lines[number] = ""
        elif verbatim := _VERBATIM.match(bare):
            self.html(number, verbatim[1].lower())
        elif (badge := METHOD_BADGE.match(bare)) and is_before_target(bare, badge):
            self.lines[number] = self.lines[number].replace(badge[0], badge[1], 1)
        elif self.is_mdx and (data := component_data(self.lines, number)):
            self.clear.json_blocks.append((data.line, OPENAPI_PART, data.text))
            self.lines[number : data.end], self.skip = [""] * (data.end - number), data.end
        else:
            self.wrappers(number, bare)

    def html(self, number: int, name: str) -> None:
        """HTML that is no Markdown up to its end; a table or a list of terms is put aside as a whole."""
        end = f"</{name}>"
        last = number
        while last < len(self.lines) and end not in self.lines[last].lower():
            last += 1
        if name in ("table", "dl") and last < len(self.lines):
            at = self.lines[last].lower().index(end) + len(end)
            after = self.lines[last][at:]
            text = "\n".join([*self.lines[number:last], self.lines[last][:at]])
            self.clear.tables.append((number, text))
            for blank in range(number, last):
                self.lines[blank] = ""
            self.lines[last] = after
        elif name in ("script", "style"):
            for blank in range(number, min(last + 1, len(self.lines))):
                self.lines[blank] = ""
        self.skip = last + 1

    def module(self, number: int, bare: str) -> None:
        """An import or export of MDX."""
        if self.is_module or _MODULE.match(bare):
            self.is_module = not (self.is_module and _MODULE_END.match(bare))
        elif not _IMPORT.match(bare):
            self.inline(number, bare)
            return
        self.lines[number] = ""

    def heading(self, number: int, bare: str, match: re.Match[str]) -> None:
        """<h2 id="x">text</h2> is ## text."""
        self.clear.ids.setdefault(number + 1, []).extend(_ID.findall(match[2] or "")[:1])
        prefix = "#" * int(match[1]) + " "
        text = " ".join(match[3].split())
        column = len(self.lines[number]) - len(bare) + match.start(3)
        shift = self.clear.shifts.get(number, 0) + column - len(prefix)
        self.clear.shifts[number] = shift
        self.lines[number] = prefix + text

    def wrappers(self, number: int, bare: str) -> None:
        """The tags that a line begins with, and those that end what it wraps."""
        end = number + 1
        if not _TAG.match(bare) and (begun := _BEGUN.match(bare)) and self.is_wrapper(begun[1]):
            bare, end = self.joined(number, bare)
        indent = len(self.lines[number]) - len(self.lines[number].lstrip(" \t"))
        at, kept = 0, ""
        while (tag := _TAG.match(bare, at)) and self.is_wrapper(tag[2], tag[3]):
            is_request = METHOD.search(tag[3]) is not None
            heading = request_heading(tag[3]) if is_request else summary_heading(bare, at)
            if heading:
                self.request(number, end, tag[2], heading)
                self.lines[number:end], self.skip = [""] * (end - number), end
            if heading or is_request or wraps_target(tag[3], bare[tag.end() :]):
                return
            if not tag[1] and not tag[3].endswith("/") and not self.closed[tag[2]]:
                break  # a placeholder such as <Name>
            self.tag(number, tag)
            below = self.lines[end].lstrip() if end < len(self.lines) else ""
            kept += "" if tag[1] else seen_of(tag[0], below)
            at = len(bare) - len(bare[tag.end() :].lstrip(" \t"))
        if not at:
            self.inline(number, bare)
            return
        self.lines[number:end] = [""] * (end - number)
        last, self.skip = end - 1, end
        rest = bare[at:]
        if end == number + 1 and not kept:
            self.clear.shifts[number] = self.clear.shifts.get(number, 0) + at
        left = kept + _TAG.sub(lambda tag: self.ended(last, tag), rest).rstrip()
        self.lines[last] = " " * indent + left
        if rest.strip():
            self.inline(last, self.lines[last].lstrip(" \t"))

    def request(self, number: int, end: int, name: str, heading: RequestHeading) -> None:
        """What a component states of all that is below it; it may wrap a heading, and begin with it."""
        below = next((n for n in range(end, len(self.lines)) if self.lines[n].strip()), number)
        is_around = self.closed[name] > 0 and self.lines[below].lstrip()[:1] == "#"
        self.clear.requests.append((number, heading._replace(is_around=is_around)))

    def joined(self, number: int, bare: str) -> tuple[str, int]:
        """A tag over several lines as one, and the line after it; the line itself where none ends."""
        text = bare
        for end in range(number + 1, min(number + _MOST_LINES, len(self.lines))):
            line = self.lines[end]
            if not line.strip() or line.lstrip().startswith("<"):
                break
            text += " " + line.strip()
            if ">" in line and _TAG.match(text):
                return text, end + 1
        return bare, number + 1

    def is_wrapper(self, name: str, attributes: str = "") -> bool:
        # "<ID>" is a placeholder, `<API method="GET">` and `<CURL>` with its end are none.
        is_closed = name.isupper() and ("=" in attributes or self.closed[name] > 0)
        return name.lower() in _WRAPPERS or bool(_COMPONENT.match(name)) or is_closed

    def tag(self, number: int, tag: re.Match[str]) -> None:
        if tag[1]:
            self.close(tag[2])
            return
        self.clear.ids.setdefault(number + 1, []).extend(_ID.findall(tag[3])[:1])
        if not tag[3].endswith("/"):
            self.open(Frame(tag[2], self.container_of(tag), self.indent))
            self.clear.containers[number] = self.frames[-1].container

    def container_of(self, tag: re.Match[str]) -> str:
        """What a reader calls a wrapper; one that only lays out is what it is in."""
        if not _COMPONENT.match(tag[2]) and (named := _NAMED.search(tag[3])):
            return named[1].lower()
        if tag[2].lower() in _LAYOUT:
            return self.frames[-1].container if self.frames else ""
        return tag[2].lower()

    def ended(self, number: int, tag: re.Match[str]) -> str:
        """What is left of a tag inside of a line that begins with one."""
        is_placeholder = not (tag[1] or tag[3].endswith("/") or self.closed[tag[2]])
        if is_placeholder or not self.is_wrapper(tag[2], tag[3]) or METHOD.search(tag[3]):
            return tag[0]
        self.tag(number, tag)
        return ""

    def open(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.opened[frame.name] += 1

    def close(self, name: str) -> None:
        while self.opened[name]:
            frame = self.frames.pop()
            self.opened[frame.name] -= 1
            if frame.name == name:
                return

    def container(self, number: int, bare: str) -> None:
        """::: name opens, ::: alone closes."""
        self.lines[number] = ""
        if (found := colons(bare)) and not bare.rstrip().endswith(":::"):
            strip = max(self.frames[-1].strip, 0) if self.frames else 0
            self.lines[number] = found.title
            self.open(Frame(":::", found.name, self.indent, strip))
        elif not bare.strip(": \t"):
            self.close(":::")

    def definition(self, number: int, bare: str) -> None:
        """A line that defines a term: a list is read as if it were alone below a label, and text as a list of one."""
        if columns := list_of_term(bare):
            label_term(self.lines, number)
            strip = self.indent + columns if columns < len(bare) else -1
            self.open(Frame("", "", self.indent, strip))
            self.cut(number, self.indent + columns)
        elif not define_label(self.lines, number):
            self.inline(number, bare)
            if columns := text_of_term(bare):  # paragraphs below are indented as it is
                self.open(Frame("", "", self.indent, self.indent + columns))

    def json_block(self, number: int, name: str) -> None:
        """A block of JSON up to its end, put aside."""
        end = number + 1
        while end < len(self.lines) and self.lines[end].strip() != "[/block]":
            end += 1
        self.clear.json_blocks.append((number + 1, name, "\n".join(self.lines[number + 1 : end])))
        self.lines[number : end + 1] = [""] * (min(end + 1, len(self.lines)) - number)
        self.skip = end + 1

    def indented(self, number: int, container: Container) -> None:
        """A container whose content is what is indented by four columns."""
        below = next((line for line in self.lines[number + 1 : number + 4] if line.strip()), "")
        self.lines[number] = container.title or self.lines[number]
        if len(below) - len(below.lstrip(" \t")) >= self.indent + 4:
            self.lines[number] = container.title
            self.open(Frame("", container.name, self.indent))

    def inline(self, number: int, bare: str) -> None:
        """Short codes and liquid inside of a line, and tags that end what lines above wrap."""
        line = self.lines[number]
        if "{{" in line or "{%" in line:
            only = _ONLY_SHORT_CODE.match(bare)
            is_request = (only or bare.startswith("{%")) and METHOD.search(bare)
            if is_request and (heading := request_heading(bare)):
                self.lines[number] = ""
                return self.request(number, number + 1, first_name(bare), heading)
            if only and only["name"] not in SEEN and not is_field(only["rest"]):
                self.short_code(number, only)
                self.lines[number] = ""
                return
            line = as_seen(line)
        if self.is_mdx and "{/*" in line:
            line = re.sub(r"\{/\*[^*]*\*/\}", "", line)
        if self.frames and "</" in line:
            line = _TAG.sub(lambda tag: self.ended(number, tag) if tag[1] else tag[0], line)
        if line != self.lines[number]:
            self.lines[number] = line.rstrip()

    def short_code(self, number: int, match: re.Match[str]) -> None:
        """A short code alone on a line, which may open or close a wrapper."""
        if match["end"]:
            self.close(match["name"])
        elif self.closed[match["name"]]:
            named = _NAMED.search(match["rest"])
            container = (named[1] if named else match["name"]).lower()
            self.open(Frame(match["name"], container, self.indent))
