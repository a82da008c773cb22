"""Where pages are published, and links that work from anywhere."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import urlsplit

from docgen.spec.model import Enum, Operation, Spec, Type
from docgen.syntax.page_paths import is_page, page_stem


def documentation_url(spec: Spec, item: Enum | Operation | Type) -> str:
    """Where an item is documented, "" when the dialect has no address for its page."""
    url = page_url(spec, item.page)
    return f"{url}#{item.anchor}" if url and item.anchor else url


def page_url(spec: Spec, page: str) -> str:
    """Where a page is published, "" when the dialect has no address. A page that is a URL is there."""
    if page.startswith(("https://", "http://")):
        return page
    folder, stem = _place(page)
    pattern = spec.page_urls.get(folder, "")
    return pattern.replace("{name}", stem) if stem else ""


# A page may document a type and many operations.
@lru_cache(4096)
def _place(page: str) -> tuple[str, str]:
    """The last folder of a page, and its name without the ending: "" for one that an address cannot have."""
    folder, name = posixpath.split(page)
    stem = page_stem(name)
    return posixpath.basename(folder), stem if re.fullmatch(r"[\w.-]+", stem) else ""


_TARGET = re.compile(r"(?<=\]\()([^()\s]+)(?=[)\s])")


def absolute_links(markdown: str, spec: Spec, page: str) -> str:
    """The same Markdown with links that work from anywhere; one whose address is unknown stays."""
    return _TARGET.sub(lambda match: _absolute(match[1], spec, page), markdown)


def _absolute(target: str, spec: Spec, page: str) -> str:
    if re.match(r"[A-Za-z][\w+.-]*:|#", target):
        return target
    path, separator, anchor = target.partition("#")
    if path.startswith("/"):
        origin = next(iter(spec.page_urls.values()), "")
        parts = urlsplit(origin)
        return f"{parts.scheme}://{parts.netloc}{target}" if origin else target
    linked = posixpath.normpath(posixpath.join(posixpath.dirname(page), path.replace("\\", "/")))
    url = page_url(spec, linked) if is_page(path) else ""
    return url + separator + anchor if url else target
