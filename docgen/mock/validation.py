"""The content of a request, validated against its operation.

In: a `Spec`, and the bytes of requests. Out: what is wrong with them, in words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from docgen.openapi.schemas import Schemas
from docgen.spec.kinds import needs_content
from docgen.spec.model import Operation, RequestBody, Spec
from docgen.spec.odata import is_present
from docgen.spec.primitives import PRIMITIVES, Primitive
from docgen.spec.types import BINARY, BOOLEAN, TypeUse
from docgen.syntax.form_content import form_fields, form_value, is_form
from docgen.syntax.json_pointer import pointer
from docgen.syntax.strict_json import load_json

_TYPES = "urn:type:"


_FORMATS = FormatChecker(formats=())


def _has_bits(bits: int) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, int) or -(2**bits) <= value < 2**bits


for _name, _bits in {"int16": 15, "int32": 31, "int64": 63}.items():
    _FORMATS.checks(_name)(_has_bits(_bits))


def _is_text_of(primitive: Primitive) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or primitive.is_valid(value)


for _name in ("date", "date-time", "time", "uuid"):
    _FORMATS.checks(_name)(_is_text_of(PRIMITIVES[_name]))


class Contents:
    """What the operations of a spec take."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def fault(self, operation: Operation, content: bytes, media_type: str = "") -> str:
        """What is wrong with the content of a request, "" for nothing. Unknown keys are welcome."""
        body = operation.request_body
        requests = [sample.request for sample in operation.samples if sample.request]
        if body is None or body.type == BINARY or any(r.text for r in requests):
            return ""
        if not content:
            if not needs_content(operation) or any(not r.has_json for r in requests):
                return ""
            return "there is no content; JSON is documented"
        if is_form(media_type):
            return self._form_fault(operation, body, content, media_type)
        value = json_value(content)
        if isinstance(value, Exception):
            return f"the content is not JSON: {cut(str(value))}"
        schema = self._schema(operation, body, value)
        try:
            errors = self._validator(schema).iter_errors(value)
            error = next(errors, None)
        except RecursionError:  # hundreds of types that inherit from each other
            return "its type is nested too deeply to validate it"
        return _fault_text(error) if error else ""

    def query_fault(self, operation: Operation, options: Sequence[tuple[str, str]]) -> str:
        """What is wrong with the query of a request, "" for nothing. Unknown options are welcome."""
        for item in operation.parameters:
            if item.location != "query":
                continue
            texts = [value for name, value in options if name == item.name]
            if not texts:
                if item.is_required:
                    return f"the query option {item.name} is missing"
                continue
            value = _of_texts(texts, item.type)
            primitive = PRIMITIVES.get(item.type.name)
            if primitive and not primitive.is_valid(value):
                return f"the query option {item.name}: {item.type.name} expected, found {cut(repr(value))}"
            schema = Schemas(self._spec, _TYPES).of(item.type)
            errors = self._validator(schema).iter_errors(value)
            if error := next(errors, None):
                return f"the query option {item.name}: {_fault_text(error)}"
        return ""

    def _form_fault(
        self, operation: Operation, body: RequestBody, content: bytes, media_type: str
    ) -> str:
        """What is wrong with a form: all values of it are text."""
        try:
            value = form_value(form_fields(media_type, content.decode("utf-8", "replace")))
        except ValueError as error:
            return str(error)
        names = {name.partition("[")[0] for name in value}
        for item in body.properties:
            if operation.requires(item) and item.name.partition("[")[0] not in names:
                return f"the field {item.name} is missing"
        return ""

    def _validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        return Draft202012Validator(schema, registry=self._registry, format_checker=_FORMATS)

    @cached_property
    def _registry(self) -> Registry[Any]:
        resources = (
            (_TYPES + quote(name), DRAFT202012.create_resource(schema))
            for name, schema in Schemas(self._spec, _TYPES).components().items()
        )
        return Registry().with_resources(resources)

    def _schema(self, operation: Operation, body: RequestBody, value: Any) -> dict[str, Any]:
        schemas = Schemas(self._spec, _TYPES)
        # A program sends `a[b]` as the key `b` of `a`.
        required = [_first(p.name) for p in body.properties if operation.requires(p)]
        missing = [name for name in required if not is_present(value, name)]
        whole: dict[str, Any] = {"required": missing} if missing else {}
        if body.type:
            return {"allOf": [schemas.of(body.type), whole]}
        # Where nothing is stated, OData has null for any value.
        null = [{"type": "null"}] if self._spec.protocol == "odata" else []
        parameters = {p.name: {"anyOf": [schemas.of(p.type), *null]} for p in body.properties}
        return {"type": "object", "properties": parameters, **whole}


def _first(name: str) -> str:
    """The key of a JSON object that a name with brackets begins with."""
    return name.partition("[")[0] or name


def _of_texts(texts: Sequence[str], use: TypeUse) -> Any:
    """The value of a query option: texts are numbers and truth values where these are documented."""
    if use.is_array:
        several = texts if len(texts) > 1 else texts[0].split(",")
        return [_of_texts([text], use.items[0]) for text in several]
    primitive, text = PRIMITIVES.get(use.name), texts[-1]
    if primitive is None or primitive.schema.get("type") not in ("integer", "number", "boolean"):
        return text
    if use == BOOLEAN and text in ("0", "1"):
        # No standard says how a truth value is written in a URL.
        return text == "1"
    value = json_value(text.encode())
    return text if isinstance(value, Exception) else value


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
