"""What breaks for users of the generated Python.

Two specs with the plans of their packages enter; `Change`s leave. A class, attribute, constant,
method or argument is identified by its names on the wire, so another name is a rename.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.diff.calls import builder_changes, method_changes
from docgen.diff.changes import Change, change
from docgen.diff.classes import class_changes
from docgen.diff.matching import Pairs
from docgen.diff.packages import Package, Packages
from docgen.diff.types import uses
from docgen.python.records import File, Variable
from docgen.python.requests import client_keywords
from docgen.spec.model import Spec


def client_changes(old: Spec, new: Spec) -> Iterator[Change]:
    """What changed of the keywords of the clients."""

    def changed(id: str, keyword: str, **words: str) -> Change:
        return change(id, f"Client({keyword})", "both", owner="Client", **words)

    before, after = ({_key(v): v for v in client_keywords(spec)} for spec in (old, new))
    for key, mine in before.items():
        if (other := after.get(key)) is None:
            yield changed("argument-removed", mine.name, name=mine.name, before=mine.annotation)
            continue
        name, types = other.name, {"before": mine.annotation, "after": other.annotation}
        if mine.name != name:
            yield changed("argument-renamed", name, before=mine.name, after=name)
        if mine.annotation.removesuffix(_NONE) != other.annotation.removesuffix(_NONE):
            yield changed("argument-retyped", name, name=name, **types)
        if bool(mine.default) != bool(other.default):
            word = "optional" if other.default else "required"
            yield changed(f"argument-became-{word}", name, name=name)
    for item in (item for key, item in after.items() if key not in before):
        id = "argument-added" if item.default else "required-argument-added"
        yield changed(id, item.name, name=item.name, after=item.annotation)


_NONE = " | None"


def _key(keyword: Variable) -> tuple[str, str]:
    return keyword.location, keyword.wire_name.lower()


def diff_plans(
    old: Spec, new: Spec, old_files: Sequence[File], new_files: Sequence[File], pairs: Pairs
) -> Iterator[Change]:
    """Every change of the generated Python, in no order. `old` is in the names of the new spec.

    The files are plans of the specs as they are.
    """
    before, after = Package(old, old_files, pairs.types), Package(new, new_files, {})
    both = Packages(before, after, pairs, uses((old, new)))
    yield from client_changes(old, new)
    yield from class_changes(both)
    yield from builder_changes(both)
    yield from method_changes(both)
