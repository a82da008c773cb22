"""The schemas of an OpenAPI document as types and enumerations.

In: a document as JSON values. Out: `Type`s and `Enum`s by name, and the use of a type for any schema in it. An object
without a name gets one of its place: `LampSize`. What `schemas` writes is read as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from docgen.records import replace
from docgen.spec.model import Discriminator, Enum, Evidence, Member, Property, Type
from docgen.spec.primitives import PRIMITIVES
from docgen.spec.types import ANY, STRING, TypeUse, array_of, use_of
from docgen.syntax.json_pointer import pointer_steps
from docgen.syntax.naming import free_name, pascal_case

Json = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_FORMATS = {
    (item.schema["type"], item.schema.get("format")): name
    for name, item in PRIMITIVES.items()
    if item.schema
}
_KINDS = {"string": str, "integer": int}


class DocumentError(ValueError):
    """An OpenAPI document that cannot be read; the message says what is wrong."""


def fields_of(value: Any) -> Json:
    """A JSON object, an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def items_of(value: Any) -> list[Any]:
    """A JSON array, an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A text on one line, "" in place of anything else."""
    if not isinstance(value, str):
        return ""
    return " ".join(value.split()) if "\n" in value else value


def evidence_of(item: Json, key: str = "x-evidence") -> Evidence:
    """The evidence that `schemas.marks` writes."""
    evidence: Any = item.get(key)
    return evidence if evidence in get_args(Evidence) else "stated"


def about(item: Json) -> dict[str, Any]:
    """The fields that all documented things have."""
    return {
        "description": text_of(item.get("description")),
        "is_deprecated": item.get("deprecated") is True,
        "since": text_of(item.get("x-since")),
        "evidence": evidence_of(item),
    }


def place_of(item: Json) -> dict[str, Any]:
    """The page of a type or an operation, by its URL, and its anchor there."""
    return {
        "page": text_of(fields_of(item.get("externalDocs")).get("url")),
        "anchor": text_of(item.get("x-anchor")),
    }


def vocabulary(schema: Json) -> tuple[str, ...]:
    """The known values of a property or parameter, or of its items."""
    if schema.get("x-known-values") is True:
        return tuple(v for v in items_of(schema.get("examples")) if isinstance(v, str))
    members = _members(schema) or _members(fields_of(schema.get("items")))
    values = items_of(members[0].get("enum")) if members else []
    return tuple(dict.fromkeys(str(value) for value in values if value is not None))


class SchemaReader:
    """The types of one document."""

    def __init__(self, document: Json, namespace: str, protocol: str) -> None:
        self.document, self.namespace, self.protocol = document, namespace, protocol
        self.types: dict[str, Type] = {}
        self.enums: dict[str, Enum] = {}
        self._schemas = fields_of(fields_of(document.get("components")).get("schemas"))
        self._taken = {self.name(key): key for key in self._schemas}
        self._open: set[str] = set()  # references that are being read in place
        for key, schema in self._schemas.items():
            self._component(self.name(key), fields_of(schema))
        self._cut_circles()

    def name(self, key: str) -> str:
        """The qualified name of a component."""
        return key if "." in key else f"{self.namespace}.{key}"

    def resolved(self, value: Any) -> Json:
        """A JSON object, or what it refers to. Raises `DocumentError` for a reference to nothing."""
        seen: set[str] = set()
        while isinstance(ref := fields_of(value).get("$ref"), str):
            if ref in seen:
                raise DocumentError(f"{ref} refers to itself")
            seen.add(ref)
            value = self._at(ref)
        return fields_of(value)

    def _at(self, ref: str) -> Any:
        path, hash, pointer = ref.partition("#")
        if path or not hash:
            raise DocumentError(f'"{ref}" leads out of the document; bundle it into one file')
        value: Any = self.document
        for step in pointer_steps(pointer):
            try:
                value = value[int(step)] if isinstance(value, list) else value[step]
            except (KeyError, TypeError, ValueError, IndexError):
                raise DocumentError(f'"{ref}" refers to nothing') from None
        return value

    # Uses

    def use(self, value: Any, place: str) -> TypeUse:
        """The use of a type by a schema. `place` names it if it is an object of its own."""
        schema = fields_of(value)
        if isinstance(ref := schema.get("$ref"), str):
            return self._referred(ref, place)
        options, has_null = _options(schema)
        kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type")
        kinds = [kind for kind in items_of(kinds) if isinstance(kind, str)]
        is_nullable = has_null or "null" in kinds or schema.get("nullable") is True
        kinds = [kind for kind in kinds if kind != "null"]
        if options:
            use = self._alternatives(schema, options, place)
        elif len(kinds) > 1:
            uses = [self._of_kind(kind, schema, place) for kind in kinds]
            use = TypeUse(kind="union", items=tuple(dict.fromkeys(uses)))
        else:
            use = self._of_kind(kinds[0] if kinds else _kind(schema), schema, place)
        if is_nullable and not use.is_nullable and use != ANY:
            return replace(use, is_nullable=True)
        return use

    def _referred(self, ref: str, place: str) -> TypeUse:
        key = ref.removeprefix(_SCHEMAS)
        if key in self._schemas and ref != key:
            return use_of(self.name(key))
        if ref in self._open:
            return ANY
        self._open.add(ref)
        try:
            return self.use(self._at(ref), place)
        finally:
            self._open.discard(ref)

    def _alternatives(self, schema: Json, options: list[Any], place: str) -> TypeUse:
        if members := _members(schema):
            plain = [o for o in options if not {"enum", "const"} & fields_of(o).keys()]
            return self.use(plain[0], place) if plain else _type_of_values(members)
        names = [place, *(f"{place}{number}" for number in range(2, len(options) + 1))]
        uses = [self.use(option, name) for option, name in zip(options, names)]
        items = tuple(dict.fromkeys(uses))
        if len(items) == 1:
            return items[0]
        return ANY if ANY in items else TypeUse(kind="union", items=items)

    def _of_kind(self, kind: str, schema: Json, place: str) -> TypeUse:
        if kind == "array":
            if parts := items_of(schema.get("prefixItems")):
                uses = (self.use(part, f"{place}{i}") for i, part in enumerate(parts, 1))
                return TypeUse(kind="tuple", items=tuple(uses))
            return array_of(self.use(schema.get("items"), place))
        if kind == "object":
            parts = items_of(schema.get("allOf"))
            if len(parts) == 1 and not schema.get("properties"):
                return self.use(parts[0], place)
            if parts or schema.get("properties"):
                return self._inline(schema, place)
            return TypeUse(kind="map", items=(self.use(schema.get("additionalProperties"), place),))
        name = _FORMATS.get((kind, schema.get("format"))) or _FORMATS.get((kind, None))
        return use_of(name) if name else ANY

    def _inline(self, schema: Json, place: str) -> TypeUse:
        name = free_name(f"{self.namespace}.{place}", self._taken)
        self._taken[name] = ""
        self.types[name] = Type(name=name, kind="object")  # its place, in case that it holds itself
        self.types[name] = self._object(name, schema)
        return use_of(name)

    # Components

    def _component(self, name: str, schema: Json) -> None:
        facts: dict[str, Any] = {"name": name, **about(schema), **place_of(schema)}
        if members := _members(schema):
            values, is_closed = members
            flags = {"is_flags": schema.get("x-enum-flags") is True, "is_closed": is_closed}
            use = _type_of_values(members)
            self.enums[name] = Enum(type=use, members=_named(values), **flags, **facts)
            return
        parts = items_of(schema.get("allOf"))
        has_own = bool(schema.get("properties")) or len(parts) > 1
        is_map = isinstance(schema.get("additionalProperties"), dict)
        kind = schema.get("type")
        if has_own or (kind == "object" and not is_map and not parts and not _options(schema)[0]):
            self.types[name] = self._object(name, schema)
        else:
            use = self.use(schema, name.rpartition(".")[2] + "Value")
            discriminator = self._discriminator(schema)
            self.types[name] = Type(kind="alias", type=use, discriminator=discriminator, **facts)

    def _object(self, name: str, schema: Json) -> Type:
        base, parts = "", [schema]
        for part in items_of(schema.get("allOf")):
            ref = fields_of(part).get("$ref")
            key = ref.removeprefix(_SCHEMAS) if isinstance(ref, str) else ""
            if not base and key in self._schemas and _is_object(self.resolved(part)):
                base = self.name(key)
            else:
                parts += self._flattened(part, frozenset())
        required = {item for part in parts for item in items_of(part.get("required"))}
        properties: dict[str, Property] = {}
        for part in parts:
            for key, item in fields_of(part.get("properties")).items():
                if key != "@odata.type" or self.protocol != "odata":
                    properties[key] = self._property(name, key, item, key in required)
        return Type(
            name=name,
            kind="entity" if schema.get("x-entity") is True else "object",
            base=base,
            base_evidence=evidence_of({"x-evidence": schema.get("x-base-evidence")}),
            is_open=any(part.get("additionalProperties") is True for part in parts),
            is_abstract=schema.get("x-abstract") is True,
            key=tuple(map(text_of, items_of(schema.get("x-key")))),
            discriminator=self._discriminator(schema),
            properties=tuple(properties.values()),
            **about(schema),
            **place_of(schema),
        )

    def _flattened(self, part: Any, within: frozenset[str]) -> Iterator[Json]:
        """A part of an object and the parts of it."""
        ref = fields_of(part).get("$ref")
        if ref in within:
            return
        schema = self.resolved(part)
        yield schema
        for inner in items_of(schema.get("allOf")):
            yield from self._flattened(inner, within | {ref} if isinstance(ref, str) else within)

    def _property(self, owner: str, name: str, value: Any, is_required: bool) -> Property:
        schema = fields_of(value)
        use = self.use(schema, owner.rpartition(".")[2] + pascal_case(name))
        is_never_null = schema.get("x-never-null") is True
        if self.protocol == "odata" and use != ANY and not use.is_array:
            # Every value may be null in OData, unless a page states that it may not.
            is_never_null = is_never_null or not use.is_nullable
            use = replace(use, is_nullable=False)
            use = use_of(use.name) if use.name else use
        return Property(
            name=name,
            type=use,
            is_required=is_required,
            is_never_null=is_never_null,
            is_navigation=schema.get("x-navigation") is True,
            default=schema.get("default"),
            values=vocabulary(schema),
            **about(schema),
        )

    def _discriminator(self, schema: Json) -> Discriminator | None:
        item = fields_of(schema.get("discriminator"))
        if not isinstance(item.get("propertyName"), str):
            return None
        mapping = fields_of(item.get("mapping")).items()
        named = ((v, self.name(k.removeprefix(_SCHEMAS))) for v, k in mapping if isinstance(k, str))
        return Discriminator(property=item["propertyName"], mapping=tuple(named))

    def _cut_circles(self) -> None:
        """Takes the base type from a type that would derive from itself."""
        for name, item in self.types.items():
            path, base = {name}, item.base
            while base in self.types and base not in path:
                path.add(base)
                base = self.types[base].base
            if base == name:
                self.types[name] = replace(item, base="")


def _is_object(schema: Json) -> bool:
    return schema.get("type") == "object" or bool({"properties", "allOf"} & schema.keys())


def _kind(schema: Json) -> str:
    """The type of a schema that states none."""
    if _is_object(schema) or "additionalProperties" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema:
        return "array"
    values = _members(schema)
    return _type_of_values(values).name if values else ""


def _options(schema: Json) -> tuple[list[Any], bool]:
    """The alternatives of a schema but null, and whether null is one."""
    options = items_of(schema.get("anyOf")) or items_of(schema.get("oneOf"))
    others = [option for option in options if fields_of(option).get("type") != "null"]
    return others, len(others) < len(options)


# Enumerations


def _members(schema: Json) -> tuple[Json, bool] | None:
    """The schema that lists the values of an enumeration, and whether there are no others."""
    options, _ = _options(schema)
    if options and all("const" in fields_of(option) for option in options):
        described = [fields_of(option) for option in options]
        values = [option["const"] for option in described]
        return _checked({
            "enum": values,
            "x-enum-varnames": [text_of(o.get("title")) or str(o["const"]) for o in described],
            "x-enum-descriptions": [text_of(o.get("description")) for o in described],
        }, True)  # fmt: skip
    lists = [fields_of(option) for option in options if "enum" in fields_of(option)]
    if len(options) == 2 and len(lists) == 1:
        other = fields_of(next(o for o in options if o is not lists[0]))
        plain = {k: v for k, v in lists[0].items() if k != "enum" and not k.startswith("x-")}
        if other == plain:
            return _checked(lists[0], False)
    if schema.get("x-enum-flags") is True and "enum" not in schema:
        return _checked({**schema, "enum": schema.get("x-enum-values")}, False)
    return _checked(schema, True) if not options and "enum" in schema else None


def _checked(schema: Json, is_closed: bool) -> tuple[Json, bool] | None:
    values = [value for value in items_of(schema.get("enum")) if value is not None]
    for kind in _KINDS.values():
        if values and all(isinstance(v, kind) and not isinstance(v, bool) for v in values):
            return schema, is_closed
    return None


def _type_of_values(members: tuple[Json, bool]) -> TypeUse:
    schema, _ = members
    values = [value for value in items_of(schema.get("enum")) if value is not None]
    if isinstance(values[0], str):
        return STRING
    return use_of(_FORMATS.get(("integer", schema.get("format")), "integer"))


def _named(schema: Json) -> tuple[Member, ...]:
    """The members of an enumeration, each once."""
    values = items_of(schema.get("enum"))
    name_key = "names" if "x-enum-names" in schema else "varnames"
    columns = [
        items_of(schema.get(f"x-enum-{key}")) for key in (name_key, "values", "descriptions")
    ]
    facts: Mapping[str, Any] = fields_of(schema.get("x-enum-members"))
    members: dict[str, Member] = {}
    for index, value in enumerate(values):
        if value is None:
            continue
        name, number, words = (text_of(c[index]) if index < len(c) else "" for c in columns)
        is_text = isinstance(value, str)
        name = value if is_text else name or str(value)
        more = fields_of(facts.get(name))
        members.setdefault(
            name,
            Member(
                name=name,
                value=number if is_text else str(value),
                is_sentinel=more.get("x-sentinel") is True,
                is_deprecated=more.get("deprecated") is True,
                since=text_of(more.get("x-since")),
                description=words,
            ),
        )
    return tuple(members.values())
