"""What docgen.toml states of how an API is called, and no page has: an operation, a key of responses, a credential.

In: the linked `Spec`, in which it is stated already. Out: a finding for each statement that names nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.suggestion import hint
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Operation, Spec
from docgen.spec.protocols import Key, OperationProtocols, Protocols, is_credential
from docgen.spec.types import ANY, TypeUse
from docgen.syntax.json_pointer import pointer_steps
from docgen.syntax.url_path import shape


def check_protocols(spec: Spec, protocols: Protocols) -> list[Diagnostic]:
    """The statements that do not apply (DG124)."""
    if not protocols.places:
        return []
    found = [*_of(protocols, spec.operations, spec, ())]
    by_key = {_key(o.id): o for o in spec.operations}
    for id, own in protocols.operations.items():
        at = ("operations", id)
        if operation := by_key.get(_key(id)):
            found += _of(own, [operation], spec, at)
        else:
            ids = [operation.id for operation in spec.operations]
            found.append((at, f"no page documents it{hint(id, ids)}"))
    for item in protocols.parameters or ():
        if is_credential(item, spec.security_schemes):
            found.append(
                (("parameters",), f"{item.name} is a credential, which requests have anyway")
            )
    if protocols.errors:
        failures = [c for o in spec.operations for c in _contents(o) if c[0] >= 400]
        for key in protocols.errors.__struct_fields__:
            steps = pointer_steps(getattr(protocols.errors, key))
            if steps and failures and not any(_leads(value, steps) for _, value in failures):
                found.append((("errors", key), "no documented failure has this key"))
    return [
        diagnose("DG124", protocols.place(*key), key=".".join(key), why=why) for key, why in found
    ]


def _key(id: str) -> tuple[str, str]:
    method, _, path = id.partition(" ")
    return method, shape(path)


def _of(
    stated: OperationProtocols, operations: Sequence[Operation], spec: Spec, at: Key
) -> Iterator[tuple[Key, str]]:
    """The keys below `at` that name nothing in these operations, each with why."""
    schemes = [scheme.name for scheme in spec.security_schemes]
    for name in {r.scheme for each in stated.security or () for r in each} - set(schemes):
        yield (*at, "security"), f'there is no credential "{name}"{hint(name, schemes)}'
    paging = stated.paging
    if spec.protocol == "odata" and (paging or stated.envelope):
        key = "paging" if paging else "envelope"
        yield (*at, key), "the dialect says that the API is OData, which has its own"
        return
    pointers = [("envelope", "data", stated.envelope.data)] if stated.envelope else []
    if paging and paging.style != "none":
        pointers += [("paging", "items", paging.items), ("paging", "next", paging.next)]
    for table, key, pointer in pointers:
        steps = pointer_steps(pointer)
        if steps and _is_nowhere(steps, operations, spec):
            yield (*at, table, key), f"no response has {pointer}"


def _is_nowhere(steps: Sequence[str], operations: Sequence[Operation], spec: Spec) -> bool:
    """Whether responses are documented, and nothing is at a JSON Pointer in any of them."""
    hierarchy = Hierarchy(spec.types)
    shown = [value for o in operations for status, value in _contents(o) if status < 300]
    if any(_leads(value, steps) for value in shown):
        return False
    typed = [o for o in operations if o.returned and o.returned != ANY]
    for operation in typed:
        data = pointer_steps(operation.data_at(spec.envelope))
        inner = steps[len(data) :]
        if steps[: len(data)] == data and _has(operation.returned, inner, hierarchy):
            return False
    return bool(shown or typed)


def _contents(operation: Operation) -> Iterator[tuple[int, Any]]:
    """The JSON of documented responses, each with its status."""
    for sample in operation.samples:
        if sample.response and sample.response.has_json:
            yield sample.response.status, sample.response.json


def _leads(value: Any, steps: Sequence[str]) -> bool:
    """Whether something is at a JSON Pointer."""
    for step in steps:
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return False
    return True


def _has(use: TypeUse | None, steps: Sequence[str], hierarchy: Hierarchy) -> bool:
    """Whether the type of a content has something at a JSON Pointer."""
    for step in steps:
        found = hierarchy.properties(use.name).get(step) if use and use.kind == "named" else None
        if found is None:
            return False
        use = found.type
    return True
