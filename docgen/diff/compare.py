"""Two specs -> every change, on the wire and in Python, in order."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.diff.changes import Change, in_order
from docgen.diff.matching import align
from docgen.diff.python import diff_plans
from docgen.diff.specs import diff_specs
from docgen.python.plan import plan_files
from docgen.python.target import Target
from docgen.spec.model import Spec


def diff_apis(old: Spec, new: Spec, target: Target) -> tuple[Change, ...]:
    """Every change on the wire and in the package that is generated for a target, in order."""
    if old == new:
        return ()  # places and nothing else may differ: nothing to plan
    renamed, pairs = align(old, new)
    before, after = (plan_files(spec, target, "api")[0] for spec in (old, new))
    wire = diff_specs(renamed, new, pairs)
    return in_order([*wire, *diff_plans(renamed, new, before, after, pairs)])


def wire_changes(old: Spec, new: Spec) -> Iterator[Change]:
    """Every change on the wire, in no order."""
    renamed, pairs = align(old, new)
    return diff_specs(renamed, new, pairs)
