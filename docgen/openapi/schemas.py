"""The types of an API as JSON Schema (draft 2020-12).

In: a `Spec`. Out: a schema for each type and enumeration, by qualified name. `read_schemas` reads them again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, count
from typing import Any

from docgen.spec.model import Enum, Member, Parameter, Property, Spec, Type
from docgen.spec.page_urls import absolute_links, documentation_url
from docgen.spec.primitives import PRIMITIVES
from docgen.spec.types import STRING, TypeUse
from docgen.syntax.naming import constant_case
from docgen.syntax.strict_json import json_text

Schema = dict[str, Any]


class Schemas:
    """The schemas of one spec; `place` is where a reference finds them: "#/$defs/"."""

    def __init__(self, spec: Spec, place: str) -> None:
        self.spec, self.place = spec, place
        self.named = {item.name for item in (*spec.types, *spec.enums)}
        self.titles = Counter(_last_name(name) for name in self.named)
        self.derived: dict[str, list[str]] = {}
        for item in spec.types:
            if item.base:
                self.derived.setdefault(item.base, []).append(item.name)

    def components(self) -> dict[str, Schema]:
        """Qualified name -> schema, types before enumerations."""
        return {
            **{item.name: self._type(item) for item in self.spec.types},
            **{item.name: self._enum(item) for item in self.spec.enums},
        }

    def of(self, type_use: TypeUse) -> Schema:
        """The schema of a type, a reference for a documented one."""
        schema = self._of(type_use)
        return _nullable(schema) if type_use.is_nullable else schema

    def _of(self, type_use: TypeUse) -> Schema:
        match type_use.kind:
            case "array":
                return {"type": "array", "items": self.of(type_use.items[0])}
            case "map":
                return {"type": "object", "additionalProperties": self.of(type_use.items[0])}
            case "tuple":
                items = [self.of(item) for item in type_use.items]
                return {"type": "array", "prefixItems": items, "items": False}
            case "union":
                return {"anyOf": [self.of(item) for item in type_use.items]}
        if type_use.name in self.named:
            return {"$ref": self.place + type_use.name}
        primitive = PRIMITIVES.get(type_use.name)
        return dict(primitive.schema) if primitive else {}

    def text(self, markdown: str, page: str) -> Schema:
        """The description, if there is one, its links made absolute."""
        return {"description": absolute_links(markdown, self.spec, page)} if markdown else {}

    def _about(self, item: Type | Enum) -> Schema:
        url = documentation_url(self.spec, item)
        title = _last_name(item.name)
        return {
            # Generators of code name classes by the title, so two namespaces must not share one.
            "title": title if self.titles[title] == 1 else item.name,
            **self.text(item.description, item.page),
            **({"externalDocs": {"url": url}} if url else {}),
            **marks(item),
            **({"x-anchor": item.anchor} if item.anchor else {}),
        }

    def _type(self, item: Type) -> Schema:
        if item.type:
            return {**self._about(item), **self.of(item.type), **self._discriminator(item)}
        properties = {p.name: self._property(p, item.page) for p in item.properties}
        if item.name in self.derived and not item.base and self.spec.protocol == "odata":
            properties["@odata.type"] = {"type": "string"}
        body: Schema = {"type": "object"}
        if properties:
            body["properties"] = properties
        if required := [p.name for p in item.properties if p.is_required]:
            body["required"] = required
        if item.is_open:
            body["additionalProperties"] = True
        flags: Schema = self._discriminator(item)
        if item.kind == "entity":
            flags["x-entity"] = True
        if item.is_abstract:
            flags["x-abstract"] = True
        if item.key:
            flags["x-key"] = list(item.key)
        if not item.base:
            return {**self._about(item), **body, **flags}
        if item.base_evidence != "stated":
            flags["x-base-evidence"] = item.base_evidence
        return {**self._about(item), "allOf": [{"$ref": self.place + item.base}, body], **flags}

    def _discriminator(self, item: Type) -> Schema:
        if not item.discriminator:
            return {}
        mapping = {value: self.place + name for value, name in item.discriminator.mapping}
        named = {"mapping": mapping} if mapping else {}
        return {"discriminator": {"propertyName": item.discriminator.property, **named}}

    def _property(self, item: Property, page: str) -> Schema:
        schema = self.of(item.type)
        # CSDL 4.01, part 3, section 7.2.1: null unless the contrary is stated, but no null for a collection.
        may_be_null = self.spec.protocol == "odata" and not item.type.is_array and bool(schema)
        if may_be_null and not item.is_never_null and not item.type.is_nullable:
            schema = _nullable(schema)
        schema = self._known(schema, item)
        if item.is_never_null and not may_be_null:
            schema["x-never-null"] = True
        if item.is_navigation:
            schema["x-navigation"] = True
        return {**schema, **marks(item), **self.text(item.description, page)}

    def parameter(self, item: Parameter) -> Schema:
        """The schema of a parameter, without its description."""
        return self._known(self.of(item.type), item)

    def _known(self, schema: Schema, item: Property | Parameter) -> Schema:
        """The schema with the default and the known values of a property or parameter."""
        if item.values and self.spec.protocol == "odata":
            schema = {**schema, "examples": list(item.values), "x-known-values": True}
        elif item.values:
            schema = self._with_values(schema, item.values)
        return schema if item.default is None else {**schema, "default": item.default}

    def _with_values(self, schema: Schema, values: Sequence[str]) -> Schema:
        """The schema of texts, or of arrays of them, with the known ones: others may come."""
        if "array" in as_list(schema.get("type")):
            return {**schema, "items": self._with_values(schema["items"], values)}
        known: list[str] | list[int] = list(values)
        if "integer" in as_list(schema.get("type")):
            known = [int(value) for value in values]
        elif "string" not in as_list(schema.get("type")):
            return schema
        names = _names(values) if known == list(values) else {}
        return {"anyOf": [{**schema, "enum": known, **names}, schema]}

    def _enum(self, item: Enum) -> Schema:
        """An enumeration; of one that is not closed any other value is valid too, of flags any sum."""
        members = item.members
        values: Schema = self.of(item.type)
        if item.type == STRING:
            values["enum"] = [m.name for m in members]
            values.update(_names(values["enum"]))
            if any(m.value for m in members):
                values["x-enum-values"] = [m.value for m in members]
        else:
            key = "x-enum-values" if item.is_flags else "enum"
            values[key] = [int(m.value or 0) for m in members]
            names = [m.name for m in members]
            are_constants = all(name.isidentifier() for name in names)
            values["x-enum-varnames"] = names if are_constants else _constants(names)
            if not are_constants:
                values["x-enum-names"] = names
        if any(m.description for m in members):
            # A list as long as the enum, as openapi-generator has it: others refuse any other shape.
            values["x-enum-descriptions"] = [m.description for m in members]
        if facts := {m.name: member for m in members if (member := _member(m))}:
            values["x-enum-members"] = facts
        flags = {"x-enum-flags": True} if item.is_flags else {}
        if item.is_closed or "enum" not in values:
            return {**self._about(item), **values, **flags}
        return {**self._about(item), "anyOf": [values, self.of(item.type)], **flags}


def _names(values: Sequence[str]) -> Schema:
    """A name for each of some texts, where constants made of them might be the same."""
    letters = {re.sub(r"[\W_]", "", value.upper()) or str(i) for i, value in enumerate(values)}
    return {} if len(letters) == len(values) else {"x-enum-varnames": _constants(values)}


def _constants(values: Sequence[str]) -> list[str]:
    """A name of a constant for each of some texts, no two alike."""
    names: dict[str, None] = {}
    for index, value in enumerate(values):
        name = constant_case(value) if value[:1].isalpha() else f"VALUE_{index}"
        # Generators drop an underscore at the end, so that a number follows it.
        numbers = (f"{name}_{number}" for number in count(2))
        names[next(n for n in chain([name], numbers) if n not in names)] = None
    return list(names)


def _member(item: Member) -> Schema:
    return {**marks(item), **({"x-sentinel": True} if item.is_sentinel else {})}


def marks(item: Any) -> Schema:
    """Deprecation, release and evidence of whatever has them, where they say something."""
    evidence = getattr(item, "evidence", "stated")
    return {
        **({"deprecated": True} if item.is_deprecated else {}),
        **({"x-since": item.since} if item.since else {}),
        **({"x-evidence": evidence} if evidence != "stated" else {}),
    }


def as_list(value: object) -> list[object]:
    """A value that may stand for a list of it alone."""
    return list(value) if isinstance(value, list) else [value]


def _nullable(schema: Schema) -> Schema:
    """The schema of the same values and null."""
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]} if schema else schema


def _last_name(name: str) -> str:
    return name.rpartition(".")[2]


def json_schema_text(spec: Spec) -> str:
    """A JSON Schema document that holds each type under `$defs`."""
    components = Schemas(spec, "#/$defs/").components()
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": spec.name,
        "$defs": {
            name: {key: value for key, value in schema.items() if key != "externalDocs"}
            for name, schema in components.items()
        },
    }
    return json_text(document, indent=2) + "\n"
