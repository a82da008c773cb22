"""What the samples of one operation show: how its requests are written, and what it answers.

Operations enter; they leave with the styles and the files of their parameters, and their `Answer`s leave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from urllib.parse import parse_qsl

from docgen.inference.listed import placed
from docgen.inference.nouns import Place, place
from docgen.inference.shapes import NOTHING, Shape, merged, sample_shape
from docgen.records import Record, replace
from docgen.spec.model import Operation, Parameter, SampleRequest, SampleResponse
from docgen.spec.types import ANY, BINARY, BOOLEAN, OBJECT, STRING, TypeUse, use_of
from docgen.syntax.form_content import FormField, form_fields, is_form
from docgen.syntax.headers import header
from docgen.syntax.page_parameters import is_number_of_pages

_BOOLEANS = frozenset(("true", "false"))
_INTEGER = use_of("integer")


class Answer(Record, frozen=True, kw_only=True):
    """The content of an operation's successful response."""

    operation: str  # the id
    method: str
    place: Place
    shape: Shape
    is_verb: bool = False  # the last word of its path is what it does: "Encrypt data" of `/encrypt`


def as_written(operation: Operation) -> Operation:
    """The operation; an array that samples send as `a[]=1&a[]=2` and its page lists as `a` is in brackets.

    What they send as a file is one, whether its page calls it an object, a string or bytes.
    """
    requests = [sample.request for sample in operation.samples if sample.request]
    queried = {name for request in requests for name, _ in query_of(request.target)}
    parameters = _in_brackets(operation.parameters, queried)
    body = operation.request_body
    if body and is_form(body.content[0].name):
        sent = [field for request in requests for field in fields_of(request)]
        files = {field.name for field in sent if field.file}
        properties = tuple(_as_file(p) if p.name in files else p for p in body.properties)
        properties = _in_brackets(properties, {field.name for field in sent})
        body = replace(body, properties=properties)
    if parameters == operation.parameters and body == operation.request_body:
        return operation
    return replace(operation, parameters=parameters, request_body=body)


def _as_file(item: Parameter) -> Parameter:
    """A field of a form as a file, of which listed values are the kinds; itself where it is several fields."""
    if item.type in (ANY, OBJECT):
        return replace(item, type=BINARY, evidence="sampled", values=())
    return replace(item, type=BINARY, values=()) if item.type.kind == "primitive" else item


def _in_brackets(parameters: tuple[Parameter, ...], sent: set[str]) -> tuple[Parameter, ...]:
    return tuple(
        (
            replace(item, style="brackets")
            if item.location in ("query", "body")
            and item.type.may_be_array
            and f"{item.name}[]" in sent
            and item.name not in sent
            else item
        )
        for item in parameters
    )


def fields_of(request: SampleRequest) -> Sequence[FormField]:
    """The fields of the form that a sample sends, none for other content."""
    media_type = header(request.headers, "content-type")
    try:
        return form_fields(media_type, request.text) if is_form(media_type) else ()
    except ValueError:
        return ()


def query_of(target: str) -> list[tuple[str, str]]:
    return parse_qsl(target.partition("?")[2], keep_blank_values=True)


def type_of_texts(texts: Iterable[str]) -> TypeUse:
    """The type of a field of a form by its values; digits may be a text."""
    return BOOLEAN if _BOOLEANS.issuperset(texts) else STRING


def type_in_query(name: str, texts: Collection[str]) -> TypeUse:
    """The type of a parameter of the query by the values that samples send: a number where its name is one of pages."""
    is_number = is_number_of_pages(name) and all(text.isdecimal() for text in texts)
    return _INTEGER if is_number else type_of_texts(texts)


def answer_of(
    operation: Operation, listed: Shape = NOTHING, *, is_verb: bool = False
) -> Answer | None:
    """The successful answers of an operation; None where no sample, and no table, shows any content."""
    shape = placed(_shape(operation), listed)
    if shape is NOTHING:
        return None
    return Answer(
        operation=operation.id,
        method=operation.method,
        place=place_of(operation),
        shape=shape,
        is_verb=is_verb,
    )


def _shape(operation: Operation) -> Shape:
    """The shape of an operation's successful answers. One without a key of the largest is about something else."""
    shapes = [sample_shape(response.json) for _, response in successes(operation)]
    largest = max(shapes, key=lambda shape: len(shape.keys), default=NOTHING)
    return merged(s for s in shapes if not s.keys or s.keys & largest.keys)


def successes(operation: Operation) -> Iterator[tuple[str, SampleResponse]]:
    """The successful sample responses with JSON, with the names of their samples."""
    for sample in operation.samples:
        response = sample.response
        if response and response.status < 300 and response.has_json:
            yield sample.name, response


def place_of(operation: Operation) -> Place:
    """What an operation is about: a list of names, "role_list", is not one of the things."""
    about = place(operation.path)
    if operation.method != "LIST" or not about.nouns:
        return about
    name = f"{about.noun}_list"
    return replace(about, nouns=(*about.nouns[:-1], name), written=name)
