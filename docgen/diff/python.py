"""What breaks for users of the generated Python.

Two specs with the plans of their packages enter; `Change`s leave. A class, attribute, constant,
method or argument is recognised by what it stands for on the wire, so another name is a rename.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.diagnostics.position import Span
from docgen.diff.changes import Change, Direction, Places, change
from docgen.diff.matching import Pairs, in_new_names
from docgen.diff.types import Types, uses
from docgen.python.annotations import ANY, NONE, Annotation
from docgen.python.calls import plan_calls
from docgen.python.records import (
    Argument,
    Attribute,
    Builder,
    Call,
    Child,
    EnumClass,
    EnumMember,
    File,
    Method,
    ModelClass,
    Namespace,
    RequestModule,
)
from docgen.spec.model import Operation, Spec
from docgen.syntax.url_path import erased

_OPTIONS = ("", "ItemOptions", "ListOptions")  # each takes what those before it take


@dataclass(frozen=True, slots=True)
class _Class:
    """A model or an enumeration, with the name that code imports."""

    name: str  # "models.Lamp", "models.parts.Bulb"
    record: ModelClass | EnumClass


class _Side:
    """One package. Wire names are those of the new spec."""

    def __init__(self, spec: Spec, files: Sequence[File], called: Mapping[str, str]) -> None:
        self.types = Types(spec)
        self.operations = {o.id: o for o in spec.operations}
        self.classes: dict[str, _Class] = {}
        wires = _wire_names(files)
        for file in files:
            if isinstance(record := file.record, (ModelClass, EnumClass)):
                home = _home(file)
                wire = wires[home, record.name]
                name = f"{home}.{record.name}"
                self.classes[called.get(wire, wire)] = _Class(name, record)
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
        found: dict[str, tuple[Attribute, str, Annotation]] = {}
        for owner in (wire, *self.types.ancestors(wire)):
            item = self.classes.get(owner)
            if item and isinstance(item.record, ModelClass):
                for attribute in item.record.attributes:
                    annotation = attribute.annotation.public()
                    found.setdefault(attribute.wire_name, (attribute, owner, annotation))
        return found

    def at(self, wire: str, member: str = "") -> Span | None:
        """The line of a type, or of one of its properties or members where it has a line."""
        item = self.types.types.get(wire) or self.types.enums.get(wire)
        if item is None:
            return None
        if member and wire in self.types.types:
            found = self.types.properties(wire).get(member)
            return (found[0].at if found else None) or item.at
        if member and (enum := self.types.enums.get(wire)):
            found_at = next((m.at for m in enum.members if m.name == member), None)
            return found_at or item.at
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


def diff_plans(
    old: Spec, new: Spec, old_files: Sequence[File], new_files: Sequence[File], pairs: Pairs
) -> Iterator[Change]:
    """Every change of the generated Python, in no order. The files are plans of the specs."""
    mine = in_new_names(old, pairs.types)
    before, after = _Side(mine, old_files, pairs.types), _Side(new, new_files, {})
    yield from _Comparison(before, after, pairs, uses((mine, new))).changes()


class _Comparison:
    def __init__(self, old: _Side, new: _Side, pairs: Pairs, use: Mapping[str, Direction]) -> None:
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

    def changes(self) -> Iterator[Change]:
        for wire in (
            *self.old.classes,
            *(w for w in self.new.classes if w not in self.old.classes),
        ):
            yield from self._class(wire)
        yield from self._builders()
        yield from self._methods()

    def _renewed(self, annotation: Annotation) -> Annotation:
        """An old annotation with the new names of the classes that both sides have."""
        return annotation.renamed(self.renamed)

    # Models and enumerations

    def _class(self, wire: str) -> Iterator[Change]:
        use = self.uses.get(wire, "both")
        mine, other = self.old.classes.get(wire), self.new.classes.get(wire)
        at = (self.old.at(wire), self.new.at(wire))
        if other is None:
            if mine is not None:
                yield change("class-removed", mine.name, use, at, before=mine.name)
            return
        if mine is None:
            yield change("class-added", other.name, use, at, after=other.name)
            return
        if mine.name != other.name:
            words = {"before": mine.name, "after": other.name}
            yield change("class-renamed", other.name, use, at, **words)
        first, last = mine.record, other.record
        if isinstance(first, ModelClass) and isinstance(last, ModelClass):
            yield from self._bases(wire, mine, other, use, at)
            yield from self._attributes(wire, other.name, use)
        elif isinstance(first, EnumClass) and isinstance(last, EnumClass):
            yield from self._bases(wire, mine, other, use, at)
            yield from self._constants(wire, other.name, first.members, last.members, use)
        else:
            words = {"before": first.base, "after": last.base}
            yield change("class-base-changed", other.name, use, at, **words)

    def _bases(
        self, wire: str, old: _Class, new: _Class, use: Direction, at: Places
    ) -> Iterator[Change]:
        was, now = _is_open(self.old, wire), _is_open(self.new, wire)
        before, after = self.old.types.ancestors(wire), self.new.types.ancestors(wire)
        is_own = before != after or _is_open_itself(self.old, wire) != _is_open_itself(
            self.new, wire
        )
        if was != now and is_own:
            yield change("class-opened" if now else "class-closed", new.name, use, at)
        is_enum = isinstance(old.record, EnumClass)
        lost = set(before) - set(after)
        if lost or (is_enum and old.record.base != new.record.base):
            words = {"before": old.record.base, "after": new.record.base}
            yield change("class-base-changed", new.name, use, at, **words)

    def _attributes(self, wire: str, owner: str, use: Direction) -> Iterator[Change]:
        before, after = self.old.attributes(wire), self.new.attributes(wire)
        has_other_bases = self.old.types.ancestors(wire) != self.new.types.ancestors(wire)
        renames: dict[str, str] = {}
        for name, (_, declared, _) in before.items():
            other = self.pairs.properties.get((declared, name), "")
            _, declares, _ = after.get(other, (None, "", ANY))
            if declares == declared and name not in after and other not in before:
                renames[name] = other
        for name, (mine, declared, annotation) in before.items():
            there = renames.get(name, name)
            other, declares, renewed = after.get(there, (None, "", ANY))
            if wire not in (declared, declares) and not has_other_bases:
                continue  # told of the class that declares it
            if other is None:
                at = (self.old.at(wire, name), self.new.at(wire))
                words = {"owner": owner, "name": mine.name, "before": str(annotation)}
                yield change("attribute-removed", f"{owner}.{mine.name}", use, at, **words)
                continue
            former = self._renewed(annotation)
            if (mine.name, former) == (other.name, renewed):
                continue
            at = (self.old.at(wire, name), self.new.at(wire, there))
            subject = f"{owner}.{other.name}"
            if mine.name != other.name:
                words = {"owner": owner, "before": mine.name, "after": other.name}
                yield change("attribute-renamed", subject, use, at, **words)
            if former != renewed and (wire in (declared, declares) or declared != declares):
                words = {"before": str(annotation), "after": str(renewed)}
                found = self._widening(former, renewed)
                id = {"enum": "attribute-became-enum", "text": "attribute-no-longer-enum"}.get(
                    found, "attribute-retyped"
                )
                yield change(id, subject, use, at, **words)
        for name, (other, declares, annotation) in after.items():
            if name in before or name in renames.values():
                continue
            if declares == wire or has_other_bases:
                at = (self.old.at(wire), self.new.at(wire, name))
                words = {"owner": owner, "name": other.name, "after": str(annotation)}
                yield change("attribute-added", f"{owner}.{other.name}", use, at, **words)

    def _constants(
        self,
        wire: str,
        owner: str,
        old: Sequence[EnumMember],
        new: Sequence[EnumMember],
        use: Direction,
    ) -> Iterator[Change]:
        before, after = {m.value: m for m in old}, {m.value: m for m in new}
        renames = {
            name: other for name in before if (other := self.pairs.members.get((wire, name)))
        }
        for value, mine in before.items():
            there = renames.get(value, value)
            other = after.get(there)
            at = (self.old.at(wire, value), self.new.at(wire, there))
            if other is None:
                words = {"owner": owner, "before": mine.name}
                yield change("constant-removed", f"{owner}.{mine.name}", use, at, **words)
            elif mine.name != other.name:
                words = {"owner": owner, "before": mine.name, "after": other.name}
                yield change("constant-renamed", f"{owner}.{other.name}", use, at, **words)
        for value, other in after.items():
            if value not in before and value not in renames.values():
                at = (self.old.at(wire), self.new.at(wire, value))
                words = {"owner": owner, "after": other.name}
                yield change("constant-added", f"{owner}.{other.name}", use, at, **words)

    # Requests

    def _builders(self) -> Iterator[Change]:
        before, after = self.old.builders, self.new.builders
        for path, (name, builder) in before.items():
            if path not in after:
                at = (_below(self.old, path), None)
                yield change("builder-removed", builder.path, "both", at, before=name)
                continue
            other_name, other = after[path]
            if name != other_name:
                at = (_below(self.old, path), _below(self.new, path))
                words = {"before": name, "after": other_name}
                yield change("builder-renamed", other.path, "both", at, **words)
            theirs = {erased(child.path): child for child in other.children}
            for child in builder.children:
                there = theirs.get(erased(child.path))
                if there is not None and _step(child, False) != _step(there, False):
                    words = {"before": _step(child, True), "after": _step(there, True)}
                    at = (
                        _below(self.old, erased(child.path)),
                        _below(self.new, erased(there.path)),
                    )
                    yield change("step-renamed", there.path, "both", at, **words)
        for path, (name, builder) in after.items():
            if path not in before:
                at = (None, _below(self.new, path))
                yield change("builder-added", builder.path, "both", at, after=name)

    def _methods(self) -> Iterator[Change]:
        found: set[str] = set()
        for id, (place, mine) in self.old.methods.items():
            there = self.pairs.operations.get(id, "")
            text = _call_text(self.old.calls[id])
            at = (_operation_at(self.old, id), _operation_at(self.new, there))
            if there not in self.new.methods:
                yield change("method-removed", text, "both", at, before=text, operation=text)
                continue
            found.add(there)
            other_place, other = self.new.methods[there]
            owner = _call_text(self.new.calls[there])
            if (place, mine.name) != (other_place, other.name):
                words = {"before": text, "after": owner}
                yield change("method-renamed", owner, "both", at, operation=owner, **words)
            yield from self._method(owner, there, mine, other, at)
        for id in self.new.methods:
            if id not in found:
                text = _call_text(self.new.calls[id])
                at = (None, _operation_at(self.new, id))
                yield change("method-added", text, "both", at, after=text, operation=text)

    def _method(
        self, owner: str, id: str, old: Method, new: Method, at: Places
    ) -> Iterator[Change]:
        before = {_mark(a): a for a in (*old.positional, *old.keywords)}
        after = {_mark(a): a for a in (*new.positional, *new.keywords)}
        renames: dict[tuple[str, str], tuple[str, str]] = {}
        for location, name in before:
            other = self.pairs.parameters.get((id, location, name))
            if other is not None and (location, other) in after:
                renames[location, name] = (location, other)
        gone = [m for m in before if m not in after and m not in renames]
        come = [m for m in after if m not in before and m not in renames.values()]
        for mark in gone:
            # The same name in another part of the request is the same argument for a caller.
            last = [m for m in gone if m[1] == mark[1]]
            same = [m for m in come if m[1] == mark[1]]
            if mark[1] and len(last) == len(same) == 1:
                renames[mark] = same[0]
                come.remove(same[0])
        for mark, mine in before.items():
            other = after.get(renames.get(mark, mark))
            if other is None:
                words = {"name": mine.name, "before": str(mine.annotation)}
                yield _told("argument-removed", owner, at, f"({mine.name})", **words)
            else:
                yield from self._argument(owner, mine, other, at)
        for mark in come:
            other = after[mark]
            id_ = "argument-added" if other.default else "required-argument-added"
            words = {"name": other.name, "after": str(other.annotation)}
            yield _told(id_, owner, at, f"({other.name})", **words)
        if old.options != new.options:
            is_more = _OPTIONS.index(new.options) > _OPTIONS.index(old.options)
            id_ = "options-added" if is_more else "options-removed"
            yield _told(id_, owner, at, before=old.options, after=new.options)
        yield from self._returns(owner, old, new, at)

    def _argument(
        self, owner: str, mine: Argument, other: Argument, at: Places
    ) -> Iterator[Change]:
        inside = f"({other.name})"
        if mine.name != other.name:
            names = {"before": mine.name, "after": other.name}
            yield _told("argument-renamed", owner, at, inside, **names)
        former, renewed = self._renewed(mine.annotation).required(), other.annotation.required()
        if former != renewed:
            wider = ("text", "any", "number")
            if self._widening(former, renewed) in wider:
                id_ = "argument-widened"
            elif self._widening(renewed, former) in wider:
                id_ = "argument-narrowed"
            else:
                id_ = "argument-retyped"
            types = {"before": str(mine.annotation), "after": str(other.annotation)}
            yield _told(id_, owner, at, inside, name=other.name, **types)
        if bool(mine.default) != bool(other.default):
            word = "optional" if other.default else "required"
            yield _told(f"argument-became-{word}", owner, at, inside, name=other.name)

    def _returns(self, owner: str, old: Method, new: Method, at: Places) -> Iterator[Change]:
        former, renewed = self._renewed(old.returns), new.returns
        if former == renewed:
            return
        if former == NONE:
            id = "returns-added"
        elif renewed == NONE:
            id = "returns-removed"
        elif self._widening(former, renewed) in ("enum", "derived"):
            id = "returns-narrowed"
        elif self._widening(renewed, former) in ("enum", "derived"):
            id = "returns-widened"
        else:
            id = "returns-retyped"
        yield _told(id, owner, at, before=str(old.returns), after=str(new.returns))

    def _widening(self, before: Annotation, after: Annotation) -> str:
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
        if theirs == "Any":
            return "any"
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


def _is_open(side: _Side, wire: str) -> bool:
    return any(_is_open_itself(side, name) for name in (wire, *side.types.ancestors(wire)))


def _is_open_itself(side: _Side, wire: str) -> bool:
    item = side.types.types.get(wire)
    return item is not None and item.is_open


def _wrapper(annotation: Annotation) -> str:
    return "" if annotation.item is annotation else annotation.name


def _mark(argument: Argument) -> tuple[str, str]:
    """What an argument stands for: its place in the request, and its wire name there."""
    name = argument.wire_name
    return argument.location, name.lower() if argument.location == "header" else name


def _step(child: Child, with_names: bool) -> str:
    """A step as code writes it. The argument of an index has no name that a caller can use."""
    given = [f"{a.name}: {a.annotation}" for a in child.arguments]
    if child.name == "__getitem__":
        return f"[{given[0]}]" if with_names else f"[{child.arguments[0].annotation}]"
    return f".{child.name}({', '.join(given)})" if given else f".{child.name}"


def _call_text(call: Call) -> str:
    """`client.rooms[id].lamps.list`."""
    parts = ["client"]
    for step in call.steps:
        names = ", ".join(a.name for a in step.arguments)
        if step.name == "__getitem__":
            parts.append(f"[{names}]")
        else:
            parts.append(f".{step.name}({names})" if names else f".{step.name}")
    return "".join((*parts, ".", call.method.name))


def _operation_at(side: _Side, id: str) -> Span | None:
    found: Operation | None = side.operations.get(id)
    return found.at if found else None


def _below(side: _Side, path: str) -> Span | None:
    """The line of the first operation at a place or below it."""
    for operation in side.operations.values():
        if erased(operation.path).startswith(path):
            return operation.at
    return None


def _told(id: str, owner: str, at: Places, inside: str = "", **words: str) -> Change:
    """A change of a call, or of an argument inside its brackets."""
    return change(id, owner + inside, "both", at, owner=owner, operation=owner, **words)
