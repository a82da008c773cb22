"""Operations with their types and samples.

In: pages, linked types and what mentions mean. Out: the `Operation`s of the spec, each sample joined to the operation
whose path its request fits; and findings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from functools import lru_cache

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.linking.addresses import sample_operations, with_path_names
from docgen.linking.copies import copied_from
from docgen.linking.drafts import (
    Draft,
    OperationIndex,
    documented_operations,
    lines_of_none,
    with_samples,
)
from docgen.linking.enums import known_values
from docgen.linking.exchanges import exchanges, samples_of
from docgen.linking.messages import (
    as_form,
    as_part,
    body_of_request,
    body_properties,
    cookies,
    documented_errors,
    documented_responses,
    form_of_samples,
    headers,
    in_url,
    option_type,
    query_parameters,
)
from docgen.linking.resolve import Mentions
from docgen.linking.return_types import (
    Returned,
    collection_findings,
    returned_nouns,
    returned_type,
    status_findings,
    type_facts,
)
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page, RequestTarget, TypeMention
from docgen.records import Record, replace
from docgen.spec.documented_messages import UnmatchedMessage
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.kinds import usual_kind
from docgen.spec.model import (
    Kind,
    Operation,
    Parameter,
    Permission,
    RequestBody,
    Security,
    Type,
    content_of,
)
from docgen.spec.types import ANY, STRING, TypeUse, use_of
from docgen.syntax.http_message import EXTENSION_METHODS, METHODS, WEBHOOK
from docgen.syntax.url_path import parameter_key, without_format

_ORDER = (*METHODS, *EXTENSION_METHODS, WEBHOOK)

_CALL = re.compile(r"\w\((?:[\w]+\s*=|\)$)")


class _Context(Record, frozen=True, kw_only=True):
    """What an operation is linked with."""

    mentions: Mentions
    dialect: Dialect
    # Shapes of all paths, and what a GET returns by the shape of its path.
    paths: Set[str]
    gets: Mapping[str, TypeUse | None]
    # Type -> names of its own and inherited properties, in lower case.
    members: Mapping[str, Collection[str]]
    types: Hierarchy
    security: Security  # of the API


class LinkedOperations(Record, frozen=True, kw_only=True):
    """The operations by path and method, and the messages that fit none."""

    operations: tuple[Operation, ...]
    webhooks: tuple[Operation, ...]  # of the method WEBHOOK, with what is sent as their response
    sections: Mapping[str, Span]  # by id, the section that states it, maybe with others
    alike: Mapping[str, Span]  # by id, the section of the operation that it says it answers as
    copies: Mapping[str, Span]  # by id, that of the one whose content it says it takes
    named: Mapping[str, TypeMention]  # by id, the noun of what a sentence says is returned
    listed: Mapping[
        str, tuple[TypeUse, ...]
    ]  # by id, what tables of its response have, where no type is named
    verbs: frozenset[str]  # ids of those whose path ends in a verb, as their titles begin
    partial: frozenset[str]  # ids of those that return a "partial" object of a type
    unmatched: tuple[UnmatchedMessage, ...]
    findings: tuple[Diagnostic, ...]
    lines_of_none: tuple[RequestTarget, ...]  # request lines that are of no operation


def link_operations(
    pages: Sequence[Page],
    types: Sequence[Type],
    mentions: Mentions,
    dialect: Dialect,
    security: Security,
) -> LinkedOperations:
    """All operations by path and method, each as one page describes it; and the messages that fit none."""
    documented, of_requests = documented_operations(pages, dialect)
    exchanged = [(page, tuple(exchanges(page, dialect.base_url))) for page in pages]
    index = OperationIndex(documented, dialect)
    sampled, of_addresses = sample_operations(exchanged, documented, index, dialect)
    spellings = {p.name for t in types for p in t.properties}
    of_all, of_paths = with_path_names([*documented, *sampled], spellings)
    drafts, unmatched, of_samples = with_samples(of_all, exchanged, dialect)
    facts = type_facts(types)
    returned = [returned_type(draft, mentions, facts, dialect) for draft in drafts]
    hierarchy = Hierarchy(types)
    context = _Context(
        mentions=mentions,
        dialect=dialect,
        paths={without_format(draft.key[1]) for draft in drafts},
        gets={
            without_format(d.key[1]): r.type for d, r in zip(drafts, returned) if d.method == "GET"
        },
        members=_members(types, hierarchy),
        types=hierarchy,
        security=security,
    )
    of_none = tuple(lines_of_none(pages, index))
    findings = [*of_requests, *_unread(of_none, pages), *of_addresses, *of_paths, *of_samples]
    made = [_operation(draft, result, context) for draft, result in zip(drafts, returned)]
    operations = [operation for operation, _ in made]
    findings += (finding for _, of_operation in made for finding in of_operation)
    sections = {o.id: draft.doc.at for o, draft in zip(operations, drafts)}
    alike, copies = copied_from(operations, drafts)
    listed = {
        o.id: tuple(mentions.of_mention(m, draft.page.path).type for m in draft.doc.listed)
        for o, draft in zip(operations, drafts)
        if draft.doc.listed
    }
    docs = {o.id: draft.doc for o, draft in zip(operations, drafts)}
    partial = frozenset(id for id, d in docs.items() if d.returns and d.returns.ref.is_partial)
    ordered = sorted(operations, key=lambda o: (o.path.lower(), _ORDER.index(o.method)))
    return LinkedOperations(
        operations=tuple(o for o in ordered if o.method != WEBHOOK),
        webhooks=tuple(o for o in ordered if o.method == WEBHOOK),
        sections=sections,
        alike=alike,
        copies=copies,
        named=returned_nouns(operations, drafts),
        listed=listed,
        verbs=frozenset(id for id, doc in docs.items() if doc.is_verb),
        partial=partial,
        unmatched=tuple(unmatched),
        findings=tuple(findings),
        lines_of_none=of_none,
    )


def _unread(lines: Sequence[RequestTarget], pages: Sequence[Page]) -> Iterator[Diagnostic]:
    """A finding for each request line of no operation that is in no sample either; samples have their own."""
    unread = {line for page in pages for line in page.unread_requests}
    for line in lines:
        if line in unread:
            yield diagnose("DG347", line.at, text=f"{line.method} {line.target}")


def _members(types: Sequence[Type], hierarchy: Hierarchy) -> dict[str, frozenset[str]]:
    return {
        item.name: frozenset(name.lower() for name in hierarchy.properties(item.name))
        for item in types
    }


def _operation(
    draft: Draft, returned: Returned, context: _Context
) -> tuple[Operation, list[Diagnostic]]:
    kind = _kind(draft, returned.type, context)
    parameters, of_parameters = _parameters(
        draft, context.mentions, is_odata=context.dialect.is_odata
    )
    body, of_body = _body(draft, kind, returned.type, context)
    responses, of_responses = documented_responses(draft, returned.type, context.mentions)
    operation = Operation(
        method=draft.method,
        path=draft.path,
        kind=kind,
        page=draft.page.path,
        description=draft.doc.description or draft.page.description,
        parameters=tuple(parameters),
        security=_security(draft, context.security),
        permissions=tuple(
            Permission(kind=p.kind, scopes=p.scopes, at=p.at) for p in draft.doc.permissions
        ),
        request_body=body,
        responses=responses,
        errors=tuple(documented_errors(draft, context.mentions)),
        is_deprecated=draft.doc.is_deprecated,
        since=draft.doc.since,
        samples=tuple(samples_of(draft.samples, context.dialect)),
        evidence="sampled" if draft.is_from_sample else "stated",
        at=draft.target.at,
    )
    findings = [
        *returned.findings,
        *collection_findings(draft, returned.type, context.dialect),
        *status_findings(draft),
        *of_parameters,
        *of_body,
        *of_responses,
    ]
    return operation, findings


def _security(draft: Draft, of_api: Security) -> Security | None:
    """What an operation requires that says it is open to all: nothing, or the credentials of the API if one has them."""
    match draft.doc.openness:
        case "public":
            return ()
        case "optional":
            return ((), *of_api)
        case _:
            return None


def _body(
    draft: Draft, kind: Kind, returned: TypeUse | None, context: _Context
) -> tuple[RequestBody | None, list[Diagnostic]]:
    """The request body: the stated type or properties in tables, else the type that it or a GET of the path returns."""
    is_read = draft.method in ("GET", "HEAD", "OPTIONS")
    if is_read and (context.dialect.is_odata or not draft.doc.body_parameters):
        return None, []
    properties, findings = body_properties(draft, context.mentions)
    is_listed = bool(properties) and not context.dialect.is_odata
    use = None if is_listed else _same_as_returned(draft, kind, returned, context)
    item = _named(use and use.item)
    body = body_of_request(draft, kind, properties, item, context.members, context.mentions)
    if use and use.is_array and body and body.type == use.item and not draft.doc.body:
        body = replace(body, content=content_of(use))
    if body and draft.doc.body and not (properties or context.dialect.is_odata):
        stated = context.mentions.of_mention(draft.doc.body, draft.doc.at.path).type
        # Of "object" samples may show more.
        if stated.kind in ("array", "primitive") or stated.kind == "map" and stated.items != (ANY,):
            body = replace(body, content=content_of(stated, draft.doc.body.media_type))
    if body and draft.doc.body:
        body = as_part(body, draft.doc.body.ref, context.types)
    if body and (form := draft.doc.form or form_of_samples(draft)):
        body = as_form(body, form, context.types)
    return body, findings


def _same_as_returned(
    draft: Draft, kind: Kind, returned: TypeUse | None, context: _Context
) -> TypeUse | None:
    """What a request sends where its page states nothing: what it returns, or what a GET of the path does.

    In a reference a PUT may send nothing. One that returns many replaces them, one that returns what a GET of its path
    does replaces that.
    """
    read = context.gets.get(without_format(draft.key[1]))
    if not context.dialect.is_odata and any(
        r and isinstance(r.value, dict) for r, _ in draft.samples
    ):
        return None  # what a sample sends is better evidence
    if context.dialect.is_odata:
        if _named(returned and returned.item):
            return returned and returned.item
        return read if kind in ("update", "replace") and _named(read) else None
    if draft.method == "PUT":
        return returned if returned and (returned.is_array or returned == read) else None
    return returned or read if draft.method == "PATCH" else None


def _named(use: TypeUse | None) -> str:
    return use.name if use and use.kind == "named" else ""


def _kind(draft: Draft, returned: TypeUse | None, context: _Context) -> Kind:
    """What the operation does, as a client sees it."""
    kind = usual_kind(draft.method, returned, set())
    if draft.method in ("GET", "HEAD", "OPTIONS"):
        return "function" if _is_function(draft, draft.key[1].rpartition("/")[2]) else kind
    if kind == "action":
        return "create" if _creates(draft, returned, context) else "action"
    return kind


# `createLink` answers 201 and is called; `links` would be added to.
_VERB = re.compile(r"(?:add|assign|copy|create|get|invite|remove|send|set|start|stop|update)[A-Z]")

# The title of a function's page: "range: lastCell".
_CALLED = re.compile(r"^\S+\s?:\s*(\w+)")


def _is_called(draft: Draft, last: str) -> bool:
    """Whether the page's title names the last segment as what is called."""
    called = _called(draft.page.title)
    return bool(called) and called == last.lower()


# A page may have a long title and thousands of operations.
@lru_cache(16)
def _called(title: str) -> str:
    """What a title says is called, in lower case; "" for any other title."""
    called = _CALLED.match(title)
    return called[1].lower() if called else ""


def _is_function(draft: Draft, last: str) -> bool:
    return (
        last in ("delta", "delta()")
        or _is_called(draft, last)
        or bool(_CALL.search(last))
        or ("." in last and not last.startswith(("$", "{")) and draft.doc.function_parameters != ())
    )


def _creates(draft: Draft, returned: TypeUse | None, context: _Context) -> bool:
    """Whether a POST adds to a collection, rather than calling an action."""
    path = without_format(draft.key[1])
    last = path.rpartition("/")[2]
    if last.startswith(("$", "microsoft.")) or "." in last.strip("{}"):
        return last == "$ref"
    if _is_called(draft, last):
        return False
    if "(" in last and not last.endswith("({})"):
        return False
    if f"{path}/{{}}" in context.paths or f"{path}({{}})" in context.paths:
        return True
    if 201 in draft.doc.statuses:
        return path in context.gets or not _VERB.match(draft.path.rpartition("/")[2])
    body = draft.doc.body and context.mentions.of_mention(draft.doc.body, draft.doc.at.path).name
    if not body or use_of(body).kind != "named":
        return False
    return use_of(body) in (returned, context.gets.get(path))


def _parameters(
    draft: Draft, mentions: Mentions, *, is_odata: bool
) -> tuple[list[Parameter], list[Diagnostic]]:
    """The parameters of path, query and header section, and the types that no page documents."""
    docs = (draft.doc, *(other.doc for other in draft.others))
    in_path, of_path = _path_parameters(draft, mentions)
    in_query, of_query = query_parameters(draft, mentions)
    taken = {item.name.lower() for item in in_query}
    in_template = {parameter_key(name) for name in draft.template.parameters}
    options = [option for doc in docs for option in doc.query_options]
    for option in (*options, *(name for name, _ in draft.template.query)):
        if option.lower() not in taken and parameter_key(option) not in in_template:
            taken.add(option.lower())
            use = option_type(option, is_odata=is_odata) or STRING
            in_query.append(Parameter(name=option, location="query", type=use))
    in_cookies, of_cookies = cookies(draft, mentions)
    found = [*in_path, *in_query, *headers(docs), *in_cookies]
    return found, [*of_path, *of_query, *of_cookies]


def _path_parameters(draft: Draft, mentions: Mentions) -> tuple[list[Parameter], list[Diagnostic]]:
    doc = draft.doc
    # Some documentations list the parameters of path and query in one table.
    tables = (doc.query_parameters, doc.path_parameters, doc.function_parameters)
    # Of two rows in one table the first.
    rows = {parameter_key(row.name): row for table in tables for row in reversed(table)}
    parameters: list[Parameter] = []
    findings: list[Diagnostic] = []
    for name in draft.template.parameters:
        row = rows.get(parameter_key(name))
        target = in_url(mentions.of_row(row, row.at.path)) if row and row.type else None
        if row and target:
            findings += target.findings(row.type_at)
        parameters.append(
            Parameter(
                name=draft.names[name],
                location="path",
                type=target.type if target else STRING,
                is_required=True,
                description=row.description if row else "",
                values=known_values(row, target.type) if row and target else (),
                at=row.at if row else None,
            )
        )
    return parameters, findings
