"""Documented samples as short Python programs for an SDK's README and docstrings.

A `Spec`, its plan and the files of its package enter; the plan leaves with examples, each tried: it
sends exactly the documented request, and in the README reads the documented answer as well. Samples
that would be long are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from docgen.python.calls import plan_calls
from docgen.python.expressions import Unfit
from docgen.python.records import Builder, Call, Example, File, Package, RequestModule
from docgen.python.render import black_text
from docgen.records import replace
from docgen.snippets.programs import Program, Writer
from docgen.snippets.recorder import Recorder
from docgen.spec.model import Operation, Sample, Spec
from docgen.spec.page_urls import documentation_url
from docgen.syntax.plain_text import plain_text
from docgen.verify.binding import Mismatch
from docgen.verify.loader import imported

_KINDS = ("list", "get", "create", "update", "action", "function", "delete", "replace")
_LONGEST = 1200  # characters of a program
_MOST = 5  # programs
_LINES, _WIDTH = 8, 88  # of a call in a docstring, which is 12 characters from the margin


def with_examples(
    spec: Spec, package: str, plan: Iterable[File], files: Mapping[str, str]
) -> tuple[File, ...]:
    """The plan with programs in its README, and a call in the docstring of each method that has a short one."""
    plan = tuple(plan)
    programs = find_examples(spec, package, plan, files)
    calls = find_calls(spec, package, plan, files)

    def with_example(record: object) -> object:
        if isinstance(record, Package):
            return replace(record, examples=programs)
        if isinstance(record, RequestModule):
            return replace(record, builders=tuple(_with_calls(b, calls) for b in record.builders))
        return record

    return tuple(replace(file, record=with_example(file.record)) for file in plan)


def _with_calls(builder: Builder, calls: Mapping[str, str]) -> Builder:
    """Places that share a class have the same methods: one that has no call gets that of another place."""
    methods = zip(*(place.methods for place in (builder, *builder.aliases)))
    return replace(
        builder,
        methods=tuple(
            replace(same[0], example=next((calls[m.id] for m in same if m.id in calls), ""))
            for same in methods
        ),
    )


def find_calls(
    spec: Spec, package: str, plan: Iterable[File], files: Mapping[str, str]
) -> dict[str, str]:
    """The call that makes the first documented request of an operation, by its id; none of more than a few lines.

    One with values comes before one with `{placeholders}`.
    """
    plan = tuple(plan)
    writer, calls = Writer(spec, plan, only_calls=True), plan_calls(plan)
    texts: dict[str, str] = {}
    with imported(package, files) as root:
        recorder = Recorder(root, package, spec)
        for operation in spec.operations:
            written = _programs(writer, operation, calls[operation.id])
            for program, sample in sorted(written, key=lambda item: _has_placeholder(item[0])):
                if narrow := _narrow(program):
                    trial = recorder.run(narrow.text(package, recorder.address), sample)
                    if not trial.fault:
                        texts[operation.id] = narrow.lines
                        break
    return texts


def find_examples(
    spec: Spec, package: str, plan: Iterable[File], files: Mapping[str, str]
) -> tuple[Example, ...]:
    """At most five programs, of as many kinds of operations as there are; the short ones first."""
    written = _written(spec, tuple(plan))
    chosen: list[Example] = []
    with imported(package, files) as root:
        recorder = Recorder(root, package, spec)
        while len(chosen) < _MOST and any(written.values()):
            for kind in _KINDS:
                while len(chosen) < _MOST and written.get(kind):
                    program, operation, sample = written[kind].pop(0)
                    trial = recorder.run(program.text(package, recorder.address), sample)
                    if trial.is_answered and not trial.fault:
                        chosen.append(_example(spec, operation, program.lines))
                        written[kind] = [w for w in written[kind] if w[1] is not operation]
                        break
    order = [operation.id for operation in spec.operations]
    return tuple(sorted(chosen, key=lambda example: order.index(example.operation)))


def _written(
    spec: Spec, plan: tuple[File, ...]
) -> dict[str, list[tuple[Program, Operation, Sample]]]:
    """The programs of each kind of operation, the best first."""
    writer, calls = Writer(spec, plan), plan_calls(plan)
    written: dict[str, list[tuple[Program, Operation, Sample]]] = {}
    for operation in spec.operations:
        for program, sample in _programs(writer, operation, calls[operation.id]):
            if len(program.lines) <= _LONGEST:
                written.setdefault(operation.kind, []).append((program, operation, sample))
    for programs in written.values():
        programs.sort(key=lambda item: _oddity(item[0], item[1]))
    return written


def _programs(writer: Writer, operation: Operation, call: Call) -> Iterator[tuple[Program, Sample]]:
    """The programs whose values are all documented; none for a sample with a fault."""
    for sample in operation.samples:
        if sample.request and not (sample.response and sample.response.status >= 400):
            with suppress(Mismatch, Unfit):
                program = writer.program(operation, sample.request, call)
                if program.is_documented:
                    yield program, sample


def _has_placeholder(program: Program) -> bool:
    return '["{' in program.code


def _narrow(program: Program) -> Program | None:
    """The same program as it fits into a docstring, None when it does not."""
    if program.lines.count("\n") <= _LINES and _width(program) > _WIDTH:
        program = replace(program, code=black_text(program.code, width=_WIDTH))
    is_short = program.lines.count("\n") <= _LINES and _width(program) <= _WIDTH
    return program if is_short else None


def _width(program: Program) -> int:
    return max(map(len, program.lines.split("\n")))


def _oddity(program: Program, operation: Operation) -> tuple[int, int]:
    """A sort key, smaller for better examples: placeholders for values, a read of nothing; the length."""
    is_empty_read = operation.kind in ("get", "list") and "print(" not in program.code
    odd = _has_placeholder(program) + 2 * (is_empty_read or operation.method == "HEAD")
    return odd, len(program.lines)


def _example(spec: Spec, operation: Operation, code: str) -> Example:
    return Example(
        operation=operation.id,
        title=plain_text(operation.description) or operation.id,
        url=documentation_url(spec, operation),
        code=code,
    )
