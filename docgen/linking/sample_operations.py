"""Operations that only samples show.

A page documents `/drives/{id}/items/{id}/children`, and its sample asks for `/me/drive/root/children`: the same operation at
another address. Drafts enter; one more for each such address leaves. It refuses to know types.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from docgen.linking.context import Linker
from docgen.linking.drafts import Draft, OperationIndex
from docgen.linking.exchanges import Exchange, exchanges
from docgen.reading.page import OperationDoc, Page, RequestTarget
from docgen.syntax.naming import simple
from docgen.syntax.url_path import is_external, is_path, path_template, relative_target, shape

_FILE = re.compile(r":/[^:{}]+:(?=/|$)")  # the path of a file: `root:/a/b.txt:/content`


def sample_operations(
    linker: Linker,
    pages: Sequence[Page],
    drafts: Sequence[Draft],
    by_page: Mapping[str, Sequence[Draft]],
) -> Iterator[Draft]:
    """A draft for each address that a sample shows of an operation of its page (DG341), or of the
    resource that its page is about (DG342).
    """
    prefixes, aliases = linker.dialect.url_prefixes, linker.dialect.verb_aliases
    finder = OperationIndex(drafts, prefixes)
    documented = [segment for d in drafts for segment in d.template.path.split("/")]
    words = {word for segment in documented if (word := _word(segment))}
    keyed = {shape(segment) for segment in documented if "(" in segment}
    seen: set[tuple[str, str]] = set()
    for page in pages:
        nearby = by_page.get(page.path, ())
        is_telling = nearby or page.resources
        for exchange in exchanges(page, linker.dialect.base_url) if is_telling else ():
            request = exchange.request
            if request is None:
                continue
            method = aliases.get(request.message.method, request.message.method)
            target = request.message.target
            if is_external(target, linker.dialect.base_url):
                continue
            if request.is_ignored and not _part_of(finder, target, exchange, nearby):
                continue
            if finder.find(method, target, nearby):
                continue
            path = relative_target(target, prefixes).partition("?")[0].rstrip("/")
            tail = _tail(path)
            like = (
                next(
                    (d for d in nearby if d.method == method and _tail(d.template.path) == tail),
                    None,
                )
                or _sibling(method, exchange, page, nearby)
                or _part_of(finder, target, exchange, nearby)
            )
            written = _as_template(path, words)
            is_own = like is None and _is_of_its_page(method, exchange, page)
            if not (like or is_own) or not written or not tail[0]:
                continue
            template = path_template(written)
            key = (method, shape(template.path))
            # `sheets({id})` is a key only where pages write keys so; `cell(row=1)` is a call.
            keys = (s for s in key[1].split("/") if "(" in s and "=" not in s)
            if key in seen or not is_path(template.path) or any(k not in keyed for k in keys):
                continue
            seen.add(key)
            text = f"{method} {template.path}"
            told = RequestTarget(method=method, target=target, at=request.at)
            if like:
                place = f"{like.target.at.path}:{like.target.at.line}"
                linker.report("DG341", request.at, text=text, place=place)
            else:
                linker.report("DG342", request.at, text=text)
            doc = like.doc if like else OperationDoc(targets=(told,), at=request.at)
            yield Draft(method, template, doc, page, told, template.path, is_shown=True)


def _sibling(method: str, exchange: Exchange, page: Page, nearby: Sequence[Draft]) -> Draft | None:
    """What a page that reads things says of another read, whose answer is shown with its type.

    A write at another address may as well be a mistake, and would change something.
    """
    answer = exchange.response
    if method != "GET" or answer is None or answer.type is None or answer.message.status >= 400:
        return None
    reads = (d for d in nearby if d.method == "GET")
    return min(reads, key=lambda d: d.target.at.path != page.path, default=None)


def _is_of_its_page(method: str, exchange: Exchange, page: Page) -> bool:
    """Whether a sample on the page of a resource reads just that."""
    answer = exchange.response
    if method != "GET" or answer is None or answer.type is None or answer.message.status != 200:
        return False
    name = simple(answer.type.ref.name).lower()
    return any(simple(resource.name).lower() == name for resource in page.resources)


def _part_of(
    finder: OperationIndex, target: str, exchange: Exchange, nearby: Sequence[Draft]
) -> Draft | None:
    """The read of the page whose bytes or whose number a request asks for: it adds `/$value` or `/$count`."""
    whole, _, last = target.partition("?")[0].rpartition("/")
    answer = exchange.response
    if last not in ("$value", "$count") or answer is None or answer.has_value:
        return None
    return finder.find("GET", whole, nearby) if answer.message.status == 200 else None


@lru_cache(10_000)
def _word(segment: str) -> str:
    """A literal segment without the key or the arguments behind it, "" for a key."""
    return re.split(r"[({?]", segment, maxsplit=1)[0].lower()


def _tail(path: str) -> tuple[str, int]:
    """The last literal word, and how many keys stand behind it."""
    keys = 0
    for segment in reversed(path.split("/")):
        if word := _word(segment):
            return word, keys
        keys += 1
    return "", keys


def _as_template(path: str, words: Collection[str]) -> str:
    """The path with places for its values; "" when a step may be either."""
    steps: list[str] = []
    for segment in _FILE.sub(":/{item-path}:", path).split("/")[1:]:
        if re.search(r"\w\{", segment):
            return ""  # `invoices{id}` lacks its brackets
        is_literal = segment.startswith("$") or segment.endswith(":") or _word(segment) in words
        if is_literal or not _word(segment):
            steps.append(segment)
        elif steps and _word(steps[-1]) and "{" not in segment:
            steps.append("{id}")  # a value behind a known word
        else:
            return ""
    return "/" + "/".join(steps)
