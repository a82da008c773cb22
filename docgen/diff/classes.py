"""Changes of the generated models and enumerations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.diff.changes import Change, Direction, Places, change
from docgen.diff.packages import Package, PackageClass, Packages
from docgen.python.annotations import ANY
from docgen.python.records import EnumClass, EnumMember, ModelClass


def class_changes(both: Packages) -> Iterator[Change]:
    """Every change of a class, an attribute or a constant."""
    for wire in (*both.old.classes, *(w for w in both.new.classes if w not in both.old.classes)):
        yield from _class(both, wire)


def _class(both: Packages, wire: str) -> Iterator[Change]:
    use = both.uses.get(wire, "both")
    mine, other = both.old.classes.get(wire), both.new.classes.get(wire)
    at = (both.old.at(wire), both.new.at(wire))
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
        yield from _bases(both, wire, mine, other, use, at)
        yield from _attributes(both, wire, other.name, use)
    elif isinstance(first, EnumClass) and isinstance(last, EnumClass):
        yield from _bases(both, wire, mine, other, use, at)
        yield from _constants(both, wire, other.name, first.members, last.members, use)
    else:
        words = {"before": first.base, "after": last.base}
        yield change("class-base-changed", other.name, use, at, **words)


def _bases(
    both: Packages, wire: str, old: PackageClass, new: PackageClass, use: Direction, at: Places
) -> Iterator[Change]:
    was, now = _is_open(both.old, wire), _is_open(both.new, wire)
    before, after = both.old.types.ancestors(wire), both.new.types.ancestors(wire)
    is_own = before != after or _is_open_itself(both.old, wire) != _is_open_itself(both.new, wire)
    if was != now and is_own:
        yield change("class-opened" if now else "class-closed", new.name, use, at)
    is_enum = isinstance(old.record, EnumClass)
    lost = set(before) - set(after)
    if lost or (is_enum and old.record.base != new.record.base):
        words = {"before": old.record.base, "after": new.record.base}
        yield change("class-base-changed", new.name, use, at, **words)


def _attributes(both: Packages, wire: str, owner: str, use: Direction) -> Iterator[Change]:
    before, after = both.old.attributes(wire), both.new.attributes(wire)
    has_other_bases = both.old.types.ancestors(wire) != both.new.types.ancestors(wire)
    renames: dict[str, str] = {}
    for name, (_, declared, _) in before.items():
        other = both.pairs.properties.get((declared, name), "")
        _, declares, _ = after.get(other, (None, "", ANY))
        if declares == declared and name not in after and other not in before:
            renames[name] = other
    for name, (mine, declared, annotation) in before.items():
        there = renames.get(name, name)
        other, declares, renewed = after.get(there, (None, "", ANY))
        if wire not in (declared, declares) and not has_other_bases:
            continue  # reported for the class that declares it
        if other is None:
            at = (both.old.at(wire, name), both.new.at(wire))
            words = {"owner": owner, "name": mine.name, "before": str(annotation)}
            yield change("attribute-removed", f"{owner}.{mine.name}", use, at, **words)
            continue
        former = both.renewed(annotation)
        if (mine.name, former) == (other.name, renewed):
            continue
        at = (both.old.at(wire, name), both.new.at(wire, there))
        subject = f"{owner}.{other.name}"
        if mine.name != other.name:
            words = {"owner": owner, "before": mine.name, "after": other.name}
            yield change("attribute-renamed", subject, use, at, **words)
        if former != renewed and (wire in (declared, declares) or declared != declares):
            words = {"before": str(annotation), "after": str(renewed)}
            relation = both.widening(former, renewed)
            id = {"enum": "attribute-became-enum", "text": "attribute-no-longer-enum"}.get(
                relation, "attribute-retyped"
            )
            yield change(id, subject, use, at, **words)
    for name, (other, declares, annotation) in after.items():
        if name in before or name in renames.values():
            continue
        if declares == wire or has_other_bases:
            at = (both.old.at(wire), both.new.at(wire, name))
            words = {"owner": owner, "name": other.name, "after": str(annotation)}
            yield change("attribute-added", f"{owner}.{other.name}", use, at, **words)


def _constants(
    both: Packages,
    wire: str,
    owner: str,
    old: Sequence[EnumMember],
    new: Sequence[EnumMember],
    use: Direction,
) -> Iterator[Change]:
    before, after = {m.value: m for m in old}, {m.value: m for m in new}
    renames = {name: other for name in before if (other := both.pairs.members.get((wire, name)))}
    for value, mine in before.items():
        there = renames.get(value, value)
        other = after.get(there)
        at = (both.old.at(wire, value), both.new.at(wire, there))
        if other is None:
            words = {"owner": owner, "before": mine.name}
            yield change("constant-removed", f"{owner}.{mine.name}", use, at, **words)
        elif mine.name != other.name:
            words = {"owner": owner, "before": mine.name, "after": other.name}
            yield change("constant-renamed", f"{owner}.{other.name}", use, at, **words)
    for value, other in after.items():
        if value not in before and value not in renames.values():
            at = (both.old.at(wire), both.new.at(wire, value))
            words = {"owner": owner, "after": other.name}
            yield change("constant-added", f"{owner}.{other.name}", use, at, **words)


def _is_open(side: Package, wire: str) -> bool:
    return any(_is_open_itself(side, name) for name in (wire, *side.types.ancestors(wire)))


def _is_open_itself(side: Package, wire: str) -> bool:
    item = side.types.types.get(wire)
    return item is not None and item.is_open
