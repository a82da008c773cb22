"""The mistakes that an author could make, each an edit of a page as it was read.

A page and what samples of its API hold enter; the places where a mistake is possible leave, each as a
function that makes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from docgen.diagnostics.position import Span
from docgen.driver.mutation.known import Known, simple_name
from docgen.reading.page import OperationDoc, Page, PropertyRow, SampleDoc, TypeRef
from docgen.records import replace
from docgen.spec.sample_values import TypedValue
from docgen.spec.types import ANY, BINARY, BOOLEAN, INT32, STRING
from docgen.syntax.strict_json import json_text

Change = tuple[str, Span, Page, str]  # what, where, the page, the excuse
Edit = Callable[[Page, Known], Iterator[Callable[[], Change]]]


# Samples


def _with_value(page: Page, sample: SampleDoc, change: Callable[[Any], Any]) -> Page:
    """The page with the JSON of a sample changed, in its text too."""
    value = change(deepcopy(sample.value))
    message = replace(sample.message, body=json_text(value, indent=2))
    return with_sample(page, sample, replace(sample, value=value, message=message))


def with_sample(page: Page, old: SampleDoc, new: SampleDoc) -> Page:
    return replace(page, samples=tuple(new if s is old else s for s in page.samples))


def _holder(value: Any, steps: Sequence[str | int]) -> Any:
    for step in steps[:-1]:
        value = value[step]
    return value


def _values(page: Page, known: Known) -> Iterator[tuple[SampleDoc, TypedValue]]:
    """The documented values of keys in a page's samples."""
    for sample in page.samples:
        if sample.has_value:
            for typed in known.values.get(sample.body_at, ()):
                is_twice = typed.type and typed.value is not None and known.is_twice(typed, sample)
                if typed.at and is_twice:
                    yield sample, typed


def _rename_key(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    def rename(sample: SampleDoc, typed: TypedValue) -> Change:
        key = str(typed.at[-1])

        def change(value: Any) -> Any:
            holder = _holder(value, typed.at)
            items = [(key + "X" if k == key else k, v) for k, v in holder.items()]
            holder.clear()
            holder.update(items)
            return value

        return f"{key} becomes {key}X", sample.at, _with_value(page, sample, change), "an open type"

    for sample, typed in _values(page, known):
        owners = known.walker.hierarchy.lineage(typed.owner)
        is_open = any(known.walker.types[name].is_open for name in owners)
        is_key = isinstance(typed.at[-1], str) and typed.at != ("value",)
        if is_key and not is_open and known.is_stated(typed, sample):
            yield lambda s=sample, f=typed: rename(s, f)


def _replaced(
    page: Page, sample: SampleDoc, typed: TypedValue, new: Any, excuse: str
) -> Callable[[], Change]:
    def change(value: Any) -> Any:
        _holder(value, typed.at)[typed.at[-1]] = new
        return value

    def edit() -> Change:
        what = f"{typed.at[-1]} becomes {json.dumps(new, ensure_ascii=False)[:40]}"
        return what, sample.at, _with_value(page, sample, change), excuse

    return edit


def _change_value(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    for sample, typed in _values(page, known):
        if new := _wrong(typed, known):
            yield _replaced(page, sample, typed, new, "any value fits")


def _wrong(typed: TypedValue, known: Known) -> Any:
    """A value of another type than the documented one, None when every value fits it."""
    assert typed.type
    if typed.type == STRING or typed.type.name in (*known.walker.types, *known.walker.enums):
        return 12345  # a word such as "text" would be a placeholder
    if typed.type.kind == "primitive" and typed.type != BINARY:
        return {"text": True}
    return None


def _change_member(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    for sample, typed in _values(page, known):
        enum = known.walker.enums.get(typed.type.name) if typed.type else None
        if enum and isinstance(typed.value, str):
            yield _replaced(page, sample, typed, typed.value + "X", "")


def _single_value(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    for sample, typed in _values(page, known):
        if isinstance(typed.value, list) and typed.value and typed.type and typed.type.is_array:
            if typed.type.item != ANY:
                yield _replaced(page, sample, typed, typed.value[0], "")


def _drop_value(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    """The array of a collection left out."""
    for sample, typed in _values(page, known):
        if typed.at == ("value",) and isinstance(typed.value, list):

            def edit(sample: SampleDoc = sample) -> Change:
                def change(value: Any) -> Any:
                    value["items"] = value.pop("value")
                    return value

                return "value becomes items", sample.at, _with_value(page, sample, change), ""

            yield edit


_VERBS = {"GET": "PATCH", "POST": "GET", "PATCH": "DELETE", "PUT": "POST", "DELETE": "GET"}


def _sample_verb(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    for sample, operation in known.requests(page):
        verb = _VERBS.get(sample.message.method)
        if verb and not known.is_documented(verb, operation):

            def edit(sample: SampleDoc = sample, verb: str = verb) -> Change:
                new = replace(sample, message=replace(sample.message, method=verb))
                what = f"{sample.message.method} becomes {verb}"
                return what, sample.at, with_sample(page, sample, new), "that is documented too"

            yield edit


def _misspelt(target: str, template: str) -> str:
    """A target with the last segment misspelt that is literal in its template, "" without any."""
    path, separator, query = target.partition("?")
    parts = path.split("/")
    literal = {segment.lower() for segment in template.split("/") if segment.isalpha()}
    for index in reversed(range(1, len(parts))):
        if parts[index].lower() in literal:
            parts[index] += "q"
            return "/".join(parts) + separator + query
    return ""


def _sample_path(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    for sample, operation in known.requests(page):
        if target := _misspelt(sample.message.target, operation.path):

            def edit(sample: SampleDoc = sample, target: str = target) -> Change:
                new = replace(sample, message=replace(sample.message, target=target))
                broken = with_sample(page, sample, new)
                return f"{sample.message.target} becomes {target}", sample.at, broken, "a key"

            yield edit


def _has_status_line(sample: SampleDoc) -> bool:
    """Whether a successful response states its status itself."""
    message = sample.message
    return 200 <= message.status < 300 and (message.body_line > 0 or not message.body)


def _sample_status(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    for sample in page.samples:
        status = sample.message.status
        operation = known.operations.get(sample.at)
        docs = [d for d in page.operations if operation and operation.at == d.targets[0].at]
        if _has_status_line(sample) and any(status in doc.statuses for doc in docs):

            def edit(sample: SampleDoc = sample, status: int = status) -> Change:
                wrong = 203
                new = replace(sample, message=replace(sample.message, status=wrong))
                return f"{status} becomes {wrong}", sample.at, with_sample(page, sample, new), ""

            yield edit


# Types and operations


def _rows(page: Page, known: Known) -> Iterator[tuple[int, PropertyRow]]:
    for number, resource in enumerate(page.resources):
        for row in resource.properties:
            if (
                row.type
                and row.at in known.sampled
                and "@" not in row.name
                and not resource.is_open
            ):
                yield number, row


def _with_row(page: Page, number: int, old: PropertyRow, new: PropertyRow | None) -> Page:
    resources = list(page.resources)
    resource = resources[number]
    rows = (new if row is old else row for row in resource.properties)
    resources[number] = replace(resource, properties=tuple(r for r in rows if r))
    return replace(page, resources=tuple(resources))


def _each_row(
    page: Page,
    known: Known,
    change: Callable[[PropertyRow], tuple[str, PropertyRow | None] | None],
) -> Iterator[Callable[[], Change]]:
    for number, row in _rows(page, known):
        if changed := change(row):

            def edit(
                number: int = number, row: PropertyRow = row, changed: Any = changed
            ) -> Change:
                what, new = changed
                broken = _with_row(page, number, row, new)
                return f"{row.name} {what}", row.at, broken, "stated elsewhere too"

            yield edit


def _drop_row(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    listed = {
        r.at for resource in page.resources if resource.is_listed for r in resource.properties
    }
    # A table of one response may leave out what its sample shows.
    return _each_row(page, known, lambda row: None if row.at in listed else ("is dropped", None))


def _rename_row(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    return _each_row(
        page,
        known,
        lambda row: (f"becomes {row.name}X", replace(row, name=f"{row.name}X")),
    )


def _change_type(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    def change(row: PropertyRow) -> tuple[str, PropertyRow] | None:
        assert row.type
        if row.type.name == ANY.name:
            return None
        name = INT32.name if row.type.name == BOOLEAN.name else BOOLEAN.name
        wrong = TypeRef(name=name, is_collection=row.type.is_collection)
        return f"becomes {name}", replace(row, type=wrong, values=())

    return _each_row(page, known, change)


def _single_type(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    def change(row: PropertyRow) -> tuple[str, PropertyRow] | None:
        assert row.type
        if not row.type.is_collection or row.type.name == ANY.name:
            return None
        return "is no collection", replace(row, type=replace(row.type, is_collection=False))

    return _each_row(page, known, change)


def _rename_member(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    for number, enum in enumerate(page.enums):
        for place, member in enumerate(enum.members):
            if (simple_name(enum.name), member.name) not in known.members:
                continue

            def edit(number: int = number, place: int = place) -> Change:
                enum = page.enums[number]
                old = enum.members[place]
                members = list(enum.members)
                members[place] = replace(old, name=old.name + "X")
                enums = list(page.enums)
                enums[number] = replace(enum, members=tuple(members))
                what = f"{old.name} becomes {old.name}X"
                return what, old.at, replace(page, enums=tuple(enums)), "stated elsewhere too"

            yield edit


def _each_target(
    page: Page, known: Known, change: Callable[[str, str], tuple[str, str] | None]
) -> Iterator[Callable[[], Change]]:
    """The only target of an operation that has samples, changed."""
    for number, operation in enumerate(page.operations):
        samples = known.of_operation(page, operation)
        if len(operation.targets) != 1 or not any(s.message.method for s in samples):
            continue
        target = operation.targets[0]
        if changed := change(target.method, target.target):

            def edit(
                number: int = number,
                operation: OperationDoc = operation,
                changed: tuple[str, str] = changed,
            ) -> Change:
                old = operation.targets[0]
                new = replace(old, method=changed[0], target=changed[1])
                operations = list(page.operations)
                operations[number] = replace(operation, targets=(new,))
                what = f"{old.method} {old.target} becomes {new.method} {new.target}"
                broken = replace(page, operations=tuple(operations))
                return what, old.at, broken, "another page documents it too"

            yield edit


def _target_verb(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    return _each_target(
        page, known, lambda verb, path: (_VERBS[verb], path) if verb in _VERBS else None
    )


def _target_path(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    def change(verb: str, path: str) -> tuple[str, str] | None:
        wrong = _misspelt(path, path)
        return (verb, wrong) if wrong else None

    return _each_target(page, known, change)


def _operation_status(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    for number, operation in enumerate(page.operations):
        samples = known.of_operation(page, operation)
        if operation.statuses and any(map(_has_status_line, samples)):

            def edit(number: int = number, operation: OperationDoc = operation) -> Change:
                old = operation.statuses
                wrong = tuple(299 for _ in old)
                operations = list(page.operations)
                operations[number] = replace(operation, statuses=wrong)
                broken = replace(page, operations=tuple(operations))
                return f"{old} becomes {wrong}", operation.at, broken, "no response shows it"

            yield edit


EDITS: Mapping[str, Edit] = {
    "sample: rename a key": _rename_key,
    "sample: change a value's type": _change_value,
    "sample: change an enum member": _change_member,
    "sample: a collection to a single": _single_value,
    "sample: drop the array of a collection": _drop_value,
    "sample: change the verb": _sample_verb,
    "sample: change a path segment": _sample_path,
    "sample: change the status": _sample_status,
    "type: drop a key": _drop_row,
    "type: rename a key": _rename_row,
    "type: change a type": _change_type,
    "type: change an enum member": _rename_member,
    "type: a collection to a single": _single_type,
    "operation: change the verb": _target_verb,
    "operation: change a path segment": _target_path,
    "operation: change the status": _operation_status,
}
