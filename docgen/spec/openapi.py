"""An API as an OpenAPI 3.1 document.

A `Spec` enters; JSON text leaves. Every documented sample is an example of its operation.
"""

from __future__ import annotations

import json
import re
from typing import Any

from docgen.spec.json_schema import Schema, Schemas
from docgen.spec.model import Operation, Parameter, Sample, Spec
from docgen.spec.page_urls import page_url
from docgen.spec.types import BINARY, STRING, TypeUse
from docgen.syntax.http_message import METHODS
from docgen.syntax.naming import pascal_case
from docgen.syntax.plain_text import plain_text

_LOCATIONS = ("path", "query", "header")
_REASONS = {  # RFC 9110, section 15
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "No Content",
    206: "Partial Content",
    302: "Found",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    412: "Precondition Failed",
    429: "Too Many Requests",
}


def openapi_text(spec: Spec) -> str:
    """The document, the same bytes for the same spec."""
    return json.dumps(openapi_document(spec), indent=2, ensure_ascii=False) + "\n"


def openapi_document(spec: Spec) -> dict[str, Any]:
    """The document as JSON values."""
    schemas = Schemas(spec, "#/components/schemas/")
    paths: dict[str, dict[str, Any]] = {}
    for operation in spec.operations:
        item = paths.setdefault(operation.path, {})
        item[_key(operation.method)] = _operation(spec, schemas, operation)
    version = re.search(r"/(v\d[\w.]*|beta)(?:/|$)", spec.base_url)
    return {
        "openapi": "3.1.1",
        "info": {"title": spec.name, "version": version[1] if version else "1"},
        "servers": [{"url": spec.base_url or "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas.components(),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(spec: Spec, schemas: Schemas, operation: Operation) -> Schema:
    url = page_url(spec, operation.page)
    words = plain_text(operation.description)
    scopes = dict.fromkeys(s for p in operation.permissions for s in p.scopes)
    result: Schema = {
        "operationId": _operation_id(operation),
        **({"summary": words.partition(". ")[0].rstrip(".")} if words else {}),
        **schemas.text(operation.description, operation.page),
        **({"externalDocs": {"url": url}} if url else {}),
        "tags": [operation.path.split("/")[1].partition("(")[0]],
    }
    parameters = [
        _parameter(schemas, operation, p) for p in operation.parameters if p.location in _LOCATIONS
    ]
    if parameters:
        result["parameters"] = parameters
    if body := _request_body(schemas, operation):
        result["requestBody"] = body
    result["responses"] = _responses(schemas, operation)
    if scopes:
        result["security"] = [{"bearer": [scope]} for scope in scopes]
        result["x-permissions"] = {p.kind: list(p.scopes) for p in operation.permissions}
    return result


def _operation_id(operation: Operation) -> str:
    """`GET /users/{user-id}/messages` as `getUsersUserIdMessages`."""
    return operation.method.lower() + "".join(
        pascal_case(part) for part in re.split(r"[/(){}',=]+", operation.path) if part
    )


def _parameter(schemas: Schemas, operation: Operation, item: Parameter) -> Schema:
    schema = schemas.of(item.type)
    if item.values:
        schema = schemas.with_values(schema, item.values)
    parameter: Schema = {
        "name": item.name,
        "in": item.location,
        "required": item.is_required or item.location == "path",
        **schemas.text(item.description, operation.page),
        "schema": schema,
    }
    if item.location == "query" and schema.get("type") == "array":
        parameter |= {"style": "form", "explode": False}
    return parameter


def _request_body(schemas: Schemas, operation: Operation) -> Schema:
    body = operation.request_body
    if body is None:
        return {}
    if body.type == BINARY:
        return {"required": True, "content": _octets(schemas)}
    schema = schemas.of(body.type) if body.type else _object(schemas, operation, body.properties)
    examples = {
        sample.name: {"value": sample.request.json}
        for sample in operation.samples
        if sample.request and sample.request.has_json
    }
    content: Schema = {"schema": schema, **({"examples": examples} if examples else {})}
    required = [p.name for p in body.properties if operation.requires(p)]
    return {
        "required": True,
        "content": {"application/json": content},
        **({"x-required-properties": required} if body.type and required else {}),
    }


def _octets(schemas: Schemas) -> Schema:
    """Content that is no text, with a schema: generators of clients leave out an operation without."""
    return {"application/octet-stream": {"schema": schemas.of(BINARY)}}


def _object(schemas: Schemas, operation: Operation, properties: tuple[Parameter, ...]) -> Schema:
    required = [p.name for p in properties if operation.requires(p)]
    return {
        "type": "object",
        "properties": {
            p.name: {
                **(
                    schemas.with_values(schemas.of(p.type), p.values)
                    if p.values
                    else schemas.of(p.type)
                ),
                **schemas.text(p.description, operation.page),
            }
            for p in properties
        },
        **({"required": required} if required else {}),
    }


def _responses(schemas: Schemas, operation: Operation) -> Schema:
    responses: Schema = {}
    sampled = [(s, s.response) for s in operation.samples if s.response]
    types = {response.status: response.type for response in operation.responses}
    # No page has the status of such a response.
    unsaid = {r.status for r in operation.responses if r.evidence == "inferred"}
    for status in sorted({*types, *(response.status for _, response in sampled)}):
        response: Schema = {"description": _REASONS.get(status, f"Status {status}")}
        examples = {
            sample.name: {"value": answer.json}
            for sample, answer in sampled
            if answer.status == status and answer.has_json
        }
        schema = _content(schemas, types.get(status))
        if types.get(status) == BINARY:
            response["content"] = _octets(schemas)
        elif types.get(status) == STRING and not examples:
            response["content"] = {"text/plain": {"schema": schema}}
        elif types.get(status) or examples:
            content: Schema = {"schema": schema} if schema else {}
            if examples:
                content["examples"] = examples
            response["content"] = {"application/json": content}
        if headers := _headers(sampled, status):
            response["headers"] = headers
        if status in unsaid:
            response["description"] = "Success"
        responses["2XX" if status in unsaid else str(status)] = response
    return responses


def _content(schemas: Schemas, type_use: TypeUse | None) -> Schema:
    """The content of a body. A collection of OData is an object with its items in `value`."""
    is_collection = type_use and type_use.is_array and schemas.spec.protocol == "odata"
    if type_use is None or not is_collection:
        return schemas.of(type_use) if type_use else {}
    link = {"type": "string", "format": "uri"}
    return {
        "type": "object",
        "properties": {"value": schemas.of(type_use), "@odata.nextLink": link},
    }


def _headers(sampled: list[tuple[Sample, Any]], status: int) -> Schema:
    names = {
        name
        for _, answer in sampled
        if answer.status == status
        for name, _ in answer.headers
        if name.lower() in ("location", "retry-after", "etag", "operation-location")
    }
    return {name: {"schema": {"type": "string"}} for name in sorted(names)}


def _key(method: str) -> str:
    """The key of a path item; OpenAPI 3.1 knows no other methods than these."""
    return method.lower() if method in METHODS else f"x-{method.lower()}"
