"""What pages call required, held against their samples.

An `Operation` with its samples enters; it leaves with nothing required that one of them does without.
It refuses to read pages.
"""

from __future__ import annotations

from docgen.linker import Linker
from docgen.records import replace
from docgen.spec.model import Operation, Parameter, SampleRequest, is_given


def required_as_shown(linker: Linker, operation: Operation) -> Operation:
    """The operation; what a sample of it leaves out is optional, whatever its page says (DG346)."""
    body = operation.request_body
    items = (*operation.parameters, *(body.properties if body else ()))
    left_out = {id(item) for item in items if _is_left_out(linker, operation, item)}
    if not left_out:
        return operation

    def as_shown(items: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        return tuple(
            replace(item, is_required=False) if id(item) in left_out else item for item in items
        )

    return replace(
        operation,
        parameters=as_shown(operation.parameters),
        request_body=body and replace(body, properties=as_shown(body.properties)),
    )


def _is_left_out(linker: Linker, operation: Operation, item: Parameter) -> bool:
    # Samples leave out the headers that all requests of an API have.
    if not operation.asks_for(item) or item.location not in ("query", "body"):
        return False
    for sample in operation.samples:
        is_refused = sample.response is not None and sample.response.status >= 400
        if sample.request is None or is_refused or _gives(sample.request, item):
            continue
        if item.at and sample.request.at:
            place = f"{sample.request.at.path}:{sample.request.at.line}"
            linker.report("DG346", item.at, name=item.name, place=place)
        return True
    return False


def _gives(request: SampleRequest, item: Parameter) -> bool:
    """Whether a request has a value for a parameter."""
    if item.location == "body":
        return is_given(request.json, item.name)
    options = request.target.partition("?")[2].split("&")
    names = {option.partition("=")[0].lower().lstrip("$") for option in options}
    return item.name.lower().lstrip("$") in names
