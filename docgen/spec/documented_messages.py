"""What linking learns of documented messages beside the `Spec`."""

from __future__ import annotations

from typing import Any, Literal

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Span
from docgen.records import Record
from docgen.spec.model import Body, SampleRequest, SampleResponse
from docgen.spec.sample_values import Pointer
from docgen.spec.types import TypeUse

# no operation: the path of the request fits none; no request: a response that follows no request;
# external: the request goes to another host; batch: it is a POST to `$batch`.
Reason = Literal["no operation", "no request", "external", "batch"]


class UnmatchedMessage(Record, frozen=True, kw_only=True):
    """A documented message that fits no operation, or a response to a request that fits none."""

    message: SampleRequest | SampleResponse  # its target as written
    name: str  # that its annotation states, "" without one
    type: str  # likewise
    reason: Reason
    diagnostic: Diagnostic  # reports the reason at the request, or at a response without one
    request: SampleRequest | None = None  # that a response answers


class ObjectSample(Record, frozen=True, kw_only=True):
    """A JSON object that is shown as an example of a type."""

    type: str  # its qualified name
    json: Any
    body: Body


class Placeholder(Record, frozen=True, kw_only=True):
    """A word in place of a value in a documented message: "datetime-value", "<later>"."""

    operation: str  # its id
    body_at: Span  # where the content of the message begins
    pointer: Pointer
    type: TypeUse  # of the value, as documented
