"""Samples that a page shows in a programming language: requests as programs, and literals in place of JSON.

A fence and the operations of its entry enter; `SampleDoc`s leave. A program declares nothing: a request of it that fits no
operation of its entry is none, and a command or a message that shows the same request wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from docgen.reading.markdown.parser import Fence
from docgen.reading.messages.sample_docs import body_place, is_json_text, sample_doc
from docgen.reading.page import OperationDoc, RequestTarget, SampleDoc
from docgen.reading.page_reader import PageReader
from docgen.records import replace
from docgen.syntax.http_message import Message
from docgen.syntax.lenient_json import Unreadable, read_json
from docgen.syntax.path_spellings import server_of, targets
from docgen.syntax.programs.literals import literal_json
from docgen.syntax.programs.requests import program_requests
from docgen.syntax.url_path import fits, last_segments

# The address with a query in a comment above JSON: "// Response of https://lamps.example/lamps?fields=name".
_ASKED = re.compile(r"(?<![^\s(`])(?:https?:/)?/[^\s?`]*\?[^\s`]+")
_MOST_ABOVE = 100  # samples that are compared


def read_program(
    page: PageReader,
    fence: Fence,
    operations: Sequence[OperationDoc],
    samples: Sequence[SampleDoc],
) -> Iterator[SampleDoc]:
    """The requests of a program that are sent to one of the operations, and that no command or message above shows.

    `samples` are those of the page so far.
    """
    shown = {*_shown(samples, operations)}
    known = [target for operation in operations for target in operation.targets]
    if shown.issuperset(known) and any(_address(t) in fence.text for t in known):
        page.use(fence)  # the same in another language
        return
    requests = [(r, target_of(r.message, operations)) for r in program_requests(fence.text)]
    if any(target for _, target in requests):
        page.use(fence)
    number = len(samples) + 1
    for request, target in requests:
        message = request.message
        if target is None or target in shown:
            continue
        if not message.target or message.target.startswith("?"):
            path = target.target.partition("?")[0]
            message = replace(message, target=f"{path}{message.target}")
        if message.body[:1] in ("{", "[") and not is_json_text(message.body):
            message = replace(message, body="")  # put together by the program
        sample = sample_doc(page, fence.span.below(request.line), None, message, False)
        yield replace(sample, program=number)


def _address(target: RequestTarget) -> str:
    """What is literal at the beginning of a path."""
    return re.split(r"[{:<?]", _path(target), maxsplit=1)[0].rstrip("/")


def _path(target: RequestTarget) -> str:
    """The path of a target, which may be absolute."""
    return target.target.removeprefix(server_of(target.target)).partition("?")[0]


def _shown(
    samples: Sequence[SampleDoc], operations: Sequence[OperationDoc]
) -> Iterator[RequestTarget]:
    """The targets of the commands and messages above, from the declaration of the entry on."""
    for sample in islice(reversed(samples), _MOST_ABOVE):
        if sample.is_declaration:
            return
        if sample.message.method and not sample.program:
            if target := target_of(sample.message, operations):
                yield target


def target_of(message: Message, operations: Sequence[OperationDoc]) -> RequestTarget | None:
    """The target of the operations that a request is sent to; of one without an address, the only one with its method."""
    known = [t for o in operations for t in o.targets if message.method in ("", t.method)]
    address = message.target.partition("?")[0]
    if not address:
        return known[0] if len(known) == 1 else None
    paths = [found.path for found in targets(message.target)]
    for target in known:
        path = _path(target)
        if any(fits(path, last_segments(found, path)) for found in paths):
            return target
    return None


def without_repeats(
    samples: Sequence[SampleDoc], operations: Sequence[OperationDoc]
) -> Iterator[SampleDoc]:
    """The samples of an entry; of the programs that show the same request, only the first that sends something.

    A command or a message wins.
    """
    if not any(sample.program for sample in samples):
        yield from samples
        return
    own = [target_of(s.message, operations) if s.message.method else None for s in samples]
    chosen: dict[RequestTarget, int] = {}
    sending: set[RequestTarget] = set()
    for sample, target in zip(samples, own):
        if target is None or sample.is_declaration:
            continue
        sends = bool(sample.message.body) or "?" in sample.message.target
        if not sample.program or (sends and target not in sending and chosen.get(target)):
            chosen[target] = sample.program
        chosen.setdefault(target, sample.program)
        if sends:
            sending.add(target)
    for sample, target in zip(samples, own):
        if not (target and sample.program) or chosen[target] == sample.program:
            yield sample


def literal_as_json(page: PageReader, fence: Fence) -> Fence:
    """A fence that is a literal of a programming language as JSON, and a note of it; any other as it is."""
    text = literal_json(fence.text)
    if text is None or _is_nearly_json(fence.text):
        return fence
    page.report("DG250", body_place(fence))
    return replace(fence, text=text)


def _is_nearly_json(text: str) -> bool:
    """Whether a text is JSON but for a single slip, which has a fix."""
    try:
        return len(read_json(text)[1]) < 2
    except Unreadable:
        return False


def request_in_comment(comment: str, operations: Sequence[OperationDoc]) -> Message | None:
    """The request of one of the operations that a comment above its response writes with a query."""
    for url in _ASKED.findall(comment):
        if target := target_of(Message(target=url), operations):
            return Message(method=target.method, target=url)
    return None
