"""What a request takes in its query and as its content, and what it may be answered with.

In: a draft with its samples, its kind and what requests return. Out: parameters, the `RequestBody`, `Response`s and
`Error`s; what tables disagree about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.linking.base_types import conflict
from docgen.linking.drafts import Draft
from docgen.linking.enums import known_default, known_values
from docgen.linking.resolve import Mentions, Target
from docgen.linking.return_types import ACCEPTED, stated_type, without_content
from docgen.reading.page import OperationDoc, PropertyRow, SampleDoc, TypeRef
from docgen.records import replace
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import (
    ANY_MEDIA_TYPE,
    TEXT,
    Error,
    Kind,
    MediaType,
    Parameter,
    RequestBody,
    Response,
    content_of,
)
from docgen.spec.odata import QUERY_OPTIONS
from docgen.spec.primitives import is_number
from docgen.spec.types import ANY, BINARY, STRING, TypeUse, use_of
from docgen.syntax.form_content import MULTIPART, URL_ENCODED
from docgen.syntax.headers import JSON_ON_LINES, TRANSPORT_HEADERS, header, is_json
from docgen.syntax.url_path import parameter_key

_MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]+")


def body_properties(
    draft: Draft, mentions: Mentions
) -> tuple[tuple[Parameter, ...], list[Diagnostic]]:
    """The properties of a body in tables, each once: the first row of each, and required if any row is.

    Reports rows that disagree (DG304) and types that no page documents.
    """
    findings: list[Diagnostic] = []
    properties: dict[str, Parameter] = {}
    for row in draft.doc.body_parameters:
        target = mentions.of_row(row, row.at.path)
        findings += target.findings(row.type_at)
        item = _property(row, target.type, mentions)
        known = properties.get(item.name)
        properties[item.name] = _joined(item, known, findings) if known else item
    return tuple(properties.values()), findings


def _joined(item: Parameter, known: Parameter, findings: list[Diagnostic]) -> Parameter:
    """The first account of a parameter, with what it leaves open as the next one has it; DG304 for two types."""
    if known.type != item.type and ANY not in (known.type, item.type):
        findings += conflict(item, known)
    use = item.type if known.type == ANY else known.type
    return replace(
        known,
        type=use,
        is_required=known.is_required or item.is_required,
        default=item.default if known.default is None and item.type == use else known.default,
        description=known.description or item.description,
        values=known.values or (item.values if item.type == use else ()),
    )


def query_parameters(draft: Draft, mentions: Mentions) -> tuple[list[Parameter], list[Diagnostic]]:
    """Those of tables, each once, but the parameters of the path that some pages list among them.

    Reports rows that disagree (DG304) and types that no page documents.
    """
    in_path = {parameter_key(name) for name in draft.template.parameters}
    # Unless the page lists or shows both.
    in_path -= {parameter_key(row.name) for row in draft.doc.path_parameters} | _in_queries(draft)
    parameters: dict[str, Parameter] = {}
    findings: list[Diagnostic] = []
    for row in draft.doc.query_parameters:
        if parameter_key(row.name) in in_path:
            continue
        use = option_type(row.name)
        if use is None:
            target = in_url(mentions.of_row(row, row.at.path), is_query=True)
            findings += target.findings(row.type_at)
            use = target.type
        item = _listed(row, use, "query")
        known = parameters.get(row.name)
        parameters[row.name] = _joined(item, known, findings) if known else item
    return list(parameters.values()), findings


def headers(docs: Iterable[OperationDoc]) -> Iterable[Parameter]:
    """The header fields that a request sends, but for those that a client sends by itself."""
    found: dict[str, Parameter] = {}
    rows = (row for doc in docs for row in doc.headers if row.name.lower() not in TRANSPORT_HEADERS)
    for row in rows:
        parameter = Parameter(
            name=row.name,
            location="header",
            is_required=row.is_required,
            description=row.description,
            at=row.at,
        )
        found.setdefault(row.name.lower(), parameter)
    return found.values()


def cookies(draft: Draft, mentions: Mentions) -> tuple[list[Parameter], list[Diagnostic]]:
    """The cookies that a request sends, and the types that no page documents."""
    found: dict[str, Parameter] = {}
    findings: list[Diagnostic] = []
    for row in draft.doc.cookies:
        target = in_url(mentions.of_row(row, row.at.path))
        findings += target.findings(row.type_at)
        found.setdefault(row.name, _listed(row, target.type, "cookie"))
    return [*found.values()], findings


def in_url(target: Target, *, is_query: bool = False) -> Target:
    """The type of what is sent in a path or a query, where all is text: a string, if that is one alternative.

    A key may be a number too, and a query may be an array. What no page documents is a string.
    """
    use = target.type
    if use.kind == "union" and STRING in use.items:
        others = tuple(o for o in use.items if (o.is_array if is_query else is_number(o.name)))
        one_of = replace(use, items=(STRING, *others)) if others else STRING
        return replace(target, type=replace(one_of, is_nullable=use.is_nullable))
    return replace(target, type=STRING) if use == ANY and target.words else target


def _in_queries(draft: Draft) -> set[str]:
    """What the samples of an operation send in the query, as `parameter_key` has it."""
    targets = (request.message.target for request, _ in draft.samples if request)
    queries = (target.partition("?")[2] for target in targets)
    return {
        parameter_key(pair.partition("=")[0])
        for query in queries
        for pair in query.split("&")
        if query
    }


def option_type(name: str, *, is_odata: bool = False) -> TypeUse | None:
    """The type of a system query option of OData; of other services "count", without the sign, is none."""
    return QUERY_OPTIONS.get("$" + name.lower().lstrip("$") if is_odata else name.lower())


def _property(row: PropertyRow, use: TypeUse, mentions: Mentions) -> Parameter:
    inherited = row.inherited_from
    if inherited is None:
        return _listed(row, use, "body")
    name = mentions.of_mention(inherited, row.at.path).name or inherited.ref.name
    return replace(_listed(row, use, "body"), inherited_from=name)


def _listed(
    row: PropertyRow, use: TypeUse, location: Literal["query", "cookie", "body"]
) -> Parameter:
    """A parameter of the query, a cookie, or a property of a body, as its row states it."""
    return Parameter(
        name=row.name,
        location=location,
        type=use,
        is_required=row.is_required,
        is_deprecated=row.is_deprecated,
        since=row.since,
        default=known_default(row, use),
        description=row.description,
        values=known_values(row, use),
        at=row.at,
    )


def body_of_request(
    draft: Draft,
    kind: Kind,
    properties: tuple[Parameter, ...],
    item: str,
    members: Mapping[str, Collection[str]],
    mentions: Mentions,
) -> RequestBody | None:
    """The content of an operation's requests, None without any.

    `properties` are those in tables, `item` the name of the type that its responses or those of a GET have,
    `members` the names of all properties of each type, in lower case.
    """
    doc, shape = draft.doc, draft.key[1]
    requests = [r for r, _ in draft.samples or draft.similar_samples if r]
    bodies = [r for r in requests if r.has_value or r.message.body]
    if bodies and not any(r.has_value for r in bodies) and not (properties or doc.body):
        sent = _shown_type(draft, bodies)
        media_types = (header(r.message.headers, "content-type").lower() for r in bodies)
        if sent in JSON_ON_LINES or not any("json" in media_type for media_type in media_types):
            return RequestBody(content=content_of(BINARY, sent))
    if draft.method == "DELETE" and not (properties or bodies):
        return None
    stated = stated_type(draft, doc.body, mentions) if doc.body else ""
    if kind == "action":
        return _body_of_action(stated, properties, members.get(stated, ()), bool(bodies))
    # A page that names no type of a body, and whose samples have none, documents none.
    if not bodies and (doc.has_body is False or (requests and not doc.has_body)):
        return None
    if shape.endswith("/$ref"):
        return RequestBody(content=content_of(ANY)) if kind != "delete" else None
    if shape.endswith(("/$value", "/content")) and not properties:
        return RequestBody(content=content_of(BINARY))
    name = stated or item
    if properties and not any(p.name.lower() in members.get(name, ()) for p in properties):
        return RequestBody(properties=properties)
    # A write of which nothing is told may send none: `PUT /player/pause`; a 201 alone says nothing of it.
    is_unsaid = not (doc.has_body or draft.page.is_of_one_subject)
    if kind == "delete" and not (name or bodies):
        return None
    is_open = is_unsaid and draft.method != "PATCH" and not (name or bodies or properties)
    content = content_of(use_of(name) if name else ANY)
    return RequestBody(content=content, is_optional=is_open, properties=properties)


def form_of_samples(draft: Draft) -> str:
    """The media type of the forms that samples send, where they send nothing else; "" for any other content.

    One that is in parts (RFC 7578) in one sample may be URL-encoded in another: where none has a file, it is.
    """
    sent = [r.message for r, _ in draft.samples or draft.similar_samples if r and r.message.body]
    kinds = {header(message.headers, "content-type").partition(";")[0].lower() for message in sent}
    has_file = any('filename="' in message.body for message in sent)
    if not kinds or not kinds <= {MULTIPART, URL_ENCODED}:
        return ""
    return MULTIPART if has_file or kinds == {MULTIPART} else URL_ENCODED


def as_form(body: RequestBody, media_type: str, types: Hierarchy) -> RequestBody:
    """A body as a form: the listed properties, or those of its type. A part has bytes as they are (RFC 7578)."""
    use = body.type
    if not body.properties and not (use and use.kind == "named"):
        return body
    properties = body.properties or _properties_of(use, types)
    if media_type == MULTIPART:
        properties = tuple(
            replace(p, type=BINARY) if p.type.name == "byte" else p for p in properties
        )
    return replace(body, content=(MediaType(name=media_type),), properties=properties)


def _properties_of(use: TypeUse | None, types: Hierarchy) -> tuple[Parameter, ...]:
    """The properties of a type, each as one of a body."""
    return tuple(
        Parameter(
            name=item.name,
            location="body",
            type=item.type,
            is_required=item.is_required,
            is_deprecated=item.is_deprecated,
            since=item.since,
            default=item.default,
            description=item.description,
            values=item.values,
            at=item.at,
        )
        for item in types.properties(use.name if use else "").values()
    )


def as_part(body: RequestBody, ref: TypeRef, types: Hierarchy) -> RequestBody:
    """A body of which a page says that it is a part of a type: `Partial<Lamp>`, `Omit<Lamp, "id">`."""
    is_part = ref.is_partial or ref.only or ref.without
    if not is_part or body.properties or not (body.type and body.type.kind == "named"):
        return body
    properties = tuple(
        replace(item, is_required=item.is_required and not ref.is_partial)
        for item in _properties_of(body.type, types)
        if item.name not in ref.without and (not ref.only or item.name in ref.only)
    )
    return RequestBody(properties=properties) if properties else body


def _body_of_action(
    stated: str, properties: tuple[Parameter, ...], members: Collection[str], is_sampled: bool
) -> RequestBody | None:
    """A value of the stated type, where it has all of the properties; else the action's own parameters."""
    if properties and stated and all(p.name.lower() in members for p in properties):
        return RequestBody(content=content_of(use_of(stated)), properties=properties)
    if properties:
        return RequestBody(properties=properties)
    if not stated and not is_sampled:
        return None
    return RequestBody(content=content_of(use_of(stated) if stated else ANY))


def documented_responses(
    draft: Draft, returned: TypeUse | None, mentions: Mentions
) -> tuple[tuple[Response, ...], list[Diagnostic]]:
    """The successful responses, one of evidence "inferred" where neither the pages nor samples have a status.

    Reports types of header fields that no page documents.
    """
    headers, findings = _headers(draft, mentions)
    docs = (draft.doc, *(other.doc for other in draft.others))
    stated = [s for doc in docs for s in doc.statuses if s < 400]
    sampled = draft.responses if stated else draft.section_responses
    if not stated and not sampled:
        # Any success is as likely; after a deletion hardly any service has content.
        is_bare = draft.method == "HEAD" or draft.method == "DELETE" and not draft.doc.listed
        is_bare = is_bare or draft.doc.returns_nothing
        use = returned or (None if is_bare else ANY)
        status = 200 if use else 204
        content = content_of(use, ANY_MEDIA_TYPE if use == ANY else _media_type(draft, use))
        response = Response(status=status, content=content, headers=headers, evidence="inferred")
        return (response,), findings
    said = {each.status: each.description for doc in docs for each in doc.successes}
    statuses = list(dict.fromkeys([*stated, *(r.message.status for r in sampled)])) or [
        200 if returned else 204
    ]
    in_json = {r.message.status for r in draft.responses if r.has_value}
    in_text = (
        {r.message.status for r in draft.responses if r.message.body}
        if returned == STRING
        else set[int]()
    )
    without = without_content(draft.doc) - ({ACCEPTED} & (in_json | in_text))
    responses = tuple(
        Response(
            status=status,
            content=(
                ()
                if status in without
                else content_of(
                    returned, _media_type(draft, returned) if status not in in_json else ""
                )
            ),
            evidence="sampled" if stated and status not in stated else "stated",
            headers=headers if status == statuses[0] else (),
            description=said.get(str(status), ""),
        )
        for status in statuses
    )
    return responses, findings


def _media_type(draft: Draft, returned: TypeUse | None) -> str:
    """The media type that the page or its samples state of text, bytes and JSON on lines; "" for the usual one."""
    shown = _shown_type(draft, draft.section_responses)
    if returned not in (STRING, BINARY):
        return shown if shown in JSON_ON_LINES else ""
    stated = draft.doc.returns.media_type if draft.doc.returns else ""
    return stated or shown or (TEXT if returned == STRING else "")


def _shown_type(draft: Draft, samples: Sequence[SampleDoc]) -> str:
    """The media type of the first sample that states one which is not JSON, without its parameters; "" for none.

    Pages of one subject document bytes of any media type, of which a sample has one.
    """
    for sample in () if draft.page.is_of_one_subject else samples:
        written = header(sample.message.headers, "content-type").partition(";")[0].strip().lower()
        if sample.message.body and _MEDIA_TYPE.fullmatch(written) and not is_json(written):
            return written
    return ""


def _headers(draft: Draft, mentions: Mentions) -> tuple[tuple[Parameter, ...], list[Diagnostic]]:
    """The fields that a page lists below "Response headers"."""
    headers: list[Parameter] = []
    findings: list[Diagnostic] = []
    for row in draft.doc.response_headers:
        target = in_url(mentions.of_row(row, row.at.path)) if row.type else None
        findings += target.findings(row.type_at) if target else ()
        headers.append(
            Parameter(
                name=row.name,
                location="header",
                type=target.type if target else STRING,
                is_deprecated=row.is_deprecated,
                description=row.description,
                at=row.at,
            )
        )
    return tuple(headers), findings


def documented_errors(draft: Draft, mentions: Mentions) -> Iterator[Error]:
    """The documented failures, by status and code."""
    for doc in draft.doc.errors:
        use = mentions.of_mention(doc.type, draft.page.path).type if doc.type else None
        yield Error(
            status=doc.status,
            code=doc.code,
            content=content_of(use),
            description=doc.description,
            at=doc.at,
        )
