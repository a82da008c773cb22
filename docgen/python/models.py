"""Models and enumerations: one class a module, one namespace a package.

A `Spec` and a `Target` enter; `File`s leave, and the Python annotation of every type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.python.annotations import (
    ANY,
    Annotation,
    hinted_json,
    import_lines,
    json_hint,
    list_of,
    map_of,
    union_of,
    with_values,
)
from docgen.python.features import is_union_of_models, runtime_module, used_features
from docgen.python.records import (
    Attribute,
    Doc,
    EnumClass,
    EnumMember,
    File,
    ModelClass,
    Namespace,
    NamespaceEntry,
)
from docgen.records import replace
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Enum, Property, Spec, Type
from docgen.spec.page_urls import documentation_url
from docgen.spec.types import ANY as ANYTHING, STRING, TypeUse, use_of
from docgen.syntax.naming import constant_case, free_name, module_name, pascal_case, snake_case

if TYPE_CHECKING:
    from docgen.python.target import Target


class ModelPlanner:
    """Where each named type lives: its package, module and class."""

    def __init__(self, spec: Spec, target: Target) -> None:
        self.spec, self.target = spec, target
        self.features = used_features(spec)
        self.types = {item.name: item for item in spec.types if item.kind != "alias"}
        self.enums = [item for item in spec.enums if item.type == STRING]
        # A client sees the integers of an enumeration as they are.
        numbers = {item.name: item.type for item in spec.enums if item.type != STRING}
        self.aliases = {**_aliases(spec), **numbers}
        self.packages = _packages(spec)
        self.places: dict[str, tuple[str, str, str]] = {}  # name -> package, module, class
        self.diagnostics: list[Diagnostic] = []
        classes: dict[str, dict[str, str]] = {}
        modules: dict[str, set[str]] = {}
        for item in (*self.types.values(), *self.enums):
            namespace, _, simple = item.name.rpartition(".")
            package = self.packages[namespace]
            taken = classes.setdefault(package, dict.fromkeys(target.reserved_classes, ""))
            files = modules.setdefault(package, {"__init__"})
            name = free_name(pascal_case(simple), taken)
            module = free_name(f"_{module_name(simple)}", files)
            self.report_renamed(item.name, pascal_case(simple), name, taken, item.at)
            taken[name] = item.name
            files.add(module)
            self.places[item.name] = (package, module, name)
        self._model_names = {self.annotation(use_of(name), None).name for name in self.types}
        self._attributes: dict[str, dict[str, str]] = {}
        self._hierarchy = Hierarchy(self.types.values())

    def report_renamed(
        self, wire_name: str, preferred: str, name: str, taken: Mapping[str, str], at: Span | None
    ) -> None:
        """DG401 when another wire name has the Python name already."""
        if name != preferred and at and (other := taken.get(preferred)):
            self.diagnostics.append(
                diagnose("DG401", at, name=wire_name, python_name=name, other=other)
            )

    def annotation(self, type_use: TypeUse, package: str | None) -> Annotation:
        """A type in Python, as a package of models names it; as code outside of them does with None."""
        if type_use.is_array:
            return list_of(self.annotation(type_use.items[0], package))
        if named := self.aliases.get(type_use.name):
            return self.annotation(named, package)
        if type_use.name not in self.places:
            name = self.target.types.get(type_use.name)
            return Annotation(name, self.target.imports.get(name, "")) if name else ANY
        home, module, name = self.places[type_use.name]
        own = Annotation(name, _module(home, module))
        return own if home == package else own.public()

    def read_annotation(self, use: TypeUse, package: str | None) -> Annotation:
        """The same of what is read, with its maps, whose values may be models, and its unions, of models and JSON values."""
        if use.is_array:
            return list_of(self.read_annotation(use.items[0], package))
        if use.kind == "map" and use.items[0].name in self.types:
            return map_of(self.annotation(use.items[0], package))
        if is_union_of_models(use, self.types):
            return union_of(
                (
                    self.annotation(item, package)
                    if item.name in self.types
                    else Annotation(json_hint(item))
                )
                for item in use.items
            )
        return hinted_json(use, self.annotation(use, package))

    def is_model(self, annotation: Annotation) -> bool:
        """Whether an annotation is of one object, as code outside of the models names it."""
        return annotation.required().name in self._model_names

    def has(self, type_name: str, wire_name: str) -> bool:
        """Whether a type has a property, or inherits it."""
        return wire_name in self._hierarchy.properties(type_name)

    def attributes(self, type_name: str) -> dict[str, str]:
        """Wire name -> attribute, inherited ones included."""
        for name in reversed(self._hierarchy.lineage(type_name)):
            if name not in self._attributes:
                self._attributes[name] = self._with_own(self.types[name])
        return self._attributes[type_name]

    def _with_own(self, owner: Type) -> dict[str, str]:
        """The attributes of a type; those of its base type are known."""
        names = dict(self._attributes[owner.base]) if owner.base else {}
        taken = dict.fromkeys(self.target.reserved_attributes, "")
        taken |= {name: wire_name for wire_name, name in names.items()}
        for item in owner.properties:
            preferred = snake_case(item.name)
            names[item.name] = name = free_name(preferred, taken)
            self.report_renamed(item.name, preferred, name, taken, item.at)
            taken[name] = item.name
        return names


def _aliases(spec: Spec) -> dict[str, TypeUse]:
    """What each alias is a name for in the end; any value, where that leads back to it."""
    uses = {item.name: item.type for item in spec.types if item.type}

    def opened(use: TypeUse, names: frozenset[str]) -> TypeUse:
        if use.name in names:
            return ANYTHING
        if use.name in uses:
            return opened(uses[use.name], names | {use.name})
        items = tuple(opened(item, names) for item in use.items)
        return replace(use, items=items) if items else use

    return {name: opened(use, frozenset({name})) for name, use in uses.items()}


def _packages(spec: Spec) -> dict[str, str]:
    """Namespace -> subpackage; "" for the namespace that most types are in."""
    namespaces = sorted({item.name.rpartition(".")[0] for item in (*spec.types, *spec.enums)})
    taken: set[str] = {"find"}
    packages: dict[str, str] = {}
    for namespace in namespaces:
        if namespace == spec.namespace:
            packages[namespace] = ""
            continue
        parts = namespace.split(".")
        name = module_name(parts[-1])
        if name in taken and len(parts) > 1:
            name = module_name("_".join(parts[-2:]))
        packages[namespace] = free_name(name, taken)
        taken.add(packages[namespace])
    return packages


def plan_models(planner: ModelPlanner) -> Iterator[File]:
    """A module for each type and enumeration, and the index of each namespace."""
    spec = planner.spec
    for item in planner.types.values():
        package, module, _ = planner.places[item.name]
        yield File(
            path=_path(package, f"{module}.py"),
            template="model.py.jinja",
            record=_model(planner, item),
        )
    for item in planner.enums:
        package, module, _ = planner.places[item.name]
        yield File(
            path=_path(package, f"{module}.py"),
            template="enum.py.jinja",
            record=_enum(planner, item),
        )
    for namespace, package in {spec.namespace: "", **planner.packages}.items():
        entries = [
            NamespaceEntry(name=name, module=module, wire_name=wire.rpartition(".")[2])
            for wire, (home, module, name) in planner.places.items()
            if home == package
        ]
        index = Namespace(
            wire_name=namespace,
            root="..." if package else "..",
            classes=tuple(sorted(entries, key=lambda entry: entry.name)),
            subpackages=() if package else tuple(sorted(set(planner.packages.values()) - {""})),
            has_find=spec.protocol == "odata",
        )
        for ending in ("py", "pyi"):
            yield File(
                path=_path(package, f"__init__.{ending}"),
                template=f"models.{ending}.jinja",
                record=index,
            )


def _module(package: str, module: str) -> str:
    """A module of the models by its name in the SDK: ".models.parts._bulb"."""
    return ".".join(("", "models", package, module)) if package else f".models.{module}"


def _path(package: str, file: str) -> str:
    return f"models/{package}/{file}" if package else f"models/{file}"


def _model(planner: ModelPlanner, item: Type) -> ModelClass:
    package, _, name = planner.places[item.name]
    names = planner.attributes(item.name)
    attributes = tuple(_attribute(planner, p, names[p.name], package) for p in item.properties)
    base = "OpenModel" if item.is_open else "Model"
    imports = (
        {(runtime_module("field", planner.features), "field")}
        if attributes
        else set[tuple[str, str]]()
    )
    if item.base:
        home, module, base = planner.places[item.base]
        imported = base
        if base == name:  # of another namespace
            base = f"Base{base}"
            imported = f"{imported} as {base}"
        imports.add((_module(home, module), imported))
    else:
        imports.add((runtime_module(base, planner.features), base))
    own = (_module(package, planner.places[item.name][1]), name)
    typing = {pair for attribute in attributes for pair in attribute.annotation.imports}
    folder = f".models.{package}" if package else ".models"
    return ModelClass(
        pages=_pages(item),
        name=name,
        base=base,
        wire_name=item.name,
        doc=Doc(
            _about(item), documentation_url(planner.spec, item), item.is_deprecated, item.since
        ),
        attributes=attributes,
        imports=tuple(import_lines(imports, folder)),
        typing_imports=tuple(import_lines(typing - imports - {own}, folder)),
    )


def _pages(item: Type | Enum) -> tuple[str, ...]:
    return (item.page,) if item.page else ()


def _about(item: Type) -> str:
    """What a class says of itself: the page's sentence, else its name and where it is known from."""
    if item.description:
        return item.description
    name = f"The {_words(item)} type."
    return f"{name} Known from samples." if item.evidence == "sampled" else name


def _words(item: Type | Enum) -> str:
    return item.name.rpartition(".")[2]


def _attribute(planner: ModelPlanner, item: Property, name: str, package: str) -> Attribute:
    annotation = with_values(planner.read_annotation(item.type, package), item.values, name)
    return Attribute(
        name=name,
        wire_name=item.name,
        annotation=annotation.optional(),
        doc=Doc(item.description, is_deprecated=item.is_deprecated, since=item.since),
    )


def _enum(planner: ModelPlanner, item: Enum) -> EnumClass:
    package, _, name = planner.places[item.name]
    taken: dict[str, str] = dict.fromkeys(("NAME", "VALUE", "mro"), "")
    members: list[EnumMember] = []
    for member in item.members:
        preferred = constant_case(member.name)
        constant = free_name(preferred, taken)
        planner.report_renamed(member.name, preferred, constant, taken, item.at)
        taken[constant] = member.name
        doc = Doc(member.description, is_deprecated=member.is_deprecated, since=member.since)
        members.append(EnumMember(name=constant, value=member.name, doc=doc))
    return EnumClass(
        pages=_pages(item),
        name=name,
        base="FlagsEnum" if item.is_flags else "OpenEnum",
        root="..." if package else "..",
        doc=Doc(
            item.description or f"The values of {_words(item)}.",
            documentation_url(planner.spec, item),
        ),
        members=tuple(members),
    )
