"""What holds for several sections: how requests are authenticated, what every list takes, what is around all data, how
requests fail.

In: all pages, and what their mentions mean. Out: security schemes, the usual first, parameters of lists; pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.inference.paging import ListFacts
from docgen.linking.enums import known_default
from docgen.linking.resolve import Mentions
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import (
    CredentialDoc,
    HeaderRow,
    OperationDoc,
    Page,
    PropertyRow,
)
from docgen.records import Record, replace
from docgen.spec.model import (
    Envelope,
    Error,
    ErrorFields,
    Operation,
    Parameter,
    Property,
    Security,
    SecurityRequirement,
    SecurityScheme,
)
from docgen.spec.protocols import Protocols, is_credential
from docgen.spec.types import ANY, STRING, use_of
from docgen.syntax.headers import is_of_one_request
from docgen.syntax.json_pointer import pointer
from docgen.syntax.page_parameters import is_number_of_pages
from docgen.syntax.url_path import shape

_INTEGER = use_of("integer")
_MANY = 3  # operations, of which each requires what then every request does
_LEAST = 0.1  # of the usual credential's mentions, before another one is an alternative
_MOST = 0.5  # of the operations, which list a header, before it is that of all
_KNOWN = {"bearer": "bearer", "basic": "basic", "digest": "digest"}  # RFC 9110, 16.4: without case


class General(Record, frozen=True, kw_only=True):
    """What holds for all operations."""

    schemes: tuple[SecurityScheme, ...] = ()
    security: Security = ()
    parameters: tuple[Parameter, ...] = ()  # that every request sends
    lists: ListFacts = ListFacts()
    envelope: Envelope | None = None
    errors: tuple[Error, ...] = ()
    error_fields: ErrorFields | None = None


def general(
    pages: Sequence[Page], mentions: Mentions, protocols: Protocols
) -> tuple[General, list[Diagnostic]]:
    """What pages state of all operations, or `protocols` in its place, and what is wrong with it."""
    parameters: dict[str, Parameter] = {}
    findings: list[Diagnostic] = []
    for page in pages:
        for row in page.list_parameters:
            target = mentions.target(row.type, page.path)
            findings += target.findings(row.type_at)
            is_number = target.type == ANY and is_number_of_pages(row.name)
            use = _INTEGER if is_number else target.type
            parameter = Parameter(
                name=row.name,
                location="query",
                type=use,
                is_required=False,
                default=known_default(row, use),
                description=row.description,
                evidence="inferred",
                at=row.at,
            )
            parameters.setdefault(row.name, parameter)
    schemes, security = _security(pages)
    common, of_common = _common_parameters(pages, mentions)
    findings += of_common
    found = General(
        parameters=common,
        schemes=schemes,
        security=security,
        envelope=_envelope(pages, mentions),
        errors=tuple(_errors(pages)),
        lists=ListFacts(
            parameters=tuple(parameters.values()),
            has_next_links=any(page.has_next_links for page in pages),
        ),
    )
    return _as_stated(found, protocols), findings


def _common_parameters(
    pages: Sequence[Page], mentions: Mentions
) -> tuple[tuple[Parameter, ...], list[Diagnostic]]:
    """What pages say that every request sends, but credentials. DG251 for what only one request can have."""
    found: dict[tuple[str, str], Parameter] = {}
    findings: list[Diagnostic] = []
    secrets = {(c.location, c.name.lower()) for page in pages for c in page.credentials}
    of_api = _of_all_operations(pages)
    for page in pages:
        places = (("header", page.common_headers), ("query", page.common_options))
        for location, row in ((place, row) for place, rows in places for row in rows):
            key = (location, row.name.lower())
            if key not in of_api or key in secrets:
                if is_of_one_request(row.name) and not page.operations:
                    findings.append(diagnose("DG251", row.at, text=row.name))
                continue
            target = mentions.target(row.type if location == "query" else None, page.path)
            findings += target.findings(row.type_at)
            use = STRING if target.type == ANY else target.type
            parameter = Parameter(
                name=row.name,
                location="query" if location == "query" else "header",
                type=use,
                is_required=row.is_required,
                default=known_default(row, use),
                values=row.values if use == STRING else (),
                description=row.description,
                at=row.at,
            )
            found.setdefault(key, parameter)
    return tuple(found.values()), findings


def _of_all_operations(pages: Sequence[Page]) -> frozenset[tuple[str, str]]:
    """What every request sends, by place and name: a page without operations says so, or all pages with them."""
    general: set[tuple[str, str]] = set()
    of_pages: list[set[tuple[str, str]]] = []
    for page in pages:
        named = [(("header", row.name.lower()), row) for row in page.common_headers]
        named += [(("query", row.name.lower()), row) for row in page.common_options]
        named = [(key, row) for key, row in named if not is_of_one_request(row.name)]
        if page.operations:
            of_pages.append({key for key, row in named if row.is_required or row.default})
        else:
            general |= {key for key, _ in named}
    return frozenset(general | (set.intersection(*of_pages) if of_pages else set()))


def with_page_parameters(pages: Sequence[Page]) -> list[Page]:
    """The pages; what one says of its own operations only is in each of them."""
    of_api = _of_all_operations(pages)

    def stated(page: Page) -> Page:
        headers = [r for r in page.common_headers if ("header", r.name.lower()) not in of_api]
        options = [r for r in page.common_options if ("query", r.name.lower()) not in of_api]
        if not (page.operations and (headers or options)):
            return page
        operations = tuple(_sending(doc, headers, options) for doc in page.operations)
        return replace(page, operations=operations)

    return [*map(stated, pages)]


def _sending(
    doc: OperationDoc, headers: Sequence[PropertyRow], options: Sequence[PropertyRow]
) -> OperationDoc:
    """An operation with what its page says of all; what is listed of it holds."""
    own = {row.name.lower() for row in (*doc.headers, *doc.query_parameters)}
    rows = (
        HeaderRow(name=r.name, description=r.description, is_required=r.is_required, at=r.at)
        for r in headers
        if r.name.lower() not in own
    )
    more = (row for row in options if row.name.lower() not in own)
    return replace(
        doc, headers=(*doc.headers, *rows), query_parameters=(*doc.query_parameters, *more)
    )


def parted_parameters(
    operations: Sequence[Operation],
    common: Sequence[Parameter],
    dialect: Dialect,
    protocols: Protocols,
) -> tuple[list[Operation], tuple[Parameter, ...]]:
    """Operations without what every request sends, and that: where it is not stated, also the headers that each of many operations requires."""
    if not operations:
        return [], ()  # no request sends them
    if protocols.parameters is not None:
        return _without(operations, common), tuple(common)
    required = (
        {p.name.lower(): p for p in o.parameters if p.location == "header" and p.is_required}
        for o in operations
    )
    known = {(item.location, item.name.lower()) for item in common}
    in_all: dict[str, Parameter] = {}
    if len(operations) >= _MANY and not dialect.is_odata:
        in_all = reduce(lambda a, b: {name: a[name] for name in a if name in b}, required)
    inferred = (
        replace(item, evidence="inferred")
        for name, item in in_all.items()
        if ("header", name) not in known and not is_of_one_request(name)
    )
    without = {
        (p.location, p.name.lower()) for o in operations for p in o.parameters if not p.is_required
    }
    every = (
        *(
            replace(p, is_required=False) if (p.location, p.name.lower()) in without else p
            for p in common
        ),
        *inferred,
    )
    return _without(operations, every), every


def _without(operations: Sequence[Operation], common: Sequence[Parameter]) -> list[Operation]:
    """The operations without these parameters."""
    known = {(item.location, item.name.lower()) for item in common}

    def parted(operation: Operation) -> Operation:
        own = operation.parameters
        kept = tuple(p for p in own if (p.location, p.name.lower()) not in known)
        return operation if len(kept) == len(own) else replace(operation, parameters=kept)

    return [*map(parted, operations)] if known else [*operations]


def _as_stated(found: General, protocols: Protocols) -> General:
    """What pages have of an API with what is stated in its place; a scheme that is stated again is the stated one."""
    stated = protocols.security_schemes
    names = {scheme.name for scheme in stated}
    own = () if protocols.security else (s for s in found.schemes if s.name not in names)
    schemes = (*stated, *own)
    parameters = found.parameters if protocols.parameters is None else protocols.parameters
    return replace(
        found,
        schemes=schemes,
        security=found.security if protocols.security is None else protocols.security,
        envelope=protocols.envelope or found.envelope,
        error_fields=protocols.errors or found.error_fields,
        parameters=tuple(p for p in parameters if not is_credential(p, schemes)),
        lists=replace(found.lists, paging=protocols.paging),
    )


def with_stated(
    operations: Sequence[Operation],
    protocols: Protocols,
    schemes: Sequence[SecurityScheme],
    dialect: Dialect,
) -> list[Operation]:
    """The operations with what is stated of each; `schemes` are all of the API. OData has paging of its own."""
    names = {scheme.name for scheme in schemes}
    stated = {_key(*id.split(" ", 1)): own for id, own in protocols.operations.items()}

    def changed(operation: Operation) -> Operation:
        own = stated.get(_key(operation.method, operation.path))
        if own is None:
            return operation
        security = own.security
        if security is None or any(r.scheme not in names for each in security for r in each):
            security = operation.security
        operation = replace(operation, security=security)
        if dialect.is_odata:
            return operation
        return replace(operation, paging=own.paging, envelope=own.envelope)

    return list(map(changed, operations))


def _key(method: str, path: str) -> tuple[str, str]:
    return method, shape(path)


def _errors(pages: Sequence[Page]) -> Iterator[Error]:
    """The failures that pages list for all operations, each once, by status and code."""
    known: set[tuple[str, str]] = set()
    for doc in (doc for page in pages for doc in page.errors):
        if (doc.status, doc.code) not in known:
            known.add((doc.status, doc.code))
            yield Error(status=doc.status, code=doc.code, description=doc.description, at=doc.at)


def _envelope(pages: Sequence[Page], mentions: Mentions) -> Envelope | None:
    """The object around all data that a page shows, the first of several."""
    for page in pages:
        if page.envelope:
            return Envelope(
                data=pointer([page.envelope.data]),
                properties=tuple(
                    Property(
                        name=row.name, type=mentions.target(row.type, page.path).type, at=row.at
                    )
                    for row in page.envelope.properties
                ),
            )
    return None


class _Used(Record, frozen=True, kw_only=True):
    """A way to authenticate, and the keys of those that are always used with it."""

    scheme: SecurityScheme
    beside: frozenset[str]


def _security(pages: Sequence[Page]) -> tuple[tuple[SecurityScheme, ...], Security]:
    """The ways to authenticate that pages show often enough, the usual one first; and what a request needs of them."""
    used = _used(pages)
    placed: set[str] = set()
    security: list[tuple[SecurityRequirement, ...]] = []
    for key, own in used.items():
        if key not in placed:
            both = [k for k, o in used.items() if k == key or k in own.beside and key in o.beside]
            placed |= {*both}
            security.append(tuple(SecurityRequirement(scheme=used[k].scheme.name) for k in both))
    return tuple(own.scheme for own in used.values()), tuple(security)


def _used(pages: Sequence[Page]) -> dict[str, _Used]:
    """The ways to authenticate by their keys. What words tell, or else operations list, counts where nothing shows any."""
    credentials = [doc for page in pages for doc in page.credentials]
    told = [doc for doc in credentials if doc.known_from == "words"]
    listed = [doc for doc in credentials if doc.known_from == "list"]
    shown = [doc for doc in credentials if doc.known_from in ("sample", "statement")] or told
    docs = shown or listed
    if any(_is_authorization(doc) and doc.scheme for doc in docs):
        docs = [doc for doc in docs if not _is_authorization(doc) or doc.scheme]
    by_key = {key: [d for d in docs if d.key == key] for key in dict.fromkeys(d.key for d in docs)}
    counts = {key: sum(doc.count for doc in same) for key, same in by_key.items()}
    operations = sum(len(page.operations) for page in pages)
    least = _LEAST * max(counts.values(), default=0) if shown else _MOST * operations
    found: dict[str, _Used] = {}
    sent = {doc.key for doc in docs if doc.is_sent}
    for key in sorted(by_key, key=lambda key: (-counts[key], key not in sent, key)):
        known = [frozenset(doc.beside) for doc in by_key[key] if doc.is_sent]
        # Other fields whose name ends as that of a secret may be something else; this one is a credential.
        if counts[key] >= least or not shown and _is_authorization(by_key[key][0]):
            beside = frozenset[str].intersection(*known) if known else frozenset[str]()
            scheme = _scheme(max(by_key[key], key=lambda doc: doc.known_from == "statement"))
            if any(own.scheme.name == scheme.name for own in found.values()):
                scheme = replace(scheme, name=f"{scheme.name}-{scheme.location or scheme.type}")
            found[key] = _Used(scheme=scheme, beside=beside)
    return found


def _is_authorization(doc: CredentialDoc) -> bool:
    return doc.location == "header" and doc.name.lower() == "authorization"


def _scheme(doc: CredentialDoc) -> SecurityScheme:
    evidence = "sampled" if doc.known_from == "sample" else "stated"
    if doc.scheme:
        word = _KNOWN.get(doc.scheme.lower(), doc.scheme)
        return SecurityScheme(name=word.lower(), type="http", scheme=word, evidence=evidence)
    if _is_authorization(doc) and doc.known_from in ("words", "list"):
        # The field alone says nothing of its scheme (RFC 9110, 11.6.2); most tokens are bearers.
        return SecurityScheme(name="bearer", type="http", scheme="bearer", evidence="inferred")
    return SecurityScheme(
        name=doc.name, type="apiKey", location=doc.location, parameter=doc.name, evidence=evidence
    )
