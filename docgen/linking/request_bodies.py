"""What a request takes as its content."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from docgen.linking.context import Linker, report_conflict
from docgen.linking.drafts import Draft
from docgen.linking.return_types import (
    returned_type,
    told_type,
)
from docgen.reading.page import Page, PropertyRow
from docgen.records import replace
from docgen.spec.model import (
    Kind,
    Parameter,
    RequestBody,
)
from docgen.spec.types import ANY, STREAM, TypeUse, use_of
from docgen.syntax.headers import header


def body_of_request(
    linker: Linker,
    draft: Draft,
    kind: Kind,
    returned: TypeUse | None,
    gets: dict[str, Draft],
    members: Mapping[str, Collection[str]],
) -> RequestBody | None:
    doc, page = draft.doc, draft.page
    if draft.method in ("GET", "HEAD", "OPTIONS"):
        return None
    requests = [request for request, _ in draft.samples or draft.alike if request]
    shown = [r for r in requests if r.has_value or r.message.body]
    rows = doc.body_parameters
    named = told_type(linker, draft, doc.body) if doc.body else ""
    listed = _listed(linker, rows, page)
    if shown and not any(r.has_value for r in shown) and not rows:
        types = (header(r.message.headers, "content-type").lower() for r in shown)
        if not any("json" in media_type for media_type in types):
            return RequestBody(type=STREAM)
    if draft.method == "DELETE" and not (rows or shown):
        return None
    if kind == "action":
        fits = bool(named) and all(row.name.lower() in members.get(named, ()) for row in rows)
        if rows and not fits:
            return RequestBody(properties=listed)
        if rows:
            return RequestBody(type=use_of(named), properties=listed)
        return RequestBody(type=use_of(named) if named else ANY) if named or shown else None
    # A page that names no type of a body shows by its samples that there is none.
    if not shown and (doc.has_body is False or (requests and not doc.has_body)):
        return None
    if draft.key[1].endswith("/$ref"):
        return RequestBody(type=ANY) if kind != "delete" else None
    if draft.key[1].endswith(("/$value", "/content")) and not rows:
        return RequestBody(type=STREAM)
    name = named or (_name(returned.item) if returned else "")
    if not name and kind in ("update", "replace") and draft.key[1] in gets:
        read = returned_type(linker, gets[draft.key[1]])
        name = _name(read) if read else ""
    if rows and not any(row.name.lower() in members.get(name, ()) for row in rows):
        return RequestBody(properties=listed)
    if not name and not shown and kind == "delete":
        return None
    return RequestBody(type=use_of(name) if name else ANY, properties=listed)


def _name(type_use: TypeUse) -> str:
    return type_use.name if type_use.kind == "named" else ""


def _listed(linker: Linker, rows: Sequence[PropertyRow], page: Page) -> tuple[Parameter, ...]:
    """What tables list for a body, each once: as it is listed first, and required if it is anywhere."""
    found: dict[str, Parameter] = {}
    for item in (_body_property(linker, row, page) for row in rows):
        known = found.setdefault(item.name, item)
        if known.type != item.type:
            report_conflict(linker, item, known)
        found[item.name] = replace(known, is_required=known.is_required or item.is_required)
    return tuple(found.values())


def _body_property(linker: Linker, row: PropertyRow, page: Page) -> Parameter:
    inherited = row.inherited_from
    return Parameter(
        name=row.name,
        location="body",
        type=linker.type_of(row.type, page, row.type_at),
        is_required=row.is_required,
        description=row.description,
        inherited_from=(
            (linker.find(inherited.ref, page) or inherited.ref.name) if inherited else ""
        ),
        at=row.at,
    )
