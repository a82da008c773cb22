"""An author's Markdown as text for docstrings, and addresses of pages.

One line of Markdown enters; plain text leaves. It refuses to know where the text is printed.
"""

from __future__ import annotations

import html
import posixpath
import re
from urllib.parse import urlsplit

from docgen.message_id import is_message_id
from docgen.spec import Spec

_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])?")
_INCLUDE = re.compile(r"\[!INCLUDE\s*(\[[^\[\]]*\]\([^()]*\))\s*\]", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")  # CommonMark 2.4
_CODE = re.compile(r"(`[^`]*`)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MARKUP = re.compile(r"[\[<&\\*_`]")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def plain_text(markdown: str) -> str:
    """The words of one line of Markdown, code spans kept in their backticks; a message id as it is."""
    if is_message_id(markdown):
        return markdown
    if not _MARKUP.search(markdown) and markdown.isprintable():
        return " ".join(markdown.split())
    # Business Central's pages include their product's name, from a file that is no page.
    text = _LINK.sub(r"\1", _INCLUDE.sub(r"\1", markdown))
    text = "".join(
        part if part.startswith("`") else _STRONG.sub(r"\2", _TAG.sub(" ", part))
        for part in _CODE.split(text)
    )
    text = html.unescape(_ESCAPE.sub(r"\1", text))
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def page_url(spec: Spec, page: str) -> str:
    """Where a page is published, "" when the dialect does not say."""
    folder, name = posixpath.split(page)
    pattern = spec.page_urls.get(posixpath.basename(folder), "")
    stem = name.removesuffix(".md")
    return pattern.replace("{name}", stem) if re.fullmatch(r"[\w.-]+", stem) else ""


_TARGET = re.compile(r"(?<=\]\()([^()\s]+)(?=[)\s])")


def absolute_links(markdown: str, spec: Spec, page: str) -> str:
    """The same Markdown with links that work from anywhere; one whose address is unknown stays."""
    return _TARGET.sub(lambda match: _absolute(match[1], spec, page), markdown)


def _absolute(target: str, spec: Spec, page: str) -> str:
    if re.match(r"[A-Za-z][\w+.-]*:|#", target):
        return target
    path, mark, anchor = target.partition("#")
    if path.startswith("/"):
        origin = next(iter(spec.page_urls.values()), "")
        parts = urlsplit(origin)
        return f"{parts.scheme}://{parts.netloc}{target}" if origin else target
    found = posixpath.normpath(posixpath.join(posixpath.dirname(page), path.replace("\\", "/")))
    url = page_url(spec, found) if path.endswith(".md") else ""
    return url + mark + anchor if url else target
