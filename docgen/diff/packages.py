"""The two packages that are compared, by what their names mean on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docgen.diagnostics.position import Span
from docgen.diff.changes import Direction
from docgen.diff.matching import Pairs
from docgen.diff.types import Types
from docgen.python.annotations import Annotation
from docgen.python.calls import plan_calls
from docgen.python.records import (
    Attribute,
    Builder,
    EnumClass,
    File,
    Method,
    ModelClass,
    Namespace,
    RequestModule,
)
from docgen.spec.model import Spec
from docgen.syntax.url_path import erased


@dataclass(frozen=True, slots=True)
class PackageClass:
    """A model or an enumeration, with the name that code imports."""

    name: str  # "models.Lamp", "models.parts.Bulb"
    record: ModelClass | EnumClass


class Package:
    """One of the two. Wire names are those of the new spec."""

    def __init__(self, spec: Spec, files: Sequence[File], called: Mapping[str, str]) -> None:
        self.types = Types(spec)
        self.operations = {o.id: o for o in spec.operations}
        self.classes: dict[str, PackageClass] = {}
        wires = _wire_names(files)
        for file in files:
            if isinstance(record := file.record, (ModelClass, EnumClass)):
                home = _home(file)
                wire = wires[home, record.name]
                name = f"{home}.{record.name}"
                self.classes[called.get(wire, wire)] = PackageClass(name, record)
        modules = [(f.path, f.record) for f in files if isinstance(f.record, RequestModule)]
        self.builders: dict[str, tuple[str, Builder]] = {}
        self.methods: dict[str, tuple[str, Method]] = {}  # id -> path of the builder
        for path, record in modules:
            for builder in record.places:
                name = f"{path.removesuffix('.py').replace('/', '.')}.{builder.name}"
                self.builders[erased(builder.path)] = (name, builder)
                for method in builder.methods:
                    self.methods[method.id] = (erased(builder.path), method)
        self.calls = plan_calls(files)

    def attributes(self, wire: str) -> dict[str, tuple[Attribute, str, Annotation]]:
        """Wire name -> attribute, the type that declares it, and its annotation outside of the models."""
        attributes: dict[str, tuple[Attribute, str, Annotation]] = {}
        for owner in (wire, *self.types.ancestors(wire)):
            item = self.classes.get(owner)
            if item and isinstance(item.record, ModelClass):
                for attribute in item.record.attributes:
                    annotation = attribute.annotation.without_values().public()
                    attributes.setdefault(attribute.wire_name, (attribute, owner, annotation))
        return attributes

    def at(self, wire: str, member: str = "") -> Span | None:
        """The line of a type, or of one of its properties or members where it has a line."""
        item = self.types.types.get(wire) or self.types.enums.get(wire)
        if item is None:
            return None
        if member and wire in self.types.types:
            declared = self.types.properties(wire).get(member)
            return (declared.at if declared else None) or item.at
        if member and (enum := self.types.enums.get(wire)):
            member_at = next((m.at for m in enum.members if m.name == member), None)
            return member_at or item.at
        return item.at


def _home(file: File) -> str:
    """The package that a module is in: "models.parts"."""
    return file.path.rpartition("/")[0].replace("/", ".")


def _wire_names(files: Iterable[File]) -> dict[tuple[str, str], str]:
    """Package and class -> wire name, from the index of each namespace."""
    return {
        (_home(file), entry.name): f"{file.record.wire_name}.{entry.wire_name}".lstrip(".")
        for file in files
        if isinstance(file.record, Namespace)
        for entry in file.record.classes
    }


class Packages:
    """Both, and the classes that they share."""

    def __init__(
        self, old: Package, new: Package, pairs: Pairs, use: Mapping[str, Direction]
    ) -> None:
        self.old, self.new, self.pairs, self.uses = old, new, pairs, use
        self.renamed = {
            item.name: new.classes[wire].name
            for wire, item in old.classes.items()
            if wire in new.classes
        }
        self.enums = {
            name
            for side in (old, new)
            for item in side.classes.values()
            if isinstance(item.record, EnumClass)
            for name in (item.name, self.renamed.get(item.name, item.name))
        }

    def renewed(self, annotation: Annotation) -> Annotation:
        """An old annotation with the new names of the classes that both sides have."""
        return annotation.renamed(self.renamed)

    def widening(self, before: Annotation, after: Annotation) -> str:
        """How one annotation becomes another, where that has a name.

        "enum": a str becomes one; "text": an enumeration becomes a str; "any" and "number": anything
        becomes Any, an int a float; "derived": a class becomes one that derives from it.
        """
        if _wrapper(before) != _wrapper(after):
            return "any" if after.name == "Any" else ""
        mine, theirs = before.item.name, after.item.name
        if mine == "str" and theirs in self.enums:
            return "enum"
        if mine in self.enums and theirs == "str":
            return "text"
        if theirs == "Any" and (mine != "Any" or not after.item.shown):
            return "any"  # "QueryValue" is shown for less than Any
        if (mine, theirs) == ("int", "float"):
            return "number"
        for side in (self.new, self.old):
            wires = {item.name: wire for wire, item in side.classes.items()}
            if side is self.old:
                wires |= {self.renamed.get(name, name): wire for name, wire in wires.items()}
            if mine in wires and theirs in wires:
                if wires[mine] in side.types.ancestors(wires[theirs]):
                    return "derived"
        return ""


def _wrapper(annotation: Annotation) -> str:
    return "" if annotation.item is annotation else annotation.name
