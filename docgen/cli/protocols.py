"""How an API is called beyond its operations: credentials, paging, envelope, errors, rate limits, each with its evidence and place.

A folder of pages as it was read enters; lines of docgen.toml that would state the same leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docgen.diagnostics.position import Span
from docgen.driver.workspace import Folder
from docgen.reading.first_look import toml_key, toml_value
from docgen.spec.model import Evidence, Paging, Parameter, SecurityScheme
from docgen.spec.primitives import PRIMITIVES

_EVIDENCE: dict[Evidence, str] = {
    "stated": "stated",
    "sampled": "from samples",
    "inferred": "inferred",
}
_LIMIT = re.compile(r"\b(?:X-)?Rate-?Limit[\w-]*|\bRetry-After\b|\brate limit", re.IGNORECASE)


def protocol_lines(read: Folder, name: str) -> Iterator[str]:
    """What is found as the tables of docgen.toml that would state it, for an API of this name; then what has no table."""
    for header, place, keys in _tables(read):
        yield f"  [api.{name}.{header}]  # {place}"
        yield from (f"  {key} = {toml_value(value)}" for key, value in keys.items() if value)
    for item in read.linked.spec.parameters:
        yield f"  [[api.{name}.parameters]]  # {_at(read, _EVIDENCE[item.evidence], item.at)}"
        yield from (f"  {key} = {toml_value(value)}" for key, value in _parameter(item).items())
    if limit := _rate_limit(read):
        word, place = limit
        yield f"rate limit: {word} ({_at(read, '', place)})"


_Table = tuple[str, str, Mapping[str, str]]  # its name, evidence and place, keys


def _tables(read: Folder) -> Iterator[_Table]:
    spec = read.linked.spec
    for scheme in spec.security_schemes:
        place = _at(read, _EVIDENCE[scheme.evidence], _credential(read, scheme))
        yield f"security.{toml_key(scheme.name)}", place, _security(scheme)
    if paging := spec.paging:
        keys = {name: getattr(paging, name) for name in paging.__struct_fields__}
        place = _at(read, _EVIDENCE[keys.pop("evidence")], _line_with(read, _paging_word(paging)))
        yield "paging", place, keys
    if spec.envelope:
        stated = (page.envelope.at for page in read.linked.pages if page.envelope)
        key = spec.envelope.data.removeprefix("/")
        at = next(stated, None) or _line_with(read, f'"{key}"')
        place = _at(read, _EVIDENCE[spec.envelope.evidence], at)
        yield "envelope", place, {"data": spec.envelope.data}
    if fields := spec.error_fields:
        keys = {name: getattr(fields, name) for name in fields.__struct_fields__}
        shown = (doc.at for page in read.linked.pages for doc in page.failures)
        yield "errors", _at(read, "from samples", next(shown, None)), keys


def _security(scheme: SecurityScheme) -> Mapping[str, str]:
    if scheme.type == "apiKey":
        return {"type": scheme.type, "in": scheme.location, "name": scheme.parameter}
    return {"type": scheme.type, "scheme": scheme.scheme}


def _parameter(item: Parameter) -> Mapping[str, Any]:
    """The keys of what every request sends; a text needs no type."""
    kind = PRIMITIVES[item.type.name].schema.get("type") if item.type.name in PRIMITIVES else ""
    keys = {
        "in": item.location,
        "name": item.name,
        "type": "" if kind == "string" else kind,
        "required": item.is_required,
        "default": item.default,
        "values": list(item.values),
    }
    return {key: value for key, value in keys.items() if value not in ("", False, None, [])}


def _at(read: Folder, evidence: str, place: Span | None) -> str:
    where = f"{read.folder}{place.path}:{place.line}" if place else ""
    return ", ".join(filter(None, (evidence, where)))


def _credential(read: Folder, scheme: SecurityScheme) -> Span | None:
    """The first place that states the credential, else that sends it."""
    found = [
        credential
        for page in read.linked.pages
        for credential in page.credentials
        if credential.name.lower() == (scheme.parameter or "Authorization").lower()
        and credential.scheme.lower() in (scheme.scheme.lower(), "")
    ]
    # Of places alike the first counts.
    is_sampled = scheme.evidence == "sampled"
    best = max(found, key=lambda doc: (doc.known_from == "sample") == is_sampled, default=None)
    return best.at if best else None


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
