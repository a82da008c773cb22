"""The base URL of an API: what comes before the documented paths in the requests of samples.

In: pages and a dialect. Out: the dialect with the base URL, and with the prefix that samples have before each path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page
from docgen.records import replace
from docgen.syntax.url_path import (
    fits,
    path_template,
    relative_target,
    url_root,
    version_segment,
    with_version,
)


def with_root(dialect: Dialect, pages: Sequence[Page]) -> Dialect:
    """The dialect with the base URL of these pages, "" where they show none that a client could call."""
    prefix = _sampled_prefix(pages, dialect)
    if not prefix:
        return replace(dialect, base_url=_base_url(pages, dialect))
    base_url = "" if "{" in prefix else prefix
    return replace(dialect, base_url=base_url, url_prefixes=(*dialect.url_prefixes, prefix))


def _base_url(pages: Sequence[Page], dialect: Dialect) -> str:
    """The origin and version that most requests begin with, or the dialect's base URL.

    "" for pages of another namespace whose samples name no host: a token must not go to a guess.
    """
    sampled = {sample.message.target for page in pages for sample in page.samples}
    documented = {t.target for page in pages for doc in page.operations for t in doc.targets}
    roots: Counter[str] = Counter()
    known = tuple(filter(None, (dialect.base_url, *dialect.url_prefixes)))
    # A callback has one address in many samples; a response has none.
    for target in filter(None, {*sampled, *(t for t in documented if url_root(t))}):
        is_known = target.startswith(known)
        version = version_segment(target) if is_known else ""
        roots[with_version(dialect.base_url, version) if is_known else url_root(target)] += 1
    most = max(sorted(roots), key=lambda root: roots[root], default="")
    spaces = {page.namespace.lower() for page in pages if page.namespace}
    is_own = any(space.startswith(dialect.base_namespace.lower()) for space in spaces)
    return most or (dialect.base_url if is_own or not spaces else "")


def _sampled_prefix(pages: Sequence[Page], dialect: Dialect) -> str:
    """What samples call before the documented paths, "" for an API's root and where they disagree.

    A page documents `/lamps/{id}`, and its sample requests `https://shop.example/rest/lamps/7`. One path
    alone may as well be at another place of the API.
    """
    paths_of: dict[str, set[str]] = {}
    for page in pages:
        for prefix, path in _before_documented(page, dialect):
            paths_of.setdefault(prefix, set()).add(path)
    best = max(sorted(paths_of), key=lambda prefix: len(paths_of[prefix]), default="")
    return best if len(paths_of.get(best, ())) > 1 else ""


def _before_documented(page: Page, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """For each request of a page to a host: what it calls before a path that the page documents, and that path."""
    called = [s.message for s in page.samples if s.message.target.startswith("http")]
    if not called:
        return
    documented = [
        (target.method, path_template(relative_target(target.target, dialect.url_prefixes)).path)
        for doc in page.operations
        for target in doc.targets
    ]
    for request in called:
        url = request.target.partition("?")[0].rstrip("/")
        whole = relative_target(url, dialect.url_prefixes)
        paths = [
            p for method, p in documented if method == request.method and not p.startswith("/{")
        ]
        is_known = dialect.base_url and url.startswith(dialect.base_url)
        for tail in [whole] if is_known else _tails(whole):
            if path := next((path for path in paths if fits(path, tail)), ""):
                yield "" if tail == whole else url.removesuffix(tail), path
                break


def _tails(path: str) -> Iterator[str]:
    """A path and what is left of it without its first steps."""
    while path:
        yield path
        _, slash, rest = path[1:].partition("/")
        path = slash + rest
