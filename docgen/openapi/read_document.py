"""An OpenAPI document (3.0 to 3.2) as a Spec.

In: the text of a document, JSON or YAML. Out: a `Spec`. What `document` writes is read as it was; of any other
document, types and operations are read, and what a `Spec` has no place for is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args, get_type_hints

from docgen.openapi.document import UNKNOWN_SCHEME
from docgen.openapi.read_operations import OperationReader
from docgen.openapi.read_schemas import (
    DocumentError,
    Json,
    SchemaReader,
    evidence_of,
    fields_of,
    items_of,
    text_of,
)
from docgen.records import Record, replace
from docgen.spec.model import (
    Envelope,
    Error,
    ErrorFields,
    Flow,
    Operation,
    Paging,
    Parameter,
    Property,
    SecurityScheme,
    Server,
    ServerVariable,
    Spec,
    Tag,
)
from docgen.syntax.http_message import EXTENSION_METHODS, METHODS
from docgen.syntax.strict_json import DEEPEST_DOCUMENT, finite, load_json
from docgen.syntax.yaml_text import Scalar, YamlFault, load_yaml

_ORDER = (*METHODS, "TRACE", *EXTENSION_METHODS)
_VERSION = re.compile(
    r"""(?:^|[{,])\s*["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]""", re.MULTILINE
)
_SPEC_JSON = re.compile(r'\s*\{\s*"version":\s*\d')


def is_openapi(text: str) -> bool:
    """Whether a text is meant as an OpenAPI document rather than a spec.json."""
    return not _SPEC_JSON.match(text) and _VERSION.search(text) is not None


def read_openapi(text: str) -> Spec:
    """The API of a document. Raises `DocumentError`."""
    try:
        return _spec(_parsed(text))
    except RecursionError:
        raise DocumentError("it is nested too deeply") from None


def _parsed(text: str) -> Any:
    try:
        if text.lstrip().startswith("{"):
            return load_json(text, deepest=DEEPEST_DOCUMENT)
        return _core(load_yaml(text))
    except YamlFault as error:
        raise DocumentError(f"not YAML: {error}") from None
    except ValueError as error:
        raise DocumentError(f"not JSON: {error}") from None


_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,4000}")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def _core(value: Any) -> Any:
    """A value with the scalars of YAML 1.2's core schema (10.3.2), in which dates are texts."""
    if isinstance(value, dict):
        return {key: _core(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_core(item) for item in value]
    if not isinstance(value, Scalar) or not value.is_plain:
        return value.text if value else None
    text = value.text
    word = text.lower() if text in (text.lower(), text.upper(), text.capitalize()) else text
    if word in _WORDS:
        return _WORDS[word]
    if _WHOLE.fullmatch(text):
        return int(text)
    return finite(text) if _NUMBER.fullmatch(text) else text


def _spec(document: Any) -> Spec:
    document = fields_of(document)
    version = text_of(document.get("openapi"))
    if not version.startswith("3."):
        found = version or text_of(document.get("swagger")) or "none"
        raise DocumentError(f'its "openapi" is {found}, and docgen reads 3.0, 3.1 and 3.2')
    facts = fields_of(document.get("x-docgen"))
    protocol = "odata" if facts.get("protocol") == "odata" else "http"
    namespace = text_of(facts.get("namespace")) or "api"
    schemas = SchemaReader(document, namespace, protocol)
    schemes = _schemes(fields_of(document.get("components")))
    has_security = bool(schemes)
    envelope = _record(Envelope, facts.get("envelope"))
    reader = OperationReader(
        schemas, security=document.get("security"), has_security=has_security, envelope=envelope
    )
    operations = [reader.of(*each) for each in _operations(schemas, document.get("paths"))]
    webhooks = [reader.of(*each) for each in _operations(schemas, document.get("webhooks"))]
    servers = tuple(_servers(document.get("servers")))
    parameters, operations = _parted(schemas, reader, document.get("paths"), operations)
    return Spec(
        name=text_of(fields_of(document.get("info")).get("title")) or "api",
        namespace=namespace,
        protocol=protocol,
        servers=() if servers == (Server(url=""),) else servers,
        security_schemes=schemes,
        security=reader.usual,
        paging=_record(Paging, facts.get("paging")),
        envelope=_with_properties(envelope, reader),
        parameters=parameters,
        errors=tuple(filter(None, (_record(Error, e) for e in items_of(facts.get("errors"))))),
        error_fields=_record(ErrorFields, facts.get("error_fields")),
        tags=tuple(_tags(document.get("tags"))),
        types=tuple(sorted(schemas.types.values(), key=lambda item: item.name.lower())),
        enums=tuple(sorted(schemas.enums.values(), key=lambda item: item.name.lower())),
        operations=_in_order(operations),
        webhooks=_in_order(webhooks),
    )


def _parted(
    schemas: SchemaReader, reader: OperationReader, paths: Any, operations: Sequence[Operation]
) -> tuple[tuple[Parameter, ...], list[Operation]]:
    """The headers and options that all path items have, and the operations without them."""
    items = [schemas.resolved(i) for p, i in fields_of(paths).items() if not p.startswith("x-")]
    found = [{(p.location, p.name): p for p in reader.parameters(item, {}, "")} for item in items]
    in_all = set.intersection(*map(set, found)) if found else set[tuple[str, str]]()
    common = {key: found[0][key] for key in (found[0] if found else ()) if key in in_all}
    common = {key: item for key, item in common.items() if item.location in ("header", "query")}
    if not common:
        return (), [*operations]

    def without(operation: Operation) -> Operation:
        kept = (p for p in operation.parameters if common.get((p.location, p.name)) != p)
        return replace(operation, parameters=tuple(kept))

    return tuple(common.values()), [*map(without, operations)]


def _in_order(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    def order(item: Operation) -> tuple[str, int, str]:
        number = _ORDER.index(item.method) if item.method in _ORDER else len(_ORDER)
        return item.path.lower(), number, item.method

    return tuple(sorted(operations, key=order))


def _operations(schemas: SchemaReader, paths: Any) -> Iterator[tuple[str, str, Json, Json]]:
    """Each operation: its method, path, path item and itself."""
    for path, value in fields_of(paths).items():
        if path.startswith("x-"):
            continue
        item = schemas.resolved(value)
        for method in _ORDER:
            for key in (method.lower(), f"x-{method.lower()}"):
                if isinstance(item.get(key), dict):
                    yield method, path, item, item[key]
        for method, operation in fields_of(item.get("additionalOperations")).items():
            yield method, path, item, fields_of(operation)


def _servers(value: Any) -> Iterator[Server]:
    for item in map(fields_of, items_of(value)):
        variables = (
            ServerVariable(
                name=name,
                default=(
                    ""
                    if fields_of(variable).get("x-no-default") is True
                    else text_of(fields_of(variable).get("default"))
                ),
                values=tuple(map(text_of, items_of(fields_of(variable).get("enum")))),
                description=text_of(fields_of(variable).get("description")),
            )
            for name, variable in fields_of(item.get("variables")).items()
        )
        yield Server(
            url=text_of(item.get("url")).rstrip("/"),
            description=text_of(item.get("description")),
            variables=tuple(variables),
        )


def _tags(value: Any) -> Iterator[Tag]:
    for item in map(fields_of, items_of(value)):
        words = (text_of(item.get(key)) for key in ("name", "description", "parent"))
        name, description, parent = words
        if name:
            yield Tag(name=name, description=description, parent=parent)


def _schemes(components: Json) -> tuple[SecurityScheme, ...]:
    """The security schemes, none where `document` did not know any."""
    schemes: list[SecurityScheme] = []
    types = get_args(get_type_hints(SecurityScheme)["type"])
    for name, value in fields_of(components.get("securitySchemes")).items():
        item = fields_of(value)
        location = item.get("in")
        if item.get("type") not in types:
            continue
        schemes.append(
            SecurityScheme(
                name=name,
                type=item["type"],
                scheme=text_of(item.get("scheme")),
                location=location if location in ("header", "query", "cookie") else "",
                parameter=text_of(item.get("name")),
                url=text_of(item.get("openIdConnectUrl")),
                flows=tuple(_flows(item.get("flows"))),
                evidence=evidence_of(item),
                description=text_of(item.get("description")),
            )
        )
    return () if schemes == [UNKNOWN_SCHEME] else tuple(schemes)


def _flows(value: Any) -> Iterator[Flow]:
    kinds = get_args(get_type_hints(Flow)["kind"])
    for kind, flow in fields_of(value).items():
        if kind in kinds:
            item = fields_of(flow)
            scopes = fields_of(item.get("scopes")).items()
            yield Flow(
                kind=kind,  # type: ignore[arg-type]
                authorization_url=text_of(item.get("authorizationUrl")),
                token_url=text_of(item.get("tokenUrl")),
                refresh_url=text_of(item.get("refreshUrl")),
                scopes=tuple((name, text_of(words)) for name, words in scopes),
            )


def _with_properties(envelope: Envelope | None, reader: OperationReader) -> Envelope | None:
    """The envelope with what the schemas of responses have beside the data."""
    return envelope and replace(
        envelope,
        properties=tuple(
            Property(name=name, type=reader.schemas.use(schema, ""), evidence=envelope.evidence)
            for name, schema in reader.beside.items()
        ),
    )


def _record(kind: type[Record], value: Any) -> Any:
    """A record of texts; None for an object that is not one."""
    if not isinstance(value, dict):
        return None
    known = {name: text for name, text in value.items() if name in kind.__struct_fields__}
    try:
        return kind(**known)
    except TypeError:
        return None
