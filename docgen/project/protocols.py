"""How an API is called, as docgen.toml states it: what is read of the tables of `KEYS`, and what is refused.

In: the tables of one API, in OpenAPI's words where it has any. Out: `Protocols`, with the place of each key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

from docgen.project.tables import TableFault, check_keys, places, table_in, text_in, word_in
from docgen.spec.model import (
    Envelope,
    ErrorFields,
    Flow,
    Paging,
    Parameter,
    Security,
    SecurityRequirement,
    SecurityScheme,
    Server,
    ServerVariable,
)
from docgen.spec.protocols import OperationProtocols, Protocols
from docgen.spec.types import use_of
from docgen.syntax.headers import TRANSPORT_HEADERS, is_of_one_request

KEYS = ("security", "paging", "envelope", "errors", "parameters", "servers", "operations")

_OF_ONE = ("security", "paging", "envelope")
_OF_TYPE: Mapping[str, tuple[str, ...]] = {
    "apiKey": ("in", "name"),
    "http": ("scheme",),
    "oauth2": ("flows",),
    "openIdConnect": ("openIdConnectUrl",),
    "mutualTLS": (),
}
_URLS = ("authorizationUrl", "tokenUrl", "refreshUrl")
# The lists of OData are linked.
_STYLES = (*get_args(get_type_hints(Paging)["style"]), "odata")
# Of keywords of the client, each with those of its values in TOML.
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (float, int),
}
_PARAMETER = ("in", "name", "type", "required", "default", "values", "description")
_PAGING = ("style", "items", "next", "parameter", "size")
_NUMBERED = {"page": "page", "offset": "offset", "cursor": "cursor", "after": "after"}
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")  # RFC 6901
_OPERATION = re.compile(r"[A-Z]+ /\S*")
_FIELD_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)  # RFC 9110, 5.6.2
_VARIABLE = re.compile(r"\{([^{}]+)\}")


def read_protocols(tables: Mapping[str, Any], at: str, config: Path, api: str) -> Protocols:
    """How an API is called, as its tables state it. Raises `TableFault`.

    `at` is their place in messages, `config` the file and `api` the name of the API's table.
    """
    if not tables.keys() & set(KEYS):
        return Protocols()
    security = table_in(tables, "security", at, f"[api.{api}.security.token]")
    schemes = tuple(_schemes(security, f"{at}.security"))
    operations: dict[str, OperationProtocols] = {}
    for id, table in table_in(
        tables, "operations", at, f'[api.{api}.operations."GET /lamps".paging]'
    ).items():
        place = f'{at}.operations."{id}"'
        if not _OPERATION.fullmatch(id):
            raise TableFault(f'{place} must be named as "GET /lamps"')
        if not isinstance(table, dict):
            raise TableFault(f"{place} must be a table")
        check_keys(table, _OF_ONE, place)
        own, required = _security(table, place)
        schemes += own
        operations[id] = OperationProtocols(
            security=required, paging=_paging(table, place), envelope=_envelope(table, place)
        )
    return Protocols(
        security_schemes=schemes,
        security=_alternatives(security) if security else None,
        paging=_paging(tables, at),
        envelope=_envelope(tables, at),
        errors=_errors(tables, at),
        parameters=_parameters(tables, at),
        servers=tuple(_servers(tables, at)),
        operations=operations,
        places=dict(places(config, api, tables["pages"])),
    )


def _alternatives(names: Any) -> Security:
    return tuple((SecurityRequirement(scheme=name),) for name in names)


def _security(
    table: Mapping[str, Any], at: str
) -> tuple[tuple[SecurityScheme, ...], Security | None]:
    """The schemes that an operation has for itself, and what it requires: these, or the named ones."""
    value = table.get("security")
    if isinstance(value, list):
        if not all(isinstance(name, str) and name for name in value):
            raise TableFault(f'{at}.security must be a list of names, e.g. security = ["token"]')
        return (), _alternatives(value)
    if value is None:
        return (), None
    schemes = table_in(table, "security", at, "the one of the API, or be a list of names")
    return tuple(_schemes(schemes, f"{at}.security")), _alternatives(schemes)


def _schemes(tables: Mapping[str, Any], at: str) -> Iterator[SecurityScheme]:
    for name in tables:
        place = f"{at}.{name}"
        table = table_in(tables, name, at, f'{name} = {{ type = "http", scheme = "bearer" }}')
        kind: Any = word_in(table, "type", place, _OF_TYPE)
        check_keys(table, ("type", "description", *_OF_TYPE[kind]), place)
        is_key = kind == "apiKey"
        location: Any = word_in(table, "in", place, ("header", "query", "cookie")) if is_key else ""
        is_id = kind == "openIdConnect"
        yield SecurityScheme(
            name=name,
            type=kind,
            scheme=_scheme_name(table, place) if kind == "http" else "",
            location=location,
            parameter=text_in(table, "name", place, "X-Api-Key") if is_key else "",
            url=text_in(table, "openIdConnectUrl", place, "https://...") if is_id else "",
            flows=tuple(_flows(table, place)) if kind == "oauth2" else (),
            description=_optional(table, "description", place, "..."),
        )


def _scheme_name(table: Mapping[str, Any], at: str) -> str:
    """The scheme of RFC 9110, 11.1; known ones in small letters."""
    scheme = text_in(table, "scheme", at, "bearer")
    if not re.fullmatch(r"[\w.+!#$%&'*^`|~-]+", scheme):
        raise TableFault(f'{at}.scheme must be one word, e.g. scheme = "bearer"')
    return scheme.lower() if scheme.lower() in ("bearer", "basic", "digest") else scheme


def _flows(table: Mapping[str, Any], at: str) -> Iterator[Flow]:
    kinds: tuple[Any, ...] = get_args(get_type_hints(Flow)["kind"])
    flows = table_in(table, "flows", at, 'flows.clientCredentials.tokenUrl = "https://..."')
    check_keys(flows, kinds, f"{at}.flows")
    for kind in (kind for kind in kinds if kind in flows):
        place = f"{at}.flows.{kind}"
        flow = table_in(flows, kind, f"{at}.flows", '{ tokenUrl = "https://..." }')
        check_keys(flow, (*_URLS, "scopes"), place)
        scopes = table_in(flow, "scopes", place, '{ "lamps:read" = "Read lamps" }')
        urls = (_optional(flow, key, place, "https://...") for key in _URLS)
        authorization, token, refresh = urls
        yield Flow(
            kind=kind,
            authorization_url=authorization,
            token_url=token,
            refresh_url=refresh,
            scopes=tuple((name, _text(scopes, name, f"{place}.scopes")) for name in scopes),
        )


def _paging(tables: Mapping[str, Any], at: str) -> Paging | None:
    if "paging" not in tables:
        return None
    place = f"{at}.paging"
    table = table_in(tables, "paging", at, 'paging = { style = "link" }')
    check_keys(table, _PAGING, place)
    style: Any = word_in(table, "style", place, _STYLES)
    if style == "odata":
        check_keys(table, ("style", "size"), f'{place} of style "odata"')
    usual = {"items": "/value", "next": "/@odata.nextLink"} if style == "odata" else {}
    if style in _NUMBERED:
        text_in(table, "parameter", place, _NUMBERED[style])
    if style == "cursor":
        text_in(table, "next", place, "/next_cursor")
    return Paging(
        style="link" if style == "odata" else style,
        items=_pointer(table, "items", place) or usual.get("items", ""),
        next=_pointer(table, "next", place) or usual.get("next", ""),
        parameter=_optional(table, "parameter", place, "page"),
        size=_optional(table, "size", place, "per_page"),
    )


def _envelope(tables: Mapping[str, Any], at: str) -> Envelope | None:
    if "envelope" not in tables:
        return None
    place = f"{at}.envelope"
    table = table_in(tables, "envelope", at, 'envelope = { data = "/data" }')
    check_keys(table, ("data",), place)
    data = _pointer(table, "data", place)
    if "data" not in table or data.count("/") > 1:
        raise TableFault(
            f'{place}.data must be "/" and one key, e.g. data = "/data", or "" for none'
        )
    return Envelope(data=data)


def _errors(tables: Mapping[str, Any], at: str) -> ErrorFields | None:
    if "errors" not in tables:
        return None
    table = table_in(tables, "errors", at, 'errors = { code = "/error/code" }')
    keys = ErrorFields.__struct_fields__
    check_keys(table, keys, f"{at}.errors")
    return ErrorFields(**{key: _pointer(table, key, f"{at}.errors") for key in keys})


def _parameters(tables: Mapping[str, Any], at: str) -> tuple[Parameter, ...] | None:
    """What every request sends, each once."""
    if "parameters" not in tables:
        return None
    found: dict[tuple[str, str], Parameter] = {}
    for place, table in _tables(tables, "parameters", at, 'in = "header", name = "X-Account"'):
        item = _parameter(table, place)
        key = (item.location, item.name.lower() if item.location == "header" else item.name)
        if key in found:
            raise TableFault(f"{place}: {item.name} is stated twice")
        found[key] = item
    return tuple(found.values())


def _parameter(table: Mapping[str, Any], at: str) -> Parameter:
    check_keys(table, _PARAMETER, at)
    location: Any = word_in(table, "in", at, ("header", "query"))
    name = text_in(table, "name", at, "X-Account" if location == "header" else "account")
    kind = word_in({"type": "string", **table}, "type", at, _TYPES)
    if location == "header":
        if not _FIELD_NAME.fullmatch(name):
            raise TableFault(f'{at}.name must be the name of a header, e.g. name = "X-Account"')
        if name.lower() in TRANSPORT_HEADERS or is_of_one_request(name):
            raise TableFault(f"{at}.name: each request has its own {name}")
    default, is_required = table.get("default"), table.get("required", False)
    if default is not None and type(default) not in _TYPES[kind]:
        raise TableFault(f"{at}.default must be a value of the type {kind}")
    if not isinstance(is_required, bool):
        raise TableFault(f"{at}.required must be true or false")
    return Parameter(
        name=name,
        location=location,
        type=use_of(kind),
        is_required=is_required,
        default=default,
        values=_texts(table, "values", at, '["a", "b"]'),
        description=_optional(table, "description", at, "..."),
    )


def _servers(tables: Mapping[str, Any], at: str) -> Iterator[Server]:
    if "servers" in tables and "base_url" in tables:
        raise TableFault(f"{at} has base_url and servers; keep one of them")
    for place, server in _tables(tables, "servers", at, 'url = "https://..."'):
        check_keys(server, ("url", "description", "variables"), place)
        url = text_in(server, "url", place, "https://shop.example/v1").rstrip("/")
        example = 'variables.region = { default = "eu" }'
        tables_of = table_in(server, "variables", place, example)
        names = dict.fromkeys(_VARIABLE.findall(url))
        check_keys(tables_of, names, f"{place}.variables")
        yield Server(
            url=url,
            description=_optional(server, "description", place, "..."),
            variables=tuple(
                _variable(name, tables_of, f"{place}.variables", example) for name in names
            ),
        )


def _variable(name: str, tables: Mapping[str, Any], at: str, example: str) -> ServerVariable:
    table, place = table_in(tables, name, at, example), f"{at}.{name}"
    check_keys(table, ("default", "enum", "description"), place)
    values = _texts(table, "enum", place, '["eu", "us"]')
    default = _optional(table, "default", place, "eu")
    if values and default and default not in values:
        raise TableFault(f"{place}.default must be one of {', '.join(values)}")
    return ServerVariable(
        name=name,
        default=default,
        values=values,
        description=_optional(table, "description", place, "..."),
    )


def _tables(
    tables: Mapping[str, Any], key: str, at: str, example: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tables of a list, each with its place. Raises `TableFault` for what is none."""
    items = tables.get(key, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise TableFault(f"{at}.{key} must be tables, e.g. {key} = [{{ {example} }}]")
    for number, item in enumerate(items):
        yield f"{at}.{key}[{number}]", item


def _texts(table: Mapping[str, Any], key: str, at: str, example: str) -> tuple[str, ...]:
    """A list of texts, empty without one."""
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TableFault(f"{at}.{key} must be a list of strings, e.g. {key} = {example}")
    return tuple(values)


def _pointer(table: Mapping[str, Any], key: str, at: str) -> str:
    """A JSON Pointer, "" without one."""
    value = table.get(key, "")
    if not isinstance(value, str) or not _POINTER.fullmatch(value):
        raise TableFault(f'{at}.{key} must be a JSON Pointer (RFC 6901), e.g. {key} = "/{key}"')
    return value


def _optional(table: Mapping[str, Any], key: str, at: str, example: str) -> str:
    return text_in(table, key, at, example) if key in table else ""


def _text(table: Mapping[str, Any], key: str, at: str) -> str:
    if not isinstance(table[key], str):
        raise TableFault(f"{at}.{key} must be a string")
    return table[key]
