"""What requests take, where their page does not state it.

Linked types and operations enter; the operations leave. One that lists no parameters has those that its sample requests
send. A parameter without a type has that of its name elsewhere: of what the operation returns, or else of the other
parameters of that name, if they agree. Such a type is inferred. An object that sample requests send under a key,
`{"lamp": {"color": "red"}}`, is of a known type that has all its keys.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from docgen.inference.listed import default_of
from docgen.inference.nested import use_of_shape
from docgen.inference.nouns import noun, place
from docgen.inference.samples import as_written, fields_of, query_of, type_in_query, type_of_texts
from docgen.inference.shapes import Shape, merged, sample_shape, shape_of
from docgen.inference.writes import typed_as_read
from docgen.records import replace
from docgen.spec.model import (
    ANY_MEDIA_TYPE,
    JSON,
    Enum,
    Evidence,
    MediaType,
    Operation,
    Parameter,
    Property,
    RequestBody,
    Type,
)
from docgen.spec.sample_values import Walker, contents
from docgen.spec.types import ANY, BINARY, OBJECT, STRING, TypeUse, array_of, use_of
from docgen.syntax.form_content import MULTIPART, URL_ENCODED, form_fields, is_form
from docgen.syntax.headers import header
from docgen.syntax.naming import simple, words
from docgen.syntax.url_path import parameter_key

# What authenticates a request, which is no parameter of one operation.
_CREDENTIAL = re.compile(
    r"(?:access|auth|api)[_-]?(?:token|key)|token|(?:client_)?secret|key", re.I
)
_NAME = re.compile(r"[A-Za-z_$@][\w.$@:-]*(?:\[[\w.-]*\])*")
_FORM = re.compile(r"\s*[\w.$-]+(?:\[[\w.-]*\])*=[^\n]*(?:\n\s*&|\Z|&)")
# No number, and nothing that stands for a value: "$ID", "<id>", "[id]".
_TEXT = re.compile(r"(?!-?[\d.]+\Z)[^\s<>{}\[\]$]+")
_MANY_WORDS = 3
Members = Mapping[str, Mapping[str, TypeUse]]  # the properties of each type, by its name
_LEAST = 2  # parameters of one name with a type, before another one has it


def sampled_inputs(operations: Iterable[Operation]) -> list[Operation]:
    """The operations, those that list no parameters of the query or the body with those of their sample requests."""
    return [as_written(_with_query(_with_body(operation))) for operation in operations]


def _with_query(operation: Operation) -> Operation:
    requests = [sample.request for sample in operation.samples if sample.request]
    body = operation.request_body.properties if operation.request_body else ()
    # What is listed for the content may be in the query of a sample.
    is_listed = any(item.evidence == "stated" for item in body)
    if is_listed or any(item.location == "query" for item in operation.parameters):
        return operation
    # What another request sends in a header is no argument: "Lamp-Token: x", "?lamp_token=x".
    headers = {parameter_key(name) for request in requests for name, _ in request.headers}
    values: dict[str, list[str]] = {}
    for name, value in (pair for request in requests for pair in query_of(request.target)):
        is_name = _NAME.fullmatch(name) and not _CREDENTIAL.fullmatch(name)
        if is_name and parameter_key(name) not in headers:
            values.setdefault(name, []).append(value)
    sent = (
        Parameter(name=name, location="query", type=type_in_query(name, texts), evidence="sampled")
        for name, texts in values.items()
    )
    return replace(operation, parameters=(*operation.parameters, *sent))


def _with_body(operation: Operation) -> Operation:
    body = operation.request_body
    if operation.method not in ("POST", "PUT", "PATCH", "DELETE"):
        return operation
    if body and body.properties:
        return replace(operation, request_body=_with_optional(operation, body))
    if body and body.type in (BINARY, ANY) and (form := _form_of(operation)):
        return _without_doubles(operation, form)
    if body and (body.type != ANY or body.content[0].name not in (JSON, ANY_MEDIA_TYPE)):
        return operation
    requests = [sample.request for sample in operation.samples if sample.request]
    values = [request.json for request in requests if request.has_json]
    shape = merged(map(sample_shape, values))
    if shape.items is not None and all(isinstance(value, list) for value in values):
        content = (MediaType(type=use_of_shape(shape, OBJECT)),)
        return replace(operation, request_body=RequestBody(content=content))
    if not shape.is_object or not all(isinstance(value, dict) for value in values):
        return operation
    properties = tuple(
        Parameter(name=name, location="body", type=use_of_shape(field, OBJECT), evidence="sampled")
        for name, field in (shape.fields or {}).items()
    )
    return _without_doubles(operation, RequestBody(properties=properties))


def _with_optional(operation: Operation, body: RequestBody) -> RequestBody:
    """The body; one of which only what is required is listed, with what else its samples send beside all of that."""
    listed = {item.name for item in body.properties}
    if not all(item.is_required for item in body.properties):
        return body
    requests = [sample.request for sample in operation.samples if sample.request]
    values = [r.json for r in requests if r.has_json and isinstance(r.json, dict)]
    shape = merged(sample_shape(value) for value in values if listed < value.keys())
    others = (
        Parameter(name=name, location="body", type=use_of_shape(field, OBJECT), evidence="sampled")
        for name, field in (shape.fields or {}).items()
        if name not in listed
    )
    return replace(body, properties=(*body.properties, *others))


def _without_doubles(operation: Operation, body: RequestBody) -> Operation:
    """The operation with a body that samples show.

    What its page lists without a place is in the query of a DELETE; it is in the content if a sample sends some of it there.
    """
    listed = {item.name: item for item in operation.parameters if item.location == "query"}
    requests = [sample.request for sample in operation.samples if sample.request]
    has_query = any("?" in request.target for request in requests)
    if has_query or not any(item.name in listed for item in body.properties):
        return replace(operation, request_body=body)
    shown = {item.name: item for item in body.properties}
    merged_items = (
        replace(item, location="body", type=shown[name].type if is_untyped else item.type)
        for name, item in listed.items()
        for is_untyped in [item.type == ANY and name in shown]
    )
    others = (item for name, item in shown.items() if name not in listed)
    return replace(
        operation,
        parameters=tuple(p for p in operation.parameters if p.location != "query"),
        request_body=replace(body, properties=(*merged_items, *others)),
    )


def _form_of(operation: Operation) -> RequestBody | None:
    """The fields of the forms that sample requests send, None where one sends something else."""
    shown: dict[str, list[str]] = {}
    media_type = URL_ENCODED
    requests = [sample.request for sample in operation.samples if sample.request]
    if any(request.has_json for request in requests):
        return None
    for request in (request for request in requests if request.text):
        written = header(request.headers, "content-type")
        if written and not is_form(written):
            return None
        if not written and not _FORM.match(request.text):
            return None
        media_type = MULTIPART if written.lower().startswith(MULTIPART) else media_type
        try:
            fields = form_fields(written or URL_ENCODED, request.text)
        except ValueError:
            return None
        for item in fields:
            shown.setdefault(item.name, []).append(item.text)
    if not shown or not all(map(_NAME.fullmatch, shown)):
        return None
    properties = (
        Parameter(name=name, location="body", type=type_of_texts(texts), evidence="sampled")
        for name, texts in shown.items()
    )
    content = (MediaType(name=media_type),)
    return RequestBody(content=content, properties=tuple(properties))


_Item = TypeVar("_Item", Parameter, Property)


def _as(item: _Item, use: TypeUse, evidence: Evidence = "inferred") -> _Item:
    """What had no type with one, and without a default that is no value of it."""
    default = item.default if item.type.is_array else default_of(use, item.default)
    return replace(item, type=use, evidence=evidence, default=default)


def typed_inputs(types: Sequence[Type], operations: Sequence[Operation]) -> list[Operation]:
    """The operations with types for their parameters."""
    members = {item.name: {p.name: p.type for p in item.properties} for item in types}
    by_noun = {noun(simple(name)): name for name in members}
    # First what is stated agrees, then what samples showed as well.
    for _ in range(2):
        agreed = _agreed(operations)
        operations = [_typed(o, agreed, members, by_noun) for o in operations]
    return typed_as_read(types, operations)


def typed_properties(
    types: Sequence[Type], operations: Sequence[Operation], stated: Collection[str]
) -> list[Type]:
    """The types; a property of unknown type has that of its name everywhere else, if it is one.

    Samples show only null of it, or a list its name. Where what requests take has another type, that of all properties
    counts: "1h" may be sent, and 3600 returned. `stated` are the names of types that pages state as such.
    """
    uses: dict[str, list[TypeUse]] = {}
    for item in (p for item in types for p in item.properties if p.type != ANY):
        uses.setdefault(item.name, []).append(replace(item.type, is_nullable=False))
    returned = _same(uses)
    for item in (p for o in operations for p in _parameters(o) if p.type != ANY):
        uses.setdefault(item.name, []).append(replace(item.type, is_nullable=False))
    found = {**returned, **_same(uses)}
    agreed = {name: use for name, use in found.items() if use.item.kind == "primitive"}

    def typed(item: Property) -> Property:
        use = agreed.get(item.name) if item.type == ANY else None
        return _as(item, use) if use else item

    return [
        (
            replace(item, properties=tuple(map(typed, item.properties)))
            if item.name not in stated and any(p.type == ANY for p in item.properties)
            else item
        )
        for item in types
    ]


def shown_properties(
    types: Sequence[Type], enums: Sequence[Enum], operations: Sequence[Operation]
) -> list[Type]:
    """The types; a property of unknown type has that of the values and lists of values that samples have of it."""
    unknown = {(item.name, p.name) for item in types for p in item.properties if p.type == ANY}
    shapes: dict[tuple[str, str], list[Shape]] = {}
    walker = Walker(types, enums)
    for content in (c for o in operations for c in contents(o)) if unknown else ():
        for found in walker.walk(content):
            for name in walker.hierarchy.lineage(found.owner) if found.owner else ():
                if (name, found.key) in unknown:
                    shapes.setdefault((name, found.key), []).append(shape_of(found.value))
    uses = {place: use_of_shape(merged(of_place), OBJECT) for place, of_place in shapes.items()}

    def typed(item: Type) -> Type:
        properties = (
            (
                _as(p, use)
                if (use := uses.get((item.name, p.name), ANY)) != ANY and p.type == ANY
                else p
            )
            for p in item.properties
        )
        return replace(item, properties=tuple(properties))

    own = {name for name, _ in shapes}
    return [typed(item) if item.name in own else item for item in types]


def _parameters(operation: Operation) -> Iterator[Parameter]:
    yield from operation.parameters
    if operation.request_body:
        yield from operation.request_body.properties


def _agreed(operations: Iterable[Operation]) -> dict[str, TypeUse]:
    """The type of each name of which all parameters with a type have the same; a file is also called a string."""
    uses: dict[str, list[TypeUse]] = {}
    for operation in operations:
        for item in _parameters(operation):
            if ANY not in (item.type, item.type.item):
                uses.setdefault(item.name, []).append(item.type)
    files = {name for name, found in uses.items() if BINARY in found}
    return _same(
        {
            n: [BINARY if n in files and u == STRING else u for u in found]
            for n, found in uses.items()
        }
    )


def _same(uses: Mapping[str, Sequence[TypeUse]]) -> dict[str, TypeUse]:
    """The type of each name that has one type only, more than once; a name of many words means one thing anyway."""
    return {
        name: found[0]
        for name, found in uses.items()
        if len(set(found)) == 1 and (len(found) >= _LEAST or len(words(name)) >= _MANY_WORDS)
    }


def _sent(operation: Operation, members: Members, by_noun: Mapping[str, str]) -> dict[str, TypeUse]:
    """The types of what sample requests have in their bodies, by key."""
    requests = [sample.request for sample in operation.samples if sample.request]
    shape = merged(
        sample_shape(r.json) for r in requests if r.has_json and isinstance(r.json, dict)
    )
    uses: dict[str, TypeUse] = {}
    for key, field in (shape.fields or {}).items():
        held = field.items or field
        names = _names(operation, key, members, by_noun) if held.is_object and held.keys else ()
        fitting = (name for name in names if held.keys <= members.get(name, {}).keys())
        fit = next(fitting, "")
        uses[key] = use_of_shape(field, use_of(fit) if fit else OBJECT)
    return {key: use for key, use in uses.items() if use != ANY}


def _names(
    operation: Operation, key: str, members: Members, by_noun: Mapping[str, str]
) -> Iterator[str]:
    """The names of types that an object under a key may be of: what the path is about, a part of it, that of the name."""
    returned = operation.returned.item if operation.returned else ANY
    if returned.kind == "named" and noun(key) == place(operation.path).noun:
        yield returned.name
        parts = (use.item for use in members.get(returned.name, {}).values())
        yield from (part.name for part in parts if part.kind == "named")
    if noun(key) in by_noun:
        yield by_noun[noun(key)]


def _asked(operation: Operation) -> dict[str, TypeUse]:
    """The types of what sample requests have in their queries, by name; digits alone may be a text or a number."""
    texts: dict[str, list[str]] = {}
    many: set[str] = set()
    for request in (sample.request for sample in operation.samples if sample.request):
        pairs = query_of(request.target)
        counts = Counter(name for name, _ in pairs)
        many |= {name for name, count in counts.items() if count > 1}
        for name, text in pairs:
            texts.setdefault(name, []).append(text)
    uses = {
        name: type_of_texts(found)
        for name, found in texts.items()
        if all(_TEXT.fullmatch(text) for text in found)
    }
    return {name: array_of(use) if name in many else use for name, use in uses.items()}


def _is_untyped(item: Parameter) -> bool:
    """Whether the type is unknown, or that of the things in a list; an array of objects of which none is shown is known."""
    unknown = (ANY, OBJECT)
    is_shown = item.evidence == "sampled" and item.type.item == OBJECT
    return item.type in unknown or item.type.item == ANY or is_shown


def _fitting(item: Parameter, found: Parameter) -> Parameter:
    """What was found, unless the parameter is stated to be an array and that is no array of known things."""
    if not item.type.is_array or (found.type.is_array and found.type.item != ANY):
        return found
    default = item.default if isinstance(item.default, list) else []
    use = use_of_shape(merged(map(shape_of, default)), OBJECT)
    return item if use == ANY else _as(item, array_of(use))


def _typed(
    operation: Operation,
    agreed: Mapping[str, TypeUse],
    members: Members,
    by_noun: Mapping[str, str],
) -> Operation:
    if not any(map(_is_untyped, _parameters(operation))):
        return operation
    returned = operation.returned
    own = members.get(returned.item.name, {}) if returned else {}
    form = _form_of(operation)
    sent = (
        {item.name: item.type for item in form.properties}
        if form
        else _sent(operation, members, by_noun)
    )
    asked = _asked(operation)
    requests = [sample.request for sample in operation.samples if sample.request]
    fields = [field for request in requests for field in fields_of(request)] if form else []
    digits = {f.name for f in fields} - {f.name for f in fields if not f.text.isdecimal()}

    def typed(item: Parameter) -> Parameter:
        return _fitting(item, found(item)) if _is_untyped(item) else item

    def found(item: Parameter) -> Parameter:
        shown = sent.get(item.name) if item.location == "body" else None
        shown = None if shown == OBJECT and item.default else shown  # it may be a text as well
        # Digits in a form may be a number.
        if shown and not (form and shown == STRING and item.name in digits):
            return _as(item, shown, "sampled")
        if item.location == "query" and item.name in asked and item.evidence == "stated":
            return _as(item, asked[item.name])
        use = own.get(item.name, ANY) if item.location == "body" else ANY
        # What is returned may be an object where its key is sent.
        use = use if use.item.kind == "primitive" else agreed.get(item.name, ANY)
        use = ANY if use == BINARY and item.location != "body" else use
        if use == ANY and shown:
            return _as(item, shown, "sampled")
        use = replace(use, is_nullable=use.is_nullable and not form)  # no form has null
        return item if use == ANY else _as(item, use)

    body = operation.request_body
    return replace(
        operation,
        parameters=tuple(map(typed, operation.parameters)),
        request_body=(
            replace(body, properties=tuple(map(typed, body.properties))) if body else None
        ),
    )
