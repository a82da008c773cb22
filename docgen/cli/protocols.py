"""How an API is called beyond its operations: credentials, paging, envelope, errors, rate limits, each with its evidence and place.

A folder of pages as it was read enters; a line for each leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.diagnostics.position import Span
from docgen.driver.workspace import Folder
from docgen.spec.model import Evidence, Paging, SecurityScheme

_EVIDENCE: dict[Evidence, str] = {
    "stated": "stated",
    "sampled": "from samples",
    "inferred": "inferred",
}
_LIMIT = re.compile(r"\b(?:X-)?Rate-?Limit[\w-]*|\bRetry-After\b|\brate limit", re.IGNORECASE)


def protocol_lines(read: Folder) -> Iterator[str]:
    """ "security:   header PRIVATE-TOKEN (from samples, docs/issues.md:12)"."""
    spec = read.linked.spec
    for server in spec.servers[1:]:
        yield f"server:     {server.url}{_at(read, '', _line_with(read, server.url))}"
    for scheme in spec.security_schemes:
        place = _credential(read, scheme)
        yield f"security:   {_scheme(scheme)}{_at(read, _EVIDENCE[scheme.evidence], place)}"
    if spec.paging:
        place = _line_with(read, _paging_word(spec.paging))
        yield f"paging:     {_paging(spec.paging)}{_at(read, _EVIDENCE[spec.paging.evidence], place)}"
    if spec.envelope:
        stated = (page.envelope.at for page in read.linked.pages if page.envelope)
        key = spec.envelope.data.removeprefix("/")
        place = next(stated, None) or _line_with(read, f'"{key}"')
        evidence = _EVIDENCE[spec.envelope.evidence]
        yield f"envelope:   data is in {spec.envelope.data}{_at(read, evidence, place)}"
    if spec.error_fields:
        fields = ("code", "message", "request_id")
        named = ((name, getattr(spec.error_fields, name)) for name in fields)
        yield "errors:     " + ", ".join(f"{name} in {at}" for name, at in named if at)
    if limit := _rate_limit(read):
        word, place = limit
        yield f"rate limit: {word}{_at(read, '', place)}"


def _at(read: Folder, evidence: str, place: Span | None) -> str:
    where = f"{read.folder}{place.path}:{place.line}" if place else ""
    about = ", ".join(filter(None, (evidence, where)))
    return f" ({about})" if about else ""


def _scheme(scheme: SecurityScheme) -> str:
    match scheme.type:
        case "http":
            return f"Authorization: {scheme.scheme.capitalize()}"
        case "apiKey":
            return f"{scheme.location} {scheme.parameter}"
        case _:
            return f"{scheme.type} {scheme.name}"


def _credential(read: Folder, scheme: SecurityScheme) -> Span | None:
    """The first place that sends the credential."""
    for page in read.linked.pages:
        for credential in page.credentials:
            same_scheme = credential.scheme.lower() == scheme.scheme.lower()
            if credential.name == scheme.parameter or (scheme.scheme and same_scheme):
                return credential.at
    return None


def _paging(paging: Paging) -> str:
    parts = (
        ("parameter", paging.parameter),
        ("page size", paging.size),
        ("items in", paging.items),
        ("next in", paging.next),
    )
    return ", ".join([paging.style, *(f"{name} {value}" for name, value in parts if value)])


def _paging_word(paging: Paging) -> str:
    """What the pages write of it: a link header, a key of the content, or a parameter."""
    if paging.style == "link":
        return "Link:"
    return (
        f'"{paging.next.rpartition("/")[2]}"'
        if paging.next
        else paging.parameter or "@odata.nextLink"
    )


def _line_with(read: Folder, word: str) -> Span | None:
    """The first line with a text, of the file that has it most often."""
    path = max(read.sources, key=lambda path: read.sources[path].text.count(word), default="")
    at = read.sources[path].text.find(word) if word and path else -1
    return _span(read, path, at) if at >= 0 else None


def _rate_limit(read: Folder) -> tuple[str, Span] | None:
    """A header field about a rate limit, else what a sentence calls it, of the file that has most of them."""
    found = [
        (path, matches)
        for path, source in read.sources.items()
        if (matches := list(_LIMIT.finditer(source.text)))
    ]
    if not found:
        return None
    path, matches = max(found, key=lambda item: len(item[1]))
    first = min(matches, key=lambda match: "-" not in match[0])
    return first[0], _span(read, path, first.start())


def _span(read: Folder, path: str, at: int) -> Span:
    return Span(path, read.sources[path].text.count("\n", 0, at) + 1)
