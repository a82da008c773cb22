"""Operations with their types, and the samples that show them.

Pages and the linked names enter; the `Operation`s of the spec leave, each sample joined to the
operation whose path its request fits. It refuses to know what a type holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from docgen.linking.context import Linker
from docgen.linking.drafts import Draft, OperationIndex, join, samples
from docgen.linking.names import ancestors
from docgen.linking.path_names import name_places
from docgen.linking.request_bodies import body_of_request
from docgen.linking.return_types import (
    answers_alike,
    answers_of,
    check_collections,
    check_statuses,
    returned_type,
)
from docgen.linking.sample_corrections import required_as_shown
from docgen.linking.sample_operations import sample_operations
from docgen.reading.page import Page
from docgen.spec.documented_messages import UnmatchedMessage
from docgen.spec.model import (
    QUERY_OPTIONS,
    Kind,
    Operation,
    Parameter,
    Permission,
    Response,
    Type,
)
from docgen.spec.types import STRING, TypeUse, use_of
from docgen.syntax.headers import TRANSPORT_HEADERS
from docgen.syntax.naming import singular
from docgen.syntax.page_paths import page_stem
from docgen.syntax.url_path import is_path, path_template, relative_target

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

_CALL = re.compile(r"\w\((?:[\w]+\s*=|\)$)")


def link_operations(
    linker: Linker, pages: Sequence[Page], types: Sequence[Type]
) -> tuple[list[Operation], list[UnmatchedMessage]]:
    """All documented operations by path and method, one page describes each; the messages that fit none."""
    members = _members(types)
    # What all entities have in common is no answer to what a request returns.
    telling = {item.name for item in types if len(item.properties) > len(item.key)}
    linker.bases.update({item.name: item.base for item in types if item.base in telling})
    linker.wrapped.update(_wrapped(types))
    documented: dict[tuple[str, str], list[Draft]] = {}
    for draft in _documented(linker, pages):
        documented.setdefault(draft.key, []).append(draft)
    drafts: list[Draft] = []
    by_page: dict[str, list[Draft]] = {}
    for same in documented.values():
        # A page about many paths, or about one with a query, tells less of each.
        best = min(same, key=_distance)
        best.others = [draft for draft in same if draft.doc is not best.doc]
        drafts.append(best)
        for draft in same:
            by_page.setdefault(draft.page.path, []).append(best)
            if draft.page is not best.page:
                _report_twice(linker, draft, best)
    for draft in list(sample_operations(linker, pages, drafts, by_page)):
        drafts.append(draft)
        by_page.setdefault(draft.page.path, []).append(draft)
    drafts_of: dict[tuple[int, str], list[Draft]] = {}
    for draft in drafts:
        drafts_of.setdefault((id(draft.doc), draft.method), []).append(draft)
    spellings = {p.name for t in types for p in t.properties}
    name_places(linker, drafts, spellings)
    finder = OperationIndex(drafts, linker.dialect.url_prefixes)
    unmatched = [
        message
        for page in pages
        for message in join(linker, finder, by_page.get(page.path, []), page)
    ]
    for siblings in drafts_of.values():
        answers = [answer for draft in siblings for answer in answers_of(draft)]
        for draft in siblings:
            draft.answers_of_siblings = answers
    paths = {draft.key[1] for draft in drafts}
    gets = {d.key[1]: d for d in drafts if d.method == "GET"}
    made = (_operation(linker, d, paths, gets, members) for d in drafts)
    operations = [required_as_shown(linker, operation) for operation in made]
    operations.sort(key=lambda o: (o.path.lower(), _METHODS.index(o.method)))
    return operations, unmatched


def _documented(linker: Linker, pages: Sequence[Page]) -> Iterator[Draft]:
    """The drafts of all pages; what stands aside only when no other documents it."""
    asides: list[Draft] = []
    others: list[Draft] = []
    for page in pages:
        for draft in _drafts(linker, page):
            (asides if draft.doc.is_secondary else others).append(draft)
    yield from others
    finder = OperationIndex(others, linker.dialect.url_prefixes)
    for draft in asides:
        found = finder.find(draft.method, draft.target.target, ())
        if found is None:
            path = draft.template.path
            linker.report("DG339", draft.target.at, method=draft.method, path=path)
        if found is None or found.key == draft.key:
            yield draft


def _distance(draft: Draft) -> tuple[bool, bool, bool, int, int, str]:
    """How far a page is from being about an operation: one about many paths, about a path with a
    query, or about a subtype tells less of each. `user-list` is about `GET /users`.
    """
    stem = page_stem(draft.page.path.rpartition("/")[2]).lower()
    parts = re.split(r"[-_]", stem)
    literals = [p for p in draft.template.path.split("/") if p and not p.startswith(("{", "$"))]
    noun = singular(literals[-1].partition("(")[0].rpartition(".")[2]).lower() if literals else ""
    named = noun in parts or f"{noun}s" in parts
    return (
        draft.doc.is_secondary,
        bool(draft.template.query),
        not named,
        len(parts),
        len(draft.doc.targets),
        draft.page.path,
    )


def _report_twice(linker: Linker, draft: Draft, best: Draft) -> None:
    place = f"{best.target.at.path}:{best.target.at.line}"
    path = draft.template.path
    linker.report("DG308", draft.target.at, method=draft.method, path=path, place=place)


def _members(types: Sequence[Type]) -> dict[str, frozenset[str]]:
    """Type -> names of its own and inherited properties, in lower case."""
    own = {t.name: {p.name.lower() for p in t.properties} for t in types}
    bases = {t.name: t.base for t in types}
    return {
        name: frozenset().union(names, *(own.get(b, ()) for b in ancestors(name, bases)))
        for name, names in own.items()
    }


def _wrapped(types: Sequence[Type]) -> Iterator[tuple[str, str]]:
    """The types that document an answer with many things as a whole, `{"value": [...]}`, and of what
    these are: OneDrive's pages of 2015 have one for the changes of a folder.
    """
    for item in types:
        if [p.name == "value" and p.type.is_array for p in item.properties] == [True]:
            yield item.name, item.properties[0].type.item.name


def _drafts(linker: Linker, page: Page) -> Iterator[Draft]:
    for doc in page.operations:
        for target in doc.targets:
            relative = relative_target(target.target, linker.dialect.url_prefixes)
            template = path_template(relative)
            if "..." in template.path or "…" in template.path:
                linker.report("DG324", target.at, text=target.target)
            elif not is_path(template.path):
                linker.report("DG309", target.at, text=target.target)
            else:
                yield Draft(target.method, template, doc, page, target, template.path)


def _operation(
    linker: Linker,
    draft: Draft,
    paths: set[str],
    gets: dict[str, Draft],
    members: Mapping[str, Collection[str]],
) -> Operation:
    returned = returned_type(linker, draft)
    check_collections(linker, draft, returned)
    check_statuses(linker, draft)
    kind = _kind(draft, returned, paths, gets, linker)
    body = body_of_request(linker, draft, kind, returned, gets, members)
    return Operation(
        method=draft.method,
        path=draft.path,
        kind=kind,
        page=draft.page.path,
        description=draft.doc.description or draft.page.description,
        parameters=tuple(_parameters(linker, draft)),
        permissions=tuple(
            Permission(kind=p.kind, scopes=p.scopes, at=p.at) for p in draft.doc.permissions
        ),
        request_body=body,
        responses=_responses(draft, returned),
        samples=tuple(samples(linker, draft)),
        is_inferred=draft.is_shown,
        at=draft.target.at,
    )


def _kind(
    draft: Draft, returned: TypeUse | None, paths: set[str], gets: dict[str, Draft], linker: Linker
) -> Kind:
    """What the operation does, as a client sees it."""
    path = draft.key[1]
    last = path.rpartition("/")[2]
    match draft.method:
        case "GET" | "HEAD" | "OPTIONS":
            if _is_function(draft, last):
                return "function"
            return "list" if returned and returned.is_array else "get"
        case "PATCH":
            return "update"
        case "PUT":
            return "replace"
        case "DELETE":
            return "delete"
        case _:
            creates = _creates(draft, returned, path, paths, gets, linker)
            return "create" if creates else "action"


# `createLink` answers 201 and is called; `links` would be added to.
_VERB = re.compile(r"(?:add|assign|copy|create|get|invite|remove|send|set|start|stop|update)[A-Z]")

_CALLED = re.compile(r"^\S+\s?:\s*(\w+)")  # the title of a function's page: "range: lastCell"


def _is_called(draft: Draft, last: str) -> bool:
    """Whether the page's title names the last segment as what is called."""
    called = _CALLED.match(draft.page.title)
    return bool(called and called[1].lower() == last.lower())


def _is_function(draft: Draft, last: str) -> bool:
    return (
        last in ("delta", "delta()")
        or _is_called(draft, last)
        or bool(_CALL.search(last))
        or ("." in last and not last.startswith(("$", "{")) and draft.doc.function_parameters != ())
    )


def _creates(
    draft: Draft,
    returned: TypeUse | None,
    path: str,
    paths: set[str],
    gets: dict[str, Draft],
    linker: Linker,
) -> bool:
    """Whether a POST adds to a collection, rather than calling an action."""
    last = path.rpartition("/")[2]
    if last.startswith(("$", "microsoft.")) or "." in last.strip("{}"):
        return last == "$ref"
    if _is_called(draft, last):
        return False
    if "(" in last and not last.endswith("({})"):
        return False
    if f"{path}/{{}}" in paths or f"{path}({{}})" in paths:
        return True
    if 201 in draft.doc.statuses:
        return path in gets or not _VERB.match(draft.path.rpartition("/")[2])
    body = linker.find(draft.doc.body.ref, draft.page) if draft.doc.body else None
    if body is None or use_of(body).kind != "named":
        return False
    sent = use_of(body)
    return sent == returned or (path in gets and returned_type(linker, gets[path]) == sent)


def _parameters(linker: Linker, draft: Draft) -> Iterator[Parameter]:
    doc, page = draft.doc, draft.page
    docs = (doc, *(other.doc for other in draft.others))
    # Some documentations list the parameters of path and query in one table.
    tables = (doc.query_parameters, doc.path_parameters, doc.function_parameters)
    rows = {_key(row.name): row for table in tables for row in table}
    in_path = set()
    for name in draft.template.parameters:
        row = rows.get(_key(name))
        in_path.add(_key(name))
        yield Parameter(
            name=draft.names[name],
            location="path",
            type=linker.type_of(row.type, page, row.type_at) if row and row.type else STRING,
            is_required=True,
            description=row.description if row else "",
            at=row.at if row else None,
        )
    seen = set()
    for row in doc.query_parameters:
        if _key(row.name) not in in_path and row.name.lower() not in seen:
            seen.add(row.name.lower())
            known = _option_type(row.name)
            is_option = row.name.startswith("$") and known is not None
            yield Parameter(
                name=row.name,
                location="query",
                type=known if is_option and known else linker.type_of(row.type, page, row.type_at),
                is_required=row.is_required,
                description=row.description,
                at=row.at,
            )
    options = [option for told in docs for option in told.query_options]
    for option in (*options, *(name for name, _ in draft.template.query)):
        if option.lower() not in seen and _key(option) not in in_path:
            seen.add(option.lower())
            type_use = _option_type(option) or STRING
            yield Parameter(name=option, location="query", type=type_use)
    headers: set[str] = set(TRANSPORT_HEADERS)
    for header in (header for told in docs for header in told.headers):
        if header.name.lower() not in headers:
            headers.add(header.name.lower())
            yield Parameter(
                name=header.name,
                location="header",
                is_required=header.is_required,
                description=header.description,
                at=header.at,
            )


def _option_type(name: str) -> TypeUse | None:
    return QUERY_OPTIONS.get("$" + name.lower().lstrip("$"))


@lru_cache(10_000)
def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _responses(draft: Draft, returned: TypeUse | None) -> tuple[Response, ...]:
    docs = (draft.doc, *(other.doc for other in draft.others))
    told = [s for doc in docs for s in doc.statuses if s < 400]
    shown = [a.message.status for a in (answers_of if told else answers_alike)(draft)]
    statuses = list(dict.fromkeys([*told, *shown])) or [200 if returned else 204]
    return tuple(
        Response(
            status=status,
            type=returned if status not in (202, 204, 205, 304) else None,
            is_inferred=bool(told) and status not in told,
        )
        for status in statuses
    )
