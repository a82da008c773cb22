"""The operations of an OpenAPI document.

In: Path Item and Operation Objects as JSON values. Out: `Operation`s, with their examples as samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from docgen.openapi.operations import USUAL_STYLE, first_tag, reason, summary_of
from docgen.openapi.read_schemas import (
    Json,
    SchemaReader,
    about,
    evidence_of,
    fields_of,
    items_of,
    place_of,
    text_of,
    vocabulary,
)
from docgen.records import replace
from docgen.spec.kinds import usual_kind
from docgen.spec.model import (
    ANY_MEDIA_TYPE,
    Envelope,
    Error,
    Kind,
    MediaType,
    Operation,
    Paging,
    Parameter,
    Permission,
    RequestBody,
    Response,
    Sample,
    SampleRequest,
    SampleResponse,
    Security,
    SecurityRequirement,
    Server,
    Style,
)
from docgen.spec.types import ANY, TypeUse
from docgen.syntax.naming import pascal_case


class OperationReader:
    """The operations of one document."""

    def __init__(
        self, schemas: SchemaReader, *, security: Any, has_security: bool, envelope: Envelope | None
    ) -> None:
        self.schemas, self.has_security, self.envelope = schemas, has_security, envelope
        self.usual = self.security(security) if has_security else ()
        self.beside: Json = {}  # the schemas of what is beside the data in the envelope

    def of(self, method: str, path: str, item: Json, operation: Json) -> Operation:
        """An operation of a path item."""
        place = pascal_case(f"{method.lower()} {path}")
        description = text_of(operation.get("description"))
        summary = text_of(operation.get("summary"))
        body = self._request_body(operation.get("requestBody"), place)
        responses, errors = self._responses(operation, place)
        returned = next((r.type for r in responses if r.type), None)
        tags = tuple(map(text_of, items_of(operation.get("tags"))))
        servers = items_of(operation.get("servers")) or items_of(item.get("servers"))
        urls = (text_of(fields_of(server).get("url")).rstrip("/") for server in servers)
        kind: Any = operation.get("x-kind")
        usual = usual_kind(method, returned, {response.status for response in responses})
        return Operation(
            method=method,
            path=path,
            kind=kind if kind in get_args(Kind) else usual,
            tags=() if tags == (first_tag(path),) else tags,
            summary="" if summary == summary_of(description) else summary,
            servers=tuple(Server(url=url) for url in urls),
            parameters=tuple(self.parameters(item, operation, place)),
            security=self._security_of(operation),
            permissions=tuple(
                Permission(
                    kind=text_of(permission.get("kind")),
                    scopes=tuple(map(text_of, items_of(permission.get("scopes")))),
                )
                for permission in map(fields_of, items_of(operation.get("x-permissions")))
            ),
            request_body=body,
            responses=tuple(responses),
            errors=tuple(errors),
            paging=_paging(operation.get("x-paging")),
            envelope=_envelope(operation.get("x-envelope")),
            samples=tuple(self._samples(method, operation)),
            **about(operation),
            **place_of(operation),
        )

    def security(self, value: Any) -> Security:
        """Alternatives of what is required."""
        return tuple(
            tuple(
                SecurityRequirement(scheme=name, scopes=tuple(map(text_of, items_of(scopes))))
                for name, scopes in fields_of(option).items()
            )
            for option in items_of(value)
        )

    def _security_of(self, operation: Json) -> Security | None:
        if not self.has_security or "security" not in operation:
            return None
        security = self.security(operation["security"])
        # `operations` makes it of the permissions where nothing else is stated.
        permissions = map(fields_of, items_of(operation.get("x-permissions")))
        scopes = dict.fromkeys(text_of(s) for p in permissions for s in items_of(p.get("scopes")))
        tokens = [each for option in security[: len(scopes)] for each in option]
        if not scopes or [each.scopes for each in tokens] != [(scope,) for scope in scopes]:
            return security
        others = (each for each in self.usual if all(r.scheme != tokens[0].scheme for r in each))
        return None if security[len(scopes) :] == tuple(others) else security

    # Parameters

    def parameters(self, item: Json, operation: Json, place: str) -> Iterator[Parameter]:
        """The parameters of a path item and of its operation, each once."""
        found: dict[tuple[str, str], Parameter] = {}
        for value in (*items_of(item.get("parameters")), *items_of(operation.get("parameters"))):
            stated = self.schemas.resolved(value)
            name, location = text_of(stated.get("name")), stated.get("in")
            if name and location in USUAL_STYLE:
                found[location, name] = self._parameter(stated, location, place)
        yield from found.values()

    def _parameter(self, stated: Json, location: Any, place: str) -> Parameter:
        name = text_of(stated.get("name"))
        content = next(iter(fields_of(stated.get("content")).values()), {})
        schema = stated.get("schema", fields_of(content).get("schema"))
        use = self.schemas.use(schema, place + pascal_case(name))
        # A parameter of OData has no null, and a query is text.
        style, explode = self._style(stated, location, use)
        return Parameter(
            name=name,
            location=location,
            type=use,
            is_required=stated.get("required") is True,
            is_omitted=stated.get("x-omitted") is True,
            style=style,
            explode=explode,
            allow_reserved=stated.get("allowReserved") is True,
            default=fields_of(schema).get("default"),
            values=vocabulary(fields_of(schema)),
            **about(stated),
        )

    def _style(self, stated: Json, location: str, use: TypeUse) -> tuple[Style, bool | None]:
        style: Any = stated.get("x-style", stated.get("style"))
        explode = stated.get("explode")
        explode = explode if isinstance(explode, bool) else None
        style = style if style in get_args(Style) else ""
        is_list = self.schemas.protocol == "odata" and location == "query" and use.is_array
        if is_list and style == "form":
            return "", None if explode is False else explode
        usual = USUAL_STYLE.get(location, "form")
        is_usual = explode == ((style or usual) == "form")
        return ("" if style == usual else style), None if is_usual and not is_list else explode

    # Contents

    def _request_body(self, value: Any, place: str) -> RequestBody | None:
        if not isinstance(value, dict):
            return None
        stated = self.schemas.resolved(value)
        contents: list[MediaType] = []
        listed: Json = fields_of(stated.get("x-properties"))
        encoding: Json = {}
        for name, item in fields_of(stated.get("content")).items():
            schema = _typed(fields_of(fields_of(item).get("schema")))
            encoding |= fields_of(fields_of(item).get("encoding"))
            is_listed = _is_listed(schema) and (not listed or listed is schema or listed == schema)
            if is_listed:
                listed = schema
            use = None if is_listed else self.schemas.use(schema, f"{place}Request")
            contents.append(MediaType(name=name, type=use))
        return RequestBody(
            content=tuple(contents) or (MediaType(),),
            is_optional=stated.get("required") is not True and "x-evidence" not in stated,
            properties=tuple(self._listed(listed, encoding, f"{place}Request")),
        )

    def _listed(self, schema: Json, encoding: Json, place: str) -> Iterator[Parameter]:
        required = items_of(schema.get("x-required", schema.get("required")))
        for name, value in fields_of(schema.get("properties")).items():
            item, written = fields_of(value), fields_of(encoding.get(name))
            use = self.schemas.use(item, place + pascal_case(name))
            style, explode = self._style(written, "form", use)
            yield Parameter(
                name=name,
                location="body",
                type=use,
                is_required=name in required,
                is_omitted=item.get("x-omitted") is True,
                style=style,
                explode=explode,
                content_type=text_of(written.get("contentType")),
                default=item.get("default"),
                values=vocabulary(item),
                **about(item),
            )

    def _responses(self, operation: Json, place: str) -> tuple[list[Response], list[Error]]:
        """Successes and failures by status; and the failures that have a code."""
        responses: list[Response] = []
        errors: list[Error] = []
        coded = [fields_of(item) for item in items_of(operation.get("x-errors"))]
        for key, value in fields_of(operation.get("responses")).items():
            stated = self.schemas.resolved(value)
            words = text_of(stated.get("description"))
            facts: dict[str, Any] = {
                "description": "" if words == reason(key) else words,
                "evidence": about(stated)["evidence"],
                "headers": tuple(self._headers(stated, place)),
            }
            is_of_all = stated.get("x-of-all-operations") is True
            if stated.get("x-example-only") is True or is_of_all or key.startswith("x-"):
                continue
            is_success = key[:1] in ("1", "2", "3")
            word = "Response" if is_success else f"Error{key.title()}"
            content = tuple(self._contents(stated, operation, place + word))
            if not is_success:
                errors.append(Error(status=key, content=content, **facts))
            elif not any(response.status == _status(key, stated) for response in responses):
                responses.append(Response(status=_status(key, stated), content=content, **facts))
        by_status = {error.status: error for error in errors}
        statuses = {text_of(item.get("status")) for item in coded if item.get("code")}
        errors = [error for error in errors if not error.status or error.status not in statuses]
        for item in coded:
            status, code, words = (text_of(item.get(k)) for k in ("status", "code", "description"))
            known = by_status.get(status, Error(status=status))
            errors.append(replace(known, code=code, description=words))
        return responses, errors

    def _contents(self, stated: Json, operation: Json, place: str) -> Iterator[MediaType]:
        for name, value in fields_of(stated.get("content")).items():
            item = fields_of(value)
            if item.get("x-example-only") is True:
                continue
            if "schema" in item:
                schema = self._opened(fields_of(item["schema"]), operation)
                yield MediaType(name=name, type=self.schemas.use(schema, place))
            else:
                yield MediaType(name=name, type=ANY if name == ANY_MEDIA_TYPE else None)

    def _opened(self, schema: Json, operation: Json) -> Any:
        """The schema of the data in an envelope, as `operations` puts it around."""
        properties = fields_of(schema.get("properties"))
        is_page = properties.keys() == {"value", "@odata.nextLink"}
        if self.schemas.protocol == "odata" and is_page:
            return properties["value"]
        if self.envelope or "x-envelope" in operation:
            while isinstance(step := schema.get("x-envelope"), str):
                properties = fields_of(schema.get("properties"))
                others = {name: value for name, value in properties.items() if name != step}
                self.beside = self.beside or others
                schema = fields_of(properties.get(step))
        return schema

    def _headers(self, stated: Json, place: str) -> Iterator[Parameter]:
        for name, value in fields_of(stated.get("headers")).items():
            item = self.schemas.resolved(value)
            schema = fields_of(item.get("schema"))
            use = self.schemas.use(schema, place + pascal_case(name))
            yield Parameter(
                name=name,
                location="header",
                type=use,
                default=schema.get("default"),
                values=vocabulary(schema),
                **about(item),
            )

    # Samples

    def _samples(self, method: str, operation: Json) -> Iterator[Sample]:
        """The examples of the request and of each response, joined by their names."""
        body = self.schemas.resolved(operation.get("requestBody"))
        samples: dict[str, Sample] = {}
        for name, media_type, value in self._examples(body):
            request = SampleRequest(method=method, target="", **_message(media_type, value))
            name = name if name not in samples else f"{name} {media_type}"
            samples.setdefault(name, Sample(name=name, request=request))
        for key, response in fields_of(operation.get("responses")).items():
            stated = self.schemas.resolved(response)
            if not _STATUS.fullmatch(key) and "x-status" not in stated:
                continue
            status = _status(key, stated)
            for name, media_type, value in self._examples(stated):
                message = SampleResponse(status=status, **_message(media_type, value))
                names = (name, f"{name} {key}", f"{name} {key} {media_type}")
                free = (n for n in names if n not in samples or not samples[n].response)
                if (free_name := next(free, None)) is not None:
                    known = samples.get(free_name, Sample(name=free_name))
                    samples[free_name] = replace(known, response=message)
        yield from samples.values()

    def _examples(self, message: Json) -> Iterator[tuple[str, str, Any]]:
        """The name, the media type and the value of each example."""
        for media_type, value in fields_of(message.get("content")).items():
            item = fields_of(value)
            if "example" in item:
                yield "example", media_type, item["example"]
            for name, example in fields_of(item.get("examples")).items():
                stated = self.schemas.resolved(example)
                if "value" in stated:
                    yield name, media_type, stated["value"]


def _message(media_type: str, value: Any) -> dict[str, Any]:
    """The content of a sample: a text that is not JSON, or JSON."""
    if isinstance(value, str) and "json" not in media_type:
        return {"text": value, "headers": (("Content-Type", media_type),)}
    return {"json": value, "has_json": True}


def _typed(schema: Json) -> Json:
    """The type of a body of which a request requires some properties: `allOf` with the type and nothing but their names."""
    match schema:
        case {"allOf": [dict() as of_type, {"required": list(), **others}]} if not others:
            return of_type
        case _:
            return schema


def _is_listed(schema: Json) -> bool:
    """Whether a schema is an object that lists its properties in place."""
    others = {"$ref", "allOf", "anyOf", "oneOf", "discriminator"}
    return schema.get("type") == "object" and "properties" in schema and not others & schema.keys()


_STATUS = re.compile(r"[1-5][0-9][0-9]")


def _status(key: str, stated: Json) -> int:
    """200 for "200"; the one that `operations` adds to "2XX", or 200."""
    status = stated.get("x-status")
    if isinstance(status, int):
        return status
    return int(key) if _STATUS.fullmatch(key) else int(key[:1]) * 100


def _paging(value: Any) -> Paging | None:
    item = fields_of(value)
    known = {name: text for name, text in item.items() if name in Paging.__struct_fields__}
    return Paging(**known) if "style" in known else None


def _envelope(value: Any) -> Envelope | None:
    item = fields_of(value)
    if not isinstance(value, dict):
        return None
    return Envelope(data=text_of(item.get("data")), evidence=evidence_of(item, "evidence"))
