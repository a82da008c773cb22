"""Two specs -> every change, on the wire and in Python, in order."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from docgen.diff.changes import Change, in_order
from docgen.diff.matching import align
from docgen.diff.python import diff_plans
from docgen.diff.specs import diff_specs
from docgen.python.plan import plan_files
from docgen.python.target import Target
from docgen.records import replace
from docgen.spec.model import Spec


def diff_apis(old: Spec, new: Spec, target: Target) -> tuple[Change, ...]:
    """Every change on the wire and in the package that is generated for a target, in order."""
    if old == new:
        return ()  # places and nothing else may differ: nothing to plan
    renamed, pairs = align(old, new)
    before, after = (plan_files(spec, target, "api")[0] for spec in (old, new))
    wire = diff_specs(renamed, new, pairs)
    return in_order([*wire, *diff_plans(renamed, new, before, after, pairs)])


def diff_documents(old: Spec, new: Spec) -> tuple[Change, ...]:
    """Every change on the wire between two descriptions of one API, in order.

    The one may have in its base URL what the other has in its paths.
    """
    return in_order(wire_changes(*_at_one_base(old, new)))


def _at_one_base(old: Spec, new: Spec) -> tuple[Spec, Spec]:
    """Both with the longer base URL, where the paths of the other go on with the rest of it."""
    short, long = sorted((old, new), key=lambda spec: len(spec.base_url))
    rest = urlsplit(long.base_url).path.removeprefix(urlsplit(short.base_url).path)
    inside = [o for o in short.operations if o.path.startswith(rest + "/")]
    if not rest.startswith("/") or 2 * len(inside) < len(short.operations):
        return old, new
    operations = tuple(
        replace(o, path=o.path.removeprefix(rest)) if o.path.startswith(rest + "/") else o
        for o in short.operations
    )
    moved = replace(short, servers=long.servers, operations=operations)
    return (moved, new) if short is old else (old, moved)


def wire_changes(old: Spec, new: Spec) -> Iterator[Change]:
    """Every change on the wire, in no order."""
    renamed, pairs = align(old, new)
    return diff_specs(renamed, new, pairs)
