"""Changes of the generated request builders and their methods."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.diagnostics.position import Span
from docgen.diff.changes import Change, Places, change
from docgen.diff.packages import Package, Packages
from docgen.python.annotations import NONE
from docgen.python.calls import call_text
from docgen.python.records import Argument, Child, Method
from docgen.spec.model import Operation
from docgen.syntax.url_path import erased

_OPTIONS = ("", "ItemOptions", "ListOptions")  # each takes what those before it take


def builder_changes(both: Packages) -> Iterator[Change]:
    """Every change of a request builder or of a step to one."""
    before, after = both.old.builders, both.new.builders
    # A path that changed its case leads through the same attributes.
    spelled = {path.lower(): path for path in after if path not in before}
    paths = {path: path if path in after else spelled.get(path.lower()) for path in before}
    for path, (name, builder) in before.items():
        there = paths[path]
        if there is None:
            at = (_below(both.old, path), None)
            yield change("builder-removed", builder.path, "both", at, before=name)
            continue
        other_name, other = after[there]
        if name != other_name:
            at = (_below(both.old, path), _below(both.new, there))
            words = {"before": name, "after": other_name}
            yield change("builder-renamed", other.path, "both", at, **words)
        theirs = {erased(child.path): child for child in other.children}
        for child in builder.children:
            child_path = erased(child.path)
            other_child = theirs.get(paths.get(child_path) or child_path)
            if other_child is not None and _step(child, False) != _step(other_child, False):
                words = {"before": _step(child, True), "after": _step(other_child, True)}
                at = (_below(both.old, child_path), _below(both.new, erased(other_child.path)))
                yield change("step-renamed", other_child.path, "both", at, **words)
    paired = {*paths.values()}
    for path, (name, builder) in after.items():
        if path not in paired:
            at = (None, _below(both.new, path))
            yield change("builder-added", builder.path, "both", at, after=name)


def method_changes(both: Packages) -> Iterator[Change]:
    """Every change of a method, its arguments and what it returns."""
    paired: set[str] = set()
    for id, (place, mine) in both.old.methods.items():
        there = both.pairs.operations.get(id, "")
        text = call_text(both.old.calls[id])
        at = (_operation_at(both.old, id), _operation_at(both.new, there))
        if there not in both.new.methods:
            yield change("method-removed", text, "both", at, before=text, operation=text)
            continue
        paired.add(there)
        other_place, other = both.new.methods[there]
        owner = call_text(both.new.calls[there])
        if (place, mine.name) != (other_place, other.name) and text != owner:
            words = {"before": text, "after": owner}
            yield change("method-renamed", owner, "both", at, operation=owner, **words)
        yield from _method(both, owner, there, mine, other, at)
    for id in both.new.methods:
        if id not in paired:
            text = call_text(both.new.calls[id])
            at = (None, _operation_at(both.new, id))
            yield change("method-added", text, "both", at, after=text, operation=text)


def _method(
    both: Packages, owner: str, id: str, old: Method, new: Method, at: Places
) -> Iterator[Change]:
    before = {_key(a): a for a in (*old.positional, *old.keywords)}
    after = {_key(a): a for a in (*new.positional, *new.keywords)}
    renames: dict[tuple[str, str], tuple[str, str]] = {}
    for location, name in before:
        other = both.pairs.parameters.get((id, location, name))
        if other is not None and (location, other) in after:
            renames[location, name] = (location, other)
    removed = [m for m in before if m not in after and m not in renames]
    come = [m for m in after if m not in before and m not in renames.values()]
    for key in removed:
        # The same name in another part of the request is the same argument for a caller.
        last = [m for m in removed if m[1] == key[1]]
        same = [m for m in come if m[1] == key[1]]
        if key[1] and len(last) == len(same) == 1:
            renames[key] = same[0]
            come.remove(same[0])
    for key, mine in before.items():
        other = after.get(renames.get(key, key))
        if other is None:
            words = {"name": mine.name, "before": str(mine.annotation)}
            yield _call_change("argument-removed", owner, at, f"({mine.name})", **words)
        else:
            yield from _argument(both, owner, mine, other, at)
    for key in come:
        other = after[key]
        id_ = "argument-added" if other.default else "required-argument-added"
        words = {"name": other.name, "after": str(other.annotation)}
        yield _call_change(id_, owner, at, f"({other.name})", **words)
    if old.options != new.options:
        is_more = _OPTIONS.index(new.options) > _OPTIONS.index(old.options)
        id_ = "options-added" if is_more else "options-removed"
        yield _call_change(id_, owner, at, before=old.options, after=new.options)
    yield from _returns(both, owner, old, new, at)


def _argument(
    both: Packages, owner: str, mine: Argument, other: Argument, at: Places
) -> Iterator[Change]:
    inside = f"({other.name})"
    if mine.name != other.name:
        names = {"before": mine.name, "after": other.name}
        yield _call_change("argument-renamed", owner, at, inside, **names)
    former, renewed = both.renewed(mine.annotation).required(), other.annotation.required()
    if former != renewed:
        wider = ("text", "any", "number")
        if both.widening(former, renewed) in wider:
            id_ = "argument-widened"
        elif both.widening(renewed, former) in wider:
            id_ = "argument-narrowed"
        else:
            id_ = "argument-retyped"
        types = {"before": str(mine.annotation), "after": str(other.annotation)}
        yield _call_change(id_, owner, at, inside, name=other.name, **types)
    if bool(mine.default) != bool(other.default):
        word = "optional" if other.default else "required"
        yield _call_change(f"argument-became-{word}", owner, at, inside, name=other.name)


def _returns(both: Packages, owner: str, old: Method, new: Method, at: Places) -> Iterator[Change]:
    former, renewed = both.renewed(old.returns), new.returns
    if former == renewed:
        return
    if former == NONE:
        id = "returns-added"
    elif renewed == NONE:
        id = "returns-removed"
    elif both.widening(former, renewed) in ("enum", "derived"):
        id = "returns-narrowed"
    elif both.widening(renewed, former) in ("enum", "derived"):
        id = "returns-widened"
    else:
        id = "returns-retyped"
    yield _call_change(id, owner, at, before=str(old.returns), after=str(new.returns))


def _key(argument: Argument) -> tuple[str, str]:
    """The identity of an argument: its place in the request, and its wire name there."""
    name = argument.wire_name
    return argument.location, name.lower() if argument.location == "header" else name


def _step(child: Child, with_names: bool) -> str:
    """A step as code writes it. The argument of an index has no name that a caller can use."""
    arguments = [f"{a.name}: {a.annotation}" for a in child.arguments]
    if child.name == "__getitem__":
        return f"[{arguments[0]}]" if with_names else f"[{child.arguments[0].annotation}]"
    return f".{child.name}({', '.join(arguments)})" if arguments else f".{child.name}"


def _operation_at(side: Package, id: str) -> Span | None:
    operation: Operation | None = side.operations.get(id)
    return operation.at if operation else None


def _below(side: Package, path: str) -> Span | None:
    """The line of the first operation at a place or below it."""
    for operation in side.operations.values():
        if erased(operation.path).startswith(path):
            return operation.at
    return None


def _call_change(id: str, owner: str, at: Places, inside: str = "", **words: str) -> Change:
    """A change of a call, or of an argument inside its brackets."""
    return change(id, owner + inside, "both", at, owner=owner, operation=owner, **words)
