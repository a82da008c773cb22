"""Pages joined to one API: the stages of linking, in order.

In: all `Page`s of a documentation, a dialect. Out: the `Spec`, and a finding for everything
on one page that contradicts another. Each stage takes what those before it returned, and returns its
result with its findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import starmap
from typing import TypeVar

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.inference.error_fields import contents_of_types, error_fields
from docgen.inference.infer import infer_types
from docgen.inference.inputs import (
    sampled_inputs,
    shown_properties,
    typed_inputs,
    typed_properties,
)
from docgen.inference.listed import compared
from docgen.inference.paging import with_paging
from docgen.inference.relationships import infer_relationships
from docgen.inference.unseen import with_copied_inputs
from docgen.inference.writes import sent_types
from docgen.linking.base_url import servers_of_pages, usual_prefix, with_own_servers, with_root
from docgen.linking.copies import with_copies
from docgen.linking.enums import link_enums
from docgen.linking.exchanges import with_usual_statuses
from docgen.linking.general import (
    General,
    general,
    parted_parameters,
    with_page_parameters,
    with_stated,
)
from docgen.linking.inferred_base_types import infer_base_types, infer_extensions
from docgen.linking.names import declare
from docgen.linking.operations import LinkedOperations, link_operations
from docgen.linking.resolve import resolve_mentions
from docgen.linking.sample_corrections import (
    correct_required,
    correct_spelling,
    thin_samples,
    with_nulls,
)
from docgen.linking.types import (
    link_types,
    object_samples,
    with_opaque_types,
    with_partial,
    with_used,
)
from docgen.reading.anchors import Anchors
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page
from docgen.records import Record, replace
from docgen.spec.documented_messages import ObjectSample
from docgen.spec.kinds import with_kinds
from docgen.spec.model import (
    Enum,
    Envelope,
    ErrorFields,
    Operation,
    Paging,
    Property,
    RequestBody,
    Response,
    Sample,
    SampleRequest,
    SampleResponse,
    Spec,
    Tag,
    Type,
)
from docgen.spec.protocols import Protocols
from docgen.spec.remembered import Remembered
from docgen.spec.types import TypeUse
from docgen.syntax.form_content import is_form
from docgen.syntax.headers import header
from docgen.syntax.http_message import WEBHOOK
from docgen.syntax.naming import namespace_of, simple
from docgen.syntax.url_path import base_version, with_version

_T = TypeVar("_T", Enum, Type)
_LONGEST_TAG = 60  # characters of a title


class Linking(Record, frozen=True, kw_only=True):
    """What all pages document together."""

    spec: Spec
    linked: LinkedOperations  # with the messages and the request lines that are of none
    findings: tuple[Diagnostic, ...]
    names: Remembered  # of types that samples show
    objects: tuple[ObjectSample, ...]


def link_pages(
    pages: Sequence[Page],
    dialect: Dialect,
    *,
    name: str,
    protocols: Protocols = Protocols(),
    remembered: Remembered = Remembered(),
) -> Linking:
    """The API that the pages document, independent of their order, and the messages that fit none of it.

    `protocols` replace what pages have of them; `remembered` are names that an earlier run gave. Reports DG3xx, but for dead links.
    """
    pages = with_copies(sorted(pages, key=lambda page: page.path))
    pages = with_page_parameters(with_usual_statuses(pages))
    anchors = _anchors(pages, dialect)  # by the words of the dialect, which it knows already
    dialect = with_root(dialect, pages)
    declared = declare(pages, dialect)
    mentions = resolve_mentions(pages, declared.names, dialect)
    enums, of_enums = link_enums(declared, dialect.sentinel_members)
    linked_types, of_types = link_types(declared, mentions, pages)
    types, tables = _parted(linked_types, pages)
    of_api, of_general = general(pages, mentions, protocols)
    linked = link_operations(pages, types, mentions, dialect, of_api.security)
    own, common = parted_parameters(linked.operations, of_api.parameters, dialect, protocols)
    stated = with_stated(own, protocols, of_api.schemes, dialect)
    types, operations, of_protocol = (_of_odata if dialect.is_odata else _of_http)(types, stated)
    types, of_spelling = correct_spelling(types, enums, operations)
    shown = _Shown(types=tuple(types), operations=tuple(operations))
    if not dialect.is_odata:
        space = dialect.base_namespace
        shown = _inferred(types, enums, operations, space, linked, tables, of_api, remembered)
    everything = [*shown.operations, *shown.webhooks]
    types = with_opaque_types(with_used(shown.types, everything, tables), everything, dialect)
    operations = _with_chapters(shown.operations, linked.sections, anchors)
    operations, of_servers = with_own_servers(operations, pages, dialect)
    types, enums = _with_anchors(types, anchors), _with_anchors(enums, anchors)
    spec = Spec(
        name=name,
        namespace=_usual_namespace((*types, *enums), dialect.base_namespace),
        protocol="odata" if dialect.is_odata else "http",
        servers=servers_of_pages(pages, dialect.base_url),
        path_prefix="" if dialect.is_odata else usual_prefix([o.path for o in operations]),
        security_schemes=of_api.schemes,
        security=of_api.security,
        paging=shown.paging,
        envelope=shown.envelope,
        parameters=common,
        errors=of_api.errors,
        error_fields=of_api.error_fields or _error_fields(pages, operations, types, dialect),
        tags=tuple(Tag(name=n) for n in dict.fromkeys(t for o in operations for t in o.tags)),
        page_urls=_page_urls(dialect),
        types=tuple(types),
        enums=tuple(enums),
        operations=tuple(operations),
        webhooks=_as_sent(_with_chapters(shown.webhooks, linked.sections, anchors)),
    )
    of_mentions = (*declared.findings, *of_enums, *of_types, *linked.findings, *of_servers)
    findings = (*of_mentions, *of_protocol, *of_spelling, *of_general, *shown.findings)
    objects = object_samples(declared)
    return Linking(spec=spec, linked=linked, findings=findings, names=shown.names, objects=objects)


def _usual_namespace(items: Iterable[Type | Enum], default: str) -> str:
    """The one that most have; the default where there are none."""
    counts = Counter(namespace_of(item.name) for item in items)
    return max(sorted(counts), key=lambda n: counts[n], default=default)


def _as_sent(webhooks: Sequence[Operation]) -> tuple[Operation, ...]:
    """Webhooks as OpenAPI has them (3.1, 4.8.1): the path is a name, and what a receiver reads is the request's content."""
    return tuple(
        replace(
            webhook,
            method="POST",
            path=webhook.path.removeprefix("/"),
            tags=(),
            security=(),
            request_body=next(
                (_content_as_sent(webhook, r) for r in webhook.responses if r.content), None
            ),
            responses=(),
            samples=tuple(
                _sample_as_sent(s.name, s.response) for s in webhook.samples if s.response
            ),
        )
        for webhook in webhooks
    )


def _content_as_sent(webhook: Operation, response: Response) -> RequestBody:
    """What a webhook sends: a form where its samples are such."""
    shown = [s.response for s in webhook.samples if s.response]
    form = next((t for r in shown if is_form(t := header(r.headers, "content-type"))), "")
    return RequestBody(
        content=tuple(replace(each, name=form or each.name) for each in response.content)
    )


def _sample_as_sent(name: str, response: SampleResponse) -> Sample:
    request = SampleRequest(
        method="POST",
        target="",
        headers=response.headers,
        text=response.text,
        json=response.json,
        has_json=response.has_json,
        # The values of a form are all texts, whatever a table says of them.
        body=None if is_form(header(response.headers, "content-type")) else response.body,
        at=response.at,
    )
    return Sample(name=name, request=request)


def _error_fields(
    pages: Sequence[Page],
    operations: Sequence[Operation],
    types: Sequence[Type],
    dialect: Dialect,
) -> ErrorFields | None:
    """What failures have in samples, on pages about errors and in their types; in OData it is the same for all."""
    if dialect.is_odata:
        return None
    shown = [doc.value for page in pages for doc in page.failures]
    shown += (
        sample.response.json
        for operation in operations
        for sample in operation.samples
        if sample.response and sample.response.status >= 400 and sample.response.has_json
    )
    uses = [c.type for o in operations for e in o.errors for c in e.content if c.type]
    return error_fields([*shown, *contents_of_types(uses, types)])


def _anchors(pages: Sequence[Page], dialect: Dialect) -> dict[str, Anchors]:
    """The anchors of the pages that are about several things."""
    several = [page for page in pages if not page.is_of_one_subject]
    return {page.path: Anchors(page.headings, dialect.vocabulary()) for page in several}


def _with_anchors(items: Sequence[_T], anchors: Mapping[str, Anchors]) -> list[_T]:
    """Types with the fragment of the page that leads to each, where the page documents many things."""
    return [
        (
            replace(item, anchor=anchors[item.page].place(item.at).anchor)
            if item.at and item.page in anchors
            else item
        )
        for item in items
    ]


def _with_chapters(
    operations: Sequence[Operation], sections: Mapping[str, Span], anchors: Mapping[str, Anchors]
) -> list[Operation]:
    """Operations with the fragment of the page that leads to each, and the chapter that it stands in as a tag."""
    placed: list[Operation] = []
    for operation in operations:
        if operation.page in anchors and operation.id in sections:
            place = anchors[operation.page].place(sections[operation.id])
            is_short = 0 < len(place.chapter) <= _LONGEST_TAG
            tags = (place.chapter,) if is_short else ()
            operation = replace(operation, anchor=place.anchor, tags=tags)
        placed.append(operation)
    return placed


def _parted(types: Sequence[Type], pages: Sequence[Page]) -> tuple[list[Type], dict[str, Type]]:
    """The types that pages state; and, by name, those for what tables list of one response."""
    places = {doc.at for page in pages for doc in page.resources if doc.is_listed}
    tables = {item.name: item for item in types if item.at in places}
    return [item for item in types if item.name not in tables], tables


def _left_out(rows: Sequence[Property]) -> Diagnostic:
    """A note for rows of one table that what the operation returns does not have."""
    names = ", ".join(row.name for row in rows)
    return diagnose("DG217", rows[0].at or Span("", 1), count=len(rows), names=names)


def _apart(row: Property, sampled: TypeUse) -> Diagnostic:
    """A row of a table with one value where samples have many, or the other way round."""
    words = {"name": row.name, "here": str(row.type), "there": str(sampled)}
    return diagnose("DG335", row.at or Span("", 1), **words)


def _given_way(
    changed: Sequence[tuple[str, str]], stated: Sequence[Type | Enum]
) -> list[Diagnostic]:
    """A warning for each remembered name that a page now states for something else."""
    places = {simple(item.name).lower(): item.at for item in stated if item.at}
    return [
        diagnose("DG353", places.get(was.lower()) or Span("", 1), name=was, now=now)
        for was, now in changed
    ]


def _page_urls(dialect: Dialect) -> dict[str, str]:
    """The addresses of pages by folder, in the version of the base URL."""
    version = base_version(dialect.base_url)
    return {folder: with_version(url, version) for folder, url in dialect.page_urls.items() if url}


def _of_odata(
    types: Sequence[Type], operations: Sequence[Operation]
) -> tuple[list[Type], list[Operation], list[Diagnostic]]:
    """The types with what follows from paths and annotations of OData, and the operations by their samples.

    What is sent there is an entity as a whole; elsewhere a sample may be thin, and overrules no table.
    """
    corrected, of_required = correct_required(operations)
    related, of_relationships = infer_relationships(types, corrected)
    derived, of_bases = infer_base_types(related, corrected)
    types = [*map(_without_stated_null, derived)]
    return types, corrected, [*of_required, *of_relationships, *of_bases]


def _of_http(
    types: Sequence[Type], operations: Sequence[Operation]
) -> tuple[list[Type], list[Operation], list[Diagnostic]]:
    """The types of any other API with the base types that samples show."""
    extended, findings = infer_extensions(types, operations)
    return extended, [*operations], findings


def _without_stated_null(item: Type) -> Type:
    """The type of OData, where null is a value of every property that is not stated to be never null."""
    if not any(known.type.is_nullable for known in item.properties):
        return item
    properties = (replace(p, type=replace(p.type, is_nullable=False)) for p in item.properties)
    return replace(item, properties=tuple(properties))


class _Shown(Record, frozen=True, kw_only=True):
    """The types and operations with what samples show of them, and of the API."""

    types: tuple[Type, ...]
    operations: tuple[Operation, ...]
    webhooks: tuple[Operation, ...] = ()
    paging: Paging | None = None  # of most lists
    envelope: Envelope | None = None  # around most data
    names: Remembered = Remembered()
    findings: tuple[Diagnostic, ...] = ()


def _inferred(
    types: Sequence[Type],
    enums: Sequence[Enum],
    operations: Sequence[Operation],
    namespace: str,
    linked: LinkedOperations,
    tables: Mapping[str, Type],
    of_api: General,
    remembered: Remembered,
) -> _Shown:
    """All types and operations with what samples show."""
    inferred = infer_types(
        types,
        enums,
        sampled_inputs([*operations, *linked.webhooks]),
        namespace,
        sections=linked.sections,
        alike=linked.alike,
        named={
            id: ((noun.ref.name, *noun.names), noun.ref.is_collection)
            for id, noun in linked.named.items()
        },
        verbs=linked.verbs,
        listed=linked.listed,
        tables=tables,
        envelope=of_api.envelope,
        remembered=remembered,
    )
    facts = replace(of_api.lists, keys=inferred.lists, envelope=inferred.envelope)
    paged, usual = with_paging(inferred.operations, inferred.types, facts)
    shown = shown_properties(inferred.types, enums, paged)
    typed = typed_properties(shown, paged, {item.name for item in types})
    known = with_nulls(typed, enums, paged, inferred.envelope, usual)
    sent = sent_types(
        known,
        typed_inputs(known, paged),
        namespace,
        [item.name for item in (*known, *enums)],
        remembered.parts,
    )
    copied = with_copied_inputs(sent.operations, linked.sections, linked.copies)
    parted, made = with_partial([*known, *sent.types], copied, linked.partial)
    beside = compared(made, inferred.envelope, parted, linked.listed, tables)
    rows = [*map(_left_out, beside.left_out), *starmap(_apart, beside.apart)]
    names = inferred.names
    return _Shown(
        types=tuple(parted),
        operations=tuple(o for o in with_kinds(made, parted, facts.keys) if o.method != WEBHOOK),
        webhooks=tuple(o for o in made if o.method == WEBHOOK),
        paging=usual,
        envelope=inferred.envelope,
        names=replace(names, parts={**names.parts, **sent.names}),
        findings=(*rows, *thin_samples(made), *_given_way(inferred.given_way, [*parted, *enums])),
    )
