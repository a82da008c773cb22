"""What breaks for users of the generated Python.

Two specs with the plans of their packages enter; `Change`s leave. A class, attribute, constant,
method or argument is identified by its names on the wire, so another name is a rename.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.diff.calls import builder_changes, method_changes
from docgen.diff.changes import Change
from docgen.diff.classes import class_changes
from docgen.diff.matching import Pairs
from docgen.diff.packages import Package, Packages
from docgen.diff.types import uses
from docgen.python.records import File
from docgen.spec.model import Spec


def diff_plans(
    old: Spec, new: Spec, old_files: Sequence[File], new_files: Sequence[File], pairs: Pairs
) -> Iterator[Change]:
    """Every change of the generated Python, in no order. `old` is in the names of the new spec.

    The files are plans of the specs as they are.
    """
    before, after = Package(old, old_files, pairs.types), Package(new, new_files, {})
    both = Packages(before, after, pairs, uses((old, new)))
    yield from class_changes(both)
    yield from builder_changes(both)
    yield from method_changes(both)
