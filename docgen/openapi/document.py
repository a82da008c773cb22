"""An API as an OpenAPI document, 3.1 or 3.2.

In: a `Spec`. Out: JSON text. Every documented sample is an example of its operation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from msgspec import structs

from docgen.openapi.operations import Operations
from docgen.openapi.schemas import Schema, Schemas
from docgen.records import Record, replace
from docgen.spec.model import Operation, SecurityScheme, Server, Spec
from docgen.syntax.http_message import METHODS
from docgen.syntax.strict_json import json_text

VERSIONS = {"3.1": "3.1.1", "3.2": "3.2.0"}

# Of an API whose pages do not say how it is called: most take a token, and some need nothing.
UNKNOWN_SCHEME = SecurityScheme(name="bearer", type="http", scheme="bearer", evidence="inferred")


def openapi_text(spec: Spec, version: str = "3.1") -> str:
    """The document, the same bytes for the same spec."""
    return json_text(openapi_document(spec, version), indent=2) + "\n"


def openapi_document(spec: Spec, version: str = "3.1") -> dict[str, Any]:
    """The document as JSON values. `version` is a key of `VERSIONS`."""
    schemas = Schemas(spec, "#/components/schemas/")
    operations = Operations(spec, schemas)
    release = re.search(r"/(v\d[\w.]*|beta)(?:/|$)", spec.base_url)
    schemes = spec.security_schemes or (UNKNOWN_SCHEME,)
    webhooks = _paths(spec.webhooks, operations, version)
    common = operations.common()
    tags = [_without_defaults(tag) for tag in spec.tags]
    errors = [replace(error, at=None) for error in spec.errors]
    return {
        "openapi": VERSIONS[version],
        "info": {"title": spec.name, "version": release[1] if release else "1"},
        "servers": [_server(server) for server in spec.servers] or [{"url": "/"}],
        **({"tags": tags} if tags else {}),
        "security": _security(spec),
        "paths": _paths(spec.operations, operations, version, common),
        **({"webhooks": webhooks} if webhooks else {}),
        "components": {
            "schemas": schemas.components(),
            "securitySchemes": {scheme.name: _scheme(scheme) for scheme in schemes},
            **({"responses": responses} if (responses := operations.general()) else {}),
            **({"parameters": common} if common else {}),
        },
        "x-docgen": {
            "namespace": spec.namespace,
            **({"protocol": spec.protocol} if spec.protocol != "http" else {}),
            **{
                key: _without_defaults(value)
                for key, value in (
                    ("paging", spec.paging),
                    # What is beside the data is in the schemas of responses.
                    ("envelope", spec.envelope and replace(spec.envelope, properties=())),
                    ("error_fields", spec.error_fields),
                )
                if value is not None
            },
            **({"errors": [*map(_without_defaults, errors)]} if errors else {}),
        },
    }


def _paths(
    items: Sequence[Operation], operations: Operations, version: str, common: Collection[str] = ()
) -> Schema:
    """The operations by path and method; `common` are the components that each request sends."""
    paths: dict[str, dict[str, Any]] = {}
    for item in items:
        path = paths.setdefault(item.path, {})
        if common and not path:
            path["parameters"] = [{"$ref": f"#/components/parameters/{name}"} for name in common]
        if item.method in METHODS or (version == "3.2" and item.method == "QUERY"):
            path[item.method.lower()] = operations.of(item)
        elif version == "3.2":
            path.setdefault("additionalOperations", {})[item.method] = operations.of(item)
        else:
            path[f"x-{item.method.lower()}"] = operations.of(item)
    return paths


def _security(spec: Spec) -> list[Schema]:
    if not spec.security_schemes:
        # All operations of an API with permissions need a token.
        is_known = any(p.scopes for o in spec.operations for p in o.permissions)
        return [{UNKNOWN_SCHEME.name: []}, *([] if is_known else [{}])]
    return [{each.scheme: list(each.scopes) for each in option} for option in spec.security]


def _server(server: Server) -> Schema:
    variables = {
        item.name: {
            # OpenAPI requires one (4.8.6).
            "default": item.default or item.name,
            **({} if item.default else {"x-no-default": True}),
            **({"enum": list(item.values)} if item.values else {}),
            **({"description": item.description} if item.description else {}),
        }
        for item in server.variables
    }
    return {
        "url": server.url,
        **({"description": server.description} if server.description else {}),
        **({"variables": variables} if variables else {}),
    }


def _scheme(scheme: SecurityScheme) -> Schema:
    result: Schema = {"type": scheme.type}
    for key, value in (
        ("description", scheme.description),
        ("scheme", scheme.scheme),
        ("in", scheme.location),
        ("name", scheme.parameter),
        ("openIdConnectUrl", scheme.url),
    ):
        if value:
            result[key] = value
    if scheme.type == "oauth2":
        result["flows"] = {
            flow.kind: {
                **({"authorizationUrl": flow.authorization_url} if flow.authorization_url else {}),
                **({"tokenUrl": flow.token_url} if flow.token_url else {}),
                **({"refreshUrl": flow.refresh_url} if flow.refresh_url else {}),
                "scopes": dict(flow.scopes),
            }
            for flow in scheme.flows
        }
    return result | ({"x-evidence": scheme.evidence} if scheme.evidence != "stated" else {})


def _without_defaults(record: Record) -> Schema:
    """A record of texts as an object of those that say something."""
    return {
        field.name: value
        for field in structs.fields(type(record))
        if (value := getattr(record, field.name)) != field.default
    }
