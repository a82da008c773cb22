"""Operations as OpenAPI writes them.

In: an `Operation` of a `Spec`. Out: an Operation Object as JSON values.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from msgspec import structs

from docgen.openapi.schemas import Schema, Schemas, marks
from docgen.records import Record
from docgen.spec.kinds import needs_content, usual_kind
from docgen.spec.model import (
    ANY_MEDIA_TYPE,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    SampleRequest,
    SampleResponse,
    Spec,
)
from docgen.spec.odata import NOT_NEGATIVE, option_name
from docgen.spec.page_urls import documentation_url
from docgen.syntax.headers import header
from docgen.syntax.json_pointer import pointer_steps
from docgen.syntax.naming import pascal_case
from docgen.syntax.plain_text import plain_text

_IN_A_DOCUMENT = ("path", "query", "header", "cookie")
_SHOWN_HEADERS = ("location", "retry-after", "etag", "operation-location")
GENERAL = "#/components/responses/"  # the place of the failures of any operation
USUAL_STYLE = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


def summary_of(description: str) -> str:
    """The first sentence of a description, without mark-up and its point."""
    return plain_text(description).partition(". ")[0].rstrip(".")


def first_tag(path: str) -> str:
    """The tag of an operation without one: the first segment of its path."""
    return path.lstrip("/").split("/")[0].partition("(")[0] or "root"


def common_name(item: Parameter) -> str:
    """The name of the component that a parameter of every request is (OpenAPI 3.1, 4.8.7.1)."""
    return re.sub(r"[^\w.-]", "_", f"{item.location}.{item.name}", flags=re.ASCII)


class Operations:
    """The operations of one spec."""

    def __init__(self, spec: Spec, schemas: Schemas) -> None:
        self.spec, self.schemas = spec, schemas
        self._ids: set[str] = set()

    def of(self, operation: Operation) -> Schema:
        """An operation."""
        url = documentation_url(self.spec, operation)
        summary = operation.summary or summary_of(operation.description)
        parameters = [
            self._parameter(p, operation.page)
            for p in operation.parameters
            if p.location in _IN_A_DOCUMENT
        ]
        body = operation.request_body
        kind = usual_kind(operation.method, operation.returned, _statuses(operation))
        servers = [structs.asdict(server) for server in operation.servers]
        return {
            "operationId": self._id(operation),
            **({"summary": summary} if summary else {}),
            **self.schemas.text(operation.description, operation.page),
            **({"externalDocs": {"url": url}} if url else {}),
            "tags": list(operation.tags) or [first_tag(operation.path)],
            **marks(operation),
            **({"x-anchor": operation.anchor} if operation.anchor else {}),
            **({"x-kind": operation.kind} if operation.kind != kind else {}),
            **({"servers": [{"url": server["url"]} for server in servers]} if servers else {}),
            **({"parameters": parameters} if parameters else {}),
            **({"requestBody": self._request_body(operation, body)} if body else {}),
            "responses": self._responses(operation),
            **self._security(operation),
            **self._conventions(operation),
        }

    def _id(self, operation: Operation) -> str:
        """`GET /users/{user-id}/messages` as `getUsersUserIdMessages`; a number parts those that are alike."""
        words = re.split(r"[^\w$.-]+", operation.path)
        name = operation.method.lower() + "".join(pascal_case(word) for word in words if word)
        number = 1
        while (id := name if number == 1 else f"{name}{number}") in self._ids:
            number += 1
        self._ids.add(id)
        return id

    def common(self) -> dict[str, Schema]:
        """What every request sends, by the names of components."""
        items = self.spec.parameters
        return {common_name(item): self._parameter(item, page="") for item in items}

    def _parameter(self, item: Parameter, page: str) -> Schema:
        schema = self.schemas.parameter(item)
        style, explode = item.style, item.explode
        is_list = self.spec.protocol == "odata" and item.location == "query" and item.type.is_array
        if is_list and explode is None:
            style, explode = "form", False
        written = "form" if style == "brackets" else style
        if self.spec.protocol == "odata" and option_name(item.name) in NOT_NEGATIVE:
            schema = {**schema, "minimum": 0}
        return {
            "name": item.name,
            "in": item.location,
            "required": item.is_required or item.location == "path",
            **self.schemas.text(item.description, page),
            **marks(item),
            **_omitted(item),
            "schema": schema,
            **({"style": written} if written else {}),
            **({} if explode is None else {"explode": explode}),
            **({"allowReserved": True} if item.allow_reserved else {}),
            **({"x-style": style} if style == "brackets" else {}),
        }

    # Contents

    def _request_body(self, operation: Operation, body: RequestBody) -> Schema:
        requests = [(s.name, s.request) for s in operation.samples if s.request]
        content = {
            item.name: {
                "schema": self._sent(operation, body, item),
                **_examples(requests, item, is_usual=item is body.content[0]),
                **_encoding(body, item),
            }
            for item in body.content
        }
        listed = body.properties and all(item.type for item in body.content)
        return {
            "required": needs_content(operation),
            # No page states that it is optional.
            **({} if needs_content(operation) or body.is_optional else {"x-evidence": "inferred"}),
            "content": content,
            **({"x-properties": self._object(operation, body.properties)} if listed else {}),
        }

    def _sent(self, operation: Operation, body: RequestBody, item: MediaType) -> Schema:
        if item.type is None:
            return self._object(operation, body.properties)
        schema = self.schemas.of(item.type)
        required = [p.name for p in body.properties if operation.requires(p)]
        return {"allOf": [schema, {"required": required}]} if required else schema

    def _object(self, operation: Operation, properties: tuple[Parameter, ...]) -> Schema:
        required = [p.name for p in properties if operation.requires(p)]
        stated = [p.name for p in properties if p.is_required]
        return {
            "type": "object",
            "properties": {
                p.name: {
                    **self.schemas.parameter(p),
                    **marks(p),
                    **_omitted(p),
                    **self.schemas.text(p.description, operation.page),
                }
                for p in properties
            },
            **({"required": required} if required else {}),
            **({"x-required": stated} if stated != required else {}),
        }

    def _responses(self, operation: Operation) -> Schema:
        stated: dict[str, Response] = {str(r.status): r for r in operation.responses}
        coded = {error.status for error in operation.errors if error.code}
        errors = {
            error.status: error
            for error in operation.errors
            if error.status[:1] in ("4", "5") or error.status == "default"
        }
        shown = [(s.name, s.response) for s in operation.samples if s.response]
        sampled = {str(response.status) for _, response in shown}
        result: Schema = {}
        for status in sorted({*stated, *errors, *sampled}, key=lambda s: (len(s), s)):
            response = stated.get(status) or errors.get(status)
            words = response.description if response and status not in coded else ""
            answers = [(name, each) for name, each in shown if str(each.status) == status]
            contents: tuple[MediaType, ...] = response.content if response else ()
            is_sampled = not contents and any(answer.has_json for _, answer in answers)
            contents = (MediaType(),) if is_sampled else contents
            content = {
                item.name: {
                    **self._received(operation, item),
                    **_examples(answers, item, is_usual=contents[:1] == (item,)),
                    **({"x-example-only": True} if is_sampled and response else {}),
                }
                for item in contents
            }
            is_failure = status[:1] in ("4", "5")
            if not (response or content or is_failure):
                continue
            headers = self._headers(operation, response.headers if response else (), answers)
            evidence = response.evidence if response else ""
            # No page has the status of such a response.
            key = f"{status[0]}XX" if evidence == "inferred" else status
            result[key] = {
                **(self.schemas.text(words, operation.page) or {"description": reason(key)}),
                **({"content": content} if content else {}),
                **({"headers": headers} if headers else {}),
                **({"x-evidence": evidence} if evidence not in ("", "stated") else {}),
                **({} if key == status else {"x-status": int(status)}),
                **({} if response else {"x-example-only": True}),
            }
        if not result:
            return {"default": {"description": "Any response.", "x-example-only": True}}
        result |= {s: {"$ref": GENERAL + s} for s in self.general() if s not in result}
        # Whatever a page documents, a client may send what no service takes.
        result.setdefault("4XX", {"description": "A failure.", "x-example-only": True})
        return result

    def general(self) -> Schema:
        """The failures of any operation, by status."""
        found: Schema = {}
        for error in self.spec.errors:
            words = error.description if not error.code else ""
            if error.status and not (error.status in found and error.code):
                text = self.schemas.text(words, "") or {"description": reason(error.status)}
                found[error.status] = {**text, "x-of-all-operations": True}
        return found

    def _received(self, operation: Operation, item: MediaType) -> Schema:
        """The schema of a content. That of OData has its items in `value`, others in an envelope."""
        if item.type is None or item.name == ANY_MEDIA_TYPE:
            return {}
        schema = self.schemas.of(item.type)
        if self.spec.protocol == "odata" and item.type.is_array:
            link = {"type": "string", "format": "uri"}
            properties = {"value": schema, "@odata.nextLink": link}
            return {"schema": {"type": "object", "properties": properties}}
        usual = self.spec.envelope
        others = () if operation.envelope or usual is None else usual.properties
        steps = pointer_steps(operation.data_at(usual))
        for number, step in reversed([*enumerate(steps)]):
            # Those of the outermost.
            beside = {p.name: self.schemas.of(p.type) for p in others if not number}
            properties = {step: schema, **beside}
            schema = {"type": "object", "properties": properties, "x-envelope": step}
        return {"schema": schema}

    def _headers(
        self,
        operation: Operation,
        stated: tuple[Parameter, ...],
        answers: list[tuple[str, SampleResponse]],
    ) -> Schema:
        names = {name for _, answer in answers for name, _ in answer.headers}
        sampled = {name for name in names if name.lower() in _SHOWN_HEADERS}
        sampled -= {item.name for item in stated}
        documented = {
            item.name: {
                **self.schemas.text(item.description, operation.page),
                **marks(item),
                "schema": self.schemas.parameter(item),
            }
            for item in stated
        }
        return documented | {
            name: {"x-evidence": "sampled", "schema": {"type": "string"}}
            for name in sorted(sampled)
        }

    # What OpenAPI has no word for, and security

    def _security(self, operation: Operation) -> Schema:
        result: Schema = {}
        scopes = dict.fromkeys(s for p in operation.permissions for s in p.scopes)
        if operation.security is not None:
            result["security"] = [
                {each.scheme: list(each.scopes) for each in option} for option in operation.security
            ]
        elif scopes and (scheme := self._token_scheme()):
            others = (each for each in self.spec.security if all(r.scheme != scheme for r in each))
            result["security"] = [
                *({scheme: [scope]} for scope in scopes),
                *({each.scheme: list(each.scopes) for each in option} for option in others),
            ]
        if operation.permissions:
            # A page may document a kind twice, for two types of resources.
            result["x-permissions"] = [
                {"kind": p.kind, "scopes": list(p.scopes)} for p in operation.permissions
            ]
        return result

    def _token_scheme(self) -> str:
        """The name of the scheme whose tokens have scopes, "" where credentials are no tokens."""
        if not self.spec.security_schemes:
            return "bearer"
        tokens = (
            s.name for s in self.spec.security_schemes if s.type == "oauth2" or s.scheme == "bearer"
        )
        return next(tokens, "")

    def _conventions(self, operation: Operation) -> Schema:
        coded = {error.status for error in operation.errors if error.code}
        errors = [
            {"status": error.status, "code": error.code, "description": error.description}
            for error in operation.errors
            if error.code or not error.status or error.status in coded
        ]
        return {
            **({"x-errors": errors} if errors else {}),
            **({"x-paging": _facts(operation.paging)} if operation.paging else {}),
            **({"x-envelope": _facts(operation.envelope)} if operation.envelope else {}),
        }


def _facts(record: Record) -> Schema:
    return {key: value for key, value in structs.asdict(record).items() if value != ""}


def _statuses(operation: Operation) -> set[int]:
    return {response.status for response in operation.responses}


_REASONS = {
    "default": "Any other status",
    "2XX": "Success",
    **{str(item.value): item.phrase for item in HTTPStatus},
}


def reason(status: str) -> str:
    """The reason phrase of a status (RFC 9110, section 15)."""
    return _REASONS.get(status, f"Status {status}")


def _examples(
    messages: list[tuple[str, SampleRequest]] | list[tuple[str, SampleResponse]],
    item: MediaType,
    *,
    is_usual: bool,
) -> Schema:
    """The samples of a media type. JSON is of the usual one, whatever the header section says."""
    examples: dict[str, Any] = {}
    for name, message in messages:
        if message.has_json:
            if is_usual:
                examples[name] = {"value": message.json}
        elif message.text and header(message.headers, "content-type").startswith(item.name):
            examples[name] = {"value": message.text}
    ordered = {name: examples[name] for name in sorted(examples, key=_natural)}
    return {"examples": ordered} if ordered else {}


def _natural(name: str) -> tuple[list[str | int], str]:
    """The order of names with numbers: "sample 9" before "sample 10"."""
    parts = re.split(r"(\d+)", name)
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], name


def _omitted(item: Parameter) -> Schema:
    return {"x-omitted": True} if item.is_omitted else {}


def _encoding(body: RequestBody, item: MediaType) -> Schema:
    """How the properties of a form or of a multipart content are written."""
    encoding: Schema = {}
    for part in body.properties:
        style = part.style
        facts = {
            **({"contentType": part.content_type} if part.content_type else {}),
            **({"style": "form" if style == "brackets" else style} if style else {}),
            **({} if part.explode is None else {"explode": part.explode}),
            **({"x-style": style} if style == "brackets" else {}),
        }
        if facts:
            encoding[part.name] = facts
    is_form = item.name.startswith(("multipart/", "application/x-www-form-urlencoded"))
    return {"encoding": encoding} if encoding and is_form else {}
