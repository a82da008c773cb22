"""The content of a request, validated against its operation.

In: a `Spec`, and the bytes of requests. Out: what is wrong with them, in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from docgen.openapi.schemas import Schemas
from docgen.spec.model import Operation, RequestBody, Spec
from docgen.spec.odata import is_present
from docgen.spec.types import ANY, BINARY
from docgen.syntax.json_pointer import pointer
from docgen.syntax.strict_json import load_json

_TYPES = "urn:type:"


class Contents:
    """What the operations of a spec take."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def fault(self, operation: Operation, content: bytes) -> str:
        """What is wrong with the content of a request, "" for nothing. Unknown keys are welcome."""
        body = operation.request_body
        requests = [sample.request for sample in operation.samples if sample.request]
        if body is None or body.type == BINARY or any(r.text for r in requests):
            return ""
        if not content:
            is_optional = body.type in (None, ANY)
            if is_optional or any(not request.has_json for request in requests):
                return ""
            return "there is no content; JSON is documented"
        value = json_value(content)
        if isinstance(value, Exception):
            return f"the content is not JSON: {cut(str(value))}"
        schema = self._schema(operation, body, value)
        try:
            errors = Draft202012Validator(schema, registry=self._registry).iter_errors(value)
            error = next(errors, None)
        except RecursionError:  # hundreds of types that inherit from each other
            return "its type is nested too deeply to validate it"
        return _fault_text(error) if error else ""

    @cached_property
    def _registry(self) -> Registry[Any]:
        resources = (
            (_TYPES + quote(name), DRAFT202012.create_resource(schema))
            for name, schema in Schemas(self._spec, _TYPES).components().items()
        )
        return Registry().with_resources(resources)

    def _schema(self, operation: Operation, body: RequestBody, value: Any) -> dict[str, Any]:
        schemas = Schemas(self._spec, _TYPES)
        required = [p.name for p in body.properties if operation.requires(p)]
        missing = [name for name in required if not is_present(value, name)]
        whole: dict[str, Any] = {"required": missing} if missing else {}
        if body.type:
            return {"allOf": [schemas.of(body.type), whole]}
        parameters = {
            p.name: {"anyOf": [schemas.of(p.type), {"type": "null"}]} for p in body.properties
        }
        return {"type": "object", "properties": parameters, **whole}


def json_value(content: bytes) -> Any:
    """The value, or the exception of parsing."""
    try:
        return load_json(str(content, "utf-8"))
    except ValueError as error:
        return error


def _fault_text(error: ValidationError) -> str:
    """Where content does not fit, and what was expected there."""
    leaves = list(_leaves(error))
    deepest = max(leaves, key=lambda leaf: len(leaf.absolute_path))
    place = pointer(deepest.absolute_path)
    expected: dict[str, None] = {}
    for leaf in leaves:
        if leaf.validator == "type" and leaf.absolute_path == deepest.absolute_path:
            kinds: Any = leaf.validator_value
            expected |= dict.fromkeys([kinds] if isinstance(kinds, str) else kinds)
    if not expected:
        return f"{cut(place) or 'the content'}: {cut(deepest.message)}"
    actual = cut(json.dumps(deepest.instance))
    return f"{cut(place) or 'the content'}: {' or '.join(expected)} expected, found {actual}"


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    if not error.context:
        yield error
    for inner in error.context or ():
        yield from _leaves(inner)


def cut(text: str) -> str:
    """A text that came from outside, short enough for a message."""
    return text if len(text) <= 200 else text[:200] + "..."
