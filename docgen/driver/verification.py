"""The spine of proof: what was made, tried with what the pages show.

What `build` made enters; what became of every documented message, and programs that were tried, leave.
It is a room of its own, for `generate` needs none of it. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.driver.stages import Built, Planned
from docgen.linking.exchanges import exchanges
from docgen.python.calls import plan_calls
from docgen.reading.page import SampleDoc
from docgen.records import replace
from docgen.snippets.examples import with_examples
from docgen.snippets.programs import Snippet, find_snippets
from docgen.spec.model import Body, Operation, SampleRequest, SampleResponse, Spec
from docgen.syntax.url_path import base_version, last_word, url_root, version_segment
from docgen.verify.batch import is_batch, verify_batches
from docgen.verify.other_services import verify_elsewhere
from docgen.verify.outcomes import Outcome, outcomes
from docgen.verify.placeholders import with_values
from docgen.verify.replay import Replay, verify_answers, verify_package


def build_examples(spec: Spec, planned: Planned, package: Mapping[str, str]) -> Planned:
    """The plan with documented requests as examples, each tried with the package as it is without them."""
    return replace(planned, files=with_examples(spec, planned.package, planned.files, package))


def with_typed_samples(spec: Spec, diagnostics: Iterable[Diagnostic]) -> Spec:
    """The spec with a value of the documented type where a word stands for one, which no client can read."""
    return with_values(spec, [d.at for d in diagnostics if d.code == "DG336"])


def build_replays(
    spec: Spec,
    planned: Planned,
    files: Mapping[str, str],
    diagnostics: Iterable[Diagnostic] = (),
) -> tuple[Replay, ...]:
    """What became of each documented message when it was replayed through the generated files.

    `diagnostics` tell where a word stands for a value; without them every word is a value.
    """
    spec = with_typed_samples(spec, diagnostics)
    return verify_package(spec, planned.package, files, plan_calls(planned.files))


def build_outcomes(
    built: Built, planned: Planned, replays: Sequence[Replay], files: Mapping[str, str]
) -> tuple[Outcome, ...]:
    """What became of every documented message: the replayed ones, and those that fit no operation.

    Of the latter batches and messages to other services go through the generated files all the same, and a
    response to a misspelt request through the operation that its page tells of.
    """
    spec, calls = built.spec, plan_calls(planned.files)
    strays = list(_strays(built))
    batches = [(s.replay, s.asked) for s in strays if is_batch(s.asked or s.replay.message)]
    others = [(s.replay, s.type_name) for s in strays if s.diagnostic.code == "DG340"]
    answers = [(s.replay, like) for s in strays if (like := _like(spec, s))]
    read = {
        replay.at: replay
        for replay in (
            *verify_batches(spec, planned.package, files, calls, batches),
            *verify_elsewhere(files, others),
            *verify_answers(spec, planned.package, files, calls, answers),
        )
    }
    found = [(read.get(s.replay.at, s.replay), s.diagnostic) for s in strays]
    return outcomes(replays, found, built.diagnostics, spec.base_url)


def _like(spec: Spec, stray: Stray) -> Operation | None:
    """The operation that the page of a stray response tells of, by its request's method.

    Of several the first with the request's last word; None where that does not tell.
    """
    if stray.replay.kind == "request" or not stray.asked or not stray.replay.at:
        return None
    page, method = stray.replay.at.path, stray.asked.method
    found = [o for o in spec.operations if (o.page, o.method) == (page, method)]
    word = last_word(stray.asked.target)
    same = [operation for operation in found if word and last_word(operation.path) == word]
    is_one = len({operation.responses for operation in found}) == 1
    return next(iter(same or (found if is_one else ())), None)


def build_snippets(built: Built, planned: Planned, files: Mapping[str, str]) -> tuple[Snippet, ...]:
    """The program of every documented request, or why there is none, in page order."""
    known = base_version(built.spec.base_url)
    targets = {s.at: s.message.target for page in built.pages for s in page.samples}
    versions = {at: version_segment(target) for at, target in targets.items()}
    roots = {
        at: url_root(targets[at])
        for at, version in versions.items()
        if version and known not in ("", version)
    }
    found = {
        snippet.at: snippet
        for snippet in find_snippets(built.spec, planned.package, planned.files, files, roots)
    }
    for stray in _strays(built):
        replay = stray.replay
        if replay.kind == "request" and replay.at:
            found[replay.at] = Snippet(
                sample=replay.sample, at=replay.at, text="", fault=replay.difference
            )
    return tuple(found[at] for at in sorted(found, key=lambda at: (at.path, at.line)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A message that fits no operation, or a response to one."""

    replay: Replay
    diagnostic: Diagnostic  # why
    type_name: str  # that its annotation states
    asked: SampleRequest | None  # the request of a response


def _strays(built: Built) -> Iterator[Stray]:
    """The messages that fit no operation and the responses to them."""
    told = {d.at: d for d in built.diagnostics if d.code in ("DG310", "DG311", "DG340", "DG343")}
    for page in built.pages:
        for exchange in exchanges(page, built.spec.base_url):
            asked = exchange.request or exchange.follows or exchange.response
            diagnostic = told.get(asked.at) if asked else None
            if diagnostic is None:
                continue
            for sample in filter(None, (exchange.request, exchange.response)):
                asked = exchange.request or exchange.follows
                request = _stray(asked, diagnostic).message if asked else None
                yield Stray(
                    replay=_stray(sample, diagnostic),
                    diagnostic=diagnostic,
                    type_name=sample.type.ref.name if sample.type else "",
                    asked=(
                        request
                        if sample.message.status and isinstance(request, SampleRequest)
                        else None
                    ),
                )


def _stray(sample: SampleDoc, diagnostic: Diagnostic) -> Replay:
    message = sample.message
    body = Body(text=message.body, at=sample.body_at)
    return Replay(
        operation="",
        sample=sample.names[0] if sample.names else "",
        kind="response" if message.status else "request",
        difference=diagnostic.message,
        at=sample.at,
        message=(
            SampleResponse(
                status=message.status,
                headers=message.headers,
                json=sample.value,
                has_json=sample.has_value,
                body=body,
                at=sample.at,
            )
            if message.status
            else SampleRequest(
                method=message.method,
                target=message.target,
                headers=message.headers,
                json=sample.value,
                has_json=sample.has_value,
                body=body,
                at=sample.at,
            )
        ),
    )
