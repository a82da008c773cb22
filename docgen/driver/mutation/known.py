"""What an API states, and where it states the same again.

A `Spec` enters; a `Known` leaves: a change of a fact that is nowhere else would give the correct documentation of another API.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from docgen.diagnostics.position import Span
from docgen.reading.page import OperationDoc, Page, SampleDoc
from docgen.spec.model import Operation, Parameter, Spec
from docgen.spec.sample_values import TypedValue, Walker, contents
from docgen.verify.received import received

_ALIKE = 2  # messages with a key, before one of them tells that another one is wrong


@dataclass(frozen=True, slots=True)
class Known:
    """Facts about the API before any mistake."""

    walker: Walker
    # By the place of the content that holds them.
    values: Mapping[Span, Sequence[TypedValue]]
    # The places of the rows of properties that samples have a value for.
    sampled: frozenset[Span]
    # The simple names of enumerations with their members that samples hold.
    members: frozenset[tuple[str, str]]
    # The operations of the sample messages that fit one, by the place of the message.
    operations: Mapping[Span, Operation]
    # By the type of a content and the keys that lead to a value: the contents that have one.
    holders: Mapping[tuple[str, ...], frozenset[Span]]
    # The types of contents, by their places.
    types: Mapping[Span, str]
    # The places of messages that are at odds with their page already.
    faulty: frozenset[Span]
    # The methods and paths of all operations.
    routes: frozenset[tuple[str, str]]
    # What every request sends, by place and name in lower case.
    common: frozenset[tuple[str, str]]
    # Those headers and options that a sample has, likewise.
    sent: frozenset[tuple[str, str]]

    def requests(self, page: Page) -> Iterator[tuple[SampleDoc, Operation]]:
        """The requests of a page that fit an operation, each with it."""
        for sample in page.samples:
            operation = self.operations.get(sample.at)
            # A template in the request section is no sample; an ignored request may fit nothing.
            if (
                operation
                and sample.message.method
                and not (sample.is_template or sample.is_ignored)
            ):
                yield sample, operation

    def of_operation(self, page: Page, doc: OperationDoc) -> Iterator[SampleDoc]:
        """The messages on a page that are of one operation, requests and responses."""
        places = {target.at for target in doc.targets}
        for sample in page.samples:
            operation = self.operations.get(sample.at)
            is_sample = not (sample.is_template or sample.at in self.faulty)
            if operation and operation.at in places and is_sample:
                yield sample

    def is_stated(self, typed: TypedValue, sample: SampleDoc) -> bool:
        """Whether a page states what a value in a sample is."""
        if typed.owner:
            item = self.walker.hierarchy.properties(typed.owner).get(typed.key)
            return item is not None and item.at is not None
        operation = self.operations.get(sample.at)
        item = sent_parameter(operation, typed) if operation and sample.message.method else None
        return item is not None and item.at is not None and item.evidence == "stated"

    def is_documented(self, method: str, operation: Operation) -> bool:
        """Whether another operation has the path of one, and a method."""
        return (method, operation.path) in self.routes

    def is_twice(self, typed: TypedValue, sample: SampleDoc) -> bool:
        """Whether the type of a value is stated by a page, or shown by another sample."""
        holders = self.holders.get((self.types.get(sample.body_at, ""), *_keys(typed)), ())
        return self.is_stated(typed, sample) or (bool(typed.owner) and len(holders) >= _ALIKE)


def sent_parameter(operation: Operation, typed: TypedValue) -> Parameter | None:
    """The parameter of a body that a value in a request is, itself."""
    body = operation.request_body
    if body is None or body.type or len(typed.at) != 1:
        return None
    return next((item for item in body.properties if item.name == typed.at[0]), None)


def _keys(typed: TypedValue) -> Iterator[str]:
    """The keys that lead to a value, without the numbers of items."""
    return (step for step in typed.at if isinstance(step, str))


def _sent(spec: Spec) -> Iterator[tuple[str, str]]:
    """The headers and options of the requests that samples show, by place and name in lower case.

    An operation that lists no option has those that its requests send.
    """
    for operation in spec.operations:
        listed = [p for p in operation.parameters if p.location == "query"]
        has_options = any(p.evidence == "stated" for p in listed)
        for sample in operation.samples:
            if sample.request:
                yield from (("header", name.lower()) for name, _ in sample.request.headers)
                query = sample.request.target.partition("?")[2] if has_options else ""
                yield from (("query", name.lower()) for name, _ in parse_qsl(query, True))


def simple_name(name: str) -> str:
    """The last word of a dotted name, in lower case."""
    return name.rpartition(".")[2].lower()


def known_facts(spec: Spec, faulty: frozenset[Span]) -> Known:
    """The facts of a spec; `faulty` are the places of messages that are at odds with their page."""
    walker = Walker(spec.types, spec.enums)
    values: dict[Span, list[TypedValue]] = defaultdict(list)
    sampled: set[Span | None] = set()
    members: set[tuple[str, str]] = set()
    operations: dict[Span, Operation] = {}
    holders: dict[tuple[str, ...], set[Span]] = defaultdict(set)
    types: dict[Span, str] = {}
    for operation in spec.operations:
        for sample in operation.samples:
            for message in filter(None, (sample.request, sample.response)):
                if message.at:
                    operations[message.at] = operation
    for operation in (*spec.operations, *map(received, spec.webhooks)):
        for content in contents(operation, spec.envelope):
            typed_values = list(walker.walk(content))
            of_content = content.type.item.name if content.type else ""
            if content.body:
                types[content.body.at] = of_content
            for typed in typed_values:
                is_value = typed.value is not None and typed.value != [] and typed.value != {}
                if typed.owner and is_value:
                    item = walker.hierarchy.properties(typed.owner).get(typed.key)
                    sampled.add(item.at if item else None)
                    if content.body:
                        holders[of_content, *_keys(typed)].add(content.body.at)
                if isinstance(typed.value, str):
                    members.add((simple_name(str(typed.type)), typed.value))
            if content.body:
                values[content.body.at] += typed_values
    return Known(
        walker=walker,
        values=values,
        sampled=frozenset(filter(None, sampled)),
        members=frozenset(members),
        operations=operations,
        holders={key: frozenset(places) for key, places in holders.items()},
        types=types,
        faulty=faulty,
        routes=frozenset((operation.method, operation.path) for operation in spec.operations),
        sent=frozenset(_sent(spec)),
        common=frozenset((item.location, item.name.lower()) for item in spec.parameters),
    )
