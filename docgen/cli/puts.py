"""What a PUT of an API means: it replaces a thing, or it updates what is sent of it.

An API as it was read enters; "update" or "replace" with the evidence for it leaves, None where nothing shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from docgen.diagnostics.diagnostic import amount
from docgen.diagnostics.position import Span
from docgen.records import Record
from docgen.spec.model import Operation, SampleRequest, Spec
from docgen.syntax.headers import header

_LEAST = 2  # keys of which a sample can send a part


class PutMeaning(Record, frozen=True, kw_only=True):
    """What a PUT is called where its path has no PATCH, as `put` in docgen.toml."""

    name: str  # "update" or "replace"
    reason: str
    at: Span | None  # the first place that shows it


def put_meaning(spec: Spec) -> PutMeaning | None:
    """By whether samples send a part of the documented keys only; each path with a PATCH shows that a PUT is something else."""
    patches = {o.path: o for o in spec.operations if o.method == "PATCH"}
    puts = [o for o in spec.operations if o.method == "PUT" and o.path not in patches]
    shown = [(request, _is_part(o, request)) for o in puts for request in _requests(o)]
    parts = [request for request, is_part in shown if is_part]
    wholes = [request for request, is_part in shown if is_part is False]
    if not (puts and (parts or wholes or patches)):
        return None
    found = [
        f"{_count(parts)} a part of the documented keys" if parts else "",
        f"{_count(wholes)} all documented keys" if wholes else "",
        f"{amount(len(patches), 'path')} with a PATCH" if patches else "",
    ]
    is_update = len(parts) > len(wholes) + len(patches)
    places = parts if is_update else [*wholes, *patches.values()]
    return PutMeaning(
        name="update" if is_update else "replace",
        reason=", ".join(filter(None, found)),
        at=next((place.at for place in places if place.at), None),
    )


def _count(requests: Sequence[SampleRequest]) -> str:
    return f"{amount(len(requests), 'sample')} send{'s' if len(requests) == 1 else ''}"


def _requests(operation: Operation) -> Sequence[SampleRequest]:
    return [sample.request for sample in operation.samples if sample.request]


def _is_part(operation: Operation, request: SampleRequest) -> bool | None:
    """Whether a request sends a part of the keys that the page lists; None where it lists few, or the request sends none."""
    body = operation.request_body
    listed = {p.name for p in body.properties} if body else set[str]()
    listed |= {p.name for p in operation.parameters if p.location == "query"}
    sent = _sent(request) & listed
    return sent != listed if sent and len(listed) >= _LEAST else None


def _sent(request: SampleRequest) -> set[str]:
    """The keys of the query and of the content."""
    keys = {key for key, _ in parse_qsl(request.target.partition("?")[2], keep_blank_values=True)}
    if isinstance(request.json, dict):
        keys |= {str(key) for key in request.json}
    elif "form-urlencoded" in header(request.headers, "content-type").lower():
        keys |= {key for key, _ in parse_qsl(request.text, keep_blank_values=True)}
    return keys
