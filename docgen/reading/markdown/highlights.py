"""What stands for Markdown in lines of a page, as Markdown: directives, and code between the tags of liquid or of short codes, as fences.

    {% highlight http %}     ~~~~~http           {{< tab header="200" lang="json" >}}    ~~~~~json title="200"
    HTTP/1.1 200 OK          HTTP/1.1 200 OK     {"id": 1}                               {"id": 1}
    {% endhighlight %}       ~~~~~               {{< /tab >}}                            ~~~~~

Lines enter, and as many leave. A tag that none ends, and one around a fence, stay as they are.
"""

from __future__ import annotations

import re

from docgen.reading.markdown.http_directives import with_requests

_NAMES = r"highlight|prism|tab|code(?:-block)?"
_BEGIN = re.compile(
    rf"[ \t]*(?:\{{%-?|\{{\{{[<%])[ \t]*({_NAMES})\b([^{{}}]*?)-?[%>]\}}{{1,2}}[ \t]*"
)
_END = re.compile(
    rf"[ \t]*(?:\{{%-?[ \t]*end({_NAMES})[ \t]*-?%\}}|\{{\{{[<%][ \t]*/[ \t]*({_NAMES})[ \t]*[>%]\}}\}})[ \t]*"
)
_LANGUAGE = re.compile(r"\blang(?:uage)?=[\"']?([\w+-]+)|\A[ \t]*[\"']?([\w+-]+)[\"']?(?=[ \t]|\Z)")
_TITLE = re.compile(r"\b(?:header|title|name|label)=[\"']([^\"'\n]{1,80})[\"']")
_FENCE = re.compile(r"[ \t]*(?:`{3}|~{3})")
_MARK = "~~~~~"


def _has_highlights(text: str) -> bool:
    """Whether a page may have such tags."""
    return (
        "{%" in text
        and "endhighlight" in text
        or "{{" in text
        and ("lang=" in text or "highlight" in text or "/code" in text)
    )


def _with_fences(lines: list[str]) -> None:
    """Puts fences in place of tags around code."""
    opened: tuple[int, str, str] | None = None  # the line, the name, and the fence in its place
    is_verbatim = False
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            is_verbatim, opened = not is_verbatim, None
        elif is_verbatim or "{" not in line:
            continue
        elif opened and (end := _END.fullmatch(line)):
            if (end[1] or end[2]) == opened[1]:
                lines[opened[0]], lines[number] = opened[2], _MARK
            opened = None
        elif begin := _BEGIN.fullmatch(line):
            opened = _opened(number, begin)


def _opened(number: int, begin: re.Match[str]) -> tuple[int, str, str] | None:
    language = _LANGUAGE.search(begin[2])
    if language is None or begin[1] == "tab" and not language[1]:
        return None
    title = _TITLE.search(begin[2])
    of_title = f' title="{title[1]}"' if title else ""
    return number, begin[1], f"{_MARK}{language[1] or language[2]}{of_title}"


def prepare(text: str, lines: list[str]) -> None:
    """Puts Markdown in place; `text` is that of the lines, which most have nothing of it."""
    if "{http:" in text or ".. http:" in text:
        with_requests(lines)
    if _has_highlights(text):
        _with_fences(lines)
