"""Where the samples overrule a table: required parameters that they leave out, names that they spell otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docgen.linking.context import Linker
from docgen.records import replace
from docgen.spec.model import Enum, Operation, Parameter, Property, SampleRequest, Type, is_given
from docgen.spec.sample_values import Walker, contents


def required_as_shown(linker: Linker, operation: Operation) -> Operation:
    """The operation; what a sample of it leaves out is optional, whatever its page says (DG346)."""
    body = operation.request_body
    items = (*operation.parameters, *(body.properties if body else ()))
    left_out = {id(item) for item in items if _is_left_out(linker, operation, item)}
    if not left_out:
        return operation

    def as_shown(items: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        return tuple(
            replace(item, is_required=False) if id(item) in left_out else item for item in items
        )

    return replace(
        operation,
        parameters=as_shown(operation.parameters),
        request_body=body and replace(body, properties=as_shown(body.properties)),
    )


def _is_left_out(linker: Linker, operation: Operation, item: Parameter) -> bool:
    # Samples leave out the headers that all requests of an API have.
    if not operation.asks_for(item) or item.location not in ("query", "body"):
        return False
    for sample in operation.samples:
        is_refused = sample.response is not None and sample.response.status >= 400
        if sample.request is None or is_refused or _gives(sample.request, item):
            continue
        if item.at and sample.request.at:
            place = f"{sample.request.at.path}:{sample.request.at.line}"
            linker.report("DG346", item.at, name=item.name, place=place)
        return True
    return False


def _gives(request: SampleRequest, item: Parameter) -> bool:
    """Whether a request has a value for a parameter."""
    if item.location == "body":
        return is_given(request.json, item.name)
    options = request.target.partition("?")[2].split("&")
    names = {option.partition("=")[0].lower().lstrip("$") for option in options}
    return item.name.lower().lstrip("$") in names


def spell_as_shown(
    linker: Linker, types: Sequence[Type], enums: Sequence[Enum], operations: Sequence[Operation]
) -> list[Type]:
    """The types with each property spelled as all samples that show it do (DG345): `Id` as `id`.

    A value below a key can be told of only when the key is known, so it is done again while it helps.
    """
    found = list(types)
    while renamed := _other_spellings(found, enums, operations):
        for properties in renamed.values():
            for item, shown in properties.items():
                if item.at:
                    place = "the samples"
                    linker.report("DG345", item.at, name=item.name, other=shown, place=place)
        found = [_respelled(item, renamed.get(item.name, {})) for item in found]
    return found


def _other_spellings(
    types: Sequence[Type], enums: Sequence[Enum], operations: Sequence[Operation]
) -> Mapping[str, Mapping[Property, str]]:
    """Type -> its properties with a capital that no sample shows as documented, and how they do."""
    titled = any(p.name[:1].isupper() for item in types for p in item.properties)
    if not titled:
        return {}
    walker = Walker(types, enums)
    unknown: dict[tuple[str, str], None] = {}
    known: set[tuple[str, str]] = set()
    for operation in operations:
        for content in contents(operation):
            for found in walker.walk(content):
                if found.key and not found.type and found.key[:1].islower():
                    unknown[found.owner, found.key] = None
                elif found.key:
                    known.add((found.owner, found.key))
    shown: dict[str, dict[Property, str]] = {}
    for owner, key in unknown:
        for name in walker.line(owner):
            for item in walker.types[name].properties:
                if not item.name[:1].isupper() or item.name.lower() != key.lower():
                    continue
                if (owner, item.name) not in known:
                    shown.setdefault(name, {}).setdefault(item, key)
    return shown


def _respelled(item: Type, names: Mapping[Property, str]) -> Type:
    if not names:
        return item
    spelled = {found.name: shown for found, shown in names.items()}
    return replace(
        item,
        key=tuple(spelled.get(name, name) for name in item.key),
        properties=tuple(replace(p, name=names[p]) if p in names else p for p in item.properties),
    )
