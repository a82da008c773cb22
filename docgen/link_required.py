"""What pages call required, held against their samples.

An `Operation` with its samples enters; it leaves with nothing required that one of them does without.
It refuses to read pages.
"""

from __future__ import annotations

from dataclasses import replace

from docgen.link_types import Linker
from docgen.spec import Operation, Parameter, SampleRequest


def required_as_shown(linker: Linker, operation: Operation) -> Operation:
    """The operation; what a sample of it leaves out is optional, whatever its page says (DG346)."""
    body = operation.request_body
    parameters = tuple(_as_shown(linker, operation, item) for item in operation.parameters)
    if body and operation.method == "POST":  # an update states what changes
        properties = (_as_shown(linker, operation, item) for item in body.properties)
        body = replace(body, properties=tuple(properties))
    return replace(operation, parameters=parameters, request_body=body)


def _as_shown(linker: Linker, operation: Operation, item: Parameter) -> Parameter:
    # Samples leave out the headers that all requests of an API have.
    if not item.is_required or item.location not in ("query", "body"):
        return item
    for sample in operation.samples:
        is_refused = sample.response is not None and sample.response.status >= 400
        if sample.request is None or is_refused or _gives(sample.request, item):
            continue
        if item.at and sample.request.at:
            place = f"{sample.request.at.path}:{sample.request.at.line}"
            linker.report("DG346", item.at, name=item.name, place=place)
        return replace(item, is_required=False)
    return item


def _gives(request: SampleRequest, item: Parameter) -> bool:
    """Whether a request has a value for a parameter."""
    if item.location == "body":
        given = request.json if isinstance(request.json, dict) else {}
        # OData JSON 4.0, section 8.5: a link to what is there already.
        return any(given.get(key) is not None for key in (item.name, f"{item.name}@odata.bind"))
    options = request.target.partition("?")[2].split("&")
    names = {option.partition("=")[0].lower().lstrip("$") for option in options}
    return item.name.lower().lstrip("$") in names
