"""Documented samples as short Python programs for an SDK's README.

A `Spec`, its plan and the files of its package enter; `Example`s leave, each tried: it sends the
documented request and reads the documented answer. Samples that would be long are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from docgen.binding import Mismatch
from docgen.expressions import Unfit
from docgen.in_memory import imported
from docgen.plan_records import Example, File
from docgen.plan_requests import plan_calls
from docgen.prose import page_url, plain_text
from docgen.snippets import Program, Recorder, Writer
from docgen.spec import Operation, Sample, Spec

_KINDS = ("list", "get", "create", "update", "action", "function", "delete", "replace")
_LONGEST = 1200  # characters of a program


def find_examples(
    spec: Spec, package: str, plan: Iterable[File], files: Mapping[str, str], count: int = 5
) -> tuple[Example, ...]:
    """At most `count` programs, of as many kinds of operations as there are; the short ones first."""
    written = _written(spec, tuple(plan))
    chosen: list[Example] = []
    with imported(package, files) as root:
        recorder = Recorder(root, package, spec)
        while len(chosen) < count and any(written.values()):
            for kind in _KINDS:
                while len(chosen) < count and written.get(kind):
                    program, operation, sample = written[kind].pop(0)
                    trial = recorder.run(program.text(package, recorder.elsewhere), sample)
                    if trial.is_answered and not trial.fault:
                        chosen.append(_example(spec, operation, program.lines))
                        written[kind] = [w for w in written[kind] if w[1] is not operation]
                        break
    order = [operation.id for operation in spec.operations]
    return tuple(sorted(chosen, key=lambda example: order.index(example.operation)))


def _written(
    spec: Spec, plan: tuple[File, ...]
) -> dict[str, list[tuple[Program, Operation, Sample]]]:
    """The programs of each kind of operation, the best first. Faults make no examples."""
    writer, calls = Writer(spec, plan), plan_calls(plan)
    written: dict[str, list[tuple[Program, Operation, Sample]]] = {}
    for operation in spec.operations:
        for sample in operation.samples:
            if sample.request is None or (sample.response and sample.response.status >= 400):
                continue
            with suppress(Mismatch, Unfit):
                program = writer.program(operation, sample.request, calls[operation.id])
                if program.is_documented and len(program.lines) <= _LONGEST:
                    written.setdefault(operation.kind, []).append((program, operation, sample))
    for found in written.values():
        found.sort(key=lambda item: _oddity(item[0], item[1]))
    return written


def _oddity(program: Program, operation: Operation) -> tuple[int, int]:
    """How little a program shows: placeholders for values, a read that reads nothing; its length."""
    is_empty_read = operation.kind in ("get", "list") and "print(" not in program.code
    odd = ('["{' in program.code) + 2 * (is_empty_read or operation.method == "HEAD")
    return odd, len(program.lines)


def _example(spec: Spec, operation: Operation, code: str) -> Example:
    return Example(
        operation=operation.id,
        title=plain_text(operation.description) or operation.id,
        url=page_url(spec, operation.page),
        code=code,
    )
