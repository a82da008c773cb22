"""Documented messages replayed through the generated code, and judged.

A `Spec`, the findings about its samples and the generated package enter; an `Outcome` for each documented
message leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.inference.evidence import Evidence, leave_one_out
from docgen.spec.documented_messages import ObjectSample, Placeholder, UnmatchedMessage
from docgen.spec.model import Operation, SampleResponse, Spec
from docgen.syntax.url_path import last_word
from docgen.verify.batch import is_batch, verify_batches
from docgen.verify.loader import GeneratedPackage
from docgen.verify.other_services import verify_external
from docgen.verify.outcomes import Outcome, outcomes
from docgen.verify.placeholders import with_values
from docgen.verify.received import received, verify_objects, verify_webhooks
from docgen.verify.replay import Replay, verify_package, verify_responses


def replay_samples(
    spec: Spec,
    package: GeneratedPackage,
    placeholders: Iterable[Placeholder] = (),
    objects: Iterable[ObjectSample] = (),
) -> tuple[Replay, ...]:
    """A replay of each message that fits an operation, of each payload, and of the `objects` that are examples of types.

    Without `placeholders` every word is a value.
    """
    spec = with_values(spec, placeholders)
    return (
        *verify_package(spec, package),
        *verify_webhooks(spec, package),
        *verify_objects(spec, package, objects),
    )


def judge(
    spec: Spec,
    package: GeneratedPackage,
    replays: Sequence[Replay],
    unmatched: Sequence[UnmatchedMessage],
    diagnostics: Iterable[Diagnostic],
) -> tuple[Outcome, ...]:
    """The outcomes of replays, and of messages that fit no operation.

    Of the latter batches and messages to other services go through the generated code all the same, and a
    response to a misspelt request through the operation that its page is about.
    """
    unread = [(_replay(message), message) for message in unmatched]
    batches = [(r, m.request) for r, m in unread if is_batch(m.request or m.message)]
    external = [(r, m.type) for r, m in unread if m.reason == "external"]
    responses = [(r, like) for r, m in unread if (like := nearest_operation(spec, m))]
    read = {
        replay.at: replay
        for replay in (
            *verify_batches(spec, package, batches),
            *verify_external(package, external),
            *(verify_responses(spec, package, responses) if responses else ()),
        )
    }
    pairs = [(read.get(replay.at, replay), message) for replay, message in unread]
    answering = [*spec.operations, *map(received, spec.webhooks)]
    evidence = leave_one_out(spec.types, answering, spec.envelope)
    # An object that is all that shows its type proves nothing of it.
    shown = {item.name for item in spec.types if item.evidence == "sampled"}
    evidence |= {
        (replay.operation, replay.sample): Evidence(keys=0, known=0, difference="")
        for replay in replays
        if replay.kind == "object" and replay.operation in shown
    }
    return outcomes(replays, pairs, diagnostics, spec.base_url, evidence)


def nearest_operation(spec: Spec, unmatched: UnmatchedMessage) -> Operation | None:
    """The operation that the page of a response to a misspelt request is about, by its method.

    Of several the first with the request's last word; None where their responses differ.
    """
    message, request = unmatched.message, unmatched.request
    is_response = isinstance(message, SampleResponse) and unmatched.reason == "no operation"
    if not is_response or not request or not message.at:
        return None
    page, method = message.at.path, request.method
    operations = [o for o in spec.operations if (o.page, o.method) == (page, method)]
    word = last_word(request.target)
    same = [operation for operation in operations if word and last_word(operation.path) == word]
    is_one = len({operation.responses for operation in operations}) == 1
    return next(iter(same or (operations if is_one else ())), None)


def _replay(unmatched: UnmatchedMessage) -> Replay:
    """An unmatched message before it is read in another way."""
    is_response = isinstance(unmatched.message, SampleResponse)
    return Replay(
        operation="",
        sample=unmatched.name,
        kind="response" if is_response else "request",
        difference=unmatched.diagnostic.message,
        at=unmatched.message.at,
        message=unmatched.message,
    )
