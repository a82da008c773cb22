"""Operations of a page that documents many: each entry that states a request line, with its fields and prose.

An outline enters; `OperationDoc`s and `SampleDoc`s leave, in page order. Nothing in one entry reaches another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.deprecation import without_deprecation
from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.declarations import is_concrete, written
from docgen.reading.entries.entry import Entry, title_of
from docgen.reading.entries.index_rows import INDEX
from docgen.reading.entries.sentences import TOLD
from docgen.reading.general.shared_parameters import SharedParameters
from docgen.reading.lists.fields import Field, as_queried, contrasted, with_key, with_stars
from docgen.reading.lists.parameter_names import query_options, with_queries, with_unsent
from docgen.reading.lists.rows import header_rows, row_of
from docgen.reading.markdown.parser import Fence
from docgen.reading.messages.entry_samples import not_above, read_entry_samples
from docgen.reading.messages.received import as_received
from docgen.reading.messages.row_samples import row_samples
from docgen.reading.messages.sample_docs import is_success
from docgen.reading.page import (
    HeaderRow,
    OperationDoc,
    PropertyRow,
    RequestTarget,
    ResourceDoc,
    SampleDoc,
)
from docgen.reading.page_reader import PageReader
from docgen.reading.references.entry_reader import read_entry
from docgen.reading.references.groups import with_groups
from docgen.reading.references.introduction import (
    access_of,
    added_in,
    called_by,
    introduction,
    states_deprecated,
    usual_rule,
)
from docgen.reading.references.places import (
    is_in_body,
    is_of_path,
    media_types,
    place_in_operation,
    queried_in,
    with_segments,
)
from docgen.reading.references.request_rows import (
    answered_in_row,
    of_each_operation,
    said_beside,
    with_lines,
)
from docgen.reading.references.returns import of_media_types
from docgen.reading.references.sampled_places import (
    in_shown,
    is_sent_too,
    of_answers,
    of_query,
    of_templates,
)
from docgen.reading.references.stated import Stated, settle
from docgen.reading.references.union import completed, same_as_linked, united_operations
from docgen.reading.references.unread import (
    report_omitted,
    report_unstated,
    report_values_of,
    report_without_path,
    skip_repeated,
)
from docgen.reading.subjects.samples import read_samples
from docgen.reading.types.objects import (
    are_arrays_of_objects,
    beside_content,
    body_object,
    body_of_many,
    in_sent_object,
    response_object,
    with_shown,
)
from docgen.reading.types.trees import with_parts
from docgen.records import replace
from docgen.syntax.curl import commands
from docgen.syntax.form_content import MULTIPART, URL_ENCODED
from docgen.syntax.http_message import WEBHOOK, WITH_CONTENT
from docgen.syntax.path_spellings import Target, targets
from docgen.syntax.plain_text import on_one_line
from docgen.syntax.url_path import EXPRESSION, fits, is_verb, last_segments, parameter_key, shape


def read_references(
    page: PageReader, entries: Sequence[Entry]
) -> tuple[tuple[OperationDoc, ...], tuple[SampleDoc, ...], tuple[ResourceDoc, ...]]:
    """The operations that the entries of a page state, its samples, and the types of objects that operations list."""
    operations: list[OperationDoc] = []
    samples: list[SampleDoc] = []
    types: list[ResourceDoc] = []
    sent_at = set[Span]()
    for entry in entries:
        _use_indexes(page, entry)
    declared = [entry for entry in entries if entry.declared or entry.subject]
    shared = SharedParameters(page, entries)
    stating = [_stated(page, entry, shared) for entry in declared]
    settle(stating, usual_rule(page, entries), page.dialect)
    for entry, stated in zip(declared, stating):
        before, before_samples = len(operations), len(samples)
        report_unstated(page, entry.declared)
        requests = [*_requests(page, entry, stated)]
        heads = [*_heads(page, entry, stated, requests)]
        is_stated = stated.returns is not None and not stated.returns.ref.is_primitive
        is_listed = is_stated or any(place == "response" for _, place in stated.fields)
        if entry.subject:
            targets_of_all = heads[0].targets if heads else ()
            read_samples(page, entry.subject.sections, targets_of_all, stated.statuses, samples)
        elif heads:
            read_entry_samples(page, entry, heads, samples, stated.taken, is_listed)
            for head, (_, located) in zip(heads, requests):
                samples += row_samples(page, located[0][0], head)
        if any(method == WEBHOOK for method, _ in requests):
            stated.fields = [(item, "response") for item, _ in stated.fields]
            samples[before_samples:] = as_received(samples[before_samples:])
        own = samples[before_samples:]
        samples[before_samples:] = not_above(own, sent_at) if entry.is_item else own
        shown = [s.value for s in own if is_success(s)]
        sent = [s.value for s in own if s.has_value and s.message.method]
        stated.shown_types = [s.message.media_type for s in own if s.message.method]
        if entry.subject is None:  # whose lists have headings
            _place_by_samples(stated, requests, own, shown, is_sent=bool(sent))
        title = without_deprecation(page.dialect, title_of(entry))
        operations += (
            _operation(page, entry, stated, head, located, sent, title)
            for head, (_, located) in zip(heads, requests)
        )
        fields = [item for item, place in stated.fields if (item.location or place) == "response"]
        # The response of one subject is what its sentence says: more is beside it, as links to the next items.
        if fields and not (stated.returns and entry.subject):
            is_list = stated.is_list or any(isinstance(value, list) for value in shown)
            items = with_shown(in_shown(fields, shown), shown)
            whole, listed = response_object(page, entry.at, items, stated.types, is_list)
            stated.take(fields, stated.types)
            operations[before:] = [
                replace(o, returns=stated.returns or whole, listed=(listed,) if listed else ())
                for o in operations[before:]
            ]
        _report_unread(page, entry, stated, has_operations=len(operations) > before)
        types += stated.types
    subjects = {entry.at: entry.subject for entry in entries if entry.subject}
    united = completed(operations, subjects) if subjects else united_operations(operations)
    return tuple(united), tuple(samples), tuple(types)


def _place_by_samples(
    stated: Stated,
    requests: Sequence[tuple[str, _Located]],
    samples: Sequence[SampleDoc],
    shown: Sequence[object],
    *,
    is_sent: bool,
) -> None:
    """Gives the fields of an entry the places that its samples tell: in its path, its query, what it answers."""
    asked = [sample.message.target for sample in samples]
    stated.fields = of_templates(stated.fields, asked)
    if all(method == "GET" for method, _ in requests):
        paths = (target.path for _, located in requests for _, target in located)
        keys = {parameter_key(name) for path in paths for name in EXPRESSION.findall(path)}
        stated.fields = of_answers(stated.fields, shown, asked, keys)
        stated.fields = stated.fields if is_sent else of_query(stated.fields, shown, asked)


def _stated(page: PageReader, entry: Entry, shared: SharedParameters) -> Stated:
    """What an entry states, with the parameters that it links to; those that it lists itself are as it has them."""
    entry, linked = shared.linked(entry)
    stated = read_entry(page, with_groups(page, entry))
    stated.fields = with_stars(entry.blocks, stated.fields, page.dialect)
    known = stated.names
    stated.fields += [(item, place) for item, place in linked if item.name not in known]
    lines = [d.target for d in entry.declared]
    fields = with_unsent(stated.fields, lines, is_call=stated.is_call)
    stated.fields = contrasted([*with_queries(entry, fields)], page.dialect)
    stated.fields += queried_in(entry, stated.names)
    return stated


def _report_unread(page: PageReader, entry: Entry, stated: Stated, *, has_operations: bool) -> None:
    """A note for what is listed and has no place in the spec."""
    unread = [pair for pair in stated.fields if id(pair[0]) not in stated.read]
    omitted = report_omitted(page, unread)
    if entry.declared and not has_operations:
        report_without_path(page, entry.declared[0], [item for item, _ in unread])
    for item in omitted:
        page.skip("DG220", stated.value_bullets.get(item.at, ()))
    listed_fields = [item for item, _ in stated.fields]
    report_values_of(page, stated.values, listed_fields, omitted)
    skip_repeated(page, stated.values, listed_fields, [*stated.repeated.values()])


_Located = list[tuple[Declaration, Target]]


def _requests(page: PageReader, entry: Entry, stated: Stated) -> Iterator[tuple[str, _Located]]:
    """The operations of an entry: the method of each, and its paths with the lines that state them."""
    for lines in of_each_operation(page, entry.declared):
        method = lines[0].method
        located = [
            (d, replace(t, path=with_segments(t.path, stated.fields)))
            for d in lines
            for t in _targets(entry, d)
        ]
        if located:
            yield method, [*located, *_without_optional(entry, stated, method, located)]


def _targets(entry: Entry, declaration: Declaration) -> Sequence[Target]:
    """The paths of a request line. Of one subject they are as written: `$ref` is no variable, brackets hold keys."""
    if entry.subject:
        return (Target(server="", path=declaration.target, query=()),)
    return targets(declaration.target)


def _heads(
    page: PageReader, entry: Entry, stated: Stated, requests: Iterable[tuple[str, _Located]]
) -> Iterator[OperationDoc]:
    """The operations as their request lines and what is said of all of them tell, before what is listed."""
    above = [*introduction(page, entry)]
    permissions, openness = access_of(page, entry, above)
    is_deprecated, added = states_deprecated(page, entry, above), added_in(page, entry, above)
    for method, located in requests:
        of_row, listed = answered_in_row(page, located[0][0], stated.types)
        is_told = all(declaration.form == TOLD for declaration, _ in located)
        yield OperationDoc(
            targets=tuple(
                RequestTarget(method=method, target=written(t), at=d.at) for d, t in located
            ),
            permissions=(*stated.permissions, *permissions),
            openness=openness,
            statuses=tuple(dict.fromkeys((*stated.statuses, *of_row.statuses))),
            successes=tuple(dict.fromkeys((*stated.successes, *of_row.successes))),
            errors=tuple(dict.fromkeys((*stated.failures_beside(of_row), *of_row.errors))),
            returns=stated.returns or of_row.returns,
            listed=(listed,) if listed else (),
            returns_nothing=stated.returns_nothing,
            many_at=stated.many_at or of_row.many_at,
            same_as=same_as_linked(located[0][0]) or stated.same_as,
            is_deprecated=is_deprecated,
            since=added,
            is_secondary=(entry.is_inferred and not is_told)
            or all(is_concrete(d, t) for d, t in located),
            is_told=is_told,
            at=entry.at,
        )


def _use_indexes(page: PageReader, entry: Entry) -> None:
    """Tables of request lines that are stated elsewhere list nothing else."""
    for block, requests in zip(entry.blocks, entry.requests):
        if any(request.form == INDEX for request in requests):
            page.use(block)


def _without_optional(
    entry: Entry, stated: Stated, method: str, located: Sequence[tuple[Declaration, Target]]
) -> Iterator[tuple[Declaration, Target]]:
    """Each path again without its last parameter, where that is said to be optional and a command leaves it out."""
    optional = {parameter_key(item.name) for item, _ in stated.fields if item.is_required is False}
    known = {shape(target.path) for _, target in located}
    for declaration, target in located:
        path, _, last = target.path.rpartition("/")
        name = EXPRESSION.fullmatch(last)
        is_optional = name and parameter_key(name[1]) in optional
        if not is_optional or not path or shape(path) in known:
            continue
        called = (
            command.message.target
            for block in entry.blocks
            if isinstance(block, Fence)
            for command in commands(block.text)
            if command.message.method == method
        )
        if any(fits(path, last_segments(found.path, path)) for c in called for found in targets(c)):
            yield declaration, replace(target, path=path)


def _forms_of(page: PageReader, fields: Sequence[Field], *, is_told: bool) -> Iterator[str]:
    """The media type of the form that a column of places says fields are of; or that of files, where it `is_told` nowhere:
    JSON has no bytes.
    """
    has_file = any(page.dialect.primitive(f.type_text) == "binary" for f in fields if not f.depth)
    if any(item.is_of_form for item in fields):
        yield MULTIPART if has_file else URL_ENCODED
    elif has_file and not is_told:
        yield MULTIPART


_LISTED = ("path", "query", "cookie", "body", "function", "response header")


def _operation(
    page: PageReader,
    entry: Entry,
    stated: Stated,
    head: OperationDoc,
    located: _Located,
    sent: Sequence[object],
    title: str,
) -> OperationDoc:
    """The operation with what is listed; `sent` has the JSON that its sample requests send."""
    method = head.targets[0].method
    names = {parameter_key(n): n for _, t in located for n in EXPRESSION.findall(t.path)}
    queried = {name for _, t in located for name in t.query}
    listed = with_lines(page, [d for d, _ in located], stated.fields)
    listed = as_queried(listed, [d.target for d, _ in located])
    fields = with_key(listed, {t.path for _, t in located}, names)
    fields = beside_content(page, fields, names) if stated.is_call and not stated.form else fields
    as_listed = {item.name for item, _ in fields}
    rows: dict[str, list[PropertyRow]] = {place: [] for place in _LISTED}
    headers, in_body = list[HeaderRow](), list[Field]()
    for item, label in fields:
        in_path = is_of_path(item, names, as_listed)
        in_path &= not is_sent_too(item, label, rows["path"], sent)
        place = place_in_operation(page, item, label, in_path, method)
        if label and entry.subject:  # an option of the query may be named as a key in the path
            place = item.location or label
        if item.name in queried and not (item.location or label or item.depth):
            place = "query"
        if place == "header":
            headers += header_rows(page, item)
            if item.name.lower() == "content-type":
                stated.media_types += media_types(f"{item.about} {item.default} {item.type_text}")
        elif place == "body":  # a GET of the same section has no content of a POST
            in_body += [item] if item.location or method != "GET" else []
        elif place in rows and not item.depth:
            rows[place].append(row_of(page, item))
            if place == "path" and method in WITH_CONTENT and is_in_body(page, item):
                in_body.append(replace(item, is_required=None))
    called = title or called_by(method, located[0][1].path)
    rows["body"] += _content(page, stated, in_body, called, sent, entry.at)
    return replace(
        head,
        headers=tuple(headers),
        cookies=tuple(rows["cookie"]),
        path_parameters=tuple(rows["path"]),
        query_parameters=tuple(rows["query"]),
        function_parameters=tuple(rows["function"]),
        query_options=_options(page, stated, rows["query"]),
        body_parameters=tuple(rows["body"]),
        body=stated.body if method in WITH_CONTENT else None,
        has_body=True if rows["body"] or stated.body else False if stated.takes_nothing else None,
        form=stated.form if in_body or stated.is_of_forms else "",
        response_headers=tuple(rows["response header"]),
        is_verb=is_verb(title, method, located[0][1].path),
        description=on_one_line(_said(page, entry, stated, title, method, located)),
    )


def _options(page: PageReader, stated: Stated, rows: Sequence[PropertyRow]) -> tuple[str, ...]:
    """OData's options that what is below headings of the query names."""
    texts = stated.query_texts if page.dialect.is_odata else ()
    return tuple(dict.fromkeys(query_options(texts, has_rows=bool(rows))))


def _content(
    page: PageReader,
    stated: Stated,
    fields: Sequence[Field],
    called: str,
    sent: Sequence[object],
    at: Span,
) -> Sequence[PropertyRow]:
    """The rows of the fields of the content of a request, with the types of its objects; without any, it may be text or bytes."""
    if not fields:
        named = () if sent else (*stated.media_types, *filter(None, stated.shown_types))
        stated.body = stated.body or of_media_types(named, at)
        return ()
    is_told = bool(sent or stated.media_types or any(stated.shown_types))
    stated.media_types += _forms_of(page, fields, is_told=is_told)
    whole = with_shown(with_parts(fields, stated.media_types, sent), sent)
    listed = body_object(page, called, in_sent_object(whole, sent))
    stated.body = stated.body or listed.whole
    stated.types += (doc for doc in listed.types if doc not in stated.types)
    stated.take(fields, listed.types, listed.rows)
    if stated.body or not (are_arrays_of_objects(sent) if sent else stated.sends_list):
        return listed.rows
    item, stated.body = body_of_many(page, called, listed.rows, fields[0].at)
    stated.types += (item,) if item not in stated.types else ()
    return ()


def _said(
    page: PageReader, entry: Entry, stated: Stated, title: str, method: str, located: _Located
) -> str:
    """What is said of an operation beside its request line, or below its title; else a title that says more than the method."""
    if entry.subject:
        return entry.subject.about
    line = title if title not in ("", method) else f"{method} {located[0][1].path}"
    return said_beside(page, entry, located[0][0]) or stated.about or line
