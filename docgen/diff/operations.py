"""What changed of one operation between two APIs.

An operation as it was and as it is enters, with the same names of types; `Change`s leave. It does not look for
operations that came or went.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docgen.diff import evidence
from docgen.diff.changes import Change, Places, change
from docgen.diff.matching import Pairs, parameter_id, unique_pairs
from docgen.diff.promises import deprecation, is_deprecated, parameter_promises
from docgen.diff.types import Relation, Types, relation, typed_id
from docgen.spec.model import Error, Operation, Parameter, Permission, RequestBody, Response
from docgen.spec.types import BINARY, TypeUse
from docgen.syntax.url_path import EXPRESSION, erased

_FIRST_FAILURE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two APIs with the same names for types, and what is the same in them under two other names."""

    before: Types
    after: Types
    pairs: Pairs

    @property
    def have_places(self) -> bool:
        """Whether both are read from pages, or say where these are."""
        return self.before.has_places and self.after.has_places

    def relation(self, before: TypeUse, after: TypeUse) -> Relation | None:
        """How two types differ for JSON, None when they do not."""
        return relation(before, after, self.before, self.after)


def diff_operation(sides: Sides, old: Operation, new: Operation) -> Iterator[Change]:
    """Every change of an operation, in no order."""
    return _Comparison(sides, old, new).changes()


_API = Operation(method="", path="", kind="action")


def diff_common(
    sides: Sides, old: Sequence[Parameter], new: Sequence[Parameter]
) -> Iterator[Change]:
    """What changed of what every request sends."""
    return _Comparison(sides, _API, _API, "API").parameters(old, new, "parameter")


class _Comparison:
    """One operation on both sides."""

    def __init__(self, sides: Sides, old: Operation, new: Operation, id: str = "") -> None:
        self.sides, self.old, self.new = sides, old, new
        self.id = id or new.id

    def _change(
        self,
        id: str,
        name: str = "",
        *,
        at: Places = (None, None),
        **words: str,
    ) -> Change:
        subject = f"{self.id} {name}" if name else self.id
        all_words = {"owner": self.id, "name": name, **words}
        old, new = at[0] or self.old.at, at[1] or self.new.at
        return change(id, subject, "both", (old, new), operation=self.id, **all_words)

    def changes(self) -> Iterator[Change]:
        old, new = self.old, self.new
        is_moved = erased(old.path) != erased(new.path)
        if is_moved:
            yield self._change("operation-moved", before=old.id, after=new.id)
        else:
            names = zip(EXPRESSION.findall(old.path), EXPRESSION.findall(new.path))
            for mine, other in names:
                if mine != other:
                    yield self._change("path-parameter-renamed", other, before=mine, after=other)
        yield from deprecation(self.id, "both", old, new, (old.at, new.at), operation=self.id)
        location = ("query", "header") if is_moved else ("path", "query", "header")
        yield from self.parameters(
            [p for p in old.parameters if p.location in location],
            [p for p in new.parameters if p.location in location],
            "parameter",
        )
        yield from self._body()
        yield from self._responses()
        yield from self._permissions()

    def parameters(
        self, old: Sequence[Parameter], new: Sequence[Parameter], what: str
    ) -> Iterator[Change]:
        before = {parameter_id(p): p for p in old}
        after = {parameter_id(p): p for p in new}
        pairs: list[tuple[Parameter, Parameter]] = []
        for location_and_name, mine in before.items():
            name = self.sides.pairs.parameters.get((self.id, *location_and_name))
            renamed = after.get((mine.location, name)) if name else None
            if other := renamed or after.get(location_and_name):
                pairs.append((mine, other))
        paired_old, paired_new = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
        removed = [p for p in before.values() if id(p) not in paired_old]
        added = [p for p in after.values() if id(p) not in paired_new]
        pairs += unique_pairs(removed, added, lambda p: p.name)
        paired_old, paired_new = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
        for mine, other in pairs:
            changes = self._parameter(mine, other, what)
            yield from evidence.resting(changes, mine.evidence, other.evidence)
            subject, at = f"{self.id} {other.name}", (mine.at, other.at)
            yield from evidence.became(
                subject, "request", mine.evidence, other.evidence, at, self.id
            )
        for item in removed:
            if id(item) not in paired_old:
                deprecated = "deprecated-" if is_deprecated(item) else ""
                words = {"where": item.location, "before": str(item.type)}
                id_ = f"{deprecated}{what}-removed"
                lost = self._change(id_, item.name, at=(item.at, None), **words)
                yield from evidence.resting([lost], item.evidence)
        for item in added:
            if id(item) not in paired_new:
                required = "required-" if _is_stated(item) else ""
                words = {"where": item.location, "after": str(item.type)}
                id_ = f"{required}{what}-added"
                won = self._change(id_, item.name, at=(None, item.at), **words)
                yield from evidence.resting([won], item.evidence)

    def _parameter(self, old: Parameter, new: Parameter, what: str) -> Iterator[Change]:
        def changed(id: str, before: str = "", after: str = "") -> Change:
            words = {"where": new.location, "before": before, "after": after}
            return self._change(id, new.name, at=(old.at, new.at), **words)

        if old.location != new.location:
            yield changed("parameter-relocated", old.location, new.location)
        elif parameter_id(old) != parameter_id(new):
            if new.location != "path":
                yield changed(f"{what}-renamed", old.name, new.name)
        if relation := self.sides.relation(old.type, new.type):
            yield changed(_contravariant_id(what, relation), str(old.type), str(new.type))
        if _is_stated(old) != _is_stated(new):
            word = "required" if _is_stated(new) else "optional"
            yield changed(f"{what}-became-{word}")
        places = old.at or self.old.at, new.at or self.new.at
        yield from parameter_promises(self.id, old, new, places)

    def _body(self) -> Iterator[Change]:
        old, new = self.old.request_body, self.new.request_body
        if old and new:
            if old.type and new.type:
                if relation := self.sides.relation(old.type, new.type):
                    id = _contravariant_id("request-body", relation).replace("-type", "")
                    yield self._change(id, before=str(old.type), after=str(new.type))
            elif old.type != new.type and not self._is_same_object(old, new):
                before, after = _body_text(old), _body_text(new)
                yield self._change("request-body-retyped", before=before, after=after)
            yield from self.parameters(old.properties, new.properties, "body-property")
        elif new:
            is_required = new.type == BINARY or any(p.is_required for p in new.properties)
            required = "required-" if is_required else ""
            yield self._change(f"{required}request-body-added", after=_body_text(new))
        elif old:
            yield self._change("request-body-removed", before=_body_text(old))

    def _is_same_object(self, old: RequestBody, new: RequestBody) -> bool:
        """Whether parameters of an action and the properties of a type are the same JSON object."""
        untyped, typed = (old, new) if new.type else (new, old)
        types = self.sides.after if new.type else self.sides.before
        return {p.name for p in untyped.properties} <= types.properties(
            typed.type.name if typed.type else ""
        ).keys()

    def _responses(self) -> Iterator[Change]:
        before = {r.status: r for r in self.old.responses}
        after = {r.status: r for r in self.new.responses}
        lost = sorted(s for s in before.keys() - after.keys() if s < _FIRST_FAILURE)
        won = sorted(s for s in after.keys() - before.keys() if s < _FIRST_FAILURE)
        if len(lost) == 1 and len(won) == 1:
            yield self._change("success-status-changed", before=str(lost[0]), after=str(won[0]))
            yield from self._content(before[lost.pop()], after[won.pop()])
        for status in lost:
            yield self._change("success-response-removed", before=str(status))
        for status in won:
            yield self._change("success-response-added", after=str(status))
        failed, fails = _failures(self.old), _failures(self.new)
        for name in sorted(failed - fails):
            yield self._change("error-response-removed", before=name)
        for name in sorted(fails - failed):
            yield self._change("error-response-added", after=name)
        for status in sorted(before.keys() & after.keys()):
            yield from self._content(before[status], after[status])

    def _content(self, old: Response, new: Response) -> Iterator[Change]:
        before, after = self.sides.before.types, self.sides.after.types
        rests = evidence.of_response(old, before), evidence.of_response(new, after)
        yield from evidence.resting(self._content_alone(old, new), *rests)

    def _content_alone(self, old: Response, new: Response) -> Iterator[Change]:
        status = str(new.status)
        if old.type and new.type:
            if relation := self.sides.relation(old.type, new.type):
                id, before, after = _covariant_id(relation), str(old.type), str(new.type)
                yield self._change(id, status, before=before, after=after)
        elif new.type:
            yield self._change("response-content-added", status, after=str(new.type))
        elif old.type:
            yield self._change("response-content-removed", status, before=str(old.type))

    def _permissions(self) -> Iterator[Change]:
        before = {p.kind: p for p in self.old.permissions}
        after = {p.kind: p for p in self.new.permissions}
        for kind in (*before, *(k for k in after if k not in before)):
            # A row that is "Not supported." counts as none.
            mine = before.get(kind, Permission(kind=kind))
            other = after.get(kind, Permission(kind=kind))
            at = mine.at, other.at
            if mine.scopes and not other.scopes:
                scopes = ", ".join(mine.scopes)
                yield self._change("permission-kind-removed", kind, at=at, before=scopes)
                continue
            if other.scopes and not mine.scopes:
                scopes = ", ".join(other.scopes)
                yield self._change("permission-kind-added", kind, at=at, after=scopes)
                continue
            old, new = dict.fromkeys(mine.scopes), dict.fromkeys(other.scopes)
            for scope in (scope for scope in old if scope not in new):
                yield self._change("scope-removed", kind, at=at, before=scope)
            for scope in (scope for scope in new if scope not in old):
                yield self._change("scope-added", kind, at=at, after=scope)
            if [s for s in old if s in new] != [s for s in new if s in old]:
                words = {"before": ", ".join(mine.scopes), "after": ", ".join(other.scopes)}
                yield self._change("scope-order-changed", kind, at=at, **words)


def _is_stated(item: Parameter) -> bool:
    """Whether a page says that it is required, also where a documented request does without."""
    return item.is_required or item.is_omitted


def _body_text(body: RequestBody) -> str:
    names = ", ".join(p.name for p in body.properties)
    return str(body.type) if body.type else f"parameters {names}"


_AS_VALUES: dict[Relation, Relation] = {"became-enum": "narrowed", "no-longer-enum": "widened"}


def _contravariant_id(what: str, relation: Relation) -> str:
    """Of what is sent; an enumeration is a narrower String."""
    return typed_id(what, _AS_VALUES.get(relation, relation))


def names_of(errors: Iterable[Error]) -> set[str]:
    """Failures by status and code: "404", "409 lamp_is_lit"."""
    return {" ".join(filter(None, (error.status, error.code))) for error in errors}


def _failures(operation: Operation) -> set[str]:
    """Those that samples show, and those that are listed."""
    shown = {str(r.status) for r in operation.responses if r.status >= _FIRST_FAILURE}
    return shown | names_of(operation.errors)


def _covariant_id(relation: Relation) -> str:
    """Of what is returned."""
    return typed_id("response", _AS_VALUES.get(relation, relation))
