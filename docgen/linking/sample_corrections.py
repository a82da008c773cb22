"""Where samples overrule a table: required parameters that they omit, names that they spell otherwise, nulls.

In: linked types, enumerations and operations. Out: the same, corrected; a finding for each correction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import unquote

from docgen.diagnostics.diagnostic import Diagnostic, Edit, diagnose
from docgen.records import replace
from docgen.spec.model import (
    Enum,
    Envelope,
    Operation,
    Paging,
    Parameter,
    Property,
    SampleRequest,
    Type,
)
from docgen.spec.odata import is_present
from docgen.spec.sample_values import Walker, contents
from docgen.spec.types import ANY
from docgen.syntax.form_content import URL_ENCODED, form_fields
from docgen.syntax.headers import header
from docgen.syntax.json_pointer import pointer_steps


def correct_required(
    operations: Sequence[Operation],
) -> tuple[list[Operation], list[Diagnostic]]:
    """The operations; a parameter that a sample omits is optional, even if its page calls it required (DG346)."""
    findings: list[Diagnostic] = []
    corrected: list[Operation] = []
    for operation in operations:
        omitted = list(_omitted(operation))
        corrected.append(_with_optional(operation, [item for item, _ in omitted]))
        for item, request in omitted:
            if item.at and request.at:
                place = f"{request.at.path}:{request.at.line}"
                findings.append(diagnose("DG346", item.at, name=item.name, place=place))
    return corrected, findings


def thin_samples(operations: Sequence[Operation]) -> Iterator[Diagnostic]:
    """DG352 for each required parameter that a sample omits, where a table wins over samples."""
    for operation in operations:
        for item, request in _omitted(operation):
            sent = _sent(request)  # nothing where the sample is a request line only
            if item.at and request.at and sent and item.name.partition("[")[0] not in sent:
                place = f"{request.at.path}:{request.at.line}"
                yield diagnose("DG352", item.at, name=item.name, place=place)


def _omitted(operation: Operation) -> Iterator[tuple[Parameter, SampleRequest]]:
    """The required parameters that a sample omits, each with the first request that does."""
    accepted = [
        sample.request
        for sample in operation.samples
        if sample.request and (sample.response is None or sample.response.status < 400)
    ]
    body = operation.request_body
    for item in (*operation.parameters, *(body.properties if body else ())):
        # Samples leave out the headers that all requests of an API have.
        if operation.requires(item) and item.location in ("query", "body"):
            request = next((r for r in accepted if not _sends(r, item)), None)
            if request:
                yield item, request


def _with_optional(operation: Operation, omitted: Sequence[Parameter]) -> Operation:
    if not omitted:
        return operation
    ids = {id(item) for item in omitted}

    def corrected(items: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        return tuple(
            replace(item, is_required=False, is_omitted=True) if id(item) in ids else item
            for item in items
        )

    body = operation.request_body
    return replace(
        operation,
        parameters=corrected(operation.parameters),
        request_body=body and replace(body, properties=corrected(body.properties)),
    )


def _sent(request: SampleRequest) -> frozenset[str]:
    """The names of what a request sends in its query, and in JSON or a form; none for content of another kind."""
    names = {
        unquote(pair.partition("=")[0]) for pair in request.target.partition("?")[2].split("&")
    }
    if isinstance(request.json, dict):
        names |= request.json.keys()
    elif request.text:
        written = header(request.headers, "content-type") or URL_ENCODED
        try:
            fields = {field.name for field in form_fields(written, request.text)}
        except ValueError:
            fields = set[str]()
        names = names | fields if fields else set[str]()
    return frozenset(name.partition("[")[0] for name in names if name)


def _sends(request: SampleRequest, item: Parameter) -> bool:
    """Whether a request has a value for a parameter."""
    if item.location == "body":
        return is_present(request.json, item.name)
    options = request.target.partition("?")[2].split("&")
    names = {option.partition("=")[0].lower().lstrip("$") for option in options}
    return item.name.lower().lstrip("$") in names


def correct_spelling(
    types: Sequence[Type], enums: Sequence[Enum], operations: Sequence[Operation]
) -> tuple[list[Type], list[Diagnostic]]:
    """The types with each property spelled as in all samples that have it (DG345): `Id` as `id`.

    The type of a value is known only when its key is, so it is done again while it helps.
    """
    findings: list[Diagnostic] = []
    corrected = list(types)
    while renamed := _other_spellings(corrected, enums, operations):
        for properties in renamed.values():
            for item, sampled in properties.items():
                if item.at:
                    words = {"name": item.name, "other": sampled, "place": "the samples"}
                    edit = Edit(at=item.at, old=item.name, new=sampled)
                    findings.append(diagnose("DG345", item.at, edit, **words))
        corrected = [_respelled(item, renamed.get(item.name, {})) for item in corrected]
    return corrected, findings


def _other_spellings(
    types: Sequence[Type], enums: Sequence[Enum], operations: Sequence[Operation]
) -> Mapping[str, Mapping[Property, str]]:
    """Type -> its properties with a capital that no sample spells as documented, and how samples do."""
    titled = any(p.name[:1].isupper() for item in types for p in item.properties)
    if not titled:
        return {}
    walker = Walker(types, enums)
    unknown: dict[tuple[str, str], None] = {}
    known: set[tuple[str, str]] = set()
    for operation in operations:
        for content in contents(operation):
            for value in walker.walk(content):
                if value.owner and not value.type and value.key[:1].islower():
                    unknown[value.owner, value.key] = None
                elif value.owner:
                    known.add((value.owner, value.key))
    spellings: dict[str, dict[Property, str]] = {}
    for owner, key in unknown:
        for name in walker.hierarchy.lineage(owner):
            for item in walker.types[name].properties:
                if not item.name[:1].isupper() or item.name.lower() != key.lower():
                    continue
                if (owner, item.name) not in known:
                    spellings.setdefault(name, {}).setdefault(item, key)
    return spellings


def _respelled(item: Type, names: Mapping[Property, str]) -> Type:
    if not names:
        return item
    spellings = {item.name: sampled for item, sampled in names.items()}
    return replace(
        item,
        key=tuple(spellings.get(name, name) for name in item.key),
        properties=tuple(replace(p, name=names[p]) if p in names else p for p in item.properties),
    )


def with_nulls(
    types: Sequence[Type],
    enums: Sequence[Enum],
    operations: Sequence[Operation],
    envelope: Envelope | None,
    paging: Paging | None,
) -> list[Type]:
    """The types; a property that is null in a sample is nullable, and so is one that leads to the next page.

    `envelope` and `paging` are those of the API.
    """
    walker = Walker(types, enums)
    null: set[tuple[str, str]] = set()
    for operation in operations:
        pages = operation.paging or paging
        # After the last page there is none.
        next_page = tuple(pointer_steps(pages.next)) if pages and pages.next else None
        for content in contents(operation, envelope):
            if next_page or (content.body and "null" in content.body.text):
                for item in walker.walk(content):
                    if item.owner and (item.value is None or item.at == next_page):
                        null |= {(name, item.key) for name in walker.hierarchy.lineage(item.owner)}
    return [_with_null(item, null) for item in types]


def _with_null(item: Type, null: Collection[tuple[str, str]]) -> Type:
    def nullable(known: Property) -> Property:
        is_null = (item.name, known.name) in null and known.type != ANY
        return replace(known, type=replace(known.type, is_nullable=True)) if is_null else known

    properties = tuple(map(nullable, item.properties))
    return item if properties == item.properties else replace(item, properties=properties)
