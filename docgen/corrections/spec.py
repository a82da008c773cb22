"""Corrections of fields and names: the type, place or name of a parameter, the type of a property, the name of a type.

In: the linked `Spec`. Out: the same corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docgen.corrections.correction import Correction
from docgen.corrections.names import renamed
from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.suggestion import hint
from docgen.records import replace
from docgen.spec.model import Operation, Parameter, Property, RequestBody, Spec, Type
from docgen.spec.primitives import PRIMITIVES
from docgen.spec.types import TypeUse, array_of, use_of
from docgen.syntax.naming import namespace_of, simple
from docgen.syntax.url_path import EXPRESSION, shape


class _NotApplied(Exception):
    """Why a correction does not apply; caught where it is applied."""


def correct_spec(spec: Spec, corrections: Sequence[Correction]) -> tuple[Spec, list[Diagnostic]]:
    """The spec with all corrections of fields, in order, and a finding for each that does not apply."""
    findings: list[Diagnostic] = []
    apply: Mapping[str, Callable[[Spec, Correction], Spec]] = {
        "parameter": _parameter,
        "property": _property,
        "path": _segment,
        "type": _name,
    }
    for correction in corrections:
        if correction.kind not in apply:
            continue
        try:
            spec = apply[correction.kind](spec, correction)
        except _NotApplied as error:
            findings.append(correction.fault(str(error)))
    return spec, findings


def _name(spec: Spec, correction: Correction) -> Spec:
    """The spec with another name for a type or an enumeration."""
    names = [item.name for item in (*spec.types, *spec.enums)]
    old = next((name for name in names if _is_called(name, correction.target)), None)
    if old is None:
        raise _NotApplied(f"there is no such type{hint(correction.target, map(simple, names))}")
    if spec.protocol == "odata":
        raise _NotApplied("the name of a type of OData is sent with its values")
    name = correction.set["name"]
    new = f"{namespace_of(old)}.{name}"
    if new.lower() in {known.lower() for known in names if known != old}:
        raise _NotApplied(f"there is another type {name}")
    if new == old:
        raise _NotApplied("the pages say the same")
    return renamed(spec, old, new)


def _segment(spec: Spec, correction: Correction) -> Spec:
    """The default of a segment that is a parameter."""
    if "default" not in correction.set:
        return spec
    before = correction.path.rpartition("/")[0]
    start = f"{before}/{{{correction.set['parameter']}}}/".lower()

    def changed(operation: Operation) -> Operation:
        if not f"{operation.path}/".lower().startswith(start):
            return operation
        name = EXPRESSION.findall(operation.path[: len(start)])[-1]
        parameters = (
            (
                replace(p, default=correction.set["default"])
                if (p.location, p.name) == ("path", name)
                else p
            )
            for p in operation.parameters
        )
        return replace(operation, parameters=tuple(parameters))

    return replace(spec, operations=tuple(map(changed, spec.operations)))


def _parameter(spec: Spec, correction: Correction) -> Spec:
    key = (correction.method, shape(correction.path))
    number = next(
        (n for n, o in enumerate(spec.operations) if (o.method, shape(o.path)) == key), None
    )
    if number is None:
        raise _NotApplied("no page documents the operation")
    operation = spec.operations[number]
    body = operation.request_body
    listed = body.properties if body else ()
    found = next((p for p in (*operation.parameters, *listed) if p.name == correction.name), None)
    if found is None:
        names = [p.name for p in (*operation.parameters, *listed)]
        raise _NotApplied(f"the operation has no such parameter{hint(correction.name, names)}")
    new = None if correction.skip else _corrected(found, correction, spec)
    if new == found:
        raise _NotApplied("the pages say the same")
    operations = list(spec.operations)
    operations[number] = _with_parameter(operation, found, new)
    return replace(spec, operations=tuple(operations))


def _corrected(found: Parameter, correction: Correction, spec: Spec) -> Parameter:
    changes = dict(correction.set)
    if "name" in changes and found.location == "path":
        raise _NotApplied(
            "a parameter of the path has its name from there; set the operation's path"
        )
    new = replace(
        found,
        name=changes.get("name", found.name),
        location=changes.get("in", found.location),
        is_required=changes.get("required", found.is_required),
        default=changes.get("default", found.default),
        values=tuple(changes.get("values", found.values)),
    )
    return replace(new, type=_type(changes["type"], spec)) if "type" in changes else new


def _with_parameter(operation: Operation, old: Parameter, new: Parameter | None) -> Operation:
    """The operation with a parameter as `new`, in its place; None: without it."""
    body = operation.request_body
    if new and new.location == "path" != old.location:
        if f"{{{new.name}}}" not in operation.path:
            raise _NotApplied(f"the path has no {{{new.name}}}")
    if new and new.location == old.location:
        parameters = tuple(new if p is old else p for p in operation.parameters)
        listed = tuple(new if p is old else p for p in body.properties) if body else ()
    else:
        parameters = tuple(p for p in operation.parameters if p is not old)
        listed = tuple(p for p in body.properties if p is not old) if body else ()
        if new and new.location == "body":
            if body and body.type:
                raise _NotApplied(f"the body is {body.type}")
            listed = (*listed, new)
        elif new:
            parameters = (*parameters, new)
    if listed or body and body.type:
        body = replace(body or RequestBody(), properties=listed)
    else:
        body = None
    return replace(operation, parameters=parameters, request_body=body)


def _property(spec: Spec, correction: Correction) -> Spec:
    name = correction.target.rpartition(".")[0]
    number = next((n for n, item in enumerate(spec.types) if _is_called(item.name, name)), None)
    if number is None:
        raise _NotApplied(f"there is no type {name}")
    item = spec.types[number]
    found = next((p for p in item.properties if p.name == correction.name), None)
    if found is None:
        names = [p.name for p in item.properties]
        raise _NotApplied(f"the type has no such property{hint(correction.name, names)}")
    new = None if correction.skip else _corrected_property(found, correction.set, spec)
    if new == found:
        raise _NotApplied("the pages say the same")
    properties = (new if p is found else p for p in item.properties)
    types = list[Type](spec.types)
    types[number] = replace(item, properties=tuple(p for p in properties if p))
    return replace(spec, types=tuple(types))


def _corrected_property(found: Property, changes: Mapping[str, Any], spec: Spec) -> Property:
    use = _type(changes["type"], spec) if "type" in changes else found.type
    if "nullable" in changes:
        use = replace(use, is_nullable=changes["nullable"])
    return replace(
        found,
        type=use,
        is_required=changes.get("required", found.is_required),
        is_never_null=not changes["nullable"] if "nullable" in changes else found.is_never_null,
        default=changes.get("default", found.default),
        values=tuple(changes.get("values", found.values)),
        evidence="stated" if "type" in changes else found.evidence,
    )


def _is_called(qualified: str, name: str) -> bool:
    return name in (qualified, qualified.rpartition(".")[2])


def _type(text: str, spec: Spec) -> TypeUse:
    """A type as spec.json and `docgen where` write it: "integer", "array of Lamp", "string or null"."""
    alternatives = text.split(" or ")
    uses = [_single(part.strip(), spec) for part in alternatives if part.strip() != "null"]
    use = uses[0] if len(uses) == 1 else TypeUse(kind="union", items=tuple(uses))
    return replace(use, is_nullable=True) if len(uses) < len(alternatives) else use


def _single(text: str, spec: Spec) -> TypeUse:
    if text.startswith("array of "):
        return array_of(_single(text.removeprefix("array of ").strip(), spec))
    if text.startswith("map of "):
        return TypeUse(kind="map", items=(_single(text.removeprefix("map of ").strip(), spec),))
    named = [item.name for item in (*spec.types, *spec.enums) if _is_called(item.name, text)]
    if text not in PRIMITIVES and text != "any" and not named:
        known = [
            *PRIMITIVES,
            *(item.name.rpartition(".")[2] for item in (*spec.types, *spec.enums)),
        ]
        raise _NotApplied(f'"{text}" is neither a primitive nor a type{hint(text, known)}')
    return use_of(named[0] if named else text)
